//! What the contracts emitted, decoded.

use std::sync::OnceLock;

use bond_abi::agent::AgentEvent;
use bond_abi::desk::DeskEvent;
use bond_abi::distributor::DistributorEvent;
use bond_abi::office::OfficeEvent;
use bond_abi::token::TokenEvent;
use bond_abi::yen::YenEvent;
use bond_client::metadata::{DecodedEvent, Decoder};
use bond_client::{Deployment, RawEvent};
use scale::DecodeAll;

use crate::world::bundles;

/// An event with the contract it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// From the office.
    Office(OfficeEvent),
    /// From the bond token.
    Token(TokenEvent),
    /// From the desk.
    Desk(DeskEvent),
    /// From the paying agent's contract.
    Agent(AgentEvent),
    /// From the distributor.
    Distributor(DistributorEvent),
    /// From the test yen.
    Yen(YenEvent),
}

/// Decodes an event; every byte must be understood.
pub fn decode(series: &Deployment, event: &RawEvent) -> Seen {
    let mut data = event.data.as_slice();
    let seen = match event.contract {
        contract if contract == series.office => OfficeEvent::decode_all(&mut data).map(Seen::Office),
        contract if contract == series.token => TokenEvent::decode_all(&mut data).map(Seen::Token),
        contract if contract == series.desk => DeskEvent::decode_all(&mut data).map(Seen::Desk),
        contract if contract == series.agent => AgentEvent::decode_all(&mut data).map(Seen::Agent),
        contract if contract == series.distributor => DistributorEvent::decode_all(&mut data).map(Seen::Distributor),
        contract if contract == series.yen => YenEvent::decode_all(&mut data).map(Seen::Yen),
        other => panic!("an event of a contract that is not of this series: {other:?}"),
    };
    let seen = seen.unwrap_or_else(|error| panic!("an event that is not in bond-abi ({error}): {event:?}"));
    let named = by_metadata(series, event).name;
    assert!(format!("{seen:?}").contains(&format!("({named} {{")), "the metadata calls it {named}: {seen:?}");
    seen
}

/// The same by the metadata of the built contracts, as `chihosai watch` reads it.
pub fn by_metadata(series: &Deployment, event: &RawEvent) -> DecodedEvent {
    static DECODERS: OnceLock<[Decoder; 6]> = OnceLock::new();
    let [desk, office, token, agent, distributor, yen] = DECODERS.get_or_init(|| {
        let all = bundles();
        let bundles = [&all.desk, &all.office, &all.token, &all.agent, &all.distributor, &all.yen];
        bundles.map(|bundle| Decoder::of(bundle).expect("ink! 4 metadata"))
    });
    let decoder = match event.contract {
        contract if contract == series.desk => desk,
        contract if contract == series.office => office,
        contract if contract == series.token => token,
        contract if contract == series.agent => agent,
        contract if contract == series.distributor => distributor,
        _ => yen,
    };
    decoder.event(&event.data).unwrap_or_else(|error| panic!("{error}"))
}
