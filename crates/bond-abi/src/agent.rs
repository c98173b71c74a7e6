//! The paying agent's interface (支払代理人): one per series. Those who have a duty decide here about the money that the
//! [distributor](crate::distributor) keeps: when it is due on a holiday, what is remitted to the tax office, what goes back
//! to the issuer. It keeps what was remitted, and answers what reports ask for.
//!
//! Where money can go is the admin's decision, that it goes is the paying agent's; neither can move what holders are owed.

use crate::distributor::{DistributorError, Quote, TaxKind, TaxRow};
use crate::{abi, AccountId};
use ink::prelude::vec::Vec;

/// Most events of one page of `payments_of`.
pub const MAX_PAYMENTS_PAGE: u8 = 16;
/// Most acts of the admin that wait at a time.
pub const MAX_PENDING_ACTS: u32 = 8;
/// Most that a row of the tax table takes from a class, national and local together, in 1/100,000. The law takes 20.315 %
/// (market-rules-2 B2) and no act of Parliament since 1988 took more from interest; 25 % leaves room for a surtax, and what a
/// thief of the admin's key can hold back from holders is bounded by the difference.
pub const MAX_TAX_E5: u32 = 25_000;

abi! {
    /// Where money can go, apart from holders.
    #[derive(Copy)]
    pub struct CashAccounts {
        /// Where withheld tax goes, to be remitted (納付).
        pub tax: AccountId,
        /// Where surplus and lapsed money go: the issuer's.
        pub treasury: AccountId,
    }
}

abi! {
    /// The accounts that hold the roles from the start.
    #[derive(Copy)]
    pub struct AgentRoles {
        /// Grants roles, wires the distributor, sets accounts and tax rates.
        pub admin: AccountId,
        /// Decides about the money.
        pub paying_agent: AccountId,
        /// How long what the admin grants or sets waits until it counts, at most [`crate::roles::MAX_DELAY_MS`]; 0 on
        /// development chains only.
        pub delay_ms: u64,
    }
}

abi! {
    /// What the admin sets, and what counts only after the delay.
    pub enum AgentAct {
        /// Where money can go.
        Accounts {
            /// From then on.
            accounts: CashAccounts,
        },
        /// A row of the tax table.
        TaxRow {
            /// The row.
            row: TaxRow,
        },
        /// A code of the payment token.
        PaymentCode {
            /// Its hash.
            code_hash: [u8; 32],
        },
    }
}

abi! {
    /// An act that waits.
    #[derive(Copy)]
    pub struct PendingAct {
        /// Its number.
        pub number: u32,
        /// What was set.
        pub act: AgentAct,
        /// From when on anybody can carry it out.
        pub from_ms: u64,
        /// Who set it.
        pub by: AccountId,
    }
}

abi! {
    /// What it works with.
    #[derive(Copy)]
    pub struct AgentStatus {
        /// The distributor, once wired.
        pub distributor: Option<AccountId>,
        /// Where money can go.
        pub accounts: CashAccounts,
    }
}

abi! {
    /// The taxes of one payment event, in whole yen.
    #[derive(Copy)]
    pub struct TaxLedger {
        /// Day of payment, for which they are reported.
        pub payment_day: i32,
        /// Holders paid.
        pub payees: u32,
        /// Interest paid, before tax.
        pub gross_yen: u128,
        /// National tax withheld.
        pub national_yen: u128,
        /// The part of it that is reconstruction tax (復興特別所得税), market-rules-2 §B2: an indication (内訳の目安), and the
        /// official figure is the sum. What neither this nor the next is, is income tax.
        pub reconstruction_yen: u128,
        /// The part of it that is defence tax (防衛特別所得税), likewise.
        pub defence_yen: u128,
        /// Local tax withheld.
        pub local_yen: u128,
        /// Interest paid, after tax.
        pub net_yen: u128,
        /// National tax taken out to the tax account.
        pub national_withdrawn_yen: u128,
        /// Local tax taken out to the tax account.
        pub local_withdrawn_yen: u128,
        /// National tax remitted.
        pub national_remitted_yen: u128,
        /// Local tax remitted.
        pub local_remitted_yen: u128,
    }
}

abi! {
    /// What an account was or will be paid for one event.
    #[derive(Copy)]
    pub struct Payment {
        /// The event.
        pub event: u8,
        /// Day of payment.
        pub payment_day: i32,
        /// The amounts; `None` when the registrar does not know the account.
        pub quote: Option<Quote>,
        /// Whether it was paid.
        pub paid: bool,
        /// Whether it could not be paid when it was tried last.
        pub reserved: bool,
        /// Whether the claim has lapsed.
        pub lapsed: bool,
    }
}

