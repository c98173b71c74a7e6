//! The taxes of a payment event: what was withheld, what was taken out, what was remitted (納付).

use bond_abi::agent::{AgentError, TaxLedger};
use bond_abi::distributor::{Coupon, TaxKind};
use bond_math::Surtaxes;

/// The number of a tax, as in a key of storage.
pub const fn key(event: u8, kind: TaxKind) -> (u8, u8) {
    match kind {
        TaxKind::National => (event, 0),
        TaxKind::Local => (event, 1),
    }
}

/// The ledger of an event of which so much national and local tax was remitted.
///
/// # Errors
/// `Overflow`.
pub fn of(coupon: &Coupon, national_remitted_yen: u128, local_remitted_yen: u128) -> Result<TaxLedger, AgentError> {
    // What went into escrow while the rest was refused was paid after tax as well.
    let paid = coupon.done().ok_or(AgentError::Overflow)?;
    // The parts are those of the sum, and not summed up from payments.
    let bond_abi::distributor::Surtaxes { reconstruction_permille, defence_permille } = coupon.rates.surtaxes;
    let surtaxes = Surtaxes { reconstruction_permille, defence_permille };
    let parts = surtaxes.parts_half_down(paid.national_tax_yen).map_err(|_| AgentError::Overflow)?;
    Ok(TaxLedger {
        payment_day: coupon.payment_day,
        payees: paid.payees,
        gross_yen: paid.gross_yen,
        national_yen: paid.national_tax_yen,
        reconstruction_yen: parts.reconstruction_yen,
        defence_yen: parts.defence_yen,
        local_yen: paid.local_tax_yen,
        net_yen: paid.net_yen,
        national_withdrawn_yen: coupon.national_withdrawn_yen,
        local_withdrawn_yen: coupon.local_withdrawn_yen,
        national_remitted_yen,
        local_remitted_yen,
    })
}

/// What was remitted of a tax of an event after `yen` more: never more than was taken out for it.
///
/// # Errors
/// `ExceedsWithdrawn`.
pub fn remitted(coupon: &Coupon, kind: TaxKind, remitted_yen: u128, yen: u128) -> Result<u128, AgentError> {
    let taken_out_yen = match kind {
        TaxKind::National => coupon.national_withdrawn_yen,
        TaxKind::Local => coupon.local_withdrawn_yen,
    };
    let withdrawn_yen = taken_out_yen.saturating_sub(remitted_yen);
    match remitted_yen.checked_add(yen) {
        Some(total_yen) if yen <= withdrawn_yen => Ok(total_yen),
        _ => Err(AgentError::ExceedsWithdrawn { withdrawn_yen }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::coupon;

    #[test]
    fn the_parts_are_those_of_the_sum_under_the_law_of_the_payment_day() {
        let mut coupon = coupon(20_000);
        coupon.paid.national_tax_yen = 1_531_500;
        coupon.national_withdrawn_yen = 1_000_000;
        let ledger = of(&coupon, 900_000, 7).unwrap();
        assert_eq!((ledger.national_yen, ledger.reconstruction_yen), (1_531_500, 31_500));
        assert_eq!((ledger.national_withdrawn_yen, ledger.national_remitted_yen), (1_000_000, 900_000));
        assert_eq!((ledger.local_remitted_yen, ledger.payment_day), (7, 20_000));
        let mut parts = |reconstruction_permille, defence_permille| {
            coupon.rates.surtaxes = bond_abi::distributor::Surtaxes { reconstruction_permille, defence_permille };
            of(&coupon, 0, 0).map(|ledger| (ledger.reconstruction_yen, ledger.defence_yen))
        };
        assert_eq!(parts(11, 10), Ok((16_500, 15_000)), "2027");
        assert_eq!(parts(0, 0), Ok((0, 0)));
    }

    #[test]
    fn no_more_is_remitted_than_was_taken_out_of_the_same_event_and_tax() {
        let mut coupon = coupon(20_000);
        (coupon.national_withdrawn_yen, coupon.local_withdrawn_yen) = (100, 40);
        assert_eq!(remitted(&coupon, TaxKind::National, 0, 100), Ok(100));
        assert_eq!(remitted(&coupon, TaxKind::National, 60, 40), Ok(100));
        let excess = |withdrawn_yen| Err(AgentError::ExceedsWithdrawn { withdrawn_yen });
        assert_eq!(remitted(&coupon, TaxKind::National, 60, 41), excess(40));
        assert_eq!(remitted(&coupon, TaxKind::Local, 0, 41), excess(40));
        assert_eq!(remitted(&coupon, TaxKind::Local, 40, 1), excess(0));
        assert_eq!(remitted(&coupon, TaxKind::Local, 1, u128::MAX), excess(39));
    }

    #[test]
    fn each_event_and_tax_has_a_key_of_its_own() {
        let keys = [key(0, TaxKind::National), key(0, TaxKind::Local), key(1, TaxKind::National)];
        assert_eq!(keys, [(0, 0), (0, 1), (1, 0)]);
    }
}
