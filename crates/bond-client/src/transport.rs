//! What a chain must be able to do for us, and what can go wrong on the way.

use bond_abi::AccountId;
use std::path::PathBuf;

use crate::bundle::Bundle;

/// What a call cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    /// Computation, in picoseconds of reference time.
    pub ref_time: u64,
    /// Size of the storage proof in bytes.
    pub proof_size: u64,
    /// Storage deposit taken (positive) or given back (negative), in the chain's smallest unit.
    pub deposit: i128,
    /// Fee of the transaction, in the chain's smallest unit; 0 where there are no fees, and for a dry run.
    pub fee: u128,
}

/// Where a transaction stands on a chain of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inclusion {
    /// Number of the finalised block.
    pub block_number: u64,
    /// Hash of that block.
    pub block_hash: [u8; 32],
    /// Hash of the transaction.
    pub extrinsic_hash: [u8; 32],
}

/// An event a contract emitted, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEvent {
    /// The contract.
    pub contract: AccountId,
    /// Index of the event and its fields, SCALE-encoded.
    pub data: Vec<u8>,
}

/// What came back from a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whether the contract asked to undo everything, as it does with every `Err` it returns.
    pub reverted: bool,
    /// The answer, SCALE-encoded.
    pub output: Vec<u8>,
    /// What it cost.
    pub cost: Cost,
    /// What was emitted on the way, by every contract involved.
    pub events: Vec<RawEvent>,
    /// Where it was included; `None` for a dry run, for what was refused before it was sent, and on the embedded chain.
    pub included: Option<Inclusion>,
}

impl Receipt {
    /// The receipt of a step that a chain had taken already.
    pub fn nothing_to_do() -> Self {
        Self { reverted: false, output: Vec::new(), cost: Cost::default(), events: Vec::new(), included: None }
    }
}

/// A message with its signer, for [`Transport::submit_all`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The contract.
    pub contract: AccountId,
    /// Selector and arguments.
    pub data: Vec<u8>,
    /// Who signs.
    pub signer: AccountId,
}

/// A chain with `pallet-contracts`.
pub trait Transport {
    /// Time by which a dry run judges, Unix milliseconds: on the embedded chain that of the next message, on a node that
    /// of the last finalised block.
    ///
    /// # Errors
    /// [`ClientError`] when the chain does not answer.
    fn now_ms(&mut self) -> Result<u64, ClientError>;

    /// Hash of the code of a contract; `None` when there is no contract at this address.
    ///
    /// # Errors
    /// As [`Transport::now_ms`].
    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ClientError>;

    /// The Wasm of a code, as it was uploaded; `None` when the chain has no such code.
    ///
    /// # Errors
    /// As [`Transport::now_ms`].
    fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, ClientError>;

    /// Uploads the code if it is not there yet and instantiates it. A node on which the very same instance (signer, code,
    /// arguments, salt) exists answers with its address and a receipt without inclusion, so that an interrupted
    /// deployment goes on.
    ///
    /// # Errors
    /// [`ClientError::Failed`] when the chain refused or the constructor trapped. A constructor that returned an error
    /// is a receipt that reverted.
    fn instantiate(
        &mut self,
        bundle: &Bundle,
        data: Vec<u8>,
        salt: &[u8],
        signer: AccountId,
    ) -> Result<(AccountId, Receipt), ClientError>;

    /// Sends a message that changes state.
    ///
    /// # Errors
    /// [`ClientError::Failed`] when the chain refused or the contract trapped.
    fn submit(&mut self, contract: AccountId, data: Vec<u8>, signer: AccountId) -> Result<Receipt, ClientError>;

    /// Sends messages that do not depend on each other, side by side where the chain can, and gives their receipts in
    /// the order of the calls. `done` hears of each as it ends, with its place.
    ///
    /// # Errors
    /// As [`Transport::submit`], for the first that did not run; those already sent are waited for.
    fn submit_all(
        &mut self,
        calls: Vec<Call>,
        done: &mut dyn FnMut(usize, &Receipt),
    ) -> Result<Vec<Receipt>, ClientError> {
        let mut receipts = Vec::with_capacity(calls.len());
        for (place, call) in calls.into_iter().enumerate() {
            let receipt = self.submit(call.contract, call.data, call.signer)?;
            done(place, &receipt);
            receipts.push(receipt);
        }
        Ok(receipts)
    }

