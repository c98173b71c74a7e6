//! `chihosai watch`: what happens to a series, one line an event.

use std::io::{self, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use bond_client::address::ss58;
use bond_client::node::PlacedEvent;
use bond_client::{ClientError, Decoder};
use serde_json::{json, Value};

use crate::commands::status::time;
use crate::input::defect::Failure;
use crate::operate::record::Complete;
use crate::operate::{register, ChainOptions, Session};
use crate::output::{json_compact, named, Format};

/// Pause between two looks for a new block, and between two attempts to reach the node again.
const PAUSE: Duration = Duration::from_millis(500);

/// Which blocks.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// First block; without it, the next one.
    pub from: Option<u64>,
    /// Last block; without it, for ever.
    pub until: Option<u64>,
    /// Stop at the last finalised block.
    pub no_follow: bool,
}

/// Prints the events of the series' contracts, of finalised blocks only. Those of the payment token are printed when
/// the distributor takes part.
pub fn run(path: &Path, range: Range, bundles: &Path, chain: &ChainOptions, format: Format) -> Result<(), Failure> {
    let mut session = Session::open(path, chain)?;
    let decoders = Decoders::of(&session, bundles)?;
    let head = session.client.transport().finalised().map_err(anyhow::Error::from)?.number;
    let last = range.until.unwrap_or(u64::MAX).min(if range.no_follow { head } else { u64::MAX });
    let mut next = range.from.unwrap_or(if range.no_follow { 0 } else { head + 1 });
    while next <= last {
        match block(&mut session, &decoders, next, format) {
            Ok(Seen::Printed) => next += 1,
            Ok(Seen::NotYet) => sleep(PAUSE),
            Ok(Seen::NobodyReads) => return Ok(()),
            Err(ClientError::NodeUnavailable { url, reason }) if !range.no_follow => {
                eprintln!("waiting for the node at {url}: {reason}");
                session = again(path, chain);
            }
            Err(error) => return Err(anyhow::Error::from(error).into()),
        }
    }
    Ok(())
}

// Helpers

enum Seen {
    Printed,
    NotYet,
    NobodyReads,
}

/// The decoders of the contracts whose code is the built one.
struct Decoders {
    desk: Decoder,
    registry: Decoder,
    office: Decoder,
    token: Decoder,
    agent: Decoder,
    distributor: Decoder,
    yen: Option<Decoder>,
}

impl Decoders {
    fn of(session: &Session, bundles: &Path) -> Result<Self, Failure> {
        let Complete { desk, registry, payment_token, office, token, agent, distributor } =
            session.record.complete(&session.path)?;
        let decoder = |name, code_hash| -> Result<Decoder, Failure> {
            let bundle = register::bundle(bundles, name, code_hash)?;
            Ok(Decoder::of(&bundle).map_err(anyhow::Error::from)?)
        };
        Ok(Self {
            desk: decoder("kyc_desk", desk.code_hash.0)?,
            registry: decoder("kyc_registry", registry.code_hash.0)?,
            office: decoder("bond_office", office.code_hash.0)?,
            token: decoder("bond_token", token.code_hash.0)?,
            agent: decoder("paying_agent", agent.code_hash.0)?,
            distributor: decoder("coupon_distributor", distributor.code_hash.0)?,
            // A payment token of others has events of its own, which we cannot read.
            yen: decoder("yen_token", payment_token.code_hash.0).ok(),
        })
    }

    /// The event as JSON; `None` when it does not concern the series.
    fn json(&self, session: &Session, placed: &PlacedEvent, block: u64) -> Result<Option<Value>, ClientError> {
        let Some(contract) = session.contract_name(placed.event.contract) else { return Ok(None) };
        let decoder = match contract {
            "desk" => &self.desk,
            "registry" => &self.registry,
            "office" => &self.office,
            "token" => &self.token,
            "agent" => &self.agent,
            "distributor" => &self.distributor,
            _ => match &self.yen {
                Some(decoder) => decoder,
                None => return Ok(None),
            },
        };
        let event = decoder.event(&placed.event.data)?;
        let distributor = json!(ss58(session.distributor));
        if contract == "payment_token" && !event.fields.values().any(|value| *value == distributor) {
            return Ok(None);
        }
        Ok(Some(json!({
            "block": block,
            "extrinsic": placed.extrinsic,
            "contract": contract,
            "event": event.name,
            "fields": event.fields,
        })))
    }
}

fn block(session: &mut Session, decoders: &Decoders, number: u64, format: Format) -> Result<Seen, ClientError> {
    let node = session.client.transport();
    if node.finalised()?.number < number {
        return Ok(Seen::NotYet);
    }
    let Some(hash) = node.block_hash(number)? else { return Ok(Seen::NotYet) };
    let events = node.contract_events(hash)?;
    let concerned = events.iter().any(|event| session.is_ours(event));
    let now_ms = if concerned { session.client.transport().block_time_ms(hash)? } else { 0 };
    for event in &events {
        let Some(mut line) = decoders.json(session, event, number)? else { continue };
        let text = match format {
            Format::Json => {
                line["time_ms"] = json!(now_ms);
                json_compact(&line).map_err(|error| ClientError::Chain(format!("{error:#}")))?
            }
            Format::Text => as_line(&line, now_ms),
        };
        if writeln!(io::stdout().lock(), "{text}").is_err() {
            return Ok(Seen::NobodyReads);
        }
    }
    Ok(Seen::Printed)
}

fn as_line(event: &Value, now_ms: u64) -> String {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields = event["fields"].as_object().map(|fields| {
        let shown = |(name, value): (&String, &Value)| match named(name, &word(value)) {
            Some((name, shown)) => format!("{name}={shown}"),
            None => format!("{name}={}", word(value)),
        };
        fields.iter().map(shown).collect::<Vec<_>>().join(" ")
    });
    format!(
        "{} block {} {} {} {}",
        time(now_ms),
        event["block"],
        word(&event["contract"]),
        word(&event["event"]),
        fields.unwrap_or_default()
    )
}

fn again(path: &Path, chain: &ChainOptions) -> Session {
    loop {
        sleep(PAUSE);
        if let Ok(session) = Session::open(path, chain) {
            return session;
        }
    }
}
