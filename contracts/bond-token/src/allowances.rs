//! What owners let others take.

use crate::events;
use crate::store::{self, Key, Kind};
use bond_abi::token::Refusal;
use bond_abi::wire::at;
use bond_abi::ZERO_ACCOUNT;

/// What `spender` may take of `owner`'s units.
#[inline(never)]
pub fn get(owner: &[u8; 32], spender: &[u8; 32]) -> u128 {
    u128::from_le_bytes(*at(&store::get(Key(Kind::Allowance, owner, spender)), 0))
}

/// Sets it.
///
/// # Errors
/// `ZeroAccount` when the spender is.
#[inline(never)]
pub fn set(owner: &[u8; 32], spender: &[u8; 32], amount: u128) -> Result<(), Refusal> {
    if *spender == ZERO_ACCOUNT {
        return Err(Refusal::ZeroAccount);
    }
    store::set(Key(Kind::Allowance, owner, spender), &amount.to_le_bytes());
    events::approval(owner, spender, amount);
    Ok(())
}
