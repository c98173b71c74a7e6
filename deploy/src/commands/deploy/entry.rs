//! The steps of a deployment as entries of its record.

use anyhow::anyhow;
use bond_client::deployment::{Instance, Part, Step};
use bond_client::{Bundle, Bundles, Decoder};

use crate::operate::record::{self, Account, Contract, Hash, Made, Record, Wired};

/// The step that completes a deployment.
pub const WIRE: &str = "wire";

/// Enters a step into the record.
pub fn note(record: &mut Record, bundles: &Bundles, step: &Step) -> anyhow::Result<()> {
    let at = step.receipt.included.map(Into::into);
    let Some(instance) = &step.instance else {
        // The wiring of desk and paying agent, and the accreditation, can be read from the chain at any time; only the last step ends it.
        if step.name != WIRE {
            return Ok(());
        }
        let known = record.wired.take().and_then(|wired| wired.at);
        record.wired = Some(Wired { at: at.or(known) });
        return Ok(());
    };
    let slot = slot(record, instance.part);
    // What an earlier run wrote down about the same instance is kept.
    let known = slot.take().filter(|contract| contract.address.0 == instance.address);
    let known = known.and_then(|contract| contract.made).and_then(|made| made.at);
    *slot = Some(contract(instance, bundles, at.or(known))?);
    Ok(())
}

/// Where a contract stands in the record.
pub fn slot(record: &mut Record, part: Part) -> &mut Option<Contract> {
    match part {
        Part::Desk => &mut record.contracts.desk,
        Part::Registry => &mut record.contracts.registry,
        Part::PaymentToken => &mut record.contracts.payment_token,
        Part::Office => &mut record.contracts.office,
        Part::Token => &mut record.contracts.token,
        Part::Agent => &mut record.contracts.agent,
        Part::Distributor => &mut record.contracts.distributor,
    }
}

/// The bundle of a contract.
pub fn bundle_of(bundles: &Bundles, part: Part) -> &Bundle {
    match part {
        Part::Desk => &bundles.desk,
        Part::Registry => &bundles.registry,
        Part::PaymentToken => &bundles.yen,
        Part::Office => &bundles.office,
        Part::Token => &bundles.token,
        Part::Agent => &bundles.agent,
        Part::Distributor => &bundles.distributor,
    }
}

/// What a contract is called.
pub fn name_of(part: Part) -> &'static str {
    match part {
        Part::Desk => "desk",
        Part::Registry => "registry",
        Part::PaymentToken => "yen",
        Part::Office => "office",
        Part::Token => "token",
        Part::Agent => "agent",
        Part::Distributor => "distributor",
    }
}

// Helpers

fn contract(instance: &Instance, bundles: &Bundles, at: Option<record::Place>) -> anyhow::Result<Contract> {
    let decoder = Decoder::of(bundle_of(bundles, instance.part))?;
    let salt = String::from_utf8(instance.salt.clone()).map_err(|_| anyhow!("the salt is no text"))?;
    let constructor = format!("0x{}", hex::encode(&instance.data));
    let arguments = decoder.constructor(&instance.data)?;
    let made = Some(Made { salt, constructor, arguments, at });
    Ok(Contract { address: Account(instance.address), code_hash: Hash(instance.code_hash), made })
}
