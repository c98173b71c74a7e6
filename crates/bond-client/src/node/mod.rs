//! A running node: `pallet-contracts` behind a WebSocket, through subxt.
//!
//! Reads and dry runs judge by the last finalised block. What changes state is dry-run first, sent with the limits that
//! the dry run asks for plus [`MARGIN_PERCENT`], and waited for until it is final; a message that the contract itself
//! refuses in the dry run is not sent. The parts: [`keys`](self) who signs, `dry_run` what would happen, `submit` what
//! is sent, `state` blocks and cells.

mod dry_run;
mod follow;
mod keys;
mod limits;
mod state;
mod submit;

use std::collections::BTreeMap;
use std::future::Future;
use std::time::Duration;

use bond_abi::AccountId;
use subxt::backend::legacy::LegacyRpcMethods;
use subxt::ext::subxt_rpcs::{self, rpc_params, RpcClient};
use subxt::utils::H256;
use subxt::{OnlineClient, SubstrateConfig};
use tokio::runtime::Runtime;

use crate::bundle::Bundle;
use crate::transport::{Call, ClientError, Receipt, Transport};

pub use keys::Key;
pub use limits::MARGIN_PERCENT;
pub use state::{Block, PlacedEvent};
pub use submit::WINDOW;

/// The types of a chain with 32-byte accounts, as substrate-contracts-node has them.
type ChainConfig = SubstrateConfig;

/// How long a node may take to answer when we connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What the operators of a chain say it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainKind {
    /// One node for development; everybody knows its keys.
    Development,
    /// Several nodes for development; everybody knows its keys.
    Local,
    /// Anything else: value may depend on it.
    Live,
}

impl ChainKind {
    /// Whether keys that everybody knows, and money that anybody can make, are in place here.
    pub fn is_development(self) -> bool {
        self != Self::Live
    }
}

/// What a chain says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainInfo {
    /// Address of the node.
    pub url: String,
    /// Name of the chain.
    pub name: String,
    /// What it is for.
    pub kind: ChainKind,
    /// Hash of its first block.
    pub genesis_hash: [u8; 32],
    /// Name of its runtime.
    pub spec_name: String,
    /// Version of its runtime.
    pub spec_version: u32,
    /// Version of its transactions.
    pub transaction_version: u32,
    /// Version of the node's program.
    pub node_version: String,
    /// Symbol of its own token, in which fees and deposits are; `UNIT` where it does not say.
    pub token_symbol: String,
    /// Decimals of that token; 12 where it does not say.
    pub token_decimals: u8,
}

/// A connection to a node.
pub struct Node {
    runtime: Runtime,
    api: OnlineClient<ChainConfig>,
    rpc: RpcClient,
    legacy: LegacyRpcMethods<ChainConfig>,
    chain: ChainInfo,
    keys: BTreeMap<AccountId, Key>,
    at: Option<H256>,
    limits: limits::Limits,
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Node").field("chain", &self.chain).finish_non_exhaustive()
    }
}

// Queries

impl Node {
    /// Connects to the node at `url`, such as `ws://127.0.0.1:9944`. Without encryption only to this machine; elsewhere
    /// `wss://…`.
    ///
    /// # Errors
    /// [`ClientError::NodeUnavailable`], [`ClientError::NoContracts`].
    pub fn connect(url: &str) -> Result<Self, ClientError> {
        let unavailable = |reason: String| ClientError::NodeUnavailable { url: url.to_owned(), reason };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| unavailable(error.to_string()))?;
        let connection = runtime.block_on(async {
            let connecting = async {
                let rpc = RpcClient::from_url(url).await.map_err(|error| unavailable(in_full(&error)))?;
                let api = OnlineClient::<ChainConfig>::from_rpc_client(rpc.clone())
                    .await
                    .map_err(|error| unavailable(in_full(&error)))?;
                let chain = chain_info(url, &rpc, &api).await.map_err(|error| unavailable(in_full(&error)))?;
                Ok((rpc, api, chain))
            };
            let timed_out = |_| unavailable(format!("no connection within {} s", CONNECT_TIMEOUT.as_secs()));
            tokio::time::timeout(CONNECT_TIMEOUT, connecting).await.map_err(timed_out)?
        });
        let (rpc, api, chain) = connection?;
        let limits = limits::Limits::of(&api, &chain)?;
        let legacy = LegacyRpcMethods::new(rpc.clone());
        Ok(Self { runtime, api, rpc, legacy, chain, keys: BTreeMap::new(), at: None, limits })
    }

    /// The chain as it was when we connected.
    pub fn chain(&self) -> &ChainInfo {
        &self.chain
    }

    /// Checks that this is the chain with that genesis.
    ///
    /// # Errors
    /// [`ClientError::WrongChain`].
    pub fn expect_genesis(&self, genesis_hash: [u8; 32]) -> Result<(), ClientError> {
        if self.chain.genesis_hash == genesis_hash {
            return Ok(());
        }
        let hex = |hash: [u8; 32]| format!("0x{}", hex::encode(hash));
        let (found, expected) = (hex(self.chain.genesis_hash), hex(genesis_hash));
        Err(ClientError::WrongChain { url: self.chain.url.clone(), found, expected })
    }

    // Changes

    /// Lets `key` sign, and gives its account.
    ///
    /// # Errors
    /// [`ClientError::Key`] for a key that everybody knows, unless this is a development chain (threats T43).
    pub fn add_key(&mut self, key: Key) -> Result<AccountId, ClientError> {
        if key.is_development() && !self.chain.kind.is_development() {
            return Err(ClientError::Key {
                problem: format!("everybody knows this key, and \"{}\" is no development chain", self.chain.name),
                remedy: "sign with a key of your own".into(),
            });
        }
        let account = key.account();
        self.keys.insert(account, key);
        Ok(account)
    }

    // Helpers

    fn block_on<R>(&self, future: impl Future<Output = R>) -> R {
        self.runtime.block_on(future)
    }

    fn key(&self, account: AccountId) -> Result<&Key, ClientError> {
        self.keys.get(&account).ok_or_else(|| ClientError::Key {
            problem: format!("there is no key for {}", crate::address::ss58(account)),
            remedy: "set ACCOUNT_URI or --key-file to the key of this account".into(),
        })
    }

    /// The node does not answer a question.
    fn rpc_failed(&self, error: subxt_rpcs::Error) -> ClientError {
        ClientError::NodeUnavailable { url: self.chain.url.clone(), reason: in_full(&error) }
    }

    /// A question about contracts was not answered: the connection, or the chain's own words.
    fn lost(&self, what: &'static str, error: subxt::Error) -> ClientError {
        match error {
            subxt::Error::Rpc(subxt::error::RpcError::ClientError(subxt_rpcs::Error::User(error))) => {
                ClientError::Failed { what, reason: refused_by_node(&error) }
            }
            subxt::Error::Rpc(_) | subxt::Error::Io(_) => {
                ClientError::NodeUnavailable { url: self.chain.url.clone(), reason: in_full(&error) }
            }
            error => self.unsupported(format!("{what}: {}", in_full(&error))),
        }
    }

    /// A question about the state of a block was not answered.
    fn state_failed(&self, at: H256, error: subxt::Error) -> ClientError {
        let text = in_full(&error);
        match text.contains("State already discarded") || text.contains("UnknownBlock") {
            true => ClientError::StatePruned { block: format!("{at:?}") },
            false => self.lost("reading the state", error),
        }
    }

    fn unsupported(&self, reason: String) -> ClientError {
        ClientError::NoContracts { chain: self.chain.name.clone(), reason }
    }
}

