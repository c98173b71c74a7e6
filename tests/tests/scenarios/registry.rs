//! The registrar's book: who is in it, where he stands, and what tax class he had at any past instant.

use chihosai_tests::prelude::*;

fn profile(world: &mut World, who: Who) -> Option<Profile> {
    world.read(world.registry().call().profile(who.id()))
}

#[test]
fn a_wallet_is_registered_once_and_told() {
    let mut world = World::short();
    let expected = Profile {
        investor_id: Alice.investor_id(),
        expiry_ms: ms("2090-01-01"),
        tax_since_ms: ms("2025-03-25"),
        residence: Residence { country: 392, area: 13_000 },
        class: InvestorClass::Individual,
        status: Status::Active,
        tax_class: TaxClass::Individual,
    };
    assert_eq!(profile(&mut world, Alice), None);
    let (_, seen) = world.done(Registrar, world.registry().call_mut().register(Alice.id(), investor(Alice)));
    let told = RegistryEvent::InvestorRegistered {
        wallet: Alice.id(),
        profile: expected,
        exemption_basis: None,
        by: Registrar.id(),
    };
    assert_eq!(seen, [Seen::Registry(told)]);
    assert_eq!(profile(&mut world, Alice), Some(expected));
    let both = world.read(world.registry().call().profiles(Alice.id(), Bob.id()));
    assert_eq!(both, (Some(expected), None));
    let again = world.registry().call_mut().register(Alice.id(), investor(Alice));
    world.refused(Registrar, again, RegistryError::AlreadyRegistered);
}

#[test]
fn a_record_must_make_sense() {
    let mut world = World::short();
    let exempt = InvestorRecord { tax_class: TaxClass::Exempt, ..investor(Alice) };
    let in_country = |country, area| InvestorRecord { residence: Residence { country, area }, ..investor(Alice) };
    let cases = [
        (exempt, RegistryError::ExemptionBasisMismatch),
        (InvestorRecord { exemption_basis: Some([0; 32]), ..exempt }, RegistryError::ExemptionBasisMismatch),
        (InvestorRecord { exemption_basis: Some([1; 32]), ..investor(Alice) }, RegistryError::ExemptionBasisMismatch),
        (in_country(0, 0), RegistryError::ResidenceInvalid),
        (in_country(1_000, 0), RegistryError::ResidenceInvalid),
        (in_country(392, 48_000), RegistryError::ResidenceInvalid),
        (in_country(840, 1), RegistryError::ResidenceInvalid),
    ];
    for (record, error) in cases {
        world.refused(Registrar, world.registry().call_mut().register(Alice.id(), record), error);
        world.refused(Registrar, world.registry().call_mut().update(Alice.id(), record), RegistryError::NotRegistered);
        let batch = world.registry().call_mut().register_batch(vec![(Bob.id(), investor(Bob)), (Alice.id(), record)]);
        world.refused(Registrar, batch, RegistryError::Row { index: 1, code: error.code() });
    }
    world.register(Alice);
    for (record, error) in cases {
        world.refused(Registrar, world.registry().call_mut().update(Alice.id(), record), error);
    }
    world.update(Alice, InvestorRecord { exemption_basis: Some([1; 32]), ..exempt });
    let zero = world.registry().call_mut().register(Zero.id(), investor(Zero));
    world.refused(Registrar, zero, RegistryError::ZeroAccount);
    world.refused(
        Registrar,
        world.registry().call_mut().update(Zero.id(), investor(Zero)),
        RegistryError::NotRegistered,
    );
}

#[test]
fn a_batch_is_registered_whole_or_not_at_all() {
    let mut world = World::short();
    world.register(Carol);
    let refuse = |world: &mut World, rows: &[Who], index, code| {
        let rows = rows.iter().map(|who| (who.id(), investor(*who))).collect();
        let batch = world.registry().call_mut().register_batch(rows);
        world.refused(Registrar, batch, RegistryError::Row { index, code });
    };
    world.know(Alice);
    world.know(Bob);
    refuse(&mut world, &[Alice, Bob, Carol], 2, 103);
    refuse(&mut world, &[Alice, Bob, Alice], 2, 103);
    refuse(&mut world, &[Zero, Bob], 0, 102);
    let rows = |count: u8| (0..count).map(Who::investor).map(|who| (who.id(), investor(who))).collect::<Vec<_>>();
    let too_large = world.registry().call_mut().register_batch(rows(51));
    world.refused(Registrar, too_large, RegistryError::BatchTooLarge { max: 50 });

    let mut world = World::short();
    let (_, seen) = world.done(Registrar, world.registry().call_mut().register_batch(rows(50)));
    assert_eq!(seen.len(), 50);
    for index in 0..50 {
        assert!(profile(&mut world, Who::investor(index)).is_some());
    }
    assert_eq!(world.done(Registrar, world.registry().call_mut().register_batch(Vec::new())).1, []);
}

