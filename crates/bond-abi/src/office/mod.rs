//! The office's interface (事務局): one per series. It keeps the terms (発行条件), the schedule and the documents, and gives the
//! [register](crate::token) the orders of those who have a duty: issue, enforcement, approval, buyback, early redemption.

mod errors;
mod events;
mod locks;
mod terms;

pub use errors::{OfficeError, TermsError};
pub use events::OfficeEvent;
pub use locks::{Directions, Grounds, Lock, LockKind, Reason, SeizedUnits, Seizure};
pub use terms::{
    BusinessDayName, DayCountName, InterestDayName, PaymentEvent, Resolution, TaxTerms, Terms, MAX_CALENDAR_CHANGES,
    MAX_FACE_YEN, MAX_NAME_BYTES, MAX_REFERENCE_BYTES, MAX_SYMBOL_BYTES,
};

use crate::token::{Founding, Policy};
use crate::{abi, AccountId};
use ink::prelude::{string::String, vec::Vec};

/// Longest name of a document, in bytes of UTF-8.
pub const MAX_DOCUMENT_NAME_BYTES: u32 = 32;
/// Longest address of a document, in bytes of UTF-8.
pub const MAX_DOCUMENT_URI_BYTES: u32 = 256;
/// Most documents of a series: several a year for thirty years.
pub const MAX_DOCUMENTS: u32 = 256;
/// Most locks by controllers of one account at a time; its successor takes them all over in one call.
pub const MAX_LOCKS: u32 = 16;
/// Most requests of one account that wait for an approval.
pub const MAX_REQUESTS: u32 = 16;
/// Most rows of `transfer_batch`: each names two accounts, and the registry answers [`crate::MAX_PAGE`].
pub const MAX_TRANSFERS: u32 = 25;

abi! {
    /// The accounts that hold the office's roles from the start.
    #[derive(Copy)]
    pub struct OfficeRoles {
        /// Grants roles, wires token and distributor.
        pub admin: AccountId,
        /// Allots, closes the issue, approves transfers, buys back, redeems early.
        pub issuer: AccountId,
        /// Stops and resumes transfers.
        pub pauser: AccountId,
        /// Freezes, seizes, transfers and recovers by legal order.
        pub controller: AccountId,
        /// How long a duty that is granted waits until it counts, at most [`crate::roles::MAX_DELAY_MS`]; 0 on development
        /// chains only.
        pub delay_ms: u64,
    }
}

abi! {
    /// Where a series stands in its life.
    pub enum Phase {
        /// Deployed; token and distributor are not wired.
        Draft,
        /// Units are being allotted; nothing is transferable yet.
        Issuing,
        /// Issued and transferable.
        Active,
        /// The last record date passed: units only wait for redemption.
        Matured,
        /// Every unit is redeemed.
        Closed,
    }
}

abi! {
    /// The state of the series in one read.
    #[derive(Copy)]
    pub struct SeriesStatus {
        /// Phase of life.
        pub phase: Phase,
        /// Whether transfers are stopped.
        pub paused: bool,
        /// Whether an active series is being reopened (追加発行).
        pub reopened: bool,
        /// The KYC registry.
        pub registry: AccountId,
        /// The token, once wired.
        pub token: Option<AccountId>,
        /// The coupon distributor, once wired.
        pub distributor: Option<AccountId>,
        /// Units in circulation.
        pub supply_units: u64,
        /// Units ever issued.
        pub issued_units: u64,
        /// Units bought back and cancelled (買入消却).
        pub cancelled_units: u64,
        /// Record-date cutoffs passed so far.
        pub epoch: u8,
        /// Payment events of the series.
        pub events: u8,
    }
}

abi! {
    /// Everything a payer needs to know about payment event *k*, frozen once its cutoff has passed.
    #[derive(Copy)]
    pub struct CouponBasis {
        /// Units in circulation at the cutoff.
        pub supply_units: u64,
        /// The cutoff.
        pub cutoff_ms: u64,
        /// Payment day.
        pub payment_day: i32,
        /// Interest per one yen, in units of 10^−`per_yen_digits`.
        pub interest_per_yen: u64,
        /// Decimals of `interest_per_yen`.
        pub per_yen_digits: u8,
        /// Principal per unit still outstanding before this event: what the interest is computed on.
        pub outstanding_per_unit_yen: u64,
        /// Principal per unit repaid with this event.
        pub principal_per_unit_yen: u64,
        /// Whether this is the last event, which redeems the units.
        pub last: bool,
        /// Years after which what nobody claimed lapses: those of interest, and with principal the longer of both.
        pub prescription_years: u8,
        /// The only contract that can redeem them.
        pub distributor: Option<AccountId>,
    }
}

