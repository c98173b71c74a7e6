//! Neighbours that lie, trap, refuse or call back (T08, T09, T18, T36): nothing moves, or only what is true.

use bond_abi::office::{CouponBasis, COUPON_BASIS};
use bond_abi::psp22::{BALANCE_OF, TOKEN_DECIMALS, TRANSFER, TRANSFER_FROM};
use bond_abi::token::{Held, TokenState, UNITS_AT_MANY};
use chihosai_tests::puppet::{ok, Act, Puppet, IN_ORDER};

use chihosai_tests::prelude::*;

const PROFILES_OF: [u8; 4] = ink::selector_bytes!("KycRegistry::profiles_of");
const PAYEES_AT: [u8; 4] = ink::selector_bytes!("KycRegistry::payees_at");
const STATE: [u8; 4] = ink::selector_bytes!("BondToken::state");
const POST: [u8; 4] = ink::selector_bytes!("BondToken::post");

/// Net of ¥5,000 for an individual.
const NET_YEN: u128 = 3_985;
/// What each of three holders is due, before tax.
const GROSS_YEN: u128 = 5_000;

fn moved() -> Act {
    Act::answer(Ok::<(), PSP22Error>(()))
}

fn refused() -> Act {
    Act::answer(Err::<(), _>(PSP22Error::InsufficientBalance))
}

fn balance(yen: u128) -> Act {
    Act::answer(yen)
}

// The registry

/// What the registry says about two parties of whom nothing is wrong.
fn two_profiles() -> Act {
    Act::profiles(&[Some(IN_ORDER); 2])
}

/// Alice and Bob hold 100 each by the word of a registry that is a puppet.
fn under_a_puppet_registry() -> (World, Puppet) {
    let mut world = World::short();
    world.register(Alice);
    let puppet = Puppet::new(&mut world);
    puppet.script(&mut world, PROFILES_OF, &[two_profiles()]);
    let mut world = world.with_neighbours(Some(puppet.0), None);
    world.know(Bob);
    world.allot(&[(Alice, 100), (Bob, 100)]);
    (world, puppet)
}

#[test]
fn nothing_is_allotted_or_moved_when_the_registry_does_not_answer() {
    for act in Act::broken() {
        let (mut world, puppet) = under_a_puppet_registry();
        let unavailable = OfficeError::Refused { index: 0, refusal: Refusal::RegistryUnavailable };
        // Before and after: it is the registry alone that is missing.
        world.permitted(Issuer, world.office().call_mut().issue(vec![(Alice.id(), 1), (Bob.id(), 1)]));
        puppet.script(&mut world, PROFILES_OF, std::slice::from_ref(&act));
        let issue = world.office().call_mut().issue(vec![(Alice.id(), 1), (Bob.id(), 1)]);
        world.refused(Issuer, issue, unavailable);
        world.close_issue();
        puppet.script(&mut world, PROFILES_OF, &[two_profiles()]);
        world.transfer(Alice, Bob, 1);
        world.done(Alice, world.bond().approve(Broker.id(), 5));
        puppet.script(&mut world, PROFILES_OF, &[act]);
        let batch = world.office().call_mut().transfer_batch(vec![(Bob.id(), 1)]);
        world.refused(Alice, batch, unavailable);
        let grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
        let forced = world.office().call_mut().forced_transfer(Alice.id(), Bob.id(), 1, None, false, grounds);
        world.refused(Controller, forced, unavailable);
        let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
        assert_eq!(told, Err(Refusal::RegistryUnavailable));
        world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("213 RegistryUnavailable"));
        let take = world.bond().transfer_from(Alice.id(), Bob.id(), 1);
        world.refused(Broker, take, custom("213 RegistryUnavailable"));
    }
}

#[test]
fn a_registry_that_never_ends_ends_with_its_gas_and_nothing_moved() {
    let (mut world, puppet) = under_a_puppet_registry();
    world.close_issue();
    puppet.script(&mut world, PROFILES_OF, &[Act::Loop]);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("213 RegistryUnavailable"));
}

