//! A session for the desk: on the node of a record, or on the chain inside the program, where the series is deployed
//! first.

use std::path::Path;

use anyhow::Context;
use bond_client::node::{ChainInfo, ChainKind};
use bond_client::{deploy_series, Bundles, Client, Embedded};

use super::import;
use crate::arguments::DeskOptions;
use crate::commands::deploy;
use crate::input::defect::{Failure, Problem};
use crate::input::source::without_mark;
use crate::operate::chain::AnyChain;
use crate::operate::record::{Account, Duties, Record};
use crate::operate::{keys, Session, SignOptions};
use crate::rehearsal;

/// What a command does there, and as whom on the embedded chain; on a node whoever has the key signs.
#[derive(Clone, Copy, Debug)]
pub enum Act<'a> {
    /// Only reads.
    Read,
    /// Edits investors.
    Registrar(&'a SignOptions),
    /// Accredits registrars.
    Admin(&'a SignOptions),
    /// Stops and resumes edits.
    Pauser(&'a SignOptions),
    /// Speaks for a wallet; here too as whoever has the key.
    Wallet(&'a SignOptions),
}

/// Opens the desk, with the investors of `before` if it is on the embedded chain.
pub fn open(target: &Path, options: &DeskOptions, act: Act<'_>) -> Result<Session<AnyChain>, Failure> {
    let before = options.before.as_deref();
    if before.is_some() && !options.chain.is_embedded() {
        let problem = Problem::new(
            "a node has the investors that were imported there",
            "run kyc import first, or add --chain embedded",
        );
        return Err(problem.in_option("--investors"));
    }
    let mut session = open_desk(target, options, act)?;
    if let Some(file) = before {
        let investors = crate::input::investors(file, &session.series)?;
        let (signer, dry_run) = (session.signer().ok(), session.is_dry_run());
        session.sign_as(rehearsal::duties().registrar, false);
        let (_, refused) = import::enrol(&mut session, &file.display().to_string(), &investors.persons, false)?;
        if !refused.is_empty() {
            return Err(Failure::Input(refused));
        }
        session.forget_transactions();
        if let Some(signer) = signer {
            session.sign_as(signer, dry_run);
        }
    }
    Ok(session)
}

// Helpers

/// Opens the desk as it is.
fn open_desk(target: &Path, options: &DeskOptions, act: Act<'_>) -> Result<Session<AnyChain>, Failure> {
    if options.chain.is_embedded() {
        return embedded(target, &options.bundles.bundles, act);
    }
    let session = match act {
        Act::Read => Session::open(target, &options.chain),
        Act::Registrar(sign) | Act::Admin(sign) | Act::Pauser(sign) | Act::Wallet(sign) => {
            Session::open_to_sign(target, &options.chain, sign)
        }
    };
    session.map(Session::on_any_chain)
}

/// Deploys the series of a file on a new chain, on its issue date.
fn embedded(file: &Path, bundles: &Path, act: Act<'_>) -> Result<Session<AnyChain>, Failure> {
    let series = crate::input::series(file)?;
    let text = std::fs::read_to_string(file).context("the file of the series cannot be read again")?;
    let bundles = Bundles::load(bundles).map_err(anyhow::Error::from)?;
    let mut chain = Embedded::new().map_err(anyhow::Error::from)?;
    let issued_ms = series.terms.issue_date.start_ms_jst().context("the issue date has no instant")?;
    chain.advance_to_ms(issued_ms).map_err(anyhow::Error::from)?;
    let mut client = Client::new(AnyChain::Embedded(Box::new(chain)));
    let duties = rehearsal::duties();
    let deployment = deploy_series(&mut client, &bundles, &duties, &deploy::plan(&series));
    let deployment = deployment.map_err(anyhow::Error::from)?;
    // The record that a node's deployment would have written.
    let holders = Duties {
        deployer: Account(duties.deployer),
        admin: Account(duties.admin),
        registrar: Account(duties.registrar),
        issuer: Account(duties.issuer),
        pauser: Account(duties.pauser),
        controller: Account(duties.controller),
        paying_agent: Account(duties.paying_agent),
        tax_account: Account(duties.tax_account),
        treasury: Account(duties.treasury),
        delay_ms: duties.delay_ms,
    };
    let mut record = Record::begin("embedded", &description(), &series.id, holders);
    record.series_toml = without_mark(&text).to_owned();
    for step in &deployment.steps {
        deploy::note(&mut record, &bundles, step)?;
    }
    let mut session = Session::of_record(client, record, file)?;
    let signer = match act {
        Act::Read => None,
        Act::Registrar(sign) => Some((duties.registrar, sign)),
        Act::Admin(sign) => Some((duties.admin, sign)),
        Act::Pauser(sign) => Some((duties.pauser, sign)),
        Act::Wallet(sign) => Some((keys::signing_key(sign.key_file.as_deref())?.account(), sign)),
    };
    if let Some((signer, sign)) = signer {
        session.sign_as(signer, sign.dry_run);
    }
    Ok(session)
}

fn description() -> ChainInfo {
    ChainInfo {
        url: String::new(),
        name: "embedded".to_owned(),
        kind: ChainKind::Development,
        genesis_hash: [0; 32],
        spec_name: "embedded".to_owned(),
        spec_version: 0,
        transaction_version: 0,
        node_version: env!("CARGO_PKG_VERSION").to_owned(),
        token_symbol: String::new(),
        token_decimals: 0,
    }
}
