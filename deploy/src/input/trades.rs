//! `TRADES.csv`: who transfers how many units to whom, and when.

use bond_abi::AccountId;
use chrono::{DateTime, NaiveDateTime};

use crate::input::defect::{quoted, Defect, Problem};
use crate::input::series::Series;
use crate::input::sheet::{self, whole_number, Column};
use crate::input::source::Source;
use crate::input::wallet::wallet;

/// One transfer. Whether the rules admit it is for the chain to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trade {
    /// 1-based line in the file.
    pub line: usize,
    /// When, in Unix milliseconds.
    pub at_ms: u64,
    /// When, as the file writes it.
    pub at_text: String,
    /// Seller.
    pub from: AccountId,
    /// Seller's wallet as the file writes it.
    pub from_text: String,
    /// Buyer.
    pub to: AccountId,
    /// Buyer's wallet as the file writes it.
    pub to_text: String,
    /// How many units, above 0.
    pub units: u64,
}

const COLUMNS: &[Column] = &[
    Column { name: "at", required: true },
    Column { name: "from", required: true },
    Column { name: "to", required: true },
    Column { name: "units", required: true },
];
const AT: usize = 0;
const FROM: usize = 1;
const TO: usize = 2;
const UNITS: usize = 3;

// Queries

/// Reads the file and sorts it by time; trades of the same instant keep the order of the file.
/// With a series, also checks that no trade is larger than the whole issue.
///
/// # Errors
/// Every defect of the file, in the order of its lines.
pub fn parse(source: &Source, series: Option<&Series>) -> Result<Vec<Trade>, Vec<Defect>> {
    let mut defects = Vec::new();
    let rows = sheet::rows(source, COLUMNS, &mut defects);
    let authorised_units = series.map_or(u64::MAX, |series| series.terms.authorised_units);
    let mut trades = Vec::with_capacity(rows.len());
    for row in &rows {
        let at_ms = row.read(AT, &mut defects, instant_ms);
        let from = row.read(FROM, &mut defects, wallet);
        let to = row.read(TO, &mut defects, wallet);
        let units = row.read(UNITS, &mut defects, |text| units(text, authorised_units));
        if let (Some(at_ms), Some(from), Some(to), Some(units)) = (at_ms, from, to, units) {
            trades.push(Trade {
                line: row.line,
                at_ms,
                at_text: row.cell(AT).to_owned(),
                from,
                from_text: row.cell(FROM).to_owned(),
                to,
                to_text: row.cell(TO).to_owned(),
                units,
            });
        }
    }
    if defects.is_empty() {
        trades.sort_by_key(|trade| trade.at_ms);
        return Ok(trades);
    }
    defects.sort_by_key(|defect| defect.line);
    Err(defects)
}

// Helpers

/// An instant with its offset; fractions finer than a millisecond are cut off.
fn instant_ms(text: &str) -> Result<u64, Problem> {
    let problem = |what: &str, remedy: &str| Problem::new(format!("{} {what}", quoted(text)), remedy);
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => u64::try_from(instant.timestamp_millis())
            .map_err(|_| problem("is before 1970", "write the instant of the transfer, after the issue date")),
        Err(_) if NaiveDateTime::parse_from_str(&text.replace(' ', "T"), "%Y-%m-%dT%H:%M:%S%.f").is_ok() => {
            Err(problem("has no offset", "append the offset from UTC: +09:00 for Japan, Z for UTC"))
        }
        Err(_) => Err(problem("is no instant", "write it as 2016-02-24T15:00:00+09:00 (RFC 3339)")),
    }
}

