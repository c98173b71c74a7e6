//! What `[terms]` provides beside money and dates: who allowed the issue, how it is taxed, when claims lapse, and what the
//! issuer may do later.

use bond_abi::office::MAX_REFERENCE_BYTES;
use bond_math::Date;

use super::label;
use crate::input::defect::Problem;
use crate::input::series::fields::{Fields, Section};

/// Provisions of the terms; every key may lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provisions {
    /// Number and day of the council's resolution that allows the issue.
    pub resolution: Option<(String, Date)>,
    /// Number of the consultation or notification.
    pub consultation_number: Option<String>,
    /// Whether the series was offered to the public, without which there is no 特別マル優.
    pub publicly_offered: bool,
    /// Whether it qualifies for the tax-free savings of persons with disabilities.
    pub tax_free_savings: bool,
    /// Years after which interest that nobody claimed lapses.
    pub interest_prescription_years: u8,
    /// The same for principal.
    pub principal_prescription_years: u8,
    /// Whether the issue may be reopened.
    pub may_reopen: bool,
    /// Whether the issuer may cancel units that it holds.
    pub may_buy_back: bool,
    /// Days of notice of an early redemption; `None`: there is none.
    pub early_redemption_notice_days: Option<u16>,
}

pub(super) const KEYS: &[&str] = &[
    RESOLUTION_NUMBER,
    RESOLUTION_DATE,
    "consultation_number",
    "publicly_offered",
    "tax_free_savings",
    INTEREST_PRESCRIPTION_YEARS,
    PRINCIPAL_PRESCRIPTION_YEARS,
    "may_reopen",
    "may_buy_back",
    EARLY_REDEMPTION_NOTICE_DAYS,
];
const RESOLUTION_NUMBER: &str = "resolution_number";
const RESOLUTION_DATE: &str = "resolution_date";
const INTEREST_PRESCRIPTION_YEARS: &str = "interest_prescription_years";
const PRINCIPAL_PRESCRIPTION_YEARS: &str = "principal_prescription_years";
const EARLY_REDEMPTION_NOTICE_DAYS: &str = "early_redemption_notice_days";

// Bounds of the office's interface.
const MAX_PRESCRIPTION_YEARS: u64 = 30;
const MAX_NOTICE_DAYS: u64 = 366;

impl Default for Provisions {
    /// What local bonds usually provide: claims lapse after 5 and 10 years, and nothing is repaid before its day.
    fn default() -> Self {
        Self {
            resolution: None,
            consultation_number: None,
            publicly_offered: true,
            tax_free_savings: false,
            interest_prescription_years: 5,
            principal_prescription_years: 10,
            may_reopen: false,
            may_buy_back: false,
            early_redemption_notice_days: None,
        }
    }
}

// Queries

/// Reads the keys of `[terms]`; `None` when one that is there is defective.
pub(super) fn read<'a>(fields: &mut Fields<'a>, section: &Section<'a>, issue_date: Option<Date>) -> Option<Provisions> {
    let usual = Provisions::default();
    let resolution = resolution(fields, section, issue_date);
    let consultation_number = match section.has("consultation_number") {
        true => fields.parsed(section, "consultation_number", "", reference).map(Some),
        false => Some(None),
    };
    let mut flag = |key, usual| if section.has(key) { fields.flag(section, key) } else { Some(usual) };
    let publicly_offered = flag("publicly_offered", usual.publicly_offered);
    let tax_free_savings = flag("tax_free_savings", usual.tax_free_savings);
    let may_reopen = flag("may_reopen", usual.may_reopen);
    let may_buy_back = flag("may_buy_back", usual.may_buy_back);
    let mut number =
        |key, most| if section.has(key) { fields.whole(section, key, "", 1..=most).map(Some) } else { Some(None) };
    let interest_prescription_years = number(INTEREST_PRESCRIPTION_YEARS, MAX_PRESCRIPTION_YEARS);
    let principal_prescription_years = number(PRINCIPAL_PRESCRIPTION_YEARS, MAX_PRESCRIPTION_YEARS);
    let notice_days = number(EARLY_REDEMPTION_NOTICE_DAYS, MAX_NOTICE_DAYS);
    let years = |read: Option<u64>, usual| read.map_or(Some(usual), |years| u8::try_from(years).ok());
    Some(Provisions {
        resolution: resolution?,
        consultation_number: consultation_number?,
        publicly_offered: publicly_offered?,
        tax_free_savings: tax_free_savings?,
        interest_prescription_years: years(interest_prescription_years?, usual.interest_prescription_years)?,
        principal_prescription_years: years(principal_prescription_years?, usual.principal_prescription_years)?,
        may_reopen: may_reopen?,
        may_buy_back: may_buy_back?,
        early_redemption_notice_days: notice_days?.and_then(|days| u16::try_from(days).ok()),
    })
}

// Helpers

/// Number and day, both or none; not after the issue.
fn resolution<'a>(
    fields: &mut Fields<'a>,
    section: &Section<'a>,
    issue_date: Option<Date>,
) -> Option<Option<(String, Date)>> {
    let (has_number, has_date) = (section.has(RESOLUTION_NUMBER), section.has(RESOLUTION_DATE));
    if !has_number && !has_date {
        return Some(None);
    }
    let number = fields.parsed(section, RESOLUTION_NUMBER, "add the number of the resolution of that day", reference);
    let date = fields.date(section, RESOLUTION_DATE, "add resolution_date = YYYY-MM-DD, the day of that resolution");
    if let (Some(date), Some(issue_date)) = (date, issue_date) {
        if date > issue_date {
            let problem = Problem::new(
                format!("the council resolved on {date}, after the issue on {issue_date}"),
                "correct one of the two dates: an issue needs the resolution before it",
            );
            fields.report(&section.path_of(RESOLUTION_DATE), fields.line_of(section, RESOLUTION_DATE), problem);
            return None;
        }
    }
    Some(Some((number?, date?)))
}

/// The number of a resolution or a consultation.
fn reference(text: &str) -> Result<String, Problem> {
    label(text, MAX_REFERENCE_BYTES as usize).map_err(|problem| match problem.problem.as_str() {
        "the text is empty" => Problem::new(problem.problem, "write the number, or leave the key out"),
        _ => problem,
    })
}
