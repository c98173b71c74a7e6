//! Random lives of a series on the built Wasm, next to a model that knows nothing but the list of sales.

use chihosai_tests::prelude::*;
use proptest::prelude::*;

const HOLDERS: [Who; 4] = [Alice, Bob, Carol, Dave];

/// Something that happens. Impossible things happen too: half of the value is in how they are refused.
#[derive(Debug, Clone)]
enum Step {
    /// A sale of some part, in percent, of what the seller holds; more than 100 is more than he holds.
    Sell { from: usize, to: usize, percent: u128 },
    /// Time passes: to one millisecond before, at, or after the next cutoff, or just a month.
    Wait(Until),
    /// Somebody fetches his payment.
    Claim { who: usize, k: u8 },
    /// A page is paid; names repeat, and one of them holds nothing.
    Page { who: Vec<usize>, k: u8 },
    /// Whatever can be opened is opened.
    Open,
    /// The registrar puts somebody on hold, or lifts the hold.
    Hold(usize),
}

#[derive(Debug, Clone, Copy)]
enum Until {
    LastMs,
    Cutoff,
    NextMs,
    Month,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..4_usize, 0..4_usize, prop_oneof![0..=100_u128, Just(101), Just(u128::MAX / 100)])
            .prop_map(|(from, to, percent)| Step::Sell { from, to, percent }),
        3 => prop_oneof![Just(Until::LastMs), Just(Until::Cutoff), Just(Until::NextMs), Just(Until::Month)]
            .prop_map(Step::Wait),
        3 => (0..4_usize, 0..3_u8).prop_map(|(who, k)| Step::Claim { who, k }),
        2 => (proptest::collection::vec(0..5_usize, 0..8), 0..2_u8).prop_map(|(who, k)| Step::Page { who, k }),
        3 => Just(Step::Open),
        1 => (0..4_usize).prop_map(Step::Hold),
    ]
}

/// The short bullet: ¥50 of interest a unit with each of two events, ¥10,000 with the last.
struct Model {
    world: World,
    sales: Vec<(u64, usize, usize, u128)>,
    held_back: [bool; 4],
    opened: [bool; 2],
    paid: [[bool; 4]; 2],
    purse: [u128; 4],
}

impl Model {
    fn new() -> Self {
        Self {
            world: World::short().with_holders(4),
            sales: Vec::new(),
            held_back: [false; 4],
            opened: [false; 2],
            paid: [[false; 4]; 2],
            purse: [0; 4],
        }
    }

    /// Units after all sales before an instant, from the list of sales alone.
    fn units_before(&self, before_ms: u64) -> [u128; 4] {
        let mut units = [100; 4];
        for (_, from, to, sold) in self.sales.iter().filter(|(at_ms, ..)| *at_ms < before_ms) {
            units[*from] -= sold;
            units[*to] += sold;
        }
        units
    }

    /// Units now: redeemed ones are gone.
    fn units(&self) -> [u128; 4] {
        let mut units = self.units_before(u64::MAX);
        for (units, redeemed) in units.iter_mut().zip(self.paid[1]) {
            if redeemed {
                *units = 0;
            }
        }
        units
    }

