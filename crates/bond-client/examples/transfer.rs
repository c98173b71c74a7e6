//! Moves units of a deployed series, as the examples in `integrations/` do: reads, asks whether it may, sends, waits
//! until it is final. `RECORD=… TO=5… UNITS=3 cargo run --release -p bond-client --example transfer`

use std::env::var;
use std::error::Error;
use std::fs;

use bond_client::address::{from_ss58, ss58};
use bond_client::bond_abi::token::{BondToken, TokenEvent};
use bond_client::contracts::{self, Psp22};
use bond_client::node::Key;
use bond_client::{Client, Node, TraitCallBuilder, Transport};
use scale::Decode;
use serde_json::{json, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let record: Value = serde_json::from_str(&fs::read_to_string(var("RECORD")?)?)?;
    let token = account(&record["contracts"]["token"]["address"])?;
    let to = account(&json!(var("TO")?))?;
    let units: u128 = var("UNITS").unwrap_or("1".into()).parse()?;
    let url = var("RPC_URL").unwrap_or("ws://127.0.0.1:9944".into());
    let key = Key::from_uri(&var("ACCOUNT_URI").unwrap_or("//Alice".into()))?;
    let code_hash = bytes(&record["contracts"]["token"]["code_hash"])?;

    // [doc:rust-connect]
    let mut node = Node::connect(&url)?;
    node.expect_genesis(bytes(&record["genesis_hash"])?)?;
    let from = node.add_key(key)?; // refuses //Alice and the like unless it is a development chain
    let mut client = Client::new(node);
    // [/doc]
    if client.transport().code_hash(token)? != Some(code_hash) {
        return Err("the token on the chain has another code than the record says".into());
    }

    // [doc:rust-read]
    let bond = contracts::token(token);
    let psp22 = Psp22(token);
    let name: Option<String> = client.read(psp22.token_name())?;
    let supply: u128 = client.read(psp22.total_supply())?;
    let before: u128 = client.read(psp22.balance_of(from))?;
    // [/doc]

    // [doc:rust-transfer]
    if let Err(refusal) = client.read(bond.call().can_transfer(from, to, units))? {
        return Err(format!("refused: {}", refusal.label()).into()); // "refused: 207 RecipientNotRegistered"
    }
    // Dry run, limits from it, signature, finality; a PSP22Error in the answer means that nothing was sent.
    let called = client.submit(from, psp22.transfer(to, units))?;
    called.answer.map_err(|error| format!("refused: {error:?}"))?;
    let place = called.receipt.included.ok_or("it was not sent")?;
    let emitted = called.receipt.events.iter().find(|event| event.contract == token).ok_or("there is no event")?;
    let moved = TokenEvent::decode(&mut &*emitted.data)?;
    // [/doc]

    let TokenEvent::Transfer { from: Some(seller), to: Some(buyer), value } = moved else {
        return Err(format!("another event than a transfer: {moved:?}").into());
    };
    let after: u128 = client.read(psp22.balance_of(from))?;
    let result = json!({
        "series": record["series"], "token": name, "supply": u64::try_from(supply)?, "balance_before": u64::try_from(before)?,
        "block": place.block_number, "from": ss58(seller), "to": ss58(buyer), "units": u64::try_from(value)?,
        "balance_after": u64::try_from(after)?,
    });
    println!("{result:#}");
    Ok(())
}

fn account(value: &Value) -> Result<bond_client::bond_abi::AccountId, Box<dyn Error>> {
    value.as_str().and_then(from_ss58).ok_or_else(|| format!("{value} is no SS58 address").into())
}

fn bytes(value: &Value) -> Result<[u8; 32], Box<dyn Error>> {
    let bytes = hex::decode(value.as_str().unwrap_or_default().trim_start_matches("0x"))?;
    bytes.try_into().map_err(|_| format!("{value} is no hash of 32 bytes").into())
}
