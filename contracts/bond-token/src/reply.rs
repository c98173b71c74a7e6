//! The end of every message. ink! brings a copy of its code for each type that a message returns, and writes the root
//! back after each message that may change it; that write alone would be a twentieth of a transfer. So messages end here,
//! the root is written when it changed, and what ink! has after the message is never reached nor compiled.

use bond_abi::psp22::PSP22Error;
use bond_abi::token::{Refusal, TokenError};
use bond_abi::wire::{push_count, Raw};
use bond_access::raw::{end, End};
use ink::prelude::vec::Vec;
use scale::Decode;

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

/// Names of the refusals in their order, as [`Refusal::label`] has them: one text takes less code than thirty.
const NAMES: &[u8] = b"Paused NotTransferable SenderNotRegistered SenderSuspended SenderRevoked SenderExpired \
    RecipientNotRegistered RecipientSuspended RecipientRevoked RecipientExpired \
    RecipientClassNotAllowed RecipientResidenceNotAllowed RegistryUnavailable InsufficientUnits \
    ZeroAccount Overflow AllowanceNotZero SenderNotAttested RecipientNotAttested SenderFrozen \
    RecipientFrozen UnitsLocked RecipientRetired RecipientTooYoung InvestorLimitExceeded \
    BelowMinimumHolding OutsideTransferWindow ApprovalRequired AllowanceChanged SameAccount \
    WalletRelinked SpenderNotAllowed";
/// Refusals whose codes are 201 and so on; those that came later begin at 253.
const FIRST_CODES: u8 = 30;

/// Ends a message with a value.
pub fn plain<T>(value: &[u8]) -> Raw<T> {
    end(End::Plain, value);
    Raw::from(value.to_vec())
}

/// Ends a message with what went well or did not.
pub fn result<T>(result: Result<Vec<u8>, TokenError>) -> Result<Raw<T>, TokenError> {
    match &result {
        Ok(value) => end(End::Ok, value),
        Err(error) => end(End::Err, &token_error(error)),
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

/// A [`TokenError`] on the wire, as scale would write it, in less code.
fn token_error(error: &TokenError) -> Vec<u8> {
    let mut bytes = Vec::new();
    match *error {
        TokenError::Refused { index, refusal } => {
            bytes.push(0);
            bytes.extend_from_slice(&index.to_le_bytes());
            bytes.push(refusal as u8);
        }
        TokenError::BatchTooLarge { max } => {
            bytes.push(1);
            bytes.extend_from_slice(&max.to_le_bytes());
        }
        TokenError::UnknownEvent { events } => bytes.extend_from_slice(&[2, events]),
        TokenError::RecordDateNotReached { event, cutoff_ms } => {
            bytes.extend_from_slice(&[3, event]);
            bytes.extend_from_slice(&cutoff_ms.to_le_bytes());
        }
        TokenError::NotEntitled => bytes.push(4),
        TokenError::NoOffice => bytes.push(5),
    }
    bytes
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
    let index = refusal as u8;
    let name = NAMES.split(|byte| *byte == b' ').nth(index.into()).unwrap_or_default();
    let mut bytes = Vec::from([0]);
    push_count(&mut bytes, name.len().saturating_add(4));
    let number = index.saturating_add(if index < FIRST_CODES { 1 } else { 23 });
    bytes.extend_from_slice(&[b'2', b'0' | (number / 10), b'0' | (number % 10), b' ']);
    bytes.extend_from_slice(name);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use scale::Encode;

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
    fn errors_are_written_as_scale_writes_them() {
        for error in [
            TokenError::Refused { index: 0x0102_0304, refusal: Refusal::SameAccount },
            TokenError::BatchTooLarge { max: 50 },
            TokenError::UnknownEvent { events: 128 },
            TokenError::RecordDateNotReached { event: 7, cutoff_ms: 0x0102_0304_0506_0708 },
            TokenError::NotEntitled,
            TokenError::NoOffice,
        ] {
            assert_eq!(token_error(&error), error.encode());
        }
    }

    #[test]
    fn every_refusal_is_its_index() {
        for index in 0..=Refusal::SpenderNotAllowed as u8 {
            let refusal = Refusal::decode(&mut &[index][..]).unwrap();
            let code = if index < 30 { 201 + u16::from(index) } else { 253 + u16::from(index - 30) };
            assert_eq!((refusal as u8, refusal.code()), (index, code));
            let error = psp22_error(Failure::Refused(refusal));
            match refusal {
                Refusal::InsufficientUnits | Refusal::ZeroAccount => assert_eq!(error.len(), 1),
                _ => assert_eq!(error, PSP22Error::Custom(refusal.label().into()).encode()),
            }
        }
    }
}