#[test]
fn nobody_is_paid_when_the_registry_does_not_answer() {
    for act in Act::broken().into_iter().chain([
        Act::answer(Ok::<Vec<Option<Payee>>, RegistryError>(Vec::new())),
        Act::answer(Err::<Vec<Option<Payee>>, _>(RegistryError::BatchTooLarge { max: 1 })),
    ]) {
        let (mut world, puppet) = under_a_puppet_registry();
        world.close_issue();
        world.open(0);
        puppet.script(&mut world, PAYEES_AT, &[act]);
        world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::RegistryUnavailable);
        let page = world.distributor().call_mut().pay_page(0, vec![Alice.id(), Bob.id()]);
        world.refused(Alice, page, DistributorError::RegistryUnavailable);
        let quote = world.read(world.distributor().call().quote(Alice.id(), 0));
        assert_eq!(quote, Err(DistributorError::RegistryUnavailable));
    }
}

#[test]
fn a_holder_the_registrar_forgot_waits_until_he_is_found() {
    let (mut world, puppet) = under_a_puppet_registry();
    world.close_issue();
    world.open(0);
    let payee = Some(Payee { status: Status::Active, tax_class: TaxClass::Individual });
    let payees = |payees: &[Option<Payee>]| Act::answer(Ok::<_, RegistryError>(payees.to_vec()));
    puppet.script(&mut world, PAYEES_AT, &[payees(&[None, payee]), payees(&[None]), payees(&[payee])]);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::NotRegistered, Outcome::Paid]);
    // Without a class only the gross is known; all of it is kept for him.
    assert_eq!(world.reserved_yen(Alice.id(), 0), 5_000);
    // A refused call is undone in the puppet too: it gives the same answer again.
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::PayeeNotRegistered);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::NotRegistered]);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    assert_eq!((world.purse(Alice), world.coupon(0).reserved_yen), (NET_YEN, 0));
}

// The payment token

/// Alice, Bob and Carol hold 100 each; the first event is announced and needs ¥15,000 of a puppet's money.
fn paid_by_a_puppet() -> (World, Puppet) {
    let mut world = World::short();
    let puppet = Puppet::new(&mut world);
    let mut world = world.with_neighbours(None, Some(puppet.0)).with_holders(3);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    (world, puppet)
}

/// The same, funded and open.
fn open_by_a_puppet() -> (World, Puppet) {
    let (mut world, puppet) = paid_by_a_puppet();
    puppet.script(&mut world, BALANCE_OF, &[balance(0), balance(15_000)]);
    puppet.script(&mut world, TRANSFER_FROM, &[moved()]);
    world.done(Payer, world.distributor().call_mut().fund(0, 15_000));
    world.done(Payer, world.distributor().call_mut().open(0));
    (world, puppet)
}

#[test]
fn n17_t08_money_is_counted_when_it_is_there_and_not_when_it_is_promised() {
    let cases = [
        // Says that it moved and moved nothing, less, or more.
        (moved(), vec![balance(7)]),
        (moved(), vec![balance(7), balance(7 + 14_999)]),
        (moved(), vec![balance(7), balance(7 + 15_001)]),
        (moved(), vec![balance(7), balance(0)]),
        // Undoes what it says that it did: on the wire an `Ok` of a reverted call.
        (Act::Revert(ok(Ok::<(), PSP22Error>(()))), vec![balance(7)]),
        // Refuses, in its own words or without any, whatever the balance says.
        (refused(), vec![balance(7), balance(15_007)]),
        (Act::Trap, vec![balance(7), balance(15_007)]),
        (Act::Return(Vec::new()), vec![balance(7), balance(15_007)]),
        (Act::Return(vec![0xff; 40]), vec![balance(7), balance(15_007)]),
        // Does not say how much there is.
        (moved(), vec![Act::Trap]),
        (moved(), vec![balance(7), Act::Trap]),
        (moved(), vec![Act::Return(vec![0; 3])]),
    ];
    for (taking, balances) in cases {
        let (mut world, puppet) = paid_by_a_puppet();
        puppet.script(&mut world, BALANCE_OF, &balances);
        puppet.script(&mut world, TRANSFER_FROM, &[taking]);
        world.refused(Payer, world.distributor().call_mut().fund(0, 15_000), DistributorError::FundingFailed);
        assert_eq!(world.coupon(0).funded_yen, 0);
        // And once it tells the truth, it is counted.
        puppet.script(&mut world, BALANCE_OF, &[balance(7), balance(15_007)]);
        puppet.script(&mut world, TRANSFER_FROM, &[moved()]);
        world.done(Payer, world.distributor().call_mut().fund(0, 15_000));
    }
}