    fn payout(&self, who: usize, k: u8) -> u128 {
        let units = self.units_before(self.world.cutoff(k))[who];
        let gross_yen = units * 50;
        let net_yen = gross_yen - gross_yen * 15_315 / 100_000 - gross_yen * 5_000 / 100_000;
        net_yen + if k == 1 { units * 10_000 } else { 0 }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Sell { from, to, percent } => self.sell(from, to, percent),
            Step::Wait(until) => self.wait(until),
            Step::Open => self.open(),
            Step::Claim { who, k } => self.claim(who, k),
            Step::Page { who, k } => self.page(&who, k),
            Step::Hold(who) => self.hold(who),
        }
    }

    fn sell(&mut self, from: usize, to: usize, percent: u128) {
        let held = self.units()[from];
        let units = if percent > 100 { held + percent } else { held * percent / 100 };
        let matured = self.world.now_ms() >= self.world.cutoff(1);
        let sale = self.world.bond().transfer(HOLDERS[to].id(), units);
        let expected = match () {
            () if units == 0 || from == to => None,
            // More than there can be anywhere is told before anything is looked up.
            () if units > u128::from(u64::MAX) => Some(PSP22Error::InsufficientBalance),
            () if matured => Some(custom("202 NotTransferable")),
            () if units > held => Some(PSP22Error::InsufficientBalance),
            () if self.held_back[from] => Some(custom("204 SenderSuspended")),
            () if self.held_back[to] => Some(custom("208 RecipientSuspended")),
            () => None,
        };
        match expected {
            Some(error) => self.world.refused(HOLDERS[from], sale, error),
            None => {
                self.world.done(HOLDERS[from], sale);
                if units > 0 && from != to {
                    self.sales.push((self.world.now_ms(), from, to, units));
                }
            }
        }
    }

    fn wait(&mut self, until: Until) {
        let now_ms = self.world.now_ms();
        let next = (0..2).map(|k| self.world.cutoff(k)).find(|cutoff_ms| now_ms < *cutoff_ms).unwrap_or(now_ms);
        self.world.wait_until(match until {
            Until::LastMs => next - 1,
            Until::Cutoff => next,
            Until::NextMs => next + 1,
            Until::Month => now_ms + 30 * 86_400_000,
        });
    }

    fn open(&mut self) {
        for k in 0..2_u8 {
            let index = usize::from(k);
            let cutoff_ms = self.world.cutoff(k);
            let announce = self.world.distributor().call_mut().announce(k);
            if self.opened[index] {
                self.world.refused(Payer, announce, DistributorError::AlreadyAnnounced);
            } else if self.world.now_ms() < cutoff_ms {
                let early = DistributorError::RecordDateNotReached { event: k, cutoff_ms };
                self.world.refused(Payer, announce, early);
            } else {
                self.world.open(k);
                self.opened[index] = true;
            }
        }
    }

    fn claim(&mut self, who: usize, k: u8) {
        let claim = self.world.distributor().call_mut().claim(k);
        let index = usize::from(k);
        let expected = match () {
            () if k == 2 || !self.opened[index] => Err(DistributorError::NotAnnounced),
            () if self.units_before(self.world.cutoff(k))[who] == 0 => Err(DistributorError::NotAHolder),
            () if self.paid[index][who] => Err(DistributorError::AlreadyPaid),
            () if self.held_back[who] => Err(DistributorError::PayeeSuspended),
            () => Ok(self.payout(who, k)),
        };
        match expected {
            Err(error) => self.world.refused(HOLDERS[who], claim, error),
            Ok(payout_yen) => {
                let (quote, _) = self.world.done(HOLDERS[who], claim);
                assert_eq!(quote.net_yen + quote.principal_yen, payout_yen);
                self.paid[index][who] = true;
                self.purse[who] += payout_yen;
            }
        }
    }

    fn page(&mut self, who: &[usize], k: u8) {
        let accounts = who.iter().map(|who| HOLDERS.get(*who).map_or(Outsider.id(), |holder| holder.id())).collect();
        let page = self.world.distributor().call_mut().pay_page(k, accounts);
        let index = usize::from(k);
        if !self.opened[index] {
            self.world.refused(Outsider, page, DistributorError::NotAnnounced);
            return;
        }
        let (outcomes, _) = self.world.done(Outsider, page);
        assert_eq!(outcomes.len(), who.len());
        for (who, outcome) in who.iter().zip(outcomes) {
            let expected = match *who {
                4 => Outcome::NotAHolder,
                who if self.units_before(self.world.cutoff(k))[who] == 0 => Outcome::NotAHolder,
                who if self.paid[index][who] => Outcome::AlreadyPaid,
                who if self.held_back[who] => Outcome::Suspended,
                _ => Outcome::Paid,
            };
            assert_eq!(outcome, expected, "{who} of {k}");
            if outcome == Outcome::Paid {
                self.purse[*who] += self.payout(*who, k);
                self.paid[index][*who] = true;
            }
        }
    }

    fn hold(&mut self, who: usize) {
        if self.held_back[who] {
            self.world.reinstate(HOLDERS[who]);
        } else {
            self.world.suspend(HOLDERS[who]);
        }
        self.held_back[who] = !self.held_back[who];
    }

    /// What must hold after every step.
    fn check(&mut self) {
        let expected = self.units();
        assert_eq!(HOLDERS.map(|who| self.world.units(who)), expected, "balances");
        let supply = self.world.read(self.world.bond().total_supply());
        assert_eq!(supply, expected.iter().sum::<u128>(), "Σ balances = supply");
        assert_eq!(HOLDERS.map(|who| self.world.purse(who)), self.purse, "yen");
        let mut owed_yen = 0;
        for (index, k) in [(0, 0_u8), (1, 1)] {
            for (who, paid) in HOLDERS.iter().zip(self.paid[index]) {
                assert_eq!(self.world.read(self.world.distributor().call().is_paid(who.id(), k)), paid);
            }
            if self.world.now_ms() >= self.world.cutoff(k) {
                let registered = self.world.units_at_many(HOLDERS.map(Who::id).to_vec(), k);
                let replayed =
                    self.units_before(self.world.cutoff(k)).map(|units| u64::try_from(units).expect("units"));
                assert_eq!(registered, Ok(replayed.to_vec()), "the register of {k}");
            }
            if self.opened[index] {
                let coupon = self.world.coupon(k);
                let all_paid = coupon.paid.units == coupon.supply_units;
                assert_eq!(coupon.state == CouponState::Settled, all_paid);
                owed_yen += coupon.required_yen - coupon.paid.net_yen - coupon.paid.principal_yen;
            }
        }
        assert_eq!(self.world.chest(), owed_yen, "what came in and did not go out is there");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_everybody_is_paid_once_and_nothing_is_lost(steps in proptest::collection::vec(step(), 12..20)) {
        let mut model = Model::new();
        for step in steps {
            model.take(step);
            model.check();
        }
    }
}
