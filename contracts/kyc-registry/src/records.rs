//! The registry's rules: what is kept of a wallet, and how the tax class of a past instant is found. Pure: the time and
//! what is stored are arguments.

use bond_abi::registry::packed::{status_of, PackedEntry, PackedPayee, PackedProfile, PackedTaxation, IDENTITY_LEN};
use bond_abi::registry::MAX_TAX_CHANGES;
use ink::prelude::vec::Vec;

/// What a transfer asks about a wallet. Taxation lies apart: transfers would pay for reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Cell {
    identity: [u8; IDENTITY_LEN],
    registrar: u16,
}

/// Every taxation of a wallet, oldest first, with the instant from which it counts.
pub type Taxations = Vec<(u64, PackedTaxation)>;

// Queries

impl Cell {
    /// What contracts read. `attestation_ends` holds the end of each registrar's accreditation by number.
    pub fn profile(&self, attestation_ends: &[u64]) -> PackedProfile {
        // A number without an end cannot come from the desk; whoever it is, nobody vouches for him.
        let attested_until_ms = attestation_ends.get(usize::from(self.registrar)).copied().unwrap_or(0);
        PackedProfile { identity: self.identity, attested_until_ms }
    }

    /// What a payer needs to know: standing now, tax class by the taxation that the last change before `at_ms` gave.
    pub fn payee_at(&self, at_ms: u64, taxations: &[(u64, PackedTaxation)]) -> Option<PackedPayee> {
        // Nobody holds units before being registered: an instant before the first taxation is answered with that one.
        let in_force = taxations.iter().rev().find(|(since_ms, _)| *since_ms < at_ms).or(taxations.first())?;
        Some(PackedPayee { status: status_of(&self.identity), tax_class: in_force.1.class_at(at_ms) })
    }
}

impl From<&PackedEntry> for Cell {
    fn from(entry: &PackedEntry) -> Self {
        Self { identity: entry.identity, registrar: entry.registrar }
    }
}

// Changes

