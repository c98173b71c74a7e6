//! `SERIES.toml`: the terms (発行条件) of a series and who may hold it.

pub(in crate::input) mod fields;
mod policy;
mod provisions;
mod terms;

use bond_abi::office::{BusinessDayName, DayCountName, InterestDayName, PaymentEvent, Resolution, TaxTerms};
use bond_math::{BusinessDayRule, Date, DayCount, InterestDay, Schedule};
use toml::de::DeTable;

use crate::input::characters;
use crate::input::defect::{quoted, Defect, Problem};
use crate::input::identifiers;
use crate::input::source::Source;
use fields::Fields;
pub use policy::Policy;
pub use terms::Terms;

/// A series without defects.
#[derive(Clone, Debug)]
pub struct Series {
    /// The file as the user named it.
    pub file: String,
    /// Short name for files and records.
    pub id: String,
    /// Name on the chain.
    pub name: String,
    /// Symbol on the chain.
    pub symbol: String,
    /// ISIN, if one was assigned.
    pub isin: Option<[u8; 12]>,
    /// Who borrows.
    pub issuer: Issuer,
    /// Money and dates.
    pub terms: Terms,
    /// Who may hold.
    pub policy: Policy,
    schedule: Schedule,
}

/// The local government that issues the bonds.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Name, as in its seal.
    pub name: String,
    /// Six digits with the check digit.
    pub local_government_code: [u8; 6],
}

const ROOT_KEYS: &[&str] = &["id", "name", "symbol", "isin", "issuer", "terms", "policy"];
const ISSUER_KEYS: &[&str] = &["name", "local_government_code"];
const MAX_ID_BYTES: usize = 32;
const MAX_ISSUER_NAME_BYTES: usize = 128;

// Queries

/// Reads the file.
///
/// # Errors
/// Every defect of the file, in the order of its lines. After a syntax error, keys that seem to be missing are not
/// reported: they may stand in what could not be read.
pub fn parse(source: &Source) -> Result<Series, Vec<Defect>> {
    let text = source.text()?;
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut fields = Fields::new(&source.name, text, errors);
    let series = read(&mut fields, document.get_ref(), &source.name);
    let defects = fields.finish();
    match series {
        Some(series) if defects.is_empty() => Ok(series),
        _ => Err(defects),
    }
}

impl Series {
    /// The payment events.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// Face of all authorised units, at most 10^18 yen.
    pub fn face_yen(&self) -> u128 {
        u128::from(self.terms.denomination_yen) * u128::from(self.terms.authorised_units)
    }

    /// The terms as the office's constructor takes them.
    pub fn to_terms(&self) -> bond_abi::office::Terms {
        let terms = &self.terms;
        let provisions = &terms.provisions;
        bond_abi::office::Terms {
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            isin: self.isin,
            issuer_code: self.issuer.local_government_code,
            currency: *b"JPY",
            denomination_yen: terms.denomination_yen,
            authorised_units: terms.authorised_units,
            issue_day: terms.issue_date.days(),
            maturity_day: terms.maturity_date.days(),
            rate_numerator: terms.annual_rate.numerator(),
            rate_decimals: terms.annual_rate.decimals(),
            frequency: terms.frequency,
            per_yen_digits: terms.per_yen_digits,
            day_count: match terms.day_count {
                DayCount::JpHalf => DayCountName::JpHalf,
            },
            business_day: match terms.business_day {
                BusinessDayRule::Preceding => BusinessDayName::Preceding,
                BusinessDayRule::Following => BusinessDayName::Following,
                BusinessDayRule::ModifiedFollowing => BusinessDayName::ModifiedFollowing,
                BusinessDayRule::None => BusinessDayName::None,
            },
            record_date_offset_business_days: terms.record_date_offset_business_days,
            resolution: provisions
                .resolution
                .as_ref()
                .map(|(number, date)| Resolution { number: number.clone(), day: date.days() }),
            consultation_number: provisions.consultation_number.clone(),
            tax: TaxTerms {
                publicly_offered: provisions.publicly_offered,
                tax_free_savings: provisions.tax_free_savings,
            },
            interest_prescription_years: provisions.interest_prescription_years,
            principal_prescription_years: provisions.principal_prescription_years,
            may_reopen: provisions.may_reopen,
            may_buy_back: provisions.may_buy_back,
            early_redemption_notice_days: provisions.early_redemption_notice_days,
            extra_bank_holidays: days(&terms.extra_bank_holidays),
            cancelled_bank_holidays: days(&terms.cancelled_bank_holidays),
            interest_day: match terms.interest_day.unwrap_or_default() {
                InterestDay::DayOfMonth => InterestDayName::DayOfMonth,
                InterestDay::MonthEnd => InterestDayName::MonthEnd,
            },
        }
    }

