//! The distributor's and the paying agent's errors in words.

use bond_abi::agent::AgentError;
use bond_abi::distributor::DistributorError;

use super::desk::Meaning;

// Queries

/// What an error of the distributor means, and what to do about it.
pub fn meaning(error: &DistributorError) -> Meaning {
    use DistributorError as E;
    let (meaning, remedy) = match error {
        E::TokenUnavailable => ("the token did not answer", "compare the contracts with verify"),
        E::RegistryUnavailable => ("the registry did not answer", "compare the contracts with verify"),
        E::RecordDateNotReached { .. } => {
            ("the record date has not passed by the chain's clock", "run the command again when it has")
        }
        E::UnknownEvent { .. } => ("the series has no such event", "use one that status lists"),
        E::AlreadyAnnounced => ("the event was announced before", "go on with fund, open and pay"),
        E::NotAnnounced => ("the event is not announced", "announce the event first"),
        E::WrongState { .. } => ("the event is in another state than this needs", "look at it with coupon status"),
        E::NoTaxRates => ("no row of the tax table covers the payment day", "let the admin add one with tax rate"),
        E::ZeroAmount => ("the amount is zero", "name how many yen"),
        E::ExceedsRequired { .. } => ("the event has all its money", "there is nothing to bring in"),
        E::Underfunded { .. } => ("money is missing", "fund the event first"),
        E::PaymentDateNotReached { .. } => {
            ("the payment day has not begun by the chain's clock", "run the command again when it has")
        }
        E::FundingFailed => ("the payment token did not move the money", "check balance and allowance"),
        E::PaymentFailed => {
            ("the payment token did not move what it should", "find out what is wrong with the token; nothing was paid")
        }
        E::RedemptionFailed => ("the token did not burn what is redeemed", "compare the contracts with verify"),
        E::AlreadyPaid => ("this account was paid", "there is nothing to do"),
        E::NotAHolder => ("this account held nothing at the record date", "there is nothing to do"),
        E::PayeeSuspended => {
            ("this account is on hold in the registry", "the money waits; claim it when the hold has ended")
        }
        E::PayeeNotRegistered => {
            ("this account is not in the registry", "the money waits; claim it when a registrar has linked the wallet")
        }
        E::BatchTooLarge { .. } => ("the page has too many accounts", "lower --page"),
        E::TaxTable => {
            ("the tax table would be empty, too long, out of order, or take more than all", "correct the rates")
        }
        E::NotAContract => ("an address is not a contract, or two are the same", "correct the address"),
        E::Overflow => ("a number left its range", "lower the amount"),
        E::NotWired => ("the token is not wired to this distributor", "run deploy again: it goes on"),
        E::OfficeUnavailable => ("the office did not answer, so nothing was paid", "compare the contracts with verify"),
        E::NotTheAgent => ("only the paying agent's contract may order this", "use the commands that go through it"),
        E::PaymentTokenChanged => {
            ("the payment token has another code than was accepted", "look at it, then let the admin accept it")
        }
        E::TaxRowInForce { .. } => {
            ("the row begins today or earlier", "let it begin on a later day, or before the table's first row")
        }
        E::ExceedsWithheld { .. } => ("it is more tax than is withheld and still there", "lower the amount"),
        E::ExceedsSurplus { .. } => ("it is more than nobody is owed", "lower the amount"),
        E::PrescriptionRunning { .. } => {
            ("the claims have not lapsed by the chain's clock", "run the command again when they have")
        }
        E::ReserveEmpty => ("nothing is put aside", "fund the event with new money, or deposit some first"),
        E::NothingAhead => ("the event needs nothing more", "there is nothing to save for"),
        E::Lapsed => ("the claims of the event have lapsed", "there is nothing left to claim"),
        E::NothingDue => ("no open event owes this account anything", "look at the events with coupon status"),
        E::BadAccount => ("the money would go to nobody or to the distributor itself", "correct the account"),
        E::ForeignCode => ("the payment token has another code than was named", "look at the code it has now"),
        E::PaymentTokenDecimals => {
            ("the payment token does not say that it has no decimals", "name a token that counts in whole yen")
        }
        E::TooManyDirected { .. } => (
            "the page has too many accounts that were replaced or have seized units",
            "use coupon pay, which divides them over pages",
        ),
    };
    Meaning(meaning, remedy)
}

/// The same of an error of the paying agent's own; what the distributor refused has [`meaning`].
pub fn agent_meaning(error: &AgentError) -> Meaning {
    use AgentError as E;
    let (meaning, remedy) = match error {
        E::MissingRole => ("the signer may not do this", "sign with the account that holds the role"),
        E::ZeroAccount => ("an account is the zero account", "name the real account"),
        E::NotWired => ("the paying agent's contract has no distributor yet", "run deploy again: it goes on"),
        E::AlreadyWired => ("the paying agent's contract has its distributor", "there is nothing to do"),
        E::ForeignDistributor => {
            ("that contract is no distributor that follows this one", "name the distributor made for it")
        }
        E::DistributorUnavailable => {
            ("the distributor or the office did not answer", "compare the contracts with verify")
        }
        E::PaymentDayInvalid { .. } => (
            "the day is too far from the scheduled one, before the record date or past, or the event is late",
            "name a day to come that is at most ten days away from the scheduled one",
        ),
        E::NoDocument => ("the hash of the document is missing", "name it with --document"),
        E::ExceedsWithdrawn { .. } => {
            ("it is more than was withdrawn and is not recorded yet", "lower the amount, or withdraw the tax first")
        }
        E::ZeroAmount => ("the amount is zero", "name how many yen"),
        E::Unchanged => ("it is so already", "there is nothing to do"),
        E::UnknownEvent => ("the series has no such event", "use one that status lists"),
        E::Overflow => ("a number left its range", "lower the amount"),
        E::Refused { error } => return meaning(error),
        E::TaxAboveCeiling { .. } => {
            ("a class would be taxed above 25 %, national and local together", "write the rates of the law")
        }
        E::TaxRowTooEarly { .. } => (
            "the rates would begin before the delay has passed, or for an event whose record date will have passed by then",
            "let them begin on that day or later",
        ),
        E::UnknownAct => ("no act of that number waits", "see treasury status"),
        E::TooEarly { .. } => ("the act waits for the delay", "try again from that instant on"),
        E::TooManyPending { .. } => {
            ("as many acts wait as there can be", "carry them out with treasury apply, or cancel them")
        }
        E::DelayTooLong => ("the delay is above 90 days", "write a shorter one"),
        E::ConflictingDuties => ("admin and paying agent are one account", "name different accounts"),
    };
    Meaning(meaning, remedy)
}
