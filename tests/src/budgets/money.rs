//! The distributor, the paying agent and the test yen.

use bond_abi::agent::{CashAccounts, PayingAgent as _};
use bond_abi::distributor::{CashOrder, CouponDistributor, DistributorError, TaxKind, TaxRow};
use bond_abi::office::{BondOffice, Grounds, Reason, Seizure};
use bond_abi::roles::PAYING_AGENT;
use bond_abi::yen::YenToken;
use bond_client::TraitCallBuilder;

use super::Budgets;
use crate::plans;
use crate::who::Who::{self, *};
use crate::world::World;

const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [0xd0; 32] };
const DOCUMENT: [u8; 32] = [1; 32];

pub(super) fn measure(budgets: &mut Budgets) {
    let mut draft = World::draft(plans::short_bullet());
    // Of a draft the agent is wired; another one is made for this.
    let data =
        bond_client::contracts::constructors::agent(&crate::world::agent_roles(), &crate::world::cash_accounts());
    let code = &crate::world::bundles().agent;
    draft.series.agent = draft.deploy::<bond_abi::agent::AgentError>(code, data, b"another");
    draft.series.distributor = draft.deploy_distributor(draft.series.token, draft.series.yen);
    let distributor = draft.series.distributor;
    let wire = draft.agent().call_mut().wire(distributor);
    budgets.sent(&mut draft, Admin, "1", wire);

    let mut world = World::of(plans::twelve_events()).with_holders(120);
    payments(budgets, &mut world);
    reads(budgets, &mut world);
    agent(budgets, &mut world);
    directed(budgets);
    last_event(budgets);
    yen(budgets, &mut world);
}

fn payments(budgets: &mut Budgets, world: &mut World) {
    let distributor = world.distributor();
    budgets.sent(world, Payer, "1, the first of all", world.yen().call_mut().mint(Payer.id(), 1));
    let allow = world.cash().increase_allowance(world.series.distributor, 1_000_000);
    budgets.sent(world, Payer, "1, a new one", allow);
    world.provide(1_000_000);
    // Its money makes cells for the reserve and for the yen.
    budgets.tried(world, Payer, "1, the first", distributor.clone().call_mut().deposit(1, 1_000));
    world.advance_to(world.cutoff(0));
    budgets.tried(world, Payer, "1, the first", distributor.clone().call_mut().announce(0));
    world.announce(0);
    budgets.tried(world, Payer, "1, the first", distributor.clone().call_mut().fund(0, 10));
    let required_yen = world.coupon(0).required_yen;
    world.provide(required_yen);
    world.done(Payer, distributor.clone().call_mut().fund(0, required_yen));
    world.advance_to(world.payment_ms(0));
    world.done(Payer, distributor.clone().call_mut().open(0));
    budgets.asked(world, "1", distributor.call().payment_day(1));
    world.advance_to(world.cutoff(1));
    budgets.sent(world, Payer, "1", distributor.clone().call_mut().announce(1));
    world.provide(100_000_000);
    budgets.sent(world, Payer, "1", distributor.clone().call_mut().deposit(1, 1_000));
    budgets.sent(world, Payer, "1, the second", distributor.clone().call_mut().deposit(1, 1_000));
    budgets.sent(world, Outsider, "1", distributor.clone().call_mut().draw(1));
    budgets.sent(world, Payer, "1", distributor.clone().call_mut().fund(1, 10));
    world.provide(1);
    let coupon = world.coupon(1);
    let rest = distributor.clone().call_mut().fund(1, coupon.required_yen - coupon.funded_yen);
    budgets.sent(world, Payer, "1, with the last yen", rest);
    world.advance_to(world.payment_ms(1));
    budgets.sent(world, Outsider, "1", distributor.clone().call_mut().open(1));
    budgets.sent(world, Alice, "1", distributor.clone().call_mut().claim(1));
    let everyone: Vec<_> = (0..120).map(|index| Who::investor(index).id()).collect();
    for (case, range) in [("1", 1..2), ("10", 2..12), ("50", 12..62)] {
        let page = everyone[range].to_vec();
        budgets.sent(world, Outsider, case, distributor.clone().call_mut().pay_page(1, page.clone()));
        budgets.asked(world, case, distributor.call().entitlements(1, page));
    }
    for k in 2..11 {
        world.open(k);
    }
    let of = |index: u8| Who::investor(index);
    budgets.sent(world, of(70), "1", distributor.clone().call_mut().claim_all(1));
    budgets.sent(world, of(71), "10", distributor.clone().call_mut().claim_all(16));
    (0..10).for_each(|k| _ = world.done(of(72), distributor.clone().call_mut().claim(k)));
    budgets.sent(world, of(72), "1, past 10", distributor.clone().call_mut().claim_all(16));
}

