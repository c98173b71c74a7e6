//! The KYC desk (窓口): registrars edit investors and their wallets here, under the rules of `book`, `records`, `wallets`
//! and `registrars`; the desk writes the result into its registry, which contracts read (ADR 0019). It keeps no personal
//! data: codes, dates and salted hashes only.
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
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::panic, clippy::indexing_slicing))]

mod book;
mod records;
mod registrars;
#[cfg(test)]
mod samples;
mod wallets;

#[ink::contract]
// ink! generates casts of discriminants and a panic for constructors that fail; our own code has neither.
#[allow(clippy::cast_possible_truncation, clippy::panic)]
pub mod kyc_desk {
    use crate::book::Book;
    use crate::records;
    use crate::registrars::{Ordered, Registrars};
    use bond_abi::{
        desk::{
            DeskError, DeskStatus, Explanation, Investor, InvestorPage, InvestorRecord, Mode, NewInvestor, Refused,
            Registrar, RegistrarChange, Renewal, MAX_IDS, MAX_ROWS,
        },
        psp22::{AccessControl, AccessControlError},
        registry::{packed::PackedEntry, KycRegistry, RegistryError, Status, MAX_ENTRIES},
        roles::{self, AdminHandover, DelayedDuties, HandoverError},
    };
    use bond_access::{is_zero, Roles, SetUpError};
    use ink::codegen::TraitCallBuilder;
    use ink::prelude::vec::Vec;

    type RegistryRef = ink::contract_ref!(KycRegistry, ink::env::DefaultEnvironment);

    /// An investor was registered.
    #[ink(event)]
    pub struct InvestorRegistered {
        #[ink(topic)]
        investor_id: u64,
        record: InvestorRecord,
        by: AccountId,
    }

    /// An investor's record was replaced or renewed, and attested.
    #[ink(event)]
    pub struct InvestorUpdated {
        #[ink(topic)]
        investor_id: u64,
        old: InvestorRecord,
        new: InvestorRecord,
        by: AccountId,
    }

    /// An investor's standing changed.
    #[ink(event)]
    pub struct StatusChanged {
        #[ink(topic)]
        investor_id: u64,
        old: Status,
        new: Status,
        by: AccountId,
    }

    /// Another registrar edits an investor.
    #[ink(event)]
    pub struct InvestorReassigned {
        #[ink(topic)]
        investor_id: u64,
        old: u16,
        new: u16,
        by: AccountId,
    }

    /// A wallet asked to be linked, or withdrew its request.
    #[ink(event)]
    pub struct LinkRequested {
        #[ink(topic)]
        wallet: AccountId,
        old: Option<u64>,
        new: Option<u64>,
    }

    /// A wallet was linked.
    #[ink(event)]
    pub struct WalletLinked {
        #[ink(topic)]
        wallet: AccountId,
        investor_id: u64,
        by: AccountId,
    }

    /// A wallet was unlinked.
    #[ink(event)]
    pub struct WalletUnlinked {
        #[ink(topic)]
        wallet: AccountId,
        investor_id: u64,
        dead: bool,
        by: AccountId,
    }

    /// A registrar was accredited, or the end of an accreditation moved; ends are `u64::MAX` for none.
    #[ink(event)]
    pub struct AccreditationSet {
        #[ink(topic)]
        registrar: AccountId,
        number: u16,
        old_until_ms: Option<u64>,
        new_until_ms: u64,
        by: AccountId,
    }

    /// A registrar signs with another account.
    #[ink(event)]
    pub struct RegistrarRekeyed {
        number: u16,
        #[ink(topic)]
        old: AccountId,
        #[ink(topic)]
        new: AccountId,
        by: AccountId,
    }

    /// Edits were stopped.
    #[ink(event)]
    pub struct Paused {
        by: AccountId,
    }

    /// Edits were resumed.
    #[ink(event)]
    pub struct Unpaused {
        by: AccountId,
    }

    /// The registry was named.
    #[ink(event)]
    pub struct Wired {
        registry: AccountId,
        by: AccountId,
    }

    /// A role was granted; it counts from `from_ms` on.
    #[ink(event)]
    pub struct RoleGranted {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: Option<AccountId>,
        from_ms: u64,
    }

