//! What contracts read about a wallet: who it is now, who vouches for it, and how it was taxed at any past instant.

use bond_abi::registry::packed::PackedEntry;
use chihosai_tests::prelude::*;

const ALWAYS: Period = Period { from_ms: 0, until_ms: u64::MAX };

fn exempt(period: Period) -> Option<Exemption> {
    Some(Exemption { basis: [9; 32], from_ms: period.from_ms, until_ms: period.until_ms })
}

/// Somebody in Japan, on the word of the last registrar there can be.
fn entry(class: TaxClass, exempt: Period) -> PackedEntry {
    PackedEntry::from(&Entry {
        investor_id: 1,
        expiry_ms: u64::MAX,
        residence: Residence { country: 392, area: 0 },
        class: InvestorClass::Individual,
        status: Status::Active,
        birth_band: 0,
        registrar: 63,
        taxation: Taxation { class, exempt },
    })
}

#[test]
fn a_profile_is_what_the_desk_says_and_who_vouches_for_it() {
    let mut world = World::short();
    let record = InvestorRecord { birth_band: 7, class: InvestorClass::PublicBody, ..investor(Alice) };
    world.register_as(Alice, record);
    let expected = Profile {
        investor_id: Alice.investor_id(),
        expiry_ms: ms("2090-01-01"),
        residence: Residence { country: 392, area: 13_000 },
        class: InvestorClass::PublicBody,
        status: Status::Active,
        birth_band: 7,
        attested_until_ms: u64::MAX,
    };
    assert_eq!(world.profile(Alice), Some(expected));
    assert_eq!(world.profile(Bob), None);
    let both = world.read(world.registry().call().profiles(Alice.id(), Bob.id()));
    assert_eq!((both.0.and_then(|packed| packed.unpack()), both.1), (Some(expected), None));
    let page = world.read(world.registry().call().profiles_of(vec![Bob.id(), Alice.id(), Alice.id()]));
    let page: Vec<Option<Profile>> =
        page.expect("three").into_iter().map(|packed| packed.and_then(|packed| packed.unpack())).collect();
    assert_eq!(page, [None, Some(expected), Some(expected)]);
    assert_eq!(world.read(world.registry().call().desk()), world.series.desk);
}

/// T24.
#[test]
fn pages_end_at_fifty_wallets() {
    let mut world = World::short();
    let wallets = |count: usize| vec![Alice.id(); count];
    let too_large = RegistryError::BatchTooLarge { max: 50 };
    assert_eq!(world.read(world.registry().call().profiles_of(wallets(51))), Err(too_large));
    assert_eq!(world.read(world.registry().call().payees_at(wallets(51), 0)), Err(too_large));
    assert_eq!(world.read(world.registry().call().profiles_of(wallets(50))), Ok(vec![None; 50]));
    assert_eq!(world.read(world.registry().call().payees_at(wallets(50), 0)), Ok(vec![None; 50]));
    assert_eq!(world.read(world.registry().call().profiles_of(Vec::new())), Ok(Vec::new()));
}

/// Nobody but the desk writes, whatever the content (T01); the desk's own mistakes would be refused as well.
#[test]
fn nobody_but_the_desk_writes() {
    let mut world = World::short();
    world.register(Alice);
    for who in [Admin, Registrar, Outsider, Zero] {
        let put = world.registry().call_mut().put(vec![(who.id(), entry(TaxClass::Individual, Period::NEVER))]);
        world.refused(who, put, RegistryError::NotTheDesk);
        world.refused(who, world.registry().call_mut().set_attestation_end(0, 0), RegistryError::NotTheDesk);
    }
}

/// The limits that the desk keeps by its own rules, on a registry whose desk is a person.
#[test]
fn a_desk_that_goes_too_far_is_refused() {
    let mut world = World::with_open_desk();
    let data = bond_client::contracts::constructors::registry(Broker.id());
    world.series.registry = world.deploy::<RegistryError>(&bundles().registry, data, b"by hand");
    let plain = entry(TaxClass::Individual, Period::NEVER);
    let put = |world: &World, rows| world.registry().call_mut().put(rows);
    world.know(Alice);
    world.refused(Broker, put(&world, vec![(Alice.id(), plain), (Zero.id(), plain)]), RegistryError::ZeroAccount);
    let too_many = vec![(Alice.id(), plain); 129];
    world.refused(Broker, put(&world, too_many), RegistryError::BatchTooLarge { max: 128 });
    let end = world.registry().call_mut().set_attestation_end(64, 0);
    world.refused(Broker, end, RegistryError::TooManyRegistrars { max: 64 });

    // The largest call there can be, and a number that was never named: nobody vouches for it.
    world.done(Broker, put(&world, vec![(Alice.id(), plain); 128]));
    assert_eq!(world.profile(Alice).map(|profile| profile.attested_until_ms), Some(0));
    world.done(Broker, world.registry().call_mut().set_attestation_end(63, 5));
    assert_eq!(world.profile(Alice).map(|profile| profile.attested_until_ms), Some(5));

    // 64 changes of taxation, and no 65th; the row that asks for it is named.
    for change in 1..=64_u64 {
        let class = if change.is_multiple_of(2) { TaxClass::Individual } else { TaxClass::Corporation };
        world.done(Broker, put(&world, vec![(Alice.id(), entry(class, Period::NEVER))]));
    }
    let rows = vec![(Bob.id(), plain), (Alice.id(), entry(TaxClass::Corporation, ALWAYS))];
    world.refused(Broker, put(&world, rows), RegistryError::TaxHistoryFull { index: 1 });
    // What leaves the taxation alone is still written.
    world.done(Broker, put(&world, vec![(Alice.id(), plain)]));
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
        let payee = Payee { status: Status::Active, tax_class: expected };
        assert_eq!(world.payee_at(Alice, at_ms), Some(payee), "at {at_ms}");
        let page = world.read(world.registry().call().payees_at(vec![Bob.id(), Alice.id()], at_ms)).expect("two");
        assert_eq!((page[0], page[1].and_then(|packed| packed.unpack())), (None, Some(payee)));
    }
    assert_eq!(world.payee_at(Bob, 0), None);
}

