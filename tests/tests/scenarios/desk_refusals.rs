//! Everything the desk refuses: the exact error, nothing changed, no event (T01 is in `access`, T20 in `overrides`).

use bond_client::contracts::constructors;
use chihosai_tests::prelude::*;

const MODES: [Mode; 2] = [Mode::AllOrNothing, Mode::EachRow];

/// Registrations that are refused one by one, with the reason; Alice is registered with her wallet.
fn defective() -> Vec<(NewInvestor, DeskError)> {
    let with = |record| NewInvestor { investor_id: 50, record, wallets: vec![Bob.id()] };
    let wallets = |wallets: Vec<AccountId>| NewInvestor { wallets, ..with(investor(Bob)) };
    let place = |country, area| with(InvestorRecord { residence: Residence { country, area }, ..investor(Bob) });
    let exempt = |basis, from_ms, until_ms| {
        with(InvestorRecord { exemption: Some(Exemption { basis, from_ms, until_ms }), ..investor(Bob) })
    };
    vec![
        (newcomer(Alice, investor(Alice)), DeskError::AlreadyRegistered),
        (with(InvestorRecord { tax_class: TaxClass::Exempt, ..investor(Bob) }), DeskError::TaxClassInvalid),
        (exempt([0; 32], 1, 2), DeskError::ExemptionBasisMismatch),
        (exempt([1; 32], 2, 2), DeskError::ExemptionPeriodInvalid),
        (place(0, 0), DeskError::ResidenceInvalid),
        (place(1_000, 0), DeskError::ResidenceInvalid),
        (place(392, 48_000), DeskError::ResidenceInvalid),
        (place(840, 1), DeskError::ResidenceInvalid),
        (with(InvestorRecord { birth_band: 21, ..investor(Bob) }), DeskError::BirthBandInvalid),
        (wallets(vec![Zero.id()]), DeskError::ZeroAccount),
        (wallets(vec![Bob.id(), Alice.id()]), DeskError::WalletTaken),
        (wallets(vec![Bob.id(), Bob.id()]), DeskError::WalletTaken),
        (wallets((10..19).map(|n| Wallet(n).id()).collect()), DeskError::TooManyWallets { max: 8 }),
    ]
}

#[test]
fn a_record_must_make_sense() {
    let mut world = World::short();
    world.register(Alice);
    world.know(Bob);
    for (row, error) in defective() {
        let alone = world.desk().call_mut().register(vec![row.clone()], Mode::AllOrNothing);
        world.refused(Registrar, alone, DeskError::Row { index: 0, code: error.code() });
        let among = vec![newcomer(Carol, investor(Carol)), row.clone(), newcomer(Dave, investor(Dave))];
        let among = world.desk().call_mut().register(among, Mode::AllOrNothing);
        world.refused(Registrar, among, DeskError::Row { index: 1, code: error.code() });
        if row.wallets == [Bob.id()] {
            let update = world.desk().call_mut().update(Alice.investor_id(), row.record);
            world.refused(Registrar, update, error);
        }
    }
}

#[test]
fn a_batch_by_rows_keeps_the_good_ones_and_lists_the_others() {
    let mut world = World::short();
    world.register(Alice);
    let mut rows = vec![newcomer(Carol, investor(Carol))];
    rows.extend(defective().into_iter().map(|(row, _)| row));
    rows.push(newcomer(Dave, investor(Dave)));
    let (refused, seen) = world.done(Registrar, world.desk().call_mut().register(rows, Mode::EachRow));
    let expected: Vec<Refused> =
        (1..).zip(defective()).map(|(index, (_, error))| Refused { index, code: error.code() }).collect();
    assert_eq!(refused, expected);
    assert_eq!(seen.len(), 4, "two investors, each with a wallet");
    assert!(world.profile(Carol).is_some() && world.profile(Dave).is_some());
    assert_eq!((world.profile(Bob), world.read(world.desk().call().investor(50))), (None, None));
    let status = world.read(world.desk().call().status());
    assert_eq!((status.investors, status.wallets), (3, 3));
    assert_eq!(world.read(world.desk().call().registrars(0))[0].investors, 3);
}