    /// A role was revoked or given up.
    #[ink(event)]
    pub struct RoleRevoked {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: AccountId,
    }

    /// The next admin was proposed, who can accept from `from_ms` on.
    #[ink(event)]
    pub struct AdminProposed {
        old: Option<AccountId>,
        new: Option<AccountId>,
        from_ms: u64,
    }

    /// A grant or a proposal was taken back before it counted.
    #[ink(event)]
    pub struct RoleCancelled {
        role: u32,
        #[ink(topic)]
        account: AccountId,
        by: AccountId,
    }

    /// A change of a registrar waits until `from_ms`.
    #[ink(event)]
    pub struct ChangePending {
        #[ink(topic)]
        registrar: AccountId,
        number: u16,
        change: RegistrarChange,
        from_ms: u64,
        by: AccountId,
    }

    /// A change that waited was taken back.
    #[ink(event)]
    pub struct ChangeCancelled {
        #[ink(topic)]
        registrar: AccountId,
        number: u16,
        change: RegistrarChange,
        by: AccountId,
    }

    /// A wallet is not dead after all.
    #[ink(event)]
    pub struct WalletRevived {
        #[ink(topic)]
        wallet: AccountId,
        investor_id: u64,
        by: AccountId,
    }

    /// Storage.
    #[ink(storage)]
    pub struct KycDesk {
        registry: Option<AccountId>,
        paused: bool,
        roles: Roles,
        registrars: Registrars,
        book: Book,
    }

    /// What a call tells the registry in the end.
    type Entries = Vec<(AccountId, PackedEntry)>;

    impl KycDesk {
        /// A desk without registry, registrars and investors.
        ///
        /// # Errors
        /// `ZeroAccount` when a role would go to the zero account, `ConflictingDuties`, `DelayTooLong`.
        /// # Events
        /// `RoleGranted` for the admin and the pauser.
        #[ink(constructor)]
        pub fn new(admin: AccountId, pauser: AccountId, delay_ms: u64) -> Result<Self, DeskError> {
            let mut instance = Self {
                registry: None,
                paused: false,
                roles: Default::default(),
                registrars: Default::default(),
                book: Default::default(),
            };
            instance.roles.set_up(admin, &[(roles::PAUSER, pauser)], delay_ms).map_err(|error| match error {
                SetUpError::ZeroAccount => DeskError::ZeroAccount,
                SetUpError::Conflict => DeskError::ConflictingDuties,
                SetUpError::Delay => DeskError::DelayTooLong,
            })?;
            let from_ms = Self::env().block_timestamp();
            for (role, account) in [(roles::ADMIN, admin), (roles::PAUSER, pauser)] {
                Self::env().emit_event(RoleGranted { role, account, by: None, from_ms });
            }
            Ok(instance)
        }

        // Who may

        fn require_role(&self, role: u32) -> Result<AccountId, DeskError> {
            let caller = self.env().caller();
            if self.roles.has(role, caller, self.env().block_timestamp()) {
                Ok(caller)
            } else {
                Err(DeskError::MissingRole)
            }
        }

        /// The caller and his number as a registrar. A change of his whose delay has passed is carried out, so that the
        /// registry takes his word.
        fn require_registrar(&mut self) -> Result<(AccountId, u16), DeskError> {
            let (caller, now_ms) = (self.env().caller(), self.env().block_timestamp());
            let number = self.registrars.acting(&caller, now_ms)?;
            if let Ok(ordered) = self.registrars.settle(&caller, now_ms) {
                self.tell(caller, ordered, caller)?;
            }
            Ok((caller, number))
        }

        /// Refuses a registrar who has, or will have, a duty that watches over registrars.
        fn require_no_conflict(&self, registrar: AccountId) -> Result<(), DeskError> {
            let is_admin = self.roles.from_ms(roles::ADMIN, registrar).is_some();
            if self.roles.delay_ms() > 0 && (is_admin || self.roles.conflicts(roles::REGISTRAR, registrar)) {
                return Err(DeskError::ConflictingDuties);
            }
            Ok(())
        }