#[test]
fn n17_t08_t36_a_payment_counts_when_the_money_is_gone_and_not_when_it_is_promised() {
    let after = 15_000 - NET_YEN;
    let cases = [
        // Says that it paid and paid nothing, less, or more.
        (moved(), vec![balance(15_000)]),
        (moved(), vec![balance(15_000), balance(after + 1)]),
        (moved(), vec![balance(15_000), balance(after - 1)]),
        (Act::Revert(ok(Ok::<(), PSP22Error>(()))), vec![balance(15_000)]),
        // Refuses, and pays all the same: the holder must not be paid again.
        (refused(), vec![balance(15_000), balance(after)]),
        // Does not say how much there is.
        (moved(), vec![Act::Trap]),
        (moved(), vec![balance(15_000), Act::Return(Vec::new())]),
    ];
    for (paying, balances) in cases {
        let (mut world, puppet) = open_by_a_puppet();
        let script = |world: &mut World| {
            puppet.script(world, BALANCE_OF, &balances);
            puppet.script(world, TRANSFER, std::slice::from_ref(&paying));
        };
        script(&mut world);
        world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::PaymentFailed);
        script(&mut world);
        let page = world.distributor().call_mut().pay_page(0, vec![Alice.id()]);
        world.refused(Alice, page, DistributorError::PaymentFailed);
        assert!(!world.read(world.distributor().call().is_paid(Alice.id(), 0)));
    }
}

#[test]
fn n07_t22_one_payment_the_token_refuses_is_reserved_and_the_others_are_paid() {
    use Outcome::{Paid, PaymentRefused};
    let (last, middle) = ([Alice, Carol, Bob], [Alice, Bob, Carol]);
    for (refusal, page, outcomes) in [
        (refused(), middle, [Paid, PaymentRefused, Paid]),
        (Act::Return(Vec::new()), middle, [Paid, PaymentRefused, Paid]),
        // A trap undoes the puppet's own count, so it can only come last.
        (Act::Trap, last, [Paid, Paid, PaymentRefused]),
    ] {
        let (mut world, puppet) = open_by_a_puppet();
        puppet.script(&mut world, BALANCE_OF, &[balance(15_000), balance(15_000 - 2 * NET_YEN)]);
        let acts = outcomes.map(|outcome| if outcome == Paid { moved() } else { refusal.clone() });
        puppet.script(&mut world, TRANSFER, &acts);
        assert_eq!(world.pay(0, &page), outcomes);
        let paid = [Alice, Bob, Carol].map(|who| world.read(world.distributor().call().is_paid(who.id(), 0)));
        assert_eq!(paid, [true, false, true]);
        let coupon = world.coupon(0);
        assert_eq!((coupon.paid.payees, coupon.reserved_payees, coupon.reserved_yen), (2, 1, GROSS_YEN));
        // Bob himself is told, and nothing is booked for it.
        puppet.script(&mut world, BALANCE_OF, &[balance(7_030)]);
        puppet.script(&mut world, TRANSFER, &[refusal]);
        world.refused(Bob, world.distributor().call_mut().claim(0), DistributorError::PaymentFailed);
        // The token comes to its senses.
        puppet.script(&mut world, BALANCE_OF, &[balance(7_030), balance(7_030 - NET_YEN)]);
        puppet.script(&mut world, TRANSFER, &[moved()]);
        assert_eq!(world.claim(Bob, 0).net_yen, NET_YEN);
        assert_eq!((world.coupon(0).state, world.coupon(0).reserved_yen), (CouponState::Settled, 0));
    }
}

