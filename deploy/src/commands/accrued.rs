//! `accrued`: accrued interest (経過利子) for the price of a trade, and what the trade comes to; never what is paid.

use bond_math::{
    accrual_on, accrued_by_practice_floor, clean_yen_floor, Accrual, Accrued, Convention, Date, MathError, NoAccrual,
    Practice,
};
use serde::Serialize;

use crate::commands::daycount::{convention, date};
use crate::input::defect::{quoted, Defect, Failure, Problem};
use crate::input::series::Series;
use crate::input::whole_number;
use crate::output::{self, grouped, Format};

/// What the user asked for, as text.
pub struct Question<'a> {
    /// Day of settlement.
    pub date: &'a str,
    /// Units that change hands.
    pub units: &'a str,
    /// `ACT/365F` or `NL/365`.
    pub convention: &'a str,
    /// Decimals per ¥100.
    pub per_100_digits: Option<&'a str>,
    /// Clean price per ¥100.
    pub price: Option<&'a str>,
    /// What the buyer pays beside it.
    pub fee: Option<&'a str>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Answer {
    /// The interest date, or the issue date, from which interest runs; the settlement where the coupon is not the buyer's.
    last_interest_date: String,
    settlement_date: String,
    /// The interest date up to which the seller gets the interest, where the coupon is not the buyer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    ex_coupon_until: Option<String>,
    /// Who gets the next coupon.
    next_coupon: &'static str,
    days: u32,
    outstanding_yen: u128,
    /// Negative when the seller pays it to the buyer.
    accrued_yen: i128,
    #[serde(skip_serializing_if = "Option::is_none")]
    trade: Option<Trade>,
    use_for: &'static str,
}

/// What a trade comes to.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Trade {
    clean_yen: u128,
    fee_yen: u128,
    buyer_pays_yen: i128,
    seller_gets_yen: i128,
}

/// A price in yen: `numerator / 10^decimals`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Price {
    numerator: u64,
    decimals: u8,
}

/// The arguments, read.
struct Arguments {
    settlement: Date,
    units: u64,
    convention: Convention,
    per_100_digits: Option<u8>,
    price: Option<Price>,
    fee_yen: u64,
}

/// Said with every answer.
const USE_FOR: &str = "the price of a trade, never a payment";
const BUYER: &str = "the buyer's";
const SELLER: &str = "the seller's: the record date has passed";
const SELLER_HAS_IT: &str = "paid to the seller";
/// Most decimals of a price.
const MAX_PRICE_DECIMALS: usize = 9;
/// Most decimals of the interest per ¥100.
const MAX_PER_100_DIGITS: u64 = 18;

// Queries

/// Prints the accrued interest of a holding on a settlement day.
pub fn run(series: &Series, question: &Question<'_>, format: Format) -> Result<(), Failure> {
    let answer = answer(series, question)?;
    match format {
        Format::Json => output::print_json(&answer),
        Format::Text => output::print(&text(&answer)),
    }
}

// Helpers