        /// Whether an account is a registrar now, or will be.
        fn edits_as_registrar(&self, account: AccountId) -> bool {
            self.registrars.acts_ever(&account, self.env().block_timestamp())
        }

        /// From when on counts what the admin orders now.
        fn counts_from_ms(&self) -> u64 {
            self.env().block_timestamp().saturating_add(self.roles.delay_ms())
        }

        /// Says what became of an order about a registrar, to the registry too.
        fn tell(&self, registrar: AccountId, ordered: Ordered, by: AccountId) -> Result<(), DeskError> {
            match ordered {
                Ordered::Until { number, old_until_ms, new_until_ms } => {
                    self.env().emit_event(AccreditationSet { registrar, number, old_until_ms, new_until_ms, by });
                    match self.require_wired()?.call_mut().set_attestation_end(number, new_until_ms).try_invoke() {
                        Ok(Ok(Ok(()))) => Ok(()),
                        _ => Err(DeskError::RegistryUnavailable),
                    }
                }
                Ordered::Key { number, old, new } => {
                    self.env().emit_event(RegistrarRekeyed { number, old, new, by });
                    Ok(())
                }
                Ordered::Waits { number, pending } => {
                    let (change, from_ms) = (pending.change, pending.from_ms);
                    self.env().emit_event(ChangePending { registrar, number, change, from_ms, by });
                    Ok(())
                }
            }
        }

        fn require_open(&self) -> Result<(), DeskError> {
            if self.paused {
                return Err(DeskError::Paused);
            }
            self.require_wired().map(|_| ())
        }

        fn require_wired(&self) -> Result<RegistryRef, DeskError> {
            self.registry.map(RegistryRef::from).ok_or(DeskError::NotWired)
        }

        // Towards the registry

        fn put(&self, entries: Entries) -> Result<(), DeskError> {
            if entries.is_empty() {
                return Ok(());
            }
            match self.require_wired()?.call_mut().put(entries).try_invoke() {
                Ok(Ok(Ok(()))) => Ok(()),
                Ok(Ok(Err(RegistryError::TaxHistoryFull { .. }))) => Err(DeskError::TaxHistoryFull),
                _ => Err(DeskError::RegistryUnavailable),
            }
        }

        /// Runs the rows of a batch, and tells the registry what came of them.
        fn batch<Row>(
            &mut self,
            rows: Vec<Row>,
            max: u32,
            mode: Mode,
            mut run: impl FnMut(&mut Self, Row, &mut Entries) -> Result<(), DeskError>,
        ) -> Result<Vec<Refused>, DeskError> {
            if rows.len() > max as usize {
                return Err(DeskError::BatchTooLarge { max });
            }
            let (mut entries, mut refused) = (Vec::new(), Vec::new());
            for (index, row) in (0u32..).zip(rows) {
                match (run(self, row, &mut entries), mode) {
                    (Ok(()), _) => {}
                    (Err(error), Mode::EachRow) => refused.push(Refused { index, code: error.code() }),
                    (Err(error), Mode::AllOrNothing) => return Err(DeskError::Row { index, code: error.code() }),
                }
                if entries.len() > MAX_ENTRIES as usize {
                    return Err(DeskError::BatchTooLarge { max: MAX_ENTRIES });
                }
            }
            self.put(entries)?;
            Ok(refused)
        }

        fn told_update(&self, investor_id: u64, old: InvestorRecord, investor: &Investor, by: AccountId) -> Entries {
            self.env().emit_event(InvestorUpdated { investor_id, old, new: investor.record, by });
            records::entries(investor_id, investor)
        }
    }

    impl bond_abi::desk::KycDesk for KycDesk {
        #[ink(message)]
        fn status(&self) -> DeskStatus {
            let (investors, wallets) = self.book.counts();
            DeskStatus {
                registry: self.registry,
                paused: self.paused,
                investors,
                wallets,
                registrars: self.registrars.count(),
            }
        }

        #[ink(message)]
        fn investor(&self, investor_id: u64) -> Option<Investor> {
            self.book.investor(investor_id).ok()
        }

        #[ink(message)]
        fn investors(&self, from: u32, count: u32) -> InvestorPage {
            self.book.investors(from, count)
        }