#[test]
fn t09_a_payment_token_that_calls_back_is_paid_nothing_for_it() {
    let (mut world, puppet) = open_by_a_puppet();
    let distributor = world.series.distributor;
    let page = vec![Alice.id(), Bob.id(), Carol.id()];
    let claim = bond_client::contracts::Message::from(world.distributor().call_mut().claim(0)).data;
    let pay_page = bond_client::contracts::Message::from(world.distributor().call_mut().pay_page(0, page)).data;
    for data in [claim, pay_page] {
        puppet.script(&mut world, BALANCE_OF, &[balance(15_000)]);
        puppet.script(&mut world, TRANSFER, &[Act::Call(distributor, data)]);
        // The chain stops the second visit, and with it the payment token: a payment that was refused.
        assert_eq!(world.pay(0, &[Alice]), [Outcome::PaymentRefused]);
        let paid = [Alice, Bob, Carol].map(|who| world.read(world.distributor().call().is_paid(who.id(), 0)));
        assert_eq!(paid, [false; 3]);
        assert_eq!((world.coupon(0).paid.payees, world.coupon(0).reserved_yen), (0, GROSS_YEN));
    }
}

#[test]
fn t08_a_payment_token_that_changes_its_code_moves_nothing_until_the_admin_has_looked_at_it() {
    let (mut world, puppet) = open_by_a_puppet();
    let old = world.read(world.distributor().call().cash()).expect("an answer").payment_code;
    let new = puppet.become_another(&mut world);
    assert_ne!(old, new);
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000)]);
    puppet.script(&mut world, TRANSFER, &[moved()]);
    puppet.script(&mut world, TRANSFER_FROM, &[moved()]);
    let changed = DistributorError::PaymentTokenChanged;
    world.refused(Alice, world.distributor().call_mut().claim(0), changed);
    world.refused(Alice, world.distributor().call_mut().claim_all(1), changed);
    world.refused(Outsider, world.distributor().call_mut().pay_page(0, vec![Alice.id()]), changed);
    world.refused(Payer, world.distributor().call_mut().deposit(1, 1), changed);
    world.advance_to(world.cutoff(1));
    world.announce(1);
    world.refused(Payer, world.distributor().call_mut().fund(1, 1), changed);
    puppet.script(&mut world, BALANCE_OF, &[balance(15_009)]);
    let surplus = world.agent().call_mut().withdraw_surplus(9);
    world.refused(PayingAgent, surplus, AgentError::Refused { error: changed });

    let stale = world.agent().call_mut().accept_payment_code(bundles().yen.code_hash);
    world.refused(Admin, stale, AgentError::Refused { error: DistributorError::ForeignCode });
    let (_, seen) = world.done(Admin, world.agent().call_mut().accept_payment_code(new));
    assert_eq!(seen, [Seen::Agent(AgentEvent::PaymentCodeAccepted { old, new, by: Admin.id() })]);
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000), balance(15_000 - NET_YEN)]);
    assert_eq!(world.claim(Alice, 0).net_yen, NET_YEN);
}

