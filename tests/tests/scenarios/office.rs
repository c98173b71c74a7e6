//! The office of a series: wiring, documents, reopening, buyback, the register and what runs on (N12, N14, T15, T17, T38, T41).

use bond_client::contracts::constructors;
use chihosai_tests::prelude::*;

fn told(event: OfficeEvent) -> Seen {
    Seen::Office(event)
}

fn refusal(index: u32, refusal: Refusal) -> OfficeError {
    OfficeError::Refused { index, refusal }
}

/// A short series with what its terms may allow.
fn allowing(change: fn(&mut Terms)) -> World {
    let mut plan = plans::short_bullet();
    change(&mut plan.terms);
    World::of(plan)
}

// Wiring

#[test]
fn t41_nothing_happens_before_token_and_distributor_are_wired_and_verified() {
    let mut world = World::draft(plans::short_bullet());
    let phase = OfficeError::WrongPhase { phase: Phase::Draft };
    world.register(Alice);
    world.refused(Issuer, world.office().call_mut().issue(vec![(Alice.id(), 1)]), phase);
    world.refused(Issuer, world.office().call_mut().close_issue(), phase);
    world.refused(Issuer, world.office().call_mut().reopen_issue([1; 32]), phase);
    world.refused(Issuer, world.office().call_mut().buy_back(1), phase);
    world.refused(Alice, world.office().call_mut().transfer_batch(vec![(Bob.id(), 1)]), phase);
    world.refused(Alice, world.office().call_mut().replace_allowance(Bob.id(), 0, 1), phase);
    world.refused(Alice, world.office().call_mut().request_transfer(Bob.id(), 1), phase);
    world.refused(Alice, world.office().call_mut().withdraw_request(0), phase);
    world.refused(Issuer, world.office().call_mut().approve_request(0), phase);
    world.refused(Issuer, world.office().call_mut().reject_request(0), phase);
    world.refused(Pauser, world.office().call_mut().pause(), phase);
    world.refused(Pauser, world.office().call_mut().unpause(), phase);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("202 NotTransferable"));
    for answer in [
        world.read(world.office().call().units_at(Alice.id(), 0)).map(|_| ()),
        world.read(world.office().call().supply_at(0)).map(|_| ()),
        world.read(world.office().call().coupon_basis(0)).map(|_| ()),
        world.read(world.office().call().accrual(Alice.id())).map(|_| ()),
        world.read(world.office().call().register_root(0, 1, [0; 32])).map(|_| ()),
    ] {
        assert_eq!(answer, Err(phase));
    }
}

#[test]
fn t17_only_a_token_and_a_distributor_that_say_so_are_wired_and_once() {
    let mut other = World::short();
    let mut world = World::draft(plans::short_bullet());
    let (token, distributor) = (world.series.token, world.series.distributor);
    let (registry, yen) = (world.series.registry, world.series.yen);
    let wire = |world: &World, token, distributor| world.office().call_mut().wire(token, distributor);
    for who in [Issuer, Pauser, Controller, Outsider] {
        world.refused(who, wire(&world, token, distributor), OfficeError::MissingRole);
    }
    for wrong in [registry, yen, distributor, Alice.id(), Zero.id()] {
        world.refused(Admin, wire(&world, wrong, distributor), OfficeError::ForeignToken);
    }
    for wrong in [registry, yen, token, Alice.id(), Zero.id()] {
        world.refused(Admin, wire(&world, token, wrong), OfficeError::ForeignDistributor);
    }
    let (_, seen) = world.done(Admin, wire(&world, token, distributor));
    assert_eq!(seen, [told(OfficeEvent::Wired { token, distributor, by: Admin.id() })]);
    let state = world.read(world.token().call().state());
    assert_eq!((state.distributor, state.open, state.paused), (Some(distributor), false, false));
    let phase = OfficeError::WrongPhase { phase: Phase::Issuing };
    world.refused(Admin, wire(&world, token, distributor), phase);
    // The token of another series is none of this one's.
    assert_eq!(other.status().phase, Phase::Issuing);
    let foreign = other.series.token;
    let phase = OfficeError::WrongPhase { phase: Phase::Issuing };
    other.refused(Admin, other.office().call_mut().wire(foreign, other.series.distributor), phase);
}

