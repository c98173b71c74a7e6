//! The proof that a payment overlooked nobody: what was paid, what waits and what nobody is due is what was required.

use anyhow::anyhow;
use bond_abi::distributor::{Coupon, Marks, Outcome};

use crate::input::defect::Failure;
use crate::operate::payouts::{self, Holder};
use crate::operate::sheet::amount;
use crate::operate::Sheet;

/// The sums over all holders at the cutoff, each recomputed from his units, before tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Interest and principal of those who are paid.
    pub paid_yen: u128,
    /// Of those who could not be paid when it was tried last.
    pub reserved_yen: u128,
    /// Of those whose claims have lapsed.
    pub lapsed_yen: u128,
    /// Of those whom nobody tried to pay.
    pub untried_yen: u128,
    /// How many these are.
    pub untried: u64,
    /// What nobody is due: each holder's interest is floored, and the supply's only once.
    pub fractions_yen: u128,
    /// What the event needed.
    pub required_yen: u128,
}

// Queries

impl Proof {
    /// Adds up what `holders` are due, beside what the distributor says was paid and is reserved. The marks are those of
    /// holders who are not paid, in the order of `holders`; the others' do not matter.
    ///
    /// # Errors
    /// With both sums, when they are not the same.
    pub fn of(k: u8, coupon: &Coupon, holders: &[(Holder, Marks)]) -> Result<Self, Failure> {
        let mut proof = Self { required_yen: coupon.required_yen, ..Self::default() };
        let mut due_yen: u128 = 0;
        for (holder, marks) in holders {
            due_yen += holder.due_yen;
            match holder.entitlement.outcome {
                Outcome::AlreadyPaid => proof.paid_yen += holder.due_yen,
                Outcome::Lapsed => proof.lapsed_yen += holder.due_yen,
                _ if payouts::has(marks.reserved, k) => proof.reserved_yen += holder.due_yen,
                _ => {
                    proof.untried_yen += holder.due_yen;
                    proof.untried += 1;
                }
            }
        }
        let told_yen = coupon.paid.gross_yen + coupon.paid.principal_yen;
        same("paid", proof.paid_yen, told_yen)?;
        // Once the claims have lapsed, nothing waits any more.
        if proof.lapsed_yen == 0 {
            same("reserved", proof.reserved_yen, coupon.reserved_yen)?;
        }
        let fractions_yen = coupon.required_yen.checked_sub(due_yen);
        // Less than a yen for each holder.
        match fractions_yen.filter(|yen| *yen == 0 || *yen < holders.len() as u128) {
            Some(fractions_yen) => Ok(Self { fractions_yen, ..proof }),
            None => Err(anyhow!(
                "the holders are due {due_yen} yen together, and {} yen are required: they do not add up; report this",
                coupon.required_yen
            )
            .into()),
        }
    }

    /// Fails when somebody was overlooked.
    ///
    /// # Errors
    /// With how many and how much.
    pub fn complete(&self, k: u8) -> Result<(), Failure> {
        match self.untried {
            0 => Ok(()),
            untried => Err(anyhow!(
                "{untried} holders with {} yen before tax are neither paid nor reserved; run coupon pay --event {k} again, \
                 it goes on",
                self.untried_yen
            )
            .into()),
        }
    }

    /// The sums as lines.
    pub fn sheet(&self, sheet: Sheet) -> Sheet {
        let sheet = sheet
            .with("paid_yen", amount(self.paid_yen))
            .with("reserved_yen", amount(self.reserved_yen))
            .with("fractions_yen", amount(self.fractions_yen))
            .with("required_yen", amount(self.required_yen));
        let sheet = if self.lapsed_yen > 0 { sheet.with("lapsed_yen", amount(self.lapsed_yen)) } else { sheet };
        if self.untried > 0 {
            return sheet.with("untried_yen", amount(self.untried_yen)).with("untried_holders", self.untried);
        }
        sheet
    }
}