fn answer(series: &Series, question: &Question<'_>) -> Result<Answer, Failure> {
    let Arguments { settlement, units, convention, per_100_digits, price, fee_yen } = arguments(series, question)?;
    let (terms, events) = (&series.terms, series.schedule().events());
    let accrual = accrual_on(events, terms.issue_date, settlement);
    let accrual = accrual.map_err(|reason| no_accrual(series, settlement, reason))?;
    let fails = |error: MathError| Problem::of_message(error).in_option("--convention");
    let practice = Practice { rate: terms.annual_rate, frequency: terms.frequency, convention, per_100_digits };
    // The face of all units is at most 10^18 yen, and a century's interest on it fits any integer here.
    let face_yen = |per_unit_yen: u64| u128::from(per_unit_yen) * u128::from(units);
    let signed = |yen: u128| i128::try_from(yen).unwrap_or(i128::MAX);
    let counted = |face_yen, from, to| accrued_by_practice_floor(face_yen, &practice, from, to).map_err(fails);
    let (from, until, next_coupon, outstanding_yen, counted, sign) = match accrual {
        Accrual::WithCoupon { from, outstanding_per_unit_yen } => {
            let face_yen = face_yen(outstanding_per_unit_yen);
            (from, None, BUYER, face_yen, counted(face_yen, from, settlement)?, 1)
        }
        Accrual::ExCoupon { until, remaining_per_unit_yen } => {
            let face_yen = face_yen(remaining_per_unit_yen);
            (settlement, Some(until), SELLER, face_yen, counted(face_yen, settlement, until)?, -1)
        }
        Accrual::Nothing { until, remaining_per_unit_yen } => {
            let nothing = Accrued { days: 0, accrued_yen: 0 };
            (settlement, Some(until), SELLER_HAS_IT, face_yen(remaining_per_unit_yen), nothing, 1)
        }
    };
    let accrued_yen = sign * signed(counted.accrued_yen);
    let trade = price.map(|Price { numerator, decimals }| {
        let clean_yen = clean_yen_floor(outstanding_yen, numerator, decimals).map_err(fails)?;
        let seller_gets_yen = signed(clean_yen).saturating_add(accrued_yen);
        let buyer_pays_yen = seller_gets_yen.saturating_add(i128::from(fee_yen));
        Ok::<_, Failure>(Trade { clean_yen, fee_yen: fee_yen.into(), buyer_pays_yen, seller_gets_yen })
    });
    Ok(Answer {
        last_interest_date: from.to_string(),
        settlement_date: settlement.to_string(),
        ex_coupon_until: until.map(|date| date.to_string()),
        next_coupon,
        days: counted.days,
        outstanding_yen,
        accrued_yen,
        trade: trade.transpose()?,
        use_for: USE_FOR,
    })
}

/// Reads all arguments, and reports the defects of all of them.
fn arguments(series: &Series, question: &Question<'_>) -> Result<Arguments, Failure> {
    let mut defects: Vec<Defect> = Vec::new();
    let mut keep = |problem: Problem, option: &str| defects.extend(problem.in_option(option).defects().iter().cloned());
    let convention = convention(question.convention).map_err(|problem| keep(problem, "--convention")).ok();
    let settlement = date(question.date).map_err(|problem| keep(problem, "--date")).ok();
    let units = whole_number(question.units).map_err(|problem| keep(problem, "--units")).ok();
    let units = units.filter(|units| {
        let fits = *units <= series.terms.authorised_units;
        if !fits {
            let remedy = format!("use a number from 0 to {}, the authorised units", series.terms.authorised_units);
            keep(Problem::new(format!("{units} units are more than the series has"), remedy), "--units");
        }
        fits
    });
    let per_100_digits = match question.per_100_digits {
        None => Some(None),
        Some(text) => digits(text).map_err(|problem| keep(problem, "--per-100-digits")).ok().map(Some),
    };
    let price = match question.price {
        None => Some(None),
        Some(text) => price(text).map_err(|problem| keep(problem, "--price")).ok().map(Some),
    };
    let fee_yen = match question.fee {
        None => Some(0),
        Some(text) => whole_number(text).map_err(|problem| keep(problem, "--fee")).ok(),
    };
    match (convention, settlement, units, per_100_digits, price, fee_yen) {
        (Some(convention), Some(settlement), Some(units), Some(per_100_digits), Some(price), Some(fee_yen)) => {
            Ok(Arguments { settlement, units, convention, per_100_digits, price, fee_yen })
        }
        _ => Err(Failure::Input(defects)),
    }
}

fn digits(text: &str) -> Result<u8, Problem> {
    let remedy = format!("use a number from 0 to {MAX_PER_100_DIGITS}; 7 is usual");
    let number = whole_number(text).map_err(|problem| Problem::new(problem.problem, remedy.clone()))?;
    let fits = u8::try_from(number).ok().filter(|_| number <= MAX_PER_100_DIGITS);
    fits.ok_or_else(|| Problem::new(format!("{number} decimals are too many"), remedy))
}

