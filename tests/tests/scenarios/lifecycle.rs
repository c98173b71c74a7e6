//! A series from its terms to its last unit: what may be deployed, and what is legal in which phase.

use bond_client::contracts::constructors;
use bond_client::SeriesPlan;
use chihosai_tests::prelude::*;

#[test]
pub fn a_series_shows_the_terms_it_was_deployed_with() {
    let mut plan = plans::tokyo_32();
    plan.terms.isin = Some(*b"JP3633400001");
    plan.terms.resolution = Some(Resolution { number: "議案第12号".into(), day: plan.terms.issue_day - 90 });
    plan.terms.consultation_number = Some("総財地第34号".into());
    plan.policy = Policy {
        classes: 0b0011,
        residences: vec![Residence { country: 392, area: 13_000 }],
        accept_unattested: true,
        latest_birth_band: 11,
        max_units_per_investor: 500,
        min_units_per_wallet: 5,
        transferable_from_ms: 1,
        transferable_until_ms: 2,
        needs_approval: true,
    };
    let mut world = World::of(plan.clone());
    assert_eq!(world.read(world.office().call().terms()), plan.terms);
    assert_eq!(world.read(world.office().call().policy()), plan.policy);
    for (k, event) in (0_u8..).zip(&plan.events) {
        assert_eq!(world.read(world.office().call().event(k)).as_ref(), Some(event));
    }
    for k in [40, 255] {
        assert_eq!(world.read(world.office().call().event(k)), None);
    }
    assert_eq!(world.read(world.bond().token_name()), Some(plan.terms.name));
    assert_eq!(world.read(world.bond().token_symbol()), Some(plan.terms.symbol));
    assert_eq!(world.read(world.bond().token_decimals()), 0);
    let wiring = world.read(world.distributor().call().wiring());
    assert_eq!(
        (wiring.token, wiring.office, wiring.registry, wiring.payment_token),
        (world.series.token, world.series.office, world.series.registry, world.series.yen)
    );
    assert_eq!(world.read(world.distributor().call().tax_table()), plan.tax_table);
}

#[test]
fn a_series_goes_through_its_phases_in_order() {
    let mut world = World::draft(plans::short_bullet());
    let status = world.status();
    assert_eq!((status.phase, status.distributor, status.registry), (Phase::Draft, None, world.series.registry));
    assert_eq!((status.supply_units, status.issued_units, status.epoch, status.events), (0, 0, 0, 2));
    let distributor = world.series.distributor;
    let token = world.series.token;
    let (_, seen) = world.done(Admin, world.office().call_mut().wire(token, distributor));
    assert_eq!(seen, [Seen::Office(OfficeEvent::Wired { token, distributor, by: Admin.id() })]);
    assert_eq!((world.status().phase, world.status().distributor), (Phase::Issuing, Some(distributor)));
    world.register(Alice);
    let (_, seen) = world.done(Issuer, world.office().call_mut().issue(vec![(Alice.id(), 3), (Alice.id(), 4)]));
    let issued = |value| Seen::Token(TokenEvent::Transfer { from: None, to: Some(Alice.id()), value });
    assert_eq!(seen, [issued(3), issued(4)]);
    assert_eq!(world.status().phase, Phase::Issuing);
    let (_, seen) = world.done(Issuer, world.office().call_mut().close_issue());
    assert_eq!(seen, [Seen::Office(OfficeEvent::IssueClosed { issued_units: 7, by: Issuer.id() })]);
    assert_eq!((world.status().phase, world.status().supply_units), (Phase::Active, 7));
    world.advance_to(world.cutoff(1));
    assert_eq!(world.status().phase, Phase::Matured);
}

// What may not be deployed

type Change = fn(&mut SeriesPlan);

fn refuse(world: &mut World, plan: &SeriesPlan, registry: AccountId, roles: &OfficeRoles, error: TermsError) {
    let data = constructors::office(&plan.terms, &plan.policy, &plan.events, registry, roles);
    world.refused_deployment(&bundles().office, data, error);
}

fn roles() -> OfficeRoles {
    chihosai_tests::world::office_roles()
}

