//! What a valid record is, and what the registry is told about the wallets of an investor. Pure.

use bond_abi::desk::{DeskError, Exemption, Investor, InvestorRecord, Link, MAX_BIRTH_BAND};
use bond_abi::registry::packed::PackedEntry;
use bond_abi::registry::{Entry, Period, Residence, Status, TaxClass, Taxation};
use bond_abi::AccountId;
use ink::prelude::vec::Vec;

/// ISO 3166-1 numeric code of Japan, the only country whose areas are known.
const JAPAN: u16 = 392;

// Queries

/// Whether a record can be kept.
///
/// # Errors
/// `TaxClassInvalid`, `ExemptionBasisMismatch`, `ExemptionPeriodInvalid`, `ResidenceInvalid`, `BirthBandInvalid`. A lapsed
/// expiry is none: it can be recorded and admits to nothing.
pub fn check(record: &InvestorRecord) -> Result<(), DeskError> {
    if record.tax_class == TaxClass::Exempt {
        return Err(DeskError::TaxClassInvalid);
    }
    if let Some(exemption) = &record.exemption {
        if exemption.basis == [0; 32] {
            return Err(DeskError::ExemptionBasisMismatch);
        }
        if exemption.from_ms >= exemption.until_ms {
            return Err(DeskError::ExemptionPeriodInvalid);
        }
    }
    if !residence_is_well_formed(record.residence) {
        return Err(DeskError::ResidenceInvalid);
    }
    if record.birth_band > MAX_BIRTH_BAND {
        return Err(DeskError::BirthBandInvalid);
    }
    Ok(())
}

/// What the registry is told about each wallet of an investor.
pub fn entries(investor_id: u64, investor: &Investor) -> Vec<(AccountId, PackedEntry)> {
    let of = |link| PackedEntry::from(&entry(investor_id, investor, link));
    investor.wallets.iter().map(|wallet| (wallet.account, of(wallet.link))).collect()
}

// Helpers

fn entry(investor_id: u64, investor: &Investor, link: Link) -> Entry {
    let Investor { record, status, registrar: _, attested_by, wallets: _ } = investor;
    let exempt = match record.exemption {
        Some(Exemption { basis: _, from_ms, until_ms }) => Period { from_ms, until_ms },
        None => Period::NEVER,
    };
    Entry {
        investor_id,
        expiry_ms: record.expiry_ms,
        residence: record.residence,
        class: record.class,
        status: standing(*status, link),
        birth_band: record.birth_band,
        registrar: *attested_by,
        taxation: Taxation { class: record.tax_class, exempt },
    }
}

