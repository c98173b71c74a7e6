//! The registry's rules: what is kept of a wallet, and how the tax class of a past instant is found. Pure: the time and
//! the stored cells are arguments.

use bond_abi::registry::packed::{PackedEntry, PackedPayee, PackedProfile, PackedTaxation, IDENTITY_LEN};
use bond_abi::registry::MAX_TAX_CHANGES;
use ink::prelude::vec::Vec;

/// What is said about a wallet, and since when its taxation is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Cell {
    identity: [u8; IDENTITY_LEN],
    registrar: u16,
    taxation: PackedTaxation,
    taxed_since_ms: u64,
}

/// Taxations that are no longer in force, oldest first: the instant at which each ended, and what it was.
pub type TaxHistory = Vec<(u64, PackedTaxation)>;

// Queries

impl Cell {
    /// What contracts read. `attestation_ends` holds the end of each registrar's accreditation by number.
    pub fn profile(&self, attestation_ends: &[u64]) -> PackedProfile {
        // A number without an end cannot come from the desk; whoever it is, nobody vouches for him.
        let attested_until_ms = attestation_ends.get(usize::from(self.registrar)).copied().unwrap_or(0);
        PackedProfile { identity: self.identity, attested_until_ms }
    }

    /// What a payer needs to know: standing now, tax class by the taxation after the last change before `at_ms`.
    ///
    /// `history` is asked for only when the taxation in force now is too young.
    pub fn payee_at(&self, at_ms: u64, history: impl FnOnce() -> TaxHistory) -> PackedPayee {
        let taxation = if self.taxed_since_ms < at_ms {
            self.taxation
        } else {
            // What was in force at an instant is the first that ended at or after it. Nobody holds units before being
            // registered, so an instant before the first is answered with that one.
            history().iter().find(|(ended_ms, _)| *ended_ms >= at_ms).map_or(self.taxation, |(_, old)| *old)
        };
        PackedPayee { status: self.entry().status(), tax_class: taxation.class_at(at_ms) }
    }

    /// The cell that says `entry` instead of what `old` said, and the taxation that ends with it.
    pub fn replacing(old: Option<&Cell>, entry: &PackedEntry, now_ms: u64) -> (Cell, Option<PackedTaxation>) {
        let PackedEntry { identity, registrar, taxation } = *entry;
        let cell = |taxed_since_ms| Cell { identity, registrar, taxation, taxed_since_ms };
        match old {
            Some(old) if old.taxation == taxation => (cell(old.taxed_since_ms), None),
            old => (cell(now_ms), old.map(|old| old.taxation)),
        }
    }

    fn entry(&self) -> PackedEntry {
        PackedEntry { identity: self.identity, registrar: self.registrar, taxation: self.taxation }
    }
}

// Changes

/// Appends the taxation that ends now; false when there is no room.
pub fn end_taxation(history: &mut TaxHistory, taxation: PackedTaxation, now_ms: u64) -> bool {
    let room = history.len() < MAX_TAX_CHANGES as usize;
    if room {
        history.push((now_ms, taxation));
    }
    room
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

    fn first(class: TaxClass, exempt: Period) -> Cell {
        let (cell, ended) = Cell::replacing(None, &entry(class, exempt), NOW_MS);
        assert_eq!(ended, None);
        cell
    }

    fn class_at(cell: &Cell, at_ms: u64, history: &TaxHistory) -> TaxClass {
        cell.payee_at(at_ms, || history.clone()).unpack().unwrap().tax_class
    }

    #[test]
    fn a_profile_carries_the_end_of_its_registrars_accreditation() {
        let cell = first(TaxClass::Individual, Period::NEVER);
        let profile = cell.profile(&[5, u64::MAX, 6]).unpack().unwrap();
        assert_eq!((profile.attested_until_ms, profile.investor_id, profile.birth_band), (u64::MAX, 7, 9));
        assert_eq!((profile.status, profile.expiry_ms), (Status::Suspended, NOW_MS + 1));
        assert_eq!(cell.profile(&[u64::MAX]).attested_until_ms, 0, "nobody vouches for an unknown number");
        assert_eq!(cell.payee_at(NOW_MS, TaxHistory::new).unpack().unwrap().status, Status::Suspended);
    }

    #[test]
    fn the_tax_class_of_a_past_instant_is_the_one_after_the_last_change_before_it() {
        let old = first(TaxClass::Individual, Period::NEVER);
        let (new, ended) = Cell::replacing(Some(&old), &entry(TaxClass::Corporation, Period::NEVER), 2_000);
        let mut history = TaxHistory::new();
        assert!(end_taxation(&mut history, ended.unwrap(), 2_000));
        assert_eq!(class_at(&new, 500, &history), TaxClass::Individual);
        assert_eq!(class_at(&new, 1_999, &history), TaxClass::Individual);
        assert_eq!(
            class_at(&new, 2_000, &history),
            TaxClass::Individual,
            "a change at the cutoff comes too late for it"
        );
        assert_eq!(class_at(&new, 2_001, &history), TaxClass::Corporation);
    }

    #[test]
    fn an_exemption_holds_from_its_first_instant_to_before_its_last() {
        let cell = first(TaxClass::Corporation, Period { from_ms: 3_000, until_ms: 4_000 });
        let none = TaxHistory::new();
        assert_eq!(class_at(&cell, 2_999, &none), TaxClass::Corporation);
        assert_eq!(class_at(&cell, 3_000, &none), TaxClass::Exempt);
        assert_eq!(class_at(&cell, 3_999, &none), TaxClass::Exempt);
        assert_eq!(class_at(&cell, 4_000, &none), TaxClass::Corporation);
    }

    #[test]
    fn an_exemption_recorded_later_does_not_reach_back() {
        let old = first(TaxClass::Corporation, Period::NEVER);
        let (new, ended) = Cell::replacing(Some(&old), &entry(TaxClass::Corporation, ALWAYS), 2_000);
        let history = TaxHistory::from([(2_000, ended.unwrap())]);
        assert_eq!(class_at(&new, 2_000, &history), TaxClass::Corporation);
        assert_eq!(class_at(&new, 2_001, &history), TaxClass::Exempt);
    }

    #[test]
    fn what_leaves_the_taxation_alone_leaves_its_beginning_alone() {
        let old = first(TaxClass::Individual, Period::NEVER);
        let mut renewed = entry(TaxClass::Individual, Period::NEVER);
        renewed.identity[8] = 99;
        let (new, ended) = Cell::replacing(Some(&old), &renewed, 5_000);
        assert_eq!((new.taxed_since_ms, new.identity[8], ended), (NOW_MS, 99, None));
    }

    #[test]
    fn the_tax_history_is_bounded_and_fits_into_the_static_buffer() {
        let mut history = TaxHistory::new();
        let taxation = entry(TaxClass::Corporation, ALWAYS).taxation;
        for change in 0..u64::from(MAX_TAX_CHANGES) {
            assert!(end_taxation(&mut history, taxation, change));
        }
        assert!(!end_taxation(&mut history, taxation, 99));
        assert_eq!(history.len(), MAX_TAX_CHANGES as usize);
        assert!(scale::Encode::encoded_size(&history) < 12 * 1_024);
    }

    #[test]
    fn the_largest_put_fits_into_the_static_buffer() {
        let row = ([0_u8; 32], entry(TaxClass::Corporation, ALWAYS));
        assert_eq!(scale::Encode::encoded_size(&row), 74);
        assert!(74 * bond_abi::registry::MAX_ENTRIES < 12 * 1_024);
    }
}
