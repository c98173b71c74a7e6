//! Test yen: a PSP22 with no decimals that pays coupons on local chains. Never deployed to a real network.
//!
//! The account that deploys it is the minter. Allowances and balances are OpenBrush's; its bare `+` is kept from
//! overflowing by a cap on the supply and by a checked `increase_allowance`.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[openbrush::implementation(PSP22)]
#[openbrush::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod yen_token {
    use bond_abi::yen::YenError;
    use ink::codegen::{EmitEvent, Env};
    use openbrush::contracts::traits::psp22::extensions::metadata::*;
    use openbrush::traits::{Storage, String};

    /// Whole yen that can exist: far above Japan's money stock, far below what two of them could overflow.
    const MAX_SUPPLY_YEN: Balance = u64::MAX as Balance;

    /// PSP22: yen moved, or came into being (`from` empty).
    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        from: Option<AccountId>,
        #[ink(topic)]
        to: Option<AccountId>,
        value: Balance,
    }

    /// PSP22: an allowance was set.
    #[ink(event)]
    pub struct Approval {
        #[ink(topic)]
        owner: AccountId,
        #[ink(topic)]
        spender: AccountId,
        amount: Balance,
    }

    /// Storage.
    #[ink(storage)]
    #[derive(Storage)]
    pub struct YenToken {
        #[storage_field]
        psp22: psp22::Data,
        minter: AccountId,
    }

    impl YenToken {
        /// The caller becomes the minter.
        // A default would hide that the caller decides who mints.
        #[allow(clippy::new_without_default)]
        #[ink(constructor)]
        pub fn new() -> Self {
            Self { psp22: Default::default(), minter: Self::env().caller() }
        }
    }

    impl bond_abi::yen::YenToken for YenToken {
        #[ink(message)]
        fn mint(&mut self, to: AccountId, amount_yen: Balance) -> Result<(), YenError> {
            if self.env().caller() != self.minter {
                return Err(YenError::NotMinter);
            }
            if to == AccountId::from(bond_abi::ZERO_ACCOUNT) {
                return Err(YenError::ZeroAccount);
            }
            let supply_yen = psp22::Internal::_total_supply(self);
            if supply_yen.checked_add(amount_yen).is_none_or(|sum| sum > MAX_SUPPLY_YEN) {
                return Err(YenError::Overflow);
            }
            psp22::Internal::_mint_to(self, to, amount_yen).map_err(|_| YenError::Overflow)
        }
    }

    impl PSP22Metadata for YenToken {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            Some(String::from("Test Yen"))
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            Some(String::from("tJPY"))
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            0
        }
    }

    #[overrider(psp22::Internal)]
    fn _emit_transfer_event(&self, from: Option<AccountId>, to: Option<AccountId>, amount: Balance) {
        self.env().emit_event(Transfer { from, to, value: amount });
    }

    #[overrider(psp22::Internal)]
    fn _emit_approval_event(&self, owner: AccountId, spender: AccountId, amount: Balance) {
        self.env().emit_event(Approval { owner, spender, amount });
    }

    #[overrider(PSP22)]
    fn increase_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
        let owner = self.env().caller();
        let amount = psp22::Internal::_allowance(self, &owner, &spender)
            .checked_add(delta_value)
            .ok_or_else(|| PSP22Error::Custom(String::from("403 Overflow")))?;
        psp22::Internal::_approve_from_to(self, owner, spender, amount)
    }
}
