//! Who ever held units. The contracts know holdings by account and page nothing yet, so the accounts are read from the
//! chain's own keys of the token's cells; what each held and is due, the contracts answer.

use std::path::Path;

use anyhow::anyhow;
use bond_abi::token::BondToken;
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{self, Psp22};
use bond_client::{Bundle, ClientError, Decoder, TraitCallBuilder};
use scale::Decode;

use super::Session;
use crate::input::defect::Failure;

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

/// Every account that ever held units, in the order of their bytes. Their holdings add up to the supply, or it is an
/// error: nobody can be overlooked.
///
/// # Errors
/// [`Failure`] when the node does not answer or the built token is another version.
pub fn holders_ever(session: &mut Session, bundles: &Path) -> Result<Vec<AccountId>, Failure> {
    let code_hash = session.record.complete(&session.path)?.token.code_hash.0;
    let decoder = Decoder::of(&bundle(bundles, "bond_token", code_hash)?).map_err(anyhow::Error::from)?;
    let root = decoder.root_key(&["ledger", "holdings"]).map_err(anyhow::Error::from)?;
    let token = session.token;
    let keys = session.client.transport().storage_keys(token).map_err(anyhow::Error::from)?;
    // The supply's cell has no account.
    let account = |key: &Vec<u8>| Option::<AccountId>::decode(&mut key.strip_prefix(&root)?).ok()?;
    let mut accounts: Vec<AccountId> = keys.iter().filter_map(account).collect();
    accounts.sort_by_key(|account| *AsRef::<[u8; 32]>::as_ref(account));
    let mut held_units: u128 = 0;
    for account in &accounts {
        held_units += session.read(Psp22(token).balance_of(*account))?;
    }
    let supply_units: u128 = session.read(Psp22(token).total_supply())?;
    add_up("the register", held_units, supply_units)?;
    Ok(accounts)
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
        units.extend(found.map_err(|error| anyhow!("holdings of event {k}: {} {error:?}", error.code()))?);
    }
    Ok(units)
}