#[test]
fn n17_what_went_into_escrow_is_not_paid_again_when_the_rest_was_refused() {
    const ESCROWED_YEN: u128 = 1_195;
    let seizure = Seizure { case_reference: [7; 32], escrow: Court.id() };
    let grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
    let escrowed = Some(Escrowed { account: Court.id(), yen: ESCROWED_YEN });
    let (mut world, puppet) = open_by_a_puppet();
    let lock = world.office().call_mut().lock_units(Alice.id(), 30, Some(seizure), grounds);
    let (number, _) = world.done(Controller, lock);
    // Neither goes when the escrow does not take its part.
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000)]);
    puppet.script(&mut world, TRANSFER, &[refused()]);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::PaymentRefused]);
    assert_eq!((world.coupon(0).advanced, world.coupon(0).reserved_yen), (Totals::default(), GROSS_YEN));

    puppet.script(&mut world, BALANCE_OF, &[balance(15_000), balance(15_000 - ESCROWED_YEN)]);
    puppet.script(&mut world, TRANSFER, &[moved(), refused()]);
    let page = world.distributor().call_mut().pay_page(0, vec![Alice.id()]);
    let (outcomes, seen) = world.done(Outsider, page);
    assert_eq!(outcomes, [Outcome::PaymentRefused]);
    let (event, account, amount_yen) = (0, Alice.id(), GROSS_YEN);
    let outcome = Outcome::PaymentRefused;
    let told = DistributorEvent::PaymentReserved { event, account, amount_yen, outcome, escrowed };
    assert_eq!(seen, [Seen::Distributor(told)]);
    let coupon = world.coupon(0);
    // 30 of 100 units: of 3,985 net, 765 and 250 of tax.
    let advanced = Totals {
        units: 30,
        payees: 1,
        gross_yen: ESCROWED_YEN + 229 + 75,
        national_tax_yen: 229,
        local_tax_yen: 75,
        net_yen: ESCROWED_YEN,
        principal_yen: 0,
    };
    assert_eq!((coupon.advanced, coupon.reserved_yen, coupon.paid.payees), (advanced, GROSS_YEN, 0));
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000 - ESCROWED_YEN)]);
    let cash = world.read(world.distributor().call().cash()).expect("an answer");
    assert_eq!((cash.owed_yen, cash.surplus_yen), (15_000 - ESCROWED_YEN, 0));
    let ledger = world.read(world.agent().call().tax_ledger(0)).expect("announced");
    assert_eq!((ledger.gross_yen, ledger.national_yen, ledger.local_yen, ledger.net_yen), (1_499, 229, 75, 1_195));
    assert_eq!(world.entitlement(Alice.id(), 0).escrowed, None, "the escrow has had its part");

    // Whatever happens to the seizure: he gets the rest, once.
    world.done(Controller, world.office().call_mut().release_units(number, 30, grounds));
    let left = 15_000 - ESCROWED_YEN;
    puppet.script(&mut world, BALANCE_OF, &[balance(left), balance(left - (NET_YEN - ESCROWED_YEN))]);
    puppet.script(&mut world, TRANSFER, &[moved()]);
    assert_eq!(world.claim(Alice, 0).net_yen, NET_YEN);
    let coupon = world.coupon(0);
    assert_eq!((coupon.advanced, coupon.reserved_yen, coupon.paid.net_yen), (Totals::default(), 0, NET_YEN));
    assert_eq!((coupon.paid.national_tax_yen, coupon.paid.local_tax_yen), (765, 250), "the holder's tax, once");
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::AlreadyPaid);
}