/// `99.250`: yen per ¥100, in ASCII digits.
fn price(text: &str) -> Result<Price, Problem> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let has_decimals = is_number(decimals) && decimals.len() <= MAX_PRICE_DECIMALS;
    let is_formed = is_number(whole) && (has_decimals || !text.contains('.'));
    let numerator = format!("{whole}{decimals}").parse().ok().filter(|_| is_formed);
    match (numerator, u8::try_from(decimals.len())) {
        (Some(numerator), Ok(decimals)) => Ok(Price { numerator, decimals }),
        _ => Err(Problem::new(
            format!("{} is no price", quoted(text)),
            format!("write yen per ¥100 with at most {MAX_PRICE_DECIMALS} decimals, such as 99.250"),
        )),
    }
}

fn no_accrual(series: &Series, settlement: Date, reason: NoAccrual) -> Failure {
    let problem = match reason {
        NoAccrual::OutsideLife => Problem::new(
            format!("no interest runs on {settlement}"),
            format!(
                "use a day from {} on and before {}, between issue and redemption",
                series.terms.issue_date,
                series.schedule().redemption_date()
            ),
        ),
        NoAccrual::LastRecordDatePassed { record_date } => Problem::new(
            format!("units do not move on {settlement}: the last record date was {record_date}"),
            format!("use a day up to {record_date}"),
        ),
        NoAccrual::CouponInFull { record_date } => Problem::new(
            format!("on {settlement} a whole coupon is due, and goes to whoever holds the units on {record_date}"),
            format!("agree on that coupon in the price, or use a day after {record_date}"),
        ),
    };
    problem.in_option("--date")
}

