//! The root storage, which ink! reads with every message: wiring, gates, cutoffs and rules. No transfer changes it.

use crate::clock;
use crate::rules::Rules;
use bond_abi::wire::{at, byte_at, put, read_array, read_bytes, read_rest};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::{Decode, Encode, Error, Input, Output};

const REGISTRY_AT: usize = 0;
const OFFICE_AT: usize = 32;
const DISTRIBUTOR_AT: usize = 64;
const OPEN_AT: usize = 96;
const PAUSED_AT: usize = 97;
const EVENTS_AT: usize = 98;
/// Bytes of what lies at fixed places.
const WIRING_LEN: usize = 99;

/// What every transfer needs; everything else lies in cells of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Root {
    /// What lies at fixed places.
    wiring: Box<[u8; WIRING_LEN]>,
    /// Cutoffs of the payment events in order, eight bytes each.
    cutoffs: Vec<u8>,
    /// Who may hold how much and when it moves.
    pub rules: Rules,
}

// Queries

impl Root {
    /// Of a series that is not open.
    pub fn new(registry: [u8; 32], office: [u8; 32], cutoffs: Vec<u8>, rules: Rules) -> Option<Self> {
        let mut wiring = Box::new([0; WIRING_LEN]);
        put(&mut wiring[..], REGISTRY_AT, registry);
        put(&mut wiring[..], OFFICE_AT, office);
        let mut root = Self { wiring, cutoffs: Vec::new(), rules };
        root.set_cutoffs(cutoffs)?;
        Some(root)
    }

    /// The KYC registry.
    pub fn registry(&self) -> &[u8; 32] {
        at(&self.wiring[..], REGISTRY_AT)
    }

    /// The office, whose orders it follows.
    pub fn office(&self) -> &[u8; 32] {
        at(&self.wiring[..], OFFICE_AT)
    }

    /// The coupon distributor; zeros before it is wired.
    pub fn distributor(&self) -> &[u8; 32] {
        at(&self.wiring[..], DISTRIBUTOR_AT)
    }

    /// Whether the issue is closed, so that units are transferable.
    pub fn is_open(&self) -> bool {
        byte_at(&self.wiring[..], OPEN_AT) == 1
    }

    /// Whether transfers are stopped.
    pub fn is_paused(&self) -> bool {
        byte_at(&self.wiring[..], PAUSED_AT) != 0
    }

    /// Payment events of the series.
    pub fn events(&self) -> u8 {
        byte_at(&self.wiring[..], EVENTS_AT)
    }

    /// How many cutoffs have passed.
    pub fn epoch(&self, now_ms: u64) -> u8 {
        clock::epoch(&self.cutoffs, now_ms)
    }

    /// The cutoff of an event.
    pub fn cutoff_ms(&self, k: u8) -> u64 {
        clock::cutoff_ms(&self.cutoffs, k)
    }
}

// Changes

impl Root {
    /// Wires the distributor, opens and pauses.
    pub fn set(&mut self, distributor: &[u8; 32], open: u8, paused: u8) {
        put(&mut self.wiring[..], DISTRIBUTOR_AT, *distributor);
        put(&mut self.wiring[..], OPEN_AT, [open, paused]);
    }

    /// Makes event `last` the last one, with another cutoff.
    pub fn recut(&mut self, last: u8, last_cutoff_ms: u64) -> Option<()> {
        let mut cutoffs = core::mem::take(&mut self.cutoffs);
        cutoffs.truncate(usize::from(last).saturating_mul(8));
        cutoffs.extend_from_slice(&last_cutoff_ms.to_le_bytes());
        self.set_cutoffs(cutoffs)
    }

    /// Takes over a list of cutoffs, which has one event at least and 255 at most.
    fn set_cutoffs(&mut self, cutoffs: Vec<u8>) -> Option<()> {
        let events = u8::try_from(cutoffs.len() / 8).ok().filter(|events| *events > 0)?;
        put(&mut self.wiring[..], EVENTS_AT, [events]);
        self.cutoffs = cutoffs;
        Some(())
    }
}

// Helpers

/// In the metadata the root is its bytes.
#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for Root {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        <ink::prelude::vec::Vec<u8> as ink::storage::traits::StorageLayout>::layout(key)
    }
}

impl Encode for Root {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.wiring[..]);
        dest.write(&self.cutoffs);
        self.rules.encode_to(dest);
    }
}

impl Decode for Root {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let wiring: Box<[u8; WIRING_LEN]> = read_array(input)?;
        let cutoffs = read_bytes(input, usize::from(byte_at(&wiring[..], EVENTS_AT)).saturating_mul(8))?;
        let fixed = read_array(input)?;
        Ok(Self { wiring, cutoffs, rules: Rules::new(fixed, read_rest(input)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::registry::Residence;
    use bond_abi::token::Policy;

    fn policy() -> Policy {
        let residence = |area| Residence { country: 392, area };
        Policy {
            classes: 5,
            residences: vec![residence(13_000), residence(27_100)],
            accept_unattested: true,
            latest_birth_band: 9,
            max_units_per_investor: 0x0102_0304_0506_0708,
            min_units_per_wallet: 0x1112_1314_1516_1718,
            transferable_from_ms: 0x2122_2324_2526_2728,
            transferable_until_ms: 0x3132_3334_3536_3738,
            needs_approval: true,
        }
    }

    #[test]
    fn packed_rules_are_the_policy() {
        for policy in [policy(), Policy::OPEN] {
            let rules = Rules::from(&policy);
            let unpacked = Policy {
                classes: rules.classes(),
                residences: rules.residences().collect(),
                accept_unattested: rules.accept_unattested(),
                latest_birth_band: rules.latest_birth_band(),
                max_units_per_investor: rules.max_units_per_investor(),
                min_units_per_wallet: rules.min_units_per_wallet(),
                transferable_from_ms: rules.transferable_from_ms(),
                transferable_until_ms: rules.transferable_until_ms(),
                needs_approval: rules.needs_approval(),
            };
            assert_eq!(unpacked, policy);
            let bytes = policy.encode();
            assert!(Rules::read(&mut &bytes[..bytes.len() - 1]).is_err());
        }
    }

    #[test]
    fn the_root_comes_back_from_storage_as_it_was() {
        let cutoffs: Vec<u8> = [10_u64, 20, 30].into_iter().flat_map(u64::to_le_bytes).collect();
        let none = Root::new([1; 32], [2; 32], Vec::new(), Rules::from(&policy()));
        assert_eq!(none, None, "a series without events");
        let mut root = Root::new([1; 32], [2; 32], cutoffs, Rules::from(&policy())).unwrap();
        assert_eq!((root.distributor(), root.is_open(), root.is_paused()), (&[0; 32], false, false));
        root.set(&[3; 32], 1, 1);
        assert_eq!((root.registry(), root.office(), root.distributor()), (&[1; 32], &[2; 32], &[3; 32]));
        assert_eq!((root.is_open(), root.is_paused(), root.events(), root.epoch(20)), (true, true, 3, 2));
        assert_eq!(Root::decode(&mut &root.encode()[..]), Ok(root.clone()));
        root.recut(1, 15).unwrap();
        assert_eq!((root.events(), root.cutoff_ms(0), root.cutoff_ms(1), root.epoch(20)), (2, 10, 15, 2));
        assert_eq!(Root::decode(&mut &root.encode()[..]), Ok(root));
    }
}
