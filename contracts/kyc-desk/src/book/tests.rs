use super::*;
use crate::samples::{account, record};
use bond_abi::desk::MAX_LINKED;

const REGISTRAR: u16 = 0;

fn with_book(check: impl FnOnce(&mut Book)) {
    ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
        check(&mut Book::default());
        Ok(())
    })
    .unwrap();
}

fn explained(book: &Book, wallet: u8) -> (Standing, Option<u64>) {
    let Explanation { standing, code, investor_id, .. } = book.explain(&account(wallet), 10, |_| u64::MAX);
    assert_eq!(code, standing.code());
    (standing, investor_id)
}

#[test]
fn a_refused_investor_leaves_nothing() {
    with_book(|book| {
        book.add(1, record(), &[account(1)], REGISTRAR).unwrap();
        let defective = InvestorRecord { birth_band: 21, ..record() };
        assert_eq!(book.add(2, defective, &[account(2)], REGISTRAR), Err(DeskError::BirthBandInvalid));
        assert_eq!(book.add(2, record(), &[account(2), account(1)], REGISTRAR), Err(DeskError::WalletTaken));
        assert_eq!(book.add(2, record(), &[account(2), account(2)], REGISTRAR), Err(DeskError::WalletTaken));
        assert_eq!(book.add(2, record(), &[account(2), account(0)], REGISTRAR), Err(DeskError::ZeroAccount));
        let nine: Vec<AccountId> = (2..=10).map(account).collect();
        assert_eq!(book.add(2, record(), &nine, REGISTRAR), Err(DeskError::TooManyWallets { max: MAX_LINKED }));
        assert_eq!(book.add(1, record(), &[account(2)], REGISTRAR), Err(DeskError::AlreadyRegistered));
        assert_eq!((book.counts(), book.investor(2)), ((1, 1), Err(DeskError::NotRegistered)));
        assert_eq!(explained(book, 2), (Standing::NotListed, None));
    });
}

#[test]
fn a_registrar_edits_its_own_investors_and_no_others() {
    with_book(|book| {
        book.add(1, record(), &[account(1)], 0).unwrap();
        let theirs = Err(DeskError::NotYourInvestor);
        assert_eq!(book.update(1, record(), 1).map(|_| ()), theirs);
        let renewal = Renewal { investor_id: 1, expiry_ms: 5, evidence: Some([3; 32]) };
        assert_eq!(book.renew(&renewal, 1).map(|_| ()), theirs);
        assert_eq!(book.set_status(1, Status::Revoked, 1).map(|_| ()), theirs);
        assert_eq!(book.link(1, account(2), 1).map(|_| ()), theirs);
        assert_eq!(book.reassign(1, 0), Err(DeskError::Unchanged));
        assert_eq!(book.reassign(1, 1), Ok(0));
        // The new one edits; the old one's word counts until the new one gives its own.
        assert_eq!(book.investor(1).unwrap().attested_by, 0);
        let (old, new) = book.renew(&renewal, 1).unwrap();
        assert_eq!((old, new.attested_by, new.record.expiry_ms), (record(), 1, 5));
        assert_eq!(new.record.evidence, Some([3; 32]));
        assert_eq!(book.update(1, record(), 0).map(|_| ()), Err(DeskError::NotYourInvestor));
    });
}

#[test]
fn a_wallet_nobody_knows_is_linked_without_asking_and_one_that_left_only_when_it_asks() {
    with_book(|book| {
        book.add(1, record(), &[account(1)], REGISTRAR).unwrap();
        book.add(2, record(), &[], REGISTRAR).unwrap();
        assert_eq!(book.request(account(1), Some(2)), Err(DeskError::WalletTaken));
        assert_eq!(book.link(2, account(1), REGISTRAR), Err(DeskError::WalletTaken));
        book.unlink(1, &account(1), false).unwrap();
        assert_eq!(explained(book, 1), (Standing::Unlinked, Some(1)));
        for investor in [1, 2] {
            assert_eq!(book.link(investor, account(1), REGISTRAR), Err(DeskError::WalletNotRequested));
        }
        assert_eq!(book.request(account(1), Some(2)), Ok(None));
        assert_eq!(explained(book, 1), (Standing::Requested, Some(1)));
        assert_eq!(book.explain(&account(1), 10, |_| u64::MAX).requested, Some(2));
        assert_eq!(book.link(1, account(1), REGISTRAR), Err(DeskError::WalletNotRequested));
        book.link(2, account(1), REGISTRAR).unwrap();
        assert_eq!(explained(book, 1), (Standing::Qualifies, Some(2)));
        assert_eq!((book.owner(&account(1)), book.investor(1).unwrap().wallets.len()), (Ok(2), 0));
        assert_eq!(book.wallets(0, 9), [(account(1), 2)], "listed once, under its investor of now");
        // The request was used up.
        book.unlink(2, &account(1), false).unwrap();
        assert_eq!(book.link(2, account(1), REGISTRAR), Err(DeskError::WalletNotRequested));
    });
}