fn text(answer: &Answer) -> String {
    let yen = |yen: i128| match yen < 0 {
        true => format!("−¥{}", grouped(yen.unsigned_abs())),
        false => format!("¥{}", grouped(yen)),
    };
    let until = answer.ex_coupon_until.as_ref().unwrap_or(&answer.settlement_date);
    let mut lines = vec![
        format!(
            "Accrued interest (経過利子) from {} to {until}: {} days on ¥{}, {} — for {USE_FOR}",
            answer.last_interest_date,
            answer.days,
            grouped(answer.outstanding_yen),
            yen(answer.accrued_yen)
        ),
        format!("Next coupon (次回利払): {}", answer.next_coupon),
    ];
    if let Some(trade) = &answer.trade {
        lines.push(format!(
            "Clean (売買代金) ¥{}, fee (手数料) ¥{}: the buyer pays {}, the seller gets {}",
            grouped(trade.clean_yen),
            grouped(trade.fee_yen),
            yen(trade.buyer_pays_yen),
            yen(trade.seller_gets_yen)
        ));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    fn question<'a>(date: &'a str, units: &'a str) -> Question<'a> {
        Question { date, units, convention: "ACT/365F", per_100_digits: None, price: None, fee: None }
    }

    fn field(failure: &Failure) -> Option<&str> {
        failure.defects()[0].field.as_deref()
    }

    #[test]
    fn interest_accrues_from_the_last_interest_date() {
        let series = samples::tokyo();
        let on = |day: &str| answer(&series, &question(day, "100")).unwrap();
        // 1.293 % of 1,000,000 yen for 45 of 365 days: 1,594.1…
        let answer = on("2016-04-10");
        assert_eq!((answer.last_interest_date.as_str(), answer.days), ("2016-02-25", 45));
        assert_eq!((answer.outstanding_yen, answer.accrued_yen), (1_000_000, 1_594));
        assert_eq!(on("2016-02-25").accrued_yen, 0, "S2: on an interest date it begins anew");
        assert_eq!(on("2015-06-26").days, 0);
    }

    /// Case F2: five business days before the payment on 12 September 2025 are the 5th.
    #[test]
    fn f2_after_the_record_date_the_accrued_is_negative_and_on_the_payment_day_none() {
        let five = samples::ALL[2].0.replace("offset_business_days = 1", "offset_business_days = 5");
        let series = samples::series(&five).unwrap();
        let on = |day: &str| answer(&series, &question(day, "100")).unwrap();
        // 0.35 % of 1,000,000 yen for 6 of 365 days: 57.5…
        let ex = on("2025-09-08");
        assert_eq!((ex.accrued_yen, ex.days, ex.ex_coupon_until.as_deref()), (-57, 6, Some("2025-09-14")));
        assert!(text(&ex).contains("−¥57") && text(&ex).contains("the seller's"), "{}", text(&ex));
        let with = on("2025-09-05");
        assert_eq!((with.accrued_yen, with.days), (1_678, 175));
        assert_eq!((on("2025-09-12").accrued_yen, on("2025-09-12").next_coupon), (0, SELLER_HAS_IT));
        assert_eq!((on("2025-09-14").accrued_yen, on("2025-09-15").accrued_yen), (0, 9));
    }

    #[test]
    fn s6_and_s8_a_trade_is_the_clean_amount_with_the_accrued_and_a_fee_of_the_buyer() {
        let series = samples::tokyo();
        let trade = |units, price, fee| {
            let question = Question { price: Some(price), fee: Some(fee), ..question("2016-04-10", units) };
            answer(&series, &question).unwrap().trade.unwrap()
        };
        let s6 = trade("100", "99.250", "0");
        assert_eq!((s6.clean_yen, s6.buyer_pays_yen, s6.seller_gets_yen), (992_500, 994_094, 994_094));
        let s8 = trade("1", "100.005", "110");
        assert_eq!((s8.clean_yen, s8.buyer_pays_yen, s8.seller_gets_yen), (10_000, 10_125, 10_015));
    }

    #[test]
    fn s5_dealers_truncate_per_hundred_yen() {
        let series = samples::tokyo();
        let with = |per_100_digits| {
            let question = Question { per_100_digits, ..question("2016-04-10", "1000000") };
            answer(&series, &question).unwrap().accrued_yen
        };
        assert_eq!((with(None), with(Some("7"))), (15_941_095, 15_941_090));
    }

    #[test]
    fn days_outside_the_life_of_the_series_are_refused() {
        let series = samples::tokyo();
        for day in ["2015-06-25", "2035-06-20", "2040-01-01"] {
            let failure = answer(&series, &question(day, "1")).unwrap_err();
            assert_eq!(field(&failure), Some("--date"), "{day}");
        }
        let five = samples::TOKYO_TOML.replace("offset_business_days = 1", "offset_business_days = 5");
        let failure = answer(&samples::series(&five).unwrap(), &question("2035-06-19", "1")).unwrap_err();
        assert!(failure.defects()[0].problem.contains("the last record date"), "{failure}");
    }

    #[test]
    fn arguments_that_are_none_are_named() {
        let series = samples::tokyo();
        for (convention, per_100_digits, price, fee, option) in [
            ("30/360", None, None, None, "--convention"),
            ("NL/365", Some("19"), None, None, "--per-100-digits"),
            ("NL/365", Some("-7"), None, None, "--per-100-digits"),
            ("NL/365", None, Some("99,25"), None, "--price"),
            ("NL/365", None, Some("99."), None, "--price"),
            ("NL/365", None, Some("1.0000000001"), None, "--price"),
            ("NL/365", None, Some("100"), Some("-1"), "--fee"),
        ] {
            let wrong = Question { convention, per_100_digits, price, fee, ..question("2016-04-10", "1") };
            assert_eq!(field(&answer(&series, &wrong).unwrap_err()), Some(option));
        }
    }
}
