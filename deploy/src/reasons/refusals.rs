//! Why units may not move, in words.

use bond_abi::token::Refusal;

/// Every refusal of a transfer.
pub const REFUSALS: [Refusal; 32] = [
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
    Refusal::SenderNotAttested,
    Refusal::RecipientNotAttested,
    Refusal::SenderFrozen,
    Refusal::RecipientFrozen,
    Refusal::UnitsLocked,
    Refusal::RecipientRetired,
    Refusal::RecipientTooYoung,
    Refusal::InvestorLimitExceeded,
    Refusal::BelowMinimumHolding,
    Refusal::OutsideTransferWindow,
    Refusal::ApprovalRequired,
    Refusal::AllowanceChanged,
    Refusal::SameAccount,
    Refusal::WalletRelinked,
    Refusal::SpenderNotAllowed,
];

/// A refusal with code, name and meaning.
pub fn of_refusal(refusal: &Refusal) -> String {
    format!("{}: {}", refusal.label(), meaning_of(refusal))
}

/// What a refusal means.
pub const fn meaning_of(refusal: &Refusal) -> &'static str {
    match refusal {
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
        Refusal::SenderNotAttested => {
            "the registrar who attested the seller is no longer accredited; let the present one renew the seller"
        }
        Refusal::RecipientNotAttested => {
            "the registrar who attested the buyer is no longer accredited; let the present one renew the buyer"
        }
        Refusal::SenderFrozen => "a controller froze the seller's account",
        Refusal::RecipientFrozen => "a controller froze the buyer's account",
        Refusal::UnitsLocked => {
            "so many of the seller's units are not free: frozen, seized, or waiting for an approval"
        }
        Refusal::RecipientRetired => "the buyer's wallet was replaced by a successor; send to that one",
        Refusal::RecipientTooYoung => {
            "the series does not admit the buyer's decade of birth, or the desk recorded none"
        }
        Refusal::InvestorLimitExceeded => "the buyer would hold more units in all wallets than the series admits",
        Refusal::BelowMinimumHolding => {
            "a wallet would be left with fewer units than the series admits; move all of them, or leave enough"
        }
        Refusal::OutsideTransferWindow => "the series is not transferable at this time",
        Refusal::ApprovalRequired => {
            "everything else is in order, but the issuer has to approve the transfer; ask for it at the office"
        }
        Refusal::AllowanceChanged => "the allowance is not what was expected; read it again",
        Refusal::SameAccount => "seller and buyer are the same account",
        Refusal::WalletRelinked => {
            "the desk linked a wallet to another investor than the one whose units it holds; a controller has to adopt them"
        }
        Refusal::SpenderNotAllowed => {
            "whoever spends the allowance is frozen, replaced, or not in good standing at the registry"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reasons::of_transfer;
    use bond_abi::psp22::PSP22Error;

    #[test]
    fn a_label_from_the_chain_finds_its_meaning_and_every_refusal_is_listed() {
        for (place, refusal) in REFUSALS.iter().enumerate() {
            // 231–252 are others'; the codes go on at 253.
            assert_eq!(usize::from(refusal.code()), if place < 30 { 201 + place } else { 223 + place });
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
