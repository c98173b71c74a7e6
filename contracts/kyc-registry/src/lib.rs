//! The KYC registry: who may hold, for many series. It gives profiles, not verdicts (design §3); it calls nobody.
//!
//! Every transfer of every series calls it and pays for each byte of its code: it holds one cell per wallet, answers, and
//! takes the word of one desk. Who edits investors, and by which rules, is that desk's matter (ADR 0019).
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]
// Tests may stop at the first surprise; contract code never may.
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::arithmetic_side_effects))]

mod records;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod kyc_registry {
    use crate::records::{tax, Cell, Taxations};
    use bond_abi::{
        registry::{
            packed::{PackedEntry, PackedPayee, PackedProfile},
            RegistryError, MAX_ENTRIES, MAX_REGISTRARS,
        },
        MAX_PAGE,
    };
    use bond_access::is_zero;
    use ink::prelude::vec::Vec;
    use ink::storage::Mapping;

    /// Storage. The root is read with every call anyway; the ends of accreditations in it spare a read per party.
    #[ink(storage)]
    pub struct KycRegistry {
        desk: AccountId,
        /// By registrar's number; `u64::MAX` for no end.
        attestation_ends: Vec<u64>,
        cells: Mapping<AccountId, Cell>,
        taxations: Mapping<AccountId, Taxations>,
    }

    impl KycRegistry {
        /// A registry without investors, written by `desk` alone and for ever.
        ///
        /// # Errors
        /// `ZeroAccount`.
        #[ink(constructor)]
        pub fn new(desk: AccountId) -> Result<Self, RegistryError> {
            if is_zero(&desk) {
                return Err(RegistryError::ZeroAccount);
            }
            Ok(Self { desk, attestation_ends: Vec::new(), cells: Default::default(), taxations: Default::default() })
        }

        fn profile(&self, wallet: &AccountId) -> Option<PackedProfile> {
            self.cells.get(wallet).map(|cell| cell.profile(&self.attestation_ends))
        }

        fn payee_at(&self, wallet: &AccountId, at_ms: u64) -> Option<PackedPayee> {
            self.cells.get(wallet)?.payee_at(at_ms, &self.taxations.get(wallet)?)
        }

        fn require_desk(&self) -> Result<(), RegistryError> {
            if self.env().caller() == self.desk {
                Ok(())
            } else {
                Err(RegistryError::NotTheDesk)
            }
        }

        fn put_one(&mut self, index: u32, wallet: &AccountId, entry: &PackedEntry) -> Result<(), RegistryError> {
            if is_zero(wallet) {
                return Err(RegistryError::ZeroAccount);
            }
            let mut taxations = self.taxations.get(wallet).unwrap_or_default();
            match tax(&mut taxations, entry.taxation, self.env().block_timestamp()) {
                Some(true) => {
                    self.taxations.insert(wallet, &taxations);
                }
                Some(false) => {}
                None => return Err(RegistryError::TaxHistoryFull { index }),
            }
            self.cells.insert(wallet, &Cell::from(entry));
            Ok(())
        }
    }

    impl bond_abi::registry::KycRegistry for KycRegistry {
        #[ink(message)]
        fn desk(&self) -> AccountId {
            self.desk
        }

        #[ink(message)]
        fn profiles(&self, from: AccountId, to: AccountId) -> (Option<PackedProfile>, Option<PackedProfile>) {
            (self.profile(&from), self.profile(&to))
        }

        #[ink(message)]
        fn profiles_of(&self, wallets: Vec<AccountId>) -> Result<Vec<Option<PackedProfile>>, RegistryError> {
            check_size(&wallets, MAX_PAGE)?;
            Ok(wallets.iter().map(|wallet| self.profile(wallet)).collect())
        }

        #[ink(message)]
        fn tax_profile_at(&self, wallet: AccountId, at_ms: u64) -> Option<PackedPayee> {
            self.payee_at(&wallet, at_ms)
        }

        #[ink(message)]
        fn payees_at(&self, wallets: Vec<AccountId>, at_ms: u64) -> Result<Vec<Option<PackedPayee>>, RegistryError> {
            check_size(&wallets, MAX_PAGE)?;
            Ok(wallets.iter().map(|wallet| self.payee_at(wallet, at_ms)).collect())
        }

        #[ink(message)]
        fn put(&mut self, rows: Vec<(AccountId, PackedEntry)>) -> Result<(), RegistryError> {
            self.require_desk()?;
            check_size(&rows, MAX_ENTRIES)?;
            let mut index = 0_u32;
            for (wallet, entry) in &rows {
                self.put_one(index, wallet, entry)?;
                index = index.wrapping_add(1);
            }
            Ok(())
        }

        #[ink(message)]
        fn set_attestation_end(&mut self, registrar: u16, until_ms: u64) -> Result<(), RegistryError> {
            self.require_desk()?;
            if registrar >= MAX_REGISTRARS {
                return Err(RegistryError::TooManyRegistrars { max: MAX_REGISTRARS });
            }
            let place = usize::from(registrar);
            while self.attestation_ends.len() <= place {
                // Whom the desk never named, nobody vouches for.
                self.attestation_ends.push(0);
            }
            if let Some(end) = self.attestation_ends.get_mut(place) {
                *end = until_ms;
            }
            Ok(())
        }
    }

    fn check_size<T>(rows: &[T], max: u32) -> Result<(), RegistryError> {
        if rows.len() > max as usize {
            return Err(RegistryError::BatchTooLarge { max });
        }
        Ok(())
    }
}
