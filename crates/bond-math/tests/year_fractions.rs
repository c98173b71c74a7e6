//! Day counts against counting day by day, and what must hold for any two dates.

use bond_math::{accrued_yen_floor, Context, Convention, Date, MathError, Rate, YearFraction, CONVENTIONS};
use proptest::prelude::*;

const CASES: u32 = 10_000;

fn any_date() -> impl Strategy<Value = Date> {
    (Date::MIN.days()..=Date::MAX.days()).prop_map(|days| Date::from_days(days).unwrap())
}

/// Two dates in order, mostly a few years apart.
fn span() -> impl Strategy<Value = (Date, Date)> {
    (any_date(), prop_oneof![0..800_i32, 0..9_000_i32]).prop_map(|(from, days)| {
        let last = Date::MAX.days().min(from.days() + days);
        (from, Date::from_days(last).unwrap())
    })
}

/// The days that count: those after `from`, up to and including `to`.
fn days_of(from: Date, to: Date) -> impl Iterator<Item = Date> {
    (from.days() + 1..=to.days()).map(|day| Date::from_days(day).unwrap())
}

fn is_leap(year: i32) -> bool {
    Date::from_ymd(year, 2, 29).is_ok()
}

/// `a/b + c/d = e/f`, without dividing.
fn sums(parts: [YearFraction; 2], whole: YearFraction) -> bool {
    let wide = |number: u64| u128::from(number);
    let [a, b] = parts;
    let sum = wide(a.numerator) * wide(b.denominator) + wide(b.numerator) * wide(a.denominator);
    sum * wide(whole.denominator) == wide(whole.numerator) * wide(a.denominator) * wide(b.denominator)
}

fn plain(convention: Convention, from: Date, to: Date) -> YearFraction {
    convention.year_fraction(from, to, Context::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn counting_day_by_day_gives_the_same((from, to) in span()) {
        let actual = days_of(from, to).count() as u64;
        let without_leap_days = days_of(from, to).filter(|day| !matches!(day.ymd(), (_, 2, 29))).count() as u64;
        let is = |convention, numerator: u64, denominator: u64| {
            let found = plain(convention, from, to);
            found.numerator * denominator == numerator * found.denominator
        };
        prop_assert!(is(Convention::Act365F, actual, 365));
        prop_assert!(is(Convention::Act360, actual, 360));
        prop_assert!(is(Convention::Nl365, without_leap_days, 365));
        // ISDA gives a day to the year in which it begins: the interest of `to` is earned on the day before.
        let in_leap_years = (from.days()..to.days()).filter(|day| is_leap(Date::from_days(*day).unwrap().ymd().0)).count() as u64;
        prop_assert!(is(Convention::ActActIsda, in_leap_years * 365 + (actual - in_leap_years) * 366, 365 * 366));
    }

    #[test]
    fn a_split_changes_nothing_where_days_are_counted((from, to) in span(), place in 0.0..=1.0_f64) {
        let middle = Date::from_days(from.days() + (f64::from(to.days() - from.days()) * place) as i32).unwrap();
        for convention in [Convention::Act365F, Convention::Act360, Convention::Nl365, Convention::ActActIsda] {
            let parts = [plain(convention, from, middle), plain(convention, middle, to)];
            prop_assert!(sums(parts, plain(convention, from, to)), "{}", convention.name());
        }
        let context = Context { frequency: 2, maturity: Some(to), ..Context::default() };
        for convention in [Convention::JpHalf, Convention::ActActIcma] {
            let part = |from, to| convention.year_fraction(from, to, context);
            // The grid may leave the years that a date can have.
            if let (Ok(first), Ok(second), Ok(whole)) = (part(from, middle), part(middle, to), part(from, to)) {
                prop_assert!(sums([first, second], whole), "{}", convention.name());
            }
        }
    }

    #[test]
    fn a_whole_grid_period_is_one_over_the_frequency(
        anchor in any_date(), frequency in prop::sample::select(vec![1_u8, 2, 4, 12]), periods in 1..40_i32
    ) {
        let (_, _, day) = anchor.ymd();
        let months = i32::from(12 / frequency);
        if let Ok(from) = anchor.add_months(-months * periods, day) {
            let context = Context { frequency, maturity: Some(anchor), ..Context::default() };
            if let Ok(found) = Convention::ActActIcma.year_fraction(from, anchor, context) {
                prop_assert_eq!(found.numerator * u64::from(frequency), periods.unsigned_abs() as u64 * found.denominator);
            }
        }
    }

    #[test]
    fn thirty_day_months_are_never_far_from_the_calendar((from, to) in span()) {
        for convention in [Convention::Thirty360, Convention::ThirtyE360, Convention::ThirtyE360Isda] {
            let days = i64::from(plain(convention, from, to).days);
            let (from_year, from_month, _) = from.ymd();
            let (to_year, to_month, _) = to.ymd();
            let months = i64::from((to_year - from_year) * 12 + i32::from(to_month) - i32::from(from_month));
            prop_assert!((days - months * 30).abs() <= 30, "{}", convention.name());
        }
    }

    #[test]
    fn nothing_panics_and_every_fraction_is_in_lowest_terms(
        from in any_date(), to in any_date(), frequency in any::<u8>(), maturity in prop::option::of(any_date()), digits in any::<u8>()
    ) {
        for convention in CONVENTIONS {
            match convention.year_fraction(from, to, Context { frequency, maturity, ..Context::default() }) {
                Ok(found) => {
                    let (mut a, mut b) = (found.numerator, found.denominator);
                    while b != 0 {
                        (a, b) = (b, a % b);
                    }
                    prop_assert!(a == 1 && found.denominator > 0, "{} {found:?}", convention.name());
                    let _ = found.truncated(digits);
                }
                Err(error) => prop_assert!(matches!(
                    error,
                    MathError::InvalidPeriod | MathError::FrequencyUnsupported | MathError::DateOutOfRange
                )),
            }
        }
    }

    #[test]
    fn accrued_interest_is_the_floor_of_the_exact_quotient(
        face_yen in 0..=1_000_000_000_000_000_000_u128, numerator in 0..=1_000_000_u64, decimals in 0..=4_u8, (from, to) in span()
    ) {
        if let Ok(rate) = Rate::new(numerator, decimals) {
            for convention in [Convention::Act365F, Convention::Nl365] {
                let found = accrued_yen_floor(face_yen, rate, from, to, convention).unwrap();
                let divisor = 10_u128.pow(u32::from(decimals) + 2) * 365;
                let dividend = face_yen * u128::from(numerator) * u128::from(found.days);
                prop_assert_eq!(found.accrued_yen, dividend / divisor);
            }
        }
    }
}
