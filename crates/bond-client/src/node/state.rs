//! What a node knows of blocks and contracts, beside what the contracts themselves answer.

use bond_abi::AccountId;
use subxt::dynamic::{storage, Value};
use subxt::ext::scale_decode::DecodeAsType;
use subxt::ext::subxt_rpcs::rpc_params;
use subxt::utils::H256;

use super::{bytes_of, Node};
use crate::transport::{ClientError, RawEvent};

/// A block by number and hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// An event of a contract with its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedEvent {
    /// Number of the extrinsic in its block; `None` for what no extrinsic caused.
    pub extrinsic: Option<u32>,
    /// The event.
    pub event: RawEvent,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ContractInfo {
    trie_id: Vec<u8>,
    code_hash: H256,
}

/// Keys of a contract's cells are read in pages of this many.
const KEYS_PAGE: u32 = 512;

/// The pallet hashes a key to 16 bytes and puts the key behind: `Blake2_128Concat`.
const KEY_HASH_BYTES: usize = 16;

// Queries

impl Node {
    /// The last finalised block.
    ///
    /// # Errors
    /// [`ClientError`] when the node does not answer.
    pub fn finalised(&mut self) -> Result<Block, ClientError> {
        let hash = self.block_on(self.finalised_hash())?;
        self.block(hash.0)
    }

    /// The block of a hash.
    ///
    /// # Errors
    /// [`ClientError`] when the node does not answer or has no such block.
    pub fn block(&mut self, hash: [u8; 32]) -> Result<Block, ClientError> {
        self.block_on(self.block_at(H256(hash)))
    }

    /// Hash of the block of a number, once there is one.
    ///
    /// # Errors
    /// [`ClientError`] when the node does not answer.
    pub fn block_hash(&mut self, number: u64) -> Result<Option<[u8; 32]>, ClientError> {
        Ok(self.block_on(self.hash_of(number))?.map(|hash| hash.0))
    }

    /// Time of a block, Unix milliseconds.
    ///
    /// # Errors
    /// [`ClientError::StatePruned`] when the node dropped its state.
    pub fn block_time_ms(&mut self, hash: [u8; 32]) -> Result<u64, ClientError> {
        self.block_on(self.time_ms(H256(hash)))
    }

    /// The events that contracts emitted in a block.
    ///
    /// # Errors
    /// [`ClientError::StatePruned`] when the node dropped its state.
    pub fn contract_events(&mut self, hash: [u8; 32]) -> Result<Vec<PlacedEvent>, ClientError> {
        let events = self.block_on(self.api.events().at(H256(hash)));
        let events = events.map_err(|error| self.state_failed(H256(hash), error))?;
        let mut found = Vec::new();
        for event in events.iter() {
            let event = event.map_err(|error| self.unsupported(format!("events: {error}")))?;
            let extrinsic = match event.phase() {
                subxt::events::Phase::ApplyExtrinsic(place) => Some(place),
                _ => None,
            };
            if let Some(event) = contract_event(&event) {
                found.push(PlacedEvent { extrinsic, event });
            }
        }
        Ok(found)
    }

    /// Whether a code is on the chain.
    ///
    /// # Errors
    /// [`ClientError`] when the node does not answer.
    pub fn is_uploaded(&mut self, code_hash: [u8; 32]) -> Result<bool, ClientError> {
        self.block_on(async { self.has_code(code_hash, self.finalised_hash().await?).await })
    }

    /// Reads from now on judge by the state of this block; `None` goes back to the last finalised one.
    pub fn read_at(&mut self, hash: Option<[u8; 32]>) {
        self.at = hash.map(H256);
    }

    /// The keys of a contract's storage cells as ink! wrote them: the cell's root key (four bytes, little-endian), then
    /// for a mapping its encoded key. In the order of their hashes.
    ///
    /// # Errors
    /// [`ClientError::StatePruned`] when the node dropped the state that [`Node::read_at`] asks for.
    pub fn storage_keys(&mut self, contract: AccountId) -> Result<Vec<Vec<u8>>, ClientError> {
        self.block_on(async {
            let at = self.read_block().await?;
            let Some(info) = self.contract_info(contract, at).await? else { return Ok(Vec::new()) };
            let child = format!("0x{}{}", hex::encode(b":child_storage:default:"), hex::encode(info.trie_id));
            let mut keys: Vec<Vec<u8>> = Vec::new();
            let mut last: Option<String> = None;
            loop {
                let parameters = rpc_params![&child, "0x", KEYS_PAGE, last.clone(), at];
                let page: Vec<String> = self
                    .rpc
                    .request("childstate_getKeysPaged", parameters)
                    .await
                    .map_err(|error| self.state_failed(at, error.into()))?;
                for key in &page {
                    let bytes = hex::decode(key.trim_start_matches("0x"))
                        .map_err(|error| self.unsupported(format!("storage keys: {error}")))?;
                    keys.push(bytes.get(KEY_HASH_BYTES..).unwrap_or_default().to_vec());
                }
                match page.len() < KEYS_PAGE as usize {
                    true => return Ok(keys),
                    false => last = page.last().cloned(),
                }
            }
        })
    }

