//! Units on their way: every reason why they may not be, and what is written when they are.

use crate::eligibility::{check_own, check_recipient, check_spender, check_standing, Side};
use crate::ledger::{self, Now};
use crate::reply::Failure;
use crate::root::Root;
use crate::rules::Rules;
use crate::{events, limits, registry};
use bond_abi::registry::packed::ProfileRow;
use bond_abi::token::{Account, Refusal, Right};
use bond_abi::ZERO_ACCOUNT;
use ink::env::DefaultEnvironment;
use ink::prelude::{boxed::Box, vec::Vec};

const APPROVED: u8 = Right::Approved as u8;
const ENFORCED: u8 = Right::Enforced as u8;

/// When a call happens.
pub struct Moment {
    /// In milliseconds.
    pub now_ms: u64,
    /// For what is written.
    pub write: Now,
}

/// A [`bond_abi::token::Movement`], with the index of its right; one that is unknown is as good as the holder's own.
pub struct Movement<'a> {
    pub from: &'a [u8; 32],
    pub to: &'a [u8; 32],
    pub units: u64,
    pub unlock_units: u64,
    pub right: u8,
    pub waive_policy: bool,
}

/// Both parties of a movement that may be.
pub struct Parties {
    sender: Box<Account>,
    recipient: Box<Account>,
    investor_id: u64,
}

// Queries

/// The moment of this call.
#[inline(never)]
pub fn now(root: &Root) -> Moment {
    let now_ms = ink::env::block_timestamp::<DefaultEnvironment>();
    Moment { now_ms, write: Now { epoch: root.epoch(now_ms), day: day_jst(now_ms) } }
}

/// PSP22: moving nothing, or to oneself, succeeds and does nothing.
pub fn is_no_op(from: &[u8; 32], to: &[u8; 32], units: u128) -> bool {
    units == 0 || from == to
}

/// Whether a holder's transfer may be, and whether `spender` may make it, if it is somebody else; asks the registry.
#[inline(never)]
pub fn check_transfer(
    root: &Root,
    movement: &Movement,
    spender: Option<&[u8; 32]>,
    moment: &Moment,
) -> Result<Parties, Refusal> {
    let mut accounts = Vec::from([*movement.from, *movement.to]);
    accounts.extend(spender);
    let reply = registry::ask_profiles(root.registry(), accounts.as_flattened());
    let reply = reply.ok_or(Refusal::RegistryUnavailable)?;
    let profiles = registry::profiles(&reply, accounts.len()).ok_or(Refusal::RegistryUnavailable)?;
    let mut profiles = profiles.into_iter();
    let parties = check_move(root, movement, moment, profiles.next().flatten(), profiles.next().flatten())?;
    if let Some(spender) = spender {
        check_spender(&root.rules, profiles.next().flatten(), &ledger::cell(spender), moment.now_ms)?;
    }
    Ok(parties)
}

/// Every reason why a movement may not be.
#[inline(never)]
pub fn check_move(
    root: &Root,
    movement: &Movement,
    moment: &Moment,
    sender_profile: Option<ProfileRow>,
    recipient_profile: Option<ProfileRow>,
) -> Result<Parties, Refusal> {
    let Movement { from, to, units, unlock_units, right, waive_policy } = *movement;
    if *from == ZERO_ACCOUNT || *to == ZERO_ACCOUNT {
        return Err(Refusal::ZeroAccount);
    }
    if from == to {
        return Err(Refusal::SameAccount);
    }
    let is_free = right != ENFORCED;
    if is_free && root.is_paused() {
        return Err(Refusal::Paused);
    }
    if !root.is_open() || moment.write.epoch >= root.events() {
        return Err(Refusal::NotTransferable);
    }
    let rules = &root.rules;
    let (sender, recipient) = (ledger::cell(from), ledger::cell(to));
    limits::check_available(&sender, units, unlock_units)?;
    if is_free {
        limits::check_window(rules, moment.now_ms)?;
        let profile = check_standing(rules, sender_profile, &sender, moment.now_ms, Side::Sender)?;
        check_own(&sender, profile.investor_id())?;
    }
    let investor_id = check_recipient(rules, recipient_profile, &recipient, moment.now_ms, waive_policy)?;
    check_own(&recipient, investor_id)?;
    if is_free {
        limits::check_left(rules, &sender, units)?;
        // Between wallets of one investor his sum stays, even above the limit: he may have inherited.
        let more_units = if sender.investor_id == investor_id { 0 } else { units };
        check_amount(rules, &recipient, investor_id, units, more_units)?;
    }
    if is_free && right != APPROVED && rules.needs_approval() {
        return Err(Refusal::ApprovalRequired);
    }
    Ok(Parties { sender, recipient, investor_id })
}

/// Whether a wallet may hold `units` more, and its investor `more_units`.
#[inline(never)]
fn check_amount(
    rules: &Rules,
    recipient: &Account,
    investor_id: u64,
    units: u64,
    more_units: u64,
) -> Result<(), Refusal> {
    limits::check_holding(rules, recipient.units.saturating_add(units))?;
    if rules.max_units_per_investor() == 0 || more_units == 0 {
        return Ok(());
    }
    limits::check_total(rules, ledger::investor_units(investor_id).checked_add(more_units))
}

// Changes

