//! What the office refuses, with the stable codes of docs/errors.md.

use super::Phase;
use crate::{abi, token::Refusal};

abi! {
    /// Errors of the constructor: the terms that were refused. Codes 231–252, 255, 295, 338 and 339 of docs/errors.md.
    pub enum TermsError {
        /// `name` is empty or too long.
        Name,
        /// `symbol` is empty or too long.
        Symbol,
        /// The ISIN's form or check digit is wrong.
        Isin,
        /// The issuer code's form or check digit is wrong.
        IssuerCode,
        /// The denomination is zero.
        Denomination,
        /// No units are authorised, or their face passes [`super::MAX_FACE_YEN`].
        AuthorisedUnits,
        /// The rate has more than 9 decimals or passes 100 %.
        Rate,
        /// The frequency is not 1, 2 or 4.
        Frequency,
        /// More than 18 digits.
        PerYenDigits,
        /// Maturity is not after the issue date, the last event is not at maturity, or a day is before 1970-01-02 or
        /// after 2199.
        Dates,
        /// No event, or more than [`crate::MAX_EVENTS`].
        EventCount,
        /// Event `event` is not after the one before (the first: after the issue date) in each of its days, or its cutoff
        /// is after the start of its payment day.
        EventOrder {
            /// Index of the event, from 0.
            event: u8,
        },
        /// The principal of all events does not sum to the denomination, or the last repays nothing.
        PrincipalSum,
        /// The policy names more than [`crate::token::MAX_RESIDENCES`] residences, a class or a decade that does not exist, or an empty window.
        Policy,
        /// The registry is not a contract.
        Registry,
        /// A role is given to the zero account.
        ZeroAccount,
        /// The interest of event `event` is above one yen per yen.
        Interest {
            /// Index of the event, from 0.
            event: u8,
        },
        /// The currency is not `JPY`.
        Currency,
        /// The council's resolution has no number, one that is too long, or a day after the issue date.
        Resolution,
        /// The consultation's number is empty or too long.
        ConsultationNumber,
        /// A prescription is not of 1 to 30 years.
        Prescription,
        /// The notice of an early redemption is not of 1 to 366 days.
        EarlyRedemptionNotice,
        /// Changes of the bank calendar are more than [`super::MAX_CALENDAR_CHANGES`], or name a day before 1980 or after 2099.
        BankCalendar,
        /// One account would have two duties that conflict.
        ConflictingDuties,
        /// The delay is longer than [`crate::roles::MAX_DELAY_MS`].
        Delay,
        /// Interest dates are month ends, and that of event `event` is none; the last event is at maturity.
        InterestDay {
            /// Index of the event, from 0.
            event: u8,
        },
    }
}

impl TermsError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::Name => 231,
            Self::Symbol => 232,
            Self::Isin => 233,
            Self::IssuerCode => 234,
            Self::Denomination => 235,
            Self::AuthorisedUnits => 236,
            Self::Rate => 237,
            Self::Frequency => 238,
            Self::PerYenDigits => 239,
            Self::Dates => 240,
            Self::EventCount => 241,
            Self::EventOrder { .. } => 242,
            Self::PrincipalSum => 243,
            Self::Policy => 244,
            Self::Registry => 245,
            Self::ZeroAccount => 246,
            Self::Interest { .. } => 247,
            Self::Currency => 248,
            Self::Resolution => 249,
            Self::ConsultationNumber => 250,
            Self::Prescription => 251,
            Self::EarlyRedemptionNotice => 252,
            Self::BankCalendar => 255,
            Self::ConflictingDuties => 338,
            Self::Delay => 339,
            Self::InterestDay { .. } => 295,
        }
    }
}