    pub(super) async fn finalised_hash(&self) -> Result<H256, ClientError> {
        self.legacy.chain_get_finalized_head().await.map_err(|error| self.rpc_failed(error))
    }

    pub(super) async fn block_at(&self, hash: H256) -> Result<Block, ClientError> {
        let header = self.legacy.chain_get_header(Some(hash)).await.map_err(|error| self.rpc_failed(error))?;
        match header {
            Some(header) => Ok(Block { number: u64::from(header.number), hash: hash.0 }),
            None => Err(ClientError::Failed {
                what: "looking up a block",
                reason: format!("the chain has no block {hash:?}; was it started anew?"),
            }),
        }
    }

    pub(super) async fn hash_of(&self, number: u64) -> Result<Option<H256>, ClientError> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let hash = self.legacy.chain_get_block_hash(Some(number.into())).await;
        hash.map_err(|error| self.rpc_failed(error))
    }

    /// The block whose state answers reads.
    pub(super) async fn read_block(&self) -> Result<H256, ClientError> {
        match self.at {
            Some(hash) => Ok(hash),
            None => self.finalised_hash().await,
        }
    }

    pub(super) async fn code_hash_at(&self, contract: AccountId, at: H256) -> Result<Option<[u8; 32]>, ClientError> {
        Ok(self.contract_info(contract, at).await?.map(|info| info.code_hash.0))
    }

    pub(super) async fn has_code(&self, code_hash: [u8; 32], at: H256) -> Result<bool, ClientError> {
        let address = storage("Contracts", "CodeInfoOf", vec![Value::from_bytes(code_hash)]);
        let found = self.api.storage().at(at).fetch(&address).await.map_err(|error| self.state_failed(at, error))?;
        Ok(found.is_some())
    }

    pub(super) async fn code_at(&self, code_hash: [u8; 32], at: H256) -> Result<Option<Vec<u8>>, ClientError> {
        let address = storage("Contracts", "PristineCode", vec![Value::from_bytes(code_hash)]);
        let found = self.api.storage().at(at).fetch(&address).await.map_err(|error| self.state_failed(at, error))?;
        let code = found.map(|found| <Vec<u8> as scale::Decode>::decode(&mut found.encoded())).transpose();
        code.map_err(|error| self.unsupported(format!("PristineCode: {error}")))
    }

    pub(super) async fn time_ms(&self, at: H256) -> Result<u64, ClientError> {
        let address = storage("Timestamp", "Now", ());
        let now = self.api.storage().at(at).fetch(&address).await.map_err(|error| self.state_failed(at, error))?;
        // The genesis block has no time.
        let Some(now) = now else { return Ok(0) };
        now.as_type().map_err(|error| self.unsupported(format!("Timestamp.Now: {error}")))
    }

    /// The number of transactions of an account that are included as of the last finalised block.
    pub(super) async fn finalised_nonce(&self, account: AccountId) -> Result<u64, ClientError> {
        let account = subxt::utils::AccountId32(bytes_of(account));
        self.api.tx().account_nonce(&account).await.map_err(|error| self.lost("reading a nonce", error))
    }

    async fn contract_info(&self, contract: AccountId, at: H256) -> Result<Option<ContractInfo>, ClientError> {
        let address = storage("Contracts", "ContractInfoOf", vec![Value::from_bytes(bytes_of(contract))]);
        let found = self.api.storage().at(at).fetch(&address).await.map_err(|error| self.state_failed(at, error))?;
        let Some(found) = found else { return Ok(None) };
        let info = found.as_type().map_err(|error| self.unsupported(format!("ContractInfoOf: {error}")))?;
        Ok(Some(info))
    }
}

// Helpers

/// What a contract emitted, if the event is of that kind.
pub(super) fn contract_event(event: &subxt::events::EventDetails<super::ChainConfig>) -> Option<RawEvent> {
    if event.pallet_name() != "Contracts" || event.variant_name() != "ContractEmitted" {
        return None;
    }
    let (contract, data): ([u8; 32], Vec<u8>) = scale::Decode::decode(&mut event.field_bytes()).ok()?;
    Some(RawEvent { contract: AccountId::from(contract), data })
}