/// Lets a taxation count from now on: whether the list changed, or `None` when there is no room.
pub fn tax(taxations: &mut Taxations, taxation: PackedTaxation, now_ms: u64) -> Option<bool> {
    if taxations.last().is_some_and(|(_, last)| *last == taxation) {
        return Some(false);
    }
    if taxations.len() > MAX_TAX_CHANGES as usize {
        return None;
    }
    taxations.push((now_ms, taxation));
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::registry::{Entry, InvestorClass, Period, Residence, Status, TaxClass, Taxation};

    const NOW_MS: u64 = 1_000;
    const ALWAYS: Period = Period { from_ms: 0, until_ms: u64::MAX };

    fn entry(class: TaxClass, exempt: Period) -> PackedEntry {
        PackedEntry::from(&Entry {
            investor_id: 7,
            expiry_ms: NOW_MS + 1,
            residence: Residence { country: 392, area: 13_000 },
            class: InvestorClass::Individual,
            status: Status::Suspended,
            birth_band: 9,
            registrar: 1,
            taxation: Taxation { class, exempt },
        })
    }

    fn taxed(changes: &[(u64, TaxClass, Period)]) -> Taxations {
        let mut taxations = Taxations::new();
        for (now_ms, class, exempt) in changes {
            assert_eq!(tax(&mut taxations, entry(*class, *exempt).taxation, *now_ms), Some(true));
        }
        taxations
    }

    fn class_at(taxations: &Taxations, at_ms: u64) -> TaxClass {
        let cell = Cell::from(&entry(TaxClass::Individual, Period::NEVER));
        cell.payee_at(at_ms, taxations).and_then(|payee| payee.unpack()).unwrap().tax_class
    }

    #[test]
    fn a_profile_carries_the_end_of_its_registrars_accreditation() {
        let cell = Cell::from(&entry(TaxClass::Individual, Period::NEVER));
        let profile = cell.profile(&[5, u64::MAX, 6]).unpack().unwrap();
        assert_eq!((profile.attested_until_ms, profile.investor_id, profile.birth_band), (u64::MAX, 7, 9));
        assert_eq!((profile.status, profile.expiry_ms), (Status::Suspended, NOW_MS + 1));
        assert_eq!(cell.profile(&[u64::MAX]).attested_until_ms, 0, "nobody vouches for an unknown number");
        let payee = cell.payee_at(NOW_MS, &taxed(&[(0, TaxClass::Individual, Period::NEVER)]));
        assert_eq!(payee.and_then(|payee| payee.unpack()).unwrap().status, Status::Suspended);
        assert_eq!(cell.payee_at(NOW_MS, &[]), None);
    }

    #[test]
    fn the_tax_class_of_a_past_instant_is_the_one_after_the_last_change_before_it() {
        let taxations =
            taxed(&[(1_000, TaxClass::Individual, Period::NEVER), (2_000, TaxClass::Corporation, Period::NEVER)]);
        assert_eq!(class_at(&taxations, 500), TaxClass::Individual);
        assert_eq!(class_at(&taxations, 1_000), TaxClass::Individual);
        assert_eq!(class_at(&taxations, 1_999), TaxClass::Individual);
        assert_eq!(class_at(&taxations, 2_000), TaxClass::Individual, "a change at the cutoff comes too late for it");
        assert_eq!(class_at(&taxations, 2_001), TaxClass::Corporation);
    }

    #[test]
    fn an_exemption_holds_from_its_first_instant_to_before_its_last() {
        let taxations = taxed(&[(1_000, TaxClass::Corporation, Period { from_ms: 3_000, until_ms: 4_000 })]);
        assert_eq!(class_at(&taxations, 2_999), TaxClass::Corporation);
        assert_eq!(class_at(&taxations, 3_000), TaxClass::Exempt);
        assert_eq!(class_at(&taxations, 3_999), TaxClass::Exempt);
        assert_eq!(class_at(&taxations, 4_000), TaxClass::Corporation);
    }

    #[test]
    fn an_exemption_recorded_later_does_not_reach_back() {
        let taxations = taxed(&[(1_000, TaxClass::Corporation, Period::NEVER), (2_000, TaxClass::Corporation, ALWAYS)]);
        assert_eq!(class_at(&taxations, 2_000), TaxClass::Corporation);
        assert_eq!(class_at(&taxations, 2_001), TaxClass::Exempt);
    }

    #[test]
    fn what_leaves_the_taxation_alone_leaves_its_beginning_alone() {
        let mut taxations = taxed(&[(1_000, TaxClass::Individual, Period::NEVER)]);
        let before = taxations.clone();
        let same = entry(TaxClass::Individual, Period::NEVER).taxation;
        assert_eq!((tax(&mut taxations, same, 5_000), taxations), (Some(false), before));
    }

    #[test]
    fn the_list_of_taxations_is_bounded_and_fits_into_the_static_buffer() {
        let mut taxations = Taxations::new();
        let of = |change: u32| {
            let class = if change % 2 == 0 { TaxClass::Corporation } else { TaxClass::Individual };
            entry(class, ALWAYS).taxation
        };
        for change in 0..=MAX_TAX_CHANGES {
            assert_eq!(tax(&mut taxations, of(change), change.into()), Some(true));
        }
        assert_eq!(tax(&mut taxations, of(MAX_TAX_CHANGES + 1), 99), None);
        assert_eq!(tax(&mut taxations, of(MAX_TAX_CHANGES), 99), Some(false), "what changes nothing is no change");
        assert_eq!(taxations.len(), MAX_TAX_CHANGES as usize + 1);
        assert!(scale::Encode::encoded_size(&taxations) < 12 * 1_024);
    }

    #[test]
    fn the_largest_put_fits_into_the_static_buffer() {
        let row = ([0_u8; 32], entry(TaxClass::Corporation, ALWAYS));
        assert_eq!(scale::Encode::encoded_size(&row), 74);
        let rows = vec![row; bond_abi::registry::MAX_ENTRIES as usize];
        assert!(scale::Encode::encoded_size(&rows) < 12 * 1_024);
    }
}
