//! The desk as its users see it: registrars with their investors, wallets that come and go, keys that are lost.

use chihosai_tests::prelude::*;

fn told(event: DeskEvent) -> Seen {
    Seen::Desk(event)
}

fn standing(world: &mut World, who: Who) -> (Standing, Option<u64>) {
    let Explanation { standing, code, investor_id, requested } = world.read(world.desk().call().explain(who.id()));
    assert_eq!(code, standing.code());
    assert!(requested.is_some() || standing != Standing::Requested);
    (standing, investor_id)
}

#[test]
fn an_investor_is_registered_with_his_wallets_and_told() {
    let mut world = World::short();
    assert_eq!(standing(&mut world, Alice), (Standing::NotListed, None));
    let record = investor(Alice);
    let row = NewInvestor { investor_id: 7, record, wallets: vec![Alice.id(), Broker.id()] };
    let (refused, seen) = world.done(Registrar, world.desk().call_mut().register(vec![row], Mode::AllOrNothing));
    assert_eq!(refused, []);
    let by = Registrar.id();
    let linked = |who: Who| told(DeskEvent::WalletLinked { wallet: who.id(), investor_id: 7, by });
    let registered = told(DeskEvent::InvestorRegistered { investor_id: 7, record, by });
    assert_eq!(seen, [registered, linked(Alice), linked(Broker)]);
    let wallet = |who: Who| Listed { account: who.id(), link: Link::Linked };
    let expected = Investor {
        record,
        status: Status::Active,
        registrar: 0,
        attested_by: 0,
        wallets: vec![wallet(Alice), wallet(Broker)],
    };
    assert_eq!(world.read(world.desk().call().investor(7)), Some(expected.clone()));
    assert_eq!(world.read(world.desk().call().investors(0, 9)), [(7, expected)]);
    assert_eq!(world.read(world.desk().call().wallets(0, 9)), [(Alice.id(), 7), (Broker.id(), 7)]);
    for who in [Alice, Broker] {
        assert_eq!(standing(&mut world, who), (Standing::Qualifies, Some(7)));
        assert_eq!(world.profile(who).map(|profile| profile.investor_id), Some(7));
    }
}

#[test]
fn an_update_replaces_the_record_keeps_the_standing_and_tells_both() {
    let mut world = World::short();
    world.register(Alice);
    world.suspend(Alice);
    world.advance_to(ms("2025-05-01"));
    let new = InvestorRecord {
        residence: Residence { country: 840, area: 0 },
        tax_class: TaxClass::NonResident,
        exemption: Some(Exemption { basis: [9; 32], from_ms: 1, until_ms: 2 }),
        expiry_ms: ms("2025-06-01"),
        class: InvestorClass::PublicBody,
        birth_band: 20,
        evidence: None,
    };
    let investor_id = Alice.investor_id();
    let (_, seen) = world.done(Registrar, world.desk().call_mut().update(investor_id, new));
    let by = Registrar.id();
    assert_eq!(seen, [told(DeskEvent::InvestorUpdated { investor_id, old: investor(Alice), new, by })]);
    let profile = world.profile(Alice).expect("registered");
    assert_eq!((profile.status, profile.class, profile.birth_band), (Status::Suspended, InvestorClass::PublicBody, 20));
    assert_eq!((profile.residence.country, profile.expiry_ms), (840, ms("2025-06-01")));
}

#[test]
fn identifications_are_renewed_in_one_batch() {
    let mut world = World::short().with_holders(3);
    world.advance_to(ms("2025-06-01"));
    let renewals = [Alice, Bob].map(|who| Renewal {
        investor_id: who.investor_id(),
        expiry_ms: ms("2025-07-01"),
        evidence: Some([8; 32]),
    });
    let (_, seen) = world.done(Registrar, world.desk().call_mut().renew(renewals.to_vec(), Mode::AllOrNothing));
    let new = |who| InvestorRecord { expiry_ms: ms("2025-07-01"), evidence: Some([8; 32]), ..investor(who) };
    let updated = |who: Who| {
        let (old, new) = (investor(who), new(who));
        told(DeskEvent::InvestorUpdated { investor_id: who.investor_id(), old, new, by: Registrar.id() })
    };
    assert_eq!(seen, [updated(Alice), updated(Bob)]);
    world.advance_to(ms("2025-07-01"));
    assert_eq!(standing(&mut world, Alice).0, Standing::Expired);
    assert_eq!(standing(&mut world, Carol).0, Standing::Qualifies);
}

