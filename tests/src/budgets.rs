//! What every message of every contract costs: alone, with ten rows, and with as many as it takes, in the state that makes
//! it dearest among those that are common. `cargo run --release -p chihosai-tests --bin budgets` prints what changed beside
//! `tests/golden/messages.txt`; with `-- --golden` it writes the file.

mod duties;
mod money;
mod people;
mod units;

use std::fmt::Debug;
use std::path::PathBuf;

use bond_abi::AccountId;
use bond_client::contracts::Message;
use bond_client::transport::Cost;
use bond_client::Receipt;
use scale::Decode;

use crate::world::{repository, World};

/// A message with so many rows, and what it costs.
#[derive(Debug, Clone)]
pub struct Budget {
    /// Contract and message, as the metadata have them.
    pub what: String,
    /// How many rows, or what else makes a difference.
    pub case: &'static str,
    /// ref_time, proof size, deposit.
    pub cost: Cost,
    /// Bytes of the call, and of the answer.
    pub bytes: [usize; 2],
}

/// All of them.
#[derive(Debug, Default)]
pub struct Budgets(pub Vec<Budget>);

impl Budgets {
    /// Runs every message.
    ///
    /// # Panics
    /// When one is refused, or a bundle is not built.
    pub fn measure() -> Self {
        let mut budgets = Self::default();
        units::measure(&mut budgets);
        people::measure(&mut budgets);
        money::measure(&mut budgets);
        duties::measure(&mut budgets);
        budgets.0.sort_by(|one, other| one.what.cmp(&other.what));
        budgets
    }

    /// Sends a message that must succeed.
    #[track_caller]
    fn sent<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        world: &mut World,
        signer: impl Into<AccountId>,
        case: &'static str,
        message: impl Into<Message<Result<T, E>>>,
    ) {
        let (message, signer) = (message.into(), signer.into());
        let (what, call) = (name(world, &message), message.data.len());
        let called = world.client.submit(signer, message).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(called.answer.is_ok(), "{what}: {:?}", called.answer);
        world.forget();
        self.note(what, case, call, &called.receipt);
    }

    /// Tries a message that must succeed, and keeps nothing of it.
    #[track_caller]
    fn tried<T: Decode + Debug, E: Decode + Debug>(
        &mut self,
        world: &mut World,
        signer: impl Into<AccountId>,
        case: &'static str,
        message: impl Into<Message<Result<T, E>>>,
    ) {
        let message = message.into();
        let (what, call) = (name(world, &message), message.data.len());
        let called = world.client.dry_run(signer.into(), message).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(called.answer.is_ok(), "{what}: {:?}", called.answer);
        self.note(what, case, call, &called.receipt);
    }

    /// Asks.
    #[track_caller]
    fn asked<R: Decode>(&mut self, world: &mut World, case: &'static str, message: impl Into<Message<R>>) {
        let message = message.into();
        let (what, call) = (name(world, &message), message.data.len());
        let reader = crate::who::Who::Outsider.id();
        let called = world.client.dry_run(reader, message).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(!called.receipt.reverted, "{what} was refused");
        self.note(what, case, call, &called.receipt);
    }

    fn note(&mut self, what: String, case: &'static str, call: usize, receipt: &Receipt) {
        self.0.push(Budget { what, case, cost: receipt.cost, bytes: [call, receipt.output.len()] });
    }

    /// As their file has them.
    pub fn golden(&self) -> String {
        let head = "# Message, rows or case, ref_time, proof size, deposit. Written by: cargo run --release -p chihosai-tests --bin budgets -- --golden\n";
        let lines = self.0.iter().map(|Budget { what, case, cost, .. }| {
            format!("{what} | {case} | {} | {} | {}\n", cost.ref_time, cost.proof_size, cost.deposit)
        });
        head.to_owned() + &lines.collect::<String>()
    }
}

/// Where they lie.
pub fn golden_path() -> PathBuf {
    repository().join("tests/golden/messages.txt")
}

/// Contract and message, as the metadata have them: `bond_token PSP22::transfer`.
///
/// # Panics
/// When no contract of the series has it.
pub fn name<R>(world: &World, message: &Message<R>) -> String {
    let contracts = world.contracts();
    let (_, bundle) =
        contracts.iter().find(|(address, _)| *address == message.contract).expect("a contract of the series");
    let selector: String = message.data[..4].iter().map(|byte| format!("{byte:02x}")).collect();
    let messages = bundle.metadata["spec"]["messages"].as_array().expect("messages");
    let found = messages.iter().find(|found| found["selector"] == format!("0x{selector}"));
    let label = found.and_then(|found| found["label"].as_str()).expect("a message of the contract");
    format!("{} {label}", bundle.name)
}

/// `count` accounts that nobody else has.
fn crowd(from: u64, count: u64) -> Vec<AccountId> {
    let account = |number: u64| {
        let mut bytes = [0xcc; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        AccountId::from(bytes)
    };
    (from..from + count).map(account).collect()
}
