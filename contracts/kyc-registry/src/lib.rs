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
mod root;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod kyc_registry {
    use crate::records::{push_payee, push_profile, tax, CELL_LEN};
    use crate::root::Root;
    use bond_abi::{
        registry::{
            packed::{messages, ENTRY_LEN},
            Entry, Payee, Profile, RegistryError, MAX_ENTRIES, MAX_REGISTRARS,
        },
        wire::{self, at, push_count, Raw, Rows},
        MAX_PAGE, ZERO_ACCOUNT,
    };
    use bond_access::raw::{self, end, End};
    use ink::prelude::vec::Vec;
    use ink::storage::traits::StorageKey;

    /// Storage. The root is read with every call anyway; the ends of accreditations in it spare a read per party. Cells
    /// and taxations lie under the account with [`CELL`] or [`TAXATIONS`] before it.
    #[ink(storage)]
    pub struct KycRegistry {
        root: Root,
    }

    const CELL: u8 = 0;
    const TAXATIONS: u8 = 1;

    impl KycRegistry {
        /// A registry without investors, written by `desk` alone and for ever.
        ///
        /// # Errors
        /// `ZeroAccount`.
        #[ink(constructor)]
        pub fn new(desk: AccountId) -> Result<Self, RegistryError> {
            let desk: &[u8; 32] = desk.as_ref();
            if *desk == ZERO_ACCOUNT {
                return result::<()>(Err(RegistryError::ZeroAccount)).and(Err(RegistryError::ZeroAccount));
            }
            let instance = Self { root: Root::new(*desk) };
            instance.save();
            result::<()>(Ok(Vec::new())).map(|_| instance)
        }

        fn require_desk(&self) -> Result<(), RegistryError> {
            if self.env().caller() == AccountId::from(*self.root.desk()) {
                Ok(())
            } else {
                Err(RegistryError::NotTheDesk)
            }
        }

        fn push_profile(&self, answer: &mut Vec<u8>, wallet: &[u8; 32]) {
            push_profile(answer, &get(CELL, wallet), self.root.attestation_ends());
        }

        fn put_all(&self, rows: &Rows<(AccountId, Entry), { 32 + ENTRY_LEN }>) -> Result<(), RegistryError> {
            self.require_desk()?;
            check_size(rows.count(), MAX_ENTRIES)?;
            let now_ms = self.env().block_timestamp();
            for (index, row) in (0_u32..).zip(rows.0.chunks_exact(32 + ENTRY_LEN)) {
                let (wallet, entry) = row.split_at(32);
                let wallet: &[u8; 32] = at(wallet, 0);
                if *wallet == ZERO_ACCOUNT {
                    return Err(RegistryError::ZeroAccount);
                }
                let (cell, taxation) = entry.split_at(CELL_LEN);
                let mut taxations = get(TAXATIONS, wallet);
                if tax(&mut taxations, taxation, now_ms).ok_or(RegistryError::TaxHistoryFull { index })? {
                    set(TAXATIONS, wallet, &taxations);
                }
                set(CELL, wallet, cell);
            }
            Ok(())
        }

        fn attest(&mut self, registrar: u16, until_ms: u64) -> Result<(), RegistryError> {
            self.require_desk()?;
            if registrar >= MAX_REGISTRARS {
                return Err(RegistryError::TooManyRegistrars { max: MAX_REGISTRARS });
            }
            self.root.set_attestation_end(registrar, until_ms);
            self.save();
            Ok(())
        }

        /// Writes the root, which no message does by itself, see [`end`].
        fn save(&self) {
            ink::env::set_contract_storage(&<Self as StorageKey>::KEY, self);
        }
    }

    impl messages::KycRegistry for KycRegistry {
        #[ink(message)]
        fn desk(&self) -> Raw<AccountId> {
            plain(self.root.desk().to_vec())
        }

        #[ink(message)]
        fn profiles(&self, from: wire::AccountId, to: wire::AccountId) -> Raw<(Option<Profile>, Option<Profile>)> {
            let mut answer = Vec::new();
            self.push_profile(&mut answer, &from.0);
            self.push_profile(&mut answer, &to.0);
            plain(answer)
        }

        #[ink(message)]
        fn profiles_of(&self, wallets: Rows<AccountId, 32>) -> Result<Raw<Vec<Option<Profile>>>, RegistryError> {
            page(&wallets, |answer, wallet| self.push_profile(answer, wallet))
        }

