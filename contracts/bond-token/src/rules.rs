//! A series' policy as the root storage keeps it: at fixed places, read with every transfer and never decoded.

use bond_abi::registry::Residence;
use bond_abi::wire::{at, byte_at, read_bytes, read_rows, u64_at};
use ink::prelude::{boxed::Box, vec::Vec};
use scale::{Error, Input, Output};

/// Bytes of everything but the residences.
pub const RULES_LEN: usize = 36;
/// Bytes of a residence.
const RESIDENCE_LEN: usize = 4;

/// A [`bond_abi::token::Policy`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo))]
pub struct Rules {
    /// Its fields in their order, without the residences.
    fixed: Box<[u8; RULES_LEN]>,
    /// Four bytes each.
    residences: Vec<u8>,
}

// Queries

impl Rules {
    /// The policy that comes next on the wire.
    ///
    /// # Errors
    /// When there is none.
    pub fn read<I: Input>(input: &mut I) -> Result<Self, Error> {
        let mut fixed = Vec::from([input.read_byte()?]);
        let residences = read_rows(input, RESIDENCE_LEN)?;
        fixed.extend_from_slice(&read_bytes(input, RULES_LEN - 1)?);
        Ok(Self { fixed: fixed.try_into().map_err(|_| "no policy")?, residences })
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn classes(&self) -> u8 {
        byte_at(&self.fixed[..], 0)
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn residences(&self) -> impl ExactSizeIterator<Item = Residence> + '_ {
        self.residences.chunks_exact(RESIDENCE_LEN).map(|residence| Residence::unpack(at(residence, 0)))
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn accept_unattested(&self) -> bool {
        byte_at(&self.fixed[..], 1) == 1
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn latest_birth_band(&self) -> u8 {
        byte_at(&self.fixed[..], 2)
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn max_units_per_investor(&self) -> u64 {
        u64_at(&self.fixed[..], 3)
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn min_units_per_wallet(&self) -> u64 {
        u64_at(&self.fixed[..], 11)
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn transferable_from_ms(&self) -> u64 {
        u64_at(&self.fixed[..], 19)
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn transferable_until_ms(&self) -> u64 {
        u64_at(&self.fixed[..], 27)
    }

    /// As in [`bond_abi::token::Policy`].
    pub fn needs_approval(&self) -> bool {
        byte_at(&self.fixed[..], 35) != 0
    }
}

// Helpers

impl Rules {
    /// Writes them so that what follows is the residences' alone.
    pub fn encode_to<O: Output + ?Sized>(&self, dest: &mut O) {
        dest.write(&self.fixed[..]);
        dest.write(&self.residences);
    }

    /// Rules of these parts.
    pub fn new(fixed: Box<[u8; RULES_LEN]>, residences: Vec<u8>) -> Self {
        Self { fixed, residences }
    }
}

#[cfg(test)]
impl From<&bond_abi::token::Policy> for Rules {
    fn from(policy: &bond_abi::token::Policy) -> Self {
        Self::read(&mut &scale::Encode::encode(policy)[..]).unwrap()
    }
}
