//! What is sent: nonces, signatures, batches.

use std::collections::btree_map::{BTreeMap, Entry};
use std::time::{Duration, Instant};

use bond_abi::AccountId;
use subxt::config::DefaultExtrinsicParamsBuilder;
use subxt::dynamic::{tx, Value};
use subxt::ext::subxt_rpcs;
use subxt::tx::{DynamicPayload, SubmittableTransaction};
use subxt::utils::H256;
use subxt::OnlineClient;

use super::dry_run::{Code, DryRun};
use super::follow::{Follower, Included, MORTALITY_BLOCKS};
use super::state::Block;
use super::{bytes_of, in_full, refused_by_node, ChainConfig, Node};
use crate::address::{instance_address, ss58};
use crate::bundle::Bundle;
use crate::transport::{Call, ClientError, Cost, Inclusion, Receipt};

/// Transactions of one batch that are under way at the same time.
pub const WINDOW: usize = 128;

/// How long we wait for transactions of the same account that were sent before, such as by a program that was stopped.
const SETTLE_TIMEOUT: Duration = Duration::from_secs(60);
const SETTLE_PAUSE: Duration = Duration::from_millis(200);
const NUDGE_AFTER: Duration = Duration::from_secs(5);

const SEALING: &str = "sealing a block";
const MESSAGE: &str = "the message";

type Transaction = SubmittableTransaction<ChainConfig, OnlineClient<ChainConfig>>;

// Changes

impl Node {
    /// Waits until the node knows of no transaction of this account that is not final, such as one that a program sent
    /// before it was stopped. What is read afterwards is what the account's next transaction finds.
    ///
    /// # Errors
    /// [`ClientError::NotFinalised`] when they stay in the node's pool.
    pub fn settle(&mut self, account: AccountId) -> Result<(), ClientError> {
        self.block_on(self.settled_nonce(account)).map(|_| ())
    }

    /// Makes a development chain that seals blocks on demand seal one, so that its clock goes on.
    ///
    /// # Errors
    /// [`ClientError`] when it cannot be sent.
    pub fn seal_block(&mut self, signer: AccountId) -> Result<Inclusion, ClientError> {
        let included = self.block_on(async {
            let nonce = self.settled_nonce(signer).await?;
            self.send_and_wait(&remark(), signer, nonce, SEALING).await
        })?;
        Ok(included.inclusion)
    }

    /// What sending the message would cost in fees, on top of what the dry run says.
    ///
    /// # Errors
    /// As a dry run.
    pub fn estimate_fee(&mut self, call: &Call) -> Result<u128, ClientError> {
        self.block_on(async {
            let at = self.finalised_hash().await?;
            let run = self.dry_run_call(at, call.signer, call.contract, &call.data).await?;
            let nonce = self.finalised_nonce(call.signer).await?;
            let valid_from = self.anchor().await?;
            let transaction = self.sign(&self.call_payload(call, &run), call.signer, nonce, valid_from)?;
            let fee = transaction.partial_fee_estimate().await;
            fee.map_err(|error| self.lost("estimating the fee", error))
        })
    }

    /// What instantiating would cost, the upload of the code included if it is not there yet.
    ///
    /// # Errors
    /// As a dry run; [`ClientError::Failed`] also when the constructor refuses, as it does while a contract that it asks
    /// is not there.
    pub fn estimate_instantiate(
        &mut self,
        bundle: &Bundle,
        data: &[u8],
        salt: &[u8],
        signer: AccountId,
    ) -> Result<Cost, ClientError> {
        self.block_on(async {
            let at = self.finalised_hash().await?;
            let code = match self.has_code(bundle.code_hash, at).await? {
                true => Code::Existing(bundle.code_hash),
                false => Code::Upload(&bundle.wasm),
            };
            let run = self.dry_run_instantiate(at, signer, code, data, salt).await?;
            match run.receipt.reverted {
                true => {
                    Err(ClientError::Failed { what: "the constructor", reason: "it refuses as things stand".into() })
                }
                false => Ok(run.receipt.cost),
            }
        })
    }

    /// How many transactions of an account the chain has included and the node knows of.
    ///
    /// # Errors
    /// [`ClientError`] when the node does not answer.
    pub fn transactions_of(&mut self, account: AccountId) -> Result<u64, ClientError> {
        let id = subxt::utils::AccountId32(bytes_of(account));
        let next = self.block_on(self.legacy.system_account_next_index(&id));
        next.map_err(|error| self.rpc_failed(error))
    }

