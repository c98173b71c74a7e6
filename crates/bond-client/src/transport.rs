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
}

/// A chain with `pallet-contracts`.
pub trait Transport {
    /// Time of the block in which the next message runs, Unix milliseconds.
    fn now_ms(&mut self) -> u64;

    /// Uploads the code if it is not there yet and instantiates it.
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
    /// The chain could not be started.
    #[error("the embedded chain did not start: {0}")]
    Chain(String),
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
