//! Multiply first, divide once, in 256 bits (market-rules §7, N13).

use crate::error::MathError;

const LOW: u128 = 0xffff_ffff_ffff_ffff;

/// `⌊a × b / d⌋`, exact for all inputs whose result fits.
///
/// # Errors
/// `DivisionByZero` for `d = 0`, `Overflow` when the result exceeds `u128`.
pub const fn mul_div_floor(a: u128, b: u128, d: u128) -> Result<u128, MathError> {
    if d == 0 {
        return Err(MathError::DivisionByZero);
    }
    if let Some(product) = a.checked_mul(b) {
        return match product.checked_div(d) {
            Some(quotient) => Ok(quotient),
            None => Err(MathError::DivisionByZero),
        };
    }
    let (high, low) = mul_wide(a, b);
    if high >= d {
        return Err(MathError::Overflow);
    }
    Ok(div_wide(high, low, d))
}

/// 10ⁿ for n in 0..=38.
///
/// # Errors
/// `Overflow` above 38.
pub const fn pow10(n: u8) -> Result<u128, MathError> {
    match 10_u128.checked_pow(n as u32) {
        Some(power) => Ok(power),
        None => Err(MathError::Overflow),
    }
}

/// The value as `u64`.
///
/// # Errors
/// `Overflow` when it does not fit.
pub(crate) const fn narrow_u64(value: u128) -> Result<u64, MathError> {
    if value > LOW {
        return Err(MathError::Overflow);
    }
    Ok((value & LOW) as u64)
}

// Helpers

/// The 256-bit product as (high, low), from four 64-bit products. The sums cannot wrap:
/// (2⁶⁴−1)² + 2 × (2⁶⁴−1) = 2¹²⁸ − 1.
const fn mul_wide(a: u128, b: u128) -> (u128, u128) {
    let (a_high, a_low) = (a >> 64, a & LOW);
    let (b_high, b_low) = (b >> 64, b & LOW);
    let low = a_low.wrapping_mul(b_low);
    let middle = a_high.wrapping_mul(b_low).wrapping_add(low >> 64);
    let middle_low = a_low.wrapping_mul(b_high).wrapping_add(middle & LOW);
    let high = a_high.wrapping_mul(b_high).wrapping_add(middle >> 64).wrapping_add(middle_low >> 64);
    (high, (middle_low << 64) | (low & LOW))
}

/// The quotient of a 256-bit number with `high < d`, by shift and subtract: the smallest code, on a path that
/// amounts in yen never take.
const fn div_wide(high: u128, low: u128, d: u128) -> u128 {
    let mut remainder = high;
    let mut bits = low;
    let mut quotient: u128 = 0;
    let mut step = 0_u8;
    while step < 128 {
        let carried = remainder >> 127 == 1;
        remainder = (remainder << 1) | (bits >> 127);
        bits <<= 1;
        quotient <<= 1;
        if carried || remainder >= d {
            // With the carry the true remainder is 2¹²⁸ larger, and the wrapped difference is the right one.
            remainder = remainder.wrapping_sub(d);
            quotient |= 1;
        }
        step = step.wrapping_add(1);
    }
    quotient
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: u128 = u128::MAX;

    #[test]
    fn both_paths_agree_with_known_values() {
        assert_eq!(mul_div_floor(7, 3, 2), Ok(10));
        assert_eq!(mul_div_floor(MAX, MAX, MAX), Ok(MAX));
        assert_eq!(mul_div_floor(MAX, MAX - 1, MAX), Ok(MAX - 1));
        assert_eq!(mul_div_floor(MAX, 2, 4), Ok(MAX / 2));
        assert_eq!(mul_div_floor(1 << 127, 1 << 127, 1 << 127), Ok(1 << 127));
        assert_eq!(mul_div_floor(1 << 127, 2, 2), Ok(1 << 127));
        assert_eq!(mul_div_floor(MAX - 1, MAX - 1, MAX), Ok(MAX - 2));
        assert_eq!(mul_div_floor(0, MAX, 1), Ok(0));
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        assert_eq!(mul_div_floor(1, 1, 0), Err(MathError::DivisionByZero));
        assert_eq!(mul_div_floor(MAX, MAX, 0), Err(MathError::DivisionByZero));
        assert_eq!(mul_div_floor(MAX, MAX, MAX - 1), Err(MathError::Overflow));
        assert_eq!(mul_div_floor(MAX, 2, 1), Err(MathError::Overflow));
    }

    #[test]
    fn n13_multiplication_comes_first() {
        // Dividing first paid 777 instead of 1000 elsewhere.
        assert_eq!(mul_div_floor(1_000, 9, 9), Ok(1_000));
        assert_eq!(mul_div_floor(7, 1_000, 7), Ok(1_000));
    }

    #[test]
    fn powers_of_ten_end_at_38() {
        assert_eq!(pow10(0), Ok(1));
        assert_eq!(pow10(13), Ok(10_000_000_000_000));
        assert_eq!(pow10(38), Ok(100_000_000_000_000_000_000_000_000_000_000_000_000));
        assert_eq!(pow10(39), Err(MathError::Overflow));
        assert_eq!(pow10(255), Err(MathError::Overflow));
    }

    #[test]
    fn narrowing_is_exact() {
        assert_eq!(narrow_u64(u128::from(u64::MAX)), Ok(u64::MAX));
        assert_eq!(narrow_u64(u128::from(u64::MAX) + 1), Err(MathError::Overflow));
    }
}