#[test]
fn a_standing_reaches_every_wallet_and_is_never_repeated() {
    use Status::{Active, Revoked, Suspended};
    let mut world = World::short();
    let wallets = vec![Alice.id(), Bob.id()];
    let row = NewInvestor { investor_id: 7, record: investor(Alice), wallets };
    world.know(Alice);
    world.know(Bob);
    world.done(Registrar, world.desk().call_mut().register(vec![row], Mode::AllOrNothing));
    let set = |world: &World, status| world.desk().call_mut().set_status(vec![7], status, Mode::AllOrNothing);
    let unchanged = DeskError::Row { index: 0, code: DeskError::StatusUnchanged.code() };
    world.refused(Registrar, set(&world, Active), unchanged);
    let by = Registrar.id();
    let changes = [(Active, Suspended), (Suspended, Revoked), (Revoked, Active)];
    for ((old, new), reason) in changes.into_iter().zip([Standing::Suspended, Standing::Revoked, Standing::Qualifies]) {
        let (_, seen) = world.done(Registrar, set(&world, new));
        assert_eq!(seen, [told(DeskEvent::StatusChanged { investor_id: 7, old, new, by })]);
        world.refused(Registrar, set(&world, new), unchanged);
        for who in [Alice, Bob] {
            assert_eq!(world.profile(who).map(|profile| profile.status), Some(new));
            assert_eq!(standing(&mut world, who), (reason, Some(7)));
        }
    }
}

// Wallets

#[test]
fn a_wallet_asks_and_the_registrar_confirms() {
    let mut world = World::short();
    world.register(Alice);
    let (id, by) = (Alice.investor_id(), Registrar.id());
    let wallet = Broker.id();
    world.refused(Broker, world.desk().call_mut().request_link(None), DeskError::NothingRequested);
    let (_, seen) = world.done(Broker, world.desk().call_mut().request_link(Some(id)));
    assert_eq!(seen, [told(DeskEvent::LinkRequested { wallet, old: None, new: Some(id) })]);
    assert_eq!(standing(&mut world, Broker), (Standing::Requested, None));
    assert_eq!(world.read(world.desk().call().explain(wallet)).requested, Some(id));
    assert_eq!(world.profile(Broker), None, "asking gives nothing");
    let (_, seen) = world.done(Broker, world.desk().call_mut().request_link(None));
    assert_eq!(seen, [told(DeskEvent::LinkRequested { wallet, old: Some(id), new: None })]);
    world.done(Broker, world.desk().call_mut().request_link(Some(id)));
    let (_, seen) = world.done(Registrar, world.desk().call_mut().link(id, wallet));
    assert_eq!(seen, [told(DeskEvent::WalletLinked { wallet, investor_id: id, by })]);
    assert_eq!(standing(&mut world, Broker), (Standing::Qualifies, Some(id)));
    assert_eq!(world.profile(Broker), world.profile(Alice));
    world.refused(Broker, world.desk().call_mut().request_link(Some(id)), DeskError::WalletTaken);
    world.refused(Registrar, world.desk().call_mut().link(id, wallet), DeskError::WalletTaken);
    world.refused(Zero, world.desk().call_mut().request_link(Some(id)), DeskError::ZeroAccount);
    world.refused(Registrar, world.desk().call_mut().link(id, Zero.id()), DeskError::ZeroAccount);
}

