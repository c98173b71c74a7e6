//! The threat list by its numbers: whatever anybody calls has a typed answer (T35).

use std::fmt::Debug;

use chihosai_tests::prelude::*;
use proptest::prelude::*;
use scale::Decode;

use crate::threats::{permissive, ORDER};
use crate::threats_record::EVERYBODY;

/// Everything a call can be made of.
#[derive(Debug, Clone)]
struct Draw {
    message: usize,
    /// Whether the one with the duty calls, or just anybody.
    by_duty: bool,
    who: usize,
    accounts: [usize; 2],
    amount: u128,
    number: u32,
    yes: bool,
    later_ms: u64,
}

const CALLS: usize = 34;

fn draw() -> impl Strategy<Value = Draw> {
    // Anybody, and more often somebody who holds units.
    let party = || prop_oneof![1 => 0..EVERYBODY.len(), 2 => 9..12_usize];
    let amount = prop_oneof![
        3 => 0..=5_u128,
        3 => 0..=120_u128,
        1 => prop_oneof![Just(u128::from(u64::MAX)), Just(u128::from(u64::MAX) + 1), Just(u128::MAX)],
    ];
    let later_ms = prop_oneof![24 => Just(0), 1 => 0..200 * 86_400_000_u64];
    let rest = (amount, prop_oneof![4 => 0..4_u32, 1 => Just(u32::MAX)], any::<bool>(), later_ms);
    (0..CALLS, prop::bool::weighted(0.7), party(), [party(), party()], rest).prop_map(
        |(message, by_duty, who, accounts, (amount, number, yes, later_ms))| Draw {
            message,
            by_duty,
            who,
            accounts,
            amount,
            number,
            yes,
            later_ms,
        },
    )
}

/// Sends a message that must be answered: an error undoes everything, and nothing else does.
fn answered<T: Decode, E: Decode + Debug>(
    world: &mut World,
    who: Who,
    message: impl Into<Message<Result<T, E>>>,
) -> bool {
    let called = world.client.submit(who.id(), message).unwrap_or_else(|error| panic!("{who:?}: {error}"));
    assert_eq!(called.receipt.reverted, called.answer.is_err());
    assert!(!called.receipt.reverted || called.receipt.events.is_empty());
    called.answer.is_ok()
}

fn call(world: &mut World, draw: &Draw) -> bool {
    let [first, second] = draw.accounts.map(|index| EVERYBODY[index].id());
    let units = u64::try_from(draw.amount).unwrap_or(u64::MAX);
    let (amount, number, k) = (draw.amount, draw.number, draw.number.to_le_bytes()[0]);
    let grounds = if draw.number == 3 { Grounds { document: [0; 32], ..ORDER } } else { ORDER };
    let hash = grounds.document;
    let mut office = world.office();
    let (bond, roles) = (world.bond(), world.office_roles());
    let duty = |officer: Who| if draw.by_duty { officer } else { EVERYBODY[draw.who] };
    let holder = duty(Alice);
    match draw.message {
        0 => answered(world, holder, bond.transfer(first, amount)),
        1 => answered(world, duty(Broker), bond.transfer_from(first, second, amount)),
        2 => answered(world, holder, bond.approve(first, amount)),
        3 => answered(world, holder, bond.increase_allowance(first, amount)),
        4 => answered(world, holder, bond.decrease_allowance(first, amount)),
        5 => {
            let orders = vec![Order::Burn { from: first, units, unlock_units: units }];
            let post = world.token().call_mut().post(orders);
            answered(world, duty(Issuer), post)
        }
        6 => {
            let (token, distributor) = (world.series.token, world.series.distributor);
            let token = if draw.yes { token } else { first };
            answered(world, duty(Admin), office.call_mut().wire(token, distributor))
        }
        7 => answered(world, duty(Issuer), office.call_mut().set_document(format!("{number}"), "uri".into(), hash)),
        8 => answered(world, duty(Issuer), office.call_mut().issue(vec![(first, units), (second, 1)])),
        9 => answered(world, duty(Issuer), office.call_mut().close_issue()),
        10 => answered(world, duty(Issuer), office.call_mut().reopen_issue(hash)),
        11 => answered(
            world,
            holder,
            office.call_mut().transfer_batch(vec![(first, units), (second, 1)][usize::from(draw.yes)..].to_vec()),
        ),
        12 => answered(
            world,
            holder,
            office.call_mut().replace_allowance(first, if draw.yes { 0 } else { amount }, amount / 2),
        ),
        13 => answered(world, holder, office.call_mut().request_transfer(first, units)),
        14 => answered(world, holder, office.call_mut().withdraw_request(number)),
        15 => answered(world, duty(Issuer), office.call_mut().approve_request(number)),
        16 => answered(world, duty(Issuer), office.call_mut().reject_request(number)),
        17 => answered(world, duty(Controller), office.call_mut().freeze_account(first, draw.yes, grounds)),
        18 => {
            let case = draw.yes.then_some(Seizure { case_reference: hash, escrow: second });
            answered(world, duty(Controller), office.call_mut().lock_units(first, units, case, grounds))
        }
        19 => answered(world, duty(Controller), office.call_mut().release_units(number, units, grounds)),
        20 => {
            let lock = draw.yes.then_some(number);
            let forced = office.call_mut().forced_transfer(first, second, units, lock, draw.yes, grounds);
            answered(world, duty(Controller), forced)
        }
        21 => answered(world, duty(Controller), office.call_mut().recover(first, second, draw.yes, grounds)),
        22 => answered(world, duty(Issuer), office.call_mut().buy_back(units)),
        23 => {
            let (_, last) = plans::short_bullet_redeemed_on("2025-12-10");
            let day = if draw.yes { last.notional_day } else { i32::from_le_bytes([k, 1, 2, k]) };
            answered(world, duty(Issuer), office.call_mut().redeem_early(day, hash))
        }
        24 => answered(world, duty(Pauser), office.call_mut().pause()),
        25 => answered(world, duty(Pauser), office.call_mut().unpause()),
        26 => answered(world, duty(Admin), roles.grant_role(number, Some(first))),
        27 => answered(world, duty(Admin), roles.revoke_role(number, draw.yes.then_some(first))),
        28 => answered(world, holder, roles.renounce_role(number, Some(if draw.yes { holder.id() } else { first }))),
        29 => {
            let propose = world.office_handover().call_mut().propose_admin(draw.yes.then_some(first));
            answered(world, duty(Admin), propose)
        }
        30 => {
            let accept = world.office_handover().call_mut().accept_admin();
            answered(world, duty(Bob), accept)
        }
        31 => {
            let at_ms = if draw.yes { world.now_ms() } else { units };
            answered(world, holder, office.call().units_at_time(first, at_ms))
        }
        32 => {
            let (accrual, root) = (office.call().accrual(first), office.call().register_root(number, number, hash));
            answered(world, holder, accrual) | answered(world, holder, root)
        }
        33 => {
            let many = world.token().call().units_at_many(vec![first; usize::from(k)], k);
            answered(world, holder, many) | answered(world, holder, office.call().coupon_basis(k))
        }
        other => panic!("no call {other}"),
    }
}