fn units(text: &str, authorised_units: u64) -> Result<u64, Problem> {
    match whole_number(text)? {
        0 => Err(Problem::new("the trade moves 0 units", "write 1 or more, or remove the row")),
        units if units > authorised_units => Err(Problem::new(
            format!("the trade moves {units} units, and {authorised_units} are authorised: no holding is that large"),
            "write at most what the seller holds",
        )),
        units => Ok(units),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    const HEADER: &str = "at,from,to,units\n";
    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

    fn parsed(text: &str) -> Result<Vec<Trade>, Vec<Defect>> {
        parse(&Source::from_bytes("t.csv", text.as_bytes().to_vec()).unwrap(), None)
    }

    fn row(at: &str, units: &str) -> String {
        format!("{at},{ALICE},{BOB},{units}\n")
    }

    /// Column and problem of the only defect, which is on line 2.
    fn defect(text: &str) -> (String, String) {
        let defects = parsed(text).unwrap_err();
        assert_eq!((defects.len(), defects[0].line), (1, Some(2)), "{defects:?}");
        (defects[0].column.clone().unwrap_or_default(), defects[0].problem.clone())
    }

    #[test]
    fn trades_are_sorted_by_time_and_keep_the_order_of_the_file() {
        let text = [
            HEADER.to_owned(),
            row("2016-02-25T00:00:00+09:00", "1"),
            row("2016-02-24T14:59:59.999Z", "2"),
            row("2016-02-24T15:00:00.000Z", "3"),
        ]
        .concat();
        let trades = parsed(&text).unwrap();
        let order: Vec<(usize, u64, u64)> = trades.iter().map(|t| (t.line, t.at_ms, t.units)).collect();
        assert_eq!(order, [(3, 1_456_325_999_999, 2), (2, 1_456_326_000_000, 1), (4, 1_456_326_000_000, 3)]);
        assert_eq!((trades[1].from_text.as_str(), trades[1].to_text.as_str()), (ALICE, BOB));
        assert_eq!(trades[1].at_text, "2016-02-25T00:00:00+09:00");
        assert_ne!(trades[1].from, trades[1].to);
    }

    #[test]
    fn an_instant_needs_its_offset() {
        for at in ["2016-02-24T15:00:00", "2016-02-24 15:00:00.5"] {
            let (column, problem) = defect(&(HEADER.to_owned() + &row(at, "1")));
            assert_eq!((column.as_str(), problem), ("at", format!("\"{at}\" has no offset")));
        }
    }

    #[test]
    fn a_wrong_instant_is_explained() {
        for at in ["2016-02-30T15:00:00Z", "2016/02/24", "24.2.2016", "2016-02-24T25:00:00Z", "0"] {
            assert_eq!(defect(&(HEADER.to_owned() + &row(at, "1"))).1, format!("\"{at}\" is no instant"));
        }
        let before = "1969-12-31T23:59:59Z";
        assert_eq!(defect(&(HEADER.to_owned() + &row(before, "1"))).1, format!("\"{before}\" is before 1970"));
    }

    #[test]
    fn units_are_above_zero() {
        assert_eq!(defect(&(HEADER.to_owned() + &row("2016-02-24T15:00:00Z", "0"))).1, "the trade moves 0 units");
        assert_eq!(defect(&(HEADER.to_owned() + &row("2016-02-24T15:00:00Z", "-5"))).1, "\"-5\" is negative");
    }

    #[test]
    fn a_trade_is_not_larger_than_the_issue() {
        let text = HEADER.to_owned() + &row("2016-02-24T15:00:00Z", "2000001");
        let source = Source::from_bytes("t.csv", text.into_bytes()).unwrap();
        let defects = parse(&source, Some(&samples::tokyo())).unwrap_err();
        assert!(defects[0].problem.starts_with("the trade moves 2000001 units, and 2000000 are authorised"));
    }

    #[test]
    fn all_defects_of_a_row_come_at_once() {
        let defects = parsed("at,from,to,units\nnow,me,you,some\n,,,1\n").unwrap_err();
        let places: Vec<_> = defects.iter().map(|d| (d.line, d.column.as_deref())).collect();
        let expected = ["at", "from", "to", "units"].map(|column| (Some(2), Some(column)));
        assert_eq!(places[..4], expected);
        assert_eq!(places[4..], [(Some(3), Some("at")), (Some(3), Some("from")), (Some(3), Some("to"))]);
        assert_eq!(defects[4].problem, "the cell is empty");
    }

    #[test]
    fn a_file_without_trades_is_fine() {
        assert_eq!(parsed(HEADER), Ok(Vec::new()));
    }
}
