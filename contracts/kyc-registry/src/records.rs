//! The registry's rules: what is kept of a wallet, and how the tax class of a past instant is found. Pure: the time and
//! what is stored are arguments. Everything is the bytes that go over the wire.
//!
//! A *cell* is what a transfer asks about a wallet: its identity and the number of its registrar. Taxation lies apart:
//! transfers would pay for reading it. *Taxations* are every one that a wallet had, oldest first, each with the instant
//! from which it counts before it.

use bond_abi::registry::packed::{class_at, status_of, IDENTITY_LEN, PROFILE_LEN, TAXATION_LEN};
use bond_abi::registry::MAX_TAX_CHANGES;
use bond_abi::wire::{at, put, u64_at};
use ink::prelude::vec::Vec;

/// Bytes of a cell.
pub const CELL_LEN: usize = IDENTITY_LEN + 2;
/// Bytes of a taxation with its beginning.
const CHANGE_LEN: usize = 8 + TAXATION_LEN;
/// Most bytes of taxations to which another one may be added.
const FULL_LEN: usize = CHANGE_LEN * MAX_TAX_CHANGES as usize;

// Queries

/// Writes what contracts read, if there is anything. `attestation_ends` holds the end of each registrar's accreditation
/// by number, eight bytes each.
#[inline(never)]
pub fn push_profile(answer: &mut Vec<u8>, cell: &[u8], attestation_ends: &[u8]) {
    if cell.is_empty() {
        answer.push(0);
        return;
    }
    let cell: &[u8; CELL_LEN] = at(cell, 0);
    let registrar = usize::from(u16::from_le_bytes(*at(cell, IDENTITY_LEN)));
    let mut profile = [1; 1 + PROFILE_LEN];
    put::<IDENTITY_LEN>(&mut profile, 1, *at(cell, 0));
    // A number without an end cannot come from the desk; whoever it is, nobody vouches for him: the end reads as zero.
    put::<8>(&mut profile, 1 + IDENTITY_LEN, *at(attestation_ends, registrar.saturating_mul(8)));
    answer.extend_from_slice(&profile);
}

/// Writes what a payer needs to know, if there is anything: standing now, tax class by the taxation that the last change
/// before the cutoff `at_ms` gave, at the last instant of the record date: an exemption that ends with the cutoff covers it.
#[inline(never)]
pub fn push_payee(answer: &mut Vec<u8>, cell: &[u8], taxations: &[u8], at_ms: u64) {
    let mut changes = taxations.chunks_exact(CHANGE_LEN);
    // Nobody holds units before being registered: an instant before the first taxation is answered with that one.
    let in_force = changes.clone().rev().find(|change| u64_at(change, 0) < at_ms).or(changes.next());
    match in_force.and_then(|change| change.get(8..)).filter(|_| !cell.is_empty()) {
        // Before the first instant there is none: no period contains what this wraps to.
        Some(taxation) => answer.extend_from_slice(&[1, status_of(cell), class_at(taxation, at_ms.wrapping_sub(1))]),
        None => answer.push(0),
    }
}

// Changes

