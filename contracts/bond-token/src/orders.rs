//! What the office orders.

use crate::moves::{self, Moment, Movement};
use crate::root::Root;
use crate::{allowances, ledger, registry};
use bond_abi::registry::packed::ProfileRow;
use bond_abi::token::packed::{kind, OrderRow, ORDER_LEN};
use bond_abi::token::{Refusal, TokenError};
use bond_abi::{MAX_PAGE, ZERO_ACCOUNT};
use ink::prelude::vec::Vec;

/// Carries out orders, all or none.
///
/// # Errors
/// `NotEntitled`, `BatchTooLarge`, `Refused`.
#[inline(never)]
pub fn post(root: &mut Root, caller: &[u8; 32], orders: &[u8]) -> Result<(), TokenError> {
    let moment = moves::now(root);
    let rows = || orders.chunks_exact(ORDER_LEN).filter_map(|row| row.first_chunk()).map(OrderRow);
    if caller != root.office() {
        // The distributor redeems, once no record date is to come.
        let is_matured = root.is_open() && moment.write.epoch >= root.events();
        let burns = rows().all(|order| order.kind() == kind::BURN);
        // The zero account's key is anybody's, and stands for no distributor.
        if caller != root.distributor() || *caller == ZERO_ACCOUNT || !is_matured || !burns {
            return Err(TokenError::NotEntitled);
        }
    }
    let mut parties = Vec::new();
    for order in rows() {
        if matches!(order.kind(), kind::ISSUE | kind::MOVE | kind::JUDGE) {
            parties.extend_from_slice(order.first_account());
        }
        if order.kind() == kind::MOVE {
            parties.extend_from_slice(order.second_account());
        }
    }
    let count = parties.len() / 32;
    require_page(count.max(orders.len() / ORDER_LEN))?;
    let reply = match count {
        0 => Some(Vec::from([0, 0])),
        _ => registry::ask_profiles(root.registry(), &parties),
    };
    let profiles = reply.as_ref().and_then(|reply| registry::profiles(reply, count));
    let refuse = |index| move |refusal| TokenError::Refused { index, refusal };
    let mut profiles = profiles.ok_or(Refusal::RegistryUnavailable).map_err(refuse(0))?.into_iter();
    for (index, order) in (0_u32..).zip(rows()) {
        carry_out(root, order, &moment, &mut profiles).map_err(refuse(index))?;
    }
    Ok(())
}

/// At most as many rows as a call may have.
///
/// # Errors
/// `BatchTooLarge`.
pub fn require_page(rows: usize) -> Result<(), TokenError> {
    if rows > MAX_PAGE as usize {
        return Err(TokenError::BatchTooLarge { max: MAX_PAGE });
    }
    Ok(())
}

/// Carries out one order. `profiles` gives those of its parties, in their order.
fn carry_out<'a>(
    root: &mut Root,
    order: OrderRow,
    moment: &Moment,
    profiles: &mut impl Iterator<Item = Option<ProfileRow<'a>>>,
) -> Result<(), Refusal> {
    let (first, second) = (order.first_account(), order.second_account());
    let (units, unlock_units) = (order.first_units(), order.second_units());
    match order.kind() {
        kind::SET => root.set(first, order.first_byte(), order.second_byte()),
        kind::RECUT => root.recut(order.first_byte(), units).ok_or(Refusal::Overflow)?,
        kind::ISSUE => moves::issue(&root.rules, first, units, moment, profiles.next().flatten())?,
        kind::MOVE => {
            let movement = Movement {
                from: first,
                to: second,
                units,
                unlock_units,
                right: order.first_byte(),
                waive_policy: order.second_byte() == 1,
            };
            let (sender, recipient) = (profiles.next().flatten(), profiles.next().flatten());
            let parties = moves::check_move(root, &movement, moment, sender, recipient)?;
            moves::carry(&root.rules, &movement, parties, moment)?;
        }
        kind::JUDGE => {
            let (adopt, waive_policy) = (order.first_byte() == 1, order.second_byte() == 1);
            moves::judge(&root.rules, first, waive_policy, adopt, moment, profiles.next().flatten())?;
        }
        kind::BURN => moves::burn(&root.rules, first, units, unlock_units, moment)?,
        kind::MARK => {
            let mut cell = ledger::cell(first);
            (cell.locked_units, cell.flags) = (units, order.first_byte());
            ledger::put(first, &cell);
        }
        kind::ALLOW => {
            if allowances::get(first, second) != order.first_amount() {
                return Err(Refusal::AllowanceChanged);
            }
            allowances::set(first, second, order.second_amount())?;
        }
        // No office of ours gives it; nothing moves.
        _ => return Err(Refusal::NotTransferable),
    }
    Ok(())
}
