//! `chihosai kyc show`: what is known about a wallet, and why it qualifies or not.

use std::path::Path;

use bond_abi::desk::{Explanation, KycDesk, Standing};
use bond_client::address::ss58;
use bond_client::{contracts, TraitCallBuilder};
use serde_json::{json, Value};

use super::book::{link_of, registrars};
use super::list::{last_day, period, residence, residence_name};
use super::open::{open, Act};
use crate::arguments::DeskOptions;
use crate::input::defect::Failure;
use crate::input::investors::{class_name, decade_name, link_name, status_name, tax_class_name};
use crate::input::wallet::wallet;
use crate::operate::{registry, Sheet};
use crate::output::Format;
use crate::reasons;

/// Asks the desk and the registry.
pub fn run(target: &Path, text: &str, desk: &DeskOptions, format: Format) -> Result<(), Failure> {
    let account = wallet(text).map_err(|problem| problem.in_option("WALLET"))?;
    let mut session = open(target, desk, Act::Read)?;
    let desk = contracts::desk(session.desk);
    let Explanation { standing, code, investor_id, requested } = session.read(desk.call().explain(account))?;
    let mut sheet = Sheet::new()
        .with("wallet", text)
        .with("qualifies", standing == Standing::Qualifies)
        .with("standing", format!("{standing:?}"))
        .with("code", code)
        .with("meaning", reasons::of_standing(standing))
        .with("investor_id", investor_id)
        .with("requested", requested);
    let investor = match investor_id {
        Some(id) => session.read(desk.call().investor(id))?,
        None => None,
    };
    if let Some(investor) = investor {
        let record = &investor.record;
        let registrars = registrars(&mut session)?;
        let account_of = |number: u16| -> Value {
            json!(registrars.get(usize::from(number)).map(|registrar| ss58(registrar.account)))
        };
        let wallets = investor.wallets.iter();
        let wallets: Vec<Value> =
            wallets.map(|wallet| json!({ "wallet": ss58(wallet.account), "link": link_name(wallet.link) })).collect();
        sheet = sheet
            .with("link", link_of(&investor, &account).map(link_name))
            .with("status", status_name(investor.status))
            .with("class", class_name(record.class))
            .with("residence", residence(&investor))
            .with("residence_name", residence_name(&investor))
            .with("tax_class", tax_class_name(record.tax_class))
            .with("exemption", period(record.exemption))
            .with("exemption_basis", record.exemption.map(|exemption| hex::encode(exemption.basis)))
            .with("birth_decade", decade_name(record.birth_band))
            .with("expiry", last_day(record.expiry_ms))
            .with("evidence", record.evidence.map(hex::encode))
            .with("registrar", account_of(investor.registrar))
            .with("attested_by", account_of(investor.attested_by))
            .with("wallets", wallets);
    }
    let now_ms = session.client.now_ms().map_err(anyhow::Error::from)?;
    let profile = registry::profile(&mut session, account)?.map(|profile| {
        json!({
            "investor_id": profile.investor_id,
            "status": status_name(profile.status),
            "class": class_name(profile.class),
            "country": profile.residence.country,
            "area": profile.residence.area,
            "birth_band": profile.birth_band,
            "expiry_ms": profile.expiry_ms,
            "attested_until_ms": profile.attested_until_ms,
        })
    });
    // What is recorded in this very instant counts from the next one on.
    let tax_class = registry::tax_class(&mut session, account, now_ms.saturating_add(1))?;
    sheet
        .with("registered", profile.is_some())
        .with("profile", profile)
        .with("tax_class_now", tax_class.map(tax_class_name))
        .print(format)
}