#[test]
fn nobody_stays_listed_against_his_will_or_comes_back_unasked() {
    let mut world = World::short().with_holders(3);
    let id = Alice.investor_id();
    let (_, seen) = world.done(Alice, world.desk().call_mut().unlink(Alice.id(), false));
    let left = DeskEvent::WalletUnlinked { wallet: Alice.id(), investor_id: id, dead: false, by: Alice.id() };
    assert_eq!(seen, [told(left)]);
    assert_eq!(standing(&mut world, Alice), (Standing::Unlinked, Some(id)));
    world.refused(Alice, world.desk().call_mut().unlink(Alice.id(), false), DeskError::WalletNotLinked);
    for investor in [id, Bob.investor_id()] {
        let link = world.desk().call_mut().link(investor, Alice.id());
        world.refused(Registrar, link, DeskError::WalletNotRequested);
    }
    let row = NewInvestor { investor_id: 500, record: investor(Alice), wallets: vec![Alice.id()] };
    let register = world.desk().call_mut().register(vec![row], Mode::AllOrNothing);
    world.refused(Registrar, register, DeskError::Row { index: 0, code: DeskError::WalletNotRequested.code() });
    // It has units, keeps them and is paid, but neither receives nor sends.
    world.refused(Bob, world.bond().transfer(Alice.id(), 1), custom("209 RecipientRevoked"));
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("205 SenderRevoked"));
    world.open(0);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    // It asks for another investor, whose it then is: one wallet, one investor.
    world.done(Alice, world.desk().call_mut().request_link(Some(Bob.investor_id())));
    assert_eq!(standing(&mut world, Alice), (Standing::Requested, Some(id)));
    assert_eq!(world.read(world.desk().call().explain(Alice.id())).requested, Some(Bob.investor_id()));
    world.refused(Registrar, world.desk().call_mut().link(id, Alice.id()), DeskError::WalletNotRequested);
    world.done(Registrar, world.desk().call_mut().link(Bob.investor_id(), Alice.id()));
    assert_eq!(standing(&mut world, Alice), (Standing::Qualifies, Some(Bob.investor_id())));
    assert_eq!(world.read(world.desk().call().investor(id)).expect("still there").wallets, []);
    // Its units stay the first investor's until somebody judges.
    world.refused(Alice, world.bond().transfer(Carol.id(), 1), custom("253 WalletRelinked"));
    let grounds = Grounds { reason: Reason::Correction, document: [1; 32] };
    world.done(Controller, world.office().call_mut().adopt_units(Alice.id(), false, grounds));
    world.transfer(Alice, Carol, 1);
}

#[test]
fn an_unlinked_wallet_is_on_hold_with_its_investor() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.desk().call_mut().unlink(Alice.id(), false));
    world.suspend(Alice);
    let elsewhere = Some(Bob.investor_id());
    world.refused(Alice, world.desk().call_mut().request_link(elsewhere), DeskError::WalletOnHold);
    world.refused(Registrar, world.desk().call_mut().link(Bob.investor_id(), Alice.id()), DeskError::WalletOnHold);
    let row = NewInvestor { investor_id: 500, record: investor(Alice), wallets: vec![Alice.id()] };
    let register = world.desk().call_mut().register(vec![row], Mode::AllOrNothing);
    world.refused(Registrar, register, DeskError::Row { index: 0, code: DeskError::WalletOnHold.code() });
    world.open(0);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Suspended, Outcome::Paid]);
    world.reinstate(Alice);
    assert_eq!(world.profile(Alice).map(|profile| profile.status), Some(Status::Revoked));
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
}

/// N9 as far as the registry can: the old key is dead, for whomever and however it asks.
#[test]
fn a_lost_wallet_is_dead_for_ever_and_the_new_one_takes_its_place() {
    let mut world = World::short().with_holders(2);
    let id = Alice.investor_id();
    let dead = world.desk().call_mut().unlink(Alice.id(), true);
    world.refused(Alice, dead, DeskError::MissingRole);
    let (_, seen) = world.done(Registrar, world.desk().call_mut().unlink(Alice.id(), true));
    let lost = DeskEvent::WalletUnlinked { wallet: Alice.id(), investor_id: id, dead: true, by: Registrar.id() };
    assert_eq!(seen, [told(lost)]);
    assert_eq!(standing(&mut world, Alice), (Standing::Dead, Some(id)));
    let is_dead = DeskError::WalletDead;
    world.refused(Alice, world.desk().call_mut().request_link(Some(id)), is_dead);
    world.refused(Registrar, world.desk().call_mut().link(id, Alice.id()), is_dead);
    world.refused(Registrar, world.desk().call_mut().link(Bob.investor_id(), Alice.id()), is_dead);
    for again in [true, false] {
        let unlink = world.desk().call_mut().unlink(Alice.id(), again);
        world.refused(Registrar, unlink, DeskError::WalletNotLinked);
    }
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("204 SenderSuspended"));
    world.done(Registrar, world.desk().call_mut().link(id, Carol.id()));
    assert_eq!(standing(&mut world, Carol), (Standing::Qualifies, Some(id)));
    // What the old wallet earned waits until a controller names its successor.
    world.open(0);
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Suspended]);
    let grounds = Grounds { reason: Reason::Succession, document: [1; 32] };
    world.done(Controller, world.office().call_mut().recover(Alice.id(), Carol.id(), false, grounds));
    assert_eq!(world.pay(0, &[Alice]), [Outcome::Paid]);
    assert_eq!([Alice, Carol].map(|who| world.purse(who)), [0, 3_985]);
    world.refused(Registrar, world.desk().call_mut().unlink(Outsider.id(), true), DeskError::WalletNotLinked);
}

