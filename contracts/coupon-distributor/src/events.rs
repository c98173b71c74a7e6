//! The events as they go out. ink! would bring its own copy of the code for each of them; those of the contract's module
//! describe them, and a test compares.

use bond_abi::distributor::{Coupon, Escrowed, Outcome, Quote};
use bond_abi::AccountId;
use ink::env::topics::state::{HasRemainingTopics, Uninit};
use ink::env::topics::{TopicsBuilder, TopicsBuilderBackend};
use ink::env::{DefaultEnvironment, Environment, Topics};
use scale::{Encode, Output};

/// An event: each has its name and one field as topics.
struct Event<'a> {
    /// An empty prefix and the event's name.
    name: &'static [u8],
    /// The name of the field that is a topic, with its length before it.
    prefix: &'static [u8],
    /// Its place among the contract's events, and all fields.
    data: &'a [u8],
    /// The bytes of the field that is a topic.
    topic: &'a [u8],
}

struct Topic<'a>(&'static [u8], &'a [u8]);

/// An event's amounts were frozen.
pub fn coupon_announced(k: u8, coupon: &Coupon) {
    let fields = (0_u8, k, coupon.supply_units, coupon.required_yen, coupon.payment_day);
    emit(b"\0CouponDistributor::CouponAnnounced", b"\xA4CouponDistributor::CouponAnnounced::event", &fields, &[k]);
}

/// Money came in for an event.
pub fn coupon_funded(k: u8, by: &AccountId, amount_yen: u128, funded_yen: u128) {
    let fields = (1_u8, k, by, amount_yen, funded_yen);
    emit(b"\0CouponDistributor::CouponFunded", b"\x98CouponDistributor::CouponFunded::event", &fields, &[k]);
}

/// An event became payable.
pub fn coupon_opened(k: u8) {
    emit(b"\0CouponDistributor::CouponOpened", b"\x98CouponDistributor::CouponOpened::event", &(2_u8, k), &[k]);
}

/// A holder, or `to`, the wallet that took his place, was paid.
pub fn coupon_paid(k: u8, account: &[u8; 32], to: &AccountId, quote: &Quote, escrowed: Option<Escrowed>) {
    let fields = (3_u8, k, account, to, quote, escrowed);
    emit(b"\0CouponDistributor::CouponPaid", b"\x98CouponDistributor::CouponPaid::account", &fields, account);
}

/// A holder could not be paid; the money waits, but for what went into escrow before the rest was refused.
pub fn payment_reserved(k: u8, account: &[u8; 32], amount_yen: u128, outcome: Outcome, escrowed: Option<Escrowed>) {
    let fields = (4_u8, k, account, amount_yen, outcome, escrowed);
    emit(b"\0CouponDistributor::PaymentReserved", b"\xACCouponDistributor::PaymentReserved::account", &fields, account);
}

/// Everybody is paid.
pub fn coupon_settled(k: u8) {
    emit(b"\0CouponDistributor::CouponSettled", b"\x9CCouponDistributor::CouponSettled::event", &(5_u8, k), &[k]);
}

/// Money was put aside for an event.
pub fn reserve_deposited(k: u8, by: &AccountId, amount_yen: u128, reserve_yen: u128) {
    let fields = (6_u8, k, by, amount_yen, reserve_yen);
    emit(
        b"\0CouponDistributor::ReserveDeposited",
        b"\x9CCouponDistributor::ReserveDeposited::by",
        &fields,
        by.as_ref(),
    );
}

/// An event was funded from what was put aside.
pub fn reserve_drawn(k: u8, amount_yen: u128, funded_yen: u128, reserve_yen: u128) {
    let fields = (7_u8, k, amount_yen, funded_yen, reserve_yen);
    emit(b"\0CouponDistributor::ReserveDrawn", b"\x98CouponDistributor::ReserveDrawn::event", &fields, &[k]);
}

fn emit(name: &'static [u8], prefix: &'static [u8], fields: &impl Encode, topic: &[u8]) {
    send(&Event { name, prefix, data: &fields.encode(), topic });
}

#[inline(never)]
fn send(event: &Event) {
    ink::env::emit_event::<DefaultEnvironment, &Event>(event);
}

impl Encode for Topic<'_> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(self.0);
        dest.write(self.1);
    }
}

impl Encode for Event<'_> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(self.data);
    }
}

impl Topics for &Event<'_> {
    type RemainingTopics = [HasRemainingTopics; 2];

    fn topics<E, B>(&self, builder: TopicsBuilder<Uninit, E, B>) -> <B as TopicsBuilderBackend<E>>::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        builder.build::<Self>().push_topic(&Topic(self.name, &[])).push_topic(&Topic(self.prefix, self.topic)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coupon_distributor as plain;
    use ink::reflect::ContractEventBase;

    type Base = <plain::CouponDistributor as ContractEventBase>::Type;

    fn same(ours: impl FnOnce(), plain: impl Into<Base>) {
        ink::env::test::run_test::<DefaultEnvironment, _>(|_| {
            ours();
            let base: Base = plain.into();
            ink::env::emit_event::<DefaultEnvironment, Base>(base);
            let events: Vec<_> = ink::env::test::recorded_events().collect();
            assert_eq!(events.len(), 2);
            assert_eq!((&events[0].data, &events[0].topics), (&events[1].data, &events[1].topics));
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn events_are_those_that_the_metadata_describes() {
        let (account, [by, to]) = ([3; 32], [1, 2].map(|byte| AccountId::from([byte; 32])));
        let coupon = crate::amounts::tests::coupon(50_000_000_000, 100);
        let quote = crate::amounts::quote(&coupon, 7, bond_abi::registry::TaxClass::Individual).unwrap();
        let (supply_units, required_yen, payment_day) = (coupon.supply_units, coupon.required_yen, coupon.payment_day);
        let (event, amount_yen, funded_yen, reserve_yen) = (9, 4, u128::MAX, 5);
        let announced = plain::CouponAnnounced { event, supply_units, required_yen, payment_day };
        same(|| coupon_announced(9, &coupon), announced);
        same(|| coupon_funded(9, &by, 4, u128::MAX), plain::CouponFunded { event, by, amount_yen, funded_yen });
        same(|| coupon_opened(9), plain::CouponOpened { event });
        for escrowed in [None, Some(Escrowed { account: by, yen: 3 })] {
            let paid = plain::CouponPaid { event, account: AccountId::from(account), to, quote, escrowed };
            same(|| coupon_paid(9, &account, &to, &quote, escrowed), paid);
        }
        let outcome = Outcome::Suspended;
        for escrowed in [None, Some(Escrowed { account: by, yen: 3 })] {
            let account_id = AccountId::from(account);
            let reserved = plain::PaymentReserved { event, account: account_id, amount_yen, outcome, escrowed };
            same(|| payment_reserved(9, &account, 4, outcome, escrowed), reserved);
        }
        same(|| coupon_settled(9), plain::CouponSettled { event });
        same(|| reserve_deposited(9, &by, 4, 5), plain::ReserveDeposited { event, by, amount_yen, reserve_yen });
        let drawn = plain::ReserveDrawn { event, amount_yen, funded_yen, reserve_yen };
        same(|| reserve_drawn(9, 4, u128::MAX, 5), drawn);
    }
}