fn reads(budgets: &mut Budgets, world: &mut World) {
    let distributor = world.distributor();
    budgets.asked(world, "1", distributor.call().wiring());
    budgets.asked(world, "1", distributor.call().tax_table());
    budgets.asked(world, "1", distributor.call().event(1));
    budgets.asked(world, "1", distributor.call().events(0, 1));
    budgets.asked(world, "10", distributor.call().events(0, 10));
    budgets.asked(world, "1", distributor.call().coverage(1));
    budgets.asked(world, "11 events", distributor.call().cash());
    budgets.asked(world, "1", distributor.call().quote(Bob.id(), 1));
    budgets.asked(world, "1", distributor.call().is_paid(Bob.id(), 1));
    budgets.asked(world, "1", distributor.call().marks(Bob.id()));
    let agent = world.agent();
    budgets.asked(world, "1", agent.call().status());
    budgets.asked(world, "1", agent.call().tax_ledger(1));
    budgets.asked(world, "11 events", agent.call().fiscal_year(2027));
    budgets.asked(world, "1", agent.call().payments_of(Bob.id(), 0, 1));
    budgets.asked(world, "10", agent.call().payments_of(Bob.id(), 0, 10));
}

fn agent(budgets: &mut Budgets, world: &mut World) {
    let agent = world.agent();
    let national = TaxKind::National;
    for case in ["1", "1, the second"] {
        budgets.sent(world, PayingAgent, case, agent.clone().call_mut().withdraw_tax(1, national, 10));
        budgets.sent(world, PayingAgent, case, agent.clone().call_mut().record_remittance(1, national, 5, DOCUMENT));
    }
    world.done(Payer, world.cash().transfer(world.series.distributor, 9));
    budgets.sent(world, PayingAgent, "11 events", agent.clone().call_mut().withdraw_surplus(4));
    // Whether anything still needs what was put aside is the token's to say.
    world.provide(50);
    world.done(Payer, world.distributor().call_mut().deposit(11, 50));
    budgets.sent(world, PayingAgent, "11 events and a reserve", agent.clone().call_mut().withdraw_surplus(4));
    let day = world.plan.events[11].payment_day;
    budgets.sent(world, PayingAgent, "1", agent.clone().call_mut().set_payment_day(11, Some(day + 2)));
    world.done(PayingAgent, agent.clone().call_mut().set_payment_day(11, None));
    budgets.sent(world, PayingAgent, "1, the second", agent.clone().call_mut().set_payment_day(11, Some(day + 1)));
    let accounts = CashAccounts { tax: Carol.id(), treasury: Dave.id() };
    budgets.sent(world, Admin, "1", agent.clone().call_mut().set_accounts(accounts));
    let row = TaxRow { from_day: 40_000, ..plans::tax_table()[2] };
    budgets.sent(world, Admin, "1", agent.clone().call_mut().set_tax_row(row));
    super::units::roles(budgets, world, world.series.agent, PAYING_AGENT);
    // Only the agent orders; this is what its messages pay for it.
    let (sender, to) = (world.series.agent, Treasury.id());
    let mut distributor = world.distributor();
    let order = CashOrder::WithdrawTax { event: 1, kind: national, yen: 5, to };
    budgets.sent::<u128, DistributorError>(world, sender, "1, tax", distributor.call_mut().order(order));
    accept_code(budgets);
}

fn accept_code(budgets: &mut Budgets) {
    use crate::puppet::{Act, Puppet};
    let mut world = World::short();
    let puppet = Puppet::new(&mut world);
    puppet.script(&mut world, bond_abi::psp22::BALANCE_OF, &[Act::answer(0_u128)]);
    let mut world = world.with_neighbours(None, Some(puppet.0));
    let code_hash = puppet.become_another(&mut world);
    let accept = world.agent().call_mut().accept_payment_code(code_hash);
    budgets.sent(&mut world, Admin, "1", accept);
}

/// Units that are seized with a wallet that was replaced: the dearest payment.
fn directed(budgets: &mut Budgets) {
    let mut world = World::of(plans::twelve_events()).with_holders(4);
    let seizure = Some(Seizure { case_reference: [9; 32], escrow: Court.id() });
    for who in [Alice, Bob] {
        world.done(Controller, world.office().call_mut().lock_units(who.id(), 10, seizure, ORDER));
    }
    world.open(0);
    world.register(Wallet(60));
    world.register(Wallet(61));
    let recover = |old: Who, new: Who| world.office().call_mut().recover(old.id(), new.id(), false, ORDER);
    let (one, other) = (recover(Alice, Wallet(60)), recover(Bob, Wallet(61)));
    world.done(Controller, one);
    world.done(Controller, other);
    let mut distributor = world.distributor();
    world.open(1);
    budgets.sent(&mut world, Alice, "1, replaced and seized", distributor.call_mut().claim(0));
    let page = distributor.call_mut().pay_page(0, vec![Bob.id()]);
    budgets.sent(&mut world, Outsider, "1, replaced and seized", page);
    let all = distributor.call_mut().claim_all(1);
    budgets.sent(&mut world, Wallet(60), "1, seized", all);
    world.suspend(Carol);
    let page = distributor.call_mut().pay_page(0, vec![Carol.id()]);
    budgets.sent(&mut world, Outsider, "1, on hold", page);
    let until_ms =
        bond_math::Date::from_days(world.coupon(0).payment_day + 366 * 5 + 2).and_then(|day| day.start_ms_jst());
    world.wait_until(until_ms.expect("a day"));
    // Dave never asked; what waits for Carol, who is on hold, stays.
    let reclaim = world.agent().call_mut().reclaim(0, DOCUMENT);
    budgets.sent(&mut world, PayingAgent, "1", reclaim);
}