#[test]
fn the_tax_on_what_went_into_escrow_stays_the_tax_offices_when_the_rest_lapses() {
    const ESCROWED_YEN: u128 = 1_195;
    let seizure = Seizure { case_reference: [7; 32], escrow: Court.id() };
    let grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };
    let (mut world, puppet) = open_by_a_puppet();
    world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 30, Some(seizure), grounds));
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000), balance(15_000 - ESCROWED_YEN)]);
    puppet.script(&mut world, TRANSFER, &[moved(), refused()]);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::PaymentRefused]);
    world.advance_to(ms("2036-01-01"));
    // Of Alice's 5,000, 1,195 went into escrow and 229 and 75 are its taxes; her other part, and Bob's and Carol's, lapse.
    let lapsed_yen = 15_000 - ESCROWED_YEN - 229 - 75;
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000 - ESCROWED_YEN), balance(229 + 75)]);
    puppet.script(&mut world, TRANSFER, &[moved()]);
    let (yen, _) = world.done(PayingAgent, world.agent().call_mut().reclaim(0, [1; 32]));
    assert_eq!(yen, lapsed_yen);
    puppet.script(&mut world, BALANCE_OF, &[balance(229 + 75)]);
    let cash = world.read(world.distributor().call().cash()).expect("an answer");
    assert_eq!((cash.owed_yen, cash.surplus_yen), (229 + 75, 0));
    for (kind, yen, left_yen) in [(TaxKind::National, 229, 75), (TaxKind::Local, 75, 0)] {
        let more = world.agent().call_mut().withdraw_tax(0, kind, yen + 1);
        let error = AgentError::Refused { error: DistributorError::ExceedsWithheld { withheld_yen: yen } };
        world.refused(PayingAgent, more, error);
        puppet.script(&mut world, BALANCE_OF, &[balance(yen + left_yen), balance(left_yen)]);
        puppet.script(&mut world, TRANSFER, &[moved()]);
        world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, kind, yen));
    }
    // Net, taxes and what lapsed are what was due.
    let (coupon, done) = (world.coupon(0), world.coupon(0).done().expect("sums"));
    assert_eq!(done.gross_yen, done.net_yen + done.national_tax_yen + done.local_tax_yen);
    assert_eq!(done.gross_yen + coupon.lapsed_yen, coupon.required_yen);
    assert_eq!((coupon.national_withdrawn_yen, coupon.local_withdrawn_yen), (229, 75));
    let year = world.read(world.agent().call().fiscal_year(2025)).expect("a year");
    assert_eq!((year.interest_yen, year.national_tax_yen, year.local_tax_yen, year.net_yen), (1_499, 229, 75, 1_195));
    assert_eq!((year.unclaimed_yen, year.lapsed_yen), (0, lapsed_yen));
}

#[test]
fn a_payment_token_that_does_not_count_whole_yen_is_refused() {
    let mut world = World::short();
    let puppet = Puppet::new(&mut world);
    let (token, agent) = (world.series.token, world.series.agent);
    let data = bond_client::contracts::constructors::distributor(token, puppet.0, agent, &world.plan.tax_table);
    let mut answers = vec![Act::answer(1_u8), Act::answer(2_u8), Act::answer(18_u8), Act::answer(255_u8)];
    // Without an answer, or with another one than a number, nobody knows what it counts.
    answers.extend(Act::broken());
    answers.push(Act::answer(0_u32));
    for answer in answers {
        puppet.script(&mut world, TOKEN_DECIMALS, &[answer]);
        let error = DistributorError::PaymentTokenDecimals;
        world.refused_deployment(&bundles().distributor, data.clone(), error);
    }
    puppet.script(&mut world, TOKEN_DECIMALS, &[Act::answer(0_u8)]);
    world.deploy::<DistributorError>(&bundles().distributor, data, b"whole yen");
}

#[test]
fn t36_nothing_leaves_on_an_order_that_the_payment_token_does_not_carry_out() {
    let (mut world, puppet) = open_by_a_puppet();
    puppet.script(&mut world, BALANCE_OF, &[balance(15_000), balance(15_000 - NET_YEN)]);
    puppet.script(&mut world, TRANSFER, &[moved()]);
    world.claim(Alice, 0);
    let failed = AgentError::Refused { error: DistributorError::PaymentFailed };
    let held = 15_000 - NET_YEN + 40;
    for (paying, balances) in [
        (refused(), vec![balance(held)]),
        (Act::Trap, vec![balance(held)]),
        (moved(), vec![balance(held)]),
        (moved(), vec![balance(held), balance(held), balance(held - 2)]),
        (Act::Revert(ok(Ok::<(), PSP22Error>(()))), vec![balance(held)]),
    ] {
        puppet.script(&mut world, BALANCE_OF, &balances);
        puppet.script(&mut world, TRANSFER, &[paying]);
        let tax = world.agent().call_mut().withdraw_tax(0, TaxKind::Local, 1);
        world.refused(PayingAgent, tax, failed);
        let surplus = world.agent().call_mut().withdraw_surplus(1);
        world.refused(PayingAgent, surplus, failed);
        assert_eq!(world.coupon(0).local_withdrawn_yen, 0);
    }
}

