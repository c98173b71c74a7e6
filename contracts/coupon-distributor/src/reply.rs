//! The end of every message. ink! brings a copy of its code for each type that a message returns, and writes the root
//! back, which here never changes.

use bond_abi::distributor::DistributorError;
use bond_abi::wire::Raw;
use bond_access::raw::{end, End};
use ink::prelude::vec::Vec;
use scale::Encode;

/// Ends a message with a value.
pub fn plain<T>(value: &[u8]) -> Raw<T> {
    end(End::Plain, value);
    Raw::from(value.to_vec())
}

/// Ends a message with what went well or did not.
pub fn result<T>(result: Result<Vec<u8>, DistributorError>) -> Result<Raw<T>, DistributorError> {
    match &result {
        Ok(value) => end(End::Ok, value),
        Err(error) => refuse(error),
    }
    result.map(Raw::from)
}

/// The same, with nothing to say.
pub fn done(result: Result<(), DistributorError>) -> Result<(), DistributorError> {
    self::result::<()>(result.map(|()| Vec::new())).map(|_| ())
}

#[inline(never)]
fn refuse(error: &DistributorError) {
    end(End::Err, &error.encode());
}
