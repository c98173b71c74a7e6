//! The register's types as it carries them (ADR 0021): what it is told, what it keeps and what it answers lie at fixed
//! places, so that reading a field costs a load and no decoding. Every transfer pays for each byte of the register's code.

use super::{Account, Movement, Order, Right};
use crate::wire::{at, byte_at, put, u64_at, Raw, Rows};
use crate::AccountId;
use ink::prelude::{string::String, vec::Vec};
use scale::{Decode, Encode, Error, Input, Output};

/// Bytes of an [`Account`] on the wire and in storage.
pub const ACCOUNT_LEN: usize = 50;
/// Bytes of an [`Order`] on the wire.
pub const ORDER_LEN: usize = 99;

/// What kind of [`Order`] this is.
pub mod kind {
    pub const SET: u8 = 0;
    pub const RECUT: u8 = 1;
    pub const ISSUE: u8 = 2;
    pub const MOVE: u8 = 3;
    pub const BURN: u8 = 4;
    pub const MARK: u8 = 5;
    pub const ALLOW: u8 = 6;
    pub const JUDGE: u8 = 7;
}

/// An [`Order`] on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct PackedOrder {
    /// 0 `Set`, 1 `Recut`, 2 `Issue`, 3 `Move`, 4 `Burn`, 5 `Mark`, 6 `Allow`, 7 `Judge`.
    pub kind: u8,
    /// `Set`: open; `Recut`: last; `Move`: right; `Mark`: flags; `Judge`: adopt; else 0.
    pub first_byte: u8,
    /// `Set`: paused; `Move`, `Judge`: waive_policy; else 0.
    pub second_byte: u8,
    /// `Set`: distributor; `Issue`: to; `Move`, `Burn`: from; `Mark`, `Judge`: account; `Allow`: owner; else zeros.
    pub first_account: AccountId,
    /// `Move`: to; `Allow`: spender; else zeros.
    pub second_account: AccountId,
    /// `Recut`: cutoff_ms; `Issue`, `Move`, `Burn`: units; `Mark`: locked_units; `Allow`: old; else 0.
    pub first_amount: u128,
    /// `Move`, `Burn`: unlock_units; `Allow`: new; else 0.
    pub second_amount: u128,
}

/// The fields of a [`PackedOrder`] where they lie.
#[derive(Debug, Clone, Copy)]
pub struct OrderRow<'a>(pub &'a [u8; ORDER_LEN]);

// Queries

impl<'a> OrderRow<'a> {
    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn kind(self) -> u8 {
        byte_at(self.0, 0)
    }

    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn first_byte(self) -> u8 {
        byte_at(self.0, 1)
    }

    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn second_byte(self) -> u8 {
        byte_at(self.0, 2)
    }

    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn first_account(self) -> &'a [u8; 32] {
        at(self.0, 3)
    }

    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn second_account(self) -> &'a [u8; 32] {
        at(self.0, 35)
    }

    /// As in [`PackedOrder`], where it is no more than a `u64`.
    #[inline(always)]
    pub fn first_units(self) -> u64 {
        u64_at(self.0, 67)
    }

    /// As in [`PackedOrder`], where it is no more than a `u64`.
    #[inline(always)]
    pub fn second_units(self) -> u64 {
        u64_at(self.0, 83)
    }

    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn first_amount(self) -> u128 {
        u128::from_le_bytes(*at(self.0, 67))
    }

    /// As in [`PackedOrder`].
    #[inline(always)]
    pub fn second_amount(self) -> u128 {
        u128::from_le_bytes(*at(self.0, 83))
    }
}

impl Account {
    /// The wallet whose bytes these are; one that was never written has none and is all zeros.
    #[inline(never)]
    pub fn unpack(bytes: &[u8]) -> Self {
        let bytes: &[u8; ACCOUNT_LEN] = at(bytes, 0);
        Self {
            units: u64_at(bytes, 0),
            locked_units: u64_at(bytes, 8),
            epoch: byte_at(bytes, 16),
            marks: u128::from_le_bytes(*at(bytes, 17)),
            flags: byte_at(bytes, 33),
            investor_id: u64_at(bytes, 34),
            since_day: i32::from_le_bytes(*at(bytes, 42)),
            changed_day: i32::from_le_bytes(*at(bytes, 46)),
        }
    }

    /// Its bytes.
    #[inline(never)]
    pub fn pack(&self) -> [u8; ACCOUNT_LEN] {
        let Self { units, locked_units, epoch, marks, flags, investor_id, since_day, changed_day } = *self;
        let mut bytes = [0; ACCOUNT_LEN];
        put(&mut bytes, 0, units.to_le_bytes());
        put(&mut bytes, 8, locked_units.to_le_bytes());
        put(&mut bytes, 16, [epoch]);
        put(&mut bytes, 17, marks.to_le_bytes());
        put(&mut bytes, 33, [flags]);
        put(&mut bytes, 34, investor_id.to_le_bytes());
        put(&mut bytes, 42, since_day.to_le_bytes());
        put(&mut bytes, 46, changed_day.to_le_bytes());
        bytes
    }
}

// Helpers

