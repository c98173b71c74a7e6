//! What the office emits.

use super::{Grounds, Lock, PaymentEvent};
use crate::AccountId;
use ink::prelude::string::String;

/// The office's events, in the order of their index on the wire.
#[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
pub enum OfficeEvent {
    /// Token and distributor were named.
    Wired { token: AccountId, distributor: AccountId, by: AccountId },
    /// A document was set; `old` is the hash it replaced.
    DocumentSet { name: String, uri: String, old: Option<[u8; 32]>, new: [u8; 32], by: AccountId },
    /// The issue was closed.
    IssueClosed { issued_units: u64, by: AccountId },
    /// The issue was reopened.
    IssueReopened { document: [u8; 32], by: AccountId },
    /// Units were locked.
    Locked { account: AccountId, number: u32, lock: Lock, grounds: Option<Grounds>, by: AccountId },
    /// Units left a lock; `left_units` remain in it.
    Unlocked { account: AccountId, number: u32, units: u64, left_units: u64, grounds: Option<Grounds>, by: AccountId },
    /// An account was frozen or released.
    AccountFrozen { account: AccountId, old: bool, new: bool, grounds: Grounds, by: AccountId },
    /// Units were moved without their holder's consent.
    ForcedTransfer { from: AccountId, to: AccountId, units: u64, waive_policy: bool, grounds: Grounds, by: AccountId },
    /// A wallet took the place of another.
    AccountRecovered { old: AccountId, new: AccountId, waive_policy: bool, grounds: Grounds, by: AccountId },
    /// The issuer cancelled units of its own.
    BoughtBack { units: u64, cancelled_units: u64, by: AccountId },
    /// The series is redeemed early.
    EarlyRedemptionCalled { event: u8, old: PaymentEvent, new: PaymentEvent, document: [u8; 32], by: AccountId },
    /// Transfers were stopped.
    Paused { by: AccountId },
    /// Transfers go on.
    Unpaused { by: AccountId },
    /// A role was granted; it counts from `from_ms` on.
    RoleGranted { role: u32, account: AccountId, by: Option<AccountId>, from_ms: u64 },
    /// A role was revoked or given up.
    RoleRevoked { role: u32, account: AccountId, by: AccountId },
    /// The next admin was proposed, who can accept from `from_ms` on.
    AdminProposed { old: Option<AccountId>, new: Option<AccountId>, from_ms: u64 },
    /// A grant or a proposal was taken back before it counted.
    RoleCancelled { role: u32, account: AccountId, by: AccountId },
    /// The money of an account's seizures goes to another escrow.
    EscrowChanged { account: AccountId, new: AccountId, grounds: Grounds, by: AccountId },
    /// The units of a wallet belong to the investor to whom it is linked now.
    UnitsAdopted { account: AccountId, waive_policy: bool, grounds: Grounds, by: AccountId },
}