/// N12: neither a later exemption nor a later end of one reaches back behind the instant at which it was recorded.
#[test]
fn an_exemption_counts_in_its_period_and_from_when_it_was_recorded() {
    let mut world = World::short();
    world.register(Alice);
    world.advance_to(ms("2025-05-01"));
    let period = Period { from_ms: ms("2025-06-01"), until_ms: ms("2025-08-01") };
    world.update(Alice, InvestorRecord { exemption: exempt(period), ..investor(Alice) });
    world.advance_to(ms("2025-09-01"));
    // Recorded late, with a period that began long ago.
    world.update(Alice, InvestorRecord { exemption: exempt(ALWAYS), ..investor(Alice) });
    world.advance_to(ms("2025-10-01"));
    world.update(Alice, investor(Alice));
    // Asked for a cutoff: the period is judged at the last instant before it, as a change is (F3).
    for (at_ms, expected) in [
        (ms("2025-06-01"), TaxClass::Individual),
        (ms("2025-06-01") + 1, TaxClass::Exempt),
        (ms("2025-08-01"), TaxClass::Exempt),
        (ms("2025-08-01") + 1, TaxClass::Individual),
        (ms("2025-09-01"), TaxClass::Individual),
        (ms("2025-09-01") + 1, TaxClass::Exempt),
        (ms("2025-10-01"), TaxClass::Exempt),
        (ms("2025-10-01") + 1, TaxClass::Individual),
    ] {
        assert_eq!(world.payee_at(Alice, at_ms).map(|payee| payee.tax_class), Some(expected), "at {at_ms}");
    }
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
    let update = world.desk().call_mut().update(Alice.investor_id(), one_more);
    world.refused(Registrar, update, DeskError::TaxHistoryFull);
    world.update(Alice, InvestorRecord { expiry_ms: 5, tax_class: class(63), ..investor(Alice) });
    let class_at = |at_ms, world: &mut World| world.payee_at(Alice, at_ms).map(|payee| payee.tax_class);
    assert_eq!(class_at(ms("2025-04-01") + 1, &mut world), Some(TaxClass::Corporation));
    assert_eq!(class_at(ms("2025-04-01") + 2, &mut world), Some(TaxClass::Individual));
}

/// The targets of the registry, without which every transfer of every series would be dearer. Measured directly, warm.
#[test]
fn a_look_at_both_parties_is_cheap() {
    let mut world = World::short().with_holders(2);
    let called = world.submit(Outsider, world.registry().call().profiles(Alice.id(), Bob.id()));
    assert!(called.answer.0.is_some() && called.answer.1.is_some());
    let cost = called.receipt.cost;
    println!("profiles: ref_time {} proof_size {}", cost.ref_time, cost.proof_size);
    assert!(cost.ref_time <= 650_000_000, "ref_time {}", cost.ref_time);
    assert!(cost.proof_size <= 12_000, "proof_size {}", cost.proof_size);
    assert!(bundles().registry.wasm.len() <= 12 * 1_024, "{} bytes", bundles().registry.wasm.len());
}

/// T44: no message and no event of registry and desk has room for a name, an address or any other text.
#[test]
fn no_personal_data_has_room_on_the_chain() {
    for (bundle, least) in [(&bundles().desk, 20), (&bundles().registry, 15)] {
        let types = bundle.metadata["types"].as_array().expect("types");
        let definition = |id: u64| {
            let entry = types.iter().find(|entry| entry["id"] == id).expect("a type of the metadata");
            &entry["type"]["def"]
        };
        let spec = &bundle.metadata["spec"];
        let mut open: Vec<u64> = Vec::new();
        for kind in ["constructors", "messages", "events"] {
            for entry in spec[kind].as_array().expect("a list") {
                type_ids(&entry["args"], &mut open);
                type_ids(&entry["returnType"], &mut open);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let definition_of = definition(id);
            assert_ne!(definition_of["primitive"], "str", "{}: type {id}", bundle.name);
            if let Some(element) = definition_of["sequence"]["type"].as_u64() {
                assert_ne!(definition(element)["primitive"], "u8", "{}: bytes of any length", bundle.name);
            }
            type_ids(definition_of, &mut open);
        }
        assert!(seen.len() > least, "{}: {} types", bundle.name, seen.len());
    }
}

/// Every number under a key `type`, and those in a tuple.
fn type_ids(value: &serde_json::Value, found: &mut Vec<u64>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), field.as_u64()) {
                    ("type", Some(id)) => found.push(id),
                    ("tuple", _) => {
                        found.extend(field.as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64))
                    }
                    _ => type_ids(field, found),
                }
            }
        }
        serde_json::Value::Array(entries) => entries.iter().for_each(|entry| type_ids(entry, found)),
        _ => {}
    }
}
