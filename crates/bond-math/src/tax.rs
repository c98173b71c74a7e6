//! Withholding tax on interest (market-rules §3).

use core::fmt;

use crate::date::Date;
use crate::error::MathError;
use crate::wide::mul_div_floor;

/// A rate of 100 % in the unit of [`ClassRates`].
const WHOLE_E5: u32 = 100_000;

/// Rows of [`statutory_table`].
pub const STATUTORY_ROWS: usize = 3;

/// The tax class of a holder, as valid at the record date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaxClass {
    /// Natural person resident in Japan.
    Individual,
    /// Domestic corporation.
    Corporation,
    /// Holder with a recorded and valid basis of exemption.
    Exempt,
    /// Person or corporation abroad.
    NonResident,
}

/// Withholding rates in units of 0.001 %: 15.315 % is 15,315.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClassRates {
    /// National income tax, reconstruction tax included.
    pub national_e5: u32,
    /// Local tax.
    pub local_e5: u32,
}

/// The rates in force from a payment date on, until the next row. Exempt holders are always at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TaxRow {
    /// First payment date that the row governs.
    pub from: Date,
    /// Rates of [`TaxClass::Individual`].
    pub individual: ClassRates,
    /// Rates of [`TaxClass::Corporation`].
    pub corporation: ClassRates,
    /// Rates of [`TaxClass::NonResident`], before any treaty.
    pub non_resident: ClassRates,
    /// Whether the national rates contain the reconstruction tax of [`reconstruction_part_yen`].
    pub with_reconstruction: bool,
}

/// What is withheld from a gross amount. `net_yen + national_tax_yen + local_tax_yen` is the gross.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Withholding {
    /// National tax in yen, reconstruction tax included.
    pub national_tax_yen: u128,
    /// Local tax in yen.
    pub local_tax_yen: u128,
    /// What the holder receives, in yen.
    pub net_yen: u128,
}

/// Why a tax table gives no rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxError {
    /// The table has no row in force on the payment date.
    NoRowInForce {
        /// The payment date that was asked about.
        payment_date: Date,
    },
    /// A row does not start after the one before it.
    RowsOutOfOrder {
        /// 0-based index of the row.
        index: usize,
    },
    /// Rates of a row sum to more than 100 %.
    RatesAboveGross {
        /// 0-based index of the row.
        index: usize,
    },
}

// Queries

impl TaxClass {
    /// The class of a name as [`TaxClass::name`] writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Individual, Self::Corporation, Self::Exempt, Self::NonResident].into_iter().find(|c| c.name() == name)
    }

    /// `individual`, `corporation`, `exempt` or `non-resident`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Corporation => "corporation",
            Self::Exempt => "exempt",
            Self::NonResident => "non-resident",
        }
    }
}

impl ClassRates {
    /// No tax.
    pub const ZERO: ClassRates = ClassRates { national_e5: 0, local_e5: 0 };

    /// Whether the two rates together take more than 100 %.
    pub const fn exceed_gross(self) -> bool {
        self.national_e5.saturating_add(self.local_e5) > WHOLE_E5
    }
}

impl TaxRow {
    /// The rates of a class.
    pub const fn rates(&self, class: TaxClass) -> ClassRates {
        match class {
            TaxClass::Individual => self.individual,
            TaxClass::Corporation => self.corporation,
            TaxClass::Exempt => ClassRates::ZERO,
            TaxClass::NonResident => self.non_resident,
        }
    }
}

/// The rates of market-rules §3, for payment dates from 2013-01-01 on: reconstruction tax 2013–2037, no local tax on
/// corporations since 2016. A starting point, not an authority: the contract that pays holds its own dated copy, so
/// that a new law needs no new code.
///
/// The tax reform of fiscal 2026 (outline of the Ministry of Finance, chapter 6) keeps the total of 15.315 % but splits
/// it anew from 2027 (defence 1 %, reconstruction 1.1 %) and extends reconstruction to 2047. It is **not** in this table:
/// whoever pays after 2026 checks the third row and [`reconstruction_part_yen`] against the law then in force.
pub const fn statutory_table() -> [TaxRow; STATUTORY_ROWS] {
    const fn rates(national_e5: u32, local_e5: u32) -> ClassRates {
        ClassRates { national_e5, local_e5 }
    }
    [
        TaxRow {
            from: january_first(2013),
            individual: rates(15_315, 5_000),
            corporation: rates(15_315, 5_000),
            non_resident: rates(15_315, 0),
            with_reconstruction: true,
        },
        TaxRow {
            from: january_first(2016),
            individual: rates(15_315, 5_000),
            corporation: rates(15_315, 0),
            non_resident: rates(15_315, 0),
            with_reconstruction: true,
        },
        TaxRow {
            from: january_first(2038),
            individual: rates(15_000, 5_000),
            corporation: rates(15_000, 0),
            non_resident: rates(15_000, 0),
            with_reconstruction: false,
        },
    ]
}