abi! {
    /// What an account held at a record date.
    #[derive(Copy)]
    pub struct RecordHolding {
        /// Event of the record date.
        pub event: u8,
        /// Its cutoff.
        pub cutoff_ms: u64,
        /// Units at it.
        pub units: u64,
    }
}

abi! {
    /// Interest that is running (経過利子), for information: what is paid is decided at the record date.
    #[derive(Copy)]
    pub struct Accrual {
        /// Event with which it will be paid.
        pub event: u8,
        /// Units now.
        pub units: u64,
        /// Days elapsed of its period.
        pub elapsed_days: u32,
        /// Days of its period.
        pub period_days: u32,
        /// Interest so far, before tax, in whole yen, rounded down.
        pub gross_yen: u128,
    }
}

abi! {
    /// Units that came and went without a record date, in yen of principal, from the first fiscal year on.
    #[derive(Copy, Default)]
    pub struct Flows {
        /// Issued.
        pub issued_yen: u128,
        /// Bought back and cancelled, at the principal that was outstanding.
        pub cancelled_yen: u128,
    }
}

abi! {
    /// A document of the series, in the spirit of ERC-1643.
    pub struct Document {
        /// Where it is.
        pub uri: String,
        /// Its hash; not all zeros.
        pub hash: [u8; 32],
        /// When it was set.
        pub set_ms: u64,
    }
}

/// `BondOffice::founding() -> Founding`
pub const FOUNDING: [u8; 4] = ink::selector_bytes!("BondOffice::founding");
/// `BondOffice::coupon_basis(k) -> Result<CouponBasis, OfficeError>`
pub const COUPON_BASIS: [u8; 4] = ink::selector_bytes!("BondOffice::coupon_basis");
/// `BondOffice::directions(account, k) -> Directions`
pub const DIRECTIONS: [u8; 4] = ink::selector_bytes!("BondOffice::directions");

/// The office's messages, beside AccessControl, Pausable and the admin's handover.
#[ink::trait_definition]
pub trait BondOffice {
    /// The terms. # Access: anyone.
    #[ink(message)]
    fn terms(&self) -> Terms;

    /// The policy of the series. # Access: anyone.
    #[ink(message)]
    fn policy(&self) -> Policy;

    /// What a token takes over when it is made. # Access: anyone.
    #[ink(message)]
    fn founding(&self) -> Founding;

    /// Payment event `k` of the schedule. # Access: anyone.
    #[ink(message)]
    fn event(&self, k: u8) -> Option<PaymentEvent>;

    /// Phase, wiring and supply. # Access: anyone.
    #[ink(message)]
    fn status(&self) -> SeriesStatus;

    /// What event `k` pays on, final once its cutoff has passed. # Access: anyone.
    /// # Errors: `UnknownEvent`, `RecordDateNotReached`, `TokenUnavailable`.
    #[ink(message)]
    fn coupon_basis(&self, k: u8) -> Result<CouponBasis, OfficeError>;

    /// Units of an account at the cutoff of event `k`. # Access: anyone.
    /// # Errors: `UnknownEvent`, `RecordDateNotReached`, `TokenUnavailable`.
    #[ink(message)]
    fn units_at(&self, account: AccountId, k: u8) -> Result<u64, OfficeError>;

    /// Units in circulation at the cutoff of event `k`. # Access, errors as `units_at`.
    #[ink(message)]
    fn supply_at(&self, k: u8) -> Result<u64, OfficeError>;

    /// Units of an account at the last record date whose cutoff is not after `at_ms`. # Access: anyone.
    /// # Errors: `NoRecordDate`, `TokenUnavailable`.
    #[ink(message)]
    fn units_at_time(&self, account: AccountId, at_ms: u64) -> Result<RecordHolding, OfficeError>;

    /// Interest running on what an account holds now. # Access: anyone.
    /// # Errors: `WrongPhase` before the issue is closed and after the last accrual, `TokenUnavailable`, `Overflow`.
    #[ink(message)]
    fn accrual(&self, account: AccountId) -> Result<Accrual, OfficeError>;