#[test]
fn eight_wallets_are_in_use_and_twenty_four_were_ever() {
    let mut world = World::short();
    world.register(Alice);
    let id = Alice.investor_id();
    for number in 1..8 {
        world.done(Registrar, world.desk().call_mut().link(id, Wallet(number).id()));
    }
    let ninth = world.desk().call_mut().link(id, Wallet(8).id());
    world.refused(Registrar, ninth, DeskError::TooManyWallets { max: 8 });
    for number in 8..24 {
        world.done(Registrar, world.desk().call_mut().unlink(Wallet(number - 7).id(), false));
        world.done(Registrar, world.desk().call_mut().link(id, Wallet(number).id()));
    }
    world.done(Registrar, world.desk().call_mut().unlink(Wallet(23).id(), false));
    let one_more = world.desk().call_mut().link(id, Wallet(24).id());
    world.refused(Registrar, one_more, DeskError::TooManyWallets { max: 24 });
    // The whole list of the fullest investor moves with one change of standing.
    world.suspend(Alice);
    for who in [Alice, Wallet(1), Wallet(23)] {
        assert_eq!(world.profile(who).map(|profile| profile.status), Some(Status::Suspended));
    }
}

// Registrars

#[test]
fn two_registrars_share_a_registry_and_the_admin_reassigns() {
    let mut world = World::short();
    world.register(Alice);
    let accredit = world.desk().call_mut().accredit(Broker.id(), Some(ms("2026-01-01")));
    let (_, seen) = world.done(Admin, accredit);
    let until_ms = ms("2026-01-01");
    let by = Admin.id();
    let set = |old_until_ms, new_until_ms| {
        told(DeskEvent::AccreditationSet { registrar: Broker.id(), number: 1, old_until_ms, new_until_ms, by })
    };
    assert_eq!(seen, [set(None, until_ms)]);
    let theirs = world.desk().call_mut().register(vec![newcomer(Bob, investor(Bob))], Mode::AllOrNothing);
    world.done(Broker, theirs);
    assert_eq!(world.profile(Bob).map(|profile| profile.attested_until_ms), Some(until_ms));
    assert_eq!(world.profile(Alice).map(|profile| profile.attested_until_ms), Some(u64::MAX));
    let ids = vec![Alice.investor_id()];
    let reassign = world.desk().call_mut().reassign(ids, Broker.id(), Mode::AllOrNothing);
    let (_, seen) = world.done(Admin, reassign);
    assert_eq!(seen, [told(DeskEvent::InvestorReassigned { investor_id: Alice.investor_id(), old: 0, new: 1, by })]);
    let counts: Vec<u32> = world.read(world.desk().call().registrars(0)).iter().map(|one| one.investors).collect();
    assert_eq!(counts, [0, 2]);
    // Who attested still counts; the new registrar's word replaces it with the next edit.
    assert_eq!(world.profile(Alice).map(|profile| profile.attested_until_ms), Some(u64::MAX));
    let update = world.desk().call_mut().update(Alice.investor_id(), investor(Alice));
    world.refused(Registrar, update, DeskError::NotYourInvestor);
    world.done(Broker, world.desk().call_mut().update(Alice.investor_id(), investor(Alice)));
    assert_eq!(world.profile(Alice).map(|profile| profile.attested_until_ms), Some(until_ms));
    let (_, seen) = world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    assert_eq!(seen, [set(Some(until_ms), u64::MAX)]);
}

