//! What the bond token refuses, with the stable codes of docs/errors.md.

use crate::{abi, registry::Status};

abi! {
    /// Why units may not move. Codes 201–230, 253 and 254 of docs/errors.md; PSP22 messages carry the code as
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
        /// A controller froze the sender.
        SenderFrozen,
        /// A controller froze the recipient.
        RecipientFrozen,
        /// So many units are not free: frozen, seized, or waiting for an approval.
        UnitsLocked,
        /// The recipient was replaced by a successor.
        RecipientRetired,
        /// The series does not admit the recipient's decade of birth, or none is recorded.
        RecipientTooYoung,
        /// The recipient's investor would hold more than the series admits.
        InvestorLimitExceeded,
        /// A wallet would be left with fewer units than the series admits.
        BelowMinimumHolding,
        /// The series is not transferable at this time.
        OutsideTransferWindow,
        /// Everything else is in order, but the issuer has to approve the transfer, which is asked for at the office.
        ApprovalRequired,
        /// The allowance is not what was expected.
        AllowanceChanged,
        /// Sender and recipient are the same (N10).
        SameAccount,
        /// The desk linked a wallet to another investor than the one whose units it holds; a controller has to adopt them.
        WalletRelinked,
        /// The spender of an allowance is frozen, replaced, or not in good standing.
        SpenderNotAllowed,
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
            Self::SenderFrozen => 220,
            Self::RecipientFrozen => 221,
            Self::UnitsLocked => 222,
            Self::RecipientRetired => 223,
            Self::RecipientTooYoung => 224,
            Self::InvestorLimitExceeded => 225,
            Self::BelowMinimumHolding => 226,
            Self::OutsideTransferWindow => 227,
            Self::ApprovalRequired => 228,
            Self::AllowanceChanged => 229,
            Self::SameAccount => 230,
            Self::WalletRelinked => 253,
            Self::SpenderNotAllowed => 254,
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
            Self::SenderFrozen => "220 SenderFrozen",
            Self::RecipientFrozen => "221 RecipientFrozen",
            Self::UnitsLocked => "222 UnitsLocked",
            Self::RecipientRetired => "223 RecipientRetired",
            Self::RecipientTooYoung => "224 RecipientTooYoung",
            Self::InvestorLimitExceeded => "225 InvestorLimitExceeded",
            Self::BelowMinimumHolding => "226 BelowMinimumHolding",
            Self::OutsideTransferWindow => "227 OutsideTransferWindow",
            Self::ApprovalRequired => "228 ApprovalRequired",
            Self::AllowanceChanged => "229 AllowanceChanged",
            Self::SameAccount => "230 SameAccount",
            Self::WalletRelinked => "253 WalletRelinked",
            Self::SpenderNotAllowed => "254 SpenderNotAllowed",
        }
    }
}

abi! {
    /// Errors of the register's own messages. Codes of docs/errors.md, shared with
    /// [`crate::office::OfficeError`] where the meaning is.
    pub enum TokenError {
        /// Row `index` is refused, and why.
        Refused {
            /// Position in the call, from 0.
            index: u32,
            /// The reason.
            refusal: Refusal,
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
        /// The caller is neither the office nor, for redemptions, the wired distributor.
        NotEntitled,
        /// The office did not answer the constructor.
        NoOffice,
    }
}

impl TokenError {
    /// The stable code of docs/errors.md; a refusal keeps its own.
    pub const fn code(&self) -> u16 {
        match self {
            Self::Refused { refusal, .. } => refusal.code(),
            Self::BatchTooLarge { .. } => 266,
            Self::UnknownEvent { .. } => 267,
            Self::RecordDateNotReached { .. } => 268,
            Self::NotEntitled => 276,
            Self::NoOffice => 275,
        }
    }
}
