//! Shares of a whole in whole numbers: units among subscribers, yen among instalments.

use crate::error::MathError;
use crate::wide::{mul_div_floor, narrow_u64};

// Changes

/// Allots `total_units` in proportion to `weights`, such as units applied for in an oversubscribed issue: each gets the
/// whole part of its share, and what is left goes one unit each to the largest remainders (最大剰余方式), the earlier one
/// first where two are the same. The shares are written to `shares` and sum exactly to `total_units`.
///
/// # Errors
/// `DivisionByZero` when all weights are 0 or there are none, `Overflow` when the lists differ in
/// length or the weights sum to more than 2^64 − 1. Nothing is written then.
pub fn allot_largest_remainder(total_units: u64, weights: &[u64], shares: &mut [u64]) -> Result<(), MathError> {
    if weights.len() != shares.len() {
        return Err(MathError::Overflow);
    }
    let sum = weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight)).ok_or(MathError::Overflow)?;
    if sum == 0 {
        return Err(MathError::DivisionByZero);
    }
    let (total, whole) = (u128::from(total_units), u128::from(sum));
    let remainder = |weight: &u64| total.wrapping_mul(u128::from(*weight)).checked_rem(whole).unwrap_or(0);
    let mut left = total_units;
    for (weight, share) in weights.iter().zip(shares.iter_mut()) {
        *share = narrow_u64(mul_div_floor(total, u128::from(*weight), whole)?)?;
        left = left.saturating_sub(*share);
    }
    // The smallest remainder that still gets a unit, found by halving: no list to sort, hence no allocation.
    let (mut low, mut high) = (0_u128, whole);
    while low < high {
        let middle = low.saturating_add(high.saturating_sub(low) / 2);
        let above = weights.iter().filter(|weight| remainder(weight) > middle).count() as u64;
        match above < left {
            true => high = middle,
            false => low = middle.saturating_add(1),
        }
    }
    let above = weights.iter().filter(|weight| remainder(weight) > low).count() as u64;
    let mut ties = left.saturating_sub(above);
    for (weight, share) in weights.iter().zip(shares.iter_mut()) {
        let rest = remainder(weight);
        let tie = rest == low && ties > 0;
        if tie {
            ties = ties.saturating_sub(1);
        }
        if rest > low || tie {
            *share = share.saturating_add(1);
        }
    }
    Ok(())
}

// Queries

/// Instalment `index` of `count` of a sum in whole yen: equal parts, and every fraction with the first (昭和25年法律61号,
/// market-rules §1).
///
/// # Errors
/// `DivisionByZero` without instalments, `Overflow` for an index that there is not.
pub const fn instalment_yen(total_yen: u128, count: u32, index: u32) -> Result<u128, MathError> {
    let parts = count as u128;
    let (Some(part), Some(fraction)) = (total_yen.checked_div(parts), total_yen.checked_rem(parts)) else {
        return Err(MathError::DivisionByZero);
    };
    if index >= count {
        return Err(MathError::Overflow);
    }
    Ok(if index == 0 { part.wrapping_add(fraction) } else { part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;
    use std::{format, vec};

    fn allot(total: u64, weights: &[u64]) -> Result<Vec<u64>, MathError> {
        let mut shares = vec![0; weights.len()];
        allot_largest_remainder(total, weights, &mut shares).map(|()| shares)
    }

    /// The method as a statute would put it: sort by remainder, then by place.
    fn by_sorting(total: u64, weights: &[u64]) -> Vec<u64> {
        let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let product = |weight: u64| u128::from(total) * u128::from(weight);
        let mut shares: Vec<u64> =
            weights.iter().map(|weight| u64::try_from(product(*weight) / sum).unwrap()).collect();
        let left = total - shares.iter().sum::<u64>();
        let mut places: Vec<usize> = (0..weights.len()).collect();
        places.sort_by_key(|place| (std::cmp::Reverse(product(weights[*place]) % sum), *place));
        places.iter().take(usize::try_from(left).unwrap()).for_each(|place| shares[*place] += 1);
        shares
    }

    #[test]
    fn the_largest_remainders_get_what_is_left() {
        // 10 × 47/100 = 4.7, 10 × 16/100 = 1.6 twice, 10 × 21/100 = 2.1
        assert_eq!(allot(10, &[47, 16, 16, 21]), Ok(vec![5, 2, 1, 2]), "of two equal remainders the earlier");
        assert_eq!(allot(3, &[1, 1]), Ok(vec![2, 1]));
        assert_eq!(allot(0, &[5, 7]), Ok(vec![0, 0]));
        assert_eq!(allot(7, &[0, 7, 0]), Ok(vec![0, 7, 0]), "who applied for nothing gets nothing");
        assert_eq!(allot(u64::MAX, &[u64::MAX]), Ok(vec![u64::MAX]));
    }

    #[test]
    fn what_cannot_be_shared_is_refused_and_nothing_is_written() {
        assert_eq!(allot(5, &[]), Err(MathError::DivisionByZero));
        assert_eq!(allot(5, &[0, 0]), Err(MathError::DivisionByZero));
        let mut shares = [9; 2];
        assert_eq!(allot_largest_remainder(5, &[u64::MAX, 1], &mut shares), Err(MathError::Overflow));
        assert_eq!(allot_largest_remainder(5, &[1], &mut shares), Err(MathError::Overflow));
        assert_eq!(shares, [9; 2]);
    }

    #[test]
    fn every_fraction_goes_to_the_first_instalment() {
        let parts: Vec<u128> = (0..3).map(|index| instalment_yen(1_000, 3, index).unwrap()).collect();
        assert_eq!(parts, [334, 333, 333]);
        assert_eq!(instalment_yen(1, 2, 0), Ok(1));
        assert_eq!(instalment_yen(1, 2, 1), Ok(0));
        assert_eq!(instalment_yen(1, 0, 0), Err(MathError::DivisionByZero));
        assert_eq!(instalment_yen(1, 2, 2), Err(MathError::Overflow));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]

        #[test]
        fn shares_are_those_of_sorting_and_sum_to_the_whole(
            total in any::<u64>(), weights in prop::collection::vec(prop_oneof![0..5_u64, 0..u64::MAX / 64], 1..60)
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let shares = allot(total, &weights).unwrap();
            prop_assert_eq!(shares.iter().map(|share| u128::from(*share)).sum::<u128>(), u128::from(total));
            prop_assert_eq!(shares, by_sorting(total, &weights));
        }

        #[test]
        fn instalments_sum_to_the_whole(total in 0..u128::MAX / 4_096, count in 1..2_000_u32) {
            let sum: u128 = (0..count).map(|index| instalment_yen(total, count, index).unwrap()).sum();
            prop_assert_eq!(sum, total);
        }
    }
}