#[test]
fn a_wallet_that_asks_for_one_investor_is_not_listed_under_another() {
    with_book(|book| {
        book.add(1, record(), &[], REGISTRAR).unwrap();
        book.add(2, record(), &[], REGISTRAR).unwrap();
        assert_eq!(book.request(account(1), Some(9)), Err(DeskError::NotRegistered));
        assert_eq!(book.request(account(1), None), Err(DeskError::NothingRequested));
        assert_eq!(book.request(account(0), Some(1)), Err(DeskError::ZeroAccount));
        assert_eq!(book.request(account(1), Some(1)), Ok(None));
        assert_eq!(book.link(2, account(1), REGISTRAR), Err(DeskError::WalletNotRequested));
        assert_eq!(book.request(account(1), Some(2)), Ok(Some(1)));
        assert_eq!(book.request(account(1), None), Ok(Some(2)));
        assert_eq!(explained(book, 1), (Standing::NotListed, None));
        book.link(2, account(1), REGISTRAR).unwrap();
    });
}

#[test]
fn a_dead_wallet_never_comes_back() {
    with_book(|book| {
        book.add(1, record(), &[account(1)], REGISTRAR).unwrap();
        book.unlink(1, &account(1), true).unwrap();
        assert_eq!(explained(book, 1), (Standing::Dead, Some(1)));
        assert_eq!(book.request(account(1), Some(1)), Err(DeskError::WalletDead));
        assert_eq!(book.link(1, account(1), REGISTRAR), Err(DeskError::WalletDead));
        assert_eq!(book.add(2, record(), &[account(1)], REGISTRAR), Err(DeskError::WalletDead));
        assert_eq!(book.unlink(1, &account(1), true), Err(DeskError::WalletNotLinked));
    });
}

#[test]
fn the_first_reason_against_a_wallet_is_the_one_that_is_told() {
    with_book(|book| {
        let lapses = InvestorRecord { expiry_ms: 20, ..record() };
        book.add(1, lapses, &[account(1)], REGISTRAR).unwrap();
        let standing = |book: &Book, now_ms, until_ms| book.explain(&account(1), now_ms, |_| until_ms).standing;
        assert_eq!(standing(book, 19, 20), Standing::Qualifies);
        assert_eq!(standing(book, 19, 19), Standing::NeedsReattestation);
        assert_eq!(standing(book, 20, 19), Standing::Expired);
        book.set_status(1, Status::Revoked, REGISTRAR).unwrap();
        assert_eq!(standing(book, 20, 19), Standing::Revoked);
        assert_eq!(book.set_status(1, Status::Suspended, REGISTRAR).unwrap().0, Status::Revoked);
        assert_eq!(standing(book, 20, 19), Standing::Suspended);
        assert_eq!(book.set_status(1, Status::Suspended, REGISTRAR), Err(DeskError::StatusUnchanged));
    });
}

#[test]
fn pages_follow_the_order_of_registration_and_fit_into_the_buffer() {
    with_book(|book| {
        // The widest investor there can be.
        let exemption = Some(bond_abi::desk::Exemption { basis: [1; 32], from_ms: 0, until_ms: u64::MAX });
        let widest = InvestorRecord { exemption, evidence: Some([2; 32]), ..record() };
        let mut wallet = 0_u16;
        let mut next = || {
            wallet += 1;
            let [high, low] = wallet.to_be_bytes();
            let mut bytes = [7; 32];
            (bytes[0], bytes[1]) = (high, low);
            AccountId::from(bytes)
        };
        for id in 100..160 {
            book.add(id, widest, &[], REGISTRAR).unwrap();
            for _ in 0..24 {
                let account = next();
                book.link(id, account, REGISTRAR).unwrap();
                book.unlink(id, &account, false).unwrap();
            }
        }
        let page = book.investors(0, u32::MAX);
        assert!(page.encoded_size() < 12 * 1_024 && !page.is_empty());
        let mut seen = Vec::new();
        loop {
            let from = u32::try_from(seen.len()).unwrap();
            let page = book.investors(from, u32::MAX);
            if page.is_empty() {
                break;
            }
            seen.extend(page.into_iter().map(|(id, _)| id));
        }
        assert_eq!(seen, (100..160).collect::<Vec<u64>>());
        assert_eq!(book.investors(59, 9).len(), 1);
        assert_eq!((book.investors(60, 9).len(), book.investors(0, 0).len(), book.investors(0, 2).len()), (0, 0, 2));
        assert_eq!(book.wallets(0, u32::MAX).len(), MAX_PAGE as usize);
        assert_eq!(book.wallets(1_439, 9).len(), 1);
        assert_eq!(book.counts(), (60, 1_440));
    });
}

