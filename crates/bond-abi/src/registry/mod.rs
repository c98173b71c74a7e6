//! The KYC registry's interface: who may hold. One registry serves many series; it gives profiles, not verdicts.
//!
//! It is what contracts read with every transfer and payment, and therefore small. Who edits it, and by which rules, is
//! the [desk's](crate::desk) matter (ADR 0019).

pub mod packed;

use crate::{abi, AccountId};
use ink::prelude::vec::Vec;
use packed::{PackedEntry, PackedPayee, PackedProfile};

abi! {
    /// Where an investor stands with the registrar.
    pub enum Status {
        /// In good standing.
        Active,
        /// On hold, for instance under sanction: neither holds more, nor transfers, nor is paid until reinstated.
        Suspended,
        /// The relationship ended: neither receives nor transfers units. Money already earned is still paid (N5).
        Revoked,
    }
}

abi! {
    /// What kind of investor this is; a series' policy names the classes that may hold.
    pub enum InvestorClass {
        /// 個人
        Individual,
        /// 法人
        Corporation,
        /// 金融機関
        FinancialInstitution,
        /// 公共法人等
        PublicBody,
    }
}

abi! {
    /// Tax class (課税区分), market-rules §3.
    pub enum TaxClass {
        /// 居住者個人: national and local tax.
        Individual,
        /// 内国法人: national tax.
        Corporation,
        /// 非課税: only with a recorded basis.
        Exempt,
        /// 非居住者: national tax at the treaty's or the statutory rate.
        NonResident,
    }
}

abi! {
    /// Residence as codes, never an address.
    #[derive(Copy)]
    pub struct Residence {
        /// ISO 3166-1 numeric country code, 392 for Japan.
        pub country: u16,
        /// In Japan the first five digits of the local-government code (全国地方公共団体コード): `13000` is the whole of
        /// Tokyo, `13101` Chiyoda ward. 0 elsewhere or when unknown.
        pub area: u16,
    }
}

abi! {
    /// A stretch of time, empty when it ends before it begins.
    #[derive(Copy)]
    pub struct Period {
        /// First instant in it.
        pub from_ms: u64,
        /// First instant after it.
        pub until_ms: u64,
    }
}

impl Period {
    /// No instant at all.
    pub const NEVER: Self = Self { from_ms: 0, until_ms: 0 };

    /// Whether an instant lies in it.
    pub const fn contains(&self, at_ms: u64) -> bool {
        self.from_ms <= at_ms && at_ms < self.until_ms
    }
}

abi! {
    /// How an investor is taxed from some instant on.
    #[derive(Copy)]
    pub struct Taxation {
        /// The class outside an exemption; never [`TaxClass::Exempt`].
        pub class: TaxClass,
        /// When a recorded exemption holds; [`Period::NEVER`] without one.
        pub exempt: Period,
    }
}

impl Taxation {
    /// The class at an instant.
    pub const fn class_at(&self, at_ms: u64) -> TaxClass {
        if self.exempt.contains(at_ms) {
            TaxClass::Exempt
        } else {
            self.class
        }
    }
}

abi! {
    /// What the desk says about a wallet.
    #[derive(Copy)]
    pub struct Entry {
        /// The investor the wallet belongs or belonged to.
        pub investor_id: u64,
        /// First instant at which the identification no longer counts (exclusive).
        pub expiry_ms: u64,
        /// Where the investor lives or is established.
        pub residence: Residence,
        /// Kind of investor.
        pub class: InvestorClass,
        /// Standing of this wallet.
        pub status: Status,
        /// Decade of birth, see [`crate::desk::InvestorRecord::birth_band`].
        pub birth_band: u8,
        /// Number of the registrar who attests this.
        pub registrar: u16,
        /// Taxation from now on.
        pub taxation: Taxation,
    }
}

abi! {
    /// What a contract reads about a wallet: one storage cell, one read.
    #[derive(Copy)]
    pub struct Profile {
        /// The registrar's number for the investor; several wallets may carry the same.
        pub investor_id: u64,
        /// First instant at which the identification no longer counts (exclusive).
        pub expiry_ms: u64,
        /// Where the investor lives or is established.
        pub residence: Residence,
        /// Kind of investor.
        pub class: InvestorClass,
        /// Standing with the registrar.
        pub status: Status,
        /// Decade of birth, see [`crate::desk::InvestorRecord::birth_band`].
        pub birth_band: u8,
        /// First instant at which the registrar's word no longer counts (exclusive): the end of the accreditation. From
        /// then on the series' policy decides, until another registrar attests the investor.
        pub attested_until_ms: u64,
    }
}

