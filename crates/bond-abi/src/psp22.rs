//! PSP22, PSP22Metadata, AccessControl and Pausable: OpenBrush's ink! traits and error types, and their selectors, which
//! wallets and explorers know.

pub use openbrush::contracts::traits::access_control::accesscontrol_external::AccessControl;
pub use openbrush::contracts::traits::errors::{AccessControlError, PSP22Error};
pub use openbrush::contracts::traits::pausable::pausable_external::Pausable;
pub use openbrush::contracts::traits::psp22::extensions::metadata::psp22metadata_external::PSP22Metadata;
pub use openbrush::contracts::traits::psp22::psp22_external::PSP22;

/// `PSP22::total_supply() -> Balance`
pub const TOTAL_SUPPLY: [u8; 4] = ink::selector_bytes!("PSP22::total_supply");
/// `PSP22::balance_of(owner) -> Balance`
pub const BALANCE_OF: [u8; 4] = ink::selector_bytes!("PSP22::balance_of");
/// `PSP22::allowance(owner, spender) -> Balance`
pub const ALLOWANCE: [u8; 4] = ink::selector_bytes!("PSP22::allowance");
/// `PSP22::transfer(to, value, data) -> Result<(), PSP22Error>`
pub const TRANSFER: [u8; 4] = ink::selector_bytes!("PSP22::transfer");
/// `PSP22::transfer_from(from, to, value, data) -> Result<(), PSP22Error>`
pub const TRANSFER_FROM: [u8; 4] = ink::selector_bytes!("PSP22::transfer_from");
/// `PSP22::approve(spender, value) -> Result<(), PSP22Error>`
pub const APPROVE: [u8; 4] = ink::selector_bytes!("PSP22::approve");
/// `PSP22::increase_allowance(spender, delta_value) -> Result<(), PSP22Error>`
pub const INCREASE_ALLOWANCE: [u8; 4] = ink::selector_bytes!("PSP22::increase_allowance");
/// `PSP22::decrease_allowance(spender, delta_value) -> Result<(), PSP22Error>`
pub const DECREASE_ALLOWANCE: [u8; 4] = ink::selector_bytes!("PSP22::decrease_allowance");

/// `PSP22Metadata::token_name() -> Option<String>`
pub const TOKEN_NAME: [u8; 4] = ink::selector_bytes!("PSP22Metadata::token_name");
/// `PSP22Metadata::token_symbol() -> Option<String>`
pub const TOKEN_SYMBOL: [u8; 4] = ink::selector_bytes!("PSP22Metadata::token_symbol");
/// `PSP22Metadata::token_decimals() -> u8`
pub const TOKEN_DECIMALS: [u8; 4] = ink::selector_bytes!("PSP22Metadata::token_decimals");

/// `AccessControl::has_role(role, account) -> bool`
pub const HAS_ROLE: [u8; 4] = ink::selector_bytes!("AccessControl::has_role");
/// `AccessControl::grant_role(role, account) -> Result<(), AccessControlError>`
pub const GRANT_ROLE: [u8; 4] = ink::selector_bytes!("AccessControl::grant_role");
/// `AccessControl::revoke_role(role, account) -> Result<(), AccessControlError>`
pub const REVOKE_ROLE: [u8; 4] = ink::selector_bytes!("AccessControl::revoke_role");
/// `AccessControl::renounce_role(role, account) -> Result<(), AccessControlError>`
pub const RENOUNCE_ROLE: [u8; 4] = ink::selector_bytes!("AccessControl::renounce_role");

/// `Pausable::paused() -> bool`
pub const PAUSED: [u8; 4] = ink::selector_bytes!("Pausable::paused");
