//! The accredited registrars and their numbers. What opens, a new accreditation, a longer one or another key, waits for the
//! desk's delay (ADR 0028); what closes counts at once.

use bond_abi::desk::{DeskError, PendingChange, Registrar, RegistrarChange};
use bond_abi::registry::MAX_REGISTRARS;
use bond_abi::{AccountId, MAX_PAGE};
use ink::prelude::vec::Vec;
use ink::storage::Mapping;

/// The registrars of a desk. A number is never given twice.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Registrars {
    count: u16,
    /// Of those who sign, and of those who will.
    numbers: Mapping<AccountId, u16>,
    entries: Mapping<u16, Registrar>,
}

/// What became of an order about a registrar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ordered {
    /// It counts: the registry must hear of the end.
    Until {
        /// The registrar's number.
        number: u16,
        /// The end before; `None` for a new registrar.
        old_until_ms: Option<u64>,
        /// The end now; `u64::MAX` for none.
        new_until_ms: u64,
    },
    /// Another account signs.
    Key {
        /// The registrar's number.
        number: u16,
        /// Who signed.
        old: AccountId,
        /// Who signs.
        new: AccountId,
    },
    /// It waits.
    Waits {
        /// The registrar's number.
        number: u16,
        /// What waits, and until when.
        pending: PendingChange,
    },
}

// Queries

impl Registrars {
    /// How many were ever accredited.
    pub fn count(&self) -> u16 {
        self.count
    }

    /// The number of a registrar who may edit now. A change whose delay has passed counts, whether it was carried out or not.
    ///
    /// # Errors
    /// `MissingRole` when the account is no registrar or the accreditation has ended.
    pub fn acting(&self, account: &AccountId, now_ms: u64) -> Result<u16, DeskError> {
        let (number, registrar) = self.find(account).ok_or(DeskError::MissingRole)?;
        let registrar = effective(registrar, now_ms);
        if registrar.account != *account || now_ms >= registrar.until_ms {
            return Err(DeskError::MissingRole);
        }
        Ok(number)
    }

    /// Whether an account is a registrar who may edit now, or may by a change that waits.
    pub fn acts_ever(&self, account: &AccountId, now_ms: u64) -> bool {
        self.acting(account, now_ms).is_ok() || self.acting(account, self.pending_from_ms(account)).is_ok()
    }

    /// The number of an account that signs now.
    ///
    /// # Errors
    /// `NotARegistrar`.
    pub fn number(&self, account: &AccountId, now_ms: u64) -> Result<u16, DeskError> {
        let found = self.find(account).filter(|(_, found)| effective(*found, now_ms).account == *account);
        found.map(|(number, _)| number).ok_or(DeskError::NotARegistrar)
    }

    /// Whether an account signs, signed until a change that was not carried out, or will.
    #[cfg(test)]
    pub fn knows(&self, account: &AccountId) -> bool {
        self.numbers.contains(account)
    }

    /// The end of an accreditation as the registry has it; the beginning of time for a number that was never given.
    pub fn until_ms(&self, number: u16) -> u64 {
        self.entries.get(number).map_or(0, |registrar| registrar.until_ms)
    }

    /// One page by number.
    pub fn page(&self, from: u16) -> Vec<Registrar> {
        (from..self.count).take(MAX_PAGE as usize).filter_map(|number| self.entries.get(number)).collect()
    }

    fn pending_from_ms(&self, account: &AccountId) -> u64 {
        self.find(account).and_then(|(_, registrar)| registrar.pending).map_or(u64::MAX, |pending| pending.from_ms)
    }
}

// Changes