/// After the end of an accreditation the records stay readable, and the policy of each series decides whether they count.
#[test]
fn records_of_a_former_registrar_need_a_new_word() {
    let mut plan = plans::short_bullet();
    plan.policy.accept_unattested = true;
    for (mut world, accepted) in [(World::short(), false), (World::of(plan), true)] {
        for who in [Alice, Bob] {
            world.register(who);
        }
        world.allot(&[(Alice, 10), (Bob, 10)]);
        world.close_issue();
        let end_ms = ms("2025-05-01");
        world.done(Admin, world.desk().call_mut().accredit(Registrar.id(), Some(end_ms)));
        world.advance_to(end_ms - 1);
        world.transfer(Alice, Bob, 1);
        world.advance_to(end_ms);
        assert_eq!(standing(&mut world, Alice), (Standing::NeedsReattestation, Some(Alice.investor_id())));
        let edit = world.desk().call_mut().update(Alice.investor_id(), investor(Alice));
        world.refused(Registrar, edit, DeskError::MissingRole);
        match accepted {
            true => world.transfer(Alice, Bob, 1),
            false => {
                world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("218 SenderNotAttested"));
                // Alice is attested anew, Bob is not yet.
                world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
                let ids = vec![Alice.investor_id()];
                world.done(Admin, world.desk().call_mut().reassign(ids, Broker.id(), Mode::AllOrNothing));
                let record = investor(Alice);
                let renewal = Renewal {
                    investor_id: Alice.investor_id(),
                    expiry_ms: record.expiry_ms,
                    evidence: record.evidence,
                };
                world.done(Broker, world.desk().call_mut().renew(vec![renewal], Mode::AllOrNothing));
                assert_eq!(standing(&mut world, Alice).0, Standing::Qualifies);
                world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("219 RecipientNotAttested"));
                let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
                assert_eq!(told, Err(Refusal::RecipientNotAttested));
            }
        }
        // What was earned is paid all the same (N5).
        world.open(0);
        assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    }
}

/// T34, as far as the desk goes: keys are lost, people stay.
#[test]
fn a_registrar_whose_key_is_lost_goes_on_with_another() {
    let mut world = World::short();
    world.register(Alice);
    let (_, seen) = world.done(Admin, world.desk().call_mut().rekey(Registrar.id(), Dave.id()));
    let by = Admin.id();
    assert_eq!(seen, [told(DeskEvent::RegistrarRekeyed { number: 0, old: Registrar.id(), new: Dave.id(), by })]);
    let edit = |world: &World| world.desk().call_mut().update(Alice.investor_id(), investor(Alice));
    world.refused(Registrar, edit(&world), DeskError::MissingRole);
    world.done(Dave, edit(&world));
    assert_eq!(standing(&mut world, Alice).0, Standing::Qualifies);
    assert!(!world.read(world.desk_roles().has_role(REGISTRAR, Registrar.id())));
    assert!(world.read(world.desk_roles().has_role(REGISTRAR, Dave.id())));
    // A pauser and an admin whose keys are lost are replaced too, and investors go on.
    world.done(Admin, world.desk_roles().grant_role(PAUSER, Some(Carol.id())));
    world.done(Admin, world.desk_roles().revoke_role(PAUSER, Some(Pauser.id())));
    world.done(Admin, world.desk_handover().call_mut().propose_admin(Some(Bob.id())));
    world.done(Bob, world.desk_handover().call_mut().accept_admin());
    world.done(Carol, world.desk().call_mut().pause());
    world.done(Bob, world.desk().call_mut().accredit(Broker.id(), None));
}

#[test]
fn a_registrar_edits_until_the_last_millisecond_of_the_accreditation() {
    let mut world = World::short();
    world.register(Alice);
    let end_ms = ms("2025-05-01");
    world.done(Admin, world.desk().call_mut().accredit(Registrar.id(), Some(end_ms)));
    world.advance_to(end_ms - 1);
    world.update(Alice, investor(Alice));
    assert!(world.read(world.desk_roles().has_role(REGISTRAR, Registrar.id())));
    world.advance_to(end_ms);
    let edit = world.desk().call_mut().update(Alice.investor_id(), investor(Alice));
    world.refused(Registrar, edit, DeskError::MissingRole);
    assert!(!world.read(world.desk_roles().has_role(REGISTRAR, Registrar.id())));
}

// Lists

