//! What a contract's refusal means to the person whose row was refused.

mod desk;
mod distributor;
mod office;
mod refusals;

use bond_abi::agent::AgentError;
use bond_abi::desk::{DeskError, Standing};
use bond_abi::distributor::DistributorError;
use bond_abi::office::OfficeError;
use bond_abi::psp22::{AccessControlError, PSP22Error};
use bond_abi::registry::RegistryError;
use bond_abi::roles::HandoverError;
use bond_abi::token::{Refusal, TokenError};
use bond_abi::yen::YenError;

use crate::input::defect::Problem;
use crate::output::dated;
use desk::{desk_error, Meaning};
pub use refusals::{meaning_of, of_refusal, REFUSALS};

/// Why a transfer was refused, with the stable code of docs/errors.md.
pub fn of_transfer(error: &PSP22Error) -> String {
    match error {
        PSP22Error::InsufficientBalance => of_refusal(&Refusal::InsufficientUnits),
        PSP22Error::ZeroRecipientAddress => of_refusal(&Refusal::ZeroAccount),
        PSP22Error::Custom(label) => REFUSALS
            .iter()
            .find(|refusal| refusal.label() == label.as_str())
            .map_or_else(|| label.to_string(), of_refusal),
        other => format!("{other:?}"),
    }
}

/// Why the office refused, and what to do.
pub fn of_office(error: &OfficeError) -> String {
    match error {
        OfficeError::Refused { index, refusal } => format!("row {index}: {}", of_refusal(refusal)),
        other => {
            let Meaning(meaning, remedy) = office::meaning(other);
            dated(&format!("{} {other:?}: {meaning}; {remedy}", other.code()))
        }
    }
}

/// The same of a call whose only row is known, and needs no number.
pub fn of_row_alone(error: &OfficeError) -> String {
    match error {
        OfficeError::Refused { refusal, .. } => of_refusal(refusal),
        other => of_office(other),
    }
}

/// Why the register refused.
pub fn of_token(error: &TokenError) -> String {
    let meaning = match error {
        TokenError::Refused { index, refusal } => return format!("row {index}: {}", of_refusal(refusal)),
        TokenError::BatchTooLarge { .. } => "the page has too many rows; ask for fewer at a time",
        TokenError::UnknownEvent { .. } => "the series has no such event",
        TokenError::RecordDateNotReached { .. } => "the record date has not passed by the chain's clock",
        TokenError::NotEntitled => "the register takes orders of its office and its distributor only",
        TokenError::NoOffice => "the account that was named is no office; deploy the office first",
    };
    dated(&format!("{} {error:?}: {meaning}", error.code()))
}

/// Why the distributor refused, and what to do.
pub fn of_distributor(error: &DistributorError) -> String {
    let Meaning(meaning, remedy) = distributor::meaning(error);
    dated(&format!("{} {error:?}: {meaning}; {remedy}", error.code()))
}

/// Why the paying agent's contract refused, and what to do.
pub fn of_agent(error: &AgentError) -> String {
    match error {
        AgentError::Refused { error } => of_distributor(error),
        own => {
            let Meaning(meaning, remedy) = distributor::agent_meaning(own);
            dated(&format!("{} {own:?}: {meaning}; {remedy}", own.code()))
        }
    }
}

/// Why the desk refused, and what to do.
pub fn of_desk(error: &DeskError) -> String {
    // What is wrong with the row says more than that there is one.
    if let DeskError::Row { index, code } = error {
        if let Some(own) = desk_error(*code) {
            return format!("row {index}: {}", of_desk(&own));
        }
    }
    let Meaning(meaning, remedy) = desk::meaning(error);
    dated(&format!("{} {error:?}: {meaning}; {remedy}", error.code()))
}

/// The same of the code that the desk gives for a refused row, as problem and remedy.
pub fn of_row(code: u16) -> Problem {
    match desk_error(code) {
        Some(error) => {
            let Meaning(meaning, remedy) = desk::meaning(&error);
            let name = format!("{error:?}");
            let name = name.split(' ').next().unwrap_or_default();
            Problem::new(format!("the desk refused it: {code} {name}: {meaning}"), remedy)
        }
        None => Problem::new(format!("the desk refused it with code {code}"), "look the code up in docs/errors.md"),
    }
}

/// Why the registry refused, and what to do.
pub fn of_registry(error: &RegistryError) -> String {
    let meaning = match error {
        RegistryError::NotTheDesk => {
            "only the desk of this registry writes it; use the kyc commands, which go through the desk"
        }
        RegistryError::ZeroAccount => "a wallet or the desk is the zero account; name the holder's own wallet",
        RegistryError::BatchTooLarge { .. } => "the call names too many wallets; ask for fewer at a time",
        RegistryError::TaxHistoryFull { .. } => {
            "the wallet had all the changes of taxation there can be; link a new wallet to the investor"
        }
        RegistryError::TooManyRegistrars { .. } => "the registry has room for no further registrar; deploy another one",
    };
    dated(&format!("{} {error:?}: {meaning}", error.code()))
}

