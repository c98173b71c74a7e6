//! The contracts' interface: ink! traits, their types, events and errors. No logic, no contract.
//!
//! Contracts implement these traits, other contracts and [`bond-client`](../bond_client) call them; both sides
//! therefore agree on selectors and layouts by construction. Units: `_yen` whole yen, `_units` bond units (口),
//! `_ms` Unix milliseconds UTC, `_day` civil days in JST since 1970-01-01.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub mod agent;
pub mod desk;
pub mod distributor;
pub mod office;
pub mod psp22;
pub mod registry;
pub mod roles;
pub mod token;
pub mod wire;
pub mod yen;

pub use ink::primitives::AccountId;

/// The account of 32 zero bytes. Its key is usable by anybody (threats T19), so no contract accepts it anywhere.
pub const ZERO_ACCOUNT: [u8; 32] = [0; 32];

/// Largest number of payment events of a series (design §3: the marks of a holder are one `u128`).
pub const MAX_EVENTS: u8 = 128;

/// Largest number of accounts in one paged or batched call. Fifty rows of the widest type stay far below the 16 KiB
/// static buffer of ink! 4, and the dearest call, a page that pays and redeems, below a third of a block
/// (docs/architecture.md).
pub const MAX_PAGE: u32 = 50;

/// Derives what every type of the interface needs on both sides of a call.
macro_rules! abi {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, scale::Encode, scale::Decode)]
        #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
        $vis struct $name { $($body)* }
    };
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($body:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
        #[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
        $vis enum $name { $($body)* }
    };
}
pub(crate) use abi;
