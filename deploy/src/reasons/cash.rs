//! The distributor's and the paying agent's errors in words.

use bond_abi::agent::AgentError;
use bond_abi::distributor::DistributorError;

use super::desk::Meaning;

/// What an error of the distributor means, and what to do about it.
pub fn of_distributor(error: &DistributorError) -> Meaning {
    use DistributorError as E;
    let (meaning, remedy) = match error {
        E::TokenUnavailable => ("the token did not answer", "try again; if it stays so, verify the series"),
        E::RegistryUnavailable => ("the registry did not answer", "try again; if it stays so, verify the series"),
        E::OfficeUnavailable => ("the office did not answer", "try again; if it stays so, verify the series"),
        E::RecordDateNotReached { .. } => {
            ("the record date has not passed by the chain's clock", "run the command again when it has")
        }
        E::UnknownEvent { .. } => ("the series has no such event", "use one that schedule lists"),
        E::AlreadyAnnounced => ("the event was announced before", "look at it with coupon status"),
        E::NotAnnounced => ("the event is not announced", "announce the event first"),
        E::WrongState { .. } => ("the event is in another state than this needs", "look at it with coupon status"),
        E::NoTaxRates => ("no row of the tax table covers the payment day", "add one with tax rate"),
        E::ZeroAmount => ("the amount is zero", "write how many yen"),
        E::ExceedsRequired { .. } => ("it is more than is missing", "lower it to what is missing"),
        E::Underfunded { .. } => ("the event lacks money", "fund the event first"),
        E::PaymentDateNotReached { .. } => {
            ("the payment day has not begun by the chain's clock", "run the command again when it has")
        }
        E::FundingFailed => ("the payment token did not move the money", "check balance and allowance of the signer"),
        E::PaymentFailed => ("the payment token did not move what it should", "find out what it did, and try again"),
        E::RedemptionFailed => ("the token did not burn what is redeemed", "verify the series"),
        E::AlreadyPaid => ("this account was paid", "there is nothing to do"),
        E::NotAHolder => ("this account held nothing at the record date", "there is nothing to do"),
        E::PayeeSuspended => {
            ("this account is on hold in the registry", "its registrar can reinstate it; the money waits")
        }
        E::PayeeNotRegistered => ("this account is not in the registry", "register its holder; the money waits"),
        E::BatchTooLarge { .. } => ("the page has too many accounts", "send fewer at a time"),
        E::TaxTable => ("the tax table is defective or full", "write rows in order of dates that leave something"),
        E::NotAContract => ("an address is not a contract, or two are the same", "name the contract it is meant to be"),
        E::Overflow => ("a number left its range", "lower the amounts"),
        E::NotWired => ("the office is not wired to this distributor", "run chihosai deploy again: it goes on"),
        E::NotTheAgent => {
            ("only the paying agent's contract orders this", "use the tax, treasury and coupon holiday commands")
        }
        E::PaymentTokenChanged => (
            "the payment token has another code than was accepted",
            "look at it; the admin accepts it with treasury accept-code",
        ),
        E::TaxRowInForce { .. } => (
            "the row begins today or earlier, and rates of a day that came do not change",
            "let it begin tomorrow or later",
        ),
        E::ExceedsWithheld { .. } => ("it is more than is withheld and still here", "lower it to what is withheld"),
        E::ExceedsSurplus { .. } => ("the rest is owed to holders and the tax office", "lower it to the surplus"),
        E::PrescriptionRunning { .. } => ("the claims have not lapsed", "run the command again when they have"),
        E::ReserveEmpty => ("nothing is put aside", "fund the event directly, or deposit first"),
        E::NothingAhead => ("every event is funded", "there is nothing to save for"),
        E::Lapsed => ("the claim has lapsed and its money went back to the issuer", "ask the issuer"),
        E::NothingDue => ("no open event owes this account anything", "look at its payments with report unclaimed"),
        E::BadAccount => {
            ("the money would go to nobody or to the distributor itself", "set the accounts with treasury accounts")
        }
        E::ForeignCode => ("the payment token does not have this code", "give the hash of the code that it has now"),
    };
    Meaning(meaning, remedy)
}

/// What an error of the paying agent's contract means, and what to do about it.
pub fn of_agent(error: &AgentError) -> Meaning {
    use AgentError as E;
    let (meaning, remedy) = match error {
        E::MissingRole => ("the signer may not do this", "sign with the account that holds the role"),
        E::ZeroAccount => ("an account is the zero account", "name an account whose key somebody has"),
        E::NotWired => ("the paying agent has no distributor yet", "run chihosai deploy again: it goes on"),
        E::AlreadyWired => ("the paying agent has a distributor", "there is nothing to do"),
        E::ForeignDistributor => ("the contract does not follow this paying agent", "name the series' own distributor"),
        E::DistributorUnavailable => {
            ("the distributor or the office did not answer", "try again; if it stays so, verify the series")
        }
        E::PaymentDayInvalid { .. } => (
            "the day is too far from the schedule's, or before the record date has passed",
            "name a day within ten days of it",
        ),
        E::NoDocument => ("the hash of the document is all zeros", "name the document"),
        E::ExceedsWithdrawn { .. } => (
            "it is more than was withdrawn and is not recorded yet",
            "withdraw it first with tax withdraw, or lower it",
        ),
        E::ZeroAmount => ("the amount is zero", "write how many yen"),
        E::Unchanged => ("it is so already", "there is nothing to do"),
        E::UnknownEvent => ("the event is not in the schedule, or not announced", "use one that coupon status lists"),
        E::Overflow => ("a number left its range", "name a year of the series"),
        E::Refused { error } => return of_distributor(error),
    };
    Meaning(meaning, remedy)
}
