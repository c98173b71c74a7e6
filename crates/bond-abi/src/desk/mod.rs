//! The KYC desk's interface (窓口): registrars edit investors and their wallets here, and the desk writes the result into
//! the [registry](crate::registry), which contracts read.

mod errors;

pub use errors::DeskError;

use crate::registry::{InvestorClass, Residence, Status, TaxClass};
use crate::{abi, AccountId};
use ink::prelude::vec::Vec;

abi! {
    /// A recorded exemption from tax.
    #[derive(Copy)]
    pub struct Exemption {
        /// Hash of the document that proves it; not all zeros.
        pub basis: [u8; 32],
        /// First instant at which it holds.
        pub from_ms: u64,
        /// First instant at which it no longer holds.
        pub until_ms: u64,
    }
}

abi! {
    /// What a registrar says about an investor. No personal data: codes, dates and salted hashes only.
    #[derive(Copy)]
    pub struct InvestorRecord {
        /// Kind of investor.
        pub class: InvestorClass,
        /// Where the investor lives or is established.
        pub residence: Residence,
        /// Tax class from now on, outside an exemption; [`TaxClass::Exempt`] is refused here.
        pub tax_class: TaxClass,
        /// The exemption, if there is one.
        pub exemption: Option<Exemption>,
        /// Decade of birth, for series that limit age: 0 not recorded, *n* for 1900 + 10 × (*n* − 1) to the year before
        /// the next decade, at most [`MAX_BIRTH_BAND`].
        pub birth_band: u8,
        /// First instant at which the identification no longer counts (exclusive).
        pub expiry_ms: u64,
        /// Salted hash of the documents the registrar saw, if one is recorded.
        pub evidence: Option<[u8; 32]>,
    }
}

abi! {
    /// A row of `register`.
    pub struct NewInvestor {
        /// The registrar's number for the investor, unused so far.
        pub investor_id: u64,
        /// What the registrar says.
        pub record: InvestorRecord,
        /// The wallets to link at once, at most [`MAX_LINKED`].
        pub wallets: Vec<AccountId>,
    }
}

abi! {
    /// A row of `renew`.
    #[derive(Copy)]
    pub struct Renewal {
        /// Whose identification is renewed.
        pub investor_id: u64,
        /// The new expiry.
        pub expiry_ms: u64,
        /// Salted hash of the documents seen this time.
        pub evidence: Option<[u8; 32]>,
    }
}

abi! {
    /// What becomes of a batch of which a row is refused.
    pub enum Mode {
        /// Nothing of it is kept; the error names the row.
        AllOrNothing,
        /// The other rows are kept; the answer lists the refused ones.
        EachRow,
    }
}

abi! {
    /// A refused row of a batch.
    #[derive(Copy)]
    pub struct Refused {
        /// Position in the batch, from 0.
        pub index: u32,
        /// Code of its error.
        pub code: u16,
    }
}

abi! {
    /// What a wallet is to the investor in whose list it stands.
    pub enum Link {
        /// In use.
        Linked,
        /// No longer in use; it can come back, to whomever, when it asks itself.
        Unlinked,
        /// Lost or stolen; it never comes back to this registrar's investors, and to nobody if it ever asked to be linked.
        Dead,
    }
}

abi! {
    /// A wallet in the list of an investor.
    #[derive(Copy)]
    pub struct Wallet {
        /// Its account.
        pub account: AccountId,
        /// What it is to the investor.
        pub link: Link,
    }
}

abi! {
    /// What the desk keeps about an investor.
    pub struct Investor {
        /// What the registrar says.
        pub record: InvestorRecord,
        /// Standing.
        pub status: Status,
        /// Number of the registrar who edits this investor.
        pub registrar: u16,
        /// Number of the registrar who last attested the record; differs after a reassignment, until the new one does.
        pub attested_by: u16,
        /// Every wallet that was ever linked and has not gone to another investor.
        pub wallets: Vec<Wallet>,
    }
}

