//! Who may receive and who may send: one judgement on every path (N1, N2, T02), and what it never touches (N5).

use chihosai_tests::prelude::*;

const TOKYO: Residence = Residence { country: 392, area: 13_000 };
const OSAKA: Residence = Residence { country: 392, area: 27_000 };

/// A series for individuals and corporations of Tokyo.
fn of_tokyo() -> World {
    let mut plan = plans::short_bullet();
    plan.policy = Policy { classes: 0b0011, residences: vec![TOKYO], ..Policy::OPEN };
    World::of(plan)
}

/// A reason not to receive, how Carol comes to have it, and its code.
type Case = (fn(&mut World), Refusal, &'static str);

const EXPIRY: &str = "2025-06-01";

const INELIGIBLE: [Case; 6] = [
    (|_| (), Refusal::RecipientNotRegistered, "207 RecipientNotRegistered"),
    (
        |world| {
            world.register(Carol);
            world.suspend(Carol);
        },
        Refusal::RecipientSuspended,
        "208 RecipientSuspended",
    ),
    (
        |world| {
            world.register(Carol);
            world.revoke(Carol);
        },
        Refusal::RecipientRevoked,
        "209 RecipientRevoked",
    ),
    (
        |world| world.register_as(Carol, InvestorRecord { expiry_ms: ms(EXPIRY), ..investor(Carol) }),
        Refusal::RecipientExpired,
        "210 RecipientExpired",
    ),
    (
        |world| {
            let class = InvestorClass::FinancialInstitution;
            world.register_as(Carol, InvestorRecord { class, ..investor(Carol) });
        },
        Refusal::RecipientClassNotAllowed,
        "211 RecipientClassNotAllowed",
    ),
    (
        |world| world.register_as(Carol, InvestorRecord { residence: OSAKA, ..investor(Carol) }),
        Refusal::RecipientResidenceNotAllowed,
        "212 RecipientResidenceNotAllowed",
    ),
];

#[test]
fn an_ineligible_account_is_never_allotted_units() {
    for (make, refusal, _) in INELIGIBLE {
        let mut world = of_tokyo();
        world.register(Alice);
        make(&mut world);
        world.know(Carol);
        world.wait_until(ms(EXPIRY));
        let alone = world.office().call_mut().issue(vec![(Carol.id(), 1)]);
        world.refused(Issuer, alone, OfficeError::Refused { index: 0, refusal });
        // One bad row undoes the rows before it.
        let among = world.office().call_mut().issue(vec![(Alice.id(), 5), (Carol.id(), 1), (Alice.id(), 5)]);
        world.refused(Issuer, among, OfficeError::Refused { index: 1, refusal });
    }
}

#[test]
fn an_ineligible_account_never_receives_units_from_an_owner_or_a_spender() {
    for (make, refusal, label) in INELIGIBLE {
        let mut world = of_tokyo().with_holders(2);
        world.done(Alice, world.bond().approve(Broker.id(), 50));
        make(&mut world);
        world.know(Carol);
        world.wait_until(ms(EXPIRY));
        let told = world.read(world.token().call().can_transfer(Alice.id(), Carol.id(), 1));
        assert_eq!(told, Err(refusal), "can_transfer gives the reason");
        world.refused(Alice, world.bond().transfer(Carol.id(), 1), custom(label));
        world.refused(Broker, world.bond().transfer_from(Alice.id(), Carol.id(), 1), custom(label));
        world.refused(Alice, world.bond().transfer_from(Alice.id(), Carol.id(), 1), custom(label));
        assert_eq!(world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1)), Ok(()));
    }
}

