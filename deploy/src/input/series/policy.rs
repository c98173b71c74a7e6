//! `[policy]`: who may hold the series, how much, and when it moves.

use bond_abi::registry::{InvestorClass, Residence};
use bond_abi::token::MAX_RESIDENCES;
use bond_math::Date;

use crate::input::defect::Problem;
use crate::input::investors::{birth_band, class};
use crate::input::residence;
use crate::input::series::fields::{Fields, Section};

/// Who may hold, how much, and when it moves. An empty list admits all; what is `None` is not limited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Classes of investors.
    pub classes: Vec<InvestorClass>,
    /// Prefectures and countries.
    pub residences: Vec<Residence>,
    /// Whether an investor still qualifies whose registrar is no longer accredited.
    pub accept_unattested: bool,
    /// The last decade of birth of an individual, by its number at the desk.
    pub latest_birth_band: Option<u8>,
    /// Most units of one investor in all wallets together.
    pub max_units_per_investor: Option<u64>,
    /// Fewest units of a wallet that keeps any.
    pub min_units_per_wallet: Option<u64>,
    /// First day, in JST, on which units are transferable.
    pub transferable_from: Option<Date>,
    /// First day on which they no longer are.
    pub transferable_until: Option<Date>,
    /// Whether each transfer needs the issuer's approval.
    pub needs_approval: bool,
}

const KEYS: &[&str] = &[
    "classes",
    "residences",
    "accept_unattested",
    "latest_birth_decade",
    "max_units_per_investor",
    MIN_UNITS_PER_WALLET,
    TRANSFERABLE_FROM,
    TRANSFERABLE_UNTIL,
    "needs_approval",
];
const MIN_UNITS_PER_WALLET: &str = "min_units_per_wallet";
const TRANSFERABLE_FROM: &str = "transferable_from";
const TRANSFERABLE_UNTIL: &str = "transferable_until";
/// More units than there can be of any series.
const MAX_UNITS: u64 = 1_000_000_000_000_000_000;

// Queries

impl Policy {
    /// The policy as the office's constructor takes it.
    pub fn to_abi(&self) -> bond_abi::token::Policy {
        let bits = self.classes.iter().map(|&class| bond_abi::token::Policy::class_bit(class));
        // The reader takes only dates that have an instant.
        let start_ms = |date: Option<Date>| date.and_then(|date| date.start_ms_jst().ok());
        bond_abi::token::Policy {
            classes: bits.fold(0, |all, bit| all | bit),
            residences: self.residences.clone(),
            accept_unattested: self.accept_unattested,
            latest_birth_band: self.latest_birth_band.unwrap_or(0),
            max_units_per_investor: self.max_units_per_investor.unwrap_or(0),
            min_units_per_wallet: self.min_units_per_wallet.unwrap_or(0),
            transferable_from_ms: start_ms(self.transferable_from).unwrap_or(0),
            transferable_until_ms: start_ms(self.transferable_until).unwrap_or(u64::MAX),
            needs_approval: self.needs_approval,
        }
    }
}

/// Reads the table.
pub(super) fn read<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Policy {
    fields.known_keys(section, KEYS);
    let policy = Policy {
        classes: classes(fields, section),
        residences: residences(fields, section),
        accept_unattested: fields.flag(section, "accept_unattested").unwrap_or(false),
        latest_birth_band: fields.optional(section, "latest_birth_decade", decade),
        max_units_per_investor: fields.optional_whole(section, "max_units_per_investor", 1..=MAX_UNITS),
        min_units_per_wallet: fields.optional_whole(section, MIN_UNITS_PER_WALLET, 1..=MAX_UNITS),
        transferable_from: fields.optional_date(section, TRANSFERABLE_FROM),
        transferable_until: fields.optional_date(section, TRANSFERABLE_UNTIL),
        needs_approval: fields.flag(section, "needs_approval").unwrap_or(false),
    };
    check_limits(fields, section, &policy);
    policy
}

// Helpers

fn classes<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Vec<InvestorClass> {
    let mut classes = Vec::new();
    let remedy = "write classes = [\"individual\", \"corporation\"], or [] for all";
    for field in fields.elements(section, "classes", remedy) {
        if let Some(class) = fields.parse(&field, class) {
            if classes.contains(&class) {
                fields.report(&field.path, field.line, Problem::new("the class is there twice", "remove one"));
            }
            classes.push(class);
        }
    }
    classes
}