#[test]
fn terms_that_are_wrong_leave_no_contract_behind() {
    let cases: [(Change, TermsError); 32] = [
        (|plan| plan.terms.name.clear(), TermsError::Name),
        (|plan| plan.terms.name = "県".repeat(43), TermsError::Name),
        (|plan| plan.terms.symbol = "A".repeat(17), TermsError::Symbol),
        (|plan| plan.terms.isin = Some(*b"JP3633400002"), TermsError::Isin),
        (|plan| plan.terms.issuer_code = *b"130002", TermsError::IssuerCode),
        (|plan| plan.terms.denomination_yen = 0, TermsError::Denomination),
        (|plan| plan.terms.authorised_units = 0, TermsError::AuthorisedUnits),
        (|plan| plan.terms.authorised_units = u64::MAX, TermsError::AuthorisedUnits),
        (|plan| plan.terms.rate_numerator = 101, TermsError::Rate),
        (|plan| plan.terms.rate_decimals = 255, TermsError::Rate),
        (|plan| plan.terms.frequency = 12, TermsError::Frequency),
        (|plan| plan.terms.per_yen_digits = 19, TermsError::PerYenDigits),
        (|plan| plan.terms.maturity_day = plan.terms.issue_day, TermsError::Dates),
        (|plan| plan.terms.maturity_day = i32::MAX, TermsError::Dates),
        (|plan| plan.terms.issue_day = i32::MIN, TermsError::Dates),
        (|plan| plan.events[0].payment_day = i32::MIN, TermsError::Dates),
        (|plan| plan.terms.maturity_day += 1, TermsError::Dates),
        (|plan| plan.events.clear(), TermsError::EventCount),
        (|plan| plan.events = vec![plan.events[0]; 129], TermsError::EventCount),
        (|plan| plan.events.swap(0, 1), TermsError::EventOrder { event: 1 }),
        (|plan| plan.events[1].cutoff_ms += 1, TermsError::EventOrder { event: 1 }),
        (|plan| plan.events[1].principal_per_unit_yen -= 1, TermsError::PrincipalSum),
        (|plan| plan.policy.classes = 16, TermsError::Policy),
        (|plan| plan.policy.latest_birth_band = 21, TermsError::Policy),
        (|plan| plan.policy.transferable_until_ms = 0, TermsError::Policy),
        (|plan| plan.terms.currency = *b"EUR", TermsError::Currency),
        (|plan| plan.terms.resolution = Some(Resolution { number: String::new(), day: 0 }), TermsError::Resolution),
        (|plan| plan.terms.consultation_number = Some("a".repeat(65)), TermsError::ConsultationNumber),
        (|plan| plan.terms.principal_prescription_years = 0, TermsError::Prescription),
        (|plan| plan.terms.early_redemption_notice_days = Some(367), TermsError::EarlyRedemptionNotice),
        (|plan| plan.events[0].interest_per_yen = 10_000_000_000_001, TermsError::Interest { event: 0 }),
        // 25 September is no month end.
        (
            |plan| plan.terms.interest_day = bond_abi::office::InterestDayName::MonthEnd,
            TermsError::InterestDay { event: 0 },
        ),
    ];
    let mut world = World::short();
    let registry = world.series.registry;
    for (change, error) in cases {
        let mut plan = plans::short_bullet();
        change(&mut plan);
        refuse(&mut world, &plan, registry, &roles(), error);
    }
    let residences = vec![Residence { country: 392, area: 0 }; 65];
    let plan = SeriesPlan { policy: Policy { residences, ..Policy::OPEN }, ..plans::short_bullet() };
    refuse(&mut world, &plan, registry, &roles(), TermsError::Policy);
}