    pub(super) async fn send_call(&self, call: &Call) -> Result<Receipt, ClientError> {
        let nonce = self.settled_nonce(call.signer).await?;
        self.expect_known_runtime().await?;
        let run = self.dry_run_call(self.finalised_hash().await?, call.signer, call.contract, &call.data).await?;
        if run.receipt.reverted {
            return Ok(run.receipt);
        }
        let included = self.send_and_wait(&self.call_payload(call, &run), call.signer, nonce, MESSAGE).await?;
        self.outcome(call, run, included).await
    }

    pub(super) async fn send_calls(
        &self,
        calls: &[Call],
        done: &mut dyn FnMut(usize, &Receipt),
    ) -> Result<Vec<Receipt>, ClientError> {
        self.expect_known_runtime().await?;
        let mut nonces: BTreeMap<AccountId, u64> = BTreeMap::new();
        for call in calls {
            if let Entry::Vacant(nonce) = nonces.entry(call.signer) {
                nonce.insert(self.settled_nonce(call.signer).await?);
            }
        }
        let mut receipts: Vec<Option<Receipt>> = vec![None; calls.len()];
        let mut failure: Option<ClientError> = None;
        let mut under_way: BTreeMap<H256, (usize, DryRun)> = BTreeMap::new();
        let mut follower = Follower::new(self.anchor().await?);
        let mut next = calls.iter().enumerate();
        loop {
            // A failure ends the sending, never the waiting for what was sent.
            while failure.is_none() && under_way.len() < WINDOW {
                let Some((place, call)) = next.next() else { break };
                match self.start(call, &mut nonces, follower.anchor()).await {
                    Ok(Started::Refused(receipt)) => {
                        done(place, &receipt);
                        keep(&mut receipts, place, receipt);
                    }
                    Ok(Started::Sent(hash, run)) => {
                        under_way.insert(hash, (place, run));
                    }
                    Err(error) => failure = Some(error),
                }
                follower.renew_anchor(self).await?;
            }
            if under_way.is_empty() {
                break;
            }
            let waiting: Vec<H256> = under_way.keys().copied().collect();
            for (hash, included) in follower.next(self, &waiting, MESSAGE).await? {
                let Some((place, run)) = under_way.remove(&hash) else { continue };
                let Some(call) = calls.get(place) else { continue };
                match self.outcome(call, run, included).await {
                    Ok(receipt) => {
                        done(place, &receipt);
                        keep(&mut receipts, place, receipt);
                    }
                    Err(error) => failure = failure.or(Some(error)),
                }
            }
        }
        match failure {
            Some(error) => Err(error),
            None => Ok(receipts.into_iter().flatten().collect()),
        }
    }

    pub(super) async fn send_instantiate(
        &self,
        bundle: &Bundle,
        data: &[u8],
        salt: &[u8],
        signer: AccountId,
    ) -> Result<(AccountId, Receipt), ClientError> {
        const WHAT: &str = "the constructor";
        let nonce = self.settled_nonce(signer).await?;
        self.expect_known_runtime().await?;
        let at = self.finalised_hash().await?;
        let address = instance_address(signer, bundle.code_hash, data, salt);
        if self.code_hash_at(address, at).await?.is_some() {
            return Ok((address, Receipt::nothing_to_do()));
        }
        if !self.has_code(bundle.code_hash, at).await? {
            // A constructor that would refuse is found out before anything is paid for its code.
            let code = Code::Upload(&bundle.wasm);
            let run = self.dry_run_instantiate(at, signer, code, data, salt).await?;
            if run.receipt.reverted {
                return Ok((address, run.receipt));
            }
            let uploaded = self.upload(bundle, signer, nonce).await?;
            let (address, mut receipt) = Box::pin(self.send_instantiate(bundle, data, salt, signer)).await?;
            receipt.cost.fee += uploaded.fee;
            receipt.cost.deposit += uploaded.deposit;
            return Ok((address, receipt));
        }
        let run = self.dry_run_instantiate(at, signer, Code::Existing(bundle.code_hash), data, salt).await?;
        if run.instance != Some(address) {
            return Err(self.unsupported("it computes the addresses of contracts in a way of its own".into()));
        }
        if run.receipt.reverted {
            return Ok((address, run.receipt));
        }
        let payload = tx(
            "Contracts",
            "instantiate",
            vec![
                ("value", Value::u128(0)),
                ("gas_limit", self.limits.weight(run.required)),
                ("storage_deposit_limit", self.limits.deposit(run.deposit_charge)),
                ("code_hash", Value::from_bytes(bundle.code_hash)),
                ("data", Value::from_bytes(data)),
                ("salt", Value::from_bytes(salt)),
            ],
        );
        let included = self.send_and_wait(&payload, signer, nonce, WHAT).await?;
        included.outcome.map_err(|reason| self.refusal(WHAT, signer, reason))?;
        if included.instance != Some(address) {
            return Err(self.unsupported("it says nothing of the contract it made".into()));
        }
        let cost = Cost { fee: included.fee, ..run.receipt.cost };
        let (events, included) = (included.events, Some(included.inclusion));
        Ok((address, Receipt { cost, events, included, ..run.receipt }))
    }