#[test]
fn the_register_obeys_its_office_and_redeems_for_its_distributor_alone() {
    let mut world = World::short().with_holders(2);
    let burn = |world: &World| {
        world.token().call_mut().post(vec![Order::Burn { from: Alice.id(), units: 1, unlock_units: 0 }])
    };
    for who in [Admin, Issuer, Controller, Pauser, Payer, Outsider, Alice] {
        world.refused(who, burn(&world), TokenError::NotEntitled);
        world.refused(who, world.token().call_mut().post(vec![]), TokenError::NotEntitled);
    }
    world.advance_to(world.cutoff(1));
    world.refused(Outsider, burn(&world), TokenError::NotEntitled);
}

#[test]
fn a_token_of_no_office_is_never_made() {
    let mut world = World::short();
    for office in [world.series.registry, world.series.yen, Alice.id(), Zero.id()] {
        let data = constructors::token(office);
        world.refused_deployment(&bundles().token, data, TokenError::NoOffice);
    }
}

// Documents

#[test]
fn n14_documents_are_replaced_while_the_issue_is_open_and_only_added_afterwards() {
    let mut world = World::short();
    let set = |world: &World, name: &str, hash| -> Message<Result<(), OfficeError>> {
        world.office().call_mut().set_document(name.into(), "https://example.jp/a.pdf".into(), hash).into()
    };
    let (_, seen) = world.done(Issuer, set(&world, "terms", [1; 32]));
    let event = |name: &str, old, new| {
        let (name, uri) = (name.into(), "https://example.jp/a.pdf".into());
        told(OfficeEvent::DocumentSet { name, uri, old, new, by: Issuer.id() })
    };
    assert_eq!(seen, [event("terms", None, [1; 32])]);
    let (_, seen) = world.done(Issuer, set(&world, "terms", [2; 32]));
    assert_eq!(seen, [event("terms", Some([1; 32]), [2; 32])]);
    let mut world = world.with_holders(1);
    world.refused(Issuer, set(&world, "terms", [3; 32]), OfficeError::DocumentLocked);
    let set_ms = world.now_ms();
    world.done(Issuer, set(&world, "notice", [4; 32]));
    world.refused(Issuer, set(&world, "notice", [5; 32]), OfficeError::DocumentLocked);
    assert_eq!(world.read(world.office().call().documents()), ["terms", "notice"]);
    let document = Document { uri: "https://example.jp/a.pdf".into(), hash: [4; 32], set_ms };
    assert_eq!(world.read(world.office().call().document("notice".into())), Some(document));
    assert_eq!(world.read(world.office().call().document("other".into())), None);
    for who in [Admin, Controller, Pauser, Outsider] {
        world.refused(who, set(&world, "more", [1; 32]), OfficeError::MissingRole);
    }
    for (name, hash) in [("", [1; 32]), ("a", [0; 32]), ("a name of more than 32 bytes in all", [1; 32])] {
        world.refused(Issuer, set(&world, name, hash), OfficeError::DocumentInvalid);
    }
    // Several a year for thirty years.
    for number in 2..256 {
        world.done(Issuer, set(&world, &format!("a document with a long name {number:04}"), [1; 32]));
    }
    world.refused(Issuer, set(&world, "more", [1; 32]), OfficeError::TooManyDocuments { max: 256 });
    assert_eq!(world.read(world.office().call().documents()).len(), 256);
}

// Reopening and buyback