abi! {
    /// A change of a registrar that waits for the delay.
    pub enum RegistrarChange {
        /// A new accreditation, or a longer one.
        Until {
            /// Its end; `u64::MAX` for none.
            until_ms: u64,
        },
        /// Another account signs.
        Key {
            /// Which.
            account: AccountId,
        },
    }
}

abi! {
    /// A change that waits.
    #[derive(Copy)]
    pub struct PendingChange {
        /// What changes.
        pub change: RegistrarChange,
        /// From when on it counts: the registrar's next edit carries it out, or anybody's `apply_change`.
        pub from_ms: u64,
    }
}

abi! {
    /// An accredited registrar.
    #[derive(Copy)]
    pub struct Registrar {
        /// Who signs.
        pub account: AccountId,
        /// First instant at which the accreditation no longer holds; `u64::MAX` for no end, 0 for one that never held so far.
        pub until_ms: u64,
        /// Investors it edits.
        pub investors: u32,
        /// What the admin ordered and what does not count yet.
        pub pending: Option<PendingChange>,
    }
}

abi! {
    /// The desk at a glance.
    #[derive(Copy)]
    pub struct DeskStatus {
        /// The registry it writes; `None` until it is wired.
        pub registry: Option<AccountId>,
        /// Whether edits are stopped.
        pub paused: bool,
        /// Investors ever registered.
        pub investors: u32,
        /// Wallets ever linked.
        pub wallets: u32,
        /// Registrars ever accredited.
        pub registrars: u16,
    }
}

abi! {
    /// Whether a wallet qualifies, as far as the registry can tell: the first reason against it, in this order. A
    /// series' policy may say more.
    pub enum Standing {
        /// Nothing is against it.
        Qualifies,
        /// Nobody listed it.
        NotListed,
        /// It asked to be linked, and no registrar has confirmed it.
        Requested,
        /// It was unlinked.
        Unlinked,
        /// It was reported lost or stolen.
        Dead,
        /// Its investor is on hold.
        Suspended,
        /// The relationship with its investor ended.
        Revoked,
        /// The identification lapsed.
        Expired,
        /// The registrar who attested it is no longer accredited.
        NeedsReattestation,
    }
}

impl Standing {
    /// The stable code of docs/errors.md; 0 for a wallet that qualifies.
    pub const fn code(&self) -> u16 {
        match self {
            Self::Qualifies => 0,
            Self::NotListed => 141,
            Self::Requested => 142,
            Self::Unlinked => 143,
            Self::Dead => 144,
            Self::Suspended => 145,
            Self::Revoked => 146,
            Self::Expired => 147,
            Self::NeedsReattestation => 148,
        }
    }
}

abi! {
    /// The answer of `explain`.
    #[derive(Copy)]
    pub struct Explanation {
        /// The first reason against the wallet.
        pub standing: Standing,
        /// Its stable code.
        pub code: u16,
        /// The investor in whose list it stands.
        pub investor_id: Option<u64>,
        /// The investor it asked to be linked to.
        pub requested: Option<u64>,
    }
}

/// Rows of one `register`: with all that can be recorded and two wallets each they stay below 12 KiB.
pub const MAX_ROWS: u32 = 64;
/// Rows of one `renew`, `set_status` or `reassign`: as many as one write to the registry takes wallets.
pub const MAX_IDS: u32 = 128;
/// Wallets that one investor can use at a time.
pub const MAX_LINKED: u32 = 8;
/// Wallets that one investor's list can hold, former ones included.
pub const MAX_EVER: u32 = 24;
/// The last decade of birth that can be recorded: the 2090s.
pub const MAX_BIRTH_BAND: u8 = 20;

/// One page of investors.
pub type InvestorPage = Vec<(u64, Investor)>;

