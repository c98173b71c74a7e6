//! Questions to the registry: to whom a wallet is linked.

use bond_abi::office::OfficeError;
use bond_abi::registry::KycRegistry;
use bond_abi::token::Account;
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;

type RegistryRef = ink::contract_ref!(KycRegistry, DefaultEnvironment);

/// Whether a wallet is linked to the investor whose units the old one `held`; one that never held any has nothing to lose.
///
/// # Errors
/// `OtherInvestor`, `RegistryUnavailable`.
pub fn require_same(registry: AccountId, held: &Account, wallet: AccountId) -> Result<(), OfficeError> {
    if held.since_day == 0 {
        return Ok(());
    }
    let registry: RegistryRef = registry.into();
    let Ok(Ok((profile, _))) = registry.call().profiles(wallet, wallet).try_invoke() else {
        return Err(OfficeError::RegistryUnavailable);
    };
    match profile.and_then(|profile| profile.unpack()) {
        Some(profile) if profile.investor_id == held.investor_id => Ok(()),
        _ => Err(OfficeError::OtherInvestor),
    }
}
