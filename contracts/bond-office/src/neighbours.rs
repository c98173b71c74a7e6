//! What the office asks the registry and its desk.

use bond_abi::desk::KycDesk;
use bond_abi::registry::KycRegistry;
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
