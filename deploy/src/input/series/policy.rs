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
}

const KEYS: &[&str] = &["classes", "residences"];

// Queries

impl Policy {
    /// Whether investors of a class may hold.
    pub fn admits_class(&self, class: InvestorClass) -> bool {
        self.classes.is_empty() || self.classes.contains(&class)
    }

    /// Whether investors of a residence may hold: a country or a prefecture admits all within it.
    pub fn admits_residence(&self, residence: Residence) -> bool {
        let admits = |admitted: &Residence| {
            admitted.country == residence.country
                && (admitted.area == 0
                    || admitted.area == residence.area
                    || (admitted.area % 1_000 == 0 && admitted.area / 1_000 == residence.area / 1_000))
        };
        self.residences.is_empty() || self.residences.iter().any(admits)
    }

    /// The policy as the token's constructor takes it.
    pub fn to_abi(&self) -> bond_abi::token::Policy {
        let bits = self.classes.iter().map(|&class| bond_abi::token::Policy::class_bit(class));
        bond_abi::token::Policy { classes: bits.fold(0, |all, bit| all | bit), residences: self.residences.clone() }
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
    policy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_policy_admits_all() {
        let policy = Policy::default();
        assert!(policy.admits_class(InvestorClass::PublicBody));
        assert!(policy.admits_residence(Residence { country: 840, area: 0 }));
        assert_eq!(policy.to_abi().classes, 0);
    }

    #[test]
    fn a_prefecture_admits_its_wards_and_a_country_its_prefectures() {
        let tokyo = Policy { residences: vec![Residence { country: 392, area: 13_000 }], ..Policy::default() };
        assert!(tokyo.admits_residence(Residence { country: 392, area: 13_101 }));
        assert!(!tokyo.admits_residence(Residence { country: 392, area: 27_000 }));
        assert!(!tokyo.admits_residence(Residence { country: 392, area: 0 }));
        assert!(!tokyo.admits_residence(Residence { country: 840, area: 13_000 }));
        let japan = Policy { residences: vec![Residence { country: 392, area: 0 }], ..Policy::default() };
        assert!(japan.admits_residence(Residence { country: 392, area: 27_000 }));
    }

    #[test]
    fn classes_become_bits() {
        let policy =
            Policy { classes: vec![InvestorClass::Individual, InvestorClass::PublicBody], residences: Vec::new() };
        assert_eq!(policy.to_abi().classes, 0b1001);
        assert!(!policy.admits_class(InvestorClass::Corporation));
    }
}
