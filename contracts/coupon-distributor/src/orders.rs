//! What the paying agent's contract orders. Who gives the order has checked who may ask for it and where the money may go;
//! here is checked that nobody is owed it.

use crate::reply::{refuse, OrRefuse, Passed};
use crate::till::{self, Till};
use crate::{amounts, life, payment, store};
use bond_abi::distributor::{CashOrder, CouponState, DistributorError, TaxKind, Wiring};
use bond_abi::{AccountId, ZERO_ACCOUNT};

/// Carries out an order; gives the yen that it moved.
///
/// # Errors
/// `NotTheAgent` and those of each order.
#[inline(never)]
pub fn carry_out(wiring: &Wiring, caller: &AccountId, order: CashOrder) -> u128 {
    if *caller != wiring.agent {
        refuse(DistributorError::NotTheAgent);
    }
    match order {
        CashOrder::SetTaxRow(row) => {
            let today = amounts::day_of(life::now_ms()).passed();
            store::set_tax_table(&amounts::with_row(store::tax_table(), row, today).passed());
            0
        }
        CashOrder::SetPaymentDay { event, day } => {
            if store::calendar().announced & store::bit(event) != 0 {
                refuse(DistributorError::AlreadyAnnounced);
            }
            store::set_payment_day(event, day);
            0
        }
        CashOrder::WithdrawTax { event, kind, yen, to } => {
            let mut coupon = store::announced(event);
            require_some(yen);
            let withheld_yen = amounts::withheld_yen(&coupon, kind);
            if yen > withheld_yen {
                refuse(DistributorError::ExceedsWithheld { withheld_yen });
            }
            let withdrawn_yen = match kind {
                TaxKind::National => &mut coupon.national_withdrawn_yen,
                TaxKind::Local => &mut coupon.local_withdrawn_yen,
            };
            *withdrawn_yen = withdrawn_yen.checked_add(yen).or_refuse(DistributorError::Overflow);
            store::set_coupon(event, &coupon);
            pay_out(wiring, &to, yen)
        }
        CashOrder::WithdrawSurplus { yen, to } => {
            require_some(yen);
            let cash = life::cash(wiring);
            if yen > cash.surplus_yen {
                refuse(DistributorError::ExceedsSurplus { surplus_yen: cash.surplus_yen });
            }
            // A reserve that counts no more is part of the surplus, and gone with it.
            if cash.reserve_yen == 0 && store::reserve_yen() > 0 {
                store::set_reserve_yen(0);
            }
            pay_out(wiring, &to, yen)
        }
        CashOrder::Reclaim { event, to } => {
            let mut coupon = life::in_state(event, CouponState::Open);
            let until_ms = amounts::lapse_ms(&coupon).passed();
            if life::now_ms() < until_ms {
                refuse(DistributorError::PrescriptionRunning { until_ms });
            }
            let left_yen = amounts::left_yen(&coupon).passed();
            coupon.state = CouponState::Lapsed;
            coupon.lapsed_yen = left_yen;
            store::set_coupon(event, &coupon);
            payment::close(event);
            pay_out(wiring, &to, left_yen)
        }
        CashOrder::AcceptPaymentCode { code_hash } => {
            if till::code_hash(&wiring.payment_token) != Some(code_hash) {
                refuse(DistributorError::ForeignCode);
            }
            store::set_payment_code(&code_hash);
            0
        }
    }
}

fn require_some(yen: u128) {
    if yen == 0 {
        refuse(DistributorError::ZeroAmount);
    }
}

/// Pays to somebody who is no holder.
#[inline(never)]
fn pay_out(wiring: &Wiring, to: &AccountId, yen: u128) -> u128 {
    let this = ink::env::account_id::<ink::env::DefaultEnvironment>();
    if *to == AccountId::from(ZERO_ACCOUNT) || *to == this {
        refuse(DistributorError::BadAccount);
    }
    let mut till = Till::open(wiring);
    if !till.pay(to, yen) {
        refuse(DistributorError::PaymentFailed);
    }
    till.close();
    yen
}