#[test]
fn an_issue_is_reopened_where_its_terms_allow_it_within_what_is_authorised() {
    let mut world = allowing(|terms| {
        terms.may_reopen = true;
        terms.authorised_units = 300;
    })
    .with_holders(2);
    world.register(Carol);
    let issue = |world: &World, units| world.office().call_mut().issue(vec![(Carol.id(), units)]);
    let active = OfficeError::WrongPhase { phase: Phase::Active };
    world.refused(Issuer, issue(&world, 1), active);
    world.refused(Issuer, world.office().call_mut().close_issue(), active);
    world.refused(Issuer, world.office().call_mut().reopen_issue([0; 32]), OfficeError::NoGrounds);
    world.refused(Admin, world.office().call_mut().reopen_issue([7; 32]), OfficeError::MissingRole);
    world.advance_to(world.cutoff(0));
    let (_, seen) = world.done(Issuer, world.office().call_mut().reopen_issue([7; 32]));
    assert_eq!(seen, [told(OfficeEvent::IssueReopened { document: [7; 32], by: Issuer.id() })]);
    assert!(world.status().reopened);
    world.refused(Issuer, world.office().call_mut().reopen_issue([7; 32]), active);
    world.refused(Issuer, issue(&world, 101), OfficeError::AuthorisedUnitsExceeded { available_units: 100 });
    world.done(Issuer, issue(&world, 60));
    // Others trade meanwhile, and who came after the record date earns nothing for it.
    world.transfer(Alice, Bob, 1);
    assert_eq!(world.read(world.office().call().units_at(Carol.id(), 0)), Ok(0));
    let (_, seen) = world.done(Issuer, world.office().call_mut().close_issue());
    assert_eq!(seen, [told(OfficeEvent::IssueClosed { issued_units: 260, by: Issuer.id() })]);
    world.refused(Issuer, issue(&world, 1), active);
    world.done(Issuer, world.office().call_mut().reopen_issue([8; 32]));
    world.advance_to(world.cutoff(1));
    world.refused(Issuer, issue(&world, 1), OfficeError::IssueTooLate);
    assert_eq!(world.read(world.bond().total_supply()), 260);
}

#[test]
fn t15_an_issue_stays_closed_where_its_terms_say_nothing() {
    let mut world = World::short().with_holders(1);
    world.refused(Issuer, world.office().call_mut().reopen_issue([7; 32]), OfficeError::NotAllowed);
    world.refused(Issuer, world.office().call_mut().buy_back(1), OfficeError::NotAllowed);
    world.advance_to(world.cutoff(1));
    let matured = OfficeError::WrongPhase { phase: Phase::Matured };
    world.refused(Issuer, world.office().call_mut().reopen_issue([7; 32]), matured);
    world.refused(Issuer, world.office().call_mut().buy_back(1), matured);
}

#[test]
fn the_issuer_buys_back_and_cancels_only_what_it_holds_itself() {
    let mut world = allowing(|terms| terms.may_buy_back = true).with_holders(2);
    world.register_as(Issuer, InvestorRecord { class: InvestorClass::PublicBody, ..investor(Issuer) });
    let buy_back = |world: &World, units| world.office().call_mut().buy_back(units);
    world.refused(Issuer, buy_back(&world, 1), refusal(0, Refusal::InsufficientUnits));
    world.transfer(Alice, Issuer, 30);
    world.advance_to(world.cutoff(0));
    world.refused(Issuer, buy_back(&world, 0), OfficeError::ZeroUnits);
    world.refused(Issuer, buy_back(&world, 31), refusal(0, Refusal::InsufficientUnits));
    world.refused(Admin, buy_back(&world, 1), OfficeError::MissingRole);
    let grounds = Grounds { reason: Reason::Pledge, document: [1; 32] };
    world.done(Controller, world.office().call_mut().lock_units(Issuer.id(), 10, None, grounds));
    world.refused(Issuer, buy_back(&world, 21), refusal(0, Refusal::UnitsLocked));
    let (_, seen) = world.done(Issuer, buy_back(&world, 20));
    let cancelled = TokenEvent::Transfer { from: Some(Issuer.id()), to: None, value: 20 };
    let event = OfficeEvent::BoughtBack { units: 20, cancelled_units: 20, by: Issuer.id() };
    assert_eq!(seen, [Seen::Token(cancelled), told(event)]);
    let status = world.status();
    assert_eq!((status.supply_units, status.issued_units, status.cancelled_units), (180, 200, 20));
    // The record date before it is as it was, and the coupon of the cancelled units is the issuer's.
    assert_eq!(world.read(world.office().call().supply_at(0)), Ok(200));
    world.open(0);
    assert_eq!(world.claim(Issuer, 0).units, 30);
}