abi! {
    /// One fiscal year (April to March) of the series, in whole yen; what belongs to a payment event counts in the year of
    /// its payment day. opening + issued − redeemed − cancelled = closing.
    #[derive(Copy, Default)]
    pub struct FiscalYear {
        /// Principal outstanding on 1 April.
        pub opening_yen: u128,
        /// Issued in the year.
        pub issued_yen: u128,
        /// Principal that fell due in the year, of events announced so far.
        pub redeemed_yen: u128,
        /// Bought back and cancelled in the year.
        pub cancelled_yen: u128,
        /// Principal outstanding on 31 March.
        pub closing_yen: u128,
        /// Interest paid, before tax.
        pub interest_yen: u128,
        /// National tax withheld.
        pub national_tax_yen: u128,
        /// Local tax withheld.
        pub local_tax_yen: u128,
        /// Interest paid, after tax.
        pub net_yen: u128,
        /// Principal paid.
        pub principal_yen: u128,
        /// Interest and principal of announced events that nobody was paid so far, before tax; with the fractions that nobody
        /// is due, less than one yen for each holder, until the last one is paid. Of lapsed events, what waits for holders
        /// who are on hold.
        pub unclaimed_yen: u128,
        /// What went back to the issuer after the claims had lapsed.
        pub lapsed_yen: u128,
    }
}

abi! {
    /// Errors of the paying agent's contract. Codes 351–370 of docs/errors.md.
    pub enum AgentError {
        /// The caller lacks the role.
        MissingRole,
        /// An account is the zero account.
        ZeroAccount,
        /// No distributor is wired yet.
        NotWired,
        /// A distributor is wired already.
        AlreadyWired,
        /// The address is no distributor that follows this contract's orders.
        ForeignDistributor,
        /// The distributor or the office did not answer.
        DistributorUnavailable,
        /// The day is too far from the one of the schedule, not after the record date, or past; or the day that it would
        /// replace is.
        PaymentDayInvalid {
            /// The day of the schedule.
            scheduled_day: i32,
        },
        /// The hash of the document is all zeros.
        NoDocument,
        /// More than was withdrawn and is not recorded yet.
        ExceedsWithdrawn {
            /// What can be recorded.
            withdrawn_yen: u128,
        },
        /// The amount is zero.
        ZeroAmount,
        /// Nothing would change.
        Unchanged,
        /// The series has no such event.
        UnknownEvent,
        /// A number left its range.
        Overflow,
        /// The distributor refused it.
        Refused {
            /// Why.
            error: DistributorError,
        },
        /// A class would be taxed above [`MAX_TAX_E5`].
        TaxAboveCeiling {
            /// The most that national and local tax may take together, in 1/100,000.
            max_e5: u32,
        },
        /// The row begins too early: before the delay has passed, or for an event whose record date will have passed by then.
        TaxRowTooEarly {
            /// The first day on which it may begin.
            first_day: i32,
        },
        /// No act of that number waits.
        UnknownAct,
        /// The act waits for the delay.
        TooEarly {
            /// From when on it can be carried out.
            from_ms: u64,
        },
        /// As many acts wait as there can be; carry them out or cancel them first.
        TooManyPending {
            /// How many.
            max: u32,
        },
        /// The delay is longer than [`crate::roles::MAX_DELAY_MS`].
        DelayTooLong,
        /// One account would have two duties that conflict.
        ConflictingDuties,
    }
}

impl AgentError {
    /// The stable code of docs/errors.md; what the distributor refuses has the distributor's.
    pub const fn code(&self) -> u16 {
        match self {
            Self::MissingRole => 351,
            Self::ZeroAccount => 352,
            Self::NotWired => 353,
            Self::AlreadyWired => 354,
            Self::ForeignDistributor => 355,
            Self::DistributorUnavailable => 356,
            Self::PaymentDayInvalid { .. } => 357,
            Self::NoDocument => 358,
            Self::ExceedsWithdrawn { .. } => 359,
            Self::ZeroAmount => 360,
            Self::Unchanged => 361,
            Self::UnknownEvent => 362,
            Self::Overflow => 363,
            Self::Refused { error } => error.code(),
            Self::TaxAboveCeiling { .. } => 364,
            Self::TaxRowTooEarly { .. } => 365,
            Self::UnknownAct => 366,
            Self::TooEarly { .. } => 367,
            Self::TooManyPending { .. } => 368,
            Self::DelayTooLong => 369,
            Self::ConflictingDuties => 370,
        }
    }
}

