//! A payment event for unit tests.

use bond_abi::distributor::{ClassRates, Coupon, CouponState, Surtaxes, TaxRow, Totals};

/// Open, with ¥1,000 of ¥1,500 interest paid.
pub fn coupon(payment_day: i32) -> Coupon {
    let rates = ClassRates { national_e5: 15_315, local_e5: 5_000 };
    Coupon {
        state: CouponState::Open,
        cutoff_ms: 0,
        payment_day,
        supply_units: 100,
        interest_per_yen: 50_000_000_000,
        per_yen_digits: 13,
        outstanding_per_unit_yen: 10_000,
        principal_per_unit_yen: 0,
        last: false,
        rates: TaxRow {
            from_day: 0,
            individual: rates,
            corporation: rates,
            non_resident: rates,
            surtaxes: Surtaxes { reconstruction_permille: 21, defence_permille: 0 },
        },
        required_yen: 1_500,
        funded_yen: 1_500,
        prescription_years: 5,
        opened_day: payment_day,
        paid: Totals {
            units: 60,
            payees: 1,
            gross_yen: 1_000,
            national_tax_yen: 153,
            local_tax_yen: 50,
            net_yen: 797,
            principal_yen: 0,
        },
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
