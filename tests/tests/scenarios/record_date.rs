//! Who held what when the register closed (基準日): market-rules §2, N3, T04, I7, I8.

use chihosai_tests::prelude::*;

const LAST_MS: &str = "2016-02-24T23:59:59.999+09:00";
const CUTOFF: &str = "2016-02-25T00:00:00.000+09:00";
const NEXT_MS: &str = "2016-02-25T00:00:00.001+09:00";

/// What each gets of the first coupon after Alice sold everything to Bob at `instant`.
fn after_a_sale_at(instant: &str) -> World {
    let mut world = World::tokyo_32().with_holders(2).at(instant);
    world.transfer(Alice, Bob, u128::from(UNITS));
    world.open(0);
    world
}

#[test]
fn a_sale_one_millisecond_before_the_cutoff_gives_the_coupon_to_the_buyer() {
    let mut world = after_a_sale_at(LAST_MS);
    world.refused(Alice, world.distributor().call_mut().claim(0), DistributorError::NotAHolder);
    // 2,000,000 × 0.0086080939226, rounded once on the whole holding: 17,216, not 2 × 8,608 + something.
    assert_eq!(world.claim(Bob, 0).gross_yen, 17_216);
    assert_eq!([Alice, Bob].map(|who| world.purse(who)), [0, 17_216 - 2_636 - 860]);
}

#[test]
fn a_sale_at_the_cutoff_leaves_the_coupon_with_the_seller() {
    let mut world = after_a_sale_at(CUTOFF);
    assert_eq!([Alice, Bob].map(|who| world.units(who)), [0, 200]);
    assert_eq!(world.claim(Alice, 0).net_yen, 6_860);
    assert_eq!(world.claim(Bob, 0).net_yen, 6_860);
}