#[test]
fn lists_are_read_by_pages_to_the_end() {
    let mut world = World::short();
    let rows: Vec<NewInvestor> = (0..60).map(|n| newcomer(Wallet(n), investor(Wallet(n)))).collect();
    world.done(Registrar, world.desk().call_mut().register(rows, Mode::AllOrNothing));
    let mut ids = Vec::new();
    loop {
        let from = u32::try_from(ids.len()).expect("few");
        let page = world.read(world.desk().call().investors(from, u32::MAX));
        assert!(page.len() <= MAX_PAGE as usize);
        if page.is_empty() {
            break;
        }
        ids.extend(page.into_iter().map(|(id, _)| id));
    }
    assert_eq!(ids, (0..60).map(|n| Wallet(n).investor_id()).collect::<Vec<_>>());
    let first = world.read(world.desk().call().wallets(0, u32::MAX));
    let second = world.read(world.desk().call().wallets(50, u32::MAX));
    assert_eq!((first.len(), second.len()), (50, 10));
    assert_eq!(second[9], (Wallet(59).id(), Wallet(59).investor_id()));
    assert_eq!(world.read(world.desk().call().wallets(60, 1)), []);
    assert_eq!(world.read(world.desk().call().investors(0, 0)), []);
    let status = world.read(world.desk().call().status());
    let registry = Some(world.series.registry);
    assert_eq!(status, DeskStatus { registry, paused: false, investors: 60, wallets: 60, registrars: 1 });
}

/// A message of many rows.
type Batch = bond_client::contracts::Message<Result<Vec<Refused>, DeskError>>;

/// A full batch of every kind fits into half a block of the node: 0.75 × 10^12 ps and 2.5 MiB (docs/architecture.md).
#[test]
fn a_full_batch_fits_into_half_a_block() {
    let mut world = World::short();
    world.register(Alice);
    let wallet = |n: u64, w: u64| {
        let mut bytes = [0xdd; 32];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        bytes[8] = w.to_le_bytes()[0];
        AccountId::from(bytes)
    };
    // The widest rows: two wallets each make 128, and everything that can be recorded is.
    let exemption = Some(Exemption { basis: [1; 32], from_ms: 0, until_ms: u64::MAX });
    let record = InvestorRecord { exemption, ..investor(Alice) };
    let row = |n: u64| NewInvestor { investor_id: n, record, wallets: (0..2).map(|w| wallet(n, w)).collect() };
    let ids: Vec<u64> = (1_000..1_064).collect();
    // 128 investors with one wallet each, for what takes numbers.
    let single = |n: u64| NewInvestor { wallets: vec![wallet(n, 0)], ..row(n) };
    for part in [2_000..2_064, 2_064..2_128_u64] {
        world.done(Registrar, world.desk().call_mut().register(part.map(single).collect(), Mode::AllOrNothing));
    }
    let many: Vec<u64> = (2_000..2_128).collect();
    let renewal = |investor_id: &u64| Renewal { investor_id: *investor_id, expiry_ms: 5, evidence: Some([7; 32]) };
    world.done(Admin, world.desk().call_mut().accredit(Broker.id(), None));
    let desk = world.desk();
    let mode = Mode::AllOrNothing;
    let register = desk.clone().call_mut().register(ids.iter().map(|id| row(*id)).collect(), mode).into();
    let renew = desk.clone().call_mut().renew(many.iter().map(renewal).collect(), mode).into();
    let suspend = desk.clone().call_mut().set_status(many.clone(), Status::Suspended, mode).into();
    let reassign = desk.clone().call_mut().reassign(many, Broker.id(), mode).into();
    let batches: [(&str, Who, Batch); 4] = [
        ("register", Registrar, register),
        ("renew", Registrar, renew),
        ("set_status", Registrar, suspend),
        ("reassign", Admin, reassign),
    ];
    for (what, signer, message) in batches {
        let called = world.submit(signer, message);
        assert_eq!(called.answer, Ok(Vec::new()), "{what}");
        let cost = called.receipt.cost;
        println!("{what}: ref_time {} proof_size {} deposit {}", cost.ref_time, cost.proof_size, cost.deposit);
        assert!(cost.ref_time <= 750_000_000_000 && cost.proof_size <= 2_621_440, "{what}: {cost:?}");
    }
}
