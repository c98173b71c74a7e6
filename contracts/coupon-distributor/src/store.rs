//! One way into storage and one out of it: a `Mapping` or `Lazy` of each type would bring its own copy of ink!'s code,
//! and every payment pays for it.

use crate::reply::OrRefuse;
use bond_abi::distributor::packed::TAX_ROW_LEN;
use bond_abi::distributor::{CashDate, Coupon, DistributorError, Marks, Quote, TaxRow};
use bond_abi::wire::{at, put};
use bond_access::raw;
use ink::prelude::vec::Vec;
use scale::{Decode, Encode, Output};

/// Where something lies: which kind of thing, and whose. Keys of one kind have one length; no key has the four bytes of
/// the root's, because the kinds with short keys are one or two bytes long and the others 33 and more.
#[derive(Debug, Clone, Copy)]
pub struct Key<'a>(pub Kind, pub &'a [u8], pub &'a [u8]);

/// What lies there.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// By event: the announced coupon.
    Coupon,
    /// By account: what became of its events.
    Marks,
    /// By event and account: the escrow's part that was paid while the rest could not be.
    Advanced,
    /// By event: what is put aside for it.
    Reserve,
    /// The tax table.
    TaxTable,
    /// By event: the exception to its cash date; no day when it was taken back.
    PaymentDay,
    /// Which events are announced, and which are open.
    Calendar,
    /// The code of the payment token that was accepted.
    PaymentCode,
    /// By event and account: what waits for somebody because he is on hold with his registrar.
    Held,
}

/// Which events are announced, which of them are open, and which have a reserve, bit *k* for event *k*: what else would have
/// to be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// Announced, whatever became of them.
    pub announced: u128,
    /// Open, with somebody who may still be due.
    pub open: u128,
    /// With something put aside.
    pub reserve: u128,
}

// Queries

#[inline(never)]
fn get(key: Key) -> Vec<u8> {
    raw::get(&key)
}

fn get_u128(key: Key) -> u128 {
    u128::from_le_bytes(*at(&get(key), 0))
}

/// An announced coupon.
#[inline(never)]
pub fn coupon(k: u8) -> Option<Coupon> {
    Coupon::decode(&mut coupon_bytes(k).as_slice()).ok()
}

/// Its bytes; none before it is announced.
pub fn coupon_bytes(k: u8) -> Vec<u8> {
    get(Key(Kind::Coupon, &[k], &[]))
}

/// What became of the events of an account.
pub fn marks(account: &[u8; 32]) -> Marks {
    let bytes = get(Key(Kind::Marks, account, &[]));
    let mask = |place| u128::from_le_bytes(*at(&bytes, place));
    Marks { paid: mask(0), reserved: mask(16), lapsed: mask(32) }
}

/// The escrow's part of an event that was paid for an account whose other part is not.
pub fn advanced(k: u8, account: &[u8; 32]) -> Option<Quote> {
    Quote::decode(&mut get(Key(Kind::Advanced, &[k], account)).as_slice()).ok()
}

/// What waits of an event for an account that is on hold; 0 for any other.
pub fn held_yen(k: u8, account: &[u8; 32]) -> u128 {
    get_u128(Key(Kind::Held, &[k], account))
}

/// What is put aside for an event.
pub fn reserve_yen(k: u8) -> u128 {
    get_u128(Key(Kind::Reserve, &[k], &[]))
}

/// The tax table.
pub fn tax_table() -> Vec<TaxRow> {
    rows_of(&tax_table_bytes())
}

/// Its rows, one after the other.
pub fn tax_table_bytes() -> Vec<u8> {
    get(Key(Kind::TaxTable, &[], &[]))
}

/// The exception to the cash date of an event.
pub fn payment_day(k: u8) -> Option<CashDate> {
    CashDate::decode(&mut get(Key(Kind::PaymentDay, &[k], &[])).as_slice()).ok()
}

/// Which events are announced and open.
pub fn calendar() -> Calendar {
    let bytes = get(Key(Kind::Calendar, &[], &[]));
    let mask = |place| u128::from_le_bytes(*at(&bytes, place));
    Calendar { announced: mask(0), open: mask(16), reserve: mask(32) }
}