fn residences<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Vec<Residence> {
    let mut residences = Vec::new();
    let remedy = "write residences = [\"JP-13\"], or [] for all";
    for field in fields.elements(section, "residences", remedy) {
        if let Some(residence) = fields.parse(&field, residence::of_policy) {
            if residences.contains(&residence) {
                fields.report(&field.path, field.line, Problem::new("the residence is there twice", "remove one"));
            }
            residences.push(residence);
        }
    }
    if residences.len() > MAX_RESIDENCES as usize {
        let problem = Problem::new(
            format!("{} residences are admitted, and {MAX_RESIDENCES} are allowed", residences.len()),
            "write \"JP\" for the whole of Japan, or leave some out",
        );
        fields.report(&section.path_of("residences"), fields.line_of(section, "residences"), problem);
    }
    residences
}

/// The number of a decade of birth.
fn decade(text: &str) -> Result<u8, Problem> {
    let remedy = "write the last decade in which a holder may be born, such as \"2000s\", or leave the key out";
    birth_band(text).map_err(|problem| Problem::new(problem.problem, remedy))
}

/// Units must be transferable before the last record date, after which nothing moves any more.
pub(super) fn check_window<'a>(
    fields: &mut Fields<'a>,
    section: &Section<'a>,
    policy: &Policy,
    last_record_date: Option<Date>,
) {
    let (Some(from), Some(last)) = (policy.transferable_from, last_record_date) else { return };
    if from > last {
        let problem = Problem::new(
            format!("units are transferable from {from}, and only until the last record date, {last}: never"),
            "write an earlier transferable_from, or leave it out",
        );
        let line = fields.line_of(section, TRANSFERABLE_FROM);
        fields.report(&section.path_of(TRANSFERABLE_FROM), line, problem);
    }
}

/// Limits under which nothing could ever move are mistakes.
fn check_limits<'a>(fields: &mut Fields<'a>, section: &Section<'a>, policy: &Policy) {
    if let (Some(most), Some(fewest)) = (policy.max_units_per_investor, policy.min_units_per_wallet) {
        if fewest > most {
            let problem = Problem::new(
                format!("a wallet keeps at least {fewest} units, and an investor at most {most}"),
                "lower min_units_per_wallet or raise max_units_per_investor",
            );
            let line = fields.line_of(section, MIN_UNITS_PER_WALLET);
            fields.report(&section.path_of(MIN_UNITS_PER_WALLET), line, problem);
        }
    }
    if let (Some(from), Some(until)) = (policy.transferable_from, policy.transferable_until) {
        if until <= from {
            let problem = Problem::new(
                format!("units are transferable from {from} and no longer on {until}: never"),
                "write a later transferable_until, the first day on which they no longer are, or leave it out",
            );
            let line = fields.line_of(section, TRANSFERABLE_UNTIL);
            fields.report(&section.path_of(TRANSFERABLE_UNTIL), line, problem);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_policy_admits_all() {
        assert_eq!(Policy::default().to_abi(), bond_abi::token::Policy::OPEN);
    }

    #[test]
    fn classes_become_bits() {
        let policy =
            Policy { classes: vec![InvestorClass::Individual, InvestorClass::PublicBody], ..Policy::default() };
        assert_eq!(policy.to_abi().classes, 0b1001);
        assert!(Policy { accept_unattested: true, ..policy }.to_abi().accept_unattested);
    }

    #[test]
    fn limits_keep_their_numbers_and_days_begin_in_japan() {
        let date = |text: &str| Some(text.parse().unwrap());
        let policy = Policy {
            latest_birth_band: Some(11),
            max_units_per_investor: Some(500),
            min_units_per_wallet: Some(10),
            transferable_from: date("2020-02-29"),
            transferable_until: date("2020-03-01"),
            needs_approval: true,
            ..Policy::default()
        };
        let expected = bond_abi::token::Policy {
            latest_birth_band: 11,
            max_units_per_investor: 500,
            min_units_per_wallet: 10,
            transferable_from_ms: 1_582_902_000_000,
            transferable_until_ms: 1_582_988_400_000,
            needs_approval: true,
            ..bond_abi::token::Policy::OPEN
        };
        assert_eq!(policy.to_abi(), expected);
    }
}