#[test]
fn the_zero_account_receives_nothing_on_any_path() {
    let mut world = of_tokyo();
    world.register(Alice);
    let issue = world.office().call_mut().issue(vec![(Zero.id(), 1)]);
    world.refused(Issuer, issue, OfficeError::Refused { index: 0, refusal: Refusal::ZeroAccount });
    world.allot(&[(Alice, 10)]);
    world.close_issue();
    world.done(Alice, world.bond().approve(Broker.id(), 5));
    world.refused(Alice, world.bond().transfer(Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Zero.id(), 1), PSP22Error::ZeroRecipientAddress);
    let told = world.read(world.token().call().can_transfer(Alice.id(), Zero.id(), 1));
    assert_eq!(told, Err(Refusal::ZeroAccount));
    let registered = world.desk().call_mut().register(vec![newcomer(Zero, investor(Zero))], Mode::AllOrNothing);
    world.refused(Registrar, registered, DeskError::Row { index: 0, code: DeskError::ZeroAccount.code() });
}

#[test]
fn the_zero_account_sends_nothing_and_is_told_why() {
    let mut world = World::short().with_holders(1);
    let told = world.read(world.token().call().can_transfer(Zero.id(), Alice.id(), 1));
    assert_eq!(told, Err(Refusal::ZeroAccount));
    world.refused(Zero, world.bond().transfer(Alice.id(), 1), PSP22Error::ZeroSenderAddress);
}

#[test]
fn an_identification_counts_up_to_its_last_millisecond() {
    let expiring = InvestorRecord { expiry_ms: ms("2025-06-01"), ..investor(Carol) };

    let mut issuing = World::short();
    issuing.register_as(Carol, expiring);
    issuing.advance_to(ms("2025-06-01") - 1);
    issuing.allot(&[(Carol, 1)]);
    issuing.advance_to(ms("2025-06-01"));
    let issue = issuing.office().call_mut().issue(vec![(Carol.id(), 1)]);
    issuing.refused(Issuer, issue, OfficeError::Refused { index: 0, refusal: Refusal::RecipientExpired });

    let mut world = World::short().with_holders(2);
    world.register_as(Carol, expiring);
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    world.advance_to(ms("2025-06-01") - 1);
    world.transfer(Alice, Carol, 3);
    world.done(Broker, world.bond().transfer_from(Alice.id(), Carol.id(), 2));
    world.transfer(Carol, Bob, 1);
    world.advance_to(ms("2025-06-01"));
    world.refused(Alice, world.bond().transfer(Carol.id(), 1), custom("210 RecipientExpired"));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Carol.id(), 1), custom("210 RecipientExpired"));
    world.refused(Carol, world.bond().transfer(Bob.id(), 1), custom("206 SenderExpired"));
    assert_eq!(world.units(Carol), 4);
    // A renewed identification opens both ways again.
    world.update(Carol, investor(Carol));
    world.transfer(Alice, Carol, 1);
    world.transfer(Carol, Bob, 5);
}

#[test]
fn a_suspended_revoked_or_lapsed_holder_sends_nothing_by_any_hand() {
    let cases: [Case; 3] = [
        (|world| world.suspend(Alice), Refusal::SenderSuspended, "204 SenderSuspended"),
        (|world| world.revoke(Alice), Refusal::SenderRevoked, "205 SenderRevoked"),
        (
            |world| world.update(Alice, InvestorRecord { expiry_ms: 0, ..investor(Alice) }),
            Refusal::SenderExpired,
            "206 SenderExpired",
        ),
    ];
    for (make, refusal, label) in cases {
        let mut world = World::short().with_holders(2);
        world.done(Alice, world.bond().approve(Broker.id(), 50));
        make(&mut world);
        let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
        assert_eq!(told, Err(refusal));
        world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom(label));
        // An allowance given in better times does not help (T14).
        world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), custom(label));
        assert_eq!(world.units(Alice), 100, "he keeps what he has");
    }
}

