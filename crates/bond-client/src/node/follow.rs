//! Waiting for finality: one look at each finalised block, however many transactions are under way. A subscription for
//! each would make node and client wait for each other's acknowledgements between any two requests.

use std::time::{Duration, Instant};

use bond_abi::AccountId;
use subxt::ext::scale_value::At;
use subxt::utils::H256;

use super::dry_run::describe;
use super::state::{contract_event, Block};
use super::Node;
use crate::transport::{ClientError, Inclusion, RawEvent};

/// Blocks for which a transaction is valid: one that was lost with its sender cannot come back much later. A chain that
/// makes a block for each transaction is through a whole [`WINDOW`](super::WINDOW) before the first of it is final.
pub(super) const MORTALITY_BLOCKS: u64 = 512;

/// After so many blocks, what is signed next is made valid from a later one.
const RENEW_AFTER_BLOCKS: u64 = MORTALITY_BLOCKS / 8;

/// How long nothing may become final. Chains with regular blocks take half a minute or so.
const FINALITY_TIMEOUT: Duration = Duration::from_secs(180);

/// Pause between two looks when nothing new was there.
const PAUSE: Duration = Duration::from_millis(50);

/// A transaction that became final.
pub(super) struct Included {
    pub inclusion: Inclusion,
    pub fee: u128,
    pub events: Vec<RawEvent>,
    /// The instance that was made, for a deployment.
    pub instance: Option<AccountId>,
    /// The chain's own words when it failed.
    pub outcome: Result<(), String>,
}

/// Goes through the finalised blocks.
pub(super) struct Follower {
    /// The last block that was looked at.
    seen: Block,
    anchor: Block,
    moved: Instant,
}

impl Follower {
    /// Begins after a finalised block, before the first transaction is sent.
    pub(super) fn new(anchor: Block) -> Self {
        Self { seen: anchor, anchor, moved: Instant::now() }
    }

    /// The block from which on new transactions are valid.
    pub(super) fn anchor(&self) -> Block {
        self.anchor
    }

    /// Makes new transactions valid from a later block, if many have passed.
    pub(super) async fn renew_anchor(&mut self, node: &Node) -> Result<(), ClientError> {
        if self.seen.number >= self.anchor.number + RENEW_AFTER_BLOCKS {
            self.anchor = node.block_at(H256(self.seen.hash)).await?;
        }
        Ok(())
    }

    /// Looks at the blocks that became final since, or waits a moment, and gives those of `waiting` that are in them.
    ///
    /// # Errors
    /// [`ClientError::Failed`] when transactions ran out of time without being included, [`ClientError::NotFinalised`]
    /// when the chain stands still.
    pub(super) async fn next(
        &mut self,
        node: &Node,
        waiting: &[H256],
        what: &'static str,
    ) -> Result<Vec<(H256, Included)>, ClientError> {
        let lost = |error: ClientError| match error {
            ClientError::NodeUnavailable { url, reason } => ClientError::ConnectionLost { url, what, reason },
            other => other,
        };
        let head = node.anchor().await.map_err(lost)?;
        if head.number == self.seen.number {
            if self.moved.elapsed() > FINALITY_TIMEOUT {
                let extrinsic_hash = waiting.first().map_or_else(String::new, |hash| format!("{hash:?}"));
                return Err(ClientError::NotFinalised { extrinsic_hash, seconds: FINALITY_TIMEOUT.as_secs() });
            }
            tokio::time::sleep(PAUSE).await;
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for number in self.seen.number + 1..=head.number {
            let hash = node.hash_of(number).await.map_err(lost)?.unwrap_or(H256(head.hash));
            let block = Block { number, hash: hash.0 };
            found.extend(look_at(node, block, waiting, what).await?);
            self.seen = block;
        }
        self.moved = Instant::now();
        if found.len() < waiting.len() && self.seen.number > self.anchor.number + 2 * MORTALITY_BLOCKS {
            let reason = "it was not included while it was valid, and never will be".to_owned();
            return Err(ClientError::Failed { what, reason });
        }
        Ok(found)
    }
}

// Helpers

async fn look_at(
    node: &Node,
    block: Block,
    waiting: &[H256],
    what: &'static str,
) -> Result<Vec<(H256, Included)>, ClientError> {
    let interrupted = |error: subxt::Error| node.interrupted(what, &error);
    let content = node.api.blocks().at(H256(block.hash)).await.map_err(interrupted)?;
    let extrinsics = content.extrinsics().await.map_err(interrupted)?;
    let mut found = Vec::new();
    for extrinsic in extrinsics.iter().filter(|extrinsic| waiting.contains(&extrinsic.hash())) {
        let events = extrinsic.events().await.map_err(interrupted)?;
        let inclusion =
            Inclusion { block_number: block.number, block_hash: block.hash, extrinsic_hash: extrinsic.hash().0 };
        let mut included = Included { inclusion, fee: 0, events: Vec::new(), instance: None, outcome: Ok(()) };
        for event in events.iter() {
            let event = event.map_err(interrupted)?;
            match (event.pallet_name(), event.variant_name()) {
                ("TransactionPayment", "TransactionFeePaid") => {
                    let fields = event.field_values().map_err(interrupted)?;
                    included.fee = fields.at("actual_fee").and_then(|fee| fee.as_u128()).unwrap_or(0);
                }
                ("Contracts", "Instantiated") => {
                    let parties: Result<([u8; 32], [u8; 32]), _> = scale::Decode::decode(&mut event.field_bytes());
                    included.instance = parties.ok().map(|(_, contract)| AccountId::from(contract));
                }
                ("System", "ExtrinsicFailed") => {
                    let fields = event.field_values().map_err(interrupted)?;
                    let reason = fields.at("dispatch_error").map(|error| describe(error, &node.api.metadata()));
                    included.outcome = Err(reason.unwrap_or_else(|| "the chain says no reason".to_owned()));
                }
                _ => included.events.extend(contract_event(&event)),
            }
        }
        found.push((extrinsic.hash(), included));
    }
    Ok(found)
}
