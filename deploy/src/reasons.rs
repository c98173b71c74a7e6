//! What a contract's refusal means to the person whose row was refused.

use bond_abi::distributor::DistributorError;
use bond_abi::psp22::PSP22Error;
use bond_abi::registry::RegistryError;
use bond_abi::token::{Refusal, TokenError};
use bond_abi::yen::YenError;

/// Why a transfer was refused, with the stable code of docs/errors.md.
pub fn of_transfer(error: &PSP22Error) -> String {
    match error {
        PSP22Error::InsufficientBalance => of_refusal(&Refusal::InsufficientUnits),
        PSP22Error::ZeroRecipientAddress => of_refusal(&Refusal::ZeroAccount),
        PSP22Error::Custom(label) => REFUSALS
            .iter()
            .find(|refusal| refusal.label() == label.as_str())
            .map_or_else(|| label.to_string(), of_refusal),
        other => format!("{other:?}"),
    }
}

/// Why an allotment was refused.
pub fn of_allotment(error: &TokenError) -> String {
    match error {
        TokenError::Refused(refusal) => of_refusal(refusal),
        other => format!("{} {other:?}", other.code()),
    }
}

/// Why the distributor refused.
pub fn of_distributor(error: &DistributorError) -> String {
    use DistributorError as E;
    let meaning = match error {
        E::TokenUnavailable => "the token did not answer",
        E::RegistryUnavailable => "the registry did not answer",
        E::RecordDateNotReached { .. } => "the record date has not passed by the chain's clock",
        E::UnknownEvent { .. } => "the series has no such event",
        E::AlreadyAnnounced => "the event was announced before",
        E::NotAnnounced => "announce the event first",
        E::WrongState { .. } => "the event is in another state than this needs",
        E::NoTaxRates => "no row of the tax table covers the payment day",
        E::ZeroAmount => "the amount is zero",
        E::ExceedsRequired { .. } => "it is more than is missing",
        E::Underfunded { .. } => "fund the event first",
        E::PaymentDateNotReached { .. } => "the payment day has not begun by the chain's clock",
        E::FundingFailed => "the payment token did not move the money: check balance and allowance",
        E::PaymentFailed => "the payment token did not move what it should",
        E::RedemptionFailed => "the token did not burn what is redeemed",
        E::AlreadyPaid => "this account was paid",
        E::NotAHolder => "this account held nothing at the record date",
        E::PayeeSuspended => "this account is on hold in the registry; the money waits",
        E::PayeeNotRegistered => "this account is not in the registry; the money waits",
        E::BatchTooLarge { .. } => "the page has too many accounts",
        E::TaxTable => "the tax table is defective",
        E::NotAContract => "an address is not a contract",
        E::Overflow => "a number left its range",
        E::NotWired => "the token is not wired to this distributor",
    };
    format!("{} {error:?}: {meaning}", error.code())
}

/// Why a registration was refused.
pub fn of_registration(error: &RegistryError) -> String {
    format!("{} {error:?}", error.code())
}

/// An error of a contract that can be explained.
pub trait Explain {
    /// Code, name and meaning.
    fn explain(&self) -> String;
}

impl Explain for DistributorError {
    fn explain(&self) -> String {
        of_distributor(self)
    }
}

impl Explain for TokenError {
    fn explain(&self) -> String {
        of_allotment(self)
    }
}

impl Explain for RegistryError {
    fn explain(&self) -> String {
        of_registration(self)
    }
}

impl Explain for PSP22Error {
    fn explain(&self) -> String {
        of_transfer(self)
    }
}

impl Explain for YenError {
    fn explain(&self) -> String {
        format!("{} {self:?}", self.code())
    }
}

const REFUSALS: [Refusal; 17] = [
    Refusal::Paused,
    Refusal::NotTransferable,
    Refusal::SenderNotRegistered,
    Refusal::SenderSuspended,
    Refusal::SenderRevoked,
    Refusal::SenderExpired,
    Refusal::RecipientNotRegistered,
    Refusal::RecipientSuspended,
    Refusal::RecipientRevoked,
    Refusal::RecipientExpired,
    Refusal::RecipientClassNotAllowed,
    Refusal::RecipientResidenceNotAllowed,
    Refusal::RegistryUnavailable,
    Refusal::InsufficientUnits,
    Refusal::ZeroAccount,
    Refusal::Overflow,
    Refusal::AllowanceNotZero,
];

fn of_refusal(refusal: &Refusal) -> String {
    let meaning = match refusal {
        Refusal::Paused => "transfers are paused",
        Refusal::NotTransferable => "the series is not issued yet, or its last record date has passed",
        Refusal::SenderNotRegistered => "the seller is not in the registry",
        Refusal::SenderSuspended => "the seller is on hold in the registry",
        Refusal::SenderRevoked => "the seller's registration was revoked",
        Refusal::SenderExpired => "the seller's identification has lapsed",
        Refusal::RecipientNotRegistered => "the buyer is not in the registry",
        Refusal::RecipientSuspended => "the buyer is on hold in the registry",
        Refusal::RecipientRevoked => "the buyer's registration was revoked",
        Refusal::RecipientExpired => "the buyer's identification has lapsed",
        Refusal::RecipientClassNotAllowed => "the series does not admit the buyer's class",
        Refusal::RecipientResidenceNotAllowed => "the series does not admit the buyer's residence",
        Refusal::RegistryUnavailable => "the registry did not answer",
        Refusal::InsufficientUnits => "the seller holds fewer units",
        Refusal::ZeroAccount => "a party is the zero account",
        Refusal::Overflow => "the number of units is out of range",
        Refusal::AllowanceNotZero => "the allowance is not zero",
    };
    format!("{}: {meaning}", refusal.label())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_from_the_chain_finds_its_meaning_and_every_refusal_is_listed() {
        for (place, refusal) in REFUSALS.iter().enumerate() {
            assert_eq!(usize::from(refusal.code()), 201 + place);
            let text = of_transfer(&PSP22Error::Custom(refusal.label().into()));
            assert!(text.starts_with(refusal.label()) && text.len() > refusal.label().len() + 2, "{text}");
        }
        assert_eq!(
            of_transfer(&PSP22Error::InsufficientBalance),
            "214 InsufficientUnits: the seller holds fewer units"
        );
        assert_eq!(of_transfer(&PSP22Error::Custom("999 Unknown".into())), "999 Unknown");
    }
}
