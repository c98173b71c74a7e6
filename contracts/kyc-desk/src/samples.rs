//! What the unit tests begin with.

use bond_abi::desk::{Investor, InvestorRecord};
use bond_abi::registry::{InvestorClass, Residence, Status, TaxClass};
use bond_abi::AccountId;
use ink::prelude::vec::Vec;

/// An account that is told apart by one byte.
pub fn account(byte: u8) -> AccountId {
    AccountId::from([byte; 32])
}

/// An individual in Tokyo.
pub fn record() -> InvestorRecord {
    InvestorRecord {
        class: InvestorClass::Individual,
        residence: Residence { country: 392, area: 13_000 },
        tax_class: TaxClass::Individual,
        exemption: None,
        birth_band: 0,
        expiry_ms: 1_000_000,
        evidence: None,
    }
}

/// The same at the desk, without a wallet, attested by registrar 0.
pub fn investor() -> Investor {
    Investor { record: record(), status: Status::Active, registrar: 0, attested_by: 0, wallets: Vec::new() }
}