    // Helpers

    /// Uploads the code of a bundle, and says what that cost.
    async fn upload(&self, bundle: &Bundle, signer: AccountId, nonce: u64) -> Result<Cost, ClientError> {
        const WHAT: &str = "the upload of the code";
        let deposit = self.dry_run_upload(self.finalised_hash().await?, signer, &bundle.wasm).await?;
        let payload = tx(
            "Contracts",
            "upload_code",
            vec![
                ("code", Value::from_bytes(&bundle.wasm)),
                ("storage_deposit_limit", self.limits.deposit(deposit)),
                ("determinism", Value::unnamed_variant("Enforced", [])),
            ],
        );
        let included = self.send_and_wait(&payload, signer, nonce, WHAT).await?;
        included.outcome.map_err(|reason| self.refusal(WHAT, signer, reason))?;
        let deposit = i128::try_from(deposit).unwrap_or(i128::MAX);
        Ok(Cost { deposit, fee: included.fee, ..Cost::default() })
    }

    /// Dry-runs a message of a batch and sends it.
    async fn start(
        &self,
        call: &Call,
        nonces: &mut BTreeMap<AccountId, u64>,
        valid_from: Block,
    ) -> Result<Started, ClientError> {
        let run = self.dry_run_call(self.finalised_hash().await?, call.signer, call.contract, &call.data).await?;
        if run.receipt.reverted {
            return Ok(Started::Refused(run.receipt));
        }
        let nonce = nonces.get(&call.signer).copied().unwrap_or_default();
        let hash = self.send(&self.call_payload(call, &run), call.signer, nonce, valid_from, MESSAGE).await?;
        // A nonce is used up only by what the pool took: a gap would hold back everything after it.
        nonces.insert(call.signer, nonce + 1);
        Ok(Started::Sent(hash, run))
    }

    /// What a message that was included came to.
    async fn outcome(&self, call: &Call, run: DryRun, included: Included) -> Result<Receipt, ClientError> {
        let place = Some(included.inclusion);
        let Err(reason) = included.outcome else {
            let cost = Cost { fee: included.fee, ..run.receipt.cost };
            return Ok(Receipt { cost, events: included.events, included: place, ..run.receipt });
        };
        // The state changed since the dry run; what the contract says now is why.
        let at = self.finalised_hash().await?;
        let again = self.dry_run_call(at, call.signer, call.contract, &call.data).await?;
        match again.receipt.reverted {
            true => Ok(Receipt { included: place, ..again.receipt }),
            false => Err(self.refusal(MESSAGE, call.signer, reason)),
        }
    }

    fn call_payload(&self, call: &Call, run: &DryRun) -> DynamicPayload {
        tx(
            "Contracts",
            "call",
            vec![
                ("dest", Value::unnamed_variant("Id", [Value::from_bytes(bytes_of(call.contract))])),
                ("value", Value::u128(0)),
                ("gas_limit", self.limits.weight(run.required)),
                ("storage_deposit_limit", self.limits.deposit(run.deposit_charge)),
                ("data", Value::from_bytes(&call.data)),
            ],
        )
    }

    fn sign(
        &self,
        payload: &DynamicPayload,
        signer: AccountId,
        nonce: u64,
        valid_from: Block,
    ) -> Result<Transaction, ClientError> {
        let key = self.key(signer)?;
        let parameters = DefaultExtrinsicParamsBuilder::<ChainConfig>::new()
            .mortal_from_unchecked(MORTALITY_BLOCKS, valid_from.number, H256(valid_from.hash))
            .nonce(nonce)
            .build();
        let unsigned = self.api.tx().create_partial_offline(payload, parameters);
        let mut unsigned = unsigned.map_err(|error| self.unsupported(format!("signing: {}", in_full(&error))))?;
        Ok(unsigned.sign(key.keypair()))
    }