impl Registrars {
    /// Accredits an account or moves the end of its accreditation. `from_ms` is from when on counts what opens.
    ///
    /// # Errors
    /// `TooManyRegistrars`, `Unchanged`, `AlreadyARegistrar` for an account that does not sign yet or any more.
    pub fn accredit(
        &mut self,
        account: AccountId,
        until_ms: Option<u64>,
        now_ms: u64,
        from_ms: u64,
    ) -> Result<Ordered, DeskError> {
        let new_until_ms = until_ms.unwrap_or(u64::MAX);
        let Some((number, old)) = self.find(&account) else {
            // Nobody can be harmed at a desk without investors, and it could not begin otherwise.
            let from_ms = if self.count == 0 { now_ms } else { from_ms };
            return self.begin(account, new_until_ms, now_ms, from_ms);
        };
        if old.account != account {
            return Err(DeskError::AlreadyARegistrar);
        }
        let waits = matches!(old.pending, Some(PendingChange { change: RegistrarChange::Until { .. }, .. }));
        if old.until_ms == new_until_ms && !waits {
            return Err(DeskError::Unchanged);
        }
        if new_until_ms > old.until_ms && from_ms > now_ms {
            let change = RegistrarChange::Until { until_ms: new_until_ms };
            return Ok(self.wait(number, old, PendingChange { change, from_ms }));
        }
        let pending = old.pending.filter(|_| !waits);
        self.entries.insert(number, &Registrar { until_ms: new_until_ms, pending, ..old });
        Ok(Ordered::Until { number, old_until_ms: Some(old.until_ms), new_until_ms })
    }

    /// Gives the number of an account to another, from `from_ms` on.
    ///
    /// # Errors
    /// `NotARegistrar`, `AlreadyARegistrar`.
    pub fn rekey(&mut self, old: AccountId, new: AccountId, now_ms: u64, from_ms: u64) -> Result<Ordered, DeskError> {
        let found = self.find(&old).filter(|(_, registrar)| registrar.account == old);
        let (number, registrar) = found.ok_or(DeskError::NotARegistrar)?;
        if self.numbers.contains(new) {
            return Err(DeskError::AlreadyARegistrar);
        }
        let pending = PendingChange { change: RegistrarChange::Key { account: new }, from_ms };
        let waits = self.wait(number, registrar, pending);
        self.numbers.insert(new, &number);
        if from_ms > now_ms {
            return Ok(waits);
        }
        self.settle(&new, now_ms)
    }

    /// Carries out a change whose delay has passed.
    ///
    /// # Errors
    /// `NotARegistrar`, `NothingPending`, `TooEarly`.
    pub fn settle(&mut self, account: &AccountId, now_ms: u64) -> Result<Ordered, DeskError> {
        let (number, old) = self.find(account).ok_or(DeskError::NotARegistrar)?;
        let PendingChange { change, from_ms } = old.pending.ok_or(DeskError::NothingPending)?;
        if now_ms < from_ms {
            return Err(DeskError::TooEarly { from_ms });
        }
        self.entries.insert(number, &effective(old, now_ms));
        Ok(match change {
            RegistrarChange::Until { until_ms } => {
                // One that never held so far is a new one.
                let old_until_ms = (old.until_ms > 0).then_some(old.until_ms);
                Ordered::Until { number, old_until_ms, new_until_ms: until_ms }
            }
            RegistrarChange::Key { account } => {
                self.numbers.remove(old.account);
                Ordered::Key { number, old: old.account, new: account }
            }
        })
    }

    /// Takes a change back: gives the number, who signs, and what it was.
    ///
    /// # Errors
    /// `NotARegistrar`, `NothingPending`.
    pub fn cancel(&mut self, account: &AccountId) -> Result<(u16, AccountId, RegistrarChange), DeskError> {
        let (number, old) = self.find(account).ok_or(DeskError::NotARegistrar)?;
        let change = old.pending.ok_or(DeskError::NothingPending)?.change;
        self.forget_key(&old);
        self.entries.insert(number, &Registrar { pending: None, ..old });
        Ok((number, old.account, change))
    }

