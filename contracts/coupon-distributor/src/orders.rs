//! What the paying agent's contract orders. Who gives the order has checked who may ask for it and where the money may go;
//! here is checked that nobody is owed it.

use crate::reply::{refuse, OrRefuse, Passed};
use crate::till::{self, Till};
use crate::{amounts, life, payment, store};
use bond_abi::distributor::{CashDate, CashOrder, CouponState, DistributorError, TaxKind, Wiring};
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
            let table = amounts::with_row(store::tax_table(), row, today, || life::first_day_due(wiring));
            store::set_tax_table(&table.passed());
            0
        }
        CashOrder::SetPaymentDay { event, scheduled_day, day } => {
            if store::calendar().announced & store::bit(event) != 0 {
                // Holdings, interest and what is required stay as they were frozen; the rates are those of the day (N12).
                let mut coupon = life::in_state(event, CouponState::Announced);
                coupon.payment_day = day.unwrap_or(scheduled_day);
                coupon.rates = amounts::rates_on(&store::tax_table(), coupon.payment_day).passed();
                store::set_coupon(event, &coupon);
            }
            store::set_payment_day(event, day.map(|day| CashDate { scheduled_day, day }));
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
            let (cash, needed) = life::cash(wiring);
            if yen > cash.surplus_yen {
                refuse(DistributorError::ExceedsSurplus { surplus_yen: cash.surplus_yen });
            }
            // A reserve that nobody needs is part of the surplus, and gone with it.
            let mut calendar = store::calendar();
            for k in store::events(calendar.reserve & !needed) {
                store::set_reserve_yen(&mut calendar, k, 0);
            }
            store::set_calendar(calendar);
            pay_out(wiring, &to, yen)
        }
        CashOrder::Reclaim { event, to } => {
            let mut coupon = store::announced(event);
            // Money that is not enough to open an event waits for the rest only so long. With all of it, anybody opens it.
            let is_part =
                coupon.state == CouponState::Announced && (1..coupon.required_yen).contains(&coupon.funded_yen);
            if !is_part && coupon.state != CouponState::Open {
                refuse(DistributorError::WrongState { state: coupon.state });
            }
            let until_ms = amounts::lapse_ms(&coupon).passed();
            if life::now_ms() < until_ms {
                refuse(DistributorError::PrescriptionRunning { until_ms });
            }
            let yen;
            if is_part {
                yen = coupon.funded_yen;
                coupon.funded_yen = 0;
            } else {
                yen = amounts::lapsing_yen(&coupon).passed();
                coupon.state = CouponState::Lapsed;
                coupon.lapsed_yen = yen;
                payment::close(event);
            }
            store::set_coupon(event, &coupon);
            pay_out(wiring, &to, yen)
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