        #[ink(message)]
        fn wallets(&self, from: u32, count: u32) -> Vec<(AccountId, u64)> {
            self.book.wallets(from, count)
        }

        #[ink(message)]
        fn registrars(&self, from: u16) -> Vec<Registrar> {
            self.registrars.page(from)
        }

        #[ink(message)]
        fn explain(&self, wallet: AccountId) -> Explanation {
            self.book.explain(&wallet, self.env().block_timestamp(), |number| self.registrars.until_ms(number))
        }

        #[ink(message)]
        fn register(&mut self, rows: Vec<NewInvestor>, mode: Mode) -> Result<Vec<Refused>, DeskError> {
            self.require_open()?;
            let (by, number) = self.require_registrar()?;
            let (before, _) = self.book.counts();
            let refused =
                self.batch(rows, MAX_ROWS, mode, |desk, NewInvestor { investor_id, record, wallets }, entries| {
                    let investor = desk.book.add(investor_id, record, &wallets, number)?;
                    desk.env().emit_event(InvestorRegistered { investor_id, record, by });
                    for wallet in wallets {
                        desk.env().emit_event(WalletLinked { wallet, investor_id, by });
                    }
                    entries.extend(records::entries(investor_id, &investor));
                    Ok(())
                })?;
            let (after, _) = self.book.counts();
            self.registrars.gain(number, after.saturating_sub(before));
            Ok(refused)
        }

        #[ink(message)]
        fn update(&mut self, investor_id: u64, record: InvestorRecord) -> Result<(), DeskError> {
            self.require_open()?;
            let (by, number) = self.require_registrar()?;
            let (old, investor) = self.book.update(investor_id, record, number)?;
            let entries = self.told_update(investor_id, old, &investor, by);
            self.put(entries)
        }

        #[ink(message)]
        fn renew(&mut self, rows: Vec<Renewal>, mode: Mode) -> Result<Vec<Refused>, DeskError> {
            self.require_open()?;
            let (by, number) = self.require_registrar()?;
            self.batch(rows, MAX_IDS, mode, |desk, renewal, entries| {
                let (old, investor) = desk.book.renew(&renewal, number)?;
                entries.extend(desk.told_update(renewal.investor_id, old, &investor, by));
                Ok(())
            })
        }

        #[ink(message)]
        fn set_status(
            &mut self,
            investor_ids: Vec<u64>,
            status: Status,
            mode: Mode,
        ) -> Result<Vec<Refused>, DeskError> {
            self.require_open()?;
            let (by, number) = self.require_registrar()?;
            self.batch(investor_ids, MAX_IDS, mode, |desk, investor_id, entries| {
                let (old, investor) = desk.book.set_status(investor_id, status, number)?;
                desk.env().emit_event(StatusChanged { investor_id, old, new: status, by });
                entries.extend(records::entries(investor_id, &investor));
                Ok(())
            })
        }

        #[ink(message)]
        fn request_link(&mut self, investor_id: Option<u64>) -> Result<(), DeskError> {
            self.require_open()?;
            let wallet = self.env().caller();
            let old = self.book.request(wallet, investor_id)?;
            self.env().emit_event(LinkRequested { wallet, old, new: investor_id });
            Ok(())
        }

        #[ink(message)]
        fn link(&mut self, investor_id: u64, wallet: AccountId) -> Result<(), DeskError> {
            self.require_open()?;
            let (by, number) = self.require_registrar()?;
            let investor = self.book.link(investor_id, wallet, number)?;
            self.env().emit_event(WalletLinked { wallet, investor_id, by });
            self.put(records::entries(investor_id, &investor))
        }

        #[ink(message)]
        fn unlink(&mut self, wallet: AccountId, dead: bool) -> Result<(), DeskError> {
            self.require_open()?;
            let by = self.env().caller();
            let investor_id = self.book.owner(&wallet)?;
            // A wallet may leave by itself, but who holds its key alone cannot say that it is lost.
            if by != wallet || dead {
                let (_, number) = self.require_registrar()?;
                self.book.editable(investor_id, number)?;
            }
            let investor = self.book.unlink(investor_id, &wallet, dead)?;
            self.env().emit_event(WalletUnlinked { wallet, investor_id, dead, by });
            self.put(records::entries(investor_id, &investor))
        }

