//! The yardstick: OpenBrush's own PSP22 and PSP22Metadata with its logic and macros, and the Transfer event that it leaves
//! empty. What a bond transfer costs is told in multiples of a transfer of this one. Never deployed but in tests.
//!
//! OpenBrush's macros write their code in a random order (ADR 0014), so its code hash differs from build to build; its
//! size and its costs do not by more than a few bytes.
#![cfg_attr(not(feature = "std"), no_std, no_main)]

#[openbrush::implementation(PSP22, PSP22Metadata)]
#[openbrush::contract]
// OpenBrush and ink! generate casts and a clone of what is already a reference; there is no code of our own for them.
#[allow(clippy::cast_possible_truncation, clippy::clone_on_copy)]
pub mod plain_psp22 {
    use ink::codegen::{EmitEvent, Env};
    use openbrush::traits::Storage;

    /// PSP22: tokens moved or were minted (`from` empty).
    #[ink(event)]
    pub struct Transfer {
        #[ink(topic)]
        from: Option<AccountId>,
        #[ink(topic)]
        to: Option<AccountId>,
        value: Balance,
    }

    /// Storage.
    #[ink(storage)]
    #[derive(Default, Storage)]
    pub struct PlainPsp22 {
        #[storage_field]
        psp22: psp22::Data,
        #[storage_field]
        metadata: metadata::Data,
    }

    #[overrider(psp22::Internal)]
    fn _emit_transfer_event(&self, from: Option<AccountId>, to: Option<AccountId>, amount: Balance) {
        self.env().emit_event(Transfer { from, to, value: amount });
    }

    impl PlainPsp22 {
        /// All tokens for the deployer.
        ///
        /// # Errors
        /// OpenBrush's own, when the deployer is the zero account.
        #[ink(constructor)]
        pub fn new(total_supply: Balance) -> Result<Self, PSP22Error> {
            let mut instance = Self::default();
            instance.metadata.name.set(&Some("Plain".into()));
            instance.metadata.symbol.set(&Some("PLAIN".into()));
            psp22::Internal::_mint_to(&mut instance, Self::env().caller(), total_supply)?;
            Ok(instance)
        }
    }
}