// Helpers

fn same(what: &str, recomputed_yen: u128, told_yen: u128) -> Result<(), Failure> {
    match recomputed_yen == told_yen {
        true => Ok(()),
        false => Err(anyhow!(
            "the holders that are {what} are due {recomputed_yen} yen, and the distributor says {told_yen}: they do not \
             add up; report this"
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::distributor::{ClassRates, CouponState, Entitlement, Surtaxes, TaxRow, Totals};
    use bond_abi::AccountId;

    /// 1.7216 yen of interest a unit and no principal.
    fn coupon() -> Coupon {
        let rates = ClassRates { national_e5: 15_315, local_e5: 5_000 };
        Coupon {
            state: CouponState::Open,
            cutoff_ms: 0,
            payment_day: 0,
            supply_units: 30,
            interest_per_yen: 17_216,
            per_yen_digits: 4,
            outstanding_per_unit_yen: 1,
            principal_per_unit_yen: 0,
            last: false,
            rates: TaxRow {
                from_day: 0,
                individual: rates,
                corporation: rates,
                non_resident: rates,
                surtaxes: Surtaxes { reconstruction_permille: 21, defence_permille: 0 },
            },
            required_yen: 51,
            funded_yen: 51,
            prescription_years: 5,
            opened_day: 0,
            paid: Totals::default(),
            reserved_yen: 0,
            reserved_units: 0,
            reserved_payees: 0,
            advanced: Totals::default(),
            held_yen: 0,
            held_payees: 0,
            national_withdrawn_yen: 0,
            local_withdrawn_yen: 0,
            lapsed_yen: 0,
        }
    }

    fn holder(coupon: &Coupon, units: u64, outcome: Outcome, reserved: u128) -> (Holder, Marks) {
        let entitlement = Entitlement { units, quote: None, to: None, escrowed: None, outcome };
        let due_yen = payouts::due_yen(coupon, units).unwrap();
        (
            Holder { account: AccountId::from([1; 32]), is_directed: false, entitlement, due_yen },
            Marks { reserved, ..Marks::default() },
        )
    }

    #[test]
    fn paid_reserved_and_fractions_are_what_was_required() {
        let mut coupon = coupon();
        coupon.paid.gross_yen = 17;
        coupon.reserved_yen = 15;
        let holders = [
            holder(&coupon, 10, Outcome::AlreadyPaid, 0),
            holder(&coupon, 9, Outcome::Suspended, 0b100),
            holder(&coupon, 11, Outcome::Paid, 0b10),
        ];
        let proof = Proof::of(2, &coupon, &holders).unwrap();
        assert_eq!((proof.paid_yen, proof.reserved_yen, proof.untried_yen, proof.untried), (17, 15, 18, 1));
        assert_eq!(proof.fractions_yen, 51 - 17 - 15 - 18);
        assert!(proof.complete(2).unwrap_err().to_string().contains("1 holders with 18 yen"));
        let text = proof.sheet(Sheet::new()).text();
        assert!(text.starts_with("paid yen: 17\nreserved yen: 15\nfractions yen: 1\nrequired yen: 51"), "{text}");
    }

    #[test]
    fn sums_that_differ_are_a_failure() {
        let mut coupon = coupon();
        let holders = [holder(&coupon, 30, Outcome::AlreadyPaid, 0)];
        assert!(Proof::of(0, &coupon, &holders).unwrap_err().to_string().contains("due 51 yen"));
        coupon.paid.gross_yen = 51;
        assert!(Proof::of(0, &coupon, &holders).unwrap().complete(0).is_ok());
        coupon.required_yen = 52;
        assert!(Proof::of(0, &coupon, &holders).unwrap_err().to_string().contains("52 yen are required"));
        coupon.required_yen = 50;
        assert!(Proof::of(0, &coupon, &holders).is_err(), "less than they are due");
    }
}