        #[ink(message)]
        fn accredit(&mut self, registrar: AccountId, until_ms: Option<u64>) -> Result<(), DeskError> {
            let by = self.require_role(roles::ADMIN)?;
            self.require_wired()?;
            if is_zero(&registrar) {
                return Err(DeskError::ZeroAccount);
            }
            self.require_no_conflict(registrar)?;
            let (now_ms, from_ms) = (self.env().block_timestamp(), self.counts_from_ms());
            let ordered = self.registrars.accredit(registrar, until_ms, now_ms, from_ms)?;
            self.tell(registrar, ordered, by)
        }

        #[ink(message)]
        fn rekey(&mut self, from: AccountId, to: AccountId) -> Result<(), DeskError> {
            let by = self.require_role(roles::ADMIN)?;
            if is_zero(&to) {
                return Err(DeskError::ZeroAccount);
            }
            self.require_no_conflict(to)?;
            let (now_ms, from_ms) = (self.env().block_timestamp(), self.counts_from_ms());
            let ordered = self.registrars.rekey(from, to, now_ms, from_ms)?;
            self.tell(from, ordered, by)
        }

        #[ink(message)]
        fn apply_change(&mut self, registrar: AccountId) -> Result<(), DeskError> {
            let ordered = self.registrars.settle(&registrar, self.env().block_timestamp())?;
            self.tell(registrar, ordered, self.env().caller())
        }

        #[ink(message)]
        fn cancel_change(&mut self, registrar: AccountId) -> Result<(), DeskError> {
            let (by, now_ms) = (self.env().caller(), self.env().block_timestamp());
            let may = self.roles.may_cancel(roles::PAUSER, roles::REGISTRAR, by, now_ms)
                || self.roles.has(roles::ADMIN, by, now_ms);
            if !may {
                return Err(DeskError::MissingRole);
            }
            let (number, registrar, change) = self.registrars.cancel(&registrar)?;
            self.env().emit_event(ChangeCancelled { registrar, number, change, by });
            Ok(())
        }

        #[ink(message)]
        fn edits(&self, account: AccountId) -> bool {
            self.roles.from_ms(roles::ADMIN, account).is_some() || self.edits_as_registrar(account)
        }

        #[ink(message)]
        fn revive(&mut self, wallet: AccountId) -> Result<(), DeskError> {
            let by = self.require_role(roles::ADMIN)?;
            let (investor_id, investor) = self.book.revive(&wallet)?;
            self.env().emit_event(WalletRevived { wallet, investor_id, by });
            self.put(records::entries(investor_id, &investor))
        }

        #[ink(message)]
        fn reassign(&mut self, investor_ids: Vec<u64>, to: AccountId, mode: Mode) -> Result<Vec<Refused>, DeskError> {
            self.require_open()?;
            let by = self.require_role(roles::ADMIN)?;
            let new = self.registrars.number(&to, self.env().block_timestamp())?;
            // What the registry says does not change: the old registrar's word counts until the new one gives its own.
            self.batch(investor_ids, MAX_IDS, mode, |desk, investor_id, _| {
                let old = desk.book.reassign(investor_id, new)?;
                desk.registrars.lose(old, 1);
                desk.registrars.gain(new, 1);
                desk.env().emit_event(InvestorReassigned { investor_id, old, new, by });
                Ok(())
            })
        }

        #[ink(message)]
        fn pause(&mut self) -> Result<(), DeskError> {
            let by = self.require_role(roles::PAUSER)?;
            if self.paused {
                return Err(DeskError::Paused);
            }
            self.paused = true;
            self.env().emit_event(Paused { by });
            Ok(())
        }

        #[ink(message)]
        fn unpause(&mut self) -> Result<(), DeskError> {
            let by = self.require_role(roles::PAUSER)?;
            if !self.paused {
                return Err(DeskError::NotPaused);
            }
            self.paused = false;
            self.env().emit_event(Unpaused { by });
            Ok(())
        }