#[test]
fn an_unknown_investor_is_named_in_every_message() {
    let mut world = World::short();
    world.register(Alice);
    let unknown = DeskError::NotRegistered;
    world.refused(Registrar, world.desk().call_mut().update(77, investor(Alice)), unknown);
    world.refused(Registrar, world.desk().call_mut().link(77, Bob.id()), unknown);
    world.refused(Bob, world.desk().call_mut().request_link(Some(77)), unknown);
    let row = DeskError::Row { index: 1, code: unknown.code() };
    let ids = || vec![Alice.investor_id(), 77];
    let suspend = world.desk().call_mut().set_status(ids(), Status::Suspended, Mode::AllOrNothing);
    world.refused(Registrar, suspend, row);
    let renewals = ids().into_iter().map(|investor_id| Renewal { investor_id, expiry_ms: 9, evidence: None }).collect();
    world.refused(Registrar, world.desk().call_mut().renew(renewals, Mode::AllOrNothing), row);
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let reassign = world.desk().call_mut().reassign(ids(), Broker.id(), Mode::AllOrNothing);
    world.refused(Admin, reassign, row);
    // Row by row, the known one is kept.
    let suspend = world.desk().call_mut().set_status(ids(), Status::Suspended, Mode::EachRow);
    let (refused, _) = world.done(Registrar, suspend);
    assert_eq!(refused, [Refused { index: 1, code: unknown.code() }]);
    assert_eq!(world.profile(Alice).map(|profile| profile.status), Some(Status::Suspended));
}

#[test]
fn a_registrar_edits_no_investor_of_another() {
    let mut world = World::short();
    world.register(Alice);
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let id = Alice.investor_id();
    let theirs = DeskError::NotYourInvestor;
    let row = DeskError::Row { index: 0, code: theirs.code() };
    world.refused(Broker, world.desk().call_mut().update(id, investor(Alice)), theirs);
    world.refused(Broker, world.desk().call_mut().link(id, Bob.id()), theirs);
    world.refused(Broker, world.desk().call_mut().unlink(Alice.id(), false), theirs);
    world.refused(Broker, world.desk().call_mut().unlink(Alice.id(), true), theirs);
    let suspend = world.desk().call_mut().set_status(vec![id], Status::Suspended, Mode::AllOrNothing);
    world.refused(Broker, suspend, row);
    let renewal = vec![Renewal { investor_id: id, expiry_ms: 9, evidence: None }];
    world.refused(Broker, world.desk().call_mut().renew(renewal, Mode::AllOrNothing), row);
}

/// T24.
#[test]
fn a_batch_has_a_limit_of_rows_and_of_wallets() {
    let mut world = World::short();
    let too_many_rows = DeskError::BatchTooLarge { max: 64 };
    let too_many_wallets = DeskError::BatchTooLarge { max: 128 };
    let too_many_ids = too_many_wallets;
    let wallet = |n: u16| {
        let mut bytes = [0xee; 32];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        AccountId::from(bytes)
    };
    let rows = |count: u16, each: u16| -> Vec<NewInvestor> {
        let one = |n: u16| NewInvestor {
            investor_id: n.into(),
            record: investor(Alice),
            wallets: (0..each).map(|w| wallet(n * 8 + w)).collect(),
        };
        (0..count).map(one).collect()
    };
    for mode in MODES {
        world.refused(Registrar, world.desk().call_mut().register(rows(65, 1), mode), too_many_rows);
        world.refused(Registrar, world.desk().call_mut().register(rows(17, 8), mode), too_many_wallets);
        let renewal = Renewal { investor_id: 1, expiry_ms: 1, evidence: None };
        world.refused(Registrar, world.desk().call_mut().renew(vec![renewal; 129], mode), too_many_ids);
        let suspend = world.desk().call_mut().set_status(vec![1; 129], Status::Suspended, mode);
        world.refused(Registrar, suspend, too_many_ids);
        let reassign = world.desk().call_mut().reassign(vec![1; 129], Registrar.id(), mode);
        world.refused(Admin, reassign, too_many_ids);
    }
    // Exactly the limits, both at once, with the widest records.
    let widest = |row: NewInvestor| {
        let exemption = Some(Exemption { basis: [1; 32], from_ms: 0, until_ms: u64::MAX });
        NewInvestor { record: InvestorRecord { exemption, ..row.record }, ..row }
    };
    let full: Vec<NewInvestor> = rows(64, 2).into_iter().map(widest).collect();
    let (_, seen) = world.done(Registrar, world.desk().call_mut().register(full, Mode::AllOrNothing));
    assert_eq!(seen.len(), 64 + 128);
    let ids = (0..64).collect();
    let suspend = world.desk().call_mut().set_status(ids, Status::Suspended, Mode::AllOrNothing);
    assert_eq!(world.done(Registrar, suspend).1.len(), 64);
    for mode in MODES {
        assert_eq!(world.done(Registrar, world.desk().call_mut().register(Vec::new(), mode)), (Vec::new(), Vec::new()));
    }
}