#[test]
fn a_resident_sells_after_the_record_date_and_still_collects() {
    let mut world = after_a_sale_at(NEXT_MS);
    assert_eq!(world.pay(0, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    assert_eq!([Alice, Bob].map(|who| world.purse(who)), [6_860, 6_860]);
    // The next one is the buyer's alone: half of 1.293 % on ¥2,000,000.
    world.open(1);
    world.refused(Alice, world.distributor().call_mut().claim(1), DistributorError::NotAHolder);
    assert_eq!(world.claim(Bob, 1).gross_yen, 12_930);
}

#[test]
fn of_several_sales_in_one_block_the_last_before_the_cutoff_counts() {
    let mut world = World::tokyo_32().with_holders(3).at(LAST_MS);
    world.transfer(Alice, Bob, 30);
    world.transfer(Bob, Carol, 120);
    world.transfer(Carol, Alice, 20);
    world.advance_to(ms(CUTOFF));
    world.transfer(Alice, Bob, 90);
    world.transfer(Carol, Bob, 200);
    world.transfer(Bob, Alice, 5);
    let at_cutoff = [Alice, Bob, Carol].map(|who| world.read(world.office().call().units_at(who.id(), 0)));
    assert_eq!(at_cutoff, [Ok(90), Ok(10), Ok(200)]);
    assert_eq!([Alice, Bob, Carol].map(|who| world.units(who)), [5, 295, 0]);
    assert_eq!(world.read(world.office().call().coupon_basis(0)).expect("passed").supply_units, 300);
}

#[test]
fn the_register_of_a_record_date_is_final_only_after_it() {
    let mut world = World::tokyo_32().with_holders(2).at(LAST_MS);
    let cutoff_ms = ms(CUTOFF);
    let early = OfficeError::RecordDateNotReached { event: 0, cutoff_ms };
    assert_eq!(world.read(world.office().call().units_at(Alice.id(), 0)), Err(early));
    let at_token = TokenError::RecordDateNotReached { event: 0, cutoff_ms };
    assert_eq!(world.units_at_many(vec![Alice.id()], 0), Err(at_token));
    assert_eq!(world.read(world.office().call().coupon_basis(0)), Err(early));
    assert_eq!(world.status().epoch, 0);
    world.advance_to(cutoff_ms);
    assert_eq!(world.read(world.office().call().units_at(Alice.id(), 0)), Ok(100));
    assert_eq!(world.status().epoch, 1);
    let unknown = OfficeError::UnknownEvent { events: 40 };
    for k in [40, 128, 255] {
        assert_eq!(world.read(world.office().call().units_at(Alice.id(), k)), Err(unknown));
        assert_eq!(world.read(world.office().call().coupon_basis(k)), Err(unknown));
    }
    let many = vec![Alice.id(); MAX_PAGE as usize + 1];
    let too_many = world.units_at_many(many.clone(), 0);
    assert_eq!(too_many, Err(TokenError::BatchTooLarge { max: MAX_PAGE }));
    let page = world.units_at_many(many[1..].to_vec(), 0);
    assert_eq!(page, Ok(vec![100; MAX_PAGE as usize]));
}

#[test]
fn nothing_is_allotted_once_a_record_date_has_passed() {
    // What is allotted later is another issue; after the last record date nobody could ever redeem it (T15).
    let mut world = World::short();
    world.register(Alice);
    world.advance_to(world.cutoff(0) - 1);
    world.allot(&[(Alice, 10)]);
    for instant_ms in [world.cutoff(0), world.cutoff(0) + 1, world.cutoff(1)] {
        world.advance_to(instant_ms);
        let late = world.office().call_mut().issue(vec![(Alice.id(), 5)]);
        world.refused(Issuer, late, OfficeError::IssueTooLate);
    }
    // An issue that was forgotten can still be closed, and what was allotted in time is paid and redeemed.
    world.close_issue();
    assert_eq!(world.status().phase, Phase::Matured);
    world.open(0);
    world.open(1);
    assert_eq!(world.claim(Alice, 0).units, 10);
    assert_eq!(world.claim(Alice, 1).principal_yen, 100_000);
    assert_eq!(world.status().phase, Phase::Closed);
}

#[test]
fn after_the_last_record_date_nothing_moves_but_the_redemption() {
    let mut world = World::short().with_holders(2);
    world.advance_to(world.cutoff(1) - 1);
    world.transfer(Alice, Bob, 10);
    assert_eq!(world.status().phase, Phase::Active);
    world.advance_to(world.cutoff(1));
    assert_eq!(world.status().phase, Phase::Matured);
    world.done(Alice, world.bond().approve(Broker.id(), 5));
    let told = world.read(world.token().call().can_transfer(Alice.id(), Bob.id(), 1));
    assert_eq!(told, Err(Refusal::NotTransferable));
    world.refused(Alice, world.bond().transfer(Bob.id(), 1), custom("202 NotTransferable"));
    world.refused(Broker, world.bond().transfer_from(Alice.id(), Bob.id(), 1), custom("202 NotTransferable"));
}

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A transfer that happened.
struct Sale {
    at_ms: u64,
    from: usize,
    to: usize,
    units: u64,
}

/// The naive register: everything replayed from the beginning, up to but not at `before_ms`.
fn replay(holders: usize, sales: &[Sale], before_ms: u64) -> Vec<u64> {
    let mut units = vec![UNITS; holders];
    for sale in sales.iter().filter(|sale| sale.at_ms < before_ms) {
        units[sale.from] -= sale.units;
        units[sale.to] += sale.units;
    }
    units
}

#[test]
fn years_of_trading_are_remembered_as_a_naive_register_would() {
    let holders = [Alice, Bob, Carol, Dave, Wallet(4)];
    for seed in 1..=4 {
        let mut dice = Dice(seed);
        let mut world = World::of(plans::twelve_events()).with_holders(5);
        let mut sales: Vec<Sale> = Vec::new();
        for k in 0..12_u8 {
            // Some periods see no sale, some several; some sales fall on the last or first millisecond.
            let start_ms = world.now_ms();
            let length_ms = world.cutoff(k) - start_ms;
            let mut instants: Vec<u64> = (0..dice.roll(5)).map(|_| start_ms + dice.roll(length_ms)).collect();
            instants.extend([start_ms, world.cutoff(k) - 1].into_iter().filter(|_| dice.roll(3) == 0));
            instants.sort_unstable();
            for at_ms in instants {
                world.advance_to(at_ms);
                let (from, to) = (dice.roll(5) as usize, dice.roll(5) as usize);
                let held = replay(5, &sales, u64::MAX)[from];
                let units = dice.roll(held + 1);
                world.transfer(holders[from], holders[to], u128::from(units));
                sales.push(Sale { at_ms, from, to, units });
            }
            world.advance_to(world.cutoff(k));
            let accounts: Vec<AccountId> = holders.iter().map(|who| who.id()).collect();
            // Every register so far, not only the newest: later writes must not disturb older ones (I8).
            for past in 0..=k {
                let expected = replay(5, &sales, world.cutoff(past));
                let found = world.units_at_many(accounts.clone(), past);
                assert_eq!(found, Ok(expected.clone()), "seed {seed}, record date {past} seen after {k}");
                let basis = world.read(world.office().call().coupon_basis(past)).expect("passed");
                assert_eq!(basis.supply_units, expected.iter().sum::<u64>());
            }
        }
        assert!(sales.len() > 20, "seed {seed} traded only {} times", sales.len());
    }
}

#[test]
fn the_128th_event_has_a_register_and_a_mark_of_its_own() {
    let mut world = World::of(plans::most_events()).with_holders(2);
    assert_eq!(world.status().events, 128);
    world.advance_to(world.cutoff(126));
    world.transfer(Alice, Bob, 40);
    world.advance_to(world.cutoff(127) - 1);
    world.transfer(Alice, Bob, 10);
    world.open(127);
    assert_eq!(world.status().epoch, 128);
    for (k, alice, bob) in [(0, 100, 100), (126, 100, 100), (127, 50, 150)] {
        let units = world.units_at_many(vec![Alice.id(), Bob.id()], k);
        assert_eq!(units, Ok(vec![alice, bob]), "record date {k}");
    }
    assert_eq!(world.pay(127, &[Alice, Bob, Alice]), [Outcome::Paid, Outcome::Paid, Outcome::AlreadyPaid]);
    assert_eq!(world.status().phase, Phase::Closed);
    // 2057-03-25 is a Sunday: redeemed two days earlier, 88 of the 90 days of a quarter's 1 %, 4,888.8… and 14,666.6….
    let paid = world.coupon(127).paid;
    assert_eq!((paid.gross_yen, paid.principal_yen), (4_888 + 14_666, 2_000_000));
    // The marks of the other events are untouched, and their registers outlive the redemption.
    for k in [0, 126] {
        assert!(!world.read(world.distributor().call().is_paid(Alice.id(), k)));
        world.open(k);
        assert_eq!(world.pay(k, &[Alice, Bob]), [Outcome::Paid, Outcome::Paid]);
    }
}