/// Lets a taxation count from now on: whether the list changed, or `None` when there is no room.
pub fn tax(taxations: &mut Vec<u8>, taxation: &[u8], now_ms: u64) -> Option<bool> {
    if !taxations.is_empty() && taxations.ends_with(taxation) {
        return Some(false);
    }
    if taxations.len() > FULL_LEN {
        return None;
    }
    taxations.extend_from_slice(&now_ms.to_le_bytes());
    taxations.extend_from_slice(taxation);
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::registry::packed::{PackedEntry, PackedTaxation, ENTRY_LEN};
    use bond_abi::registry::{Entry, InvestorClass, Payee, Period, Profile, Residence, Status, TaxClass, Taxation};

    use scale::{Decode, Encode};

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

    fn cell() -> Vec<u8> {
        entry(TaxClass::Individual, Period::NEVER).encode().into_iter().take(CELL_LEN).collect()
    }

    fn profile(cell: &[u8], ends: &[u64]) -> Option<Profile> {
        let mut answer = Vec::new();
        let ends: Vec<u8> = ends.iter().flat_map(|end| end.to_le_bytes()).collect();
        push_profile(&mut answer, cell, &ends);
        Option::<Profile>::decode(&mut &answer[..]).unwrap()
    }

    fn payee(cell: &[u8], taxations: &[u8], at_ms: u64) -> Option<Payee> {
        let mut answer = Vec::new();
        push_payee(&mut answer, cell, taxations, at_ms);
        Option::<Payee>::decode(&mut &answer[..]).unwrap()
    }

    fn add(taxations: &mut Vec<u8>, taxation: PackedTaxation, now_ms: u64) -> Option<bool> {
        tax(taxations, &taxation.encode(), now_ms)
    }

    fn taxed(changes: &[(u64, TaxClass, Period)]) -> Vec<u8> {
        let mut taxations = Vec::new();
        for (now_ms, class, exempt) in changes {
            assert_eq!(add(&mut taxations, entry(*class, *exempt).taxation, *now_ms), Some(true));
        }
        taxations
    }

    fn class_at(taxations: &[u8], at_ms: u64) -> TaxClass {
        payee(&cell(), taxations, at_ms).unwrap().tax_class
    }

    #[test]
    fn a_profile_carries_the_end_of_its_registrars_accreditation() {
        let known = profile(&cell(), &[5, u64::MAX, 6]).unwrap();
        assert_eq!((known.attested_until_ms, known.investor_id, known.birth_band), (u64::MAX, 7, 9));
        assert_eq!((known.status, known.expiry_ms), (Status::Suspended, NOW_MS + 1));
        assert_eq!((known.residence.country, known.residence.area), (392, 13_000));
        assert_eq!(profile(&cell(), &[u64::MAX]).unwrap().attested_until_ms, 0, "nobody vouches for an unknown number");
        assert_eq!(profile(&[], &[5, 6]), None);
        let taxations = taxed(&[(0, TaxClass::Individual, Period::NEVER)]);
        assert_eq!(payee(&cell(), &taxations, NOW_MS).unwrap().status, Status::Suspended);
        assert_eq!(payee(&cell(), &[], NOW_MS), None);
        assert_eq!(payee(&[], &taxations, NOW_MS), None);
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

    /// F3: the period is judged at the last instant of the record date, as a change of the class is.
    #[test]
    fn an_exemption_through_the_record_date_counts_and_one_from_the_day_after_does_not() {
        let taxations = taxed(&[(1_000, TaxClass::Corporation, Period { from_ms: 3_000, until_ms: 4_000 })]);
        for (cutoff_ms, class) in [
            (0, TaxClass::Corporation),
            (3_000, TaxClass::Corporation),
            (3_001, TaxClass::Exempt),
            (4_000, TaxClass::Exempt),
            (4_001, TaxClass::Corporation),
        ] {
            assert_eq!(class_at(&taxations, cutoff_ms), class, "{cutoff_ms}");
        }
        let always = taxed(&[(1_000, TaxClass::Corporation, ALWAYS)]);
        assert_eq!(class_at(&always, u64::MAX), TaxClass::Exempt);
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
        assert_eq!((add(&mut taxations, same, 5_000), taxations), (Some(false), before));
    }

    #[test]
    fn the_list_of_taxations_is_bounded_and_fits_into_the_static_buffer() {
        let mut taxations = Vec::new();
        let of = |change: u32| {
            let class = if change % 2 == 0 { TaxClass::Corporation } else { TaxClass::Individual };
            entry(class, ALWAYS).taxation
        };
        for change in 0..=MAX_TAX_CHANGES {
            assert_eq!(add(&mut taxations, of(change), change.into()), Some(true));
        }
        assert_eq!(add(&mut taxations, of(MAX_TAX_CHANGES + 1), 99), None);
        assert_eq!(add(&mut taxations, of(MAX_TAX_CHANGES), 99), Some(false), "what changes nothing is no change");
        assert_eq!(taxations.len(), CHANGE_LEN * (MAX_TAX_CHANGES as usize + 1));
        assert!(taxations.len() < 12 * 1_024);
    }

    #[test]
    fn the_largest_put_fits_into_the_static_buffer() {
        let row = ([0_u8; 32], entry(TaxClass::Corporation, ALWAYS));
        assert_eq!(row.encoded_size(), 32 + ENTRY_LEN);
        let rows = vec![row; bond_abi::registry::MAX_ENTRIES as usize];
        assert!(rows.encoded_size() < 12 * 1_024);
    }
}