    /// Runs a message without keeping what it changes.
    ///
    /// # Errors
    /// As [`Transport::submit`].
    fn dry_run(&mut self, contract: AccountId, data: Vec<u8>, caller: AccountId) -> Result<Receipt, ClientError>;
}

/// What can go wrong between us and a contract. What a contract itself answers is not among it.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A bundle is missing or unreadable.
    #[error("cannot read the contract bundle {path}: {reason}; build it with scripts/build.sh")]
    Bundle {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// What a contract emitted or stores does not fit the metadata of the bundle at hand.
    #[error(
        "the built {contract} does not describe what is on the chain ({reason}); build the version that was deployed"
    )]
    Metadata {
        /// Name of the contract.
        contract: &'static str,
        /// What does not fit.
        reason: String,
    },
    /// The chain could not be started.
    #[error("the embedded chain did not start: {0}")]
    Chain(String),
    /// No node answers, or it stopped answering.
    #[error("no answer from the node at {url}: {reason}; start one with scripts/node.sh start, or name another with --chain")]
    NodeUnavailable {
        /// Its address.
        url: String,
        /// What was seen.
        reason: String,
    },
    /// The connection broke while a transaction was under way: it may still be included.
    #[error("the node at {url} stopped answering during {what} ({reason}); what was sent may still be included: run the same command again, it goes on from what the chain then holds")]
    ConnectionLost {
        /// The node's address.
        url: String,
        /// What was under way.
        what: &'static str,
        /// What was seen.
        reason: String,
    },
    /// The node serves another chain than expected.
    #[error("the node at {url} serves another chain: its genesis is {found}, expected was {expected}; check --chain and the record's network")]
    WrongChain {
        /// The node's address.
        url: String,
        /// Genesis hash it has.
        found: String,
        /// Genesis hash it should have.
        expected: String,
    },
    /// The chain cannot run our contracts.
    #[error("the chain \"{chain}\" cannot run the contracts: {reason}; use a chain with pallet-contracts, such as substrate-contracts-node 0.42.0")]
    NoContracts {
        /// Name of the chain.
        chain: String,
        /// What is missing.
        reason: String,
    },
    /// The chain's runtime changed after we connected, so what we know of it is out of date.
    #[error(
        "the chain's runtime went from version {known} to {now} since this program connected; run the command again"
    )]
    StaleMetadata {
        /// Version when we connected.
        known: u32,
        /// Version now.
        now: u32,
    },
    /// An account cannot pay for its transaction.
    #[error("the account {account} cannot pay for {what} ({reason}); send it native tokens of this chain for fees and storage deposits")]
    NoFunds {
        /// The account, SS58.
        account: String,
        /// The call.
        what: &'static str,
        /// The chain's words.
        reason: String,
    },
    /// A key is missing, malformed or not allowed here.
    #[error("{problem}; {remedy}")]
    Key {
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// The chain took a transaction but did not finalise it in time.
    #[error("the transaction {extrinsic_hash} was not finalised within {seconds} s; when the chain finalises again, run the same command: it goes on from what the chain then holds")]
    NotFinalised {
        /// Its hash.
        extrinsic_hash: String,
        /// How long we waited.
        seconds: u64,
    },
    /// The state of a block was dropped by the node.
    #[error("the node has no state of block {block} any more; ask a node that keeps all states (--state-pruning archive), or export anew")]
    StatePruned {
        /// Hash of the block.
        block: String,
    },
    /// The chain refused the call, or the contract trapped.
    #[error("{what} failed on chain: {reason}")]
    Failed {
        /// The call.
        what: &'static str,
        /// The chain's words.
        reason: String,
    },
    /// The answer is not of the expected type: the contract at this address is another one, or another version.
    #[error("the answer of {contract:?} does not decode ({reason}); is it the contract you think it is?")]
    Decode {
        /// The contract.
        contract: AccountId,
        /// What the decoder said.
        reason: String,
    },
    /// The contract does not know the message.
    #[error("{contract:?} does not know this message; is it the contract you think it is?")]
    UnknownMessage {
        /// The contract.
        contract: AccountId,
    },
    /// A constructor or a step of a deployment was refused by a contract.
    #[error("deployment stopped at {step}: {reason}")]
    Deployment {
        /// The step.
        step: &'static str,
        /// The contract's error.
        reason: String,
    },
}