/// A draft, an issue, active series with and without approval.
fn some_world(kind: u8) -> World {
    match kind {
        0 => World::draft(permissive(false).plan),
        1 => {
            let mut world = permissive(false);
            [Alice, Bob, Issuer].into_iter().for_each(|who| world.register(who));
            world
        }
        kind => {
            // Units, allowances, locks, requests and proposals to do something with.
            let needs_approval = kind % 2 == 0;
            let mut world = permissive(needs_approval);
            world.register(Issuer);
            world.allot(&[(Issuer, 30)]);
            let mut world = world.with_holders(3);
            world.done(Alice, world.bond().approve(Broker.id(), 50));
            for _ in 0..2 {
                world.done(Controller, world.office().call_mut().lock_units(Alice.id(), 9, None, ORDER));
                if needs_approval {
                    world.done(Alice, world.office().call_mut().request_transfer(Bob.id(), 4));
                }
            }
            for role in [ISSUER, PAUSER] {
                world.done(Admin, world.office_roles().grant_role(role, Some(Alice.id())));
            }
            world.done(Admin, world.office_handover().call_mut().propose_admin(Some(Bob.id())));
            world
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn t35_whatever_is_called_has_a_typed_answer(kind in prop_oneof![1 => Just(0), 1 => Just(1), 6 => 2..4_u8], draws in prop::collection::vec(draw(), 30..50)) {
        let mut world = some_world(kind);
        let mut accepted = 0;
        for draw in &draws {
            let now_ms = world.now_ms();
            world.advance_to(now_ms + draw.later_ms);
            let is_accepted = call(&mut world, draw);
            println!("{draw:?}: {is_accepted}");
            accepted += usize::from(is_accepted);
        }
        // Both happen in an active series; a draft may refuse all of it.
        prop_assert!(kind < 2 || (1..draws.len()).contains(&accepted));
        // And what is left is a register that adds up.
        let page = world.read(world.token().call().register(0, MAX_PAGE));
        let supply = world.read(world.bond().total_supply());
        prop_assert_eq!(page.iter().map(|(_, cell)| u128::from(cell.units)).sum::<u128>(), supply);
        prop_assert!(page.iter().all(|(_, cell)| cell.locked_units <= cell.units));
        let admins = EVERYBODY.iter().filter(|who| world.read(world.office_roles().has_role(ADMIN, who.id()))).count();
        prop_assert_eq!(admins, 1);
    }
}