    fn begin(
        &mut self,
        account: AccountId,
        new_until_ms: u64,
        now_ms: u64,
        from_ms: u64,
    ) -> Result<Ordered, DeskError> {
        let number = self.count;
        if number >= MAX_REGISTRARS {
            return Err(DeskError::TooManyRegistrars { max: MAX_REGISTRARS });
        }
        self.count = number.saturating_add(1);
        self.numbers.insert(account, &number);
        let change = RegistrarChange::Until { until_ms: new_until_ms };
        let entry = Registrar { account, until_ms: 0, investors: 0, pending: None };
        let waits = self.wait(number, entry, PendingChange { change, from_ms });
        if from_ms > now_ms {
            return Ok(waits);
        }
        self.settle(&account, now_ms)
    }

    /// Lets a change wait; one that waited before is dropped.
    fn wait(&mut self, number: u16, registrar: Registrar, pending: PendingChange) -> Ordered {
        self.forget_key(&registrar);
        self.entries.insert(number, &Registrar { pending: Some(pending), ..registrar });
        Ordered::Waits { number, pending }
    }

    /// An account that will not sign after all is free again.
    fn forget_key(&mut self, registrar: &Registrar) {
        if let Some(PendingChange { change: RegistrarChange::Key { account }, .. }) = registrar.pending {
            self.numbers.remove(account);
        }
    }

    /// Counts investors that a registrar edits from now on.
    pub fn gain(&mut self, number: u16, investors: u32) {
        self.recount(number, |count| count.saturating_add(investors));
    }

    /// Counts investors that a registrar edits no longer.
    pub fn lose(&mut self, number: u16, investors: u32) {
        self.recount(number, |count| count.saturating_sub(investors));
    }

    fn recount(&mut self, number: u16, count: impl FnOnce(u32) -> u32) {
        if let Some(registrar) = self.entries.get(number) {
            self.entries.insert(number, &Registrar { investors: count(registrar.investors), ..registrar });
        }
    }

    fn find(&self, account: &AccountId) -> Option<(u16, Registrar)> {
        let number = self.numbers.get(account)?;
        Some((number, self.entries.get(number)?))
    }
}