#[test]
fn standing_changes_are_told_with_old_and_new_and_never_repeated() {
    let mut world = World::short();
    for who in [Alice, Zero] {
        world.refused(Registrar, world.registry().call_mut().suspend(who.id()), RegistryError::NotRegistered);
        world.refused(Registrar, world.registry().call_mut().reinstate(who.id()), RegistryError::NotRegistered);
        world.refused(Registrar, world.registry().call_mut().revoke(who.id()), RegistryError::NotRegistered);
    }
    world.register(Alice);
    world.refused(Registrar, world.registry().call_mut().reinstate(Alice.id()), RegistryError::StatusUnchanged);
    let told =
        |old, new| [Seen::Registry(RegistryEvent::StatusChanged { wallet: Alice.id(), old, new, by: Registrar.id() })];
    use Status::{Active, Revoked, Suspended};
    let suspended = world.done(Registrar, world.registry().call_mut().suspend(Alice.id())).1;
    assert_eq!(suspended, told(Active, Suspended));
    world.refused(Registrar, world.registry().call_mut().suspend(Alice.id()), RegistryError::StatusUnchanged);
    let revoked = world.done(Registrar, world.registry().call_mut().revoke(Alice.id())).1;
    assert_eq!(revoked, told(Suspended, Revoked));
    world.refused(Registrar, world.registry().call_mut().revoke(Alice.id()), RegistryError::StatusUnchanged);
    let back = world.done(Registrar, world.registry().call_mut().reinstate(Alice.id())).1;
    assert_eq!(back, told(Revoked, Active));
    assert_eq!(profile(&mut world, Alice).map(|profile| profile.status), Some(Active));
}

#[test]
fn an_update_replaces_the_record_keeps_the_standing_and_tells_both() {
    let mut world = World::short();
    world.register(Alice);
    world.suspend(Alice);
    let old = profile(&mut world, Alice).expect("registered");
    world.advance_to(ms("2025-05-01"));
    let record = InvestorRecord {
        residence: Residence { country: 840, area: 0 },
        tax_class: TaxClass::Exempt,
        exemption_basis: Some([9; 32]),
        expiry_ms: ms("2025-06-01"),
        class: InvestorClass::PublicBody,
        investor_id: 99,
    };
    let (_, seen) = world.done(Registrar, world.registry().call_mut().update(Alice.id(), record));
    let new = Profile {
        investor_id: 99,
        expiry_ms: ms("2025-06-01"),
        tax_since_ms: ms("2025-05-01"),
        residence: record.residence,
        class: InvestorClass::PublicBody,
        status: Status::Suspended,
        tax_class: TaxClass::Exempt,
    };
    let told = RegistryEvent::InvestorUpdated {
        wallet: Alice.id(),
        old,
        new,
        exemption_basis: Some([9; 32]),
        by: Registrar.id(),
    };
    assert_eq!(seen, [Seen::Registry(told)]);
    assert_eq!(profile(&mut world, Alice), Some(new));
}

#[test]
fn the_tax_class_of_every_past_instant_is_remembered() {
    let mut world = World::short();
    world.register(Alice);
    let dates = ["2025-05-01", "2025-06-01", "2025-07-01"];
    for (date, tax_class) in dates.iter().zip([TaxClass::Corporation, TaxClass::NonResident, TaxClass::Individual]) {
        world.advance_to(ms(date));
        world.update(Alice, InvestorRecord { tax_class, ..investor(Alice) });
    }
    let mut class_at = |at_ms| {
        let page = vec![Alice.id(), Bob.id()];
        let payees = world.read(world.registry().call().payees_at(page, at_ms)).expect("a page of two");
        assert_eq!(payees[1], None, "Bob is unknown");
        payees[0].expect("Alice is not").tax_class
    };
    // A change at an instant is too late for that instant.
    for (at_ms, expected) in [
        (0, TaxClass::Individual),
        (ms("2025-05-01"), TaxClass::Individual),
        (ms("2025-05-01") + 1, TaxClass::Corporation),
        (ms("2025-06-01"), TaxClass::Corporation),
        (ms("2025-06-01") + 1, TaxClass::NonResident),
        (ms("2025-07-01"), TaxClass::NonResident),
        (ms("2025-07-01") + 1, TaxClass::Individual),
        (u64::MAX, TaxClass::Individual),
    ] {
        assert_eq!(class_at(at_ms), expected, "at {at_ms}");
    }
    let too_many = world.read(world.registry().call().payees_at(vec![Alice.id(); 51], 0));
    assert_eq!(too_many, Err(RegistryError::BatchTooLarge { max: 50 }));
}

#[test]
fn a_tax_history_has_an_end_and_the_record_still_changes_otherwise() {
    let mut world = World::short();
    world.register(Alice);
    let class = |index: u64| if index.is_multiple_of(2) { TaxClass::Corporation } else { TaxClass::Individual };
    for index in 0..64 {
        world.advance_to(ms("2025-04-01") + index);
        world.update(Alice, InvestorRecord { tax_class: class(index), ..investor(Alice) });
    }
    world.advance_to(ms("2025-05-01"));
    let one_more = InvestorRecord { tax_class: class(64), ..investor(Alice) };
    let update = world.registry().call_mut().update(Alice.id(), one_more);
    world.refused(Registrar, update, RegistryError::TaxHistoryFull);
    world.update(Alice, InvestorRecord { investor_id: 5, ..investor(Alice) });
    let payee = |at_ms, world: &mut World| world.read(world.registry().call().payees_at(vec![Alice.id()], at_ms));
    let of = |tax_class| Ok(vec![Some(Payee { status: Status::Active, tax_class })]);
    assert_eq!(payee(ms("2025-04-01") + 1, &mut world), of(TaxClass::Corporation));
    assert_eq!(payee(ms("2025-04-01") + 2, &mut world), of(TaxClass::Individual));
}