/// The desk's messages. Edits need a wired desk that is not paused: `NotWired` and `Paused` belong to the errors of each.
#[ink::trait_definition]
pub trait KycDesk {
    /// The desk at a glance. # Access: anyone.
    #[ink(message)]
    fn status(&self) -> DeskStatus;

    /// What is kept about an investor. # Access: anyone.
    #[ink(message)]
    fn investor(&self, investor_id: u64) -> Option<Investor>;

    /// Investors in the order of their registration, from position `from` on: at most `count`, at most
    /// [`crate::MAX_PAGE`], and no more than fit into an answer. Empty at the end. # Access: anyone.
    #[ink(message)]
    fn investors(&self, from: u32, count: u32) -> InvestorPage;

    /// Wallets in the order in which they were first linked, with the investor each belongs or belonged to: at most
    /// `count`, at most [`crate::MAX_PAGE`]. # Access: anyone.
    #[ink(message)]
    fn wallets(&self, from: u32, count: u32) -> Vec<(AccountId, u64)>;

    /// Registrars by their number, from `from` on: at most [`crate::MAX_PAGE`]. # Access: anyone.
    #[ink(message)]
    fn registrars(&self, from: u16) -> Vec<Registrar>;

    /// Why a wallet qualifies or not, now. # Access: anyone.
    #[ink(message)]
    fn explain(&self, wallet: AccountId) -> Explanation;

    /// Registers investors as active and links their wallets: at most [`MAX_ROWS`] rows with
    /// [`crate::registry::MAX_ENTRIES`] wallets in all. The caller edits them from now on.
    ///
    /// # Access: registrar. # Errors: `MissingRole`, `BatchTooLarge`, `RegistryUnavailable`; of a row `AlreadyRegistered`,
    /// `TaxClassInvalid`, `ExemptionBasisMismatch`, `ExemptionPeriodInvalid`, `ResidenceInvalid`, `BirthBandInvalid`, and
    /// those of `link` for its wallets. # Events: `InvestorRegistered`, `WalletLinked` each.
    #[ink(message)]
    fn register(&mut self, rows: Vec<NewInvestor>, mode: Mode) -> Result<Vec<Refused>, DeskError>;

    /// Replaces the record of an investor, whatever his standing, which stays, and attests it.
    ///
    /// # Access: the investor's registrar. # Errors: `MissingRole`, `NotRegistered`, `NotYourInvestor`, `TaxHistoryFull`,
    /// `RegistryUnavailable`, and those of a record as for `register`. # Events: `InvestorUpdated`.
    #[ink(message)]
    fn update(&mut self, investor_id: u64, record: InvestorRecord) -> Result<(), DeskError>;

    /// Sets new expiries and evidence, and attests the records: at most [`MAX_IDS`] rows, whose investors have at most
    /// [`crate::registry::MAX_ENTRIES`] wallets in all.
    ///
    /// # Access: the investors' registrar. # Errors: `MissingRole`, `BatchTooLarge`, `RegistryUnavailable`; of a row
    /// `NotRegistered`, `NotYourInvestor`. # Events: `InvestorUpdated` each.
    #[ink(message)]
    fn renew(&mut self, rows: Vec<Renewal>, mode: Mode) -> Result<Vec<Refused>, DeskError>;

    /// Sets the standing of investors and of all their wallets, as many as for `renew`. A former wallet is on hold with its investor and
    /// revoked otherwise.
    ///
    /// # Access: the investors' registrar. # Errors: `MissingRole`, `BatchTooLarge`, `RegistryUnavailable`; of a row
    /// `NotRegistered`, `NotYourInvestor`, `StatusUnchanged`. # Events: `StatusChanged` each.
    #[ink(message)]
    fn set_status(&mut self, investor_ids: Vec<u64>, status: Status, mode: Mode) -> Result<Vec<Refused>, DeskError>;