        #[ink(message)]
        fn wire(&mut self, registry: AccountId) -> Result<(), DeskError> {
            let by = self.require_role(roles::ADMIN)?;
            if self.registry.is_some() {
                return Err(DeskError::AlreadyWired);
            }
            match RegistryRef::from(registry).call().desk().try_invoke() {
                Ok(Ok(desk)) if desk == self.env().account_id() => {}
                _ => return Err(DeskError::RegistryMismatch),
            }
            self.registry = Some(registry);
            self.env().emit_event(Wired { registry, by });
            Ok(())
        }
    }

    impl AccessControl for KycDesk {
        #[ink(message)]
        fn has_role(&self, role: u32, address: Option<AccountId>) -> bool {
            address.is_some_and(|account| match role {
                roles::REGISTRAR => self.registrars.acting(&account, self.env().block_timestamp()).is_ok(),
                role => self.roles.has(role, account, self.env().block_timestamp()),
            })
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
            let is_registrar = account.is_some_and(|account| self.edits_as_registrar(account));
            if self.roles.delay_ms() > 0 && is_registrar && roles::conflict(role, roles::REGISTRAR) {
                return Err(AccessControlError::InvalidCaller);
            }
            let (account, from_ms) = self.roles.grant(by, grantable(role)?, account, self.env().block_timestamp())?;
            self.env().emit_event(RoleGranted { role, account, by: Some(by), from_ms });
            Ok(())
        }

        #[ink(message)]
        fn revoke_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account =
                self.roles.revoke(by, grantable(role)?, account, roles::PAUSER, self.env().block_timestamp())?;
            self.env().emit_event(RoleRevoked { role, account, by });
            Ok(())
        }

        #[ink(message)]
        fn renounce_role(&mut self, role: u32, account: Option<AccountId>) -> Result<(), AccessControlError> {
            let by = self.env().caller();
            let account = self.roles.renounce(by, grantable(role)?, account)?;
            self.env().emit_event(RoleRevoked { role, account, by });
            Ok(())
        }
    }

    /// A registrar's role comes with a number and an end: `accredit` alone gives and takes it.
    fn grantable(role: u32) -> Result<u32, AccessControlError> {
        match role {
            roles::REGISTRAR => Err(AccessControlError::InvalidCaller),
            role => Ok(role),
        }
    }

    impl DelayedDuties for KycDesk {
        #[ink(message)]
        fn delay_ms(&self) -> u64 {
            self.roles.delay_ms()
        }

        #[ink(message)]
        fn role_from_ms(&self, role: u32, account: AccountId) -> Option<u64> {
            self.roles.from_ms(role, account)
        }

        #[ink(message)]
        fn cancel_role(&mut self, role: u32, account: AccountId) -> Result<(), HandoverError> {
            let by = self.env().caller();
            self.roles.cancel(by, role, account, roles::PAUSER, self.env().block_timestamp())?;
            self.env().emit_event(RoleCancelled { role, account, by });
            Ok(())
        }
    }

    impl AdminHandover for KycDesk {
        #[ink(message)]
        fn pending_admin(&self) -> Option<AccountId> {
            self.roles.handover()?.pending.map(|pending| pending.account)
        }

        #[ink(message)]
        fn propose_admin(&mut self, account: Option<AccountId>) -> Result<(), HandoverError> {
            let is_registrar = account.is_some_and(|account| self.edits_as_registrar(account));
            if self.roles.delay_ms() > 0 && is_registrar {
                return Err(HandoverError::ConflictingDuty);
            }
            let now_ms = self.env().block_timestamp();
            let (old, new) = self.roles.propose(self.env().caller(), account, now_ms)?;
            let old = old.pending.map(|pending| pending.account);
            self.env().emit_event(AdminProposed { old, new: account, from_ms: new.from_ms(now_ms) });
            Ok(())
        }

        #[ink(message)]
        fn accept_admin(&mut self) -> Result<(), HandoverError> {
            let (account, from_ms) = (self.env().caller(), self.env().block_timestamp());
            let old = self.roles.accept(account, from_ms)?;
            self.env().emit_event(RoleRevoked { role: roles::ADMIN, account: old.admin, by: account });
            self.env().emit_event(RoleGranted { role: roles::ADMIN, account, by: None, from_ms });
            Ok(())
        }
    }
}