/// Moves units at a holder's wish, by himself or by whom he allowed it.
///
/// # Errors
/// `ZeroSender`, or any reason of [`check_transfer`].
#[inline(never)]
pub fn transfer(
    root: &Root,
    from: &[u8; 32],
    to: &[u8; 32],
    value: u128,
    spender: Option<&[u8; 32]>,
    moment: &Moment,
) -> Result<(), Failure> {
    if *from == ZERO_ACCOUNT {
        return Err(Failure::ZeroSender);
    }
    let movement = Movement::wish(from, to, value)?;
    let parties = check_transfer(root, &movement, spender, moment)?;
    Ok(carry(&root.rules, &movement, parties, moment)?)
}

/// Writes a movement that may be.
#[inline(never)]
pub fn carry(rules: &Rules, movement: &Movement, parties: Parties, moment: &Moment) -> Result<(), Refusal> {
    let Movement { from, to, units, unlock_units, .. } = *movement;
    let Parties { mut sender, mut recipient, investor_id } = parties;
    let left_units = sender.units.checked_sub(units).ok_or(Refusal::InsufficientUnits)?;
    sender.locked_units = sender.locked_units.checked_sub(unlock_units).ok_or(Refusal::UnitsLocked)?;
    let sum_units = recipient.units.checked_add(units).ok_or(Refusal::Overflow)?;
    let sender_id = sender.investor_id;
    set_units(rules, from, &mut sender, sender_id, left_units, moment);
    set_units(rules, to, &mut recipient, investor_id, sum_units, moment);
    events::transfer(Some(from), Some(to), units);
    Ok(())
}

/// New units.
///
/// # Errors
/// `ZeroAccount`, those of a recipient, `Overflow`.
pub fn issue(
    rules: &Rules,
    to: &[u8; 32],
    units: u64,
    moment: &Moment,
    profile: Option<ProfileRow>,
) -> Result<(), Refusal> {
    if *to == ZERO_ACCOUNT {
        return Err(Refusal::ZeroAccount);
    }
    let mut cell = ledger::cell(to);
    let investor_id = check_recipient(rules, profile, &cell, moment.now_ms, false)?;
    check_own(&cell, investor_id)?;
    check_amount(rules, &cell, investor_id, units, units)?;
    let sum_units = cell.units.checked_add(units).ok_or(Refusal::Overflow)?;
    ledger::change_supply(units, 0, moment.write).ok_or(Refusal::Overflow)?;
    set_units(rules, to, &mut cell, investor_id, sum_units, moment);
    events::transfer(None, Some(to), units);
    Ok(())
}

/// Judges a wallet as a recipient and, to `adopt`, lets its units count as those of the investor to whom it is linked now.
///
/// # Errors
/// Those of a recipient; `WalletRelinked` unless it adopts.
pub fn judge(
    rules: &Rules,
    account: &[u8; 32],
    waive_policy: bool,
    adopt: bool,
    moment: &Moment,
    profile: Option<ProfileRow>,
) -> Result<(), Refusal> {
    let mut cell = ledger::cell(account);
    let investor_id = check_recipient(rules, profile, &cell, moment.now_ms, waive_policy)?;
    if !adopt {
        return check_own(&cell, investor_id);
    }
    let units = cell.units;
    if !waive_policy && cell.investor_id != investor_id {
        check_amount(rules, &cell, investor_id, 0, units)?;
    }
    set_units(rules, account, &mut cell, investor_id, units, moment);
    Ok(())
}

/// Takes units out of the world.
///
/// # Errors
/// `InsufficientUnits`, `UnitsLocked`, `Overflow`.
pub fn burn(rules: &Rules, from: &[u8; 32], units: u64, unlock_units: u64, moment: &Moment) -> Result<(), Refusal> {
    let mut cell = ledger::cell(from);
    let unlock_units = unlock_units.min(cell.locked_units);
    limits::check_available(&cell, units, unlock_units)?;
    cell.locked_units = cell.locked_units.saturating_sub(unlock_units);
    let left_units = cell.units.saturating_sub(units);
    ledger::change_supply(0, units, moment.write).ok_or(Refusal::Overflow)?;
    let investor_id = cell.investor_id;
    set_units(rules, from, &mut cell, investor_id, left_units, moment);
    events::transfer(Some(from), None, units);
    Ok(())
}

/// Writes what a wallet holds; `cell` has the old units and the investor for whom they counted.
#[inline(never)]
fn set_units(rules: &Rules, wallet: &[u8; 32], cell: &mut Account, investor_id: u64, units: u64, moment: &Moment) {
    if rules.max_units_per_investor() > 0 {
        ledger::count_investor(cell.investor_id, cell.units, 0);
        ledger::count_investor(investor_id, 0, units);
    }
    cell.investor_id = investor_id;
    ledger::write(wallet, cell, units, moment.write);
}

// Helpers

impl<'a> Movement<'a> {
    /// What a holder wants.
    ///
    /// # Errors
    /// `InsufficientUnits` when nobody can have so many.
    pub fn wish(from: &'a [u8; 32], to: &'a [u8; 32], value: u128) -> Result<Self, Refusal> {
        let units = u64::try_from(value).map_err(|_| Refusal::InsufficientUnits)?;
        Ok(Self { from, to, units, unlock_units: 0, right: Right::Holder as u8, waive_policy: false })
    }
}

/// The day in JST, in days since 1970.
fn day_jst(now_ms: u64) -> i32 {
    i32::try_from(now_ms.saturating_add(9 * 3_600_000) / 86_400_000).unwrap_or(i32::MAX)
}