/// F1: the terms on chain say 月末, and the half-year from 31 March to 30 September is a whole one.
#[test]
fn f1_a_series_on_month_ends_says_so_and_pays_whole_half_years() {
    let mut world = World::of(plans::month_ends()).with_holders(1);
    let terms = world.read(world.office().call().terms());
    assert_eq!(terms.interest_day, bond_abi::office::InterestDayName::MonthEnd);
    let days = ["2025-09-30", "2026-03-31", "2026-09-30", "2027-03-31"];
    for (k, day) in (0..).zip(days) {
        let event = world.read(world.office().call().event(k)).expect("four events");
        assert_eq!(event.notional_day, day.parse::<bond_math::Date>().expect("a date").days());
        world.open(k);
        let quote = world.claim(Alice, k);
        // T1: the same net on both sides of 2027.
        assert_eq!((quote.gross_yen, quote.national_tax_yen, quote.net_yen), (5_000, 765, 3_985), "{day}");
    }
    // T4: the split of what was withheld is that of its payment date.
    let mut parts = |k| {
        let ledger = world.read(world.agent().call().tax_ledger(k)).expect("announced");
        (
            ledger.national_yen - ledger.reconstruction_yen - ledger.defence_yen,
            ledger.reconstruction_yen,
            ledger.defence_yen,
        )
    };
    assert_eq!((parts(2), parts(3)), ((749, 16, 0), (750, 8, 7)));
}

#[test]
fn the_largest_terms_there_can_be_are_deployed() {
    let mut plan = plans::most_events();
    plan.terms = Terms {
        name: format!("{}aa", "県".repeat(42)),
        symbol: "A".repeat(16),
        authorised_units: 100_000_000_000_000,
        resolution: Some(Resolution { number: "a".repeat(64), day: plan.terms.issue_day }),
        consultation_number: Some("a".repeat(64)),
        ..plan.terms
    };
    plan.policy = Policy { classes: 15, residences: vec![Residence { country: 392, area: 0 }; 64], ..Policy::OPEN };
    let mut world = World::of(plan.clone());
    assert_eq!(world.read(world.office().call().terms()), plan.terms);
    // The whole of it, ¥10^18, in one hand.
    world.register(Alice);
    world.allot(&[(Alice, 100_000_000_000_000)]);
    world.close_issue();
    world.open(0);
    let quote = world.claim(Alice, 0);
    assert_eq!(quote.gross_yen, 10_u128.pow(16), "1 % of it");
    assert_eq!(quote.net_yen + quote.national_tax_yen + quote.local_tax_yen, quote.gross_yen);
}

#[test]
fn a_series_needs_a_contract_for_a_registry_and_somebody_for_each_role() {
    let mut world = World::short();
    let plan = plans::short_bullet();
    for nobody in [Outsider.id(), Admin.id(), Zero.id()] {
        refuse(&mut world, &plan, nobody, &roles(), TermsError::Registry);
    }
    let registry = world.series.registry;
    let cases: [fn(&mut OfficeRoles); 4] = [
        |roles| roles.admin = Zero.id(),
        |roles| roles.issuer = Zero.id(),
        |roles| roles.pauser = Zero.id(),
        |roles| roles.controller = Zero.id(),
    ];
    for change in cases {
        let mut roles = roles();
        change(&mut roles);
        refuse(&mut world, &plan, registry, &roles, TermsError::ZeroAccount);
    }
    for data in [constructors::desk(Zero.id(), Pauser.id(), 0), constructors::desk(Admin.id(), Zero.id(), 0)] {
        world.refused_deployment(&bundles().desk, data, DeskError::ZeroAccount);
    }
    world.refused_deployment(&bundles().registry, constructors::registry(Zero.id()), RegistryError::ZeroAccount);
}

