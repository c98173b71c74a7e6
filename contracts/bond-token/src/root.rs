//! The root storage, which ink! reads with every message: wiring, gates, clock and rules, at fixed places.

use crate::clock::Clock;
use crate::rules::Rules;
use bond_abi::wire::{at, byte_at, put, read_array, read_rest, u64_at};
use ink::prelude::boxed::Box;
use scale::{Decode, Encode, Error, Input, Output};

const REGISTRY_AT: usize = 0;
const OFFICE_AT: usize = 32;
const DISTRIBUTOR_AT: usize = 64;
const OPEN_AT: usize = 96;
const PAUSED_AT: usize = 97;
const EVENTS_AT: usize = 98;
const EPOCH_AT: usize = 99;
const NEXT_CUTOFF_AT: usize = 100;
/// Bytes of everything but the rules.
const WIRING_LEN: usize = 108;

/// What every transfer needs; everything else lies in cells of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Root {
    /// Everything but the rules.
    wiring: Box<[u8; WIRING_LEN]>,
    /// Who may hold how much and when it moves.
    pub rules: Rules,
}

// Queries

impl Root {
    /// Of a series that is not open.
    pub fn new(registry: [u8; 32], office: [u8; 32], rules: Rules) -> Self {
        let mut wiring = Box::new([0; WIRING_LEN]);
        put(&mut wiring[..], REGISTRY_AT, registry);
        put(&mut wiring[..], OFFICE_AT, office);
        Self { wiring, rules }
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

    /// The clock at the last write.
    pub fn clock(&self) -> Clock {
        Clock { epoch: byte_at(&self.wiring[..], EPOCH_AT), next_cutoff_ms: u64_at(&self.wiring[..], NEXT_CUTOFF_AT) }
    }
}

// Changes

impl Root {
    /// Wires the distributor, opens and pauses.
    pub fn set(&mut self, distributor: &[u8; 32], open: u8, paused: u8) {
        put(&mut self.wiring[..], DISTRIBUTOR_AT, *distributor);
        put(&mut self.wiring[..], OPEN_AT, [open, paused]);
    }

    /// How many payment events there are.
    pub fn set_events(&mut self, events: u8) {
        put(&mut self.wiring[..], EVENTS_AT, [events]);
    }

    /// Winds the clock.
    pub fn set_clock(&mut self, clock: Clock) {
        put(&mut self.wiring[..], EPOCH_AT, [clock.epoch]);
        put(&mut self.wiring[..], NEXT_CUTOFF_AT, clock.next_cutoff_ms.to_le_bytes());
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
        self.rules.encode_to(dest);
    }
}

impl Decode for Root {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let (wiring, fixed) = (read_array(input)?, read_array(input)?);
        Ok(Self { wiring, rules: Rules::new(fixed, read_rest(input)?) })
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
        let mut root = Root::new([1; 32], [2; 32], Rules::from(&policy()));
        assert_eq!((root.distributor(), root.is_open(), root.is_paused()), (&[0; 32], false, false));
        root.set(&[3; 32], 1, 1);
        root.set_events(20);
        let clock = Clock { epoch: 7, next_cutoff_ms: 0x4142_4344_4546_4748 };
        root.set_clock(clock);
        assert_eq!((root.registry(), root.office(), root.distributor()), (&[1; 32], &[2; 32], &[3; 32]));
        assert_eq!((root.is_open(), root.is_paused(), root.events(), root.clock()), (true, true, 20, clock));
        assert_eq!(Root::decode(&mut &root.encode()[..]), Ok(root));
    }
}
