//! What the registry tells contracts about a wallet.

use anyhow::anyhow;
use bond_abi::registry::{KycRegistry, Profile, TaxClass};
use bond_abi::{AccountId, MAX_PAGE};
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
    Ok(profiles(session, &[wallet])?.into_iter().next().flatten())
}

/// The profiles of wallets, in their order.
///
/// # Errors
/// As [`profile`].
pub fn profiles<T: Chain>(session: &mut Session<T>, wallets: &[AccountId]) -> Result<Vec<Option<Profile>>, Failure> {
    let registry = contracts::registry(session.registry);
    let mut profiles = Vec::with_capacity(wallets.len());
    for page in wallets.chunks(MAX_PAGE as usize) {
        let found = session.read(registry.call().profiles_of(page.to_vec()))?;
        let found = found.map_err(|error| anyhow!("the registry refused: {}", error.explain()))?;
        if found.len() != page.len() {
            return Err(unreadable(session));
        }
        for packed in found {
            let profile = packed.map(|packed| packed.unpack().ok_or_else(|| unreadable(session))).transpose()?;
            profiles.push(profile);
        }
    }
    Ok(profiles)
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
