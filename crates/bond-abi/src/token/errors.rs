//! What the bond token refuses, with the stable codes of docs/errors.md.

use super::Phase;
use crate::{abi, registry::Status};

abi! {
    /// Why units may not move. Codes 201–219 of docs/errors.md; PSP22 messages carry the code as
    /// `PSP22Error::Custom("<code>")`.
    pub enum Refusal {
        /// Transfers are paused.
        Paused,
        /// The series is not in the phase in which units are transferable.
        NotTransferable,
        /// The sender has no record.
        SenderNotRegistered,
        /// The sender is on hold.
        SenderSuspended,
        /// The sender's relationship ended.
        SenderRevoked,
        /// The sender's identification lapsed.
        SenderExpired,
        /// The recipient has no record.
        RecipientNotRegistered,
        /// The recipient is on hold.
        RecipientSuspended,
        /// The recipient's relationship ended.
        RecipientRevoked,
        /// The recipient's identification lapsed.
        RecipientExpired,
        /// The series does not admit the recipient's class.
        RecipientClassNotAllowed,
        /// The series does not admit the recipient's residence.
        RecipientResidenceNotAllowed,
        /// The registry did not answer; nothing moves (fails closed).
        RegistryUnavailable,
        /// The sender holds fewer units.
        InsufficientUnits,
        /// A party is the zero account.
        ZeroAccount,
        /// The amount is no number of units this series could have.
        Overflow,
        /// The allowance must be set to zero, or changed by steps, before it is set anew (threats T14).
        AllowanceNotZero,
        /// The registrar who attested the sender is no longer accredited.
        SenderNotAttested,
        /// The registrar who attested the recipient is no longer accredited.
        RecipientNotAttested,
    }
}

impl Refusal {
    /// The refusal of a sender for his status; an active one is refused for nothing but expiry.
    pub const fn sender(status: Status) -> Option<Self> {
        match status {
            Status::Active => None,
            Status::Suspended => Some(Self::SenderSuspended),
            Status::Revoked => Some(Self::SenderRevoked),
        }
    }

    /// The refusal of a recipient for his status.
    pub const fn recipient(status: Status) -> Option<Self> {
        match status {
            Status::Active => None,
            Status::Suspended => Some(Self::RecipientSuspended),
            Status::Revoked => Some(Self::RecipientRevoked),
        }
    }

    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::Paused => 201,
            Self::NotTransferable => 202,
            Self::SenderNotRegistered => 203,
            Self::SenderSuspended => 204,
            Self::SenderRevoked => 205,
            Self::SenderExpired => 206,
            Self::RecipientNotRegistered => 207,
            Self::RecipientSuspended => 208,
            Self::RecipientRevoked => 209,
            Self::RecipientExpired => 210,
            Self::RecipientClassNotAllowed => 211,
            Self::RecipientResidenceNotAllowed => 212,
            Self::RegistryUnavailable => 213,
            Self::InsufficientUnits => 214,
            Self::ZeroAccount => 215,
            Self::Overflow => 216,
            Self::AllowanceNotZero => 217,
            Self::SenderNotAttested => 218,
            Self::RecipientNotAttested => 219,
        }
    }

    /// Code and name as PSP22 messages carry them in `PSP22Error::Custom`.
    pub const fn label(&self) -> &'static str {
        match self {
            Self::Paused => "201 Paused",
            Self::NotTransferable => "202 NotTransferable",
            Self::SenderNotRegistered => "203 SenderNotRegistered",
            Self::SenderSuspended => "204 SenderSuspended",
            Self::SenderRevoked => "205 SenderRevoked",
            Self::SenderExpired => "206 SenderExpired",
            Self::RecipientNotRegistered => "207 RecipientNotRegistered",
            Self::RecipientSuspended => "208 RecipientSuspended",
            Self::RecipientRevoked => "209 RecipientRevoked",
            Self::RecipientExpired => "210 RecipientExpired",
            Self::RecipientClassNotAllowed => "211 RecipientClassNotAllowed",
            Self::RecipientResidenceNotAllowed => "212 RecipientResidenceNotAllowed",
            Self::RegistryUnavailable => "213 RegistryUnavailable",
            Self::InsufficientUnits => "214 InsufficientUnits",
            Self::ZeroAccount => "215 ZeroAccount",
            Self::Overflow => "216 Overflow",
            Self::AllowanceNotZero => "217 AllowanceNotZero",
            Self::SenderNotAttested => "218 SenderNotAttested",
            Self::RecipientNotAttested => "219 RecipientNotAttested",
        }
    }
}

abi! {
    /// Errors of the constructor: the terms that were refused. Codes 231–247 of docs/errors.md.
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
        /// The policy names more than [`super::MAX_RESIDENCES`] residences or a class that does not exist.
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
        }
    }
}

abi! {
    /// Errors of the token's own messages. Codes 261–274 of docs/errors.md.
    pub enum TokenError {
        /// The caller does not hold the role.
        MissingRole,
        /// The units may not move, and why.
        Refused(Refusal),
        /// The message is not legal in this phase.
        WrongPhase {
            /// The phase the series is in.
            phase: Phase,
        },
        /// The distributor is not a contract.
        NotAContract,
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
        /// The caller is not the wired distributor.
        NotDistributor,
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
    }
}

impl TokenError {
    /// The stable code of docs/errors.md; a refusal keeps its own.
    pub const fn code(&self) -> u16 {
        match self {
            Self::MissingRole => 261,
            Self::Refused(refusal) => refusal.code(),
            Self::WrongPhase { .. } => 262,
            Self::NotAContract => 263,
            Self::ZeroUnits => 264,
            Self::AuthorisedUnitsExceeded { .. } => 265,
            Self::BatchTooLarge { .. } => 266,
            Self::UnknownEvent { .. } => 267,
            Self::RecordDateNotReached { .. } => 268,
            Self::NotDistributor => 269,
            Self::NothingIssued => 270,
            Self::PauseUnchanged => 271,
            Self::Overflow => 272,
            Self::IssueTooLate => 273,
            Self::ForeignDistributor => 274,
        }
    }
}