// The token

/// A distributor of a token that is a puppet; Alice holds 100 by its word, and the last event is funded in real yen.
fn of_a_puppet_token() -> (World, Puppet) {
    let mut world = World::short();
    world.register(Alice);
    let puppet = Puppet::new(&mut world);
    // It is its own office as well.
    let state = TokenState {
        registry: world.series.registry,
        office: puppet.0,
        distributor: None,
        open: true,
        paused: false,
        epoch: 2,
        events: 2,
        supply_units: 100,
        wallets: 1,
    };
    puppet.script(&mut world, STATE, &[Act::answer(state)]);
    world.series.token = puppet.0;
    world.series.distributor = world.deploy_distributor(puppet.0, world.series.yen);
    world.advance_to(world.payment_ms(1));
    (world, puppet)
}

fn basis(world: &World) -> CouponBasis {
    let event = world.plan.events[1];
    CouponBasis {
        distributor: Some(world.series.distributor),
        supply_units: 100,
        cutoff_ms: event.cutoff_ms,
        payment_day: event.payment_day,
        interest_per_yen: event.interest_per_yen,
        per_yen_digits: 13,
        outstanding_per_unit_yen: 10_000,
        principal_per_unit_yen: 10_000,
        last: true,
        prescription_years: 10,
    }
}

#[test]
fn nothing_is_announced_by_the_word_of_a_token_that_does_not_answer() {
    let odd = Act::answer(Err::<CouponBasis, _>(OfficeError::Overflow));
    let cases = Act::broken().into_iter().map(|act| (act, DistributorError::OfficeUnavailable));
    for (act, error) in cases.chain([(odd, DistributorError::TokenUnavailable)]) {
        let (mut world, puppet) = of_a_puppet_token();
        puppet.script(&mut world, COUPON_BASIS, &[act]);
        world.refused(Payer, world.distributor().call_mut().announce(1), error);
    }
}

#[test]
fn nobody_is_redeemed_unless_exactly_his_units_are_burned() {
    let (mut world, puppet) = of_a_puppet_token();
    let frozen = basis(&world);
    puppet.script(&mut world, COUPON_BASIS, &[Act::answer(Ok::<_, OfficeError>(frozen))]);
    world.open(1);
    let units = |units: &[u64]| {
        let held: Vec<Held> = units.iter().map(|units| Held { units: *units, flags: 0 }).collect();
        Act::answer(Ok::<_, TokenError>(held))
    };
    let burnt = || Act::answer(Ok::<(), TokenError>(()));

    for act in Act::broken().into_iter().chain([units(&[]), units(&[100, 100])]) {
        puppet.script(&mut world, UNITS_AT_MANY, &[act]);
        world.refused(Alice, world.distributor().call_mut().claim(1), DistributorError::TokenUnavailable);
    }
    puppet.script(&mut world, UNITS_AT_MANY, &[units(&[100])]);
    for act in Act::broken().into_iter().chain([Act::answer(Err::<(), _>(TokenError::NotEntitled))]) {
        puppet.script(&mut world, POST, &[act]);
        world.refused(Alice, world.distributor().call_mut().claim(1), DistributorError::RedemptionFailed);
        assert_eq!(world.purse(Alice), 0, "the yen came back with everything else");
    }
    puppet.script(&mut world, POST, &[burnt()]);
    assert_eq!(world.claim(Alice, 1).principal_yen, 1_000_000);
}

#[test]
fn a_contract_that_is_no_token_is_not_served() {
    for act in Act::broken() {
        let mut world = World::short();
        let puppet = Puppet::new(&mut world);
        puppet.script(&mut world, STATE, &[act]);
        let table = plans::tax_table();
        let data =
            bond_client::contracts::constructors::distributor(puppet.0, world.series.yen, world.series.agent, &table);
        world.refused_deployment(&bundles().distributor, data, DistributorError::TokenUnavailable);
    }
}