#[test]
fn a_paused_desk_takes_no_edits_and_answers_all_questions() {
    let mut world = World::short().with_holders(3);
    world.done(Bob, world.desk().call_mut().unlink(Bob.id(), false));
    let before = world.digest();
    let (_, seen) = world.done(Pauser, world.desk().call_mut().pause());
    assert_eq!(seen, [Seen::Desk(DeskEvent::Paused { by: Pauser.id() })]);
    let paused = DeskError::Paused;
    let id = Alice.investor_id();
    world.refused(Pauser, world.desk().call_mut().pause(), paused);
    let register = world.desk().call_mut().register(vec![newcomer(Dave, investor(Dave))], Mode::EachRow);
    world.refused(Registrar, register, paused);
    world.refused(Registrar, world.desk().call_mut().update(id, investor(Alice)), paused);
    world.refused(Registrar, world.desk().call_mut().renew(Vec::new(), Mode::EachRow), paused);
    let suspend = world.desk().call_mut().set_status(vec![id], Status::Suspended, Mode::EachRow);
    world.refused(Registrar, suspend, paused);
    world.refused(Registrar, world.desk().call_mut().link(id, Broker.id()), paused);
    world.refused(Registrar, world.desk().call_mut().unlink(Alice.id(), true), paused);
    world.refused(Alice, world.desk().call_mut().unlink(Alice.id(), false), paused);
    world.refused(Bob, world.desk().call_mut().request_link(Some(id)), paused);
    world.refused(Bob, world.desk().call_mut().request_link(None), paused);
    let reassign = world.desk().call_mut().reassign(vec![id], Registrar.id(), Mode::EachRow);
    world.refused(Admin, reassign, paused);
    assert!(world.read(world.desk().call().status()).paused);
    // Every question is answered as before, and units move.
    world.done(Pauser, world.desk().call_mut().unpause());
    before.assert_same(&world.digest(), "a pause that ended");
    world.refused(Pauser, world.desk().call_mut().unpause(), DeskError::NotPaused);
    world.done(Pauser, world.desk().call_mut().pause());
    let told = world.read(world.desk().call().explain(Alice.id()));
    assert_eq!((told.standing, told.code), (Standing::Qualifies, 0));
    world.transfer(Alice, Carol, 1);
    // A registrar who must go does not wait for the end of the pause.
    world.done(Admin, world.desk().call_mut().rekey(Registrar.id(), Dave.id()));
    world.done(Admin, world.desk().call_mut().accredit(Dave.id(), Some(1)));
    let (_, seen) = world.done(Pauser, world.desk().call_mut().unpause());
    assert_eq!(seen, [Seen::Desk(DeskEvent::Unpaused { by: Pauser.id() })]);
}

/// T17: a desk writes one registry, which names it, and cannot be turned to another.
#[test]
fn a_desk_is_wired_once_to_a_registry_that_names_it() {
    let mut world = World::with_open_desk();
    let not_wired = DeskError::NotWired;
    let register = world.desk().call_mut().register(vec![newcomer(Alice, investor(Alice))], Mode::EachRow);
    world.refused(Registrar, register, not_wired);
    world.refused(Registrar, world.desk().call_mut().update(1, investor(Alice)), not_wired);
    world.refused(Registrar, world.desk().call_mut().renew(Vec::new(), Mode::EachRow), not_wired);
    let suspend = world.desk().call_mut().set_status(Vec::new(), Status::Suspended, Mode::EachRow);
    world.refused(Registrar, suspend, not_wired);
    world.refused(Registrar, world.desk().call_mut().link(1, Alice.id()), not_wired);
    world.refused(Registrar, world.desk().call_mut().unlink(Alice.id(), false), not_wired);
    world.refused(Alice, world.desk().call_mut().request_link(Some(1)), not_wired);
    world.refused(Admin, world.desk().call_mut().reassign(Vec::new(), Alice.id(), Mode::EachRow), not_wired);
    world.refused(Admin, world.desk().call_mut().accredit(Registrar.id(), None), not_wired);

    let right = world.series.registry;
    let of_another = world.deploy::<RegistryError>(&bundles().registry, constructors::registry(Alice.id()), b"x");
    for wrong in [Outsider.id(), Zero.id(), world.series.token, world.series.yen, of_another] {
        world.refused(Admin, world.desk().call_mut().wire(wrong), DeskError::RegistryMismatch);
    }
    let (_, seen) = world.done(Admin, world.desk().call_mut().wire(right));
    assert_eq!(seen, [Seen::Desk(DeskEvent::Wired { registry: right, by: Admin.id() })]);
    assert_eq!(world.read(world.desk().call().status()).registry, Some(right));
    for again in [right, of_another] {
        world.refused(Admin, world.desk().call_mut().wire(again), DeskError::AlreadyWired);
    }
}

