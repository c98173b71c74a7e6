//! What a payment costs beside the yardstick, a plain PSP22 transfer with an event, and what an event of ten thousand
//! holders costs by pages. `cargo run --release -p chihosai-tests --bin payouts` prints both.

use bond_abi::agent::PayingAgent as _;
use bond_abi::desk::{KycDesk, Mode, NewInvestor};
use bond_abi::distributor::{CouponDistributor, DIRECTED_WEIGHT};
use bond_abi::office::{BondOffice, Grounds, Reason, Seizure};
use bond_abi::psp22::PSP22Error;
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{Message, Psp22};
use bond_client::transport::Cost;
use bond_client::{bundle, Bundle, TraitCallBuilder};
use scale::{Decode, Encode};

use crate::plans;
use crate::who::Who::{
    self, Admin, Alice, Bob, Carol, Controller, Court, Issuer, Outsider, Payer, PayingAgent, Registrar,
};
use crate::world::{investor, repository, World};

/// A case and what it costs.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What was done.
    pub what: &'static str,
    /// ref_time, proof size, deposit.
    pub cost: Cost,
    /// Holders it paid.
    pub holders: u64,
}

/// The table.
#[derive(Debug, Clone)]
pub struct Payouts {
    /// A plain PSP22 transfer between two holders of OpenBrush's token.
    pub plain: Row,
    /// A transfer of the test yen, the payment token of these worlds.
    pub yen: Row,
    /// Everything else, in the order of a coupon's life.
    pub rows: Vec<Row>,
}

/// What one more holder costs in a page: the difference of a full page and a page of one, by 49.
pub fn marginal(one: &Row, full: &Row) -> u64 {
    (full.cost.ref_time - one.cost.ref_time) / (full.holders - one.holders)
}

impl Payouts {
    /// Runs every case.
    ///
    /// # Panics
    /// When a message is refused, or a bundle is not built.
    pub fn measure() -> Self {
        let mut world = World::of(plans::twelve_events()).with_holders(120);
        let folder = repository().join(bundle::default_folder());
        let plain = Bundle::load(&folder, "plain_psp22").unwrap_or_else(|error| panic!("{error}"));
        let data = (ink::selector_bytes!("new"), 1_000_u128).encode();
        let yardstick = Psp22(world.deploy::<PSP22Error>(&plain, data, b"yardstick"));
        // What is measured is the second of its kind: the first one makes the recipient's cell.
        sent(&mut world, Admin, yardstick.transfer(Alice.id(), 1));
        let plain = row("plain PSP22 transfer", sent(&mut world, Admin, yardstick.transfer(Alice.id(), 1)), 1);
        world.provide(1_000);
        let cash = world.cash();
        sent(&mut world, Payer, cash.transfer(Alice.id(), 1));
        let yen = row("test yen transfer", sent(&mut world, Payer, cash.transfer(Alice.id(), 1)), 1);

        // Nobody's first payment: that one makes his purse and his marks.
        let everyone: Vec<Who> = (0..120).map(Who::investor).collect();
        world.open(0);
        everyone.chunks(MAX_PAGE as usize).for_each(|page| drop(world.pay(0, page)));

        let mut rows = Vec::new();
        world.advance_to(world.cutoff(1));
        let distributor = world.distributor();
        rows.push(row("announce", sent(&mut world, Payer, distributor.clone().call_mut().announce(1)), 0));
        let required_yen = world.coupon(1).required_yen;
        world.provide(required_yen);
        let fund = distributor.clone().call_mut().fund(1, required_yen);
        rows.push(row("fund", sent(&mut world, Payer, fund), 0));
        rows.push(row("open", sent(&mut world, Payer, distributor.clone().call_mut().open(1)), 0));
        rows.push(row("claim", sent(&mut world, Alice, distributor.clone().call_mut().claim(1)), 1));
        let mut page = |world: &mut World, what, k, whom: &[Who]| {
            let accounts = whom.iter().map(|who| who.id()).collect();
            let page = distributor.clone().call_mut().pay_page(k, accounts);
            rows.push(row(what, sent(world, Outsider, page), whom.len() as u64));
        };
        page(&mut world, "page of 1", 1, &everyone[1..2]);
        page(&mut world, "page of 10", 1, &everyone[2..12]);
        page(&mut world, "page of 25", 1, &everyone[12..37]);
        page(&mut world, "page of 50", 1, &everyone[37..87]);
        page(&mut world, "page of 50, all of them paid before", 1, &everyone[37..87]);
        world.open(11);
        page(&mut world, "page of 1 that redeems", 11, &everyone[1..2]);
        page(&mut world, "page of 50 that redeems", 11, &everyone[2..52]);
        for k in 2..10 {
            world.open(k);
        }
        rows.push(row("claim_all of 8", sent(&mut world, Bob, distributor.clone().call_mut().claim_all(8)), 8));
        let accounts: Vec<AccountId> = everyone[..50].iter().map(|who| who.id()).collect();
        let read = distributor.call().entitlements(2, accounts);
        rows.push(row("entitlements of 50", sent(&mut world, Carol, read), 50));
        rows.extend(replaced_and_seized());
        rows.extend(after_all_events());
        Self { plain, yen, rows }
    }

    /// The budgets as their file has them.
    pub fn golden(&self) -> String {
        let head = "# Case, ref_time, proof size, deposit. Written by: cargo run --release -p chihosai-tests --bin payouts -- --golden\n";
        let line = |Row { what, cost, .. }: &Row| {
            format!("{what} | {} | {} | {}\n", cost.ref_time, cost.proof_size, cost.deposit)
        };
        self.rows.iter().map(line).fold(head.to_owned(), |text, line| text + &line)
    }

