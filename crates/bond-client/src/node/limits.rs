//! What a transaction may use: the dry run's figures, a margin, and the chain's own bounds.

use subxt::dynamic::{constant, Value};
use subxt::ext::scale_decode::DecodeAsType;
use subxt::OnlineClient;

use super::dry_run::Weight;
use super::{in_full, ChainConfig, ChainInfo};
use crate::transport::ClientError;

/// What a transaction may use beyond what its dry run asked for, in percent: the state may change in between.
pub const MARGIN_PERCENT: u64 = 25;

/// Cells and bytes that a transaction may add to the state beyond 125 % of its dry run: an account's first write after a
/// record date adds one cell of history for each party and one for the supply.
const SPARE_ITEMS: u128 = 4;
const SPARE_BYTES: u128 = 512;

/// The chain's own limits and prices.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Most that one transaction may ask for.
    max: Weight,
    per_item: u128,
    per_byte: u128,
}

// Queries

impl Limits {
    /// Reads the chain's constants.
    pub(super) fn of(api: &OnlineClient<ChainConfig>, chain: &ChainInfo) -> Result<Self, ClientError> {
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct BlockWeights {
            max_block: Weight,
            per_class: PerClass,
        }
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct PerClass {
            normal: Class,
        }
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Class {
            max_extrinsic: Option<Weight>,
        }
        let unsupported = |reason: String| ClientError::NoContracts { chain: chain.name.clone(), reason };
        let metadata = api.metadata();
        let api_is_there = metadata.runtime_api_trait_by_name("ContractsApi").is_some();
        if metadata.pallet_by_name("Contracts").is_none() || !api_is_there {
            return Err(unsupported("it has no pallet-contracts".into()));
        }
        fn read<R: DecodeAsType>(api: &OnlineClient<ChainConfig>, pallet: &str, name: &str) -> Result<R, String> {
            let value = api.constants().at(&constant(pallet, name)).map_err(|error| in_full(&error))?;
            value.as_type().map_err(|error| format!("{pallet}::{name}: {error}"))
        }
        let weights: BlockWeights = read(api, "System", "BlockWeights").map_err(unsupported)?;
        Ok(Self {
            max: weights.per_class.normal.max_extrinsic.unwrap_or(weights.max_block),
            per_item: read(api, "Contracts", "DepositPerItem").map_err(unsupported)?,
            per_byte: read(api, "Contracts", "DepositPerByte").map_err(unsupported)?,
        })
    }

    /// The weight limit of a transaction whose dry run required that much.
    pub(super) fn weight(&self, required: Weight) -> Value {
        Value::named_composite([
            ("ref_time", Value::u128(within(required.ref_time, self.max.ref_time))),
            ("proof_size", Value::u128(within(required.proof_size, self.max.proof_size))),
        ])
    }

    /// The deposit limit of a transaction whose dry run was charged that much.
    pub(super) fn deposit(&self, charge: u128) -> Value {
        Value::unnamed_variant("Some", [Value::u128(self.deposit_limit(charge))])
    }

    fn deposit_limit(&self, charge: u128) -> u128 {
        let spare = self.per_item.saturating_mul(SPARE_ITEMS).saturating_add(self.per_byte.saturating_mul(SPARE_BYTES));
        with_margin(charge).saturating_add(spare)
    }
}

// Helpers

/// With the margin, but not beyond what the chain allows one transaction; a twentieth of that stays for what surrounds
/// the contract's own execution. Never less than required.
fn within(required: u64, max: u64) -> u128 {
    with_margin(required.into()).min(u128::from(max - max / 20)).max(u128::from(required))
}

fn with_margin(amount: u128) -> u128 {
    amount.saturating_add(amount.saturating_mul(MARGIN_PERCENT.into()) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_the_requirement_and_a_quarter_within_the_chains_bounds() {
        assert_eq!(within(1_000, 1_000_000), 1_250);
        assert_eq!(within(900, 1_000), 950, "no more than the chain allows");
        assert_eq!(within(990, 1_000), 990, "no less than is required");
        assert_eq!(within(u64::MAX, u64::MAX), u128::from(u64::MAX));
        let max = Weight { ref_time: 1_000, proof_size: 1_000 };
        let limits = Limits { max, per_item: 100, per_byte: 1 };
        assert_eq!(limits.deposit_limit(0), 912, "four cells of 512 bytes together");
        assert_eq!(limits.deposit_limit(1_000), 2_162);
        assert_eq!(limits.deposit_limit(u128::MAX), u128::MAX);
    }
}