/// What is against a wallet, and what to do.
pub fn of_standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Qualifies => "nothing is against it; the policy of a series may still be",
        Standing::NotListed => "nobody listed it; register its investor, or link it",
        Standing::Requested => "it asked to be linked; its registrar confirms with kyc link",
        Standing::Unlinked => "it was unlinked; it can ask with kyc request to be linked again",
        Standing::Dead => "it was reported lost or stolen; link another wallet to the investor",
        Standing::Suspended => "its investor is on hold; kyc reinstate ends that",
        Standing::Revoked => "the relationship with its investor ended; kyc reinstate resumes it",
        Standing::Expired => "the identification lapsed; identify the investor again, then kyc renew",
        Standing::NeedsReattestation => {
            "its registrar is no longer accredited; reassign the investor, and let the new registrar kyc renew"
        }
    }
}

/// Why a role did not change, and what to do.
pub fn of_role(error: &AccessControlError) -> String {
    let meaning = match error {
        AccessControlError::InvalidCaller => {
            "this role or account is not given so; registrars are accredited, the admin's role is handed over with role \
             propose and role accept, and no account gets a duty that conflicts with one it has, such as issuer and \
             controller, or admin and any other"
        }
        AccessControlError::MissingRole => {
            "the signer is not the admin of this contract, or the account has no such role; sign with the admin's key, \
             and see role status"
        }
        AccessControlError::RoleRedundant => "the account has the role already; there is nothing to do",
    };
    format!("{error:?}: {meaning}")
}

/// Why the admin's role did not change hands, and what to do.
pub fn of_handover(error: &HandoverError) -> String {
    let meaning = match error {
        HandoverError::MissingRole => {
            "the signer is not the admin of this contract, or has not the duty that can cancel this; sign with its key"
        }
        HandoverError::ZeroAccount => "the proposed account is the zero account; name a real one",
        HandoverError::NotProposed => "the signer was not proposed; the admin proposes the account first",
        HandoverError::TooEarly { .. } => "the proposal waits for the contract's delay; accept from that instant on",
        HandoverError::ConflictingDuty => {
            "the account has, or was granted, a duty that no admin may have; name another, or take that duty away"
        }
        HandoverError::NothingPending => "the account has no grant that waits; see role status",
    };
    dated(&format!("{} {error:?}: {meaning}", error.code()))
}

/// An error of a contract that can be explained.
pub trait Explain {
    /// Code, name and meaning.
    fn explain(&self) -> String;
}

impl Explain for DistributorError {
    fn explain(&self) -> String {
        of_distributor(self)
    }
}

impl Explain for AccessControlError {
    fn explain(&self) -> String {
        of_role(self)
    }
}

impl Explain for HandoverError {
    fn explain(&self) -> String {
        of_handover(self)
    }
}

impl Explain for AgentError {
    fn explain(&self) -> String {
        of_agent(self)
    }
}

impl Explain for OfficeError {
    fn explain(&self) -> String {
        of_office(self)
    }
}

impl Explain for TokenError {
    fn explain(&self) -> String {
        of_token(self)
    }
}

impl Explain for RegistryError {
    fn explain(&self) -> String {
        of_registry(self)
    }
}

impl Explain for DeskError {
    fn explain(&self) -> String {
        of_desk(self)
    }
}

impl Explain for PSP22Error {
    fn explain(&self) -> String {
        of_transfer(self)
    }
}

impl Explain for YenError {
    fn explain(&self) -> String {
        format!("{} {self:?}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_row_of_the_office_keeps_its_own_code_and_its_number() {
        let error = OfficeError::Refused { index: 3, refusal: Refusal::RecipientExpired };
        assert_eq!(of_office(&error), "row 3: 210 RecipientExpired: the buyer's identification has lapsed");
        assert_eq!(of_row_alone(&error), "210 RecipientExpired: the buyer's identification has lapsed");
        assert!(of_row_alone(&OfficeError::ZeroUnits).starts_with("264 ZeroUnits: "));
        let until_ms = 1_582_902_000_000;
        let lapsing = AgentError::Refused { error: DistributorError::PrescriptionRunning { until_ms } };
        assert!(of_agent(&lapsing).starts_with("331 PrescriptionRunning { until: 2020-02-29T00:00:00+09:00 }: "));
        assert!(of_agent(&AgentError::NoDocument).starts_with("358 NoDocument: "));
        assert!(of_token(&TokenError::NotEntitled).starts_with("276 NotEntitled: "));
    }
}
