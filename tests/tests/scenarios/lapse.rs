//! Prescription (消滅時効): nothing is forfeited by itself, and nothing is taken back before its time.

use chihosai_tests::prelude::*;

const DOCUMENT: [u8; 32] = [0xd0; 32];

fn refused(error: DistributorError) -> AgentError {
    AgentError::Refused { error }
}

fn reclaim(world: &World, k: u8) -> Message<Result<u128, AgentError>> {
    world.agent().call_mut().reclaim(k, DOCUMENT).into()
}

#[test]
fn n16_t33_unclaimed_money_waits_and_goes_back_only_by_an_act_after_its_time() {
    let mut world = World::short().with_holders(3);
    world.refused(PayingAgent, reclaim(&world, 0), refused(DistributorError::NotAnnounced));
    world.advance_to(world.cutoff(0));
    world.announce_and_fund(0);
    let announced = DistributorError::WrongState { state: CouponState::Announced };
    world.refused(PayingAgent, reclaim(&world, 0), refused(announced));
    world.advance_to(world.payment_ms(0));
    world.done(Payer, world.distributor().call_mut().open(0));
    world.claim(Alice, 0);
    // Five years from 25 September 2025, the day itself not counted.
    let until_ms = ms("2030-09-26");
    let early = refused(DistributorError::PrescriptionRunning { until_ms });
    world.refused(PayingAgent, reclaim(&world, 0), early);
    world.advance_to(until_ms - 1);
    world.refused(PayingAgent, reclaim(&world, 0), early);
    assert_eq!(world.claim(Bob, 0).net_yen, 3_985, "until the last moment he can fetch it");
    // And afterwards too, as long as nobody invokes the prescription.
    world.advance_to(ms("2035-01-01"));
    assert_eq!(world.entitlement(Carol.id(), 0).outcome, Outcome::Paid);
    let nameless = world.agent().call_mut().reclaim(0, [0; 32]);
    world.refused(PayingAgent, nameless, AgentError::NoDocument);
    let (yen, seen) = world.done(PayingAgent, reclaim(&world, 0));
    assert_eq!(yen, 5_000, "what is left, with the tax that nobody withheld");
    let (to, by) = (Treasury.id(), PayingAgent.id());
    let told = AgentEvent::ClaimsLapsed { event: 0, yen, to, document: DOCUMENT, by };
    assert_eq!(seen.last(), Some(&Seen::Agent(told)));
    assert_eq!(world.purse(Treasury), 5_000);
    let coupon = world.coupon(0);
    assert_eq!((coupon.state, coupon.lapsed_yen, coupon.paid.payees), (CouponState::Lapsed, 5_000, 2));

    world.refused(Carol, world.distributor().call_mut().claim(0), DistributorError::Lapsed);
    world.refused(Carol, world.distributor().call_mut().claim_all(16), DistributorError::NothingDue);
    assert_eq!(world.pay(0, &[Alice, Bob, Carol]), [Outcome::AlreadyPaid, Outcome::AlreadyPaid, Outcome::Lapsed]);
    assert_eq!(world.units(Carol), 100, "a coupon takes no units");
    let lapsed = DistributorError::WrongState { state: CouponState::Lapsed };
    world.refused(PayingAgent, reclaim(&world, 0), refused(lapsed));
    // The tax of those who were paid is still there to be remitted.
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::National, 2 * 765));
    world.done(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::Local, 500));
    assert_eq!(world.chest(), 0);
}

#[test]
fn what_is_opened_late_lapses_late() {
    let mut world = World::short().with_holders(1);
    world.advance_to(ms("2027-02-10"));
    world.announce_and_fund(0);
    world.done(Payer, world.distributor().call_mut().open(0));
    world.advance_to(ms("2032-02-11") - 1);
    let until_ms = ms("2032-02-11");
    world.refused(PayingAgent, reclaim(&world, 0), refused(DistributorError::PrescriptionRunning { until_ms }));
    world.advance_to(until_ms);
    world.done(PayingAgent, reclaim(&world, 0));
}

#[test]
fn i24_the_last_event_waits_for_the_longer_term_and_the_issuer_reaches_the_end() {
    let mut world = World::short().with_holders(3);
    // The key to Carol's wallet is lost, and nobody pays a wallet that nobody can open.
    for k in [0, 1] {
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Bob]), [Outcome::Paid; 2]);
    }
    assert_eq!(world.status().phase, Phase::Matured);
    // Interest five years, principal ten: the event waits for both.
    world.advance_to(ms("2031-03-26"));
    let until_ms = ms("2036-03-26");
    world.refused(PayingAgent, reclaim(&world, 1), refused(DistributorError::PrescriptionRunning { until_ms }));
    world.done(PayingAgent, reclaim(&world, 0));
    world.advance_to(until_ms);
    assert_eq!(world.done(PayingAgent, reclaim(&world, 1)).0, 1_005_000);
    assert_eq!(world.units(Carol), 100);
    // Anybody may cancel what is left of the register, once.
    assert_eq!(world.pay(1, &[Carol, Carol, Alice]), [Outcome::Lapsed, Outcome::Lapsed, Outcome::AlreadyPaid]);
    assert_eq!((world.units(Carol), world.status().phase), (0, Phase::Closed));
    assert_eq!(world.read(world.distributor().call().marks(Carol.id())).lapsed, 0b10);
    assert_eq!(world.pay(1, &[Carol]), [Outcome::Lapsed]);
    assert_eq!(world.purse(Carol), 0);
}

