//! Wallets: SS58 text of any network prefix.

use bond_abi::{AccountId, ZERO_ACCOUNT};
use sp_core::crypto::{AccountId32, PublicError, Ss58Codec};

use crate::input::defect::{quoted, Problem};

/// Longest text that can be 35 bytes and a checksum in base 58, with room to spare.
const MAX_TEXT_BYTES: usize = 64;

// Queries

/// The account of an SS58 address, whatever its prefix.
pub fn wallet(text: &str) -> Result<AccountId, Problem> {
    if text.starts_with("0x") {
        return Err(Problem::new(
            format!("{} is a hexadecimal key", quoted(text)),
            "write the wallet's SS58 address, which has a checksum",
        ));
    }
    if text.len() > MAX_TEXT_BYTES {
        return Err(Problem::new(
            format!("{} is too long for an SS58 address", quoted(text)),
            "copy the address again from the wallet",
        ));
    }
    let (account, _) =
        AccountId32::from_ss58check_with_version(text).map_err(|error| Problem::new(explain(text, &error), REMEDY))?;
    let bytes: [u8; 32] = account.into();
    if bytes == ZERO_ACCOUNT {
        return Err(Problem::new(
            format!("{} is the zero account, whose key anybody can use", quoted(text)),
            "write the holder's own wallet",
        ));
    }
    Ok(AccountId::from(bytes))
}

// Helpers

const REMEDY: &str = "copy the whole SS58 address again from the wallet";

fn explain(text: &str, error: &PublicError) -> String {
    let reason = match error {
        PublicError::InvalidChecksum => "has a wrong checksum: a character was changed, left out or added",
        PublicError::BadBase58 => "has a character that no SS58 address has (such as 0, O, I, l or a space)",
        PublicError::BadLength => "is not the address of a 32-byte account: characters are missing or too many",
        PublicError::FormatNotAllowed | PublicError::InvalidPrefix => "has a reserved network prefix",
        _ => "is no SS58 address",
    };
    format!("{} {reason}", quoted(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_core::crypto::Ss58AddressFormat;

    const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    fn problem(text: &str) -> String {
        wallet(text).unwrap_err().problem
    }

    #[test]
    fn every_prefix_names_the_same_account() {
        let alice = wallet(ALICE).unwrap();
        let bytes: &[u8; 32] = alice.as_ref();
        for prefix in [0_u16, 2, 5, 42, 63, 64, 255, 7_391, 16_383] {
            let text = AccountId32::new(*bytes).to_ss58check_with_version(Ss58AddressFormat::custom(prefix));
            assert_eq!(wallet(&text), Ok(alice), "{text}");
        }
    }

    #[test]
    fn a_wrong_address_is_explained() {
        assert!(problem("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ").contains("wrong checksum"));
        assert!(problem("5GrwvaEF0zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY").contains("character that no SS58"));
        assert!(problem("5GrwvaEF").contains("32-byte account"));
        assert!(problem("").contains("32-byte account"));
        assert!(problem(&ALICE.repeat(2)).contains("too long"));
        assert!(problem("0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d").contains("hexadecimal"));
    }

    #[test]
    fn the_zero_account_is_refused() {
        let text = AccountId32::new([0; 32]).to_ss58check_with_version(Ss58AddressFormat::custom(42));
        assert!(problem(&text).contains("zero account"));
    }
}