    /// The payment events as the office's constructor takes them.
    pub fn to_events(&self) -> Vec<PaymentEvent> {
        bond_client::convert::payment_events(&self.schedule)
    }

    /// The policy as the office's constructor takes it.
    pub fn to_policy(&self) -> bond_abi::token::Policy {
        self.policy.to_abi()
    }
}

// Helpers

fn days(dates: &[Date]) -> Vec<i32> {
    dates.iter().copied().map(Date::days).collect()
}

fn read<'a>(fields: &mut Fields<'a>, root: &'a DeTable<'a>, file: &str) -> Option<Series> {
    // Everything is read before anything is given up, so that one run finds every defect.
    let root = fields.root(root);
    fields.known_keys(&root, ROOT_KEYS);
    let id = fields.parsed(&root, "id", "add id = \"…\", a short name of the series", id);
    let name = fields.parsed(&root, "name", "add name = \"…\", the series' full name", |text| {
        label(text, bond_abi::office::MAX_NAME_BYTES as usize)
    });
    let symbol = fields.parsed(&root, "symbol", "add symbol = \"…\", as wallets show it", |text| {
        label(text, bond_abi::office::MAX_SYMBOL_BYTES as usize)
    });
    let isin = match root.has("isin") {
        true => fields.parsed(&root, "isin", "", identifiers::isin).map(Some),
        false => Some(None),
    };
    let issuer = fields.section(&root, "issuer", "add [issuer] with name and local_government_code");
    let issuer = issuer.and_then(|section| {
        fields.known_keys(&section, ISSUER_KEYS);
        let name = fields.parsed(&section, "name", "add name = \"…\", such as \"東京都\"", |text| {
            label(text, MAX_ISSUER_NAME_BYTES)
        });
        let local_government_code = fields.parsed(
            &section,
            "local_government_code",
            "add local_government_code = \"…\", six digits such as \"130001\" for Tokyo",
            identifiers::local_government_code,
        );
        Some(Issuer { name: name?, local_government_code: local_government_code? })
    });
    let terms_section = fields.section(&root, "terms", "add [terms] with the terms of issue");
    let terms = terms_section.as_ref().and_then(|section| terms::read(fields, section));
    let schedule = match (&terms_section, &terms) {
        (Some(section), Some(terms)) => terms::schedule(fields, section, terms),
        _ => None,
    };
    let policy = match root.has("policy") {
        true => fields.section(&root, "policy", "").map(|section| {
            let policy = policy::read(fields, &section);
            let last = schedule.as_ref().and_then(|schedule| schedule.events().last());
            policy::check_window(fields, &section, &policy, last.map(|event| event.record_date));
            policy
        }),
        false => Some(Policy::default()),
    };
    Some(Series {
        file: file.to_owned(),
        id: id?,
        name: name?,
        symbol: symbol?,
        isin: isin?,
        issuer: issuer?,
        terms: terms?,
        policy: policy?,
        schedule: schedule?,
    })
}

fn id(text: &str) -> Result<String, Problem> {
    let is_formed = (1..=MAX_ID_BYTES).contains(&text.len())
        && text.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
    if is_formed {
        return Ok(text.to_owned());
    }
    Err(Problem::new(
        format!("{} is no id", quoted(text)),
        format!("write 1 to {MAX_ID_BYTES} lowercase letters, digits and hyphens, such as \"tokyo-20y-32\""),
    ))
}

/// A name for people: not empty, no control characters, of bounded length.
fn label(text: &str, max_bytes: usize) -> Result<String, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::new("the text is empty", "write a name"));
    }
    if text.chars().any(char::is_control) {
        return Err(Problem::new("the text has a control character", "write it on one line, without tabs"));
    }
    if characters::hidden_in(text).is_some() {
        // Whoever reads the text names them.
        return Err(Problem::new("the text is not what it looks like", "compare it with the resolution (議決)"));
    }
    if text.len() > max_bytes {
        return Err(Problem::new(
            format!("the text has {} bytes, and {max_bytes} are allowed", text.len()),
            "shorten it; a Japanese character has 3 bytes",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod people_tests;
#[cfg(test)]
mod tests;
