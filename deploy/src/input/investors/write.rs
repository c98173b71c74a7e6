//! What was read, written again: the words and days of `INVESTORS.csv`, and the file itself.

use bond_abi::desk::{Investor, InvestorRecord, Link};
use bond_abi::registry::{InvestorClass, Status, TaxClass};
use bond_client::address::ss58;
use bond_math::Date;

use super::cells::{derived_class, FIRST_DECADE};
use super::COLUMNS;
use crate::input::residence;
use crate::output;

const JST_OFFSET_MS: u64 = 9 * 3_600_000;
const DAY_MS: u64 = 86_400_000;

// Queries

/// The word for a class.
pub fn class_name(class: InvestorClass) -> &'static str {
    match class {
        InvestorClass::Individual => "individual",
        InvestorClass::Corporation => "corporation",
        InvestorClass::FinancialInstitution => "financial-institution",
        InvestorClass::PublicBody => "public-body",
    }
}

/// The word for a tax class.
pub fn tax_class_name(class: TaxClass) -> &'static str {
    match class {
        TaxClass::Individual => "individual",
        TaxClass::Corporation => "corporation",
        TaxClass::Exempt => "exempt",
        TaxClass::NonResident => "non-resident",
    }
}

/// The word for a standing.
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::Suspended => "suspended",
        Status::Revoked => "revoked",
    }
}

/// The word for what a wallet is to its investor.
pub fn link_name(link: Link) -> &'static str {
    match link {
        Link::Linked => "linked",
        Link::Unlinked => "unlinked",
        Link::Dead => "dead",
    }
}

/// A decade such as `1960s`; empty for none.
pub fn decade_name(birth_band: u8) -> String {
    match birth_band.checked_sub(1) {
        Some(decades) => format!("{}s", FIRST_DECADE + 10 * u16::from(decades)),
        None => String::new(),
    }
}

/// The last day before an exclusive end, in JST; `None` for an end that is no day's or beyond the calendar.
pub fn day_before(end_ms: u64) -> Option<String> {
    day_of(end_ms)?.add_days(-1).ok().map(|day| day.to_string())
}

/// The file of a book. What was registered by other means may have no words here: then it is said of which investors
/// what is in the way.
///
/// # Errors
/// A sentence for each of them.
pub fn csv_text(book: &[(u64, Investor)]) -> Result<String, Vec<String>> {
    let (mut rows, mut obstacles) = (Vec::new(), Vec::new());
    for (investor_id, investor) in book {
        let cells = match cells(&investor.record) {
            Ok(cells) => cells,
            Err(obstacle) => {
                obstacles.push(format!("investor {investor_id}: {obstacle}"));
                continue;
            }
        };
        let wallets = investor.wallets.iter().map(|wallet| (ss58(wallet.account), link_name(wallet.link)));
        let none = investor.wallets.is_empty().then(|| (String::new(), ""));
        for (wallet, link) in wallets.chain(none) {
            let [class, residence, tax_class, kyc_expiry, rest @ ..] = &cells;
            let id = investor_id.to_string();
            let start = [&wallet, &id, class, residence, tax_class, kyc_expiry, "0"];
            let end = [status_name(investor.status), link];
            let row = start.into_iter().chain(rest.iter().map(String::as_str)).chain(end);
            rows.push(row.map(str::to_owned).collect::<Vec<String>>());
        }
    }
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    let names: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    output::csv(&names, rows).map_err(|error| vec![error.to_string()])
}

// Helpers

/// Class, residence, tax class, expiry, then basis, first and last day of the exemption, class outside it, decade and
/// evidence.
fn cells(record: &InvestorRecord) -> Result<[String; 10], String> {
    let residence = residence::code_of(record.residence)
        .ok_or_else(|| format!("no code is known for the residence {:?}", record.residence))?;
    let expiry = day_before(record.expiry_ms)
        .ok_or_else(|| format!("the expiry {} ms is not the end of a day in Japan", record.expiry_ms))?;
    let mut exempt = [const { String::new() }; 4];
    let mut tax_class = record.tax_class;
    if let Some(exemption) = record.exemption {
        tax_class = TaxClass::Exempt;
        let inexact = |ms: u64| format!("the exemption's limit {ms} ms is not the limit of a day in Japan");
        let from = match exemption.from_ms {
            0 => String::new(),
            from_ms => day_of(from_ms).ok_or_else(|| inexact(from_ms))?.to_string(),
        };
        let until = match exemption.until_ms {
            u64::MAX => String::new(),
            until_ms => day_before(until_ms).ok_or_else(|| inexact(until_ms))?,
        };
        let otherwise = match derived_class(record.class, record.residence) == record.tax_class {
            true => String::new(),
            false => tax_class_name(record.tax_class).to_owned(),
        };
        exempt = [hex::encode(exemption.basis), from, until, otherwise];
    }
    let [basis, from, until, otherwise] = exempt;
    Ok([
        class_name(record.class).to_owned(),
        residence,
        tax_class_name(tax_class).to_owned(),
        expiry,
        basis,
        from,
        until,
        otherwise,
        decade_name(record.birth_band),
        record.evidence.map(hex::encode).unwrap_or_default(),
    ])
}

/// The day that begins at an instant, in JST.
fn day_of(start_ms: u64) -> Option<Date> {
    let ms = start_ms.checked_add(JST_OFFSET_MS)?;
    let days = i32::try_from(ms / DAY_MS).ok().filter(|_| ms % DAY_MS == 0)?;
    Date::from_days(days).ok()
}