/// The code of the payment token that was accepted.
pub fn payment_code() -> [u8; 32] {
    *at(&get(Key(Kind::PaymentCode, &[], &[])), 0)
}

// Changes

#[inline(never)]
fn set(key: Key, bytes: &[u8]) {
    raw::set(&key, bytes);
}

/// Writes a coupon.
#[inline(never)]
pub fn set_coupon(k: u8, coupon: &Coupon) {
    set(Key(Kind::Coupon, &[k], &[]), &coupon.encode());
}

/// Writes what became of the events of an account. The cell is never removed: whoever frees storage gets its deposit (T27).
pub fn set_marks(account: &[u8; 32], Marks { paid, reserved, lapsed }: &Marks) {
    let mut bytes = [0; 48];
    put(&mut bytes, 0, paid.to_le_bytes());
    put(&mut bytes, 16, reserved.to_le_bytes());
    put(&mut bytes, 32, lapsed.to_le_bytes());
    set(Key(Kind::Marks, account, &[]), &bytes);
}

/// Writes the escrow's part.
pub fn set_advanced(k: u8, account: &[u8; 32], part: &Quote) {
    set(Key(Kind::Advanced, &[k], account), &part.encode());
}

/// Writes what waits for somebody who is on hold.
pub fn set_held_yen(k: u8, account: &[u8; 32], yen: u128) {
    set(Key(Kind::Held, &[k], account), &yen.to_le_bytes());
}

/// Writes what is put aside for an event, and whether anything is, which the caller keeps.
pub fn set_reserve_yen(calendar: &mut Calendar, k: u8, yen: u128) {
    set(Key(Kind::Reserve, &[k], &[]), &yen.to_le_bytes());
    calendar.reserve &= !bit(k);
    if yen > 0 {
        calendar.reserve |= bit(k);
    }
}

/// Writes the tax table.
pub fn set_tax_table(table: &[TaxRow]) {
    let mut bytes = Vec::new();
    table.iter().for_each(|row| row.encode_to(&mut bytes));
    set(Key(Kind::TaxTable, &[], &[]), &bytes);
}

/// Writes an exception, or that there is none.
pub fn set_payment_day(k: u8, exception: Option<CashDate>) {
    set(Key(Kind::PaymentDay, &[k], &[]), &exception.map_or_else(Vec::new, |exception| exception.encode()));
}

/// Writes which events are announced and open.
pub fn set_calendar(Calendar { announced, open, reserve }: Calendar) {
    let mut bytes = [0; 48];
    put(&mut bytes, 0, announced.to_le_bytes());
    put(&mut bytes, 16, open.to_le_bytes());
    put(&mut bytes, 32, reserve.to_le_bytes());
    set(Key(Kind::Calendar, &[], &[]), &bytes);
}

/// Writes the code of the payment token.
pub fn set_payment_code(code_hash: &[u8; 32]) {
    set(Key(Kind::PaymentCode, &[], &[]), code_hash);
}

// Helpers

/// The tax rows of these bytes.
#[inline(never)]
pub fn rows_of(bytes: &[u8]) -> Vec<TaxRow> {
    bytes.chunks_exact(TAX_ROW_LEN).filter_map(|mut row| TaxRow::decode(&mut row).ok()).collect()
}

/// The events of a mask, in their order.
pub fn events(mask: u128) -> impl Iterator<Item = u8> {
    (0..bond_abi::MAX_EVENTS).filter(move |k| mask & bit(*k) != 0)
}

/// The bit of an event; none for a number no series has.
pub fn bit(k: u8) -> u128 {
    1_u128.checked_shl(k.into()).unwrap_or(0)
}

/// The coupon of an announced event.
///
/// # Errors
/// `NotAnnounced`.
pub fn announced(k: u8) -> Coupon {
    coupon(k).or_refuse(DistributorError::NotAnnounced)
}

