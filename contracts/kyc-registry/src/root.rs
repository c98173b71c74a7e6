//! The root storage, which ink! reads with every message: the desk, then the ends of accreditations.

use bond_abi::wire::{put, read_array, read_rest};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::{Decode, Encode, Error, Input, Output};

/// See above.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Root {
    desk: Box<[u8; 32]>,
    /// By registrar's number, eight bytes each; `u64::MAX` for no end.
    attestation_ends: Vec<u8>,
}

impl Root {
    /// Without any registrar.
    pub fn new(desk: [u8; 32]) -> Self {
        Self { desk: Box::new(desk), attestation_ends: Vec::new() }
    }

    /// Who writes here.
    pub fn desk(&self) -> &[u8; 32] {
        &self.desk
    }

    /// By registrar's number, eight bytes each.
    pub fn attestation_ends(&self) -> &[u8] {
        &self.attestation_ends
    }

    /// Sets until when a registrar's word counts.
    pub fn set_attestation_end(&mut self, registrar: u16, until_ms: u64) {
        let place = usize::from(registrar).saturating_mul(8);
        let end = place.saturating_add(8);
        if self.attestation_ends.len() < end {
            // Whom the desk never named, nobody vouches for.
            self.attestation_ends.resize(end, 0);
        }
        put(&mut self.attestation_ends, place, until_ms.to_le_bytes());
    }
}

/// In the metadata the root is its bytes.
#[cfg(feature = "std")]
impl ink::storage::traits::StorageLayout for Root {
    fn layout(key: &ink::primitives::Key) -> ink::metadata::layout::Layout {
        <Vec<u8> as ink::storage::traits::StorageLayout>::layout(key)
    }
}

impl Encode for Root {
    fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.desk[..]);
        dest.write(&self.attestation_ends);
    }
}

impl Decode for Root {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let desk = read_array(input)?;
        Ok(Self { desk, attestation_ends: read_rest(input)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_lie_by_number_and_come_back_from_storage() {
        let mut root = Root::new([7; 32]);
        root.set_attestation_end(2, 5);
        root.set_attestation_end(0, u64::MAX);
        root.set_attestation_end(2, 6);
        let ends: Vec<u8> = [u64::MAX, 0, 6].into_iter().flat_map(u64::to_le_bytes).collect();
        assert_eq!((root.desk(), root.attestation_ends()), (&[7; 32], ends.as_slice()));
        assert_eq!(Root::decode(&mut &root.encode()[..]), Ok(root));
    }
}
