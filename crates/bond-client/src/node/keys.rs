//! Keys that sign for a node, and which of them everybody knows.

use std::fmt;

use bond_abi::AccountId;
use subxt_signer::sr25519::{dev, Keypair};
use subxt_signer::{ExposeSecret, SecretUri, DEV_PHRASE};

use crate::transport::ClientError;

/// A signing key (sr25519). Its secret is never shown.
#[derive(Clone)]
pub struct Key {
    keypair: Keypair,
    development: bool,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("account", &self.account()).finish_non_exhaustive()
    }
}

// Queries

impl Key {
    /// The key of a secret URI as Substrate's tools write it: a mnemonic phrase or a 32-byte hexadecimal seed, then
    /// derivations (`//hard`, `/soft`) and `///password`. `//Alice` alone derives from the well-known phrase.
    ///
    /// # Errors
    /// [`ClientError::Key`], which never repeats the text.
    pub fn from_uri(text: &str) -> Result<Self, ClientError> {
        let malformed = |reason: String| ClientError::Key {
            problem: format!("the signing key cannot be read: {reason}"),
            remedy: "write a mnemonic phrase or a 0x… seed, with derivations such as //issuer if it has any".into(),
        };
        let uri: SecretUri = text.trim().parse().map_err(|_| malformed("it is no secret URI".into()))?;
        let keypair = Keypair::from_uri(&uri).map_err(|error| malformed(error.to_string()))?;
        let phrase = uri.phrase.expose_secret();
        let development = phrase == DEV_PHRASE || is_well_known(keypair.public_key().0);
        Ok(Self { keypair, development })
    }

    /// The account that the key signs for.
    pub fn account(&self) -> AccountId {
        AccountId::from(self.keypair.public_key().0)
    }

    /// Whether everybody knows this key, as those of `//Alice` and of every other derivation of the development phrase.
    pub fn is_development(&self) -> bool {
        self.development
    }

    /// What signs.
    pub(super) fn keypair(&self) -> &Keypair {
        &self.keypair
    }
}

// Helpers

/// The development accounts by their public keys, for seeds that are written in hexadecimal.
fn is_well_known(public: [u8; 32]) -> bool {
    let accounts = [dev::alice, dev::bob, dev::charlie, dev::dave, dev::eve, dev::ferdie, dev::one, dev::two];
    accounts.iter().any(|account| account().public_key().0 == public)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Public seed of `//Alice`, as Substrate's own documentation prints it.
    const ALICE_SEED: &str = "0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a";

    #[test]
    fn development_keys_are_known_however_they_are_written() {
        let phrase = format!("{DEV_PHRASE}//Alice//stash");
        for uri in ["//Alice", " //Alice//1\n", ALICE_SEED, phrase.as_str()] {
            assert!(Key::from_uri(uri).unwrap().is_development(), "{uri}");
        }
        let own = "0x1111111111111111111111111111111111111111111111111111111111111111//issuer";
        assert!(!Key::from_uri(own).unwrap().is_development());
        let from_seed = Key::from_uri(ALICE_SEED).unwrap().account();
        assert_eq!(from_seed, Key::from_uri("//Alice").unwrap().account());
    }

    #[test]
    fn a_malformed_key_is_refused_without_being_repeated() {
        for secret in ["correct horse battery staple", "0x12345", ""] {
            let Err(error) = Key::from_uri(secret) else {
                // An empty text stands for the development phrase itself.
                assert!(secret.is_empty() && Key::from_uri(secret).unwrap().is_development());
                continue;
            };
            assert!(!error.to_string().contains(secret), "{error}");
        }
        assert!(!format!("{:?}", Key::from_uri(ALICE_SEED).unwrap()).contains("e5be9a"));
    }
}
