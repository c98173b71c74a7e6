//! A fiscal year of the series: principal that came and went, interest and taxes of what was paid.

use bond_abi::agent::{AgentError, FiscalYear};
use bond_abi::distributor::{Coupon, CouponState};
use bond_abi::office::Flows;
use bond_math::{fiscal_year_days, Date};

/// A fiscal year that is being summed up.
#[derive(Debug)]
pub struct Sums {
    first_day: i32,
    last_day: i32,
    before: Flows,
    until: Flows,
    /// Principal that fell due before the year.
    redeemed_before_yen: u128,
    year: FiscalYear,
}

impl Sums {
    /// A year without events; the flows are those up to its beginning and up to its end.
    ///
    /// # Errors
    /// `Overflow` when there is no such year.
    pub fn new(fiscal_year: u16, before: Flows, until: Flows) -> Result<Self, AgentError> {
        let (first, last) = fiscal_year_days(fiscal_year).map_err(|_| AgentError::Overflow)?;
        let (first_day, last_day) = (Date::days(first), Date::days(last));
        Ok(Self { first_day, last_day, before, until, redeemed_before_yen: 0, year: FiscalYear::default() })
    }

    /// Adds an announced event.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn add(&mut self, coupon: &Coupon) -> Result<(), AgentError> {
        self.try_add(coupon).ok_or(AgentError::Overflow)
    }

    /// What it comes to.
    ///
    /// # Errors
    /// `Overflow`.
    pub fn finish(self) -> Result<FiscalYear, AgentError> {
        self.try_finish().ok_or(AgentError::Overflow)
    }

    fn try_add(&mut self, coupon: &Coupon) -> Option<()> {
        let redeemed_yen = u128::from(coupon.principal_per_unit_yen).checked_mul(u128::from(coupon.supply_units))?;
        if coupon.payment_day < self.first_day {
            self.redeemed_before_yen = self.redeemed_before_yen.checked_add(redeemed_yen)?;
        }
        if !(self.first_day..=self.last_day).contains(&coupon.payment_day) {
            return Some(());
        }
        // What went into escrow while the rest was refused was interest and tax of the same day.
        let (year, paid) = (&mut self.year, coupon.done()?);
        for (sum_yen, yen) in [
            (&mut year.redeemed_yen, redeemed_yen),
            (&mut year.interest_yen, paid.gross_yen),
            (&mut year.national_tax_yen, paid.national_tax_yen),
            (&mut year.local_tax_yen, paid.local_tax_yen),
            (&mut year.net_yen, paid.net_yen),
            (&mut year.principal_yen, paid.principal_yen),
            (&mut year.unclaimed_yen, unclaimed_yen(coupon)?),
            (&mut year.lapsed_yen, coupon.lapsed_yen),
        ] {
            *sum_yen = sum_yen.checked_add(yen)?;
        }
        Some(())
    }

    fn try_finish(self) -> Option<FiscalYear> {
        let Self { before, until, redeemed_before_yen, year, .. } = self;
        let opening_yen = before.issued_yen.checked_sub(before.cancelled_yen)?.checked_sub(redeemed_before_yen)?;
        let issued_yen = until.issued_yen.checked_sub(before.issued_yen)?;
        let cancelled_yen = until.cancelled_yen.checked_sub(before.cancelled_yen)?;
        let closing_yen =
            opening_yen.checked_add(issued_yen)?.checked_sub(year.redeemed_yen)?.checked_sub(cancelled_yen)?;
        Some(FiscalYear { opening_yen, issued_yen, cancelled_yen, closing_yen, ..year })
    }
}

