//! Money arithmetic over its whole input range against integers without bounds.

use bond_math::{
    accrued_yen_floor, allot_largest_remainder, gross_yen_floor, interest_per_yen_floor, mul_div_floor, pow10,
    withhold_floor, ClassRates, Context, Convention, Date, MathError, NationalParts, Period, Rate, Surtaxes,
    MAX_PER_YEN_DIGITS,
};
use num_bigint::BigUint;
use proptest::prelude::*;

const CASES: u32 = 10_000;

fn big(number: impl Into<BigUint>) -> BigUint {
    number.into()
}

/// Small, medium and huge numbers alike.
fn any_u128() -> impl Strategy<Value = u128> {
    prop_oneof![0..1_000_u128, any::<u64>().prop_map(u128::from), any::<u128>(), Just(u128::MAX)]
}

fn any_u64() -> impl Strategy<Value = u64> {
    prop_oneof![0..1_000_u64, any::<u64>(), Just(u64::MAX)]
}

/// The number if it fits, as the functions promise it.
fn fits<T: TryFrom<BigUint>>(number: BigUint) -> Result<T, MathError> {
    T::try_from(number).map_err(|_| MathError::Overflow)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_product_is_divided_at_full_width(a in any_u128(), b in any_u128(), d in any_u128()) {
        let expected = match d {
            0 => Err(MathError::DivisionByZero),
            d => fits::<u128>(big(a) * big(b) / big(d)),
        };
        prop_assert_eq!(mul_div_floor(a, b, d), expected);
    }

    #[test]
    fn gross_interest_is_the_floor(face_yen in any_u128(), per_yen in any_u64(), digits in 0..=MAX_PER_YEN_DIGITS) {
        let expected = fits::<u128>(big(face_yen) * big(per_yen) / big(pow10(digits).unwrap()));
        prop_assert_eq!(gross_yen_floor(face_yen, per_yen, digits), expected);
    }

    #[test]
    fn interest_per_yen_is_the_floor_or_too_large(
        numerator in any_u64(), decimals in 0..=18_u8, frequency in prop::sample::select(vec![1_u8, 2, 4]),
        whole in any::<u32>(), basis in 1..=133_956_u32, part in any::<u32>(), digits in 0..=MAX_PER_YEN_DIGITS
    ) {
        let Ok(rate) = Rate::new(numerator, decimals) else { return Ok(()) };
        let stub_days = part % (basis + 1);
        let period = Period { whole, stub_days, stub_basis_days: basis };
        let parts = big(whole) * big(basis) + big(stub_days);
        let dividend = big(rate.numerator()) * parts * big(pow10(digits).unwrap());
        let divisor = big(10_u8).pow(u32::from(rate.decimals()) + 2) * big(frequency) * big(basis);
        match interest_per_yen_floor(rate, frequency, period, digits) {
            Ok(found) => prop_assert_eq!(big(found), dividend / divisor),
            // It may give up on a factor that is too large for its own arithmetic, never on a result of a real bond.
            Err(error) => {
                prop_assert_eq!(error, MathError::Overflow);
                let real = numerator < 1_000_000_000_000 && whole < 1_000 && decimals <= 10;
                prop_assert!(!real || fits::<u64>(dividend / divisor).is_err(), "{rate:?} {period:?}");
            }
        }
    }

    #[test]
    fn taxes_are_two_floors_and_the_rest(gross_yen in any_u128(), national_e5 in 0..=100_000_u32, local_e5 in 0..=100_000_u32) {
        let rates = ClassRates { national_e5, local_e5 };
        match withhold_floor(gross_yen, rates) {
            Ok(found) => {
                prop_assert_eq!(big(found.national_tax_yen), big(gross_yen) * big(national_e5) / big(100_000_u32));
                prop_assert_eq!(big(found.local_tax_yen), big(gross_yen) * big(local_e5) / big(100_000_u32));
                let sum = big(found.national_tax_yen) + big(found.local_tax_yen) + big(found.net_yen);
                prop_assert_eq!(sum, big(gross_yen));
            }
            Err(error) => {
                prop_assert_eq!(error, MathError::TaxAboveGross);
                prop_assert!(national_e5 + local_e5 > 100_000);
            }
        }
    }

    #[test]
    fn surtaxes_are_rounded_to_the_nearest_and_income_is_the_rest(
        national_tax_yen in any_u128(), reconstruction_permille in any::<u16>(), defence_permille in any::<u16>()
    ) {
        let surtaxes = Surtaxes { reconstruction_permille, defence_permille };
        let NationalParts { income_yen, reconstruction_yen, defence_yen } =
            surtaxes.parts_half_down(national_tax_yen).unwrap();
        prop_assert_eq!(big(income_yen) + big(reconstruction_yen) + big(defence_yen), big(national_tax_yen));
        let whole = big(1_000_u32) + big(reconstruction_permille) + big(defence_permille);
        for (part_yen, permille) in [(reconstruction_yen, reconstruction_permille), (defence_yen, defence_permille)] {
            // Twice the part, against twice the exact value: one yen less than half a yen above, half a yen below.
            let (found, exact) = (big(part_yen) * &whole * big(2_u8), big(national_tax_yen) * big(permille) * big(2_u8));
            prop_assert!(found < &exact + &whole && exact <= found + &whole);
        }
    }

    #[test]
    fn accrued_interest_is_the_floor_or_too_large(
        face_yen in any_u128(), numerator in any_u64(), decimals in 0..=18_u8,
        from in Date::MIN.days()..=Date::MAX.days(), days in 0..40_000_i32
    ) {
        let Ok(rate) = Rate::new(numerator, decimals) else { return Ok(()) };
        let from = Date::from_days(from).unwrap();
        let Ok(to) = from.add_days(days) else { return Ok(()) };
        for convention in [Convention::Act365F, Convention::Nl365] {
            let counted = convention.year_fraction(from, to, Context::default()).unwrap().days;
            let divisor = big(10_u8).pow(u32::from(rate.decimals()) + 2) * big(365_u32);
            let exact = big(face_yen) * big(rate.numerator()) * big(counted) / divisor;
            let found = accrued_yen_floor(face_yen, rate, from, to, convention).map(|accrued| accrued.accrued_yen);
            prop_assert_eq!(found, fits::<u128>(exact));
        }
    }

    #[test]
    fn an_allotment_is_never_a_unit_away_from_its_share(
        total in any_u64(), weights in prop::collection::vec(0..u64::MAX / 64, 1..50)
    ) {
        let sum: BigUint = weights.iter().map(|weight| big(*weight)).sum();
        let mut shares = vec![0; weights.len()];
        match allot_largest_remainder(total, &weights, &mut shares) {
            Ok(()) => {
                for (weight, share) in weights.iter().zip(&shares) {
                    let floor = big(total) * big(*weight) / &sum;
                    prop_assert!(big(*share) == floor || big(*share) == floor + big(1_u8));
                }
                prop_assert_eq!(shares.iter().map(|share| big(*share)).sum::<BigUint>(), big(total));
            }
            Err(error) => prop_assert!(error == MathError::DivisionByZero && sum == big(0_u8)),
        }
    }
}