/// The row in force on a payment date: the last that starts on or before it. The whole table is checked, so that a
/// broken one is refused whatever the date.
///
/// # Errors
/// [`TaxError`]: no row in force, rows out of order, rates above 100 %.
pub fn rates_on(table: &[TaxRow], payment_date: Date) -> Result<&TaxRow, TaxError> {
    let mut in_force = None;
    let mut previous: Option<Date> = None;
    for (index, row) in table.iter().enumerate() {
        if previous.is_some_and(|from| from >= row.from) {
            return Err(TaxError::RowsOutOfOrder { index });
        }
        if row.individual.exceed_gross() || row.corporation.exceed_gross() || row.non_resident.exceed_gross() {
            return Err(TaxError::RatesAboveGross { index });
        }
        previous = Some(row.from);
        if row.from <= payment_date {
            in_force = Some(row);
        }
    }
    in_force.ok_or(TaxError::NoRowInForce { payment_date })
}

/// National and local tax, each floored on the gross, and what is left (market-rules §3).
///
/// # Errors
/// `TaxAboveGross` when the rates sum to more than 100 %.
pub const fn withhold_floor(gross_yen: u128, rates: ClassRates) -> Result<Withholding, MathError> {
    if rates.exceed_gross() {
        return Err(MathError::TaxAboveGross);
    }
    let national = mul_div_floor(gross_yen, rates.national_e5 as u128, WHOLE_E5 as u128);
    let local = mul_div_floor(gross_yen, rates.local_e5 as u128, WHOLE_E5 as u128);
    let (national_tax_yen, local_tax_yen) = match (national, local) {
        (Ok(national), Ok(local)) => (national, local),
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };
    // Two floors of parts that sum to at most the gross never exceed it.
    let net_yen = gross_yen.saturating_sub(national_tax_yen).saturating_sub(local_tax_yen);
    Ok(Withholding { national_tax_yen, local_tax_yen, net_yen })
}

/// The reconstruction part of a national tax amount: `total × 2.1 / 102.1`, up to 50 sen down, above up
/// (market-rules §3; for the remittance slip). Only for payment dates whose row has `with_reconstruction`.
///
/// # Errors
/// None in practice: the part is smaller than the amount. The type is that of its siblings.
pub const fn reconstruction_part_yen(national_tax_yen: u128) -> Result<u128, MathError> {
    let floor = match mul_div_floor(national_tax_yen, 21, 1_021) {
        Ok(floor) => floor,
        Err(error) => return Err(error),
    };
    let remainder = (national_tax_yen % 1_021).wrapping_mul(21) % 1_021;
    // Half of 1,021 is 510.5: the remainder is never exactly one half.
    Ok(if remainder > 510 { floor.saturating_add(1) } else { floor })
}

// Helpers

const fn january_first(year: i32) -> Date {
    match Date::from_ymd(year, 1, 1) {
        Ok(date) => date,
        // Only reached by a year outside 1900..=2199; a test pins the three in use.
        Err(_) => Date::MAX,
    }
}

impl fmt::Display for TaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRowInForce { payment_date } => {
                write!(f, "the tax table has no row in force on {payment_date}; add one that starts on or before it")
            }
            Self::RowsOutOfOrder { index } => {
                write!(f, "tax row {index} does not start after the row before it; sort the rows by date")
            }
            Self::RatesAboveGross { index } => {
                write!(f, "the rates of tax row {index} sum to more than 100 %; lower them")
            }
        }
    }
}

impl core::error::Error for TaxError {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rates(day: &str, class: TaxClass) -> (u32, u32) {
        let table = statutory_table();
        let rates = rates_on(&table, date(day)).unwrap().rates(class);
        (rates.national_e5, rates.local_e5)
    }