impl Transport for Node {
    fn now_ms(&mut self) -> Result<u64, ClientError> {
        self.block_on(async { self.time_ms(self.read_block().await?).await })
    }

    fn code_hash(&mut self, contract: AccountId) -> Result<Option<[u8; 32]>, ClientError> {
        self.block_on(async { self.code_hash_at(contract, self.read_block().await?).await })
    }

    fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, ClientError> {
        self.block_on(async { self.code_at(code_hash, self.read_block().await?).await })
    }

    fn instantiate(
        &mut self,
        bundle: &Bundle,
        data: Vec<u8>,
        salt: &[u8],
        signer: AccountId,
    ) -> Result<(AccountId, Receipt), ClientError> {
        self.block_on(self.send_instantiate(bundle, &data, salt, signer))
    }

    fn submit(&mut self, contract: AccountId, data: Vec<u8>, signer: AccountId) -> Result<Receipt, ClientError> {
        self.block_on(self.send_call(&Call { contract, data, signer }))
    }

    fn submit_all(
        &mut self,
        calls: Vec<Call>,
        done: &mut dyn FnMut(usize, &Receipt),
    ) -> Result<Vec<Receipt>, ClientError> {
        self.block_on(self.send_calls(&calls, done))
    }

    fn dry_run(&mut self, contract: AccountId, data: Vec<u8>, caller: AccountId) -> Result<Receipt, ClientError> {
        let run = self.block_on(async {
            let at = self.read_block().await?;
            self.dry_run_call(at, caller, contract, &data).await
        });
        run.map(|run| run.receipt)
    }
}

// Helpers

async fn chain_info(
    url: &str,
    rpc: &RpcClient,
    api: &OnlineClient<ChainConfig>,
) -> Result<ChainInfo, subxt_rpcs::Error> {
    let name: String = rpc.request("system_chain", rpc_params![]).await?;
    let kind: serde_json::Value = rpc.request("system_chainType", rpc_params![]).await?;
    let version: serde_json::Value = rpc.request("state_getRuntimeVersion", rpc_params![]).await?;
    let properties: serde_json::Value = rpc.request("system_properties", rpc_params![]).await?;
    // A chain with several tokens lists them, its own first.
    let property = |name: &str| match &properties[name] {
        serde_json::Value::Array(values) => values.first().cloned().unwrap_or_default(),
        value => value.clone(),
    };
    let token_decimals = property("tokenDecimals").as_u64().and_then(|decimals| u8::try_from(decimals).ok());
    let runtime = api.runtime_version();
    Ok(ChainInfo {
        url: url.to_owned(),
        name,
        kind: match kind.as_str() {
            Some("Development") => ChainKind::Development,
            Some("Local") => ChainKind::Local,
            _ => ChainKind::Live,
        },
        genesis_hash: api.genesis_hash().0,
        spec_name: version["specName"].as_str().unwrap_or_default().to_owned(),
        spec_version: runtime.spec_version,
        transaction_version: runtime.transaction_version,
        node_version: rpc.request("system_version", rpc_params![]).await?,
        token_symbol: property("tokenSymbol").as_str().unwrap_or("UNIT").to_owned(),
        token_decimals: token_decimals.unwrap_or(12),
    })
}

fn bytes_of(account: AccountId) -> [u8; 32] {
    *AsRef::<[u8; 32]>::as_ref(&account)
}

/// A node's own refusal: its sentence, and what it says beside it.
fn refused_by_node(error: &subxt_rpcs::UserError) -> String {
    let data = error.data.as_ref().map_or("", |data| data.get().trim_matches('"'));
    match data {
        "" => error.message.clone(),
        data => format!("{}: {data}", error.message),
    }
}

/// An error with its causes, each once.
fn in_full(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    // Each layer of the client puts these words before the same sentence.
    text.replace("RPC error: client error: ", "")
}
