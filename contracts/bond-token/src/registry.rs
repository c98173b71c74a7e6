//! Questions to other contracts: to the registry who somebody is, to the office what the series is. Whatever goes wrong,
//! the answer is none (fails closed).

use bond_abi::registry::packed::ProfileRow;
use bond_abi::registry::PROFILES_OF;
use bond_abi::wire::push_count;
use bond_abi::AccountId;
use bond_access::raw;
use ink::prelude::vec::Vec;

/// What a contract answers, as bytes.
pub fn ask(callee: &[u8; 32], selector: [u8; 4], arguments: Vec<u8>) -> Option<Vec<u8>> {
    raw::ask(&AccountId::from(*callee), selector, arguments)
}

/// What the registry says about accounts of 32 bytes each; [`profiles`] reads it.
#[inline(never)]
pub fn ask_profiles(registry: &[u8; 32], accounts: &[u8]) -> Option<Vec<u8>> {
    let mut arguments = Vec::new();
    push_count(&mut arguments, accounts.len() / 32);
    arguments.extend_from_slice(accounts);
    ask(registry, PROFILES_OF, arguments)
}

/// The profiles of `count` accounts in a reply; `None` when it says anything else. Which error it was does not matter:
/// nothing moves.
#[inline(never)]
pub fn profiles(reply: &[u8], count: usize) -> Option<Vec<Option<ProfileRow<'_>>>> {
    let mut head = Vec::from([0]);
    push_count(&mut head, count);
    let mut rest = reply.strip_prefix(head.as_slice())?;
    let mut profiles = Vec::new();
    for _ in 0..count {
        let (tag, after) = rest.split_first()?;
        rest = after;
        let profile = match tag {
            0 => None,
            1 => {
                let (profile, after) = rest.split_first_chunk()?;
                rest = after;
                Some(ProfileRow(profile).is_known().then_some(ProfileRow(profile))?)
            }
            _ => return None,
        };
        profiles.push(profile);
    }
    Some(profiles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::registry::{InvestorClass, Profile, RegistryError, Residence, Status};
    use scale::Encode;

    fn profile(investor_id: u64) -> Profile {
        Profile {
            investor_id,
            expiry_ms: 1,
            residence: Residence { country: 392, area: 0 },
            class: InvestorClass::PublicBody,
            status: Status::Revoked,
            birth_band: 0,
            attested_until_ms: 2,
        }
    }

    fn reply(profiles: &[Option<Profile>]) -> Vec<u8> {
        Ok::<_, RegistryError>(profiles.to_vec()).encode()
    }

    #[test]
    fn the_profiles_come_in_the_order_of_the_accounts() {
        for found in [vec![], vec![None], vec![Some(profile(1)), None, Some(profile(2))], vec![Some(profile(3)); 50]] {
            let bytes = reply(&found);
            let read = profiles(&bytes, found.len()).unwrap();
            let ids: Vec<_> = read.iter().map(|profile| profile.map(ProfileRow::investor_id)).collect();
            assert_eq!(ids, found.iter().map(|profile| profile.map(|it| it.investor_id)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn any_other_answer_is_none() {
        let good = reply(&[Some(profile(1)), None]);
        assert!(profiles(&good, 1).is_none() && profiles(&good, 3).is_none());
        assert!(profiles(&good[..good.len() - 1], 2).is_none() && profiles(&[], 0).is_none());
        let refused = Err::<Vec<Option<Profile>>, _>(RegistryError::BatchTooLarge { max: 0 }).encode();
        assert!((0..3).all(|count| profiles(&refused, count).is_none()));
        // Result, count, tag, then 20 class and 21 standing of the profile.
        for (place, byte) in [(0, 1), (2, 2), (3 + 20, 4), (3 + 21, 3)] {
            let mut bad = good.clone();
            bad[place] = byte;
            assert!(profiles(&bad, 2).is_none(), "{place}");
        }
    }
}
