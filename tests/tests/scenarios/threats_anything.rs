//! T35 for every contract: arguments made of the types in the metadata, with the ends of every range, from everybody. A
//! message that is added is called here from its first day.

use std::collections::BTreeMap;

use bond_client::Transport;
use chihosai_tests::prelude::*;
use proptest::prelude::RngCore;
use proptest::test_runner::{RngAlgorithm, TestRng};
use scale::{Compact, Encode};
use serde_json::Value;

use crate::threats::ORDER;

/// Calls of each message of each contract.
const CALLS: u32 = 24;

/// Makes arguments.
struct Maker<'a> {
    types: BTreeMap<u64, &'a Value>,
    accounts: &'a [AccountId],
    rng: &'a mut TestRng,
}

impl Maker<'_> {
    fn below(&mut self, end: u64) -> u64 {
        self.rng.next_u64() % end
    }

    /// A number: small, at the end of its range, or any.
    fn number(&mut self, bits: u32) -> Vec<u8> {
        let most = u128::MAX >> (128 - bits);
        let number = match self.below(6) {
            0 => 0,
            1 => 1,
            2 => most,
            3 => most / 2,
            4 => u128::from(self.rng.next_u64()) & most,
            _ => u128::from(self.below(4)),
        };
        number.to_le_bytes()[..bits as usize / 8].to_vec()
    }

    fn value(&mut self, id: &Value, out: &mut Vec<u8>) {
        let of = self.types[&id.as_u64().expect("a number of a type")];
        let def = &of["def"];
        let path = of["path"].as_array().and_then(|path| path.last()).and_then(Value::as_str);
        if path == Some("AccountId") {
            let place = self.below(self.accounts.len() as u64) as usize;
            out.extend(self.accounts[place].encode());
            return;
        }
        if let Some(primitive) = def["primitive"].as_str() {
            match primitive {
                "bool" => out.push(self.below(2) as u8),
                "str" => out.extend("x".repeat(self.below(40) as usize).encode()),
                number => out.extend(self.number(number[1..].parse().expect("bits"))),
            }
            return;
        }
        if let Some(variants) = def["variant"]["variants"].as_array() {
            let place = self.below(variants.len() as u64) as usize;
            out.push(variants[place]["index"].as_u64().expect("an index") as u8);
            self.fields(&variants[place], out);
        } else if def["composite"].is_object() {
            self.fields(&def["composite"], out);
        } else if let Some(parts) = def["tuple"].as_array() {
            parts.iter().for_each(|part| self.value(part, out));
        } else if def["array"].is_object() {
            (0..def["array"]["len"].as_u64().expect("a length")).for_each(|_| self.value(&def["array"]["type"], out));
        } else if def["sequence"].is_object() {
            let rows = self.below(4);
            out.extend(Compact(rows).encode());
            (0..rows).for_each(|_| self.value(&def["sequence"]["type"], out));
        } else {
            panic!("no values of this type: {of}");
        }
    }

    fn fields(&mut self, of: &Value, out: &mut Vec<u8>) {
        for field in of["fields"].as_array().into_iter().flatten() {
            self.value(&field["type"], out);
        }
    }
}

fn selector(message: &Value) -> Vec<u8> {
    let text = message["selector"].as_str().expect("a selector");
    (1..5).map(|byte| u8::from_str_radix(&text[2 * byte..2 * byte + 2], 16).expect("a byte")).collect()
}

/// A series with an event that is open and one that is announced, with locks, a seizure and a wallet that was replaced.
fn busy() -> World {
    let mut world = World::short().with_holders(4);
    world.register(Issuer);
    world.done(Alice, world.bond().approve(Broker.id(), 50));
    let seizure = Some(Seizure { case_reference: [9; 32], escrow: Court.id() });
    world.done(Controller, world.office().call_mut().lock_units(Bob.id(), 9, seizure, ORDER));
    world.done(Controller, world.office().call_mut().lock_units(Bob.id(), 9, None, ORDER));
    world.open(0);
    world.claim(Alice, 0);
    world.register(Wallet(20));
    world.done(Controller, world.office().call_mut().recover(Bob.id(), Wallet(20).id(), false, ORDER));
    world.advance_to(world.cutoff(1));
    world.announce(1);
    world.provide(1_000);
    world
}