/// What holders are due and have not got so far, before tax. Once everybody is paid, what is left are fractions of a yen
/// that nobody is due; once the claims have lapsed, what waits for holders who are on hold.
fn unclaimed_yen(coupon: &Coupon) -> Option<u128> {
    match coupon.state {
        CouponState::Announced | CouponState::Open => {
            let done = coupon.done()?;
            coupon.required_yen.checked_sub(done.gross_yen)?.checked_sub(done.principal_yen)
        }
        CouponState::Settled => Some(0),
        CouponState::Lapsed => Some(coupon.held_yen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::coupon;

    const FIRST_OF_APRIL_2025: i32 = 20_179;

    fn flows(issued_yen: u128, cancelled_yen: u128) -> Flows {
        Flows { issued_yen, cancelled_yen }
    }

    fn sums(before: Flows, until: Flows) -> Sums {
        Sums::new(2025, before, until).unwrap()
    }

    #[test]
    fn an_event_counts_in_the_year_of_its_payment_day() {
        assert_eq!(FIRST_OF_APRIL_2025, "2025-04-01".parse::<Date>().unwrap().days());
        for (day, is_in_it) in [
            (FIRST_OF_APRIL_2025 - 1, false),
            (FIRST_OF_APRIL_2025, true),
            (FIRST_OF_APRIL_2025 + 364, true),
            (FIRST_OF_APRIL_2025 + 365, false),
        ] {
            let mut sums = sums(flows(1_000_000, 0), flows(1_000_000, 0));
            sums.add(&coupon(day)).unwrap();
            assert_eq!(sums.finish().unwrap().interest_yen == 1_000, is_in_it, "{day}");
        }
    }

    #[test]
    fn principal_is_carried_from_year_to_year() {
        // ¥1,000,000 were issued before, ¥100,000 cancelled; ¥200,000 fell due before the year, as much in it.
        let mut sums = sums(flows(1_000_000, 100_000), flows(1_300_000, 150_000));
        let redeeming = |day| Coupon { principal_per_unit_yen: 2_000, supply_units: 100, ..coupon(day) };
        for day in [FIRST_OF_APRIL_2025 - 10, FIRST_OF_APRIL_2025 + 100, FIRST_OF_APRIL_2025 + 400] {
            sums.add(&redeeming(day)).unwrap();
        }
        let year = sums.finish().unwrap();
        assert_eq!((year.opening_yen, year.issued_yen), (700_000, 300_000));
        assert_eq!((year.redeemed_yen, year.cancelled_yen, year.closing_yen), (200_000, 50_000, 750_000));
    }

    #[test]
    fn sums_of_payments_are_those_of_the_events() {
        let mut sums = sums(Flows::default(), flows(1_000_000, 0));
        sums.add(&coupon(FIRST_OF_APRIL_2025)).unwrap();
        sums.add(&Coupon { lapsed_yen: 9, state: CouponState::Lapsed, ..coupon(FIRST_OF_APRIL_2025 + 180) }).unwrap();
        let year = sums.finish().unwrap();
        assert_eq!((year.interest_yen, year.national_tax_yen, year.local_tax_yen), (2_000, 306, 100));
        assert_eq!((year.net_yen, year.principal_yen), (1_594, 0));
        assert_eq!((year.unclaimed_yen, year.lapsed_yen), (500, 9));
        assert_eq!(year.interest_yen, year.net_yen + year.national_tax_yen + year.local_tax_yen);
    }

    #[test]
    fn only_what_may_still_be_claimed_is_unclaimed() {
        let in_state = |state| unclaimed_yen(&Coupon { state, ..coupon(0) });
        assert_eq!((in_state(CouponState::Announced), in_state(CouponState::Open)), (Some(500), Some(500)));
        assert_eq!((in_state(CouponState::Settled), in_state(CouponState::Lapsed)), (Some(0), Some(0)));
        assert_eq!(unclaimed_yen(&Coupon { required_yen: 999, ..coupon(0) }), None);
        let held = Coupon { state: CouponState::Lapsed, held_yen: 7, ..coupon(0) };
        assert_eq!(unclaimed_yen(&held), Some(7));
    }

    #[test]
    fn what_went_into_escrow_alone_is_interest_and_tax_of_the_year_too() {
        let mut advanced = coupon(FIRST_OF_APRIL_2025);
        (advanced.advanced.gross_yen, advanced.advanced.net_yen) = (100, 80);
        (advanced.advanced.national_tax_yen, advanced.advanced.local_tax_yen) = (15, 5);
        let mut sums = sums(Flows::default(), Flows::default());
        sums.add(&advanced).unwrap();
        let year = sums.finish().unwrap();
        assert_eq!((year.interest_yen, year.net_yen), (1_100, 877));
        assert_eq!((year.national_tax_yen, year.local_tax_yen, year.unclaimed_yen), (168, 55, 400));
    }

    #[test]
    fn a_number_that_leaves_its_range_is_refused() {
        assert_eq!(Sums::new(1899, Flows::default(), Flows::default()).err(), Some(AgentError::Overflow));
        let overflow = Err(AgentError::Overflow);
        assert_eq!(sums(flows(0, 1), flows(0, 1)).finish(), overflow);
        assert_eq!(sums(flows(1, 0), flows(0, 0)).finish(), overflow);
        let mut sums = sums(Flows::default(), Flows::default());
        let mut most = coupon(FIRST_OF_APRIL_2025);
        most.paid.net_yen = u128::MAX;
        assert_eq!(sums.add(&most), Ok(()));
        let mut more = most;
        more.advanced.net_yen = 1;
        assert_eq!(sums.add(&more), Err(AgentError::Overflow));
        assert_eq!(sums.add(&most), Err(AgentError::Overflow));
    }
}
