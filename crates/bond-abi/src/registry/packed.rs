//! The registry's types as it carries them: the same bytes on the wire, without looking into what it only passes on.
//! Every transfer pays for each byte of the registry's code, and decoding is most of it (ADR 0019).
//!
//! In the metadata each of them is the type it stands for.

use super::{Entry, InvestorClass, Payee, Period, Profile, Residence, Status, TaxClass, Taxation};
use crate::wire::{at, byte_at, u64_at};
use scale::{Decode, Encode};

/// Bytes of a profile that the desk writes: all but the end of the accreditation.
pub const IDENTITY_LEN: usize = 23;
/// Where the standing lies among them.
const STATUS_AT: usize = 21;

/// A [`Profile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct PackedProfile {
    /// All fields up to `birth_band`.
    pub identity: [u8; IDENTITY_LEN],
    /// As in [`Profile`].
    pub attested_until_ms: u64,
}

/// An [`Entry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct PackedEntry {
    /// All fields up to `birth_band`.
    pub identity: [u8; IDENTITY_LEN],
    /// As in [`Entry`].
    pub registrar: u16,
    /// As in [`Entry`].
    pub taxation: PackedTaxation,
}

/// A [`Taxation`]: index of the class, first instant of the exemption, first instant after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct PackedTaxation([u8; TAXATION_LEN]);

/// A [`Payee`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct PackedPayee {
    /// Index of the standing.
    pub status: u8,
    /// Index of the tax class.
    pub tax_class: u8,
}

// Queries

/// Index of the standing in a packed identity.
pub fn status_of(identity: &[u8]) -> u8 {
    byte_at(identity, STATUS_AT)
}

/// Bytes of an [`Entry`] and of its [`Taxation`].
pub const ENTRY_LEN: usize = IDENTITY_LEN + 2 + TAXATION_LEN;
/// Bytes of a [`Taxation`].
pub const TAXATION_LEN: usize = 17;

/// Index of the class at an instant in a packed taxation.
pub fn class_at(taxation: &[u8], at_ms: u64) -> u8 {
    let exempt = Period { from_ms: u64_at(taxation, 1), until_ms: u64_at(taxation, 9) };
    if exempt.contains(at_ms) {
        TaxClass::Exempt as u8
    } else {
        byte_at(taxation, 0)
    }
}

impl PackedProfile {
    /// The profile; `None` if the bytes are none, which no registry of ours returns.
    pub fn unpack(&self) -> Option<Profile> {
        reread(self)
    }
}

impl PackedPayee {
    /// The payee; `None` if the bytes are none, which no registry of ours returns.
    pub fn unpack(&self) -> Option<Payee> {
        reread(self)
    }
}

/// Bytes of a [`Profile`].
pub const PROFILE_LEN: usize = 31;

/// The fields of a [`Profile`] where they lie on the wire.
#[derive(Debug, Clone, Copy)]
pub struct ProfileRow<'a>(pub &'a [u8; PROFILE_LEN]);

impl ProfileRow<'_> {
    /// Whether class and standing are any that there are; whoever reads on has asked it.
    pub fn is_known(self) -> bool {
        self.class() <= InvestorClass::PublicBody as u8 && self.status() <= Status::Revoked as u8
    }

    /// As in [`Profile`].
    #[inline(always)]
    pub fn investor_id(self) -> u64 {
        u64_at(self.0, 0)
    }

    /// As in [`Profile`].
    #[inline(always)]
    pub fn expiry_ms(self) -> u64 {
        u64_at(self.0, 8)
    }

    /// As in [`Profile`].
    #[inline(always)]
    pub fn residence(self) -> Residence {
        Residence::unpack(at(self.0, 16))
    }

    /// Index of the class.
    #[inline(always)]
    pub fn class(self) -> u8 {
        byte_at(self.0, 20)
    }

    /// Index of the standing.
    #[inline(always)]
    pub fn status(self) -> u8 {
        byte_at(self.0, STATUS_AT)
    }

    /// As in [`Profile`].
    #[inline(always)]
    pub fn birth_band(self) -> u8 {
        byte_at(self.0, 22)
    }

    /// As in [`Profile`].
    #[inline(always)]
    pub fn attested_until_ms(self) -> u64 {
        u64_at(self.0, IDENTITY_LEN)
    }
}

