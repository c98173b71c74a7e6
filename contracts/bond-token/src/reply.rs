//! The end of every message. ink! brings a copy of its code for each type that a message returns, and writes the root
//! back after each message that may change it; that write alone would be a twentieth of a transfer. So messages end here,
//! the root is written when it changed, and what ink! has after the message is never reached nor compiled.

use bond_abi::psp22::PSP22Error;
use bond_abi::token::{Refusal, TokenError};
use bond_abi::wire::{push_count, Raw};
use bond_access::raw::{end, End};
use ink::prelude::vec::Vec;
use scale::{Decode, Encode};

/// Why a PSP22 message is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// As any movement may be.
    Refused(Refusal),
    /// The sender is the zero account.
    ZeroSender,
    /// The spender may take less.
    InsufficientAllowance,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Ends a message with a value.
pub fn plain<T>(value: &[u8]) -> Raw<T> {
    end(End::Plain, value);
    Raw::from(value.to_vec())
}

/// Ends a message with what went well or did not.
pub fn result<T>(result: Result<Vec<u8>, TokenError>) -> Result<Raw<T>, TokenError> {
    match &result {
        Ok(value) => end(End::Ok, value),
        Err(error) => end(End::Err, &error.encode()),
    }
    result.map(Raw::from)
}

/// The same, with nothing to say.
pub fn done(result: Result<(), TokenError>) -> Result<(), TokenError> {
    self::result::<()>(result.map(|()| Vec::new())).map(|_| ())
}

/// Ends `can_transfer`.
pub fn judged(result: Result<(), Refusal>) -> Result<(), Refusal> {
    match result {
        Ok(()) => end(End::Ok, &[]),
        Err(refusal) => end(End::Err, &[refusal as u8]),
    }
    result
}

/// Ends a PSP22 message.
pub fn psp22(result: Result<(), Failure>) -> Result<(), PSP22Error> {
    match result {
        Ok(()) => {
            end(End::Ok, &[]);
            Ok(())
        }
        Err(failure) => {
            let error = psp22_error(failure);
            end(End::Err, &error);
            Err(PSP22Error::decode(&mut error.as_slice()).unwrap_or(PSP22Error::Custom(Default::default())))
        }
    }
}

/// PSP22's own variants where the standard has one, else `Custom` with code and name of the refusal.
fn psp22_error(failure: Failure) -> Vec<u8> {
    let refusal = match failure {
        Failure::Refused(Refusal::InsufficientUnits) => return Vec::from([1]),
        Failure::InsufficientAllowance => return Vec::from([2]),
        Failure::Refused(Refusal::ZeroAccount) => return Vec::from([3]),
        Failure::ZeroSender => return Vec::from([4]),
        Failure::Refused(other) => other,
    };
    let label = refusal.label();
    let mut bytes = Vec::from([0]);
    push_count(&mut bytes, label.len());
    bytes.extend_from_slice(label.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_reads_as_psp22_knows_it() {
        for (failure, error) in [
            (Failure::Refused(Refusal::InsufficientUnits), PSP22Error::InsufficientBalance),
            (Failure::InsufficientAllowance, PSP22Error::InsufficientAllowance),
            (Failure::Refused(Refusal::ZeroAccount), PSP22Error::ZeroRecipientAddress),
            (Failure::ZeroSender, PSP22Error::ZeroSenderAddress),
            (Failure::Refused(Refusal::Paused), PSP22Error::Custom("201 Paused".into())),
            (
                Failure::Refused(Refusal::RecipientResidenceNotAllowed),
                PSP22Error::Custom("212 RecipientResidenceNotAllowed".into()),
            ),
        ] {
            assert_eq!(psp22_error(failure), error.encode());
            assert_eq!(psp22(Err(failure)), Err(error));
        }
    }

    #[test]
    fn every_refusal_is_its_index() {
        for index in 0..=Refusal::SameAccount as u8 {
            let refusal = Refusal::decode(&mut &[index][..]).unwrap();
            assert_eq!((refusal as u8, refusal.code()), (index, 201 + u16::from(index)));
        }
    }
}
