//! Calls to the other contracts. Whatever one does but answer what it should ends the call with an error that names it
//! (T18); what it sends beside its answer is not read.

use crate::reply::OrRefuse;
use bond_abi::distributor::{DistributorError, Wiring};
use bond_abi::office::{CouponBasis, Directions, OfficeError, COUPON_BASIS, DIRECTIONS};
use bond_abi::psp22::{BALANCE_OF, TOKEN_DECIMALS, TRANSFER, TRANSFER_FROM};
use bond_abi::registry::{Payee, PAYEES_AT};
use bond_abi::token::{Held, Order, TokenState, POST, STATE, UNITS_AT_MANY};
use bond_abi::wire::{push_count, u64_at};
use bond_abi::AccountId;
use bond_access::raw::ask;
use ink::prelude::vec::Vec;
use scale::{Decode, Encode};

// Queries

/// Wiring, clock and supply of a token.
///
/// # Errors
/// `TokenUnavailable`.
pub fn state(token: &AccountId) -> TokenState {
    let state = ask(token, STATE, Vec::new());
    state.and_then(|state| TokenState::decode(&mut state.as_slice()).ok()).or_refuse(DistributorError::TokenUnavailable)
}

/// Whether a payment token says that it counts in whole yen. A token that does not say it could count in hundredths of a
/// yen: what would be paid for ¥100 is ¥1 then.
pub fn counts_whole_yen(payment_token: &AccountId) -> bool {
    ask(payment_token, TOKEN_DECIMALS, Vec::new()).as_deref() == Some(&[0])
}

/// What event `k` pays on.
///
/// # Errors
/// `UnknownEvent`, `RecordDateNotReached`, `NotWired`, `TokenUnavailable`; an office that does not answer ends the call
/// with `OfficeUnavailable`.
pub fn basis(wiring: &Wiring, k: u8) -> Result<CouponBasis, DistributorError> {
    let reply = ask(&wiring.office, COUPON_BASIS, Vec::from([k])).or_refuse(DistributorError::OfficeUnavailable);
    let answer = Result::<CouponBasis, OfficeError>::decode(&mut reply.as_slice());
    answer.ok().or_refuse(DistributorError::OfficeUnavailable).map_err(|error| match error {
        OfficeError::UnknownEvent { events } => DistributorError::UnknownEvent { events },
        OfficeError::RecordDateNotReached { event, cutoff_ms } => {
            DistributorError::RecordDateNotReached { event, cutoff_ms }
        }
        OfficeError::WrongPhase { .. } => DistributorError::NotWired,
        _ => DistributorError::TokenUnavailable,
    })
}

/// Where the money of an account goes that it earned with event `k`.
///
/// # Errors
/// `OfficeUnavailable`.
#[inline(never)]
pub fn directions(wiring: &Wiring, account: &[u8; 32], k: u8) -> Directions {
    let mut arguments = account.to_vec();
    arguments.push(k);
    let reply = ask(&wiring.office, DIRECTIONS, arguments);
    reply
        .and_then(|reply| Directions::decode(&mut reply.as_slice()).ok())
        .or_refuse(DistributorError::OfficeUnavailable)
}

/// What accounts of 32 bytes each held at the cutoff of event `k`.
///
/// # Errors
/// `TokenUnavailable`.
#[inline(never)]
pub fn held(wiring: &Wiring, k: u8, accounts: &[u8]) -> Vec<Held> {
    let mut arguments = rows(accounts);
    arguments.push(k);
    let count = accounts.len() / 32;
    let read = |reply: Vec<u8>| {
        let rows = reply.strip_prefix(head(count).as_slice())?.chunks_exact(9);
        let held: Vec<Held> =
            rows.map(|row| Held { units: u64_at(row, 0), flags: row.last().copied().unwrap_or(0) }).collect();
        (held.len() == count).then_some(held)
    };
    ask(&wiring.token, UNITS_AT_MANY, arguments).and_then(read).or_refuse(DistributorError::TokenUnavailable)
}

/// What the registry says about accounts of 32 bytes each.
///
/// # Errors
/// `RegistryUnavailable`.
#[inline(never)]
pub fn payees(wiring: &Wiring, at_ms: u64, accounts: &[u8]) -> Vec<Option<Payee>> {
    let mut arguments = rows(accounts);
    arguments.extend_from_slice(&at_ms.to_le_bytes());
    let count = accounts.len() / 32;
    let read = |reply: Vec<u8>| {
        let mut rest = reply.strip_prefix(head(count).as_slice())?;
        let mut payees = Vec::with_capacity(count);
        for _ in 0..count {
            payees.push(Option::<Payee>::decode(&mut rest).ok()?);
        }
        Some(payees)
    };
    ask(&wiring.registry, PAYEES_AT, arguments).and_then(read).or_refuse(DistributorError::RegistryUnavailable)
}

/// The balance of an account; `None` when the payment token does not answer with a number.
#[inline(never)]
pub fn balance_yen(wiring: &Wiring, account: &AccountId) -> Option<u128> {
    let reply = ask(&wiring.payment_token, BALANCE_OF, account.encode())?;
    reply.first_chunk().map(|yen| u128::from_le_bytes(*yen))
}

// Changes

/// Asks the payment token to pay; whether it says that it did.
pub fn transfer_yen(wiring: &Wiring, to: &AccountId, yen: u128) -> bool {
    move_yen(wiring, TRANSFER, to.encode(), yen)
}

/// Asks the payment token to bring somebody's money; whether it says that it did.
pub fn take_yen(wiring: &Wiring, from: &AccountId, to: &AccountId, yen: u128) -> bool {
    move_yen(wiring, TRANSFER_FROM, (from, to).encode(), yen)
}

#[inline(never)]
fn move_yen(wiring: &Wiring, selector: [u8; 4], mut arguments: Vec<u8>, yen: u128) -> bool {
    arguments.extend_from_slice(&yen.to_le_bytes());
    // No data for the recipient.
    arguments.push(0);
    ask(&wiring.payment_token, selector, arguments).is_some_and(|reply| reply.first() == Some(&0))
}

/// Burns units whose claims are settled, locked ones too: a lock keeps units from moving, and what they repay went to whom
/// it was due.
///
/// # Errors
/// `RedemptionFailed`.
pub fn redeem(wiring: &Wiring, units: &[(AccountId, u64)]) {
    if units.is_empty() {
        return;
    }
    let mut arguments = Vec::new();
    push_count(&mut arguments, units.len());
    for &(from, units) in units {
        Order::Burn { from, units, unlock_units: units }.pack().encode_to(&mut arguments);
    }
    let reply = ask(&wiring.token, POST, arguments);
    reply.filter(|reply| reply.first() == Some(&0)).or_refuse(DistributorError::RedemptionFailed);
}

// Helpers

/// Accounts of 32 bytes each as a vector on the wire.
fn rows(accounts: &[u8]) -> Vec<u8> {
    let mut rows = Vec::new();
    push_count(&mut rows, accounts.len() / 32);
    rows.extend_from_slice(accounts);
    rows
}

/// How an answer that went well and has `count` rows begins.
fn head(count: usize) -> Vec<u8> {
    let mut head = Vec::from([0]);
    push_count(&mut head, count);
    head
}
