//! `chihosai report fiscal-year`: April to March, in yen.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::agent::{FiscalYear, PayingAgent};
use bond_client::{contracts, TraitCallBuilder};
use serde_json::json;

use super::open;
use crate::arguments::ReportOptions;
use crate::input::defect::Failure;
use crate::operate::sheet::amount;
use crate::operate::{Column, Listing};
use crate::output::Format;
use crate::reasons::Explain;

const COLUMNS: &[Column] = &[
    Column { name: "item", title: "Item" },
    Column { name: "title", title: "Title (科目)" },
    Column { name: "yen", title: "Amount ¥" },
];

/// Prints the year that begins in April of `year`.
pub fn run(path: &Path, year: u16, options: &ReportOptions, format: Format) -> Result<(), Failure> {
    let (mut session, about) = open(path, &options.chain)?;
    let found = session.read(contracts::agent(session.agent).call().fiscal_year(year))?;
    let found = found.map_err(|error| anyhow!("the fiscal year {year}: {}", error.explain()))?;
    add_up(year, &found)?;
    let next = u32::from(year) + 1;
    let about = about.with("from", format!("{year:04}-04-01")).with("to", format!("{next:04}-03-31"));
    if format == Format::Json && !options.csv {
        let year = items(&found).into_iter().fold(about, |sheet, (item, _, yen)| sheet.with(item, amount(yen)));
        return year.print(Format::Json);
    }
    let rows = items(&found).into_iter().map(|(item, title, yen)| vec![json!(item), json!(title), amount(yen)]);
    Listing { name: "items", columns: COLUMNS, rows: rows.collect(), about }.print(options.csv, format)
}

// Helpers

fn items(year: &FiscalYear) -> [(&'static str, &'static str, u128); 12] {
    [
        ("opening_yen", "年度当初現在高", year.opening_yen),
        ("issued_yen", "発行額", year.issued_yen),
        ("redeemed_yen", "償還額", year.redeemed_yen),
        ("cancelled_yen", "買入消却額", year.cancelled_yen),
        ("closing_yen", "年度末現在高", year.closing_yen),
        ("interest_yen", "支払利子(税引前)", year.interest_yen),
        ("national_tax_yen", "国税", year.national_tax_yen),
        ("local_tax_yen", "地方税", year.local_tax_yen),
        ("net_yen", "支払利子(税引後)", year.net_yen),
        ("principal_yen", "支払元金", year.principal_yen),
        ("unclaimed_yen", "未払金", year.unclaimed_yen),
        ("lapsed_yen", "時効完成額", year.lapsed_yen),
    ]
}

/// opening + issued − redeemed − cancelled = closing, and interest − taxes = net.
fn add_up(year: u16, found: &FiscalYear) -> Result<(), Failure> {
    let came = found.opening_yen.checked_add(found.issued_yen);
    let went = found.redeemed_yen.checked_add(found.cancelled_yen);
    let closing = came.zip(went).and_then(|(came, went)| came.checked_sub(went));
    let taxes = found.national_tax_yen.checked_add(found.local_tax_yen);
    let net = taxes.and_then(|taxes| found.interest_yen.checked_sub(taxes));
    match closing == Some(found.closing_yen) && net == Some(found.net_yen) {
        true => Ok(()),
        false => Err(anyhow!("the sums of the fiscal year {year} do not add up; report this: {found:?}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_adds_up_or_is_refused() {
        let year = FiscalYear {
            opening_yen: 100,
            issued_yen: 50,
            redeemed_yen: 30,
            cancelled_yen: 20,
            closing_yen: 100,
            interest_yen: 10,
            national_tax_yen: 2,
            local_tax_yen: 1,
            net_yen: 7,
            ..FiscalYear::default()
        };
        assert!(add_up(2025, &year).is_ok());
        assert!(add_up(2025, &FiscalYear { closing_yen: 99, ..year }).is_err());
        assert!(add_up(2025, &FiscalYear { net_yen: 8, ..year }).is_err());
        assert!(add_up(2025, &FiscalYear { redeemed_yen: 500, ..year }).is_err());
        assert_eq!(items(&year)[4], ("closing_yen", "年度末現在高", 100));
    }
}