impl Residence {
    /// The residence of these bytes.
    #[inline(always)]
    pub const fn unpack(bytes: &[u8; 4]) -> Self {
        let [c0, c1, a0, a1] = *bytes;
        Self { country: u16::from_le_bytes([c0, c1]), area: u16::from_le_bytes([a0, a1]) }
    }
}

// Helpers

impl From<&Entry> for PackedEntry {
    fn from(entry: &Entry) -> Self {
        let Entry { investor_id, expiry_ms, residence, class, status, birth_band, registrar, taxation } = *entry;
        let [i0, i1, i2, i3, i4, i5, i6, i7] = investor_id.to_le_bytes();
        let [e0, e1, e2, e3, e4, e5, e6, e7] = expiry_ms.to_le_bytes();
        let ([c0, c1], [a0, a1]) = (residence.country.to_le_bytes(), residence.area.to_le_bytes());
        let identity = [
            i0,
            i1,
            i2,
            i3,
            i4,
            i5,
            i6,
            i7,
            e0,
            e1,
            e2,
            e3,
            e4,
            e5,
            e6,
            e7,
            c0,
            c1,
            a0,
            a1,
            class as u8,
            status as u8,
            birth_band,
        ];
        let Taxation { class, exempt: Period { from_ms, until_ms } } = taxation;
        let [f0, f1, f2, f3, f4, f5, f6, f7] = from_ms.to_le_bytes();
        let [u0, u1, u2, u3, u4, u5, u6, u7] = until_ms.to_le_bytes();
        let taxation = PackedTaxation([class as u8, f0, f1, f2, f3, f4, f5, f6, f7, u0, u1, u2, u3, u4, u5, u6, u7]);
        Self { identity, registrar, taxation }
    }
}

fn reread<T: Decode>(packed: &impl Encode) -> Option<T> {
    packed.using_encoded(|mut bytes| T::decode(&mut bytes).ok())
}

/// The registry's messages as it implements them: those of [`super::KycRegistry`], with the same names, selectors and
/// bytes.
pub mod messages {
    use super::{Entry, Payee, Profile, ENTRY_LEN};
    use crate::registry::RegistryError;
    use crate::wire::{AccountId, Raw, Rows};
    use ink::prelude::vec::Vec;

    /// See [`crate::registry::KycRegistry`].
    #[ink::trait_definition]
    pub trait KycRegistry {
        /// See there.
        #[ink(message)]
        fn desk(&self) -> Raw<crate::AccountId>;

        /// See there.
        #[ink(message)]
        fn profiles(&self, from: AccountId, to: AccountId) -> Raw<(Option<Profile>, Option<Profile>)>;

        /// See there.
        #[ink(message)]
        fn profiles_of(&self, wallets: Rows<crate::AccountId, 32>) -> Result<Raw<Vec<Option<Profile>>>, RegistryError>;

        /// See there.
        #[ink(message)]
        fn tax_profile_at(&self, wallet: AccountId, at_ms: u64) -> Raw<Option<Payee>>;

        /// See there.
        #[ink(message)]
        fn payees_at(
            &self,
            wallets: Rows<crate::AccountId, 32>,
            at_ms: u64,
        ) -> Result<Raw<Vec<Option<Payee>>>, RegistryError>;

        /// See there.
        #[ink(message)]
        fn put(&mut self, rows: Rows<(crate::AccountId, Entry), { 32 + ENTRY_LEN }>) -> Result<(), RegistryError>;

        /// See there.
        #[ink(message)]
        fn set_attestation_end(&mut self, registrar: u16, until_ms: u64) -> Result<(), RegistryError>;
    }
}

/// In the metadata a packed type is the type it stands for.
#[cfg(feature = "std")]
macro_rules! is_described_as {
    ($($packed:ty => $plain:ty),*) => { $(
        impl scale_info::TypeInfo for $packed {
            type Identity = <$plain as scale_info::TypeInfo>::Identity;

            fn type_info() -> scale_info::Type {
                <$plain as scale_info::TypeInfo>::type_info()
            }
        }
    )* };
}
#[cfg(feature = "std")]
is_described_as!(PackedProfile => Profile, PackedEntry => Entry, PackedPayee => Payee);