/// T19 for registrars; for wallets it is among the defective rows above.
#[test]
fn accreditation_goes_to_somebody_and_a_key_to_somebody_new() {
    let mut world = World::short();
    let zero = DeskError::ZeroAccount;
    world.refused(Admin, world.desk().call_mut().accredit(Zero.id(), None), zero);
    world.refused(Admin, world.desk().call_mut().rekey(Registrar.id(), Zero.id()), zero);
    world.refused(Admin, world.desk().call_mut().accredit(Registrar.id(), None), DeskError::Unchanged);
    world.refused(Admin, world.desk().call_mut().rekey(Alice.id(), Bob.id()), DeskError::NotARegistrar);
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let rekey = world.desk().call_mut().rekey(Registrar.id(), Broker.id());
    world.refused(Admin, rekey, DeskError::AlreadyARegistrar);
    let reassign = world.desk().call_mut().reassign(Vec::new(), Alice.id(), Mode::EachRow);
    world.refused(Admin, reassign, DeskError::NotARegistrar);
    world.register(Alice);
    let ids = vec![Alice.investor_id()];
    let reassign = world.desk().call_mut().reassign(ids, Registrar.id(), Mode::AllOrNothing);
    world.refused(Admin, reassign, DeskError::Row { index: 0, code: DeskError::Unchanged.code() });
    for number in 2..64_u8 {
        world.done(Admin, world.desk().call_mut().accredit(Wallet(number).id(), None));
    }
    let one_more = world.desk().call_mut().accredit(Carol.id(), None);
    world.refused(Admin, one_more, DeskError::TooManyRegistrars { max: 64 });
    assert_eq!(world.read(world.desk().call().registrars(0)).len(), 50);
    assert_eq!(world.read(world.desk().call().registrars(50)).len(), 14);
    assert_eq!(world.read(world.desk().call().registrars(64)).len(), 0);
}

/// T18: a registry that traps, reverts, answers garbage or never ends: the desk changes nothing.
#[test]
fn a_registry_that_does_not_answer_stops_every_edit() {
    use chihosai_tests::puppet::{Act, Puppet};
    const DESK: [u8; 4] = ink::selector_bytes!("KycRegistry::desk");
    const PUT: [u8; 4] = ink::selector_bytes!("KycRegistry::put");
    const SET_END: [u8; 4] = ink::selector_bytes!("KycRegistry::set_attestation_end");

    let mut world = World::with_open_desk();
    let puppet = Puppet::new(&mut world);
    let ok = || Act::answer(Ok::<(), RegistryError>(()));
    let desk = world.series.desk;
    puppet.script(&mut world, DESK, &[Act::answer(desk)]);
    puppet.script(&mut world, PUT, &[ok()]);
    puppet.script(&mut world, SET_END, &[ok()]);
    world.series.registry = puppet.0;
    world.done(Admin, world.desk().call_mut().wire(puppet.0));
    world.done(Admin, world.desk().call_mut().accredit(Registrar.id(), None));
    world.register(Alice);
    let unavailable = DeskError::RegistryUnavailable;
    let refusals = [
        Act::Trap,
        Act::Revert(Vec::new()),
        Act::Return(vec![1, 2, 3]),
        Act::Loop,
        Act::answer(Err::<(), _>(RegistryError::NotTheDesk)),
    ];
    for act in refusals {
        puppet.script(&mut world, PUT, std::slice::from_ref(&act));
        puppet.script(&mut world, SET_END, &[act]);
        let id = Alice.investor_id();
        for mode in MODES {
            let register = world.desk().call_mut().register(vec![newcomer(Bob, investor(Bob))], mode);
            world.refused(Registrar, register, unavailable);
            let suspend = world.desk().call_mut().set_status(vec![id], Status::Suspended, mode);
            world.refused(Registrar, suspend, unavailable);
            let renewal = vec![Renewal { investor_id: id, expiry_ms: 9, evidence: None }];
            world.refused(Registrar, world.desk().call_mut().renew(renewal, mode), unavailable);
        }
        world.refused(Registrar, world.desk().call_mut().update(id, investor(Bob)), unavailable);
        world.refused(Registrar, world.desk().call_mut().link(id, Bob.id()), unavailable);
        world.refused(Alice, world.desk().call_mut().unlink(Alice.id(), false), unavailable);
        world.refused(Admin, world.desk().call_mut().accredit(Broker.id(), None), unavailable);
    }
    puppet.script(&mut world, PUT, &[Act::answer(Err::<(), _>(RegistryError::TaxHistoryFull { index: 0 }))]);
    let link = world.desk().call_mut().link(Alice.investor_id(), Bob.id());
    world.refused(Registrar, link, DeskError::TaxHistoryFull);
}