#[test]
fn what_waits_for_a_holder_on_hold_does_not_lapse_and_is_paid_when_the_hold_ends() {
    let mut world = World::short().with_holders(4);
    let everyone = [Alice, Bob, Carol, Dave];
    world.suspend(Carol);
    for k in [0, 1] {
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Carol]), [Outcome::Paid, Outcome::Suspended]);
    }
    let held = |coupon: Coupon| (coupon.held_yen, coupon.held_payees, coupon.reserved_payees);
    assert_eq!(held(world.coupon(1)), (1_005_000, 1, 1));
    // Bob was on hold once and is not any more; Dave was never tried.
    world.suspend(Bob);
    assert_eq!(world.pay(1, &[Bob]), [Outcome::Suspended]);
    assert_eq!(held(world.coupon(1)), (2_010_000, 2, 2));
    world.reinstate(Bob);
    assert_eq!(world.claim(Bob, 1).principal_yen, 1_000_000);
    assert_eq!(held(world.coupon(1)), (1_005_000, 1, 1));

    world.advance_to(ms("2040-01-01"));
    assert_eq!(world.done(PayingAgent, reclaim(&world, 0)).0, 10_000, "Bob's and Dave's");
    assert_eq!(world.done(PayingAgent, reclaim(&world, 1)).0, 1_005_000, "Dave's");
    let coupon = world.coupon(1);
    assert_eq!((coupon.state, coupon.lapsed_yen, held(coupon)), (CouponState::Lapsed, 1_005_000, (1_005_000, 1, 1)));
    let taxes_yen = 3 * (765 + 250);
    let cash = world.read(world.distributor().call().cash()).expect("an answer");
    assert_eq!((cash.owed_yen, cash.surplus_yen), (taxes_yen + 5_000 + 1_005_000, 0), "it is owed");
    let year = world.read(world.agent().call().fiscal_year(2025)).expect("a year");
    assert_eq!((year.unclaimed_yen, year.lapsed_yen), (5_000 + 1_005_000, 10_000 + 1_005_000));

    // As long as the hold lasts, and whatever is tried, it waits.
    assert_eq!(
        world.pay(1, &everyone),
        [Outcome::AlreadyPaid, Outcome::AlreadyPaid, Outcome::Suspended, Outcome::Lapsed]
    );
    world.refused(Carol, world.distributor().call_mut().claim(1), DistributorError::PayeeSuspended);
    let lapsed = refused(DistributorError::WrongState { state: CouponState::Lapsed });
    world.refused(PayingAgent, reclaim(&world, 1), lapsed);
    assert_eq!((world.units(Carol), world.units(Dave)), (100, 0));
    assert_eq!(world.entitlement(Dave.id(), 1).outcome, Outcome::Lapsed);

    world.reinstate(Carol);
    assert_eq!(world.entitlement(Carol.id(), 1).outcome, Outcome::Paid);
    assert_eq!(world.pay(0, &[Carol]), [Outcome::Paid]);
    assert_eq!(world.claim(Carol, 1).net_yen, 3_985);
    assert_eq!((world.purse(Carol), world.units(Carol)), (2 * 3_985 + 1_000_000, 0));
    assert_eq!(world.status().phase, Phase::Closed);
    assert_eq!(held(world.coupon(1)), (0, 0, 0));
    assert_eq!(world.pay(1, &[Carol]), [Outcome::AlreadyPaid], "once");
    let cash = world.read(world.distributor().call().cash()).expect("an answer");
    assert_eq!((cash.owed_yen, cash.surplus_yen), (5 * (765 + 250), 0), "nothing but tax is left");
}

#[test]
fn money_of_an_event_that_never_opens_comes_back_and_its_holders_keep_their_claims() {
    let mut world = World::short().with_holders(1);
    world.advance_to(world.cutoff(0));
    world.announce(0);
    let announced = refused(DistributorError::WrongState { state: CouponState::Announced });
    world.refused(PayingAgent, reclaim(&world, 0), announced);
    world.provide(10_000);
    world.done(Payer, world.distributor().call_mut().fund(0, 4_999));
    // Five years from 25 September 2025, the day itself not counted.
    let until_ms = ms("2030-09-26");
    let early = refused(DistributorError::PrescriptionRunning { until_ms });
    world.refused(PayingAgent, reclaim(&world, 0), early);
    world.advance_to(until_ms);
    let (yen, seen) = world.done(PayingAgent, reclaim(&world, 0));
    let (to, by) = (Treasury.id(), PayingAgent.id());
    let told = AgentEvent::FundingReturned { event: 0, yen: 4_999, to, document: DOCUMENT, by };
    assert_eq!((yen, seen.last()), (4_999, Some(&Seen::Agent(told))));
    assert_eq!((world.purse(Treasury), world.chest()), (4_999, 0));
    let coupon = world.coupon(0);
    assert_eq!((coupon.state, coupon.funded_yen, coupon.lapsed_yen), (CouponState::Announced, 0, 0));
    world.refused(PayingAgent, reclaim(&world, 0), announced);
    // With all of its money it can be opened, and whoever can open it takes nothing back.
    world.done(Payer, world.distributor().call_mut().fund(0, 5_000));
    world.refused(PayingAgent, reclaim(&world, 0), announced);
    world.done(Outsider, world.distributor().call_mut().open(0));
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
}

#[test]
fn nothing_that_is_settled_can_be_taken_back() {
    let mut world = World::short().with_holders(1);
    world.open(0);
    world.claim(Alice, 0);
    world.advance_to(ms("2040-01-01"));
    let settled = DistributorError::WrongState { state: CouponState::Settled };
    world.refused(PayingAgent, reclaim(&world, 0), refused(settled));
}
