//! The office's errors in words.

use bond_abi::office::OfficeError;

use super::desk::Meaning;
use super::meaning_of;

// Queries

/// What an error means, and what to do about it.
pub fn meaning(error: &OfficeError) -> Meaning {
    use OfficeError as E;
    let (meaning, remedy) = match error {
        E::MissingRole => ("the signer may not do this", "sign with the account that holds the role"),
        E::Refused { refusal, .. } => (meaning_of(refusal), "correct the row"),
        E::WrongPhase { .. } => ("the series is in another phase than this needs", "look at its phase with status"),
        E::ZeroUnits => ("a row has no units", "leave the row out, or write how many"),
        E::AuthorisedUnitsExceeded { .. } => ("the terms authorise fewer units", "lower the units of the rows"),
        E::BatchTooLarge { .. } => ("the call has too many rows", "send fewer at a time"),
        E::UnknownEvent { .. } => ("the series has no such event", "use one that status lists"),
        E::RecordDateNotReached { .. } => {
            ("the record date has not passed by the chain's clock", "run the command again when it has")
        }
        E::NothingIssued => ("nothing was allotted", "allot units before the issue is closed"),
        E::PauseUnchanged => ("transfers are stopped already, or were not stopped", "there is nothing to do"),
        E::Overflow => ("a number left its range", "lower the units"),
        E::IssueTooLate => {
            ("the first record date has passed", "reopen the issue if the terms allow it, or make another series")
        }
        E::ForeignDistributor => {
            ("that contract is no distributor of this series", "name the distributor made for its token and office")
        }
        E::ForeignToken => ("that contract is no token of this office", "name the token made for this office"),
        E::TokenUnavailable => ("the token did not answer; nothing was changed", "compare the contracts with verify"),
        E::NotAllowed => ("terms or policy of the series do not provide for it", "they are fixed; there is no way"),
        E::ZeroAccount => ("an account is the zero account", "name the real account"),
        E::NoGrounds => ("the document that orders it is missing", "name it with --document"),
        E::DocumentInvalid => {
            ("the document's name or address is empty or too long, or its hash is missing", "correct it")
        }
        E::DocumentLocked => {
            ("the issue is closed, and a document of this name stays as it is", "set it under another name")
        }
        E::TooManyDocuments { .. } => {
            ("the series has as many documents as there can be", "replace one before closing")
        }
        E::UnknownLock => ("there is no open lock or request of this number and kind", "look it up with locks"),
        E::ExceedsLock { .. } => ("the lock has fewer units", "lower the units, or name another lock"),
        E::TooManyLocks { .. } => ("the account has as many locks as there can be", "release one first"),
        E::FreezeUnchanged => ("the account is frozen already, or was not frozen", "there is nothing to do"),
        E::Retired => ("the wallet was replaced before", "name its successor"),
        E::NoRecordDate => ("no record date had passed at that instant", "name a later one that has passed"),
        E::NoticeTooShort { .. } => {
            ("the record date of the redemption is too soon", "name a later day, whose record date keeps the notice")
        }
        E::EscrowDiffers => {
            ("units of the account are seized for another escrow", "name the one that `locks` lists with --escrow")
        }
        E::RecutInvalid => (
            "the series cannot be redeemed early on that day",
            "name a day after the last interest date and before the present end whose record date is still to come",
        ),
        E::OtherInvestor => (
            "a lost key stays with its investor, and the new wallet is another one's",
            "let the desk link the new wallet to the holder, or recover for another reason, such as succession",
        ),
        E::RegistryUnavailable => {
            ("the registry did not answer; nothing was changed", "compare the contracts with verify")
        }
        E::ConflictingDuties => (
            "the controller decides at the desk who is listed, as its admin or as a registrar",
            "sign as a controller who does not, or let the admin there end it",
        ),
        E::EscrowNotListed => (
            "the escrow account is not on the admin's list, or not yet",
            "let the admin grant it the role escrow, and see role status",
        ),
        E::DeskUnavailable => {
            ("the registry or its desk did not answer; nothing was changed", "compare the contracts with verify")
        }
    };
    Meaning(meaning, remedy)
}
