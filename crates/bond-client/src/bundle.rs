//! The built `.contract` bundles.

use std::fs;
use std::path::{Path, PathBuf};

use crate::transport::ClientError;

/// One contract's code.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// Name of the contract, such as `bond_token`.
    pub name: &'static str,
    /// The Wasm.
    pub wasm: Vec<u8>,
    /// BLAKE2-256 of the Wasm, as the chain computes it.
    pub code_hash: [u8; 32],
    /// The ink! metadata.
    pub metadata: serde_json::Value,
}

/// The seven contracts of a series.
#[derive(Debug, Clone)]
pub struct Bundles {
    /// kyc-desk
    pub desk: Bundle,
    /// kyc-registry
    pub registry: Bundle,
    /// bond-office
    pub office: Bundle,
    /// bond-token
    pub token: Bundle,
    /// paying-agent
    pub agent: Bundle,
    /// coupon-distributor
    pub distributor: Bundle,
    /// yen-token
    pub yen: Bundle,
}

impl Bundles {
    /// Reads all seven from the folder that `scripts/build.sh` fills, `target/ink`.
    ///
    /// # Errors
    /// [`ClientError::Bundle`] for the first that is missing or damaged.
    pub fn load(folder: &Path) -> Result<Self, ClientError> {
        Ok(Self {
            desk: Bundle::load(folder, "kyc_desk")?,
            registry: Bundle::load(folder, "kyc_registry")?,
            office: Bundle::load(folder, "bond_office")?,
            token: Bundle::load(folder, "bond_token")?,
            agent: Bundle::load(folder, "paying_agent")?,
            distributor: Bundle::load(folder, "coupon_distributor")?,
            yen: Bundle::load(folder, "yen_token")?,
        })
    }
}

impl Bundles {
    /// All of them: those of one series, those that serve many, and what pays.
    pub fn all(&self) -> [&Bundle; 7] {
        [&self.office, &self.token, &self.desk, &self.registry, &self.distributor, &self.agent, &self.yen]
    }
}

impl Bundle {
    /// Reads `<folder>/<name>/<name>.contract`.
    ///
    /// # Errors
    /// [`ClientError::Bundle`].
    pub fn load(folder: &Path, name: &'static str) -> Result<Self, ClientError> {
        let path = folder.join(name).join(format!("{name}.contract"));
        let fail = |reason: String| ClientError::Bundle { path: path.clone(), reason };
        let text = fs::read(&path).map_err(|error| fail(error.to_string()))?;
        let metadata: serde_json::Value = serde_json::from_slice(&text).map_err(|error| fail(error.to_string()))?;
        let field = |field: &str| {
            let value = metadata["source"][field].as_str().ok_or_else(|| fail(format!("it has no source.{field}")))?;
            hex::decode(value.trim_start_matches("0x")).map_err(|error| fail(format!("source.{field}: {error}")))
        };
        let wasm = field("wasm")?;
        let code_hash = field("hash")?.try_into().map_err(|_| fail("source.hash is not 32 bytes".into()))?;
        Ok(Self { name, wasm, code_hash, metadata })
    }
}

/// Where `scripts/build.sh` puts the bundles, seen from the repository root.
pub fn default_folder() -> PathBuf {
    PathBuf::from("target/ink")
}