    /// A case by its name.
    ///
    /// # Panics
    /// When there is none.
    pub fn of(&self, what: &str) -> &Row {
        self.rows.iter().find(|row| row.what == what).unwrap_or_else(|| panic!("no case {what}"))
    }
}

/// Where the budgets lie.
pub fn golden_path() -> std::path::PathBuf {
    repository().join("tests/golden/payouts.txt")
}

fn row(what: &'static str, cost: Cost, holders: u64) -> Row {
    Row { what, cost, holders }
}

/// A page of the last event of accounts that were all replaced and all have seized units, as many as it takes.
fn replaced_and_seized() -> Vec<Row> {
    const COUNT: u8 = (MAX_PAGE / DIRECTED_WEIGHT) as u8;
    let mut world = World::short().with_holders(COUNT);
    let seizure = Some(Seizure { case_reference: [9; 32], escrow: Court.id() });
    let grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
    let old: Vec<Who> = (0..COUNT).map(Who::investor).collect();
    for (who, number) in old.iter().zip(60..) {
        let lock = world.office().call_mut().lock_units(who.id(), 10, seizure, grounds);
        sent(&mut world, Controller, lock);
        world.register(Who::investor(number));
    }
    world.open(0);
    world.pay(0, &old);
    world.open(1);
    // After the last record date the locks stay where they are.
    for (who, number) in old.iter().zip(60..) {
        let recover = world.office().call_mut().recover(who.id(), Who::investor(number).id(), false, grounds);
        sent(&mut world, Controller, recover);
    }
    let accounts = old.iter().map(|who| who.id()).collect();
    let page = world.distributor().call_mut().pay_page(1, accounts);
    vec![row("page of 16 replaced and seized that redeems", sent(&mut world, Outsider, page), COUNT.into())]
}

/// What grows with the number of events, at its largest: all 128 are open, and somebody held units at the last one only.
fn after_all_events() -> Vec<Row> {
    let mut world = World::of(plans::most_events()).with_holders(1);
    world.register(Bob);
    for k in 0..127 {
        world.open(k);
    }
    world.transfer(Alice, Bob, 1);
    world.open(127);
    world.provide(10);
    let (distributor, agent) = (world.distributor(), world.agent());
    let gift = world.cash().transfer(world.series.distributor, 5);
    sent(&mut world, Payer, gift);
    vec![
        row("cash, 128 events", sent(&mut world, Outsider, distributor.call().cash()), 0),
        row(
            "withdraw_surplus, 128 events",
            sent(&mut world, PayingAgent, agent.clone().call_mut().withdraw_surplus(5)),
            0,
        ),
        row("fiscal_year, 128 events", sent(&mut world, Outsider, agent.call().fiscal_year(2030)), 0),
        row("payments_of 16 events", sent(&mut world, Outsider, agent.call().payments_of(Alice.id(), 0, 16)), 0),
        row("claim_all past 127 events", sent(&mut world, Bob, distributor.clone().call_mut().claim_all(1)), 1),
    ]
}

/// What a message costs that must succeed.
fn sent<T: Decode, E: Decode + std::fmt::Debug>(
    world: &mut World,
    signer: Who,
    message: impl Into<Message<Result<T, E>>>,
) -> Cost {
    let called = world.submit(signer, message);
    called.answer.unwrap_or_else(|error| panic!("{signer:?} was refused: {error:?}"));
    called.receipt.cost
}

/// An event that pays many holders.
pub struct Crowd {
    /// The world after it.
    pub world: World,
    /// What each page cost, in their order.
    pub pages: Vec<Cost>,
    /// Units of each wallet.
    pub units: Vec<u64>,
}

/// Registers `holders` investors, allots to each one to twenty units, and pays the first coupon by full pages.
///
/// # Panics
/// When a message is refused.
pub fn crowd(holders: u32) -> Crowd {
    let mut world = World::short();
    let wallets: Vec<AccountId> = (1..=holders).map(wallet).collect();
    let units: Vec<u64> = (1..=holders).map(|number| u64::from(number % 20) + 1).collect();
    let pages = |list: &[AccountId]| -> Vec<Vec<AccountId>> {
        list.chunks(MAX_PAGE as usize).map(<[AccountId]>::to_vec).collect()
    };
    let mut number = 1_000;
    for page in pages(&wallets) {
        let rows = page.iter().map(|wallet| {
            number += 1;
            NewInvestor { investor_id: number, record: investor(Alice), wallets: vec![*wallet] }
        });
        let register = world.desk().call_mut().register(rows.collect(), Mode::AllOrNothing);
        sent(&mut world, Registrar, register);
    }
    let allotments: Vec<(AccountId, u64)> = wallets.iter().copied().zip(units.iter().copied()).collect();
    for page in allotments.chunks(MAX_PAGE as usize) {
        let issue = world.office().call_mut().issue(page.to_vec());
        sent(&mut world, Issuer, issue);
    }
    world.close_issue();
    world.open(0);
    let mut costs = Vec::new();
    for page in pages(&wallets) {
        let pay = world.distributor().call_mut().pay_page(0, page);
        costs.push(sent(&mut world, Outsider, pay));
    }
    Crowd { world, pages: costs, units }
}

/// A wallet of the crowd; no two are near each other in the chain's storage.
fn wallet(number: u32) -> AccountId {
    let mut bytes = [0xc0; 32];
    bytes[..4].copy_from_slice(&number.wrapping_mul(2_654_435_761).to_le_bytes());
    bytes[28..].copy_from_slice(&number.to_be_bytes());
    AccountId::from(bytes)
}
