//! `ContractsApi`: what a call or a deployment would do and cost, without sending it.

use bond_abi::AccountId;
use subxt::dynamic::{runtime_api_call, Value};
use subxt::ext::scale_decode::DecodeAsType;
use subxt::ext::scale_value::{Composite, Primitive, ValueDef, Variant};
use subxt::utils::H256;
use subxt::Metadata;

use super::{bytes_of, Node};
use crate::transport::{ClientError, Cost, Receipt};

/// Computation and proof, as the chain counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub(super) struct Weight {
    pub ref_time: u64,
    pub proof_size: u64,
}

#[derive(Debug, Clone, Copy, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
enum StorageDeposit {
    Refund(u128),
    Charge(u128),
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Simulation<Answer> {
    gas_consumed: Weight,
    gas_required: Weight,
    storage_deposit: StorageDeposit,
    result: Result<Answer, Value<()>>,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Execution {
    flags: Flags,
    data: Vec<u8>,
}

#[derive(Debug, Clone, Copy, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Flags {
    bits: u32,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Instantiation {
    result: Execution,
    account_id: subxt::utils::AccountId32,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Upload {
    deposit: u128,
}

/// What a dry run found, and the limits under which the real thing may run.
#[derive(Debug, Clone)]
pub(super) struct DryRun {
    pub receipt: Receipt,
    pub required: Weight,
    pub deposit_charge: u128,
    /// Address of the instance, for a deployment.
    pub instance: Option<AccountId>,
}

/// The code of an instance: on the chain already, or brought along.
pub(super) enum Code<'a> {
    Existing([u8; 32]),
    Upload(&'a [u8]),
}

const REVERTED: u32 = 1;

// Queries

impl Node {
    /// Runs a message on the state of block `at`.
    pub(super) async fn dry_run_call(
        &self,
        at: H256,
        origin: AccountId,
        contract: AccountId,
        data: &[u8],
    ) -> Result<DryRun, ClientError> {
        let arguments = vec![
            Value::from_bytes(bytes_of(origin)),
            Value::from_bytes(bytes_of(contract)),
            Value::u128(0),
            none(),
            none(),
            Value::from_bytes(data),
        ];
        let simulation: Simulation<Execution> = self.simulate("call", arguments, at).await?;
        let failed = |error: &Value<()>| self.refused("the message", origin, error);
        let execution = simulation.result.as_ref().map_err(failed)?;
        Ok(simulation.dry_run(execution, None))
    }

    /// Runs a constructor on the state of block `at`.
    pub(super) async fn dry_run_instantiate(
        &self,
        at: H256,
        origin: AccountId,
        code: Code<'_>,
        data: &[u8],
        salt: &[u8],
    ) -> Result<DryRun, ClientError> {
        let code = match code {
            Code::Existing(hash) => Value::unnamed_variant("Existing", [Value::from_bytes(hash)]),
            Code::Upload(wasm) => Value::unnamed_variant("Upload", [Value::from_bytes(wasm)]),
        };
        let arguments = vec![
            Value::from_bytes(bytes_of(origin)),
            Value::u128(0),
            none(),
            none(),
            code,
            Value::from_bytes(data),
            Value::from_bytes(salt),
        ];
        let simulation: Simulation<Instantiation> = self.simulate("instantiate", arguments, at).await?;
        let failed = |error: &Value<()>| self.refused("the constructor", origin, error);
        let instantiation = simulation.result.as_ref().map_err(failed)?;
        let instance = AccountId::from(instantiation.account_id.0);
        Ok(simulation.dry_run(&instantiation.result, Some(instance)))
    }

    /// The deposit that uploading a code takes on the state of block `at`.
    pub(super) async fn dry_run_upload(&self, at: H256, origin: AccountId, wasm: &[u8]) -> Result<u128, ClientError> {
        let arguments = vec![
            Value::from_bytes(bytes_of(origin)),
            Value::from_bytes(wasm),
            none(),
            Value::unnamed_variant("Enforced", []),
        ];
        let result: Result<Upload, Value<()>> = self.simulate("upload_code", arguments, at).await?;
        let upload = result.map_err(|error| self.refused("the upload of the code", origin, &error))?;
        Ok(upload.deposit)
    }

    async fn simulate<R: DecodeAsType>(
        &self,
        function: &'static str,
        arguments: Vec<Value>,
        at: H256,
    ) -> Result<R, ClientError> {
        let payload = runtime_api_call("ContractsApi", function, arguments);
        let answer =
            self.api.runtime_api().at(at).call(payload).await.map_err(|error| self.lost("a dry run", error))?;
        answer.as_type::<R>().map_err(|error| self.unsupported(format!("ContractsApi::{function}: {error}")))
    }

    /// A dispatch error of a dry run, as one of ours.
    fn refused(&self, what: &'static str, origin: AccountId, error: &Value<()>) -> ClientError {
        self.refusal(what, origin, describe(error, &self.api.metadata()))
    }
}

impl<Answer> Simulation<Answer> {
    fn dry_run(&self, execution: &Execution, instance: Option<AccountId>) -> DryRun {
        let (deposit, deposit_charge) = match self.storage_deposit {
            StorageDeposit::Charge(amount) => (i128::try_from(amount).unwrap_or(i128::MAX), amount),
            StorageDeposit::Refund(amount) => (i128::try_from(amount).map_or(i128::MIN, |amount| -amount), 0),
        };
        let cost =
            Cost { ref_time: self.gas_consumed.ref_time, proof_size: self.gas_consumed.proof_size, deposit, fee: 0 };
        let reverted = execution.flags.bits & REVERTED != 0;
        let output = execution.data.clone();
        DryRun {
            receipt: Receipt { reverted, output, cost, events: Vec::new(), included: None },
            required: self.gas_required,
            deposit_charge,
            instance,
        }
    }
}

// Helpers

fn none() -> Value {
    Value::unnamed_variant("None", [])
}

/// `Contracts::OutOfGas: …` for an error of a pallet, the variants' names for any other.
pub(super) fn describe<T>(error: &Value<T>, metadata: &Metadata) -> String {
    module_error(error, metadata).unwrap_or_else(|| names(error))
}

fn module_error<T>(error: &Value<T>, metadata: &Metadata) -> Option<String> {
    let ValueDef::Variant(Variant { name, values }) = &error.value else { return None };
    let inner = values.values().next().filter(|_| name == "Module")?;
    let ValueDef::Composite(Composite::Named(fields)) = &inner.value else { return None };
    let field = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value);
    let pallet = u8::try_from(field("index")?.as_u128()?).ok()?;
    let variant = u8::try_from(first_number(field("error")?)?).ok()?;
    let pallet = metadata.pallet_by_index(pallet)?;
    let variant = pallet.error_variant_by_index(variant)?;
    Some(format!("{}::{}: {}", pallet.name(), variant.name, variant.docs.join(" ")))
}

fn first_number<T>(value: &Value<T>) -> Option<u128> {
    match &value.value {
        ValueDef::Primitive(Primitive::U128(number)) => Some(*number),
        ValueDef::Composite(composite) => composite.values().next().and_then(first_number),
        _ => None,
    }
}

fn names<T>(value: &Value<T>) -> String {
    match &value.value {
        ValueDef::Variant(Variant { name, values }) => {
            let inner: Vec<String> = values.values().map(names).collect();
            match inner.is_empty() {
                true => name.clone(),
                false => format!("{name}::{}", inner.join(", ")),
            }
        }
        ValueDef::Primitive(Primitive::U128(number)) => number.to_string(),
        _ => "an error that this program does not know".to_owned(),
    }
}