// Batches and allowances

#[test]
fn a_batch_of_transfers_is_done_whole_or_not_at_all() {
    let mut world = World::short().with_holders(4);
    let batch = |world: &World, rows: &[(Who, u64)]| -> Message<Result<(), OfficeError>> {
        world.office().call_mut().transfer_batch(rows.iter().map(|(who, units)| (who.id(), *units)).collect()).into()
    };
    let (_, seen) = world.done(Alice, batch(&world, &[(Bob, 10), (Carol, 20), (Bob, 5)]));
    let moved = |to: Who, value| Seen::Token(TokenEvent::Transfer { from: Some(Alice.id()), to: Some(to.id()), value });
    assert_eq!(seen, [moved(Bob, 10), moved(Carol, 20), moved(Bob, 5)]);
    assert_eq!([Alice, Bob, Carol].map(|who| world.units(who)), [65, 115, 120]);
    world.refused(Alice, batch(&world, &[(Bob, 60), (Carol, 6)]), refusal(1, Refusal::InsufficientUnits));
    world.refused(Alice, batch(&world, &[(Bob, 1), (Carol, 0)]), OfficeError::ZeroUnits);
    world.refused(Alice, batch(&world, &[(Bob, 1), (Outsider, 1)]), refusal(1, Refusal::RecipientNotRegistered));
    world.refused(Alice, batch(&world, &[(Bob, 1); 26]), OfficeError::BatchTooLarge { max: 25 });
    world.done(Alice, batch(&world, &[(Bob, 1); 25]));
    world.done(Alice, batch(&world, &[]));
}

#[test]
fn t14_an_allowance_is_replaced_only_when_it_is_what_its_owner_saw() {
    let mut world = World::short().with_holders(2);
    let replace = |world: &World, old, new| world.office().call_mut().replace_allowance(Broker.id(), old, new);
    world.refused(Alice, replace(&world, 1, 5), refusal(0, Refusal::AllowanceChanged));
    let (_, seen) = world.done(Alice, replace(&world, 0, 5));
    let approval = |amount| Seen::Token(TokenEvent::Approval { owner: Alice.id(), spender: Broker.id(), amount });
    assert_eq!(seen, [approval(5)]);
    world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 2));
    // The spender was faster: what the owner wanted to replace is not there any more.
    world.refused(Alice, replace(&world, 5, 10), refusal(0, Refusal::AllowanceChanged));
    let (_, seen) = world.done(Alice, replace(&world, 3, 10));
    assert_eq!(seen, [approval(10)]);
    assert_eq!(world.read(world.bond().allowance(Alice.id(), Broker.id())), 10);
    let zero = world.office().call_mut().replace_allowance(Zero.id(), 0, 1);
    world.refused(Alice, zero, refusal(0, Refusal::ZeroAccount));
}

// The register

#[test]
fn the_register_lists_everybody_who_ever_held_with_dates_and_investor() {
    let mut world = World::short().with_holders(2);
    let issue_day = world.plan.terms.issue_day;
    world.register(Carol);
    world.advance_to(ms("2025-04-02T23:59:59.999+09:00"));
    world.transfer(Alice, Carol, 100);
    world.advance_to(ms("2025-04-03T00:00:00.000+09:00"));
    world.transfer(Bob, Carol, 1);
    let day = |text: &str| text.parse::<bond_math::Date>().expect("a date").days();
    let page = world.read(world.token().call().register(0, 50));
    let rows: Vec<_> = page.iter().map(|(_, cell)| (cell.units, cell.since_day, cell.changed_day)).collect();
    assert_eq!(page.iter().map(|(who, _)| *who).collect::<Vec<_>>(), [Alice, Bob, Carol].map(Who::id));
    assert_eq!(
        rows,
        [
            (0, issue_day, day("2025-04-02")),
            (99, issue_day, day("2025-04-03")),
            (101, day("2025-04-02"), day("2025-04-03")),
        ]
    );
    let investors: Vec<u64> = page.iter().map(|(_, cell)| cell.investor_id).collect();
    assert_eq!(investors, [Alice, Bob, Carol].map(Who::investor_id));
    assert_eq!(world.read(world.token().call().register(1, 1)), page[1..2]);
    assert_eq!(world.read(world.token().call().register(3, 50)), []);
    assert_eq!(world.read(world.token().call().state()).wallets, 3);
    assert_eq!(world.read(world.token().call().account(Outsider.id())), Account::default());
    assert_eq!(world.read(world.token().call().account(Zero.id())), Account::default());
    assert_eq!(world.read(world.bond().balance_of(Zero.id())), 0);
}

