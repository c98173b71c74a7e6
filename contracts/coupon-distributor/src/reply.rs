//! The end of every message. ink! brings a copy of its code for each type that a message returns, and writes the root
//! back, which here never changes.
//!
//! Whatever is refused ends the call where it is found: the pallet undoes everything, and nothing has to be handed back
//! through the functions that asked. Every payment would pay for that (ADR 0023).

use bond_abi::distributor::DistributorError;
use bond_abi::wire::Raw;
use bond_access::raw::{end, refuse_with, End};
use scale::Encode;

/// Ends a message with a value.
pub fn plain<T>(value: &[u8]) -> Raw<T> {
    end(End::Plain, value);
    Raw::from(value.to_vec())
}

/// Ends a message with what went well.
pub fn ok<T>(value: &[u8]) -> Result<Raw<T>, DistributorError> {
    end(End::Ok, value);
    Ok(Raw::from(value.to_vec()))
}

/// The same, with nothing to say.
pub fn done() -> Result<(), DistributorError> {
    end(End::Ok, &[]);
    Ok(())
}

/// Ends the call with an error; nothing of it happened.
#[inline(never)]
pub fn refuse(error: DistributorError) -> ! {
    refuse_with(&error.encode())
}

/// What went well, or the end of the call.
pub trait OrRefuse<T> {
    /// The value; without one the call ends with `error`.
    fn or_refuse(self, error: DistributorError) -> T;
}

/// What passed its rule, or the end of the call.
pub trait Passed<T> {
    /// The value; without one the call ends with the rule's error.
    fn passed(self) -> T;
}

impl<T> OrRefuse<T> for Option<T> {
    #[inline(always)]
    fn or_refuse(self, error: DistributorError) -> T {
        match self {
            Some(value) => value,
            None => refuse(error),
        }
    }
}

impl<T> Passed<T> for Result<T, DistributorError> {
    #[inline(always)]
    fn passed(self) -> T {
        match self {
            Ok(value) => value,
            Err(error) => refuse(error),
        }
    }
}