#[test]
fn a_distributor_needs_a_token_a_payment_token_and_a_tax_table() {
    let mut world = World::short();
    let (token, yen, registry) = (world.series.token, world.series.yen, world.series.registry);
    let agent = world.series.agent;
    let table = plans::tax_table();
    let mut refuse = |token, yen, table: &[TaxRow], error| {
        let data = constructors::distributor(token, yen, agent, table);
        world.refused_deployment(&bundles().distributor, data, error);
    };
    for (token, yen) in [(Outsider.id(), yen), (token, Outsider.id()), (Zero.id(), yen), (token, Zero.id())] {
        refuse(token, yen, &table, DistributorError::NotAContract);
    }
    refuse(token, token, &table, DistributorError::NotAContract);
    // A contract, but no bond token.
    refuse(yen, token, &table, DistributorError::TokenUnavailable);
    refuse(registry, yen, &table, DistributorError::TokenUnavailable);
    refuse(token, yen, &[], DistributorError::TaxTable);
    refuse(token, yen, &[table[1], table[0]], DistributorError::TaxTable);
    refuse(token, yen, &[table[0], table[0]], DistributorError::TaxTable);
    let all = ClassRates { national_e5: 95_001, local_e5: 5_000 };
    refuse(token, yen, &[TaxRow { individual: all, ..table[0] }], DistributorError::TaxTable);
    let many: Vec<TaxRow> = (0..17).map(|from_day| TaxRow { from_day, ..table[0] }).collect();
    refuse(token, yen, &many, DistributorError::TaxTable);
}

// Wiring and issue

#[test]
fn only_a_contract_is_wired_and_only_once() {
    let mut world = World::draft(plans::short_bullet());
    let (token, distributor) = (world.series.token, world.series.distributor);
    for nobody in [Outsider.id(), Zero.id()] {
        let wire = world.office().call_mut().wire(token, nobody);
        world.refused(Admin, wire, OfficeError::ForeignDistributor);
        let wire = world.office().call_mut().wire(nobody, distributor);
        world.refused(Admin, wire, OfficeError::ForeignToken);
    }
    world.done(Admin, world.office().call_mut().wire(token, distributor));
    let wired = OfficeError::WrongPhase { phase: Phase::Issuing };
    world.refused(Admin, world.office().call_mut().wire(token, distributor), wired);
    world.advance_to(ms("2025-04-01"));
    let another = world.deploy_distributor(token, world.series.yen);
    world.refused(Admin, world.office().call_mut().wire(token, another), wired);
}

#[test]
fn a_contract_that_does_not_serve_the_token_is_not_wired() {
    let mut world = World::draft(plans::short_bullet());
    // No distributor at all, and the distributor of another token, here of one that is wired to nothing.
    let other_token = {
        let plan = plans::tokyo_32();
        let data = constructors::office(&plan.terms, &plan.policy, &plan.events, world.series.registry, &roles());
        let office = world.deploy::<TermsError>(&bundles().office, data, b"other");
        world.deploy::<TokenError>(&bundles().token, constructors::token(office), b"other")
    };
    let token = world.series.token;
    world.refused(
        Admin,
        world.office().call_mut().wire(other_token, world.series.distributor),
        OfficeError::ForeignToken,
    );
    let foreign = world.deploy_distributor(other_token, world.series.yen);
    for contract in [world.series.yen, world.series.registry, other_token, foreign] {
        world.refused(Admin, world.office().call_mut().wire(token, contract), OfficeError::ForeignDistributor);
    }
}

#[test]
fn a_distributor_the_token_is_not_wired_to_announces_nothing() {
    // It could take the money and never redeem a unit.
    let mut world = World::short().with_holders(1);
    let stray = world.deploy_distributor(world.series.token, world.series.yen);
    world.advance_to(world.cutoff(0));
    let wired = std::mem::replace(&mut world.series.distributor, stray);
    world.refused(Payer, world.distributor().call_mut().announce(0), DistributorError::NotWired);
    world.series.distributor = wired;
    world.announce(0);
}

#[test]
fn nothing_is_issued_or_moved_before_the_wiring() {
    let mut world = World::draft(plans::short_bullet());
    world.register(Alice);
    world.register(Bob);
    let draft = OfficeError::WrongPhase { phase: Phase::Draft };
    world.refused(Issuer, world.office().call_mut().issue(vec![(Alice.id(), 1)]), draft);
    world.refused(Issuer, world.office().call_mut().close_issue(), draft);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("202 NotTransferable"));
}

