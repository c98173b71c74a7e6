//! What an event owes for units, recomputed from its frozen terms with the same arithmetic as the contract's.

use bond_abi::distributor::Coupon;
use bond_math::{gross_yen_floor, MathError};

/// Interest before tax and principal of `units` held at the cutoff, in whole yen.
///
/// # Errors
/// [`MathError`] for a coupon that no distributor of ours announces.
pub fn due_before_tax_yen(coupon: &Coupon, units: u64) -> Result<u128, MathError> {
    let units = u128::from(units);
    let times = |per_unit_yen: u64| units.checked_mul(per_unit_yen.into()).ok_or(MathError::Overflow);
    let gross_yen =
        gross_yen_floor(times(coupon.outstanding_per_unit_yen)?, coupon.interest_per_yen, coupon.per_yen_digits)?;
    gross_yen.checked_add(times(coupon.principal_per_unit_yen)?).ok_or(MathError::Overflow)
}