/// A wallet out of use neither receives nor sends, but is paid what it earned, unless its investor is on hold.
fn standing(status: Status, link: Link) -> Status {
    match (link, status) {
        (Link::Linked, status) => status,
        (_, Status::Suspended) => Status::Suspended,
        // Nobody has the key to a dead wallet, or somebody who should not: what it earned waits for its successor.
        (Link::Dead, _) => Status::Suspended,
        _ => Status::Revoked,
    }
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
    use crate::samples::{account, investor, record};
    use bond_abi::desk::{
        NewInvestor, PendingChange, Registrar, RegistrarChange, Renewal, Wallet, MAX_EVER, MAX_IDS, MAX_ROWS,
    };
    use bond_abi::registry::packed::status_of;
    use bond_abi::registry::MAX_ENTRIES;
    use scale::Encode;

    #[test]
    fn a_lapsed_identification_can_be_recorded() {
        assert_eq!(check(&InvestorRecord { expiry_ms: 0, ..record() }), Ok(()));
    }

    #[test]
    fn an_exemption_has_a_basis_and_a_period_and_stands_beside_an_ordinary_class() {
        let exemption = Exemption { basis: [1; 32], from_ms: 5, until_ms: 6 };
        let with = |exemption| check(&InvestorRecord { exemption: Some(exemption), ..record() });
        assert_eq!(with(exemption), Ok(()));
        assert_eq!(with(Exemption { basis: [0; 32], ..exemption }), Err(DeskError::ExemptionBasisMismatch));
        assert_eq!(with(Exemption { until_ms: 5, ..exemption }), Err(DeskError::ExemptionPeriodInvalid));
        assert_eq!(with(Exemption { from_ms: 7, ..exemption }), Err(DeskError::ExemptionPeriodInvalid));
        let exempt = InvestorRecord { tax_class: TaxClass::Exempt, ..record() };
        assert_eq!(check(&exempt), Err(DeskError::TaxClassInvalid));
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
            (1, 0, true),
            (999, 0, true),
            (0, 0, false),
            (1_000, 0, false),
        ] {
            let result = check(&InvestorRecord { residence: Residence { country, area }, ..record() });
            let expected = if ok { Ok(()) } else { Err(DeskError::ResidenceInvalid) };
            assert_eq!(result, expected, "{country}-{area}");
        }
    }

    #[test]
    fn the_last_decade_of_birth_is_the_2090s() {
        assert_eq!(check(&InvestorRecord { birth_band: 20, ..record() }), Ok(()));
        assert_eq!(check(&InvestorRecord { birth_band: 21, ..record() }), Err(DeskError::BirthBandInvalid));
    }

    #[test]
    fn wallets_in_use_have_the_investors_standing_and_former_ones_their_own() {
        use Link::{Dead, Linked, Unlinked};
        use Status::{Active, Revoked, Suspended};
        for (status, link, expected) in [
            (Active, Linked, Active),
            (Suspended, Linked, Suspended),
            (Revoked, Linked, Revoked),
            (Active, Unlinked, Revoked),
            (Suspended, Unlinked, Suspended),
            (Revoked, Unlinked, Revoked),
            (Active, Dead, Suspended),
            (Suspended, Dead, Suspended),
            (Revoked, Dead, Suspended),
        ] {
            let wallets = [Wallet { account: account(5), link }].into();
            let investor = Investor { status, wallets, ..investor() };
            let [(told, entry)] = entries(7, &investor)[..] else { panic!("one wallet") };
            assert_eq!((told, status_of(&entry.identity)), (account(5), expected as u8), "{status:?} {link:?}");
        }
    }

    #[test]
    fn the_registry_is_told_who_attested_and_not_who_edits() {
        let wallets = [Wallet { account: account(5), link: Link::Linked }].into();
        let investor = Investor { registrar: 3, attested_by: 2, wallets, ..investor() };
        assert_eq!(entries(7, &investor)[0].1.registrar, 2);
    }

    /// T24: what comes in and goes out at its widest stays below 12 KiB of the 16 KiB buffer.
    #[test]
    fn the_largest_batches_and_pages_fit_into_the_static_buffer() {
        let exemption = Some(Exemption { basis: [1; 32], from_ms: 0, until_ms: u64::MAX });
        let widest = InvestorRecord { exemption, evidence: Some([2; 32]), ..record() };
        let fits = |bytes: usize| bytes < 12 * 1_024;
        let row = NewInvestor { investor_id: u64::MAX, record: widest, wallets: [account(1), account(2)].into() };
        assert!(fits(std::vec![row; MAX_ROWS as usize].encoded_size()));
        let renewal = Renewal { investor_id: u64::MAX, expiry_ms: u64::MAX, evidence: Some([2; 32]) };
        assert!(fits(std::vec![renewal; MAX_IDS as usize].encoded_size()));
        let registrar = Registrar {
            account: account(1),
            until_ms: u64::MAX,
            investors: u32::MAX,
            pending: Some(PendingChange { change: RegistrarChange::Key { account: account(2) }, from_ms: 1 }),
        };
        assert!(fits(std::vec![registrar; bond_abi::MAX_PAGE as usize].encoded_size()));
        let wallets = std::vec![Wallet { account: account(1), link: Link::Linked }; MAX_EVER as usize];
        let fullest = Investor { record: widest, wallets, ..investor() };
        assert!(fits(fullest.encoded_size()));
        let entries = entries(7, &fullest);
        assert!(fits(entries.encoded_size()) && entries.len() <= MAX_ENTRIES as usize);
    }
}