    /// Asks for the caller's wallet to be linked to an investor; replaces an earlier request, `None` withdraws it.
    ///
    /// # Access: anyone. # Errors: `NotRegistered`, `WalletTaken`, `WalletDead`, `WalletOnHold`, `NothingRequested`,
    /// `ZeroAccount`.
    /// # Events: `LinkRequested`.
    #[ink(message)]
    fn request_link(&mut self, investor_id: Option<u64>) -> Result<(), DeskError>;

    /// Links a wallet to an investor: one that was never linked, or one that asked to be.
    ///
    /// # Access: the investor's registrar. # Errors: `MissingRole`, `NotRegistered`, `NotYourInvestor`, `ZeroAccount`,
    /// `WalletTaken`, `WalletDead`, `WalletOnHold`, `WalletNotRequested`, `TooManyWallets`, `TaxHistoryFull`,
    /// `RegistryUnavailable`.
    /// # Events: `WalletLinked`.
    #[ink(message)]
    fn link(&mut self, investor_id: u64, wallet: AccountId) -> Result<(), DeskError>;

    /// Ends the use of a wallet; with `dead` for ever. It keeps its units and is paid, but neither receives nor sends.
    ///
    /// # Access: the investor's registrar; the wallet itself unless `dead`. # Errors: `WalletNotLinked`, `MissingRole`,
    /// `NotYourInvestor`, `RegistryUnavailable`. # Events: `WalletUnlinked`.
    #[ink(message)]
    fn unlink(&mut self, wallet: AccountId, dead: bool) -> Result<(), DeskError>;

    /// Accredits a registrar, or moves the end of an accreditation, also into the past: from `until_ms` on the registrar
    /// edits nothing and its records need re-attestation. `None` for no end. Possible while paused. A new accreditation and
    /// a longer one wait for the delay; a shorter one counts at once and drops one that waits, and so does the first that a
    /// desk ever gives, when there is nobody to be harmed.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `ZeroAccount`, `TooManyRegistrars`, `Unchanged`, `AlreadyARegistrar`,
    /// `ConflictingDuties`, `RegistryUnavailable`. # Events: `AccreditationSet`, or `ChangePending`.
    #[ink(message)]
    fn accredit(&mut self, registrar: AccountId, until_ms: Option<u64>) -> Result<(), DeskError>;

    /// Gives a registrar's number to another account, for lost keys, after the delay. Until then the old one goes on, unless
    /// `accredit` ends it. Possible while paused.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `ZeroAccount`, `NotARegistrar`, `AlreadyARegistrar`, `ConflictingDuties`.
    /// # Events: `RegistrarRekeyed`, or `ChangePending`.
    #[ink(message)]
    fn rekey(&mut self, from: AccountId, to: AccountId) -> Result<(), DeskError>;

    /// Carries out a registrar's change whose delay has passed; the registrar's own edits do it by themselves. The account is
    /// the one that signs, or will. Possible while paused.
    ///
    /// # Access: anyone. # Errors: `NotARegistrar`, `NothingPending`, `TooEarly`, `RegistryUnavailable`.
    /// # Events: `AccreditationSet` or `RegistrarRekeyed`.
    #[ink(message)]
    fn apply_change(&mut self, registrar: AccountId) -> Result<(), DeskError>;

    /// Takes back a registrar's change that was not carried out. The account is the one that signs, or will.
    ///
    /// # Access: pauser, also one that was revoked, for the length of the delay; admin. # Errors: `MissingRole`,
    /// `NotARegistrar`, `NothingPending`. # Events: `ChangeCancelled`.
    #[ink(message)]
    fn cancel_change(&mut self, registrar: AccountId) -> Result<(), DeskError>;

    /// Whether an account decides who is listed, or will: the admin, the proposed one, a registrar accredited now or by a
    /// change that waits. Contracts that move units ask, so that these are different people (ADR 0029). # Access: anyone.
    #[ink(message)]
    fn edits(&self, account: AccountId) -> bool;

