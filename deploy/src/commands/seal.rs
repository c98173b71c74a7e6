//! `chihosai seal`: one block on a development chain that seals blocks on demand, so that its clock goes on.

use bond_client::Transport;

use crate::commands::status::time;
use crate::input::defect::{Failure, Problem};
use crate::operate::{keys, ChainOptions, Sheet, SignOptions};
use crate::output::Format;

/// Sends a remark and waits until it is final.
pub fn run(chain: &ChainOptions, sign: &SignOptions, format: Format) -> Result<(), Failure> {
    let (_, mut node) = chain.connect(None)?;
    if !node.chain().kind.is_development() {
        let problem = Problem::new("this is no development chain", "its blocks come by themselves: wait for the next");
        return Err(problem.in_option("--chain"));
    }
    let signer = node.add_key(keys::signing_key(sign.key_file.as_deref())?).map_err(anyhow::Error::from)?;
    let place = node.seal_block(signer).map_err(anyhow::Error::from)?;
    let now_ms = node.now_ms().map_err(anyhow::Error::from)?;
    Sheet::new().with("block", place.block_number).with("chain_time", time(now_ms)).print(format)
}