impl From<&Order> for PackedOrder {
    fn from(order: &Order) -> Self {
        let zero = AccountId::from(crate::ZERO_ACCOUNT);
        let none = Self {
            kind: 0,
            first_byte: 0,
            second_byte: 0,
            first_account: zero,
            second_account: zero,
            first_amount: 0,
            second_amount: 0,
        };
        match *order {
            Order::Set { distributor, open, paused } => Self {
                kind: kind::SET,
                first_byte: u8::from(open),
                second_byte: u8::from(paused),
                first_account: distributor,
                ..none
            },
            Order::Recut { last, cutoff_ms } => {
                Self { kind: kind::RECUT, first_byte: last, first_amount: cutoff_ms.into(), ..none }
            }
            Order::Issue { to, units } => {
                Self { kind: kind::ISSUE, first_account: to, first_amount: units.into(), ..none }
            }
            Order::Move(Movement { from, to, units, unlock_units, right, waive_policy }) => Self {
                kind: kind::MOVE,
                first_byte: right as u8,
                second_byte: u8::from(waive_policy),
                first_account: from,
                second_account: to,
                first_amount: units.into(),
                second_amount: unlock_units.into(),
            },
            Order::Burn { from, units, unlock_units } => Self {
                kind: kind::BURN,
                first_account: from,
                first_amount: units.into(),
                second_amount: unlock_units.into(),
                ..none
            },
            Order::Mark { account, locked_units, flags } => Self {
                kind: kind::MARK,
                first_byte: flags,
                first_account: account,
                first_amount: locked_units.into(),
                ..none
            },
            Order::Judge { account, waive_policy, adopt } => Self {
                kind: kind::JUDGE,
                first_byte: u8::from(adopt),
                second_byte: u8::from(waive_policy),
                first_account: account,
                ..none
            },
            Order::Allow { owner, spender, old, new } => Self {
                kind: kind::ALLOW,
                first_account: owner,
                second_account: spender,
                first_amount: old,
                second_amount: new,
                ..none
            },
        }
    }
}

impl TryFrom<&PackedOrder> for Order {
    type Error = Error;

    fn try_from(packed: &PackedOrder) -> Result<Self, Error> {
        let PackedOrder { kind, first_byte, second_byte, first_account, second_account, first_amount, second_amount } =
            *packed;
        let units = |amount| u64::try_from(amount).map_err(|_| Error::from("no number of units"));
        let flag = |byte| match byte {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Error::from("no flag")),
        };
        let order = match kind {
            kind::SET => Self::Set { distributor: first_account, open: flag(first_byte)?, paused: flag(second_byte)? },
            kind::RECUT => Self::Recut { last: first_byte, cutoff_ms: units(first_amount)? },
            kind::ISSUE => Self::Issue { to: first_account, units: units(first_amount)? },
            kind::MOVE => Self::Move(Movement {
                from: first_account,
                to: second_account,
                units: units(first_amount)?,
                unlock_units: units(second_amount)?,
                right: Right::decode(&mut &[first_byte][..])?,
                waive_policy: flag(second_byte)?,
            }),
            kind::BURN => {
                Self::Burn { from: first_account, units: units(first_amount)?, unlock_units: units(second_amount)? }
            }
            kind::MARK => Self::Mark { account: first_account, locked_units: units(first_amount)?, flags: first_byte },
            kind::JUDGE => {
                Self::Judge { account: first_account, waive_policy: flag(second_byte)?, adopt: flag(first_byte)? }
            }
            kind::ALLOW => {
                Self::Allow { owner: first_account, spender: second_account, old: first_amount, new: second_amount }
            }
            _ => return Err(Error::from("no order")),
        };
        // What its kind does not use is zero, so that an order has one form.
        match Self::pack(&order) == *packed {
            true => Ok(order),
            false => Err(Error::from("no order")),
        }
    }
}

impl Order {
    /// As it goes over the wire.
    pub fn pack(&self) -> PackedOrder {
        PackedOrder::from(self)
    }
}

impl Encode for Order {
    fn size_hint(&self) -> usize {
        ORDER_LEN
    }

    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        self.pack().encode_to(dest);
    }
}

impl scale::EncodeLike for Order {}

impl Decode for Order {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        Self::try_from(&PackedOrder::decode(input)?)
    }
}

#[cfg(feature = "std")]
impl scale_info::TypeInfo for Order {
    type Identity = PackedOrder;

    fn type_info() -> scale_info::Type {
        PackedOrder::type_info()
    }
}

/// The register's messages as it implements them: those of [`super::BondToken`], PSP22 and PSP22Metadata, with the same
/// names, selectors and bytes.
pub mod messages {
    use super::{Account, Order, Raw, Rows, String, Vec, ORDER_LEN};
    use crate::psp22::PSP22Error;
    use crate::token::Refusal;
    use crate::token::{Held, TokenError, TokenState};
    use crate::wire::{AccountId, Balance};

    /// See [`crate::token::BondToken`].
    #[ink::trait_definition]
    pub trait BondToken {
        /// See there.
        #[ink(message)]
        fn state(&self) -> Raw<TokenState>;

