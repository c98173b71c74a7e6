//! The chain inside this process: drink's runtime with `pallet-contracts`, and a clock that the caller moves.

use std::collections::BTreeSet;

use bond_abi::AccountId;
use drink::frame_support::sp_runtime::{DispatchError, StateVersion, TransactionOutcome};
use drink::frame_support::storage::with_transaction;
use drink::pallet_contracts::{self, CollectEvents, DebugInfo, Determinism};
use drink::runtime::minimal::{Contracts, RuntimeEvent};
use drink::runtime::pallet_contracts_debugging::{InterceptingExt, NoopExt, TracingExt};
use drink::runtime::MinimalRuntime;
use drink::{AccountId32, EventRecordOf, Sandbox, Weight};
use pallet_contracts_primitives::StorageDeposit;
use scale::Decode;
use sp_core::hashing::{twox_128, twox_64};

use crate::bundle::Bundle;
use crate::transport::{ClientError, Cost, RawEvent, Receipt, Transport};

/// What one call may use: less than half of what a block of substrate-contracts-node leaves to transactions (1.5 s of
/// computation) and of 5 MiB of proof times 0.8. The dearest call, a page of 50 that redeems, takes 0.52 s.
pub const CALL_LIMIT: Weight = Weight::from_parts(700_000_000_000, 4 * 1024 * 1024);

/// Native balance an account gets before its first call, enough for every deposit of a rehearsal.
const PURSE: u128 = 1_000_000_000_000;

/// The embedded chain.
pub struct Embedded {
    sandbox: Sandbox<MinimalRuntime>,
    funded: BTreeSet<AccountId32>,
    now_ms: u64,
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedded").field("now_ms", &self.now_ms).finish_non_exhaustive()
    }
}

impl Embedded {
    /// A new chain at 1970-01-01.
    ///
    /// # Errors
    /// [`ClientError::Chain`].
    pub fn new() -> Result<Self, ClientError> {
        let mut sandbox = Sandbox::<MinimalRuntime>::new().map_err(|error| ClientError::Chain(format!("{error:?}")))?;
        sandbox.register_extension(InterceptingExt(Box::new(NoopExt)));
        sandbox.register_extension(TracingExt(Box::new(NoopExt)));
        let mut chain = Self { sandbox, funded: BTreeSet::new(), now_ms: 0 };
        chain.sandbox.set_timestamp(0);
        Ok(chain)
    }

    /// Closes the block and opens the next one at `now_ms`; at the old time if that is later, for time never moves
    /// backwards.
    ///
    /// # Errors
    /// [`ClientError::Chain`].
    pub fn advance_to_ms(&mut self, now_ms: u64) -> Result<(), ClientError> {
        self.sandbox.build_block().map_err(|error| ClientError::Chain(format!("{error:?}")))?;
        // Building a block sets the machine's own time, in seconds.
        self.now_ms = self.now_ms.max(now_ms);
        self.sandbox.set_timestamp(self.now_ms);
        Ok(())
    }

    /// The hash of everything that the chain stores: as long as it is the same, nothing has changed. Events are not part of
    /// it, and an account's purse is there before its first call.
    ///
    /// # Errors
    /// [`ClientError::Chain`].
    pub fn state_root(&mut self, signer: AccountId) -> Result<[u8; 32], ClientError> {
        self.fund(&native(signer))?;
        self.sandbox.reset_events();
        let root = self.sandbox.execute_with(|| sp_io::storage::root(StateVersion::V1));
        root.as_slice().try_into().map_err(|_| ClientError::Chain("a root that is no hash".into()))
    }

    /// What the chain says of a contract, and the hash of all that the contract stores; nothing for an account without code.
    pub fn contract_root(&mut self, contract: AccountId) -> Vec<u8> {
        let account: &[u8] = contract.as_ref();
        let mut key = [twox_128(b"Contracts"), twox_128(b"ContractInfoOf")].concat();
        key.extend_from_slice(&twox_64(account));
        key.extend_from_slice(account);
        self.sandbox.execute_with(|| {
            let mut info = sp_io::storage::get(&key).map(|info| info.to_vec()).unwrap_or_default();
            // The number of its storage comes first.
            if let Ok(trie) = Vec::<u8>::decode(&mut info.as_slice()) {
                info.extend(sp_io::default_child_storage::root(&trie, StateVersion::V1));
            }
            info
        })
    }

    fn fund(&mut self, account: &AccountId32) -> Result<(), ClientError> {
        if self.funded.insert(account.clone()) {
            self.sandbox
                .mint_into(account.clone(), PURSE)
                .map_err(|error| ClientError::Chain(format!("cannot endow an account: {error:?}")))?;
        }
        Ok(())
    }

