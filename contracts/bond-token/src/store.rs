//! One way into storage and one out of it: a `Mapping` or `Lazy` of each type would bring its own copy of ink!'s code,
//! and every transfer pays for it.

use bond_abi::wire::u64_at;
use bond_access::raw;
use ink::prelude::vec::Vec;
use scale::{Encode, Output};

/// Where something lies: which kind of thing, and whose. Keys of one kind have one length, except that the supply's
/// cell and history have no account in theirs; no key has the four bytes of the root's.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a>(pub Kind, pub &'a [u8], pub &'a [u8]);

/// What lies there.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// By holder: its cell.
    Cell,
    /// By holder and cutoff: units held at it.
    History,
    /// By number: who ever held units.
    Wallet,
    /// How many these are.
    Count,
    /// By investor: units in all wallets, kept where the policy limits them.
    Investor,
    /// By owner and spender.
    Allowance,
    /// Name of the series, as PSP22Metadata answers it.
    Name,
    /// Its symbol.
    Symbol,
}

/// What lies there; no bytes when nothing does.
#[inline(never)]
pub fn get(key: Key) -> Vec<u8> {
    raw::get(&key)
}

/// A number; 0 when there is none.
pub fn get_u64(key: Key) -> u64 {
    u64_at(&get(key), 0)
}

/// Puts it there.
#[inline(never)]
pub fn set(key: Key, bytes: &[u8]) {
    raw::set(&key, bytes);
}

impl Encode for Key<'_> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.push_byte(self.0 as u8);
        dest.write(self.1);
        dest.write(self.2);
    }
}
