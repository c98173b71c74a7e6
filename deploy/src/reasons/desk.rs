//! The desk's errors in words.

use bond_abi::desk::DeskError;

/// What an error means, and what to do about it.
pub struct Meaning(pub &'static str, pub &'static str);

/// Every error of the desk. The numbers in some of them are not part of a row's code.
const ERRORS: [DeskError; 36] = [
    DeskError::MissingRole,
    DeskError::ZeroAccount,
    DeskError::AlreadyRegistered,
    DeskError::NotRegistered,
    DeskError::ExemptionBasisMismatch,
    DeskError::ResidenceInvalid,
    DeskError::StatusUnchanged,
    DeskError::TaxHistoryFull,
    DeskError::BatchTooLarge { max: 0 },
    DeskError::Row { index: 0, code: 0 },
    DeskError::NotYourInvestor,
    DeskError::WalletTaken,
    DeskError::WalletDead,
    DeskError::WalletNotRequested,
    DeskError::WalletNotLinked,
    DeskError::TooManyWallets { max: 0 },
    DeskError::TaxClassInvalid,
    DeskError::ExemptionPeriodInvalid,
    DeskError::BirthBandInvalid,
    DeskError::Paused,
    DeskError::NotPaused,
    DeskError::NotWired,
    DeskError::AlreadyWired,
    DeskError::RegistryMismatch,
    DeskError::RegistryUnavailable,
    DeskError::TooManyRegistrars { max: 0 },
    DeskError::NotARegistrar,
    DeskError::AlreadyARegistrar,
    DeskError::Unchanged,
    DeskError::NothingRequested,
    DeskError::WalletOnHold,
    DeskError::DelayTooLong,
    DeskError::ConflictingDuties,
    DeskError::NothingPending,
    DeskError::TooEarly { from_ms: 0 },
    DeskError::WalletNotDead,
];

// Queries

/// The error of a code.
pub fn desk_error(code: u16) -> Option<DeskError> {
    ERRORS.into_iter().find(|error| error.code() == code)
}

/// What an error means, and what to do about it.
pub fn meaning(error: &DeskError) -> Meaning {
    use DeskError as E;
    let (meaning, remedy) = match error {
        E::MissingRole => ("the signer may not do this", "sign as an accredited registrar, the admin or the pauser"),
        E::ZeroAccount => ("a wallet is the zero account", "name the holder's own wallet"),
        E::AlreadyRegistered => ("the investor is registered", "import with --update to replace the record"),
        E::NotRegistered => ("the investor is not registered", "register him with kyc import, or correct the number"),
        E::ExemptionBasisMismatch => ("an exemption has no basis", "give the hash of the document that proves it"),
        E::ResidenceInvalid => ("the residence has no form that the desk knows", "write a country, or in Japan JP-13"),
        E::StatusUnchanged => ("the investor has that status already", "there is nothing to do"),
        E::TaxHistoryFull => {
            ("a wallet of the investor had all the changes of taxation there can be", "unlink it and link a new one")
        }
        E::BatchTooLarge { .. } => ("the batch has too many rows or wallets", "send fewer at a time"),
        E::Row { .. } => ("a row of the batch was refused", "correct the row"),
        E::NotYourInvestor => {
            ("another registrar edits this investor", "sign as that registrar, or let the admin reassign the investor")
        }
        E::WalletTaken => ("the wallet is in use", "unlink it from its investor first, or correct the address"),
        E::WalletDead => ("the wallet was reported lost or stolen", "use another wallet"),
        E::WalletNotRequested => (
            "the wallet was unlinked or asked for another investor",
            "let it ask for this one with kyc request, and run the command again",
        ),
        E::WalletNotLinked => ("the wallet is linked to no investor", "check the address with kyc show"),
        E::TooManyWallets { .. } => ("the investor has as many wallets as there can be", "unlink one first"),
        E::TaxClassInvalid => ("nobody is exempt outside an exemption", "give the class that holds otherwise"),
        E::ExemptionPeriodInvalid => ("the exemption ends before it begins", "correct its days"),
        E::BirthBandInvalid => ("the decade of birth is out of range", "write 1900s to 2090s"),
        E::Paused => ("edits at the desk are stopped", "let the pauser resume them with kyc unpause"),
        E::NotPaused => ("edits at the desk are not stopped", "there is nothing to do"),
        E::NotWired => ("the desk has no registry yet", "run chihosai deploy again: it goes on"),
        E::AlreadyWired => ("the desk has its registry", "there is nothing to do"),
        E::RegistryMismatch => ("that contract is no registry of this desk", "name the registry that names this desk"),
        E::RegistryUnavailable => {
            ("the registry did not answer; nothing was changed", "compare the contracts with chihosai verify")
        }
        E::TooManyRegistrars { .. } => ("there are as many registrars as there can be", "give one's number away"),
        E::NotARegistrar => ("that account is no registrar", "accredit it first with kyc accredit"),
        E::AlreadyARegistrar => ("that account is a registrar already", "name another account"),
        E::Unchanged => ("it is as asked already", "there is nothing to do"),
        E::NothingRequested => ("the wallet asked for nothing", "there is nothing to withdraw"),
        E::WalletOnHold => ("the wallet left an investor who is on hold", "reinstate that investor first"),
        E::DelayTooLong => ("the delay is above 90 days", "write a shorter one"),
        E::ConflictingDuties => {
            ("the account has a duty that watches over registrars, or registrars over it", "name another account")
        }
        E::NothingPending => ("no change of this registrar waits", "see the registrars with verify"),
        E::TooEarly { .. } => ("the change waits for the desk's delay", "try again from that instant on"),
        E::WalletNotDead => ("the wallet was not reported lost or stolen", "check the address with kyc show"),
    };
    Meaning(meaning, remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reasons::{of_desk, of_row};

    #[test]
    fn every_code_of_the_desk_has_its_words() {
        for (place, error) in (101..).zip(ERRORS) {
            assert_eq!((error.code(), desk_error(place)), (place, Some(error)));
            let Meaning(meaning, remedy) = meaning(&error);
            assert!(!meaning.is_empty() && !remedy.is_empty());
            let name = format!("{error:?}");
            assert!(of_row(place).problem.contains(name.split(' ').next().unwrap()));
        }
        assert_eq!(of_row(999).remedy, "look the code up in docs/errors.md");
    }

    #[test]
    fn a_refused_row_is_explained_by_its_own_error() {
        let text = of_desk(&DeskError::Row { index: 3, code: 112 });
        assert!(text.starts_with("row 3: 112 WalletTaken: the wallet is in use; unlink"), "{text}");
        assert!(of_desk(&DeskError::Row { index: 3, code: 7 }).starts_with("110 Row"));
    }
}
