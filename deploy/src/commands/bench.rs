//! `chihosai bench`: transfers per second of the bond token, beside those of a plain PSP22 on the same node in the same
//! run.

use std::path::Path;
use std::time::Instant;

use anyhow::anyhow;
use bond_abi::psp22::PSP22Error;
use bond_abi::yen::{YenError, YenToken};
use bond_abi::AccountId;
use bond_client::contracts::{self, Psp22};
use bond_client::TraitCallBuilder;
use serde_json::{json, Value};

use crate::input::defect::{Failure, Problem};
use crate::input::wallet::wallet;
use crate::operate::{ChainOptions, Session, Sheet, SignOptions};
use crate::output::{progress_bar, Format};
use crate::reasons::Explain;

/// Sends `transfers` transfers of one unit, and as many of one yen, from the signer to `to`, and times both.
pub fn run(
    path: &Path,
    to: &str,
    transfers: u32,
    chain: &ChainOptions,
    sign: &SignOptions,
    format: Format,
) -> Result<(), Failure> {
    let recipient = wallet(to).map_err(|problem| problem.in_option("--to"))?;
    let mut session = Session::open_to_sign(path, chain, sign)?;
    if sign.dry_run || !session.client.transport().chain().kind.is_development() {
        let problem = Problem::new("a benchmark sends many transactions", "run it on a development chain, for real");
        return Err(problem.in_option("--chain"));
    }
    let signer = session.signer()?;
    let mut yen = contracts::yen(session.payment_token);
    let lacking = u128::from(transfers).saturating_sub(session.yen_of(signer)?);
    if lacking > 0 {
        session.send::<(), YenError>("mint", yen.call_mut().mint(signer, lacking + 1))?;
    }
    // Both recipients exist before the clock runs.
    session.send::<(), PSP22Error>("transfer", Psp22(session.payment_token).transfer(recipient, 1))?;
    session.send::<(), PSP22Error>("transfer", Psp22(session.token).transfer(recipient, 1))?;
    let plain_token = Psp22(session.payment_token);
    let plain = time(&mut session, "plain PSP22", plain_token, recipient, transfers)?;
    let token = Psp22(session.token);
    let permissioned = time(&mut session, "permissioned", token, recipient, transfers)?;
    let rate = |run: &Value| run["per_second"].as_f64().unwrap_or_default();
    let ratio = format!("{:.2}", rate(&permissioned) / rate(&plain));
    Sheet::new()
        .with("plain_psp22", plain)
        .with("permissioned", permissioned)
        .with("permissioned_to_plain", ratio)
        .print(format)
}

// Helpers

fn time(session: &mut Session, what: &str, token: Psp22, to: AccountId, transfers: u32) -> Result<Value, Failure> {
    let signer = session.signer()?;
    let messages = (0..transfers).map(|_| (signer, token.transfer(to, 1))).collect();
    let bar = progress_bar(transfers as usize);
    bar.set_message(what.to_owned());
    let start = Instant::now();
    let called = session.client.submit_all(messages, &mut |_, _| bar.inc(1)).map_err(anyhow::Error::from)?;
    let seconds = start.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let mut blocks: Vec<u64> = Vec::new();
    for called in &called {
        if let Err(error) = &called.answer {
            return Err(anyhow!("a transfer of {what} was refused: {}", error.explain()).into());
        }
        blocks.extend(called.receipt.included.map(|place| place.block_number));
    }
    blocks.sort_unstable();
    blocks.dedup();
    let ref_time = called.first().map_or(0, |called| called.receipt.cost.ref_time);
    Ok(json!({
        "transfers": transfers,
        "seconds": (seconds * 1_000.0).round() / 1_000.0,
        "per_second": (f64::from(transfers) / seconds * 10.0).round() / 10.0,
        "blocks": blocks.len(),
        "ref_time": ref_time,
    }))
}
