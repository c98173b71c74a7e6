//! The accredited registrars and their numbers.

use bond_abi::desk::{DeskError, Registrar};
use bond_abi::registry::MAX_REGISTRARS;
use bond_abi::{AccountId, MAX_PAGE};
use ink::prelude::vec::Vec;
use ink::storage::Mapping;

/// The registrars of a desk. A number is never given twice.
#[ink::storage_item]
#[derive(Debug, Default)]
pub struct Registrars {
    count: u16,
    numbers: Mapping<AccountId, u16>,
    entries: Mapping<u16, Registrar>,
}

/// What `accredit` changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accreditation {
    /// The registrar's number.
    pub number: u16,
    /// The end before; `None` for a new registrar.
    pub old_until_ms: Option<u64>,
    /// The end now; `u64::MAX` for none.
    pub new_until_ms: u64,
}

// Queries

impl Registrars {
    /// How many were ever accredited.
    pub fn count(&self) -> u16 {
        self.count
    }

    /// The number of a registrar who may edit now.
    ///
    /// # Errors
    /// `MissingRole` when the account is no registrar or the accreditation has ended.
    pub fn acting(&self, account: &AccountId, now_ms: u64) -> Result<u16, DeskError> {
        let number = self.numbers.get(account).ok_or(DeskError::MissingRole)?;
        if now_ms >= self.until_ms(number) {
            return Err(DeskError::MissingRole);
        }
        Ok(number)
    }

    /// The number of an account.
    ///
    /// # Errors
    /// `NotARegistrar`.
    pub fn number(&self, account: &AccountId) -> Result<u16, DeskError> {
        self.numbers.get(account).ok_or(DeskError::NotARegistrar)
    }

    /// The end of an accreditation; the beginning of time for a number that was never given.
    pub fn until_ms(&self, number: u16) -> u64 {
        self.entries.get(number).map_or(0, |registrar| registrar.until_ms)
    }

    /// One page by number.
    pub fn page(&self, from: u16) -> Vec<Registrar> {
        (from..self.count).take(MAX_PAGE as usize).filter_map(|number| self.entries.get(number)).collect()
    }
}

// Changes

impl Registrars {
    /// Accredits an account or moves the end of its accreditation.
    ///
    /// # Errors
    /// `TooManyRegistrars`, `Unchanged`.
    pub fn accredit(&mut self, account: AccountId, until_ms: Option<u64>) -> Result<Accreditation, DeskError> {
        let new_until_ms = until_ms.unwrap_or(u64::MAX);
        if let Some((number, old)) = self.find(&account) {
            if old.until_ms == new_until_ms {
                return Err(DeskError::Unchanged);
            }
            self.entries.insert(number, &Registrar { until_ms: new_until_ms, ..old });
            return Ok(Accreditation { number, old_until_ms: Some(old.until_ms), new_until_ms });
        }
        let number = self.count;
        if number >= MAX_REGISTRARS {
            return Err(DeskError::TooManyRegistrars { max: MAX_REGISTRARS });
        }
        self.count = number.saturating_add(1);
        self.numbers.insert(account, &number);
        self.entries.insert(number, &Registrar { account, until_ms: new_until_ms, investors: 0 });
        Ok(Accreditation { number, old_until_ms: None, new_until_ms })
    }

    /// Gives the number of an account to another: gives the number.
    ///
    /// # Errors
    /// `NotARegistrar`, `AlreadyARegistrar`.
    pub fn rekey(&mut self, old: AccountId, new: AccountId) -> Result<u16, DeskError> {
        let (number, registrar) = self.find(&old).ok_or(DeskError::NotARegistrar)?;
        if self.numbers.contains(new) {
            return Err(DeskError::AlreadyARegistrar);
        }
        self.numbers.remove(old);
        self.numbers.insert(new, &number);
        self.entries.insert(number, &Registrar { account: new, ..registrar });
        Ok(number)
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

    #[test]
    fn a_registrar_acts_until_the_end_of_the_accreditation() {
        with_registrars(|registrars| {
            assert_eq!(registrars.acting(&account(1), 0), Err(DeskError::MissingRole));
            let first = registrars.accredit(account(1), Some(100)).unwrap();
            assert_eq!(first, Accreditation { number: 0, old_until_ms: None, new_until_ms: 100 });
            assert_eq!(registrars.acting(&account(1), 99), Ok(0));
            assert_eq!(registrars.acting(&account(1), 100), Err(DeskError::MissingRole));
            let longer = registrars.accredit(account(1), None).unwrap();
            assert_eq!(longer, Accreditation { number: 0, old_until_ms: Some(100), new_until_ms: u64::MAX });
            assert_eq!(registrars.accredit(account(1), None), Err(DeskError::Unchanged));
            assert_eq!(registrars.acting(&account(1), u64::MAX - 1), Ok(0));
        });
    }

    #[test]
    fn a_number_moves_to_another_key_and_the_old_one_is_nobody() {
        with_registrars(|registrars| {
            registrars.accredit(account(1), None).unwrap();
            registrars.accredit(account(2), None).unwrap();
            registrars.gain(0, 3);
            assert_eq!(registrars.rekey(account(9), account(3)), Err(DeskError::NotARegistrar));
            assert_eq!(registrars.rekey(account(1), account(2)), Err(DeskError::AlreadyARegistrar));
            assert_eq!(registrars.rekey(account(1), account(1)), Err(DeskError::AlreadyARegistrar));
            assert_eq!(registrars.rekey(account(1), account(3)), Ok(0));
            assert_eq!(registrars.acting(&account(1), 0), Err(DeskError::MissingRole));
            assert_eq!(registrars.acting(&account(3), 0), Ok(0));
            let page = registrars.page(0);
            assert_eq!(page[0], Registrar { account: account(3), until_ms: u64::MAX, investors: 3 });
            assert_eq!((page.len(), registrars.page(1).len(), registrars.page(2).len()), (2, 1, 0));
        });
    }

    #[test]
    fn registrars_are_bounded_and_a_known_one_still_changes() {
        with_registrars(|registrars| {
            for number in 0..MAX_REGISTRARS {
                let byte = u8::try_from(number + 1).unwrap();
                assert_eq!(registrars.accredit(account(byte), None).unwrap().number, number);
            }
            let one_more = registrars.accredit(account(200), None);
            assert_eq!(one_more, Err(DeskError::TooManyRegistrars { max: MAX_REGISTRARS }));
            registrars.accredit(account(1), Some(5)).unwrap();
            assert_eq!(registrars.until_ms(0), 5);
            assert_eq!(registrars.until_ms(MAX_REGISTRARS), 0);
        });
    }

    #[test]
    fn investors_are_counted_and_never_below_none() {
        with_registrars(|registrars| {
            registrars.accredit(account(1), None).unwrap();
            registrars.gain(0, 5);
            registrars.lose(0, 2);
            assert_eq!(registrars.page(0)[0].investors, 3);
            registrars.lose(0, 9);
            registrars.gain(7, 1);
            assert_eq!((registrars.page(0)[0].investors, registrars.count()), (0, 1));
        });
    }
}
