//! `[policy]`: who may hold the series.

use bond_abi::registry::{InvestorClass, Residence};
use bond_abi::token::MAX_RESIDENCES;

use crate::input::defect::Problem;
use crate::input::investors::class;
use crate::input::residence;
use crate::input::series::fields::{Fields, Section};

/// Who may hold. An empty list admits all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Classes of investors.
    pub classes: Vec<InvestorClass>,
    /// Prefectures and countries.
    pub residences: Vec<Residence>,
    /// Whether an investor still qualifies whose registrar is no longer accredited.
    pub accept_unattested: bool,
}

const KEYS: &[&str] = &["classes", "residences", "accept_unattested"];

// Queries

impl Policy {
    /// The policy as the token's constructor takes it.
    pub fn to_abi(&self) -> bond_abi::token::Policy {
        let bits = self.classes.iter().map(|&class| bond_abi::token::Policy::class_bit(class));
        bond_abi::token::Policy {
            classes: bits.fold(0, |all, bit| all | bit),
            residences: self.residences.clone(),
            accept_unattested: self.accept_unattested,
        }
    }
}

/// Reads the table.
pub(super) fn read<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Policy {
    fields.known_keys(section, KEYS);
    let mut policy = Policy::default();
    let remedy = "write classes = [\"individual\", \"corporation\"], or [] for all";
    for field in fields.elements(section, "classes", remedy) {
        if let Some(class) = fields.parse(&field, class) {
            if policy.classes.contains(&class) {
                fields.report(&field.path, field.line, Problem::new("the class is there twice", "remove one"));
            }
            policy.classes.push(class);
        }
    }
    let remedy = "write residences = [\"JP-13\"], or [] for all";
    for field in fields.elements(section, "residences", remedy) {
        if let Some(residence) = fields.parse(&field, residence::of_policy) {
            if policy.residences.contains(&residence) {
                fields.report(&field.path, field.line, Problem::new("the residence is there twice", "remove one"));
            }
            policy.residences.push(residence);
        }
    }
    if policy.residences.len() > MAX_RESIDENCES as usize {
        let problem = Problem::new(
            format!("{} residences are admitted, and {MAX_RESIDENCES} are allowed", policy.residences.len()),
            "write \"JP\" for the whole of Japan, or leave some out",
        );
        fields.report(&section.path_of("residences"), fields.line_of(section, "residences"), problem);
    }
    policy.accept_unattested = fields.flag(section, "accept_unattested").unwrap_or(false);
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_policy_admits_all() {
        assert_eq!(
            Policy::default().to_abi(),
            bond_abi::token::Policy { classes: 0, residences: Vec::new(), accept_unattested: false }
        );
    }

    #[test]
    fn classes_become_bits() {
        let policy =
            Policy { classes: vec![InvestorClass::Individual, InvestorClass::PublicBody], ..Policy::default() };
        assert_eq!(policy.to_abi().classes, 0b1001);
        assert!(Policy { accept_unattested: true, ..policy }.to_abi().accept_unattested);
    }
}