/// The event that redeems.
fn last_event(budgets: &mut Budgets) {
    let mut world = World::short().with_holders(62);
    world.open(0);
    world.open(1);
    let everyone: Vec<_> = (0..62).map(|index| Who::investor(index).id()).collect();
    let mut distributor = world.distributor();
    budgets.sent(&mut world, Alice, "1, redeemed", distributor.call_mut().claim(1));
    for (case, range) in [("1, redeemed", 1..2), ("10, redeemed", 2..12), ("50, redeemed", 12..62)] {
        let page = distributor.call_mut().pay_page(1, everyone[range].to_vec());
        budgets.sent(&mut world, Outsider, case, page);
    }
    let all = distributor.call_mut().claim_all(16);
    // Everybody is paid the last event; of the first one nobody.
    budgets.sent(&mut world, Bob, "1, of 2", all);
    directed_to_the_end(budgets);
    first_of_all(budgets);
}

/// The first payment of a series to somebody who never had yen.
fn first_of_all(budgets: &mut Budgets) {
    let mut world = World::short().with_holders(2);
    world.open(0);
    world.open(1);
    let mut distributor = world.distributor();
    budgets.tried(&mut world, Alice, "1, redeemed, the first", distributor.call_mut().claim(1));
    let page = distributor.call_mut().pay_page(1, vec![Bob.id(), Alice.id()]);
    budgets.tried(&mut world, Outsider, "2, redeemed, the first", page);
    budgets.sent(&mut world, Alice, "2, redeemed, the first", distributor.call_mut().claim_all(16));
}

/// The dearest payments of all: seized, redeemed, and of a wallet that was replaced.
fn directed_to_the_end(budgets: &mut Budgets) {
    let mut world = World::of(plans::uneven_instalments());
    [Alice, Bob, Carol, Wallet(60), Wallet(61), Wallet(62)].into_iter().for_each(|who| world.register(who));
    world.allot(&[(Alice, 50), (Bob, 50), (Carol, 50)]);
    world.close_issue();
    let seizure = Some(Seizure { case_reference: [9; 32], escrow: Court.id() });
    for who in [Alice, Bob, Carol] {
        world.done(Controller, world.office().call_mut().lock_units(who.id(), 10, seizure, ORDER));
    }
    (0..3).for_each(|k| world.open(k));
    for (old, new) in [(Alice, 60), (Bob, 61), (Carol, 62)] {
        let recover = world.office().call_mut().recover(old.id(), Wallet(new).id(), false, ORDER);
        world.done(Controller, recover);
    }
    let mut distributor = world.distributor();
    let all = distributor.call_mut().claim_all(16);
    budgets.tried(&mut world, Carol, "3, redeemed, replaced and seized, the first", all);
    let page = distributor.call_mut().pay_page(2, vec![Alice.id(), Bob.id(), Carol.id()]);
    budgets.tried(&mut world, Outsider, "3, redeemed, replaced and seized, the first", page);
    budgets.tried(&mut world, Bob, "1, redeemed, replaced and seized, the first", distributor.call_mut().claim(2));
    budgets.sent(&mut world, Alice, "1, redeemed, replaced and seized", distributor.call_mut().claim(2));
    let page = distributor.call_mut().pay_page(2, vec![Bob.id()]);
    budgets.sent(&mut world, Outsider, "1, redeemed, replaced and seized", page);
    let all = distributor.call_mut().claim_all(16);
    budgets.sent(&mut world, Carol, "3, redeemed, replaced and seized", all);
}

fn yen(budgets: &mut Budgets, world: &mut World) {
    let cash = world.cash();
    budgets.sent(world, Payer, "1", world.yen().call_mut().mint(Payer.id(), 100));
    budgets.sent(world, Payer, "1, to a newcomer", world.yen().call_mut().mint(Wallet(90).id(), 100));
    budgets.sent(world, Payer, "1", cash.transfer(Alice.id(), 1));
    budgets.sent(world, Payer, "1, to a newcomer", cash.transfer(Wallet(91).id(), 1));
    budgets.sent(world, Payer, "1", cash.approve(Broker.id(), 50));
    budgets.sent(world, Payer, "1", cash.increase_allowance(Broker.id(), 50));
    budgets.sent(world, Payer, "1", cash.decrease_allowance(Broker.id(), 1));
    budgets.sent(world, Broker, "1", cash.transfer_from(Payer.id(), Alice.id(), 1));
    budgets.asked(world, "1", cash.total_supply());
    budgets.asked(world, "1", cash.balance_of(Alice.id()));
    budgets.asked(world, "1", cash.allowance(Payer.id(), Broker.id()));
    budgets.asked(world, "1", cash.token_name());
    budgets.asked(world, "1", cash.token_symbol());
    budgets.asked(world, "1", cash.token_decimals());
}
