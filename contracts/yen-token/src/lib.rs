//! Test yen: a PSP22 with no decimals that pays coupons on local chains. Never deployed to a real network.
//!
//! The account that deploys it is the minter.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod yen_token {
    use bond_abi::psp22::{PSP22Error, PSP22Metadata, PSP22};
    use bond_abi::yen::YenError;
    use ink::prelude::{string::String, vec::Vec};
    use ink::storage::{Lazy, Mapping};

    /// Whole yen that can exist: far above Japan's money stock, and two balances never overflow.
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
    pub struct YenToken {
        minter: AccountId,
        supply_yen: Lazy<Balance>,
        balances_yen: Mapping<AccountId, Balance>,
        allowances_yen: Mapping<(AccountId, AccountId), Balance>,
    }

    impl YenToken {
        /// The caller becomes the minter.
        // A default would hide that the caller decides who mints.
        #[allow(clippy::new_without_default)]
        #[ink(constructor)]
        pub fn new() -> Self {
            Self {
                minter: Self::env().caller(),
                supply_yen: Lazy::new(),
                balances_yen: Mapping::new(),
                allowances_yen: Mapping::new(),
            }
        }

        fn credit(&mut self, account: AccountId, amount_yen: Balance) -> Result<(), PSP22Error> {
            let balance_yen = self.balance_of(account).checked_add(amount_yen).ok_or_else(overflow)?;
            self.balances_yen.insert(account, &balance_yen);
            Ok(())
        }

        fn move_yen(&mut self, from: AccountId, to: AccountId, value: Balance) -> Result<(), PSP22Error> {
            require_somebody(&to)?;
            let left_yen = self.balance_of(from).checked_sub(value).ok_or(PSP22Error::InsufficientBalance)?;
            if from != to && value > 0 {
                self.balances_yen.insert(from, &left_yen);
                self.credit(to, value)?;
            }
            self.env().emit_event(Transfer { from: Some(from), to: Some(to), value });
            Ok(())
        }

        fn set_allowance(&mut self, owner: AccountId, spender: AccountId, amount: Balance) -> Result<(), PSP22Error> {
            require_somebody(&spender)?;
            self.allowances_yen.insert((owner, spender), &amount);
            self.env().emit_event(Approval { owner, spender, amount });
            Ok(())
        }
    }

    impl bond_abi::yen::YenToken for YenToken {
        #[ink(message)]
        fn mint(&mut self, to: AccountId, amount_yen: Balance) -> Result<(), YenError> {
            if self.env().caller() != self.minter {
                return Err(YenError::NotMinter);
            }
            if is_zero(&to) {
                return Err(YenError::ZeroAccount);
            }
            let supply_yen = self.total_supply().checked_add(amount_yen).filter(|sum| *sum <= MAX_SUPPLY_YEN);
            self.supply_yen.set(&supply_yen.ok_or(YenError::Overflow)?);
            self.credit(to, amount_yen).map_err(|_| YenError::Overflow)?;
            self.env().emit_event(Transfer { from: None, to: Some(to), value: amount_yen });
            Ok(())
        }
    }

    impl PSP22 for YenToken {
        #[ink(message)]
        fn total_supply(&self) -> Balance {
            self.supply_yen.get_or_default()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> Balance {
            self.balances_yen.get(owner).unwrap_or(0)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> Balance {
            self.allowances_yen.get((owner, spender)).unwrap_or(0)
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, value: Balance, data: Vec<u8>) -> Result<(), PSP22Error> {
            // PSP22 carries it for receivers that are contracts; here it means nothing.
            let _ = data;
            self.move_yen(self.env().caller(), to, value)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: Balance,
            data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let _ = data;
            let spender = self.env().caller();
            let left = self.allowance(from, spender).checked_sub(value).ok_or(PSP22Error::InsufficientAllowance)?;
            self.set_allowance(from, spender, left)?;
            self.move_yen(from, to, value)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: Balance) -> Result<(), PSP22Error> {
            self.set_allowance(self.env().caller(), spender, value)
        }

        #[ink(message)]
        fn increase_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let amount = self.allowance(owner, spender).checked_add(delta_value).ok_or_else(overflow)?;
            self.set_allowance(owner, spender, amount)
        }

        #[ink(message)]
        fn decrease_allowance(&mut self, spender: AccountId, delta_value: Balance) -> Result<(), PSP22Error> {
            let owner = self.env().caller();
            let left = self.allowance(owner, spender).checked_sub(delta_value);
            self.set_allowance(owner, spender, left.ok_or(PSP22Error::InsufficientAllowance)?)
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

    fn is_zero(account: &AccountId) -> bool {
        *account == AccountId::from(bond_abi::ZERO_ACCOUNT)
    }

    fn require_somebody(account: &AccountId) -> Result<(), PSP22Error> {
        match is_zero(account) {
            true => Err(PSP22Error::ZeroRecipientAddress),
            false => Ok(()),
        }
    }

    /// The code of [`YenError::Overflow`] as PSP22 carries it.
    fn overflow() -> PSP22Error {
        PSP22Error::Custom(String::from("403 Overflow"))
    }
}
