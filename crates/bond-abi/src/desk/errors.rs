//! What the desk refuses, with the stable codes of docs/errors.md.

use crate::abi;

abi! {
    /// Errors of the desk. Codes 101–136 of docs/errors.md.
    pub enum DeskError {
        /// The caller is not a registrar accredited now; for what only the admin or a pauser does: not that.
        MissingRole,
        /// An account is the zero account.
        ZeroAccount,
        /// The investor has a record; use `update`.
        AlreadyRegistered,
        /// The investor has no record; use `register`.
        NotRegistered,
        /// The hash of an exemption's basis is all zeros.
        ExemptionBasisMismatch,
        /// The residence is no pair of codes this desk knows the form of.
        ResidenceInvalid,
        /// The investor has that status already.
        StatusUnchanged,
        /// A wallet of the investor had all the changes of taxation there can be.
        TaxHistoryFull,
        /// More rows, or more wallets in all rows together, than `max`.
        BatchTooLarge {
            /// The largest number.
            max: u32,
        },
        /// Row `index` of a batch was refused; nothing of the batch was kept.
        Row {
            /// Position in the batch, from 0.
            index: u32,
            /// Code of the row's own error.
            code: u16,
        },
        /// Another registrar edits this investor; the admin can reassign him.
        NotYourInvestor,
        /// The wallet is linked to an investor.
        WalletTaken,
        /// The wallet was reported lost or stolen.
        WalletDead,
        /// The wallet was unlinked before, and has not asked to be linked to this investor.
        WalletNotRequested,
        /// The wallet is linked to no investor; a dead one cannot be unlinked.
        WalletNotLinked,
        /// The investor has [`super::MAX_LINKED`] wallets in use or [`super::MAX_EVER`] in his list.
        TooManyWallets {
            /// The limit that was met.
            max: u32,
        },
        /// `Exempt` as the class outside an exemption.
        TaxClassInvalid,
        /// An exemption that ends before it begins.
        ExemptionPeriodInvalid,
        /// The decade of birth is above [`super::MAX_BIRTH_BAND`].
        BirthBandInvalid,
        /// Edits are stopped.
        Paused,
        /// Edits are not stopped.
        NotPaused,
        /// The desk has no registry yet.
        NotWired,
        /// The desk has its registry.
        AlreadyWired,
        /// The account is no registry of this desk.
        RegistryMismatch,
        /// The registry did not answer or refused; nothing was changed.
        RegistryUnavailable,
        /// More registrars than there can be.
        TooManyRegistrars {
            /// How many there can be.
            max: u16,
        },
        /// The account is no registrar.
        NotARegistrar,
        /// The account is a registrar already.
        AlreadyARegistrar,
        /// The accreditation has that end already, or the investor that registrar.
        Unchanged,
        /// The wallet has no request that could be withdrawn.
        NothingRequested,
        /// The wallet left an investor who is on hold, and stays on hold with him.
        WalletOnHold,
        /// The delay is longer than [`crate::roles::MAX_DELAY_MS`].
        DelayTooLong,
        /// One account would have two duties that conflict.
        ConflictingDuties,
        /// No change of this registrar waits.
        NothingPending,
        /// The change waits for the delay.
        TooEarly {
            /// From when on it counts.
            from_ms: u64,
        },
        /// The wallet was not reported lost or stolen.
        WalletNotDead,
    }
}

impl DeskError {
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
            Self::NotYourInvestor => 111,
            Self::WalletTaken => 112,
            Self::WalletDead => 113,
            Self::WalletNotRequested => 114,
            Self::WalletNotLinked => 115,
            Self::TooManyWallets { .. } => 116,
            Self::TaxClassInvalid => 117,
            Self::ExemptionPeriodInvalid => 118,
            Self::BirthBandInvalid => 119,
            Self::Paused => 120,
            Self::NotPaused => 121,
            Self::NotWired => 122,
            Self::AlreadyWired => 123,
            Self::RegistryMismatch => 124,
            Self::RegistryUnavailable => 125,
            Self::TooManyRegistrars { .. } => 126,
            Self::NotARegistrar => 127,
            Self::AlreadyARegistrar => 128,
            Self::Unchanged => 129,
            Self::NothingRequested => 130,
            Self::WalletOnHold => 131,
            Self::DelayTooLong => 132,
            Self::ConflictingDuties => 133,
            Self::NothingPending => 134,
            Self::TooEarly { .. } => 135,
            Self::WalletNotDead => 136,
        }
    }
}
