//! Withholding tax on interest (market-rules §3).

use core::fmt;

use crate::date::Date;
use crate::error::MathError;
use crate::wide::mul_div_floor;

/// A rate of 100 % in the unit of [`ClassRates`].
const WHOLE_E5: u32 = 100_000;

/// Rows of [`statutory_table`].
pub const STATUTORY_ROWS: usize = 4;

/// Income tax (所得税) on interest before any surtax, in units of 0.001 %: 15 %.
const BASE_E5: u32 = 15_000;
/// The base of a surtax in parts per 1,000.
const WHOLE_PERMILLE: u32 = 1_000;

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
    /// National income tax, surtaxes included.
    pub national_e5: u32,
    /// Local tax: 配当割 of the prefecture where the holder lives on the payment date. Interest of a 特定公社債, which
    /// every local bond is, has borne it since 2016, and no 利子割 (market-rules-2 §B4).
    pub local_e5: u32,
}

/// Surtaxes on the income tax (所得税), in parts per 1,000 of it (market-rules-2 §B2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Surtaxes {
    /// Special income tax for reconstruction (復興特別所得税): 21 from 2013, 11 from 2027, none from 2048.
    pub reconstruction_permille: u16,
    /// Special income tax for defence (防衛特別所得税): 10 from 2027.
    pub defence_permille: u16,
}

/// What a national tax is made of, as an indication (内訳の目安): the law asks for the sum alone, and its parts can be
/// read in two ways that differ by a yen (market-rules-2 §B2). The parts add up to the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NationalParts {
    /// Income tax: what the surtaxes leave of the sum.
    pub income_yen: u128,
    /// Special income tax for reconstruction.
    pub reconstruction_yen: u128,
    /// Special income tax for defence.
    pub defence_yen: u128,
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
    /// What of the national rates is not income tax.
    pub surtaxes: Surtaxes,
}

/// What is withheld from a gross amount. `net_yen + national_tax_yen + local_tax_yen` is the gross.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Withholding {
    /// National tax in yen, surtaxes included.
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

impl Surtaxes {
    /// None.
    pub const NONE: Surtaxes = Surtaxes { reconstruction_permille: 0, defence_permille: 0 };

    /// Whether a national rate is the income tax of 15 % with these surtaxes, to 0.001 %. A rate of a treaty is not, and is
    /// no mistake: whoever meets this warns, and does not refuse.
    pub const fn are_of(self, national_e5: u32) -> bool {
        let permille = WHOLE_PERMILLE.saturating_add(self.reconstruction_permille as u32);
        let permille = permille.saturating_add(self.defence_permille as u32);
        let national = (national_e5 as u64).saturating_mul(WHOLE_PERMILLE as u64);
        national == (BASE_E5 as u64).saturating_mul(permille as u64)
    }

    /// The parts of a national tax: each surtax is its share of the sum, up to 50 sen down, above up; income tax is the
    /// rest, so that the parts always add up (market-rules-2 §B2, T4). An indication (内訳の目安), never an official figure.
    ///
    /// # Errors
    /// None in practice: the parts are smaller than the sum. The type is that of its siblings.
    pub const fn parts_half_down(self, national_tax_yen: u128) -> Result<NationalParts, MathError> {
        let (reconstruction, defence) = (self.reconstruction_permille as u128, self.defence_permille as u128);
        // Two numbers of 16 bits: the sum fits.
        let whole = reconstruction.saturating_add(defence).saturating_add(WHOLE_PERMILLE as u128);
        let (reconstruction_yen, defence_yen) = match (
            share_half_down(national_tax_yen, reconstruction, whole),
            share_half_down(national_tax_yen, defence, whole),
        ) {
            (Ok(reconstruction_yen), Ok(defence_yen)) => (reconstruction_yen, defence_yen),
            (Err(error), _) | (_, Err(error)) => return Err(error),
        };
        let income_yen = national_tax_yen.saturating_sub(reconstruction_yen).saturating_sub(defence_yen);
        Ok(NationalParts { income_yen, reconstruction_yen, defence_yen })
    }
}

