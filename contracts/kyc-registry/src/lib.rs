//! The KYC registry: who may hold, for many series. It gives profiles, not verdicts (design §3); it calls nobody.
//!
//! A wallet's profile is one storage cell, so that a transfer costs one read per party.
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
    use crate::records::{self, TaxHistory};
    use bond_abi::{
        psp22::{AccessControl, AccessControlError},
        registry::{InvestorRecord, Payee, Profile, RegistryError, Status},
        roles::{self, AdminHandover, HandoverError},
        MAX_PAGE,
    };
    use bond_access::{is_zero, Roles};
    use ink::prelude::vec::Vec;
    use ink::storage::Mapping;

    /// A wallet was registered.
    #[ink(event)]
    pub struct InvestorRegistered {
        #[ink(topic)]
        wallet: AccountId,
        profile: Profile,
        exemption_basis: Option<[u8; 32]>,
        by: AccountId,
    }

    /// A wallet's record was replaced.
    #[ink(event)]
    pub struct InvestorUpdated {
        #[ink(topic)]
        wallet: AccountId,
        old: Profile,
        new: Profile,
        exemption_basis: Option<[u8; 32]>,
        by: AccountId,
    }

    /// A wallet's standing changed.
    #[ink(event)]
    pub struct StatusChanged {
        #[ink(topic)]
        wallet: AccountId,
        old: Status,
        new: Status,
        by: AccountId,
    }

    /// A role was granted.
    #[ink(event)]
    pub struct RoleGranted {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: Option<AccountId>,
    }

    /// A role was revoked or given up.
    #[ink(event)]
    pub struct RoleRevoked {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: AccountId,
    }

    /// The next admin was proposed.
    #[ink(event)]
    pub struct AdminProposed {
        old: Option<AccountId>,
        new: Option<AccountId>,
    }

    /// Storage; the root is empty.
    #[ink(storage)]
    pub struct KycRegistry {
        roles: Roles,
        profiles: Mapping<AccountId, Profile>,
        tax_histories: Mapping<AccountId, TaxHistory>,
    }

    impl KycRegistry {
        /// A registry without investors.
        ///
        /// # Errors
        /// `ZeroAccount` when a role would go to the zero account.
        /// # Events
        /// `RoleGranted` for the admin and the registrar.
        #[ink(constructor)]
        pub fn new(admin: AccountId, registrar: AccountId) -> Result<Self, RegistryError> {
            let mut instance =
                Self { roles: Default::default(), profiles: Default::default(), tax_histories: Default::default() };
            for (role, account) in [(roles::ADMIN, admin), (roles::REGISTRAR, registrar)] {
                if is_zero(&account) {
                    return Err(RegistryError::ZeroAccount);
                }
                instance.roles.set_up(role, account);
                Self::env().emit_event(RoleGranted { role, account, by: None });
            }
            Ok(instance)
        }

        fn require_registrar(&self) -> Result<AccountId, RegistryError> {
            let caller = self.env().caller();
            if !self.roles.has(roles::REGISTRAR, caller) {
                return Err(RegistryError::MissingRole);
            }
            Ok(caller)
        }

        fn add(&mut self, wallet: AccountId, record: &InvestorRecord, by: AccountId) -> Result<(), RegistryError> {
            if is_zero(&wallet) {
                return Err(RegistryError::ZeroAccount);
            }
            if self.profiles.contains(wallet) {
                return Err(RegistryError::AlreadyRegistered);
            }
            let profile = records::registered(record, self.env().block_timestamp())?;
            self.profiles.insert(wallet, &profile);
            self.env().emit_event(InvestorRegistered { wallet, profile, exemption_basis: record.exemption_basis, by });
            Ok(())
        }

        fn set_status(&mut self, wallet: AccountId, status: Status) -> Result<(), RegistryError> {
            let by = self.require_registrar()?;
            let old = self.profiles.get(wallet).ok_or(RegistryError::NotRegistered)?;
            let new = records::with_status(&old, status)?;
            self.profiles.insert(wallet, &new);
            self.env().emit_event(StatusChanged { wallet, old: old.status, new: status, by });
            Ok(())
        }
    }

    impl bond_abi::registry::KycRegistry for KycRegistry {
        #[ink(message)]
        fn profile(&self, wallet: AccountId) -> Option<Profile> {
            self.profiles.get(wallet)
        }

        #[ink(message)]
        fn profiles(&self, from: AccountId, to: AccountId) -> (Option<Profile>, Option<Profile>) {
            (self.profiles.get(from), self.profiles.get(to))
        }

        #[ink(message)]
        fn payees_at(&self, wallets: Vec<AccountId>, at_ms: u64) -> Result<Vec<Option<Payee>>, RegistryError> {
            if wallets.len() > MAX_PAGE as usize {
                return Err(RegistryError::BatchTooLarge { max: MAX_PAGE });
            }
            let payee = |wallet: &AccountId| {
                let history = || self.tax_histories.get(wallet).unwrap_or_default();
                self.profiles.get(wallet).map(|profile| records::payee_at(&profile, at_ms, history))
            };
            Ok(wallets.iter().map(payee).collect())
        }

        #[ink(message)]
        fn register(&mut self, wallet: AccountId, record: InvestorRecord) -> Result<(), RegistryError> {
            let by = self.require_registrar()?;
            self.add(wallet, &record, by)
        }

        #[ink(message)]
        fn register_batch(&mut self, rows: Vec<(AccountId, InvestorRecord)>) -> Result<(), RegistryError> {
            let by = self.require_registrar()?;
            if rows.len() > MAX_PAGE as usize {
                return Err(RegistryError::BatchTooLarge { max: MAX_PAGE });
            }
            for (index, (wallet, record)) in (0u32..).zip(rows.iter()) {
                self.add(*wallet, record, by).map_err(|error| RegistryError::Row { index, code: error.code() })?;
            }
            Ok(())
        }

        #[ink(message)]
        fn update(&mut self, wallet: AccountId, record: InvestorRecord) -> Result<(), RegistryError> {
            let by = self.require_registrar()?;
            let now_ms = self.env().block_timestamp();
            let old = self.profiles.get(wallet).ok_or(RegistryError::NotRegistered)?;
            let (new, tax_class_ended) = records::updated(&old, &record, now_ms)?;
            if tax_class_ended {
                let mut history = self.tax_histories.get(wallet).unwrap_or_default();
                records::end_tax_class(&mut history, old.tax_class, now_ms)?;
                self.tax_histories.insert(wallet, &history);
            }
            self.profiles.insert(wallet, &new);
            self.env().emit_event(InvestorUpdated { wallet, old, new, exemption_basis: record.exemption_basis, by });
            Ok(())
        }

        #[ink(message)]
        fn suspend(&mut self, wallet: AccountId) -> Result<(), RegistryError> {
            self.set_status(wallet, Status::Suspended)
        }

        #[ink(message)]
        fn reinstate(&mut self, wallet: AccountId) -> Result<(), RegistryError> {
            self.set_status(wallet, Status::Active)
        }

        #[ink(message)]
        fn revoke(&mut self, wallet: AccountId) -> Result<(), RegistryError> {
            self.set_status(wallet, Status::Revoked)
        }
    }

    impl AccessControl for KycRegistry {
        #[ink(message)]
        fn has_role(&self, role: u32, address: Option<AccountId>) -> bool {
            address.is_some_and(|account| self.roles.has(role, account))
        }

        #[ink(message)]
        fn get_role_admin(&self, role: u32) -> u32 {
            // Whatever the role, the admin manages it; his own he hands over.
            let _ = role;
            roles::ADMIN
        }

        #[ink(message)]
        fn grant_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.grant(by, role, account)?;
            self.env().emit_event(RoleGranted { role, account, by: Some(by) });
            Ok(())
        }

        #[ink(message)]
        fn revoke_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.revoke(by, role, account)?;
            self.env().emit_event(RoleRevoked { role, account, by });
            Ok(())
        }

        #[ink(message)]
        fn renounce_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.renounce(by, role, account)?;
            self.env().emit_event(RoleRevoked { role, account, by });
            Ok(())
        }
    }

    impl AdminHandover for KycRegistry {
        #[ink(message)]
        fn pending_admin(&self) -> Option<AccountId> {
            self.roles.handover()?.pending
        }

        #[ink(message)]
        fn propose_admin(&mut self, account: Option<AccountId>) -> Result<(), HandoverError> {
            let old = self.roles.propose(self.env().caller(), account)?;
            self.env().emit_event(AdminProposed { old: old.pending, new: account });
            Ok(())
        }

        #[ink(message)]
        fn accept_admin(&mut self) -> Result<(), HandoverError> {
            let account = self.env().caller();
            let old = self.roles.accept(account)?;
            self.env().emit_event(RoleRevoked { role: roles::ADMIN, account: old.admin, by: account });
            self.env().emit_event(RoleGranted { role: roles::ADMIN, account, by: None });
            Ok(())
        }
    }
}