abi! {
    /// Errors of the office's messages. Codes 261–294 and 340–342 of docs/errors.md.
    pub enum OfficeError {
        /// The caller does not hold the role.
        MissingRole,
        /// The units of row `index` may not move, and why.
        Refused {
            /// Position in the call, from 0.
            index: u32,
            /// The reason.
            refusal: Refusal,
        },
        /// The message is not legal in this phase.
        WrongPhase {
            /// The phase the series is in.
            phase: Phase,
        },
        /// Zero units.
        ZeroUnits,
        /// More than the terms authorise.
        AuthorisedUnitsExceeded {
            /// Units still available.
            available_units: u64,
        },
        /// More rows than `max`.
        BatchTooLarge {
            /// The largest number of rows of one call.
            max: u32,
        },
        /// The series has no such event.
        UnknownEvent {
            /// Number of events of the series.
            events: u8,
        },
        /// The cutoff of the event has not passed.
        RecordDateNotReached {
            /// Index of the event.
            event: u8,
            /// The instant from which the answer is final.
            cutoff_ms: u64,
        },
        /// Nothing was issued, so the issue cannot be closed.
        NothingIssued,
        /// Paused already, or not paused.
        PauseUnchanged,
        /// A number left its range.
        Overflow,
        /// The first record date has passed: what is allotted later is a reopening (追加発行), not this issue.
        IssueTooLate,
        /// The distributor did not answer that it serves this token.
        ForeignDistributor,
        /// The token did not answer that it is this office's.
        ForeignToken,
        /// The token did not answer.
        TokenUnavailable,
        /// The terms or the policy of the series do not provide for it.
        NotAllowed,
        /// An account is the zero account.
        ZeroAccount,
        /// The hash of the document that orders it is missing.
        NoGrounds,
        /// The document's name or address is empty or too long, or its hash is missing.
        DocumentInvalid,
        /// The issue is closed: a document of this name stays as it is.
        DocumentLocked,
        /// The series has as many documents as it can.
        TooManyDocuments {
            /// How many.
            max: u32,
        },
        /// There is no open lock or request of this number and kind.
        UnknownLock,
        /// The lock has fewer units.
        ExceedsLock {
            /// How many it has.
            locked_units: u64,
        },
        /// The account has as many locks as it can.
        TooManyLocks {
            /// How many.
            max: u32,
        },
        /// Frozen already, or not frozen.
        FreezeUnchanged,
        /// The wallet was replaced before.
        Retired,
        /// No record date of this series is that early, or the instant is still to come.
        NoRecordDate,
        /// The record date of the redemption is too soon.
        NoticeTooShort {
            /// First record date that keeps the notice.
            first_day: i32,
        },
        /// No early redemption can be on this day: it is not after the event before and before the present end, or the record
        /// date of its period has passed.
        RecutInvalid,
        /// Units of the account are seized for another escrow; all cases of one holder share one.
        EscrowDiffers,
        /// The controller decides at the desk who is listed, as its admin or as a registrar.
        ConflictingDuties,
        /// The registry or its desk did not answer who decides who is listed.
        DeskUnavailable,
        /// The escrow account is not on the admin's list, or not yet.
        EscrowNotListed,
        /// A lost key stays with its investor, and the new wallet is another one's.
        OtherInvestor,
        /// The registry did not answer.
        RegistryUnavailable,
    }
}

impl OfficeError {
    /// The stable code of docs/errors.md; a refusal keeps its own.
    pub const fn code(&self) -> u16 {
        match self {
            Self::MissingRole => 261,
            Self::Refused { refusal, .. } => refusal.code(),
            Self::WrongPhase { .. } => 262,
            Self::ZeroUnits => 264,
            Self::AuthorisedUnitsExceeded { .. } => 265,
            Self::BatchTooLarge { .. } => 266,
            Self::UnknownEvent { .. } => 267,
            Self::RecordDateNotReached { .. } => 268,
            Self::NothingIssued => 270,
            Self::PauseUnchanged => 271,
            Self::Overflow => 272,
            Self::IssueTooLate => 273,
            Self::ForeignDistributor => 274,
            Self::ForeignToken => 278,
            Self::TokenUnavailable => 279,
            Self::NotAllowed => 280,
            Self::ZeroAccount => 281,
            Self::NoGrounds => 282,
            Self::DocumentInvalid => 283,
            Self::DocumentLocked => 284,
            Self::TooManyDocuments { .. } => 285,
            Self::UnknownLock => 286,
            Self::ExceedsLock { .. } => 287,
            Self::TooManyLocks { .. } => 288,
            Self::FreezeUnchanged => 289,
            Self::Retired => 290,
            Self::NoRecordDate => 291,
            Self::NoticeTooShort { .. } => 292,
            Self::RecutInvalid => 293,
            Self::EscrowDiffers => 294,
            Self::ConflictingDuties => 340,
            Self::DeskUnavailable => 341,
            Self::EscrowNotListed => 342,
            Self::OtherInvestor => 258,
            Self::RegistryUnavailable => 259,
        }
    }
}