#[test]
fn units_move_only_after_the_issue_is_closed_and_none_is_added_then() {
    let mut world = World::short();
    world.register(Alice);
    world.register(Bob);
    world.allot(&[(Alice, 10)]);
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("202 NotTransferable"));
    let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
    assert_eq!(told, Err(Refusal::NotTransferable));
    world.close_issue();
    world.transfer(Alice, Bob, 1);
    let refuse = |world: &mut World, phase| {
        let late = OfficeError::WrongPhase { phase };
        world.refused(Issuer, world.office().call_mut().issue(vec![(Alice.id(), 1)]), late);
        world.refused(Issuer, world.office().call_mut().close_issue(), late);
        let (token, distributor) = (world.series.token, world.series.distributor);
        world.refused(Admin, world.office().call_mut().wire(token, distributor), late);
    };
    refuse(&mut world, Phase::Active);
    world.open(1);
    refuse(&mut world, Phase::Matured);
    world.pay(1, &[Alice, Bob]);
    refuse(&mut world, Phase::Closed);
}

#[test]
fn an_issue_of_nothing_is_not_closed() {
    let mut world = World::short();
    world.refused(Issuer, world.office().call_mut().close_issue(), OfficeError::NothingIssued);
    assert_eq!(world.done(Issuer, world.office().call_mut().issue(Vec::new())).1, []);
    world.refused(Issuer, world.office().call_mut().close_issue(), OfficeError::NothingIssued);
}

#[test]
fn no_more_than_the_authorised_units_is_ever_issued() {
    let mut world = World::short();
    world.register(Alice);
    world.register(Bob);
    let refuse = |world: &mut World, rows: &[(Who, u64)], error| {
        let rows = rows.iter().map(|(who, units)| (who.id(), *units)).collect();
        world.refused(Issuer, world.office().call_mut().issue(rows), error);
    };
    let exceeded = |available_units| OfficeError::AuthorisedUnitsExceeded { available_units };
    refuse(&mut world, &[(Alice, 1_000_001)], exceeded(1_000_000));
    refuse(&mut world, &[(Alice, u64::MAX)], exceeded(1_000_000));
    // The row that goes too far is told what the rows before it left.
    refuse(&mut world, &[(Alice, 600_000), (Bob, 400_001)], exceeded(400_000));
    refuse(&mut world, &[(Alice, 5), (Bob, 0)], OfficeError::ZeroUnits);
    let many = [(Alice, 1); 51];
    refuse(&mut world, &many, OfficeError::BatchTooLarge { max: 50 });
    world.allot(&[(Alice, 600_000), (Bob, 400_000)]);
    refuse(&mut world, &[(Alice, 1)], exceeded(0));
    assert_eq!(world.status().issued_units, 1_000_000);
}

#[test]
fn fifty_allotments_fit_into_one_call() {
    let mut world = World::short();
    let everyone: Vec<Who> = (0..50).map(Who::investor).collect();
    everyone.iter().for_each(|who| world.register(*who));
    let rows: Vec<(Who, u64)> = everyone.iter().map(|who| (*who, 2)).collect();
    world.allot(&rows);
    assert_eq!(world.status().supply_units, 100);
}

#[test]
fn a_paused_series_is_still_issued() {
    // A pause stops trade, nothing else: a documented choice, as in T28.
    let mut world = World::short();
    world.register(Alice);
    world.done(Pauser, world.office().call_mut().pause());
    world.allot(&[(Alice, 10)]);
    world.close_issue();
    assert_eq!(world.status().phase, Phase::Active);
    world.register(Bob);
    world.done(Alice, world.bond().approve(Broker.id(), 10));
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("201 Paused"));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), custom("201 Paused"));
    let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
    assert_eq!(told, Err(Refusal::Paused));
}

#[test]
fn a_schedule_longer_than_a_series_can_have_does_not_even_fit() {
    let event = |k: i32| PaymentEvent {
        notional_day: 20_000 + k,
        accrual_end_day: 20_000 + k,
        payment_day: 20_000 + k,
        cutoff_ms: 0,
        interest_per_yen: 0,
        principal_per_unit_yen: 0,
    };
    let mut world = World::short();
    let registry = world.series.registry;
    let plan = SeriesPlan { events: (0..255).map(event).collect(), ..plans::short_bullet() };
    refuse(&mut world, &plan, registry, &roles(), TermsError::EventCount);
}