    /// Runs a message, and undoes what it changed unless `keep`.
    fn call(
        &mut self,
        contract: AccountId,
        data: Vec<u8>,
        signer: AccountId,
        keep: bool,
    ) -> Result<Receipt, ClientError> {
        let signer = native(signer);
        self.fund(&signer)?;
        // Events pile up within a block; only those of this call are wanted.
        self.sandbox.reset_events();
        let result = self.sandbox.execute_with(|| {
            with_transaction(|| {
                let result = Contracts::bare_call(
                    signer,
                    native(contract),
                    0,
                    CALL_LIMIT,
                    None,
                    data,
                    DebugInfo::Skip,
                    CollectEvents::UnsafeCollect,
                    Determinism::Enforced,
                );
                match keep {
                    true => TransactionOutcome::Commit(Ok::<_, DispatchError>(result)),
                    false => TransactionOutcome::Rollback(Ok(result)),
                }
            })
        });
        let result = result.map_err(|error| failed("the message", &error))?;
        let cost = cost(result.gas_consumed, &result.storage_deposit);
        let value = result.result.map_err(|error| failed("the message", &error))?;
        let events = contract_events(result.events.unwrap_or_default());
        Ok(Receipt { reverted: value.did_revert(), output: value.data, cost, events, included: None })
    }
}

impl Transport for Embedded {
    fn now_ms(&mut self) -> Result<u64, ClientError> {
        Ok(self.now_ms)
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ClientError> {
        let contract = native(contract);
        Ok(self.sandbox.execute_with(|| Contracts::code_hash(&contract)).map(|hash| hash.0))
    }

    fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, ClientError> {
        // The pallet's map of codes has their hashes for keys, as they are.
        let key = [&twox_128(b"Contracts")[..], &twox_128(b"PristineCode"), &code_hash].concat();
        let stored = self.sandbox.execute_with(|| sp_io::storage::get(&key).map(|code| code.to_vec()));
        let code = stored.map(|stored| Vec::<u8>::decode(&mut stored.as_slice())).transpose();
        code.map_err(|error| ClientError::Chain(format!("a code that cannot be read: {error}")))
    }

    fn instantiate(
        &mut self,
        bundle: &Bundle,
        data: Vec<u8>,
        salt: &[u8],
        signer: AccountId,
    ) -> Result<(AccountId, Receipt), ClientError> {
        let signer = native(signer);
        self.fund(&signer)?;
        self.sandbox.reset_events();
        let result =
            self.sandbox.deploy_contract(bundle.wasm.clone(), 0, data, salt.to_vec(), signer, CALL_LIMIT, None);
        let cost = cost(result.gas_consumed, &result.storage_deposit);
        let value = result.result.map_err(|error| failed("the constructor", &error))?;
        let events = contract_events(result.events.unwrap_or_default());
        let (reverted, output) = (value.result.did_revert(), value.result.data);
        let receipt = Receipt { reverted, output, cost, events, included: None };
        Ok((AccountId::from(<[u8; 32]>::from(value.account_id)), receipt))
    }

    fn submit(&mut self, contract: AccountId, data: Vec<u8>, signer: AccountId) -> Result<Receipt, ClientError> {
        self.call(contract, data, signer, true)
    }

    fn dry_run(&mut self, contract: AccountId, data: Vec<u8>, caller: AccountId) -> Result<Receipt, ClientError> {
        self.call(contract, data, caller, false)
    }
}

fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*AsRef::<[u8; 32]>::as_ref(&account))
}

fn failed(what: &'static str, error: &DispatchError) -> ClientError {
    ClientError::Failed { what, reason: format!("{error:?}") }
}

fn cost(gas: Weight, deposit: &StorageDeposit<u128>) -> Cost {
    let deposit = match deposit {
        StorageDeposit::Charge(amount) => i128::try_from(*amount).unwrap_or(i128::MAX),
        StorageDeposit::Refund(amount) => i128::try_from(*amount).map_or(i128::MIN, |amount| -amount),
    };
    Cost { ref_time: gas.ref_time(), proof_size: gas.proof_size(), deposit, fee: 0 }
}

fn contract_events(records: Vec<EventRecordOf<MinimalRuntime>>) -> Vec<RawEvent> {
    records
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::Contracts(pallet_contracts::Event::ContractEmitted { contract, data }) => {
                Some(RawEvent { contract: AccountId::from(<[u8; 32]>::from(contract)), data })
            }
            _ => None,
        })
        .collect()
}