abi! {
    /// What the payer of a coupon needs to know about a payee.
    #[derive(Copy)]
    pub struct Payee {
        /// Standing now: it decides whether money can go out now.
        pub status: Status,
        /// Tax class at the asked instant: it decides what is withheld (market-rules §3).
        pub tax_class: TaxClass,
    }
}

abi! {
    /// Errors of the registry. Codes of docs/errors.md, shared with [`crate::desk::DeskError`] where the meaning is.
    pub enum RegistryError {
        /// The caller is not the desk.
        NotTheDesk,
        /// The desk or a wallet is the zero account.
        ZeroAccount,
        /// More rows than `max`.
        BatchTooLarge {
            /// The largest number of rows of one call.
            max: u32,
        },
        /// The wallet of row `index` had [`MAX_TAX_CHANGES`] changes of taxation.
        TaxHistoryFull {
            /// Position in the call, from 0.
            index: u32,
        },
        /// A registrar's number is not below [`MAX_REGISTRARS`].
        TooManyRegistrars {
            /// How many there can be.
            max: u16,
        },
    }
}

impl RegistryError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::ZeroAccount => 102,
            Self::TaxHistoryFull { .. } => 108,
            Self::BatchTooLarge { .. } => 109,
            Self::TooManyRegistrars { .. } => 126,
            Self::NotTheDesk => 151,
        }
    }
}

/// Changes of taxation one wallet can have: more than one a year for a lifetime.
pub const MAX_TAX_CHANGES: u32 = 64;

/// Registrars there can ever be in one registry: the ends of their accreditations are read with every transfer.
pub const MAX_REGISTRARS: u16 = 64;

/// Wallets that one call writes. A row takes 74 bytes.
pub const MAX_ENTRIES: u32 = 128;

// The registry's answers as contracts read them: the packed types are the plain ones on the wire.

/// `KycRegistry::profiles(from, to) -> (Option<Profile>, Option<Profile>)`
pub const PROFILES: [u8; 4] = ink::selector_bytes!("KycRegistry::profiles");
/// `KycRegistry::profiles_of(wallets) -> Result<Vec<Option<Profile>>, RegistryError>`
pub const PROFILES_OF: [u8; 4] = ink::selector_bytes!("KycRegistry::profiles_of");
/// `KycRegistry::payees_at(wallets, at_ms) -> Result<Vec<Option<Payee>>, RegistryError>`
pub const PAYEES_AT: [u8; 4] = ink::selector_bytes!("KycRegistry::payees_at");

/// The registry's messages: what contracts read, and what the desk writes.
#[ink::trait_definition]
pub trait KycRegistry {
    /// The one contract that writes here, a `kyc-desk`; it never changes. # Access: anyone.
    #[ink(message)]
    fn desk(&self) -> AccountId;

    /// The profiles of both parties of a transfer in one call, one storage read each. # Access: anyone.
    #[ink(message)]
    fn profiles(&self, from: AccountId, to: AccountId) -> (Option<PackedProfile>, Option<PackedProfile>);

    /// The profiles of at most [`crate::MAX_PAGE`] wallets, in their order. # Access: anyone. # Errors: `BatchTooLarge`.
    #[ink(message)]
    fn profiles_of(&self, wallets: Vec<AccountId>) -> Result<Vec<Option<PackedProfile>>, RegistryError>;

    /// Standing now and tax class of a wallet for a cutoff at `at_ms`, judged at the last instant before it: the class that
    /// the last change gave by then, and within a recorded exemption the exempt one. An exemption valid through the record
    /// date (基準日) counts, one from the day after does not. Later changes never alter the answer. # Access: anyone.
    #[ink(message)]
    fn tax_profile_at(&self, wallet: AccountId, at_ms: u64) -> Option<PackedPayee>;

    /// The same of at most [`crate::MAX_PAGE`] wallets, in their order. # Access: anyone. # Errors: `BatchTooLarge`.
    #[ink(message)]
    fn payees_at(&self, wallets: Vec<AccountId>, at_ms: u64) -> Result<Vec<Option<PackedPayee>>, RegistryError>;

    /// Writes what is said about at most [`MAX_ENTRIES`] wallets, all or none. The taxation in force until now is kept
    /// for questions about the past. No events: the desk emits them.
    ///
    /// # Access: the desk. # Errors: `NotTheDesk`, `BatchTooLarge`, `ZeroAccount`, `TaxHistoryFull`.
    #[ink(message)]
    fn put(&mut self, rows: Vec<(AccountId, PackedEntry)>) -> Result<(), RegistryError>;

    /// Sets until when a registrar's word counts; `u64::MAX` for no end.
    ///
    /// # Access: the desk. # Errors: `NotTheDesk`, `TooManyRegistrars`.
    #[ink(message)]
    fn set_attestation_end(&mut self, registrar: u16, until_ms: u64) -> Result<(), RegistryError>;
}
