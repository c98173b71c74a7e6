//! What the office asks the registry and its desk.

use bond_abi::desk::KycDesk;
use bond_abi::office::OfficeError;
use bond_abi::registry::KycRegistry;
use bond_abi::token::Account;
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;

type RegistryRef = ink::contract_ref!(KycRegistry, DefaultEnvironment);
type DeskRef = ink::contract_ref!(KycDesk, DefaultEnvironment);

/// Whether an account decides who is listed in a registry, at the desk that it names; `None` when one does not answer.
pub fn edits(registry: AccountId, account: AccountId) -> Option<bool> {
    let desk = RegistryRef::from(registry).call().desk().try_invoke().ok()?.ok()?;
    DeskRef::from(desk).call().edits(account).try_invoke().ok()?.ok()
}

/// Whether a wallet is linked to the investor whose units the old one `held`; one that never held any has nothing to lose.
///
/// # Errors
/// `OtherInvestor`, `RegistryUnavailable`.
pub fn require_same(registry: AccountId, held: &Account, wallet: AccountId) -> Result<(), OfficeError> {
    if held.since_day == 0 {
        return Ok(());
    }
    let Ok(Ok((profile, _))) = RegistryRef::from(registry).call().profiles(wallet, wallet).try_invoke() else {
        return Err(OfficeError::RegistryUnavailable);
    };
    match profile.and_then(|profile| profile.unpack()) {
        Some(profile) if profile.investor_id == held.investor_id => Ok(()),
        _ => Err(OfficeError::OtherInvestor),
    }
}
