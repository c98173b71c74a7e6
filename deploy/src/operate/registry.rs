//! What the registry tells contracts about a wallet.

use anyhow::anyhow;
use bond_abi::registry::{KycRegistry, Profile, TaxClass};
use bond_abi::AccountId;
use bond_client::{contracts, TraitCallBuilder};

use super::chain::Chain;
use super::Session;
use crate::input::defect::Failure;
use crate::reasons::Explain;

/// The profile of a wallet; `None` for one that nobody listed.
///
/// # Errors
/// [`Failure`] when the registry does not answer as ours does.
pub fn profile<T: Chain>(session: &mut Session<T>, wallet: AccountId) -> Result<Option<Profile>, Failure> {
    let registry = contracts::registry(session.registry);
    let found = session.read(registry.call().profiles_of(vec![wallet]))?;
    let found = found.map_err(|error| anyhow!("the registry refused: {}", error.explain()))?;
    match found.into_iter().next().flatten() {
        None => Ok(None),
        Some(packed) => packed.unpack().map(Some).ok_or_else(|| unreadable(session)),
    }
}

/// The tax class of a wallet, by what was recorded before an instant.
///
/// # Errors
/// As [`profile`].
pub fn tax_class<T: Chain>(
    session: &mut Session<T>,
    wallet: AccountId,
    at_ms: u64,
) -> Result<Option<TaxClass>, Failure> {
    let registry = contracts::registry(session.registry);
    match session.read(registry.call().tax_profile_at(wallet, at_ms))? {
        None => Ok(None),
        Some(packed) => packed.unpack().map(|payee| Some(payee.tax_class)).ok_or_else(|| unreadable(session)),
    }
}

// Helpers

fn unreadable<T: Chain>(session: &Session<T>) -> Failure {
    let registry = bond_client::address::ss58(session.registry);
    anyhow!("{registry} answers what no registry of ours does; chihosai verify shows which code it has").into()
}
