//! The registry's rules: what a valid record is, and how the tax class of a past instant is found. Pure: the caller,
//! the time and the stored records are arguments.

use bond_abi::registry::{InvestorRecord, Payee, Profile, RegistryError, Residence, Status, TaxClass, MAX_TAX_CHANGES};
use ink::prelude::vec::Vec;

/// Tax classes that are no longer in force, oldest first: the instant at which each ended, and the class.
pub type TaxHistory = Vec<(u64, TaxClass)>;

/// ISO 3166-1 numeric code of Japan, the only country whose areas are known.
const JAPAN: u16 = 392;

/// What a payer needs to know: standing now, tax class after the last change before `at_ms`.
///
/// `history` is asked for only when the class in force now is too young.
pub fn payee_at(profile: &Profile, at_ms: u64, history: impl FnOnce() -> TaxHistory) -> Payee {
    let tax_class = if profile.tax_since_ms < at_ms {
        profile.tax_class
    } else {
        // The class in force at an instant is the first one that ended at or after it. Nobody holds units before
        // being registered, so an instant before the first class is answered with that class.
        history().iter().find(|(ended_ms, _)| *ended_ms >= at_ms).map_or(profile.tax_class, |(_, class)| *class)
    };
    Payee { status: profile.status, tax_class }
}

/// The profile of a wallet that is registered now.
pub fn registered(record: &InvestorRecord, now_ms: u64) -> Result<Profile, RegistryError> {
    check(record)?;
    Ok(profile(record, Status::Active, now_ms))
}

/// The profile after an update, and whether the tax class in force until now belongs into the history.
pub fn updated(old: &Profile, record: &InvestorRecord, now_ms: u64) -> Result<(Profile, bool), RegistryError> {
    check(record)?;
    if record.tax_class == old.tax_class {
        return Ok((profile(record, old.status, old.tax_since_ms), false));
    }
    Ok((profile(record, old.status, now_ms), true))
}

/// Appends the class that ends now.
pub fn end_tax_class(history: &mut TaxHistory, class: TaxClass, now_ms: u64) -> Result<(), RegistryError> {
    if history.len() >= MAX_TAX_CHANGES as usize {
        return Err(RegistryError::TaxHistoryFull);
    }
    history.push((now_ms, class));
    Ok(())
}

/// The profile with another standing.
pub fn with_status(old: &Profile, status: Status) -> Result<Profile, RegistryError> {
    if old.status == status {
        return Err(RegistryError::StatusUnchanged);
    }
    Ok(Profile { status, ..*old })
}

fn profile(record: &InvestorRecord, status: Status, tax_since_ms: u64) -> Profile {
    Profile {
        investor_id: record.investor_id,
        expiry_ms: record.expiry_ms,
        tax_since_ms,
        residence: record.residence,
        class: record.class,
        status,
        tax_class: record.tax_class,
    }
}

fn check(record: &InvestorRecord) -> Result<(), RegistryError> {
    let basis_required = record.tax_class == TaxClass::Exempt;
    let basis_given = record.exemption_basis.is_some_and(|hash| hash != [0; 32]);
    if basis_required != basis_given || (record.exemption_basis.is_some() && !basis_given) {
        return Err(RegistryError::ExemptionBasisMismatch);
    }
    if !residence_is_well_formed(record.residence) {
        return Err(RegistryError::ResidenceInvalid);
    }
    Ok(())
}

/// A country between 1 and 999; an area only in Japan, and there within the 47 prefectures.
fn residence_is_well_formed(residence: Residence) -> bool {
    let country_known = (1..=999).contains(&residence.country);
    let area_known = residence.area == 0 || (residence.country == JAPAN && (1_000..48_000).contains(&residence.area));
    country_known && area_known
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::registry::InvestorClass;

    const NOW_MS: u64 = 1_000;

    fn record() -> InvestorRecord {
        InvestorRecord {
            investor_id: 7,
            class: InvestorClass::Individual,
            residence: Residence { country: JAPAN, area: 13_000 },
            tax_class: TaxClass::Individual,
            exemption_basis: None,
            expiry_ms: NOW_MS + 1,
        }
    }

    #[test]
    fn a_lapsed_identification_can_be_recorded_and_admits_to_nothing_by_itself() {
        let profile = registered(&InvestorRecord { expiry_ms: 0, ..record() }, NOW_MS).unwrap();
        assert_eq!((profile.expiry_ms, profile.status, profile.tax_since_ms), (0, Status::Active, NOW_MS));
    }

    #[test]
    fn the_exempt_class_and_its_basis_come_together() {
        let with = |tax_class, exemption_basis| {
            registered(&InvestorRecord { tax_class, exemption_basis, ..record() }, NOW_MS).map(|_| ())
        };
        assert_eq!(with(TaxClass::Exempt, Some([1; 32])), Ok(()));
        assert_eq!(with(TaxClass::Individual, None), Ok(()));
        for (class, basis) in [
            (TaxClass::Exempt, None),
            (TaxClass::Exempt, Some([0; 32])),
            (TaxClass::Individual, Some([1; 32])),
            (TaxClass::Individual, Some([0; 32])),
        ] {
            assert_eq!(with(class, basis), Err(RegistryError::ExemptionBasisMismatch));
        }
    }

    #[test]
    fn residences_outside_the_known_codes_are_refused() {
        for (country, area, ok) in [
            (392, 0, true),
            (392, 1_000, true),
            (392, 47_999, true),
            (392, 48_000, false),
            (392, 999, false),
            (840, 0, true),
            (840, 13_000, false),
            (0, 0, false),
            (1_000, 0, false),
        ] {
            let result = registered(&InvestorRecord { residence: Residence { country, area }, ..record() }, NOW_MS);
            assert_eq!(result.is_ok(), ok, "{country}-{area}");
        }
    }

    #[test]
    fn the_tax_class_of_a_past_instant_is_the_one_after_the_last_change_before_it() {
        let mut history = TaxHistory::new();
        let first = registered(&record(), NOW_MS).unwrap();
        let later = InvestorRecord { tax_class: TaxClass::Corporation, expiry_ms: 9_000, ..record() };
        let (second, moved) = updated(&first, &later, 2_000).unwrap();
        assert!(moved);
        end_tax_class(&mut history, first.tax_class, 2_000).unwrap();
        let at = |at_ms| payee_at(&second, at_ms, || history.clone()).tax_class;
        assert_eq!(at(500), TaxClass::Individual);
        assert_eq!(at(1_999), TaxClass::Individual);
        assert_eq!(at(2_000), TaxClass::Individual, "a change at the cutoff comes too late for it");
        assert_eq!(at(2_001), TaxClass::Corporation);
    }

    #[test]
    fn an_update_that_keeps_the_tax_class_keeps_its_beginning_and_the_status() {
        let old = Profile { status: Status::Suspended, ..registered(&record(), NOW_MS).unwrap() };
        let (new, moved) = updated(&old, &InvestorRecord { expiry_ms: 9_000, ..record() }, 5_000).unwrap();
        assert!(!moved);
        assert_eq!((new.tax_since_ms, new.status, new.expiry_ms), (NOW_MS, Status::Suspended, 9_000));
    }

    #[test]
    fn the_tax_history_is_bounded() {
        let mut history = TaxHistory::new();
        for change in 0..u64::from(MAX_TAX_CHANGES) {
            end_tax_class(&mut history, TaxClass::Individual, change).unwrap();
        }
        assert_eq!(end_tax_class(&mut history, TaxClass::Individual, 99), Err(RegistryError::TaxHistoryFull));
    }
}