/// The paying agent's messages, beside AccessControl and the admin's handover.
#[ink::trait_definition]
pub trait PayingAgent {
    /// What it works with. # Access: anyone.
    #[ink(message)]
    fn status(&self) -> AgentStatus;

    /// The taxes of event `k`. # Access: anyone. # Errors: `NotWired`, `DistributorUnavailable`, `UnknownEvent`,
    /// `Overflow`.
    #[ink(message)]
    fn tax_ledger(&self, k: u8) -> Result<TaxLedger, AgentError>;

    /// The announced events from number `start` on for which an account held units, out of at most `count` and
    /// [`MAX_PAYMENTS_PAGE`] events. # Access: anyone. # Errors: `NotWired`, `DistributorUnavailable`, `Refused`.
    #[ink(message)]
    fn payments_of(&self, account: AccountId, start: u8, count: u8) -> Result<Vec<Payment>, AgentError>;

    /// A fiscal year, named after the year in which it begins. # Access: anyone.
    /// # Errors: `NotWired`, `DistributorUnavailable`, `Overflow`.
    #[ink(message)]
    fn fiscal_year(&self, fiscal_year: u16) -> Result<FiscalYear, AgentError>;

    /// Names the distributor, once. It must say that it follows this contract.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `AlreadyWired`, `ForeignDistributor`. # Events: `Wired`.
    #[ink(message)]
    fn wire(&mut self, distributor: AccountId) -> Result<(), AgentError>;

    /// What the admin set and what does not count yet. # Access: anyone.
    #[ink(message)]
    fn pending_acts(&self) -> Vec<PendingAct>;

    /// Says where money can go, after the delay.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `ZeroAccount`, `Unchanged`, `TooManyPending`. # Events: `ActPending`, or
    /// without a delay `AccountsSet`.
    #[ink(message)]
    fn set_accounts(&mut self, accounts: CashAccounts) -> Result<(), AgentError>;

    /// Adds a row to the tax table after the delay, or replaces one that begins on the same day. It begins after that, and
    /// after the payment day, with the most it can be moved, of every event whose record date will have passed by then; no
    /// class is taxed above [`MAX_TAX_E5`]; no announced event changes (N12).
    ///
    /// # Access: admin. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `Unchanged`, `TaxAboveCeiling`,
    /// `TaxRowTooEarly`, `TooManyPending`; without a delay `Refused` with `TaxTable`. # Events: `ActPending`, or without a delay
    /// `TaxRowSet`.
    #[ink(message)]
    fn set_tax_row(&mut self, row: TaxRow) -> Result<(), AgentError>;

    /// Accepts the code that the payment token has now, after looking at it. Until the delay has passed and it is carried out
    /// nothing is paid: a stop needs nobody's act, and going on needs two.
    ///
    /// # Access: admin. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `Unchanged`, `TooManyPending`, `Refused`
    /// with `ForeignCode`. # Events: `ActPending`, or without a delay `PaymentCodeAccepted`.
    #[ink(message)]
    fn accept_payment_code(&mut self, code_hash: [u8; 32]) -> Result<(), AgentError>;

    /// Carries out what the admin set, once its delay has passed. A tax row is judged again.
    ///
    /// # Access: anyone. # Errors: `UnknownAct`, `TooEarly`, and those of the act. # Events: `AccountsSet`, `TaxRowSet` or
    /// `PaymentCodeAccepted`.
    #[ink(message)]
    fn apply_act(&mut self, number: u32) -> Result<(), AgentError>;

    /// Takes back what the admin set and what was not carried out.
    ///
    /// # Access: paying agent, also one that was revoked, for the length of the delay; admin. # Errors: `MissingRole`,
    /// `UnknownAct`. # Events: `ActCancelled`.
    #[ink(message)]
    fn cancel_act(&mut self, number: u32) -> Result<(), AgentError>;

    /// Moves the cash date of an event that is not open, by at most [`crate::distributor::MAX_PAYMENT_DAY_SHIFT`] days from
    /// the day of the schedule, because of a holiday that was not known (臨時の休日); `None` takes the move back. Never to
    /// a day before the record date or before today; of an announced event, as long as its day is not over, and the tax
    /// rates follow the day. Amounts stay. It holds for this day of the schedule only (ADR 0030).
    ///
    /// # Access: paying agent. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `UnknownEvent`,
    /// `PaymentDayInvalid`, `Unchanged`, `Refused` with `WrongState`, `NoTaxRates`. # Events: `PaymentDaySet`.
    #[ink(message)]
    fn set_payment_day(&mut self, k: u8, day: Option<i32>) -> Result<(), AgentError>;