#[test]
fn a_wallet_that_left_an_investor_on_hold_stays_on_hold_with_him() {
    with_book(|book| {
        book.add(1, record(), &[account(1)], REGISTRAR).unwrap();
        book.add(2, record(), &[], REGISTRAR).unwrap();
        // It leaves and asks elsewhere before the hold: the hold reaches it all the same.
        book.unlink(1, &account(1), false).unwrap();
        book.request(account(1), Some(2)).unwrap();
        book.set_status(1, Status::Suspended, REGISTRAR).unwrap();
        assert_eq!(book.link(2, account(1), REGISTRAR), Err(DeskError::WalletOnHold));
        assert_eq!(book.request(account(1), Some(2)), Err(DeskError::WalletOnHold));
        assert_eq!(book.add(3, record(), &[account(1)], REGISTRAR), Err(DeskError::WalletOnHold));
        // Back to the investor himself, with whom it is on hold.
        book.request(account(1), Some(1)).unwrap();
        assert_eq!(book.link(1, account(1), REGISTRAR).unwrap().status, Status::Suspended);
        book.unlink(1, &account(1), false).unwrap();
        book.set_status(1, Status::Active, REGISTRAR).unwrap();
        book.request(account(1), Some(2)).unwrap();
        book.link(2, account(1), REGISTRAR).unwrap();
    });
}

#[test]
fn what_a_registrar_says_of_a_strangers_wallet_binds_no_investor_of_another() {
    for on_hold in [false, true] {
        with_book(|book| {
            // Registrar 0 lists a wallet that never asked, and reports it lost, or puts its investor on hold.
            book.add(1, record(), &[account(1)], 0).unwrap();
            book.add(2, record(), &[], 1).unwrap();
            book.add(3, record(), &[], 0).unwrap();
            let refused = if on_hold { DeskError::WalletOnHold } else { DeskError::WalletDead };
            book.unlink(1, &account(1), !on_hold).unwrap();
            if on_hold {
                book.set_status(1, Status::Suspended, 0).unwrap();
            }
            assert_eq!(book.request(account(1), Some(3)), Err(refused), "the same registrar's");
            assert_eq!(book.link(2, account(1), 1), Err(DeskError::WalletNotRequested), "it has to ask");
            book.request(account(1), Some(2)).unwrap();
            book.link(2, account(1), 1).unwrap();
            assert_eq!((book.owner(&account(1)), book.investor(1).unwrap().wallets.len()), (Ok(2), 0));
        });
    }
}

#[test]
fn what_a_registrar_says_of_a_wallet_that_asked_binds_everybody() {
    for on_hold in [false, true] {
        with_book(|book| {
            book.add(1, record(), &[], 0).unwrap();
            book.add(2, record(), &[], 1).unwrap();
            book.request(account(1), Some(1)).unwrap();
            book.link(1, account(1), 0).unwrap();
            book.unlink(1, &account(1), !on_hold).unwrap();
            if on_hold {
                book.set_status(1, Status::Suspended, 0).unwrap();
            }
            let refused = if on_hold { DeskError::WalletOnHold } else { DeskError::WalletDead };
            assert_eq!(book.request(account(1), Some(2)), Err(refused));
        });
    }
}

#[test]
fn a_wallet_that_was_reported_dead_by_mistake_comes_back_when_it_asks() {
    with_book(|book| {
        book.add(1, record(), &[account(1)], REGISTRAR).unwrap();
        assert_eq!(book.revive(&account(1)), Err(DeskError::WalletNotDead));
        assert_eq!(book.revive(&account(2)), Err(DeskError::WalletNotDead));
        book.unlink(1, &account(1), true).unwrap();
        assert_eq!(book.revive(&account(1)).map(|(id, _)| id), Ok(1));
        assert_eq!(explained(book, 1), (Standing::Unlinked, Some(1)));
        book.request(account(1), Some(1)).unwrap();
        book.link(1, account(1), REGISTRAR).unwrap();
        assert_eq!(explained(book, 1), (Standing::Qualifies, Some(1)));
    });
}