#[test]
fn t35_every_message_of_every_contract_answers_whatever_it_is_sent() {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[35; 32]);
    let mut world = busy();
    let people = [Zero, Admin, Registrar, Issuer, Pauser, Controller, PayingAgent, Payer, Outsider, Alice, Bob, Carol];
    let all = world.contracts();
    let mut accounts = people.map(Who::id).to_vec();
    accounts.extend(all.iter().map(|(address, _)| *address));
    let mut accepted: BTreeMap<&str, u32> = BTreeMap::new();
    for (contract, bundle) in all {
        let types = bundle.metadata["types"].as_array().expect("types");
        let types = types.iter().map(|entry| (entry["id"].as_u64().expect("a number"), &entry["type"])).collect();
        let mut maker = Maker { types, accounts: &accounts, rng: &mut rng };
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            for _ in 0..CALLS {
                let mut data = selector(message);
                for argument in message["args"].as_array().expect("arguments") {
                    maker.value(&argument["type"]["type"], &mut data);
                }
                let signer = people[maker.below(people.len() as u64) as usize];
                let label = message["label"].as_str().expect("a label");
                let sent = world.client.transport().submit(contract, data.clone(), signer.id());
                let receipt = sent.unwrap_or_else(|error| panic!("{label} by {signer:?} with {data:02x?}: {error}"));
                assert!(receipt.output.len() > 1 || !receipt.reverted, "{label}: {:?}", receipt.output);
                // What was sent was understood: the first byte would say otherwise.
                assert_eq!(receipt.output[0], 0, "{label} with {data:02x?}");
                *accepted.entry(bundle.name).or_default() += u32::from(!receipt.reverted);
            }
        }
    }
    println!("accepted: {accepted:?}");
    assert!(accepted.values().all(|count| *count > 20), "too little is accepted to mean anything: {accepted:?}");
    // And what is left is a register that adds up, with money that covers what is owed.
    let page = world.read(world.token().call().register(0, MAX_PAGE));
    let supply = world.read(world.bond().total_supply());
    assert_eq!(page.iter().map(|(_, cell)| u128::from(cell.units)).sum::<u128>(), supply);
    assert!(page.iter().all(|(_, cell)| cell.locked_units <= cell.units));
    let cash = world.read(world.distributor().call().cash()).expect("cash");
    assert!(cash.balance_yen >= cash.owed_yen);
}

#[test]
fn t35_a_call_that_is_cut_off_anywhere_is_a_language_error() {
    let mut rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[36; 32]);
    let mut world = World::short().with_holders(2);
    let accounts = [Alice.id(), Bob.id()];
    for (contract, bundle) in world.contracts() {
        let types = bundle.metadata["types"].as_array().expect("types");
        let types = types.iter().map(|entry| (entry["id"].as_u64().expect("a number"), &entry["type"])).collect();
        let mut maker = Maker { types, accounts: &accounts, rng: &mut rng };
        for message in bundle.metadata["spec"]["messages"].as_array().expect("messages") {
            let mut data = selector(message);
            for argument in message["args"].as_array().expect("arguments") {
                maker.value(&argument["type"]["type"], &mut data);
            }
            if data.len() == 4 {
                continue;
            }
            // Whoever is not the agent is told so, before anybody tries to understand his order.
            let expected = match message["label"] == "CouponDistributor::order" {
                true => Ok::<_, ink::LangError>(Err::<u128, _>(DistributorError::NotTheAgent)).encode(),
                false => Err::<(), _>(ink::LangError::CouldNotReadInput).encode(),
            };
            for end in [4, data.len() - 1] {
                let receipt = world.client.transport().submit(contract, data[..end].to_vec(), Outsider.id());
                let label = &message["label"];
                let receipt = receipt.unwrap_or_else(|error| panic!("{label}, {end} bytes: {error}"));
                assert!(receipt.reverted, "{label}, {end} of {} bytes", data.len());
                assert_eq!(receipt.output, expected, "{label}, {end} of {} bytes", data.len());
            }
        }
    }
}
