//! Who ever held units, page by page from the register; what each held at a record date, it answers too.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::token::{Account, BondToken, TokenState};
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::{contracts, Bundle, ClientError, TraitCallBuilder};

use super::Session;
use crate::input::defect::Failure;
use crate::reasons::Explain;

/// The bundle of one of our contracts, which has to be the deployed one.
///
/// # Errors
/// When it is not built, or is another version than the one on the chain.
pub fn bundle(bundles: &Path, name: &'static str, code_hash: [u8; 32]) -> Result<Bundle, Failure> {
    let bundle = Bundle::load(bundles, name).map_err(anyhow::Error::from)?;
    if bundle.code_hash == code_hash {
        return Ok(bundle);
    }
    let reason =
        format!("its code is 0x{}, the deployed one 0x{}", hex::encode(bundle.code_hash), hex::encode(code_hash));
    Err(anyhow::Error::from(ClientError::Metadata { contract: name, reason }).into())
}

/// Every wallet that ever held units with what the register keeps about it, in the order of the accounts' bytes. Their
/// holdings add up to the supply, or it is an error: nobody can be overlooked.
///
/// # Errors
/// [`Failure`] when the node does not answer.
pub fn holders_ever(session: &mut Session) -> Result<Vec<(AccountId, Account)>, Failure> {
    let token = contracts::token(session.token);
    let TokenState { wallets, supply_units, .. } = session.read(token.call().state())?;
    let mut holders: Vec<(AccountId, Account)> = Vec::new();
    for start in (0..wallets).step_by(MAX_PAGE as usize) {
        holders.extend(session.read(token.call().register(start, MAX_PAGE))?);
    }
    holders.sort_by_key(|(account, _)| *AsRef::<[u8; 32]>::as_ref(account));
    let held_units = holders.iter().map(|(_, held)| u128::from(held.units)).sum();
    add_up("the register", held_units, supply_units.into())?;
    Ok(holders)
}

/// Fails unless what was read of the holders is the whole.
///
/// # Errors
/// [`Failure::Other`] with both sums.
pub fn add_up(what: &str, held_units: u128, supply_units: u128) -> Result<(), Failure> {
    match held_units == supply_units {
        true => Ok(()),
        false => {
            Err(anyhow!("{what} shows {held_units} units of {supply_units}: holders are missing; report this").into())
        }
    }
}

/// Units of accounts at the cutoff of event `k`, in their order.
///
/// # Errors
/// [`Failure`] with the token's own error, such as a record date that has not passed.
pub fn units_at(session: &mut Session, accounts: &[AccountId], k: u8) -> Result<Vec<u64>, Failure> {
    let token = contracts::token(session.token);
    let mut units = Vec::with_capacity(accounts.len());
    for page in accounts.chunks(MAX_PAGE as usize) {
        let found = session.read(token.call().units_at_many(page.to_vec(), k))?;
        let held = found.map_err(|error| anyhow!("holdings of event {k}: {}", error.explain()))?;
        units.extend(held.into_iter().map(|held| held.units));
    }
    Ok(units)
}