#[cfg(test)]
mod tests {
    use super::*;
    const CLASSES: [InvestorClass; 4] = [
        InvestorClass::Individual,
        InvestorClass::Corporation,
        InvestorClass::FinancialInstitution,
        InvestorClass::PublicBody,
    ];
    const STATUSES: [Status; 3] = [Status::Active, Status::Suspended, Status::Revoked];
    const TAX_CLASSES: [TaxClass; 4] =
        [TaxClass::Individual, TaxClass::Corporation, TaxClass::Exempt, TaxClass::NonResident];

    fn entries() -> impl Iterator<Item = Entry> {
        (0..48_usize).map(|n| Entry {
            investor_id: 0x0102_0304_0506_0708 + n as u64,
            expiry_ms: u64::MAX - n as u64,
            residence: Residence { country: 392, area: 13_101 },
            class: CLASSES[n % 4],
            status: STATUSES[n % 3],
            birth_band: n as u8,
            registrar: 0x1234,
            taxation: Taxation { class: TAX_CLASSES[n / 12], exempt: Period { from_ms: 5, until_ms: 1 << 40 } },
        })
    }

    #[test]
    fn a_packed_entry_is_the_entry_on_the_wire() {
        for entry in entries() {
            let packed = PackedEntry::from(&entry);
            assert_eq!(packed.encode(), entry.encode());
            assert_eq!(status_of(&packed.identity), entry.status as u8);
            for at_ms in [0, 4, 5, 6, (1 << 40) - 1, 1 << 40] {
                assert_eq!(class_at(&packed.taxation.0, at_ms), entry.taxation.class_at(at_ms) as u8);
            }
        }
    }

    #[test]
    fn a_packed_profile_is_the_profile_on_the_wire() {
        for entry in entries() {
            let PackedEntry { identity, .. } = PackedEntry::from(&entry);
            let packed = PackedProfile { identity, attested_until_ms: 77 };
            let profile = packed.unpack().unwrap();
            assert_eq!(profile.encode(), packed.encode());
            assert_eq!((profile.investor_id, profile.expiry_ms), (entry.investor_id, entry.expiry_ms));
            assert_eq!((profile.residence, profile.class), (entry.residence, entry.class));
            assert_eq!((profile.status, profile.birth_band), (entry.status, entry.birth_band));
            assert_eq!(profile.attested_until_ms, 77);
        }
        assert_eq!(PackedProfile { identity: [9; IDENTITY_LEN], attested_until_ms: 0 }.unpack(), None);
    }

    #[test]
    fn the_fields_of_a_profile_lie_where_they_are_read() {
        for entry in entries() {
            let PackedEntry { identity, .. } = PackedEntry::from(&entry);
            let bytes = PackedProfile { identity, attested_until_ms: 77 }.encode();
            assert_eq!(bytes.len(), PROFILE_LEN);
            let row = ProfileRow(at(&bytes, 0));
            assert_eq!((row.investor_id(), row.expiry_ms()), (entry.investor_id, entry.expiry_ms));
            assert_eq!((row.residence(), row.class()), (entry.residence, entry.class as u8));
            assert_eq!((row.status(), row.birth_band()), (entry.status as u8, entry.birth_band));
            assert_eq!(row.attested_until_ms(), 77);
            assert!(row.is_known());
            for place in [20, STATUS_AT] {
                let mut unknown = bytes.clone();
                unknown[place] = 4;
                assert!(!ProfileRow(at(&unknown, 0)).is_known());
            }
        }
    }

    #[test]
    fn a_packed_payee_is_the_payee_on_the_wire() {
        for (status, tax_class) in STATUSES.into_iter().zip(TAX_CLASSES) {
            let packed = PackedPayee { status: status as u8, tax_class: tax_class as u8 };
            assert_eq!(packed.unpack(), Some(Payee { status, tax_class }));
        }
        assert_eq!(PackedPayee { status: 3, tax_class: 0 }.unpack(), None);
    }
}