    #[test]
    fn the_rate_is_that_of_the_payment_date() {
        assert_eq!(rates("2013-01-01", TaxClass::Corporation), (15_315, 5_000));
        assert_eq!(rates("2015-12-31", TaxClass::Corporation), (15_315, 5_000));
        assert_eq!(rates("2016-01-01", TaxClass::Corporation), (15_315, 0));
        assert_eq!(rates("2025-04-28", TaxClass::Individual), (15_315, 5_000));
        assert_eq!(rates("2025-04-28", TaxClass::NonResident), (15_315, 0));
        assert_eq!(rates("2025-04-28", TaxClass::Exempt), (0, 0));
        assert_eq!(rates("2037-12-31", TaxClass::Individual), (15_315, 5_000));
        assert_eq!(rates("2038-01-01", TaxClass::Individual), (15_000, 5_000));
    }

    #[test]
    fn the_rows_start_on_the_first_of_january() {
        let starts = statutory_table().map(|row| row.from);
        assert_eq!(starts, [date("2013-01-01"), date("2016-01-01"), date("2038-01-01")]);
        assert_eq!(statutory_table().map(|row| row.with_reconstruction), [true, true, false]);
        assert_eq!(january_first(2200), Date::MAX, "a year without dates never gets in force");
    }

    #[test]
    fn a_broken_table_is_refused_whatever_the_date() {
        let payment_date = date("2012-12-31");
        assert_eq!(rates_on(&statutory_table(), payment_date), Err(TaxError::NoRowInForce { payment_date }));
        assert_eq!(rates_on(&[], payment_date), Err(TaxError::NoRowInForce { payment_date }));
        let mut table = statutory_table();
        table.swap(1, 2);
        assert_eq!(rates_on(&table, date("2014-01-01")), Err(TaxError::RowsOutOfOrder { index: 2 }));
        type Class = fn(&mut TaxRow) -> &mut ClassRates;
        let classes: [Class; 3] = [|row| &mut row.individual, |row| &mut row.corporation, |row| &mut row.non_resident];
        for class in classes {
            let mut table = statutory_table();
            *class(&mut table[2]) = ClassRates { national_e5: 95_000, local_e5: 5_000 };
            assert!(rates_on(&table, date("2014-01-01")).is_ok(), "all of it is not more than all");
            class(&mut table[2]).local_e5 = 5_001;
            assert_eq!(rates_on(&table, date("2014-01-01")), Err(TaxError::RatesAboveGross { index: 2 }));
        }
    }

    /// The command line splits each message there.
    #[test]
    fn every_message_is_a_defect_and_a_remedy() {
        for (error, defect) in [
            (TaxError::NoRowInForce { payment_date: date("2012-12-31") }, "no row in force on 2012-12-31"),
            (TaxError::RowsOutOfOrder { index: 7 }, "tax row 7 does not start after"),
            (TaxError::RatesAboveGross { index: 7 }, "tax row 7 sum to more than 100 %"),
        ] {
            let message = error.to_string();
            let (problem, remedy) = message.split_once("; ").unwrap_or((&message, ""));
            assert!(problem.contains(defect) && !remedy.is_empty(), "{error:?}: {message}");
        }
    }

    #[test]
    fn c17_reconstruction_part() {
        assert_eq!(reconstruction_part_yen(91), Ok(2));
        assert_eq!(reconstruction_part_yen(1_531_500), Ok(31_500));
        assert_eq!(reconstruction_part_yen(0), Ok(0));
        // 24 × 21 / 1021 = 0.4936…, 25 × 21 / 1021 = 0.5142…
        assert_eq!(reconstruction_part_yen(24), Ok(0));
        assert_eq!(reconstruction_part_yen(25), Ok(1));
        // The closest to a half: 316 × 21 = 6 × 1021 + 510, 705 × 21 = 14 × 1021 + 511.
        assert_eq!(reconstruction_part_yen(316), Ok(6));
        assert_eq!(reconstruction_part_yen(705), Ok(15));
        assert!(reconstruction_part_yen(u128::MAX).is_ok());
    }

    #[test]
    fn withholding_takes_all_at_most() {
        let all = ClassRates { national_e5: 95_000, local_e5: 5_000 };
        let taken = withhold_floor(u128::MAX, all).unwrap();
        assert!(taken.net_yen <= 1);
        let more = ClassRates { national_e5: 95_000, local_e5: 5_001 };
        assert_eq!(withhold_floor(1, more), Err(MathError::TaxAboveGross));
        let most = ClassRates { national_e5: u32::MAX, local_e5: u32::MAX };
        assert_eq!(withhold_floor(1, most), Err(MathError::TaxAboveGross));
    }

    #[test]
    fn class_names_round_trip() {
        for class in ["individual", "corporation", "exempt", "non-resident"] {
            assert_eq!(TaxClass::from_name(class).unwrap().name(), class);
        }
        assert_eq!(TaxClass::from_name("nonresident"), None);
    }
}
