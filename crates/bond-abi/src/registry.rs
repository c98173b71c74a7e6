//! The KYC registry's interface: who may hold. One registry serves many series; it gives profiles, not verdicts.

use crate::{abi, AccountId};
use ink::prelude::vec::Vec;

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
    /// What a contract reads about a wallet: one storage cell, one read.
    #[derive(Copy)]
    pub struct Profile {
        /// The registrar's number for the investor; several wallets may carry the same.
        pub investor_id: u64,
        /// First instant at which the identification no longer counts (exclusive).
        pub expiry_ms: u64,
        /// Since when `tax_class` is in force.
        pub tax_since_ms: u64,
        /// Where the investor lives or is established.
        pub residence: Residence,
        /// Kind of investor.
        pub class: InvestorClass,
        /// Standing with the registrar.
        pub status: Status,
        /// Tax class now in force.
        pub tax_class: TaxClass,
    }
}

abi! {
    /// What a registrar says about a wallet.
    #[derive(Copy)]
    pub struct InvestorRecord {
        /// The registrar's number for the investor.
        pub investor_id: u64,
        /// Kind of investor.
        pub class: InvestorClass,
        /// Where the investor lives or is established.
        pub residence: Residence,
        /// Tax class from now on.
        pub tax_class: TaxClass,
        /// Hash of the document that proves the exemption; required with [`TaxClass::Exempt`], refused otherwise.
        pub exemption_basis: Option<[u8; 32]>,
        /// First instant at which the identification no longer counts (exclusive).
        pub expiry_ms: u64,
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
    /// Errors of the registry. Codes 101–110 of docs/errors.md.
    pub enum RegistryError {
        /// The caller is not a registrar.
        MissingRole,
        /// The wallet is the zero account.
        ZeroAccount,
        /// The wallet has a record; use `update`.
        AlreadyRegistered,
        /// The wallet has no record; use `register`.
        NotRegistered,
        /// An exempt class without the hash of its basis, or a basis without the exempt class.
        ExemptionBasisMismatch,
        /// The residence is no pair of codes this registry knows the form of.
        ResidenceInvalid,
        /// The wallet has that status already.
        StatusUnchanged,
        /// More than [`MAX_TAX_CHANGES`] changes of tax class.
        TaxHistoryFull,
        /// More rows than `max`.
        BatchTooLarge {
            /// The largest number of rows of one call.
            max: u32,
        },
        /// Row `index` of a batch was refused; nothing of the batch was kept.
        Row {
            /// Position in the batch, from 0.
            index: u32,
            /// Code of the row's own error.
            code: u16,
        },
    }
}

/// Changes of tax class one wallet can have: more than one a year for a lifetime.
pub const MAX_TAX_CHANGES: u32 = 64;

impl RegistryError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::MissingRole => 101,
            Self::ZeroAccount => 102,
            Self::AlreadyRegistered => 103,
            Self::NotRegistered => 104,
            Self::ExemptionBasisMismatch => 105,
            Self::ResidenceInvalid => 106,
            Self::StatusUnchanged => 107,
            Self::TaxHistoryFull => 108,
            Self::BatchTooLarge { .. } => 109,
            Self::Row { .. } => 110,
        }
    }
}

/// The registry's messages.
#[ink::trait_definition]
pub trait KycRegistry {
    /// The profile of a wallet, if it has one. # Access: anyone.
    #[ink(message)]
    fn profile(&self, wallet: AccountId) -> Option<Profile>;

    /// The profiles of both parties of a transfer in one call, one storage read each. # Access: anyone.
    #[ink(message)]
    fn profiles(&self, from: AccountId, to: AccountId) -> (Option<Profile>, Option<Profile>);

    /// Standing now and tax class at `at_ms` (the class after the last change before that instant) of each wallet.
    /// At most [`crate::MAX_PAGE`] wallets. # Access: anyone. # Errors: `BatchTooLarge`.
    #[ink(message)]
    fn payees_at(&self, wallets: Vec<AccountId>, at_ms: u64) -> Result<Vec<Option<Payee>>, RegistryError>;

    /// Registers a wallet as active.
    ///
    /// # Access: registrar. # Errors: `MissingRole`, `ZeroAccount`, `AlreadyRegistered`, `ExemptionBasisMismatch`, `ResidenceInvalid`. # Events: `InvestorRegistered`.
    #[ink(message)]
    fn register(&mut self, wallet: AccountId, record: InvestorRecord) -> Result<(), RegistryError>;

    /// Registers up to [`crate::MAX_PAGE`] wallets, all or none.
    ///
    /// # Access: registrar. # Errors: `MissingRole`, `BatchTooLarge`, `Row`. # Events: `InvestorRegistered` each.
    #[ink(message)]
    fn register_batch(&mut self, rows: Vec<(AccountId, InvestorRecord)>) -> Result<(), RegistryError>;

    /// Replaces the record of a wallet, whatever its status, which stays.
    ///
    /// # Access: registrar. # Errors: `MissingRole`, `NotRegistered`, `ExemptionBasisMismatch`,
    /// `ResidenceInvalid`, `TaxHistoryFull`. # Events: `InvestorUpdated`.
    #[ink(message)]
    fn update(&mut self, wallet: AccountId, record: InvestorRecord) -> Result<(), RegistryError>;

    /// Puts a wallet on hold. # Access: registrar. # Errors: `MissingRole`, `NotRegistered`, `StatusUnchanged`.
    /// # Events: `StatusChanged`.
    #[ink(message)]
    fn suspend(&mut self, wallet: AccountId) -> Result<(), RegistryError>;

    /// Makes a suspended or revoked wallet active again. # Access, errors and events as `suspend`.
    #[ink(message)]
    fn reinstate(&mut self, wallet: AccountId) -> Result<(), RegistryError>;

    /// Ends the relationship with a wallet. # Access, errors and events as `suspend`.
    #[ink(message)]
    fn revoke(&mut self, wallet: AccountId) -> Result<(), RegistryError>;
}

/// The registry's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum RegistryEvent {
    /// A wallet was registered.
    InvestorRegistered { wallet: AccountId, profile: Profile, exemption_basis: Option<[u8; 32]>, by: AccountId },
    /// A wallet's record was replaced.
    InvestorUpdated { wallet: AccountId, old: Profile, new: Profile, exemption_basis: Option<[u8; 32]>, by: AccountId },
    /// A wallet's standing changed.
    StatusChanged { wallet: AccountId, old: Status, new: Status, by: AccountId },
    /// A role was granted.
    RoleGranted { role: u32, account: AccountId, by: Option<AccountId> },
    /// A role was revoked or given up.
    RoleRevoked { role: u32, account: AccountId, by: AccountId },
    /// The next admin was proposed.
    AdminProposed { old: Option<AccountId>, new: Option<AccountId> },
}
