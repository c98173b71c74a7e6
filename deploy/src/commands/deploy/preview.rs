//! `chihosai deploy --dry-run`: what a deployment would do and cost.

use bond_abi::agent::PayingAgent;
use bond_abi::desk::KycDesk;
use bond_client::address::ss58;
use bond_client::deployment::{instances, Part, Step};
use bond_client::{contracts, deploy_series, Client, ClientError, Embedded, TraitCallBuilder, Transport};
use serde_json::json;

use super::entry::{bundle_of, name_of, WIRE};
use super::Job;
use crate::input::defect::Failure;
use crate::operate::chain::Chain;
use crate::operate::Sheet;
use crate::output::Format;
use crate::rehearsal;

impl Job<'_> {
    /// Whether the recorded desk has a registrar.
    fn has_registrar(&mut self) -> Result<bool, Failure> {
        let Some(desk) = &self.record.contracts.desk else { return Ok(false) };
        let status = self.client.read(contracts::desk(desk.address.0).call().status()).map_err(anyhow::Error::from)?;
        Ok(status.registrars > 0)
    }

    /// What a deployment would do and cost.
    pub(super) fn preview(&mut self, format: Format) -> Result<(), Failure> {
        let duties = self.duties();
        // Where the chain cannot try a step because an earlier one is missing, the embedded chain does.
        let mut rehearsed = Client::new(Embedded::new().map_err(anyhow::Error::from)?);
        let rehearsed = deploy_series(&mut rehearsed, self.bundles, &rehearsal::duties(), &self.plan);
        let rehearsed = rehearsed.map_err(anyhow::Error::from)?;
        let (mut steps, mut desk_is_open, mut agent_is_wired) = (Vec::new(), None, false);
        for instance in instances(self.bundles, &duties, &self.plan, &self.shared) {
            let node = self.client.transport();
            let bundle = bundle_of(self.bundles, instance.part);
            let in_place = node.code_hash(instance.address).map_err(anyhow::Error::from)?.is_some();
            let uploaded = node.is_uploaded(instance.code_hash).map_err(anyhow::Error::from)?;
            let estimate = node.estimate_instantiate(bundle, &instance.data, &instance.salt, self.signer);
            let (cost, by) = match (in_place, estimate) {
                (true, _) => (None, "nothing to do"),
                (false, Ok(cost)) => (Some(cost), "this chain"),
                (false, Err(ClientError::Failed { .. })) => {
                    let alike = |step: &&Step| step.instance.as_ref().is_some_and(|other| other.part == instance.part);
                    (rehearsed.steps.iter().find(alike).map(|step| step.receipt.cost), "the embedded chain")
                }
                (false, Err(error)) => return Err(anyhow::Error::from(error).into()),
            };
            steps.push(json!({
                "step": format!("deploy {}", name_of(instance.part)),
                "address": ss58(instance.address),
                "upload_code": !in_place && !uploaded,
                "estimated_by": by,
                "ref_time": cost.map(|cost| cost.ref_time),
                "proof_size": cost.map(|cost| cost.proof_size),
                "deposit": cost.map(|cost| cost.deposit.to_string()),
            }));
            if instance.part == Part::Registry {
                // A desk with a registrar is wired: only a wired one accredits.
                desk_is_open = Some(in_place && self.has_registrar()?);
            }
            if instance.part == Part::Agent && in_place {
                let status = self.client.read(contracts::agent(instance.address).call().status());
                agent_is_wired = status.map_err(anyhow::Error::from)?.distributor.is_some();
            }
        }
        if let Some(is_open) = desk_is_open {
            steps.push(json!({ "step": "wire desk", "estimated_by": to_do(is_open) }));
            steps.push(json!({ "step": "accredit registrar", "estimated_by": to_do(is_open) }));
        }
        steps.push(json!({ "step": "wire agent", "estimated_by": to_do(agent_is_wired) }));
        steps.push(json!({ "step": WIRE, "estimated_by": to_do(self.record.wired.is_some()) }));
        Sheet::new()
            .in_unit(&self.client.transport().unit())
            .with("dry_run", true)
            .with("record", self.path.display().to_string())
            .with("steps", steps)
            .print(format)
    }
}

// Helpers

fn to_do(is_done: bool) -> &'static str {
    if is_done {
        "nothing to do"
    } else {
        "to do"
    }
}