#[test]
fn the_root_of_the_register_commits_to_every_page_before() {
    use blake2::{digest::consts::U32, Blake2b, Digest as _};
    use scale::Encode;
    let mut world = World::short().with_holders(4);
    let root = |world: &mut World, start, previous| {
        world.read(world.office().call().register_root(start, 2, previous)).expect("a page")
    };
    let first = root(&mut world, 0, [0; 32]);
    let second = root(&mut world, 2, first);
    let mut expected = [0; 32];
    for start in [0, 2] {
        let page = world.read(world.token().call().register(start, 2));
        expected = Blake2b::<U32>::digest((expected, page).encode()).into();
    }
    assert_eq!(second, expected);
    world.transfer(Alice, Bob, 1);
    assert_ne!(root(&mut world, 0, [0; 32]), first);
}

#[test]
fn what_was_held_at_a_time_is_what_the_last_record_date_says() {
    let mut world = World::short().with_holders(2);
    let cutoff_ms = world.cutoff(0);
    let at = |world: &mut World, at_ms| world.read(world.office().call().units_at_time(Alice.id(), at_ms));
    world.advance_to(cutoff_ms);
    world.transfer(Alice, Bob, 40);
    let held = Ok(RecordHolding { event: 0, cutoff_ms, units: 100 });
    assert_eq!(at(&mut world, cutoff_ms - 1), Err(OfficeError::NoRecordDate));
    assert_eq!(at(&mut world, cutoff_ms), held);
    let now_ms = world.now_ms();
    assert_eq!(at(&mut world, now_ms), held);
    assert_eq!(at(&mut world, now_ms + 1), Err(OfficeError::NoRecordDate));
    let last_ms = world.cutoff(1);
    world.advance_to(last_ms + 5);
    assert_eq!(at(&mut world, last_ms + 5), Ok(RecordHolding { event: 1, cutoff_ms: last_ms, units: 60 }));
    assert_eq!(at(&mut world, last_ms - 1), held);
}

#[test]
fn interest_that_is_running_is_shown_and_never_paid() {
    let mut world = World::short().with_holders(1);
    let accrual = |world: &mut World| world.read(world.office().call().accrual(Alice.id()));
    // Issued on 25 March: 184 days to 25 September, ¥5,000 on a million yen.
    for (instant, elapsed_days, gross_yen) in [
        ("2025-03-25T23:00:00+09:00", 0, 0),
        ("2025-03-26T00:00:00+09:00", 1, 27),
        ("2025-06-25T12:00:00+09:00", 92, 2_500),
        ("2025-09-25T23:59:59.999+09:00", 184, 5_000),
    ] {
        world.wait_until(ms(instant));
        let expected = Accrual { event: 0, units: 100, elapsed_days, period_days: 184, gross_yen };
        assert_eq!(accrual(&mut world), Ok(expected), "{instant}");
    }
    world.advance_to(ms("2025-09-26T00:00:00+09:00"));
    let expected = Accrual { event: 1, units: 100, elapsed_days: 1, period_days: 181, gross_yen: 27 };
    assert_eq!(accrual(&mut world), Ok(expected));
    world.advance_to(ms("2026-03-26T00:00:00+09:00"));
    assert_eq!(accrual(&mut world), Err(OfficeError::WrongPhase { phase: Phase::Matured }));
    let mut issuing = World::short();
    let early = issuing.read(issuing.office().call().accrual(Alice.id()));
    assert_eq!(early, Err(OfficeError::WrongPhase { phase: Phase::Issuing }));
}