    /// Hands a transaction to the node, which takes it into its pool or says why not.
    async fn send(
        &self,
        payload: &DynamicPayload,
        signer: AccountId,
        nonce: u64,
        valid_from: Block,
        what: &'static str,
    ) -> Result<H256, ClientError> {
        let transaction = self.sign(payload, signer, nonce, valid_from)?;
        match self.legacy.author_submit_extrinsic(transaction.encoded()).await {
            Ok(_) => Ok(transaction.hash()),
            Err(subxt_rpcs::Error::User(error)) => Err(self.refusal(what, signer, refused_by_node(&error))),
            Err(error) => Err(self.interrupted(what, &error.into())),
        }
    }

    async fn send_and_wait(
        &self,
        payload: &DynamicPayload,
        signer: AccountId,
        nonce: u64,
        what: &'static str,
    ) -> Result<Included, ClientError> {
        let mut follower = Follower::new(self.anchor().await?);
        let hash = self.send(payload, signer, nonce, follower.anchor(), what).await?;
        loop {
            if let Some((_, included)) = follower.next(self, &[hash], what).await?.pop() {
                return Ok(included);
            }
        }
    }

    /// The block from which on a transaction that is made now is valid.
    pub(super) async fn anchor(&self) -> Result<Block, ClientError> {
        self.block_at(self.finalised_hash().await?).await
    }

    /// The nonce of an account's next transaction, once nothing of it is under way any more.
    async fn settled_nonce(&self, account: AccountId) -> Result<u64, ClientError> {
        let id = subxt::utils::AccountId32(bytes_of(account));
        let start = Instant::now();
        let mut nudged = false;
        loop {
            let nonce = self.legacy.system_account_next_index(&id).await.map_err(|error| self.rpc_failed(error))?;
            if self.finalised_nonce(account).await? >= nonce {
                return Ok(nonce);
            }
            if start.elapsed() > SETTLE_TIMEOUT {
                return Err(ClientError::NotFinalised {
                    extrinsic_hash: format!("that {} sent before", ss58(account)),
                    seconds: SETTLE_TIMEOUT.as_secs(),
                });
            }
            // A development node that was stopped right after a block makes it final only with the next one.
            if !nudged && start.elapsed() > NUDGE_AFTER && self.chain.kind.is_development() && self.key(account).is_ok()
            {
                nudged = true;
                let valid_from = self.anchor().await?;
                self.send(&remark(), account, nonce, valid_from, SEALING).await?;
            }
            tokio::time::sleep(SETTLE_PAUSE).await;
        }
    }

    async fn expect_known_runtime(&self) -> Result<(), ClientError> {
        let version = self.legacy.state_get_runtime_version(None).await.map_err(|error| self.rpc_failed(error))?;
        let known = self.chain.spec_version;
        match version.spec_version == known {
            true => Ok(()),
            false => Err(ClientError::StaleMetadata { known, now: version.spec_version }),
        }
    }

    /// The chain's refusal as one of our errors.
    pub(super) fn refusal(&self, what: &'static str, account: AccountId, reason: String) -> ClientError {
        const NO_FUNDS: [&str; 4] =
            ["FundsUnavailable", "StorageDepositNotEnoughFunds", "Inability to pay", "InsufficientBalance"];
        match NO_FUNDS.iter().any(|sign| reason.contains(sign)) {
            true => ClientError::NoFunds { account: ss58(account), what, reason },
            false => ClientError::Failed { what, reason },
        }
    }

    pub(super) fn interrupted(&self, what: &'static str, error: &subxt::Error) -> ClientError {
        match error {
            subxt::Error::Transaction(error) => ClientError::Failed { what, reason: in_full(error) },
            error => ClientError::ConnectionLost { url: self.chain.url.clone(), what, reason: in_full(error) },
        }
    }
}

enum Started {
    Refused(Receipt),
    Sent(H256, DryRun),
}

/// A transaction that does nothing, for a chain that makes blocks with transactions only.
fn remark() -> DynamicPayload {
    tx("System", "remark", vec![("remark", Value::from_bytes(b"chihosai"))])
}

fn keep(receipts: &mut [Option<Receipt>], place: usize, receipt: Receipt) {
    if let Some(slot) = receipts.get_mut(place) {
        *slot = Some(receipt);
    }
}