    /// Undoes that a wallet was reported lost or stolen by mistake: it is unlinked, and comes back when it asks itself.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `WalletNotDead`, `RegistryUnavailable`. # Events: `WalletRevived`.
    #[ink(message)]
    fn revive(&mut self, wallet: AccountId) -> Result<(), DeskError>;

    /// Lets another registrar edit at most [`MAX_IDS`] investors. What was attested stays attested by who did it.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `NotARegistrar`, `BatchTooLarge`; of a row `NotRegistered`, `Unchanged`.
    /// # Events: `InvestorReassigned` each.
    #[ink(message)]
    fn reassign(&mut self, investor_ids: Vec<u64>, to: AccountId, mode: Mode) -> Result<Vec<Refused>, DeskError>;

    /// Stops edits, never reads. # Access: pauser. # Errors: `MissingRole`, `Paused`. # Events: `Paused`.
    #[ink(message)]
    fn pause(&mut self) -> Result<(), DeskError>;

    /// Resumes edits. # Access: pauser. # Errors: `MissingRole`, `NotPaused`. # Events: `Unpaused`.
    #[ink(message)]
    fn unpause(&mut self) -> Result<(), DeskError>;

    /// Names the registry, once; it must name this desk.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `AlreadyWired`, `RegistryMismatch`. # Events: `Wired`.
    #[ink(message)]
    fn wire(&mut self, registry: AccountId) -> Result<(), DeskError>;
}

/// The desk's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum DeskEvent {
    /// An investor was registered.
    InvestorRegistered { investor_id: u64, record: InvestorRecord, by: AccountId },
    /// An investor's record was replaced or renewed, and attested.
    InvestorUpdated { investor_id: u64, old: InvestorRecord, new: InvestorRecord, by: AccountId },
    /// An investor's standing changed.
    StatusChanged { investor_id: u64, old: Status, new: Status, by: AccountId },
    /// Another registrar edits an investor.
    InvestorReassigned { investor_id: u64, old: u16, new: u16, by: AccountId },
    /// A wallet asked to be linked, or withdrew its request.
    LinkRequested { wallet: AccountId, old: Option<u64>, new: Option<u64> },
    /// A wallet was linked.
    WalletLinked { wallet: AccountId, investor_id: u64, by: AccountId },
    /// A wallet was unlinked.
    WalletUnlinked { wallet: AccountId, investor_id: u64, dead: bool, by: AccountId },
    /// A registrar was accredited, or the end of an accreditation moved; ends are `u64::MAX` for none.
    AccreditationSet { registrar: AccountId, number: u16, old_until_ms: Option<u64>, new_until_ms: u64, by: AccountId },
    /// A registrar signs with another account.
    RegistrarRekeyed { number: u16, old: AccountId, new: AccountId, by: AccountId },
    /// Edits were stopped.
    Paused { by: AccountId },
    /// Edits were resumed.
    Unpaused { by: AccountId },
    /// The registry was named.
    Wired { registry: AccountId, by: AccountId },
    /// A role was granted; it counts from `from_ms` on.
    RoleGranted { role: u32, account: AccountId, by: Option<AccountId>, from_ms: u64 },
    /// A role was revoked or given up.
    RoleRevoked { role: u32, account: AccountId, by: AccountId },
    /// The next admin was proposed, who can accept from `from_ms` on.
    AdminProposed { old: Option<AccountId>, new: Option<AccountId>, from_ms: u64 },
    /// A grant or a proposal was taken back before it counted.
    RoleCancelled { role: u32, account: AccountId, by: AccountId },
    /// A change of a registrar waits until `from_ms`.
    ChangePending { registrar: AccountId, number: u16, change: RegistrarChange, from_ms: u64, by: AccountId },
    /// A change that waited was taken back.
    ChangeCancelled { registrar: AccountId, number: u16, change: RegistrarChange, by: AccountId },
    /// A wallet is not dead after all.
    WalletRevived { wallet: AccountId, investor_id: u64, by: AccountId },
}
