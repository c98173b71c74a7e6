//! The list of an investor's wallets. Pure.

use bond_abi::desk::{DeskError, Link, Wallet, MAX_EVER, MAX_LINKED};
use bond_abi::AccountId;
use ink::prelude::vec::Vec;

// Queries

/// What a wallet is to the investor whose list this is.
pub fn link_of(list: &[Wallet], account: &AccountId) -> Option<Link> {
    list.iter().find(|wallet| wallet.account == *account).map(|wallet| wallet.link)
}

// Changes

/// Takes a wallet into use: a new one, or one of the list that was unlinked.
///
/// # Errors
/// `WalletTaken` when it is in use, `WalletDead`, `TooManyWallets`.
pub fn link(list: &mut Vec<Wallet>, account: AccountId) -> Result<(), DeskError> {
    match link_of(list, &account) {
        Some(Link::Linked) => return Err(DeskError::WalletTaken),
        Some(Link::Dead) => return Err(DeskError::WalletDead),
        Some(Link::Unlinked) | None => {}
    }
    let in_use = list.iter().filter(|wallet| wallet.link == Link::Linked).count();
    if in_use >= MAX_LINKED as usize {
        return Err(DeskError::TooManyWallets { max: MAX_LINKED });
    }
    if let Some(wallet) = list.iter_mut().find(|wallet| wallet.account == account) {
        wallet.link = Link::Linked;
        return Ok(());
    }
    if list.len() >= MAX_EVER as usize {
        return Err(DeskError::TooManyWallets { max: MAX_EVER });
    }
    list.push(Wallet { account, link: Link::Linked });
    Ok(())
}

/// Takes a wallet out of use. One that was unlinked can still be reported dead.
///
/// # Errors
/// `WalletNotLinked` when it is not in the list, is dead, or is unlinked already.
pub fn unlink(list: &mut [Wallet], account: &AccountId, dead: bool) -> Result<(), DeskError> {
    let wallet = list.iter_mut().find(|wallet| wallet.account == *account).ok_or(DeskError::WalletNotLinked)?;
    wallet.link = match (wallet.link, dead) {
        (Link::Linked, false) => Link::Unlinked,
        (Link::Linked | Link::Unlinked, true) => Link::Dead,
        _ => return Err(DeskError::WalletNotLinked),
    };
    Ok(())
}

/// Undoes that a wallet was reported dead: it is unlinked.
///
/// # Errors
/// `WalletNotDead`.
pub fn revive(list: &mut [Wallet], account: &AccountId) -> Result<(), DeskError> {
    let is_dead = |wallet: &&mut Wallet| wallet.account == *account && wallet.link == Link::Dead;
    list.iter_mut().find(is_dead).ok_or(DeskError::WalletNotDead)?.link = Link::Unlinked;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::account;

    #[test]
    fn a_wallet_is_linked_once_and_comes_back_after_unlinking() {
        let mut list = Vec::new();
        link(&mut list, account(1)).unwrap();
        assert_eq!(link(&mut list, account(1)), Err(DeskError::WalletTaken));
        unlink(&mut list, &account(1), false).unwrap();
        assert_eq!(link_of(&list, &account(1)), Some(Link::Unlinked));
        assert_eq!(unlink(&mut list, &account(1), false), Err(DeskError::WalletNotLinked));
        link(&mut list, account(1)).unwrap();
        assert_eq!(list, [Wallet { account: account(1), link: Link::Linked }]);
    }

    #[test]
    fn a_dead_wallet_stays_dead() {
        let mut list = Vec::new();
        link(&mut list, account(1)).unwrap();
        link(&mut list, account(2)).unwrap();
        unlink(&mut list, &account(1), true).unwrap();
        unlink(&mut list, &account(2), false).unwrap();
        unlink(&mut list, &account(2), true).unwrap();
        for dead in [account(1), account(2)] {
            assert_eq!(link(&mut list, dead), Err(DeskError::WalletDead));
            assert_eq!(unlink(&mut list, &dead, true), Err(DeskError::WalletNotLinked));
            assert_eq!(unlink(&mut list, &dead, false), Err(DeskError::WalletNotLinked));
        }
        assert_eq!(unlink(&mut list, &account(3), true), Err(DeskError::WalletNotLinked));
    }

    #[test]
    fn only_a_dead_wallet_is_revived_and_it_is_unlinked_then() {
        let mut list = Vec::new();
        link(&mut list, account(1)).unwrap();
        assert_eq!(revive(&mut list, &account(1)), Err(DeskError::WalletNotDead));
        assert_eq!(revive(&mut list, &account(2)), Err(DeskError::WalletNotDead));
        unlink(&mut list, &account(1), true).unwrap();
        revive(&mut list, &account(1)).unwrap();
        assert_eq!(link_of(&list, &account(1)), Some(Link::Unlinked));
        link(&mut list, account(1)).unwrap();
    }

    #[test]
    fn eight_wallets_are_in_use_at_a_time_and_twenty_four_ever() {
        let mut list = Vec::new();
        for number in 1..=8 {
            link(&mut list, account(number)).unwrap();
        }
        assert_eq!(link(&mut list, account(9)), Err(DeskError::TooManyWallets { max: MAX_LINKED }));
        for number in 9..=24 {
            unlink(&mut list, &account(number - 8), false).unwrap();
            link(&mut list, account(number)).unwrap();
        }
        unlink(&mut list, &account(24), false).unwrap();
        assert_eq!(link(&mut list, account(25)), Err(DeskError::TooManyWallets { max: MAX_EVER }));
        link(&mut list, account(1)).unwrap();
        assert_eq!(list.len(), 24);
    }
}
