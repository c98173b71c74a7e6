//! What the distributor refuses.

use super::CouponState;
use crate::abi;

abi! {
    /// Errors of the distributor. Codes 301–337 and 344–345 of docs/errors.md.
    pub enum DistributorError {
        /// The token's address is not a contract, or it did not answer.
        TokenUnavailable,
        /// The registry did not answer.
        RegistryUnavailable,
        /// The event's cutoff has not passed.
        RecordDateNotReached {
            /// Index of the event.
            event: u8,
            /// The instant from which it can be announced.
            cutoff_ms: u64,
        },
        /// The series has no such event.
        UnknownEvent {
            /// Number of events of the series.
            events: u8,
        },
        /// The event was announced before.
        AlreadyAnnounced,
        /// The event was not announced.
        NotAnnounced,
        /// The event is in another state than the message needs.
        WrongState {
            /// The state it is in.
            state: CouponState,
        },
        /// No row of the tax table covers the payment day.
        NoTaxRates,
        /// The amount is zero.
        ZeroAmount,
        /// More than is missing.
        ExceedsRequired {
            /// What is missing.
            missing_yen: u128,
        },
        /// Not fully funded.
        Underfunded {
            /// What is missing.
            missing_yen: u128,
        },
        /// The payment day has not begun.
        PaymentDateNotReached {
            /// Its first instant.
            payment_ms: u64,
        },
        /// The payment token refused to take the money in, or took less.
        FundingFailed,
        /// The payment token did not move what it should; nothing of the page was kept (N17).
        PaymentFailed,
        /// The token did not burn what is redeemed.
        RedemptionFailed,
        /// The caller was paid.
        AlreadyPaid,
        /// The caller held nothing at the cutoff.
        NotAHolder,
        /// The caller is on hold with the registrar; the money waits.
        PayeeSuspended,
        /// The caller is unknown to the registrar; the money waits.
        PayeeNotRegistered,
        /// More accounts than `max`.
        BatchTooLarge {
            /// The largest number of accounts of one call.
            max: u32,
        },
        /// The tax table is empty, not in order of dates, too long, or takes more than everything.
        TaxTable,
        /// The token or the payment token is not a contract, or both are the same.
        NotAContract,
        /// A number left its range.
        Overflow,
        /// The token is not wired to this distributor, which therefore could never redeem it.
        NotWired,
        /// The office did not answer.
        OfficeUnavailable,
        /// Only the paying agent's contract may order this.
        NotTheAgent,
        /// The payment token's code is not the one that was accepted; nothing moves before the admin looks at it.
        PaymentTokenChanged,
        /// The tax row begins today or earlier: rates of a day that came are not changed.
        TaxRowInForce {
            /// The first day from which a row can begin.
            first_day: i32,
        },
        /// More than is withheld and was not taken out yet.
        ExceedsWithheld {
            /// What can be taken out.
            withheld_yen: u128,
        },
        /// More than nobody is owed.
        ExceedsSurplus {
            /// What can be taken out.
            surplus_yen: u128,
        },
        /// The claims have not lapsed.
        PrescriptionRunning {
            /// The first instant at which they will have.
            until_ms: u64,
        },
        /// The reserve is empty.
        ReserveEmpty,
        /// Every event is funded: there is nothing to save for.
        NothingAhead,
        /// The claims of the event have lapsed, and its money went back to the issuer.
        Lapsed,
        /// No open event owes the caller anything.
        NothingDue,
        /// An address is the zero account or this contract.
        BadAccount,
        /// The code is not the one that the payment token has now.
        ForeignCode,
        /// The payment token does not say that it counts in whole yen, with no decimals.
        PaymentTokenDecimals,
        /// More accounts than `max`, of which each that was replaced or has seized units counts as three.
        TooManyDirected {
            /// The largest number of accounts of one call.
            max: u32,
        },
    }
}

impl DistributorError {
    /// The stable code of docs/errors.md.
    pub const fn code(&self) -> u16 {
        match self {
            Self::TokenUnavailable => 301,
            Self::RegistryUnavailable => 302,
            Self::RecordDateNotReached { .. } => 303,
            Self::UnknownEvent { .. } => 304,
            Self::AlreadyAnnounced => 305,
            Self::NotAnnounced => 306,
            Self::WrongState { .. } => 307,
            Self::NoTaxRates => 308,
            Self::ZeroAmount => 309,
            Self::ExceedsRequired { .. } => 310,
            Self::Underfunded { .. } => 311,
            Self::PaymentDateNotReached { .. } => 312,
            Self::FundingFailed => 313,
            Self::PaymentFailed => 314,
            Self::RedemptionFailed => 315,
            Self::AlreadyPaid => 316,
            Self::NotAHolder => 317,
            Self::PayeeSuspended => 318,
            Self::PayeeNotRegistered => 319,
            Self::BatchTooLarge { .. } => 320,
            Self::TaxTable => 321,
            Self::NotAContract => 322,
            Self::Overflow => 323,
            Self::NotWired => 324,
            Self::OfficeUnavailable => 325,
            Self::NotTheAgent => 326,
            Self::PaymentTokenChanged => 327,
            Self::TaxRowInForce { .. } => 328,
            Self::ExceedsWithheld { .. } => 329,
            Self::ExceedsSurplus { .. } => 330,
            Self::PrescriptionRunning { .. } => 331,
            Self::ReserveEmpty => 332,
            Self::NothingAhead => 333,
            Self::Lapsed => 334,
            Self::NothingDue => 335,
            Self::BadAccount => 336,
            Self::ForeignCode => 337,
            Self::PaymentTokenDecimals => 344,
            Self::TooManyDirected { .. } => 345,
        }
    }
}
