//! The register's events as they go out. ink! would bring its own copy of the code for each of them and each topic;
//! `bond_token::Transfer` and `bond_token::Approval` describe them, and a test compares.

use ink::env::topics::state::{HasRemainingTopics, Uninit};
use ink::env::topics::{TopicsBuilder, TopicsBuilderBackend};
use ink::env::{DefaultEnvironment, Environment, Topics};
use scale::{Encode, Output};

type Account = [u8; 32];

/// A field that is a topic: what stands before its bytes on the wire, and these.
type Field<'a> = (&'static [u8], &'a [u8]);

struct Event<'a> {
    /// Its place among the contract's events.
    index: u8,
    /// An empty prefix and the event's name.
    name: &'static [u8],
    /// The name of each topic with its length before it.
    prefixes: [&'static [u8]; 2],
    fields: [Field<'a>; 2],
    amount: u128,
}

struct Topic<'a>(&'static [u8], Field<'a>);

/// Units moved, were issued (`from` nobody) or redeemed or cancelled (`to` nobody).
#[inline(never)]
pub fn transfer(from: Option<&Account>, to: Option<&Account>, units: u64) {
    emit(&Event {
        index: 0,
        name: b"\0BondToken::Transfer",
        prefixes: [b"\x64BondToken::Transfer::from", b"\x5CBondToken::Transfer::to"],
        fields: [optional(from), optional(to)],
        amount: units.into(),
    });
}

/// An allowance was set.
#[inline(never)]
pub fn approval(owner: &Account, spender: &Account, amount: u128) {
    emit(&Event {
        index: 1,
        name: b"\0BondToken::Approval",
        prefixes: [b"\x68BondToken::Approval::owner", b"\x70BondToken::Approval::spender"],
        fields: [(&[], owner), (&[], spender)],
        amount,
    });
}

fn optional(account: Option<&Account>) -> Field<'_> {
    match account {
        Some(account) => (&[1], account),
        None => (&[0], &[]),
    }
}

#[inline(never)]
fn emit(event: &Event) {
    ink::env::emit_event::<DefaultEnvironment, &Event>(event);
}

impl Encode for Topic<'_> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        let Self(prefix, (tag, bytes)) = *self;
        dest.write(prefix);
        dest.write(tag);
        dest.write(bytes);
    }
}

impl Encode for Event<'_> {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.push_byte(self.index);
        for (tag, bytes) in self.fields {
            dest.write(tag);
            dest.write(bytes);
        }
        dest.write(&self.amount.to_le_bytes());
    }
}

impl Topics for &Event<'_> {
    type RemainingTopics = [HasRemainingTopics; 3];

    fn topics<E, B>(&self, builder: TopicsBuilder<Uninit, E, B>) -> <B as TopicsBuilderBackend<E>>::Output
    where
        E: Environment,
        B: TopicsBuilderBackend<E>,
    {
        let ([first_prefix, second_prefix], [first, second]) = (self.prefixes, self.fields);
        builder
            .build::<Self>()
            .push_topic(&Topic(self.name, (&[], &[])))
            .push_topic(&Topic(first_prefix, first))
            .push_topic(&Topic(second_prefix, second))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bond_token::{Approval, BondToken, Transfer};
    use bond_abi::AccountId;
    use ink::reflect::ContractEventBase;

    type Base = <BondToken as ContractEventBase>::Type;

    fn same(ours: impl Fn(), plain: impl Into<Base>) {
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
        let (one, two) = ([1; 32], [2; 32]);
        let [first, second] = [one, two].map(AccountId::from);
        for (from, to) in [(Some(one), Some(two)), (None, Some(two)), (Some(one), None)] {
            let plain =
                Transfer { from: from.map(AccountId::from), to: to.map(AccountId::from), value: u64::MAX.into() };
            same(|| transfer(from.as_ref(), to.as_ref(), u64::MAX), plain);
        }
        same(|| approval(&one, &two, u128::MAX - 5), Approval { owner: first, spender: second, amount: u128::MAX - 5 });
    }
}