    /// Hash of a page of the register and of all pages before: BLAKE2b-256 of `previous` and the SCALE encoding of
    /// `BondToken::register(start, count)`. All zeros before the first page. # Access: anyone.
    /// # Errors: `TokenUnavailable`.
    #[ink(message)]
    fn register_root(&self, start: u32, count: u32, previous: [u8; 32]) -> Result<[u8; 32], OfficeError>;

    /// Names of the documents, in the order in which they were set. # Access: anyone.
    #[ink(message)]
    fn documents(&self) -> Vec<String>;

    /// A document. # Access: anyone.
    #[ink(message)]
    fn document(&self, name: String) -> Option<Document>;

    /// The open locks of an account, with their numbers. # Access: anyone.
    #[ink(message)]
    fn locks_of(&self, account: AccountId) -> Vec<(u32, Lock)>;

    /// An open lock. # Access: anyone.
    #[ink(message)]
    fn lock(&self, number: u32) -> Option<Lock>;

    /// The wallet that takes what a retired one is due: the last of those that took its place one after the other, however
    /// many they were. # Access: anyone.
    #[ink(message)]
    fn successor(&self, account: AccountId) -> Option<AccountId>;

    /// Where the money of an account goes that it earned with event `k`: its successor and the escrow of what is seized.
    /// # Access: anyone.
    #[ink(message)]
    fn directions(&self, account: AccountId, k: u8) -> Directions;

    /// What was issued and cancelled up to the end of a fiscal year (April to March, named after its first year).
    /// # Access: anyone.
    #[ink(message)]
    fn flows(&self, fiscal_year: u16) -> Flows;

    /// Names token and distributor, once: Draft becomes Issuing. Each must say that it serves this series.
    ///
    /// # Access: admin, in Draft. # Errors: `MissingRole`, `WrongPhase`, `ForeignToken`, `ForeignDistributor`,
    /// `TokenUnavailable`. # Events: `Wired`.
    #[ink(message)]
    fn wire(&mut self, token: AccountId, distributor: AccountId) -> Result<(), OfficeError>;

    /// Adds a document, or replaces one while the issue is open; afterwards nothing is replaced (N14).
    ///
    /// # Access: issuer. # Errors: `MissingRole`, `DocumentInvalid`, `DocumentLocked`, `TooManyDocuments`.
    /// # Events: `DocumentSet`.
    #[ink(message)]
    fn set_document(&mut self, name: String, uri: String, hash: [u8; 32]) -> Result<(), OfficeError>;

    /// Allots units to eligible accounts, all or none, at most [`crate::MAX_PAGE`] rows.
    ///
    /// # Access: issuer, in Issuing before the first cutoff, or while reopened. # Errors: `MissingRole`, `WrongPhase`,
    /// `IssueTooLate`, `BatchTooLarge`, `ZeroUnits`, `AuthorisedUnitsExceeded`, `Refused`, `Overflow`,
    /// `TokenUnavailable`. # Events: `Transfer` of the token, each.
    #[ink(message)]
    fn issue(&mut self, allotments: Vec<(AccountId, u64)>) -> Result<(), OfficeError>;

    /// Closes the issue: Issuing becomes Active, or a reopening ends. Terms and supply are locked. Once the first record date
    /// has passed anybody can close an issue, so that what was issued is redeemed whatever the issuer does.
    ///
    /// # Access: issuer, in Issuing or while reopened; anyone, in Issuing from the first cutoff on. # Errors: `MissingRole`, `WrongPhase`, `NothingIssued`,
    /// `TokenUnavailable`. # Events: `IssueClosed`.
    #[ink(message)]
    fn close_issue(&mut self) -> Result<(), OfficeError>;

    /// Reopens the issue (追加発行) for the units that are authorised and were not issued; transfers go on.
    ///
    /// # Access: issuer, in Active, where the terms allow it. # Errors: `MissingRole`, `WrongPhase`, `NotAllowed`,
    /// `NoGrounds`. # Events: `IssueReopened`.
    #[ink(message)]
    fn reopen_issue(&mut self, document: [u8; 32]) -> Result<(), OfficeError>;

    /// Transfers the caller's units to several accounts, all or none, at most [`MAX_TRANSFERS`] rows.
    ///
    /// # Access: anyone, for his own units. # Errors: `WrongPhase`, `BatchTooLarge`, `ZeroUnits`, `Refused`,
    /// `TokenUnavailable`. # Events: `Transfer` of the token, each.
    #[ink(message)]
    fn transfer_batch(&mut self, rows: Vec<(AccountId, u64)>) -> Result<(), OfficeError>;