/// The rates of market-rules §3 and market-rules-2 §B2, for payment dates from 2013-01-01 on. No local tax on
/// corporations since 2016; from 2027 the surtaxes are 11 for reconstruction, until the end of 2047, and 10 for defence,
/// without an end (令和8年法律第12号), so that the total of 15.315 % falls to 15.150 % in 2048. A starting point, not an
/// authority: the contract that pays holds its own dated copy, so that a new law needs no new code.
pub const fn statutory_table() -> [TaxRow; STATUTORY_ROWS] {
    const fn rates(national_e5: u32, local_e5: u32) -> ClassRates {
        ClassRates { national_e5, local_e5 }
    }
    const fn row(from: Date, national_e5: u32, corporation_local_e5: u32, surtaxes: (u16, u16)) -> TaxRow {
        TaxRow {
            from,
            individual: rates(national_e5, 5_000),
            corporation: rates(national_e5, corporation_local_e5),
            non_resident: rates(national_e5, 0),
            surtaxes: Surtaxes { reconstruction_permille: surtaxes.0, defence_permille: surtaxes.1 },
        }
    }
    [
        row(january_first(2013), 15_315, 5_000, (21, 0)),
        row(january_first(2016), 15_315, 0, (21, 0)),
        row(january_first(2027), 15_315, 0, (11, 10)),
        row(january_first(2048), 15_150, 0, (0, 10)),
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

// Helpers

/// `yen × part / whole`, up to 50 sen down, above up. `whole` is above 0 and fits 32 bits.
const fn share_half_down(yen: u128, part: u128, whole: u128) -> Result<u128, MathError> {
    let floor = match mul_div_floor(yen, part, whole) {
        Ok(floor) => floor,
        Err(error) => return Err(error),
    };
    let (Some(rest), true) = (yen.checked_rem(whole), whole > 0) else { return Err(MathError::DivisionByZero) };
    let Some(rest) = rest.saturating_mul(part).checked_rem(whole) else { return Err(MathError::DivisionByZero) };
    Ok(if rest.saturating_mul(2) > whole { floor.saturating_add(1) } else { floor })
}

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
        for day in ["2026-12-31", "2027-01-01", "2038-01-01", "2047-12-31"] {
            assert_eq!(rates(day, TaxClass::Individual), (15_315, 5_000), "{day}");
        }
        assert_eq!(rates("2048-01-01", TaxClass::Individual), (15_150, 5_000));
        assert_eq!(rates("2048-01-01", TaxClass::Corporation), (15_150, 0));
        assert_eq!(rates("2048-01-01", TaxClass::NonResident), (15_150, 0));
    }

    #[test]
    fn the_rows_start_on_the_first_of_january() {
        let starts = statutory_table().map(|row| row.from);
        assert_eq!(starts, ["2013-01-01", "2016-01-01", "2027-01-01", "2048-01-01"].map(date));
        let surtaxes = |row: TaxRow| (row.surtaxes.reconstruction_permille, row.surtaxes.defence_permille);
        assert_eq!(statutory_table().map(surtaxes), [(21, 0), (21, 0), (11, 10), (0, 10)]);
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

    /// Income, reconstruction, defence in the year of a payment.
    fn parts(year: &str, national_tax_yen: u128) -> (u128, u128, u128) {
        let table = statutory_table();
        let row = rates_on(&table, date(&std::format!("{year}-01-04"))).unwrap();
        let NationalParts { income_yen, reconstruction_yen, defence_yen } =
            row.surtaxes.parts_half_down(national_tax_yen).unwrap();
        assert_eq!(income_yen + reconstruction_yen + defence_yen, national_tax_yen, "the sum is exact");
        (income_yen, reconstruction_yen, defence_yen)
    }

    #[test]
    fn c17_reconstruction_part_until_2026() {
        assert_eq!(parts("2016", 91), (89, 2, 0));
        assert_eq!(parts("2016", 1_531_500), (1_500_000, 31_500, 0));
        assert_eq!(parts("2016", 0), (0, 0, 0));
        // 24 × 21 / 1021 = 0.4936…, 25 × 21 / 1021 = 0.5142…
        assert_eq!((parts("2026", 24).1, parts("2026", 25).1), (0, 1));
        // The closest to a half: 316 × 21 = 6 × 1021 + 510, 705 × 21 = 14 × 1021 + 511.
        assert_eq!((parts("2026", 316).1, parts("2026", 705).1), (6, 15));
    }

    #[test]
    fn t4_the_split_of_2027_and_2048_has_income_as_the_remainder() {
        assert_eq!(parts("2026", 1_531_500), (1_500_000, 31_500, 0));
        assert_eq!(parts("2027", 1_531_500), (1_500_000, 16_500, 15_000));
        assert_eq!(parts("2027", 113_560), (111_225, 1_223, 1_112));
        assert_eq!(parts("2027", 765), (750, 8, 7));
        assert_eq!(parts("2027", 91), (89, 1, 1));
        assert_eq!(parts("2027", 46), (46, 0, 0));
        assert_eq!(parts("2048", 113_560), (112_436, 0, 1_124));
        for surtaxes in statutory_table().map(|row| row.surtaxes) {
            let NationalParts { income_yen, reconstruction_yen, defence_yen } =
                surtaxes.parts_half_down(u128::MAX).unwrap();
            assert_eq!(income_yen + reconstruction_yen + defence_yen, u128::MAX);
        }
    }

    #[test]
    fn exactly_fifty_sen_go_down() {
        // A surtax as large as the tax itself takes one half.
        let surtaxes = Surtaxes { reconstruction_permille: 0, defence_permille: 1_000 };
        assert_eq!(surtaxes.parts_half_down(3).unwrap().defence_yen, 1, "1.5 is one");
        let most = Surtaxes { reconstruction_permille: u16::MAX, defence_permille: u16::MAX };
        let parts = most.parts_half_down(u128::MAX).unwrap();
        assert!(parts.reconstruction_yen + parts.defence_yen < u128::MAX);
    }

    #[test]
    fn t1_and_t2_net_interest_on_both_sides_of_2027_and_2048() {
        let table = statutory_table();
        let paid = |gross_yen, day: &str, class| {
            let rates = rates_on(&table, date(day)).unwrap().rates(class);
            let Withholding { national_tax_yen, local_tax_yen, net_yen } = withhold_floor(gross_yen, rates).unwrap();
            (national_tax_yen, local_tax_yen, net_yen)
        };
        let (individual, corporation) = (TaxClass::Individual, TaxClass::Corporation);
        for day in ["2026-12-31", "2027-01-04", "2038-01-04", "2047-12-31"] {
            assert_eq!(paid(5_000, day, individual), (765, 250, 3_985), "T1 on {day}");
        }
        assert_eq!(paid(5_000, "2048-01-06", individual), (757, 250, 3_993));
        assert_eq!(paid(741_500, "2027-03-12", individual), (113_560, 37_075, 590_865));
        assert_eq!(paid(741_500, "2027-03-12", corporation), (113_560, 0, 627_940));
        assert_eq!(paid(741_500, "2048-01-06", individual), (112_337, 37_075, 592_088));
        assert_eq!(paid(1_000_000, "2038-01-04", individual).0, 153_150, "T3: not 150,000");
        // T6, as published (NTA, Q&A 9): 102.1 % of an income tax of 572,500 yen.
        assert_eq!(mul_div_floor(572_500, 1_021, 1_000), Ok(584_522));
    }

    #[test]
    fn a_national_rate_that_is_not_fifteen_per_cent_with_its_surtaxes_is_noticed() {
        for row in statutory_table() {
            for class in [TaxClass::Individual, TaxClass::Corporation, TaxClass::NonResident] {
                assert!(row.surtaxes.are_of(row.rates(class).national_e5), "{row:?}");
            }
        }
        let [.., row] = statutory_table();
        assert!(!row.surtaxes.are_of(15_315), "2048 without the surtax for reconstruction");
        assert!(!row.surtaxes.are_of(10_000), "a treaty");
        assert!(Surtaxes::NONE.are_of(15_000) && !Surtaxes::NONE.are_of(15_315));
        let most = Surtaxes { reconstruction_permille: u16::MAX, defence_permille: u16::MAX };
        assert!(!most.are_of(u32::MAX));
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