        /// See there.
        #[ink(message)]
        fn account(&self, account: AccountId) -> Raw<Account>;

        /// See there.
        #[ink(message)]
        fn register(&self, start: u32, count: u32) -> Raw<Vec<(crate::AccountId, Account)>>;

        /// See there.
        #[ink(message)]
        fn can_transfer(&self, from: AccountId, to: AccountId, units: Balance) -> Result<(), Refusal>;

        /// See there.
        #[ink(message)]
        fn units_at_many(&self, accounts: Rows<crate::AccountId, 32>, k: u8) -> Result<Raw<Vec<Held>>, TokenError>;

        /// See there.
        #[ink(message)]
        fn supply_at(&self, k: u8) -> Result<Raw<u64>, TokenError>;

        /// See there.
        #[ink(message)]
        fn post(&mut self, orders: Rows<Order, ORDER_LEN>) -> Result<(), TokenError>;
    }

    /// See [`crate::psp22::PSP22`].
    #[ink::trait_definition]
    pub trait PSP22 {
        /// See there.
        #[ink(message)]
        fn total_supply(&self) -> Raw<u128>;

        /// See there.
        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> Raw<u128>;

        /// See there.
        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> Raw<u128>;

        /// See there.
        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: Balance, data: Rows<u8, 1>) -> Result<(), PSP22Error>;

        /// See there.
        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
            data: Rows<u8, 1>,
        ) -> Result<(), PSP22Error>;

        /// See there.
        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), PSP22Error>;

        /// See there.
        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error>;

        /// See there.
        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error>;
    }

    /// See [`crate::psp22::PSP22Metadata`].
    #[ink::trait_definition]
    pub trait PSP22Metadata {
        /// See there.
        #[ink(message)]
        fn token_name(&self) -> Raw<Option<String>>;

        /// See there.
        #[ink(message)]
        fn token_symbol(&self) -> Raw<Option<String>>;

        /// See there.
        #[ink(message)]
        fn token_decimals(&self) -> Raw<u8>;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders() -> Vec<Order> {
        let [one, two] = [1, 2].map(|byte| AccountId::from([byte; 32]));
        let movement = |right, waive_policy| {
            Order::Move(Movement { from: one, to: two, units: u64::MAX, unlock_units: 4, right, waive_policy })
        };
        vec![
            Order::Set { distributor: one, open: true, paused: false },
            Order::Set { distributor: one, open: false, paused: true },
            Order::Recut { last: 127, cutoff_ms: u64::MAX },
            Order::Issue { to: one, units: 3 },
            movement(Right::Holder, false),
            movement(Right::Approved, true),
            movement(Right::Enforced, true),
            Order::Burn { from: one, units: 5, unlock_units: 6 },
            Order::Mark { account: one, locked_units: 7, flags: 3 },
            Order::Allow { owner: one, spender: two, old: u128::MAX, new: 1 << 64 },
            Order::Judge { account: one, waive_policy: true, adopt: false },
            Order::Judge { account: one, waive_policy: false, adopt: true },
        ]
    }

    #[test]
    fn an_order_has_one_form_and_comes_back_from_it() {
        for order in orders() {
            let bytes = order.encode();
            assert_eq!(bytes.len(), ORDER_LEN);
            assert_eq!(bytes, order.pack().encode());
            assert_eq!(Order::decode(&mut &bytes[..]), Ok(order));
        }
        for (place, byte) in [(0, 8), (1, 2), (2, 2), (40, 1), (70, 1)] {
            let mut bytes = orders()[0].encode();
            bytes[place] = byte;
            assert!(Order::decode(&mut &bytes[..]).is_err(), "{place}");
        }
    }

    #[test]
    fn the_fields_of_an_order_lie_where_they_are_read() {
        for order in orders() {
            let (packed, bytes) = (order.pack(), order.encode());
            let row = OrderRow(at(&bytes, 0));
            assert_eq!(row.kind(), packed.kind);
            assert_eq!((row.first_byte(), row.second_byte()), (packed.first_byte, packed.second_byte));
            assert_eq!(AccountId::from(*row.first_account()), packed.first_account);
            assert_eq!(AccountId::from(*row.second_account()), packed.second_account);
            assert_eq!((row.first_amount(), row.second_amount()), (packed.first_amount, packed.second_amount));
            assert_eq!(
                (row.first_units(), row.second_units()),
                (packed.first_amount as u64, packed.second_amount as u64)
            );
        }
    }

    #[test]
    fn a_packed_account_is_the_account_on_the_wire() {
        let account = Account {
            units: 0x0102_0304_0506_0708,
            locked_units: 0x1112_1314_1516_1718,
            epoch: 0x21,
            marks: 0x3132_3334_3536_3738_3940_4142_4344_4546,
            flags: 3,
            investor_id: 0x5152_5354_5556_5758,
            since_day: -5,
            changed_day: 0x6162_6364,
        };
        for account in [account, Account::default()] {
            assert_eq!(account.pack().to_vec(), account.encode());
            assert_eq!(Account::unpack(&account.pack()), account);
        }
        assert_eq!(Account::unpack(&[]), Account::default());
    }
}
