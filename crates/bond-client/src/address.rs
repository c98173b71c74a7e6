//! Accounts as people write them, and where an instance will lie.

use bond_abi::AccountId;
use scale::Encode;
use sp_core::crypto::{AccountId32, Ss58AddressFormat, Ss58Codec};
use sp_core::hashing::blake2_256;

/// Prefix of addresses on development chains, and the generic one everywhere.
pub const SS58_PREFIX: u16 = 42;

/// An account as an SS58 address with the generic prefix 42, which every wallet reads.
pub fn ss58(account: AccountId) -> String {
    let format = Ss58AddressFormat::custom(SS58_PREFIX);
    AccountId32::new(*AsRef::<[u8; 32]>::as_ref(&account)).to_ss58check_with_version(format)
}

/// The account of an SS58 address of any prefix; `None` when it is none.
pub fn from_ss58(text: &str) -> Option<AccountId> {
    let (account, _) = AccountId32::from_ss58check_with_version(text).ok()?;
    Some(AccountId::from(<[u8; 32]>::from(account)))
}

/// Where `pallet-contracts` puts the instance that `deployer` makes of this code with this constructor call and salt.
/// The address commits to all four: the same deployment can never land elsewhere, nor another one there.
pub fn instance_address(deployer: AccountId, code_hash: [u8; 32], data: &[u8], salt: &[u8]) -> AccountId {
    let preimage = (b"contract_addr_v1", AsRef::<[u8; 32]>::as_ref(&deployer), code_hash, data, salt).encode();
    AccountId::from(blake2_256(&preimage))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_whatever_its_prefix() {
        let account = AccountId::from([7; 32]);
        assert_eq!(from_ss58(&ss58(account)), Some(account));
        let other = AccountId32::new([7; 32]).to_ss58check_with_version(Ss58AddressFormat::custom(5));
        assert_eq!(from_ss58(&other), Some(account));
        assert_eq!(from_ss58("5GrwvaEF"), None);
    }

    #[test]
    fn every_part_of_a_deployment_moves_the_address() {
        let base = instance_address(AccountId::from([1; 32]), [2; 32], &[3], &[4]);
        assert_ne!(base, instance_address(AccountId::from([9; 32]), [2; 32], &[3], &[4]));
        assert_ne!(base, instance_address(AccountId::from([1; 32]), [9; 32], &[3], &[4]));
        assert_ne!(base, instance_address(AccountId::from([1; 32]), [2; 32], &[9], &[4]));
        assert_ne!(base, instance_address(AccountId::from([1; 32]), [2; 32], &[3], &[9]));
    }
}