/// A registrar with the change whose delay has passed.
fn effective(registrar: Registrar, now_ms: u64) -> Registrar {
    match registrar.pending {
        Some(PendingChange { change, from_ms }) if from_ms <= now_ms => match change {
            RegistrarChange::Until { until_ms } => Registrar { until_ms, pending: None, ..registrar },
            RegistrarChange::Key { account } => Registrar { account, pending: None, ..registrar },
        },
        _ => registrar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::account;

    fn with_registrars(check: impl FnOnce(&mut Registrars)) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check(&mut Registrars::default());
            Ok(())
        })
        .unwrap();
    }

    const DELAY_MS: u64 = 1_000;

    /// An order at `now_ms` of a desk that waits.
    fn accredit(
        registrars: &mut Registrars,
        byte: u8,
        until_ms: Option<u64>,
        now_ms: u64,
    ) -> Result<Ordered, DeskError> {
        registrars.accredit(account(byte), until_ms, now_ms, now_ms + DELAY_MS)
    }

    fn until(old_until_ms: Option<u64>, new_until_ms: u64) -> Result<Ordered, DeskError> {
        Ok(Ordered::Until { number: 0, old_until_ms, new_until_ms })
    }

    #[test]
    fn a_registrar_acts_until_the_end_of_the_accreditation() {
        with_registrars(|registrars| {
            assert_eq!(registrars.acting(&account(1), 0), Err(DeskError::MissingRole));
            assert_eq!(registrars.accredit(account(1), Some(100), 0, 0), until(None, 100));
            assert_eq!(registrars.acting(&account(1), 99), Ok(0));
            assert_eq!(registrars.acting(&account(1), 100), Err(DeskError::MissingRole));
            assert_eq!(registrars.accredit(account(1), None, 5, 5), until(Some(100), u64::MAX));
            assert_eq!(registrars.accredit(account(1), None, 5, 5), Err(DeskError::Unchanged));
            assert_eq!(registrars.acting(&account(1), u64::MAX - 1), Ok(0));
        });
    }

    #[test]
    fn the_first_registrar_of_a_desk_acts_at_once_and_every_other_after_the_delay() {
        with_registrars(|registrars| {
            assert_eq!(accredit(registrars, 1, None, 7), until(None, u64::MAX));
            assert_eq!(registrars.acting(&account(1), 7), Ok(0));
            let change = RegistrarChange::Until { until_ms: 9_000 };
            let pending = PendingChange { change, from_ms: 1_007 };
            assert_eq!(accredit(registrars, 2, Some(9_000), 7), Ok(Ordered::Waits { number: 1, pending }));
            assert_eq!(registrars.acting(&account(2), 1_006), Err(DeskError::MissingRole));
            assert!(registrars.acts_ever(&account(2), 7), "it will");
            assert_eq!(registrars.until_ms(1), 0, "the registry does not know it");
            // From then on, whether somebody carried it out or not.
            assert_eq!(registrars.acting(&account(2), 1_007), Ok(1));
            assert_eq!(registrars.settle(&account(2), 1_006), Err(DeskError::TooEarly { from_ms: 1_007 }));
            let counts = Ordered::Until { number: 1, old_until_ms: None, new_until_ms: 9_000 };
            assert_eq!(registrars.settle(&account(2), 1_007), Ok(counts));
            assert_eq!(registrars.settle(&account(2), 1_007), Err(DeskError::NothingPending));
            assert_eq!(registrars.until_ms(1), 9_000);
        });
    }

    #[test]
    fn a_longer_accreditation_waits_and_a_shorter_one_counts_at_once_and_drops_it() {
        with_registrars(|registrars| {
            accredit(registrars, 1, Some(100), 0).unwrap();
            assert!(matches!(accredit(registrars, 1, Some(50_000), 10), Ok(Ordered::Waits { number: 0, .. })));
            assert_eq!(registrars.until_ms(0), 100);
            assert_eq!(registrars.acting(&account(1), 500), Err(DeskError::MissingRole), "it ended meanwhile");
            assert_eq!(registrars.acting(&account(1), 1_010), Ok(0));
            assert_eq!(accredit(registrars, 1, Some(50), 20), until(Some(100), 50));
            assert_eq!(registrars.acting(&account(1), 1_010), Err(DeskError::MissingRole));
            assert!(!registrars.acts_ever(&account(1), 60));
            // Asking for the end that holds takes back what waits.
            accredit(registrars, 1, Some(90), 20).unwrap();
            assert_eq!(accredit(registrars, 1, Some(50), 21), until(Some(50), 50));
            assert_eq!(registrars.settle(&account(1), u64::MAX), Err(DeskError::NothingPending));
        });
    }

    #[test]
    fn a_number_moves_to_another_key_after_the_delay_and_the_old_one_is_nobody() {
        with_registrars(|registrars| {
            registrars.accredit(account(1), None, 0, 0).unwrap();
            registrars.accredit(account(2), None, 0, 0).unwrap();
            registrars.gain(0, 3);
            let rekey =
                |registrars: &mut Registrars, from, to| registrars.rekey(account(from), account(to), 0, DELAY_MS);
            assert_eq!(rekey(registrars, 9, 3), Err(DeskError::NotARegistrar));
            assert_eq!(rekey(registrars, 1, 2), Err(DeskError::AlreadyARegistrar));
            assert_eq!(rekey(registrars, 1, 1), Err(DeskError::AlreadyARegistrar));
            assert!(matches!(rekey(registrars, 1, 3), Ok(Ordered::Waits { number: 0, .. })));
            assert_eq!(rekey(registrars, 3, 4), Err(DeskError::NotARegistrar));
            assert_eq!(registrars.accredit(account(3), None, 0, 0), Err(DeskError::AlreadyARegistrar));
            for (now_ms, signs, not) in [(999, 1, 3), (1_000, 3, 1)] {
                assert_eq!(registrars.acting(&account(signs), now_ms), Ok(0));
                assert_eq!(registrars.number(&account(signs), now_ms), Ok(0));
                assert_eq!(registrars.acting(&account(not), now_ms), Err(DeskError::MissingRole));
                assert_eq!(registrars.number(&account(not), now_ms), Err(DeskError::NotARegistrar));
            }
            let moved = Ordered::Key { number: 0, old: account(1), new: account(3) };
            assert_eq!(registrars.settle(&account(1), 1_000), Ok(moved));
            assert!(!registrars.knows(&account(1)) && registrars.knows(&account(3)));
            let page = registrars.page(0);
            let expected = Registrar { account: account(3), until_ms: u64::MAX, investors: 3, pending: None };
            assert_eq!(page[0], expected);
            assert_eq!((page.len(), registrars.page(1).len(), registrars.page(2).len()), (2, 1, 0));
            // Without a delay at once.
            let moved = Ordered::Key { number: 0, old: account(3), new: account(5) };
            assert_eq!(registrars.rekey(account(3), account(5), 9, 9), Ok(moved));
        });
    }

    #[test]
    fn a_change_that_waits_is_taken_back_whole() {
        with_registrars(|registrars| {
            registrars.accredit(account(1), None, 0, 0).unwrap();
            assert_eq!(registrars.cancel(&account(1)), Err(DeskError::NothingPending));
            assert_eq!(registrars.cancel(&account(2)), Err(DeskError::NotARegistrar));
            registrars.rekey(account(1), account(2), 0, DELAY_MS).unwrap();
            let key = RegistrarChange::Key { account: account(2) };
            assert_eq!(registrars.cancel(&account(2)), Ok((0, account(1), key)));
            assert!(!registrars.knows(&account(2)));
            assert_eq!(registrars.acting(&account(1), u64::MAX - 1), Ok(0));
            accredit(registrars, 3, None, 0).unwrap();
            registrars.cancel(&account(3)).unwrap();
            assert!(!registrars.acts_ever(&account(3), 0));
            assert_eq!(registrars.acting(&account(3), u64::MAX - 1), Err(DeskError::MissingRole));
            // Another key replaces one that waits, and frees it.
            registrars.rekey(account(1), account(4), 0, DELAY_MS).unwrap();
            registrars.rekey(account(1), account(5), 0, DELAY_MS).unwrap();
            assert!(!registrars.knows(&account(4)) && registrars.knows(&account(5)));
        });
    }

    #[test]
    fn registrars_are_bounded_and_a_known_one_still_changes() {
        with_registrars(|registrars| {
            for number in 0..MAX_REGISTRARS {
                let byte = u8::try_from(number + 1).unwrap();
                let first = registrars.accredit(account(byte), None, 0, 0).unwrap();
                assert_eq!(first, Ordered::Until { number, old_until_ms: None, new_until_ms: u64::MAX });
            }
            let one_more = registrars.accredit(account(200), None, 0, 0);
            assert_eq!(one_more, Err(DeskError::TooManyRegistrars { max: MAX_REGISTRARS }));
            registrars.accredit(account(1), Some(5), 0, 0).unwrap();
            assert_eq!(registrars.until_ms(0), 5);
            assert_eq!(registrars.until_ms(MAX_REGISTRARS), 0);
        });
    }

    #[test]
    fn investors_are_counted_and_never_below_none() {
        with_registrars(|registrars| {
            registrars.accredit(account(1), None, 0, 0).unwrap();
            registrars.gain(0, 5);
            registrars.lose(0, 2);
            assert_eq!(registrars.page(0)[0].investors, 3);
            registrars.lose(0, 9);
            registrars.gain(7, 1);
            assert_eq!((registrars.page(0)[0].investors, registrars.count()), (0, 1));
        });
    }
}
