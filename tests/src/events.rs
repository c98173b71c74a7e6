//! What the contracts emitted, decoded.

use bond_abi::distributor::DistributorEvent;
use bond_abi::registry::RegistryEvent;
use bond_abi::token::TokenEvent;
use bond_abi::yen::YenEvent;
use bond_client::{Deployment, RawEvent};
use scale::DecodeAll;

/// An event with the contract it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// From the bond token.
    Token(TokenEvent),
    /// From the registry.
    Registry(RegistryEvent),
    /// From the distributor.
    Distributor(DistributorEvent),
    /// From the test yen.
    Yen(YenEvent),
}

/// Decodes an event; every byte must be understood.
pub fn decode(series: &Deployment, event: &RawEvent) -> Seen {
    let mut data = event.data.as_slice();
    let seen = match event.contract {
        contract if contract == series.token => TokenEvent::decode_all(&mut data).map(Seen::Token),
        contract if contract == series.registry => RegistryEvent::decode_all(&mut data).map(Seen::Registry),
        contract if contract == series.distributor => DistributorEvent::decode_all(&mut data).map(Seen::Distributor),
        contract if contract == series.yen => YenEvent::decode_all(&mut data).map(Seen::Yen),
        other => panic!("an event of a contract that is not of this series: {other:?}"),
    };
    seen.unwrap_or_else(|error| panic!("an event that is not in bond-abi ({error}): {event:?}"))
}