#[test]
fn units_are_counted_before_anybody_is_judged() {
    let mut world = World::short().with_holders(1);
    world.register(Bob);
    let told = world.read(world.token().call().can_transfer(Outsider.id(), Bob.id(), 1));
    assert_eq!(told, Err(Refusal::InsufficientUnits));
    world.refused(Outsider, world.bond().transfer(Bob.id(), 1), PSP22Error::InsufficientBalance);
    let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 101));
    assert_eq!(told, Err(Refusal::InsufficientUnits));
    assert_eq!(world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 100)), Ok(()));
    assert_eq!(world.read(world.token().call().can_transfer(Alice.id(), Alice.id(), 1_000)), Ok(()), "no transfer");
}

#[test]
fn a_spender_needs_no_record_of_his_own() {
    let mut world = World::short().with_holders(2);
    world.done(Alice, world.bond().approve(Broker.id(), 5));
    world.done(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 5));
    assert_eq!(world.profile(Broker), None);
    assert_eq!(world.units(Bob), 105);
}

#[test]
fn a_resident_who_moved_away_sells_but_no_longer_buys() {
    let mut world = of_tokyo().with_holders(2);
    world.update(Bob, InvestorRecord { residence: OSAKA, ..investor(Bob) });
    world.transfer(Bob, Alice, 10);
    world.refused(Alice, world.bond().transfer(Bob.id(), 10), custom("212 RecipientResidenceNotAllowed"));
}

#[test]
fn a_ward_of_the_prefecture_is_admitted_and_a_public_body_is_not() {
    let mut world = of_tokyo().with_holders(1);
    let chiyoda = Residence { country: 392, area: 13_101 };
    world.register_as(Bob, InvestorRecord { residence: chiyoda, ..investor(Bob) });
    world.register_as(Carol, InvestorRecord { class: InvestorClass::Corporation, ..investor(Carol) });
    world.register_as(Dave, InvestorRecord { class: InvestorClass::PublicBody, ..investor(Dave) });
    world.transfer(Alice, Bob, 1);
    world.transfer(Alice, Carol, 1);
    world.refused(Alice, world.bond().transfer(Dave.id(), 1), custom("211 RecipientClassNotAllowed"));
}

#[test]
fn a_policy_for_a_designated_city_admits_who_lives_in_its_wards() {
    let japan = |area| Residence { country: 392, area };
    let mut plan = plans::short_bullet();
    plan.policy = Policy { residences: vec![japan(14_130), japan(13_100), japan(22_130)], ..Policy::OPEN };
    let mut world = World::of(plan);
    world.register_as(Alice, InvestorRecord { residence: japan(14_130), ..investor(Alice) });
    world.allot(&[(Alice, 100)]);
    world.close_issue();
    // Kawasaki's first and last ward, Chiyoda, and the ward that Hamamatsu has had since 2024.
    for (who, area) in [(Bob, 14_131), (Carol, 14_137), (Dave, 13_101), (Broker, 22_140)] {
        world.register_as(who, InvestorRecord { residence: japan(area), ..investor(who) });
        world.transfer(Alice, who, 1);
    }
    // Yokohama's last ward, Sagamihara's first, and a city of Tokyo.
    for area in [14_118, 14_151, 13_201] {
        world.update(Bob, InvestorRecord { residence: japan(area), ..investor(Bob) });
        world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("212 RecipientResidenceNotAllowed"));
    }
}

#[test]
fn a_lapsed_holder_keeps_his_units_is_paid_his_coupons_and_is_redeemed() {
    let mut world = World::short().with_holders(2);
    world.update(Alice, InvestorRecord { expiry_ms: ms("2025-07-01"), ..investor(Alice) });
    world.advance_to(ms("2025-08-01"));
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("206 SenderExpired"));
    world.open(0);
    assert_eq!(world.claim(Alice, 0).net_yen, 3_985);
    world.open(1);
    assert_eq!(world.pay(1, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    assert_eq!(world.purse(Alice), 2 * 3_985 + 1_000_000);
    assert_eq!(world.units(Alice), 0);
    assert_eq!(world.status().phase, Phase::Closed);
}