    /// Takes withheld tax of event `k` out to the tax account.
    ///
    /// # Access: paying agent. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `Refused` with
    /// `NotAnnounced`, `ZeroAmount`, `ExceedsWithheld`, `BadAccount`, `PaymentTokenChanged`, `PaymentFailed`.
    /// # Events: `TaxWithdrawn`.
    #[ink(message)]
    fn withdraw_tax(&mut self, k: u8, kind: TaxKind, yen: u128) -> Result<(), AgentError>;

    /// Records that tax of event `k` was paid to the tax office, with the hash of the receipt (領収証書).
    ///
    /// # Access: paying agent. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `UnknownEvent`, `ZeroAmount`,
    /// `NoDocument`, `ExceedsWithdrawn`. # Events: `TaxRemitted`.
    #[ink(message)]
    fn record_remittance(&mut self, k: u8, kind: TaxKind, yen: u128, document: [u8; 32]) -> Result<(), AgentError>;

    /// Takes what nobody is owed out to the treasury: gifts, the fractions of settled events, a reserve that its event does
    /// not need, or no event while everything is bought back.
    ///
    /// # Access: paying agent. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `Refused` with `ZeroAmount`,
    /// `ExceedsSurplus`, `BadAccount`, `PaymentTokenChanged`, `PaymentFailed`. # Events: `SurplusWithdrawn`.
    #[ink(message)]
    fn withdraw_surplus(&mut self, yen: u128) -> Result<(), AgentError>;

    /// Takes what is left of the open event `k` out to the treasury once its claims have lapsed (消滅時効), and ends it. Never
    /// happens by itself (N16), nor to what is reserved for holders who were on hold when they were tried last: that waits
    /// on (ADR 0032). The document is the issuer's decision to invoke the prescription (時効の援用). Of an event that
    /// never opened, it takes the part of its money that came out after the same time; its holders keep their claims.
    ///
    /// # Access: paying agent. # Errors: `MissingRole`, `NotWired`, `DistributorUnavailable`, `NoDocument`, `Refused` with
    /// `NotAnnounced`, `WrongState`, `PrescriptionRunning`, `BadAccount`, `PaymentTokenChanged`, `PaymentFailed`.
    /// # Events: `ClaimsLapsed`, or `FundingReturned` for one that never opened.
    #[ink(message)]
    fn reclaim(&mut self, k: u8, document: [u8; 32]) -> Result<u128, AgentError>;
}

/// The events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum AgentEvent {
    /// The distributor was named.
    Wired { distributor: AccountId, by: AccountId },
    /// Where money can go was set.
    AccountsSet { old: Option<CashAccounts>, new: CashAccounts, by: AccountId },
    /// A row of the tax table was set; `old` is the one it replaced.
    TaxRowSet { old: Option<TaxRow>, new: TaxRow, by: AccountId },
    /// A code of the payment token was accepted.
    PaymentCodeAccepted { old: [u8; 32], new: [u8; 32], by: AccountId },
    /// The cash date of an event was moved.
    PaymentDaySet { event: u8, old: Option<i32>, new: Option<i32>, by: AccountId },
    /// Tax was taken out.
    TaxWithdrawn { event: u8, kind: TaxKind, yen: u128, to: AccountId, by: AccountId },
    /// Tax was remitted; `total_yen` is what was remitted of this event and kind so far.
    TaxRemitted { event: u8, kind: TaxKind, yen: u128, total_yen: u128, document: [u8; 32], by: AccountId },
    /// Surplus was taken out.
    SurplusWithdrawn { yen: u128, to: AccountId, by: AccountId },
    /// The claims that were left had lapsed, and their money was taken out.
    ClaimsLapsed { event: u8, yen: u128, to: AccountId, document: [u8; 32], by: AccountId },
    /// A role was granted; it counts from `from_ms` on.
    RoleGranted { role: u32, account: AccountId, by: Option<AccountId>, from_ms: u64 },
    /// A role was revoked or given up.
    RoleRevoked { role: u32, account: AccountId, by: AccountId },
    /// The next admin was proposed, who can accept from `from_ms` on.
    AdminProposed { old: Option<AccountId>, new: Option<AccountId>, from_ms: u64 },
    /// A grant or a proposal was taken back before it counted.
    RoleCancelled { role: u32, account: AccountId, by: AccountId },
    /// The admin set something that waits until `from_ms`.
    ActPending { number: u32, act: AgentAct, from_ms: u64, by: AccountId },
    /// An act that waited was taken back.
    ActCancelled { number: u32, act: AgentAct, by: AccountId },
    /// A part of the money of an event that never opened was taken out; its claims go on.
    FundingReturned { event: u8, yen: u128, to: AccountId, document: [u8; 32], by: AccountId },
}