    /// Sets an allowance that must be `old` now: the variant of PSP22's `approve` that nobody can outrun (T14).
    ///
    /// # Access: anyone, for his own units, once wired. # Errors: `WrongPhase`, `Refused` with `AllowanceChanged`,
    /// `TokenUnavailable`. # Events: `Approval` of the token.
    #[ink(message)]
    fn replace_allowance(&mut self, spender: AccountId, old: u128, new: u128) -> Result<(), OfficeError>;

    /// Asks the issuer to approve a transfer; the units are locked until he answers. Gives the number of the request.
    ///
    /// # Access: anyone, for his own units, where the policy needs approval. # Errors: `WrongPhase`, `NotAllowed`,
    /// `ZeroUnits`, `Refused`, `TooManyLocks`, `TokenUnavailable`. # Events: `Locked`.
    #[ink(message)]
    fn request_transfer(&mut self, to: AccountId, units: u64) -> Result<u32, OfficeError>;

    /// Takes a request back. # Access: its holder. # Errors: `UnknownLock`, `TokenUnavailable`. # Events: `Unlocked`.
    #[ink(message)]
    fn withdraw_request(&mut self, number: u32) -> Result<(), OfficeError>;

    /// Approves a request; every rule of a transfer is checked again.
    ///
    /// # Access: issuer. # Errors: `MissingRole`, `UnknownLock`, `Refused`, `TokenUnavailable`.
    /// # Events: `Unlocked`, `Transfer` of the token.
    #[ink(message)]
    fn approve_request(&mut self, number: u32) -> Result<(), OfficeError>;

    /// Rejects a request. # Access: issuer. # Errors: `MissingRole`, `UnknownLock`, `TokenUnavailable`.
    /// # Events: `Unlocked`.
    #[ink(message)]
    fn reject_request(&mut self, number: u32) -> Result<(), OfficeError>;

    /// Stops an account from sending and receiving, or lets it go on.
    ///
    /// # Access: controller, once wired. # Errors: `MissingRole`, `WrongPhase`, `ZeroAccount`, `NoGrounds`,
    /// `FreezeUnchanged`, `TokenUnavailable`. # Events: `AccountFrozen`.
    #[ink(message)]
    fn freeze_account(&mut self, account: AccountId, frozen: bool, grounds: Grounds) -> Result<(), OfficeError>;

    /// Locks units of an account: freezes them, or seizes them, and then what they are due goes into escrow. Requests that
    /// stand in the way end. Gives the lock's number.
    ///
    /// # Access: controller, once wired. # Errors: `MissingRole`, `WrongPhase`, `ZeroUnits`, `NoGrounds`, `ZeroAccount`,
    /// `EscrowNotListed`, `EscrowDiffers`, `Refused`, `TooManyLocks`, `TokenUnavailable`. # Events: `Unlocked`, `Locked`.
    #[ink(message)]
    fn lock_units(
        &mut self,
        account: AccountId,
        units: u64,
        seizure: Option<Seizure>,
        grounds: Grounds,
    ) -> Result<u32, OfficeError>;

    /// Seizes what an account earned with event `k`, whose record date has passed, for as many of the units that it held
    /// then; it may have sold them since. Gives the lock's number.
    ///
    /// # Access: controller, once wired. # Errors: `MissingRole`, `WrongPhase`, `ZeroUnits`, `NoGrounds`, `ZeroAccount`,
    /// `EscrowNotListed`, `EscrowDiffers`, `UnknownEvent`, `RecordDateNotReached`, `Refused` with `InsufficientUnits`,
    /// `TooManyLocks`, `TokenUnavailable`. # Events: `Locked`.
    #[ink(message)]
    fn seize_claim(
        &mut self,
        account: AccountId,
        k: u8,
        units: u64,
        seizure: Seizure,
        grounds: Grounds,
    ) -> Result<u32, OfficeError>;

    /// Sends the money of all seizures of an account to another escrow, in one step.
    ///
    /// # Access: controller. # Errors: `MissingRole`, `NoGrounds`, `EscrowNotListed`, `UnknownLock` without a seizure.
    /// # Events: `EscrowChanged`.
    #[ink(message)]
    fn change_escrow(&mut self, account: AccountId, escrow: AccountId, grounds: Grounds) -> Result<(), OfficeError>;