impl Encode for Key<'_> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.push_byte(self.0 as u8);
        dest.write(self.1);
        dest.write(self.2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amounts::tests::coupon;
    use bond_abi::distributor::Surtaxes;

    fn with_storage(check: impl FnOnce()) {
        ink::env::test::run_test::<ink::env::DefaultEnvironment, _>(|_| {
            check();
            Ok(())
        })
        .unwrap();
    }

    /// Who changes this moves what lies on the chain (T21).
    #[test]
    fn every_cell_lies_where_it_did() {
        let account = [7; 32];
        let with_account = |head: &[u8]| [head, &account[..]].concat();
        for (key, bytes) in [
            (Key(Kind::Coupon, &[5], &[]), vec![0, 5]),
            (Key(Kind::Marks, &account, &[]), with_account(&[1])),
            (Key(Kind::Advanced, &[5], &account), with_account(&[2, 5])),
            (Key(Kind::Reserve, &[5], &[]), vec![3, 5]),
            (Key(Kind::Held, &[5], &account), with_account(&[8, 5])),
            (Key(Kind::TaxTable, &[], &[]), vec![4]),
            (Key(Kind::PaymentDay, &[5], &[]), vec![5, 5]),
            (Key(Kind::Calendar, &[], &[]), vec![6]),
            (Key(Kind::PaymentCode, &[], &[]), vec![7]),
        ] {
            assert_eq!(key.encode(), bytes);
        }
    }

    #[test]
    fn what_is_written_is_read_and_what_was_never_written_is_nothing() {
        with_storage(|| {
            let account = [7; 32];
            let nothing = Calendar { announced: 0, open: 0, reserve: 0 };
            assert_eq!((super::coupon(3), payment_day(3), reserve_yen(3), calendar()), (None, None, 0, nothing));
            assert_eq!((marks(&account), advanced(3, &account), tax_table()), (Marks::default(), None, Vec::new()));
            let coupon = coupon(1, 2);
            set_coupon(3, &coupon);
            assert_eq!((super::coupon(3), super::coupon(4), coupon_bytes(3)), (Some(coupon), None, coupon.encode()));
            let some = Marks { paid: 1, reserved: 1 << 127, lapsed: 4 };
            set_marks(&account, &some);
            let part = crate::amounts::quote(&coupon, 1, bond_abi::registry::TaxClass::Individual).unwrap();
            set_advanced(3, &account, &part);
            set_held_yen(3, &account, u128::MAX);
            let mut all = Calendar { announced: 8, open: 1 << 127, reserve: 2 };
            set_reserve_yen(&mut all, 3, 9);
            assert_eq!(all.reserve, 0b1010);
            set_reserve_yen(&mut all, 1, 0);
            assert_eq!(all, Calendar { announced: 8, open: 1 << 127, reserve: 0b1000 });
            let made = CashDate { scheduled_day: 4, day: -1 };
            set_payment_day(3, Some(made));
            set_calendar(all);
            set_payment_code(&[9; 32]);
            assert_eq!((marks(&account), advanced(3, &account), advanced(4, &account)), (some, Some(part), None));
            assert_eq!((held_yen(3, &account), held_yen(4, &account)), (u128::MAX, 0));
            assert_eq!((reserve_yen(3), reserve_yen(1), payment_day(3), payment_code()), (9, 0, Some(made), [9; 32]));
            assert_eq!(calendar(), all);
            set_payment_day(3, None);
            assert_eq!(payment_day(3), None);
            let table = Vec::from([
                coupon.rates,
                TaxRow { surtaxes: Surtaxes { reconstruction_permille: 11, defence_permille: 10 }, ..coupon.rates },
            ]);
            set_tax_table(&table);
            assert_eq!((tax_table(), tax_table_bytes().len()), (table, 2 * TAX_ROW_LEN));
        });
    }

    #[test]
    fn no_event_beyond_the_last_has_a_bit() {
        assert_eq!((bit(0), bit(127), bit(128), bit(255)), (1, 1 << 127, 0, 0));
        assert_eq!(events(1 << 127 | 0b101).collect::<Vec<_>>(), [0, 2, 127]);
    }
}