        #[ink(message)]
        fn tax_profile_at(&self, wallet: wire::AccountId, at_ms: u64) -> Raw<Option<Payee>> {
            let mut answer = Vec::new();
            push_payee_of(&mut answer, &wallet.0, at_ms);
            plain(answer)
        }

        #[ink(message)]
        fn payees_at(
            &self,
            wallets: Rows<AccountId, 32>,
            at_ms: u64,
        ) -> Result<Raw<Vec<Option<Payee>>>, RegistryError> {
            page(&wallets, |answer, wallet| push_payee_of(answer, wallet, at_ms))
        }

        #[ink(message)]
        fn put(&mut self, rows: Rows<(AccountId, Entry), { 32 + ENTRY_LEN }>) -> Result<(), RegistryError> {
            result::<()>(self.put_all(&rows).map(|()| Vec::new())).map(|_| ())
        }

        #[ink(message)]
        fn set_attestation_end(&mut self, registrar: u16, until_ms: u64) -> Result<(), RegistryError> {
            result::<()>(self.attest(registrar, until_ms).map(|()| Vec::new())).map(|_| ())
        }
    }

    // Helpers

    #[inline(never)]
    fn get(kind: u8, wallet: &[u8; 32]) -> Vec<u8> {
        raw::get(&(kind, wallet))
    }

    #[inline(never)]
    fn set(kind: u8, wallet: &[u8; 32], bytes: &[u8]) {
        raw::set(&(kind, wallet), bytes);
    }

    #[inline(never)]
    fn push_payee_of(answer: &mut Vec<u8>, wallet: &[u8; 32], at_ms: u64) {
        push_payee(answer, &get(CELL, wallet), &get(TAXATIONS, wallet), at_ms);
    }

    fn check_size(rows: usize, max: u32) -> Result<(), RegistryError> {
        if rows > max as usize {
            return Err(RegistryError::BatchTooLarge { max });
        }
        Ok(())
    }

    /// Answers about each of the wallets in their order.
    fn page<T>(
        wallets: &Rows<AccountId, 32>,
        mut push: impl FnMut(&mut Vec<u8>, &[u8; 32]),
    ) -> Result<Raw<T>, RegistryError> {
        let mut answer = Vec::new();
        if let Err(error) = check_size(wallets.count(), MAX_PAGE) {
            return result(Err(error));
        }
        push_count(&mut answer, wallets.count());
        for wallet in wallets.0.chunks_exact(32) {
            push(&mut answer, at(wallet, 0));
        }
        result(Ok(answer))
    }

    /// A [`RegistryError`] on the wire, as scale would write it, in less code.
    pub(crate) fn pack(error: &RegistryError) -> Vec<u8> {
        let mut bytes = Vec::new();
        match *error {
            RegistryError::NotTheDesk => bytes.push(0),
            RegistryError::ZeroAccount => bytes.push(1),
            RegistryError::BatchTooLarge { max } => {
                bytes.push(2);
                bytes.extend_from_slice(&max.to_le_bytes());
            }
            RegistryError::TaxHistoryFull { index } => {
                bytes.push(3);
                bytes.extend_from_slice(&index.to_le_bytes());
            }
            RegistryError::TooManyRegistrars { max } => {
                bytes.push(4);
                bytes.extend_from_slice(&max.to_le_bytes());
            }
        }
        bytes
    }

    fn plain<T>(answer: Vec<u8>) -> Raw<T> {
        end(End::Plain, &answer);
        Raw::from(answer)
    }

    fn result<T>(result: Result<Vec<u8>, RegistryError>) -> Result<Raw<T>, RegistryError> {
        match &result {
            Ok(answer) => end(End::Ok, answer),
            Err(error) => end(End::Err, &pack(error)),
        }
        result.map(Raw::from)
    }
}

#[cfg(test)]
mod tests {
    use super::kyc_registry::pack;
    use bond_abi::registry::RegistryError;
    use scale::Encode;

    #[test]
    fn errors_are_written_as_scale_writes_them() {
        for error in [
            RegistryError::NotTheDesk,
            RegistryError::ZeroAccount,
            RegistryError::BatchTooLarge { max: 0x0102_0304 },
            RegistryError::TaxHistoryFull { index: 0x0102_0304 },
            RegistryError::TooManyRegistrars { max: 0x0102 },
        ] {
            assert_eq!(pack(&error), error.encode());
        }
    }
}