    /// Lets the units of a wallet that the desk linked to another investor count as that one's, who is judged like a
    /// recipient of as many units. Until then the wallet neither sends nor receives.
    ///
    /// # Access: controller, once wired. # Errors: `MissingRole`, `WrongPhase`, `NoGrounds`, `Refused`, `TokenUnavailable`.
    /// # Events: `UnitsAdopted`.
    #[ink(message)]
    fn adopt_units(&mut self, account: AccountId, waive_policy: bool, grounds: Grounds) -> Result<(), OfficeError>;

    /// Releases units from a controller's lock.
    ///
    /// # Access: controller. # Errors: `MissingRole`, `UnknownLock`, `ZeroUnits`, `ExceedsLock`, `NoGrounds`,
    /// `TokenUnavailable`. # Events: `Unlocked`.
    #[ink(message)]
    fn release_units(&mut self, number: u32, units: u64, grounds: Grounds) -> Result<(), OfficeError>;

    /// Transfers units without their holder's consent, to an account in good standing. Locked units move only out of the
    /// lock that is named; requests that stand in the way end. `waive_policy` spares the recipient what the series asks of buyers.
    ///
    /// # Access: controller, in Active. # Errors: `MissingRole`, `WrongPhase`, `ZeroUnits`, `NoGrounds`, `UnknownLock`,
    /// `ExceedsLock`, `Refused`, `TokenUnavailable`. # Events: `ForcedTransfer`, `Unlocked`, `Transfer` of the token.
    #[ink(message)]
    fn forced_transfer(
        &mut self,
        from: AccountId,
        to: AccountId,
        units: u64,
        lock: Option<u32>,
        waive_policy: bool,
        grounds: Grounds,
    ) -> Result<(), OfficeError>;

    /// Puts a wallet in the place of another (相続, lost key): it gets the units with all locks, and the old wallet is
    /// retired for good (N9). Its requests end. Units of a frozen wallet stay frozen as a lock; what the new wallet had is
    /// free. After the last record date the units stay and what they are due goes to the successor, who is judged like any
    /// recipient. A lost key stays with its investor.
    ///
    /// # Access: controller, once the issue is closed. # Errors: `MissingRole`, `WrongPhase`, `NoGrounds`, `Retired`,
    /// `OtherInvestor`, `TooManyLocks`, `EscrowDiffers`, `Refused`, `TokenUnavailable`, `RegistryUnavailable`.
    /// # Events: `Unlocked`, `Locked`, `AccountRecovered`, `Transfer` of the token.
    #[ink(message)]
    fn recover(
        &mut self,
        old: AccountId,
        new: AccountId,
        waive_policy: bool,
        grounds: Grounds,
    ) -> Result<(), OfficeError>;

    /// Cancels units that the issuer holds itself (買入消却).
    ///
    /// # Access: issuer, for its own units, in Active, where the terms allow it. # Errors: `MissingRole`, `WrongPhase`,
    /// `NotAllowed`, `ZeroUnits`, `Refused`, `TokenUnavailable`. # Events: `BoughtBack`, `Transfer` of the token.
    #[ink(message)]
    fn buy_back(&mut self, units: u64) -> Result<(), OfficeError>;

    /// Redeems the series early (繰上償還) on a day, which moves once if banks are closed on it. The event of its period
    /// becomes the last, with the interest accrued by then and the record date of the terms, computed here from the schedule
    /// as issued (`bond_math::early_redemption`); the events before stay. Another call only brings it forward.
    ///
    /// # Access: issuer, in Active and not while reopened, where the terms allow it, with the notice they ask for before the
    /// record date. # Errors: `MissingRole`, `WrongPhase`, `NotAllowed`, `NoGrounds`, `NoticeTooShort`,
    /// `RecutInvalid`, `TokenUnavailable`. # Events: `EarlyRedemptionCalled`.
    #[ink(message)]
    fn redeem_early(&mut self, day: i32, document: [u8; 32]) -> Result<(), OfficeError>;

    /// Stops transfers; issue, enforcement, history, coupons and redemption go on.
    ///
    /// # Access: pauser, once wired. # Errors: `MissingRole`, `WrongPhase`, `PauseUnchanged`, `TokenUnavailable`.
    /// # Events: `Paused`.
    #[ink(message)]
    fn pause(&mut self) -> Result<(), OfficeError>;

    /// Resumes transfers. # Access, errors as `pause`. # Events: `Unpaused`.
    #[ink(message)]
    fn unpause(&mut self) -> Result<(), OfficeError>;
}
