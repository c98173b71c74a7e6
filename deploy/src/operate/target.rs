//! Which chain a command talks to, and who signs.

use std::fs;
use std::path::{Path, PathBuf};

use bond_client::Node;
use clap::Args;

use crate::input::defect::{Failure, Problem};
use crate::input::network::{self, Network, Roles};

/// Which chain.
#[derive(Args, Clone, Debug)]
pub struct ChainOptions {
    /// The chain: the name of a network, a node's address such as ws://127.0.0.1:9944, or `embedded` where that makes
    /// sense. Without it, the record's network, else `local`.
    #[arg(long, value_name = "CHAIN")]
    pub chain: Option<String>,
    /// Where the networks are described.
    #[arg(long, value_name = "DIR", default_value = "deploy/networks")]
    pub networks: PathBuf,
}

/// Who signs, and whether.
#[derive(Args, Clone, Debug)]
pub struct SignOptions {
    /// File with the secret URI of the signing account; without it ACCOUNT_URI, else a prompt.
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Show what would happen and what it would cost, and send nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// The word for the chain inside the program.
pub const EMBEDDED: &str = "embedded";
const DEFAULT_NETWORK: &str = "local";

// Queries

impl ChainOptions {
    /// Whether the chain inside the program is wanted.
    pub fn is_embedded(&self) -> bool {
        self.chain.as_deref() == Some(EMBEDDED)
    }

    /// Refuses the embedded chain, for commands that need what an earlier command left.
    ///
    /// # Errors
    /// [`Failure::Input`].
    pub fn need_node(&self) -> Result<(), Failure> {
        match self.is_embedded() {
            true => Err(Problem::new(
                "the embedded chain forgets everything when the program ends",
                "use chihosai rehearse for a whole life on it, or name a node: --chain ws://127.0.0.1:9944",
            )
            .in_option("--chain")),
            false => Ok(()),
        }
    }

    /// Connects to the wanted chain; without a wish, to the network called `usual`.
    ///
    /// # Errors
    /// [`Failure`] when there is no such network, no answer, or another chain than the network's file says.
    pub fn connect(&self, usual: Option<&str>) -> Result<(Network, Node), Failure> {
        self.need_node()?;
        let wish = self.chain.as_deref().or(usual).unwrap_or(DEFAULT_NETWORK);
        if !wish.contains("://") {
            let network = crate::input::network(&self.networks.join(format!("{wish}.toml")))?;
            let node = connect(&network)?;
            return Ok((network, node));
        }
        let endpoint = network::endpoint(wish).map_err(|problem| problem.in_option("--chain"))?;
        if let Some(usual) = usual {
            // The record names its network; the address is only another way to it.
            let file = self.networks.join(format!("{usual}.toml"));
            let network = if file.is_file() { crate::input::network(&file)? } else { Network::default() };
            let network = Network { name: usual.to_owned(), endpoint, ..network };
            let node = connect(&network)?;
            return Ok((network, node));
        }
        if let Some(network) = self.network_at(&endpoint)? {
            let node = connect(&network)?;
            return Ok((network, node));
        }
        let node = Node::connect(&endpoint).map_err(anyhow::Error::from)?;
        let chain = node.chain();
        let name = match chain.kind.is_development() {
            true => DEFAULT_NETWORK.to_owned(),
            false => slug(&chain.name),
        };
        // No file names anybody: on a development chain the deployer has every duty, and nothing waits.
        let roles = Roles { delay_days: chain.kind.is_development().then_some(0), ..Roles::default() };
        Ok((Network { name, endpoint, roles, ..Network::default() }, node))
    }

    // Helpers

    /// The described network whose node has this address.
    fn network_at(&self, endpoint: &str) -> Result<Option<Network>, Failure> {
        let Ok(folder) = fs::read_dir(&self.networks) else { return Ok(None) };
        let mut files: Vec<PathBuf> = folder.flatten().map(|entry| entry.path()).filter(|path| is_toml(path)).collect();
        files.sort();
        for file in files {
            let network = crate::input::network(&file)?;
            if network.endpoint == endpoint {
                return Ok(Some(network));
            }
        }
        Ok(None)
    }
}

fn connect(network: &Network) -> Result<Node, Failure> {
    let node = Node::connect(&network.endpoint).map_err(anyhow::Error::from)?;
    if let Some(genesis_hash) = network.genesis_hash {
        node.expect_genesis(genesis_hash).map_err(anyhow::Error::from)?;
    }
    Ok(node)
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "toml")
}

/// A chain's name as that of a folder.
fn slug(name: &str) -> String {
    let slug: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    match slug.trim_matches('-') {
        "" => "unnamed".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_gives_its_name_to_a_folder() {
        assert_eq!(slug("Some Chain (test)"), "some-chain--test");
        assert_eq!(slug("../.."), "unnamed");
    }

    #[test]
    fn the_embedded_chain_is_refused_where_it_makes_no_sense() {
        let options = |chain: &str| ChainOptions { chain: Some(chain.into()), networks: PathBuf::from("none") };
        let failure = options("embedded").connect(None).unwrap_err();
        assert_eq!((failure.exit_code(), failure.defects()[0].field.as_deref()), (2, Some("--chain")));
        let failure = options("mainnet").connect(None).unwrap_err();
        assert!(failure.defects()[0].file.ends_with("mainnet.toml"), "{failure:?}");
        let failure = options("http://127.0.0.1").connect(None).unwrap_err();
        assert!(failure.defects()[0].remedy.contains("ws://"), "{failure:?}");
    }
}
