//! What an export holds, and how it is read from the chain.

use std::collections::BTreeMap;

use anyhow::anyhow;
use bond_abi::distributor::{Coupon, CouponDistributor, Marks, Quote};
use bond_abi::office::BondOffice;
use bond_abi::token;
use bond_abi::AccountId;
use bond_client::contracts::{self, Psp22};
use bond_client::{TraitCallBuilder, Transport};
use serde::{Deserialize, Serialize};

use crate::input::defect::Failure;
use crate::operate::payouts::{self, Holder as Payable};
use crate::operate::record::{Account, Hash};
use crate::operate::{register, registry, Session};
use crate::output::progress_bar;
use crate::reasons::Explain;

/// The format of the file.
pub const FORMAT: u32 = 5;

/// The state of a series as of one block. The order of the fields is that of the file, and what the root hash covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub format: u32,
    pub series: String,
    pub genesis_hash: Hash,
    pub block: Block,
    pub contracts: Contracts,
    pub token: Token,
    /// Every account that ever held units, in the order of their bytes.
    pub register: Vec<Holder>,
    /// Each record date that has passed.
    pub history: Vec<RecordDate>,
    /// Each announced event.
    pub payments: Vec<Event>,
    /// Of everything above; see `root_hash`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_hash: Option<Hash>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub number: u64,
    pub hash: Hash,
    pub time_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contracts {
    pub desk: Account,
    pub registry: Account,
    pub payment_token: Account,
    pub office: Account,
    pub token: Account,
    pub agent: Account,
    pub distributor: Account,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    pub phase: String,
    pub paused: bool,
    pub reopened: bool,
    #[serde(with = "text")]
    pub issued_units: u64,
    #[serde(with = "text")]
    pub cancelled_units: u64,
    #[serde(with = "text")]
    pub supply_units: u64,
    #[serde(with = "text")]
    pub yen_in_distributor: u128,
    /// Of it, what is put aside for events to come.
    #[serde(with = "text")]
    pub reserve_yen: u128,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    pub account: Account,
    #[serde(with = "text")]
    pub units: u64,
    /// Of them, those that their holder cannot move.
    #[serde(with = "text")]
    pub locked_units: u64,
    pub frozen: bool,
    pub retired: bool,
    pub seized: bool,
    /// What the registry says; nothing that names a person.
    pub investor: Option<Investor>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Investor {
    #[serde(with = "text")]
    pub id: u64,
    pub status: String,
    pub class: String,
    pub country: u16,
    pub area: u16,
    pub birth_band: u8,
    /// As of the block.
    pub tax_class: String,
    #[serde(with = "text")]
    pub expiry_ms: u64,
    #[serde(with = "text")]
    pub attested_until_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordDate {
    pub k: u8,
    #[serde(with = "text")]
    pub supply_units: u64,
    pub holders: Vec<Units>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    pub account: Account,
    #[serde(with = "text")]
    pub units: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub k: u8,
    pub state: String,
    pub payment_day: i32,
    pub opened_day: i32,
    #[serde(with = "text")]
    pub required_yen: u128,
    #[serde(with = "text")]
    pub funded_yen: u128,
    pub paid_payees: u32,
    #[serde(with = "text")]
    pub paid_units: u64,
    #[serde(with = "text")]
    pub gross_yen: u128,
    #[serde(with = "text")]
    pub national_tax_yen: u128,
    #[serde(with = "text")]
    pub local_tax_yen: u128,
    #[serde(with = "text")]
    pub net_yen: u128,
    #[serde(with = "text")]
    pub principal_yen: u128,
    /// Interest before tax and principal.
    #[serde(with = "text")]
    pub reserved_yen: u128,
    /// Paid into escrow while the other part was refused, with the taxes that were withheld for it; not in what is paid.
    #[serde(with = "text")]
    pub advanced_yen: u128,
    #[serde(with = "text")]
    pub advanced_national_tax_yen: u128,
    #[serde(with = "text")]
    pub advanced_local_tax_yen: u128,
    /// Of what is reserved: what waits for holders who are on hold.
    #[serde(with = "text")]
    pub held_yen: u128,
    #[serde(with = "text")]
    pub national_withdrawn_yen: u128,
    #[serde(with = "text")]
    pub local_withdrawn_yen: u128,
    #[serde(with = "text")]
    pub lapsed_yen: u128,
    pub payees: Vec<Payee>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payee {
    pub account: Account,
    #[serde(with = "text")]
    pub units: u64,
    pub paid: bool,
    #[serde(with = "text")]
    pub gross_yen: u128,
    #[serde(with = "text")]
    pub national_tax_yen: u128,
    #[serde(with = "text")]
    pub local_tax_yen: u128,
    #[serde(with = "text")]
    pub net_yen: u128,
    #[serde(with = "text")]
    pub principal_yen: u128,
    /// Interest before tax and principal that could not be paid when it was tried last.
    #[serde(with = "text")]
    pub reserved_yen: u128,
    pub lapsed: bool,
}

/// Amounts, units, investors' numbers and ends of validity: text, since they can be above 2^53, beyond which jq and
/// JavaScript round numbers (ADR 0036).
mod text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{de::Error, Deserialize, Deserializer, Serializer};

    pub fn serialize<N: Display, S: Serializer>(number: &N, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, N: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<N, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is no whole number as text")))
    }
}

/// Reads everything as of one block.
pub fn read(session: &mut Session, block: Hash) -> Result<State, Failure> {
    let node = session.client.transport();
    node.read_at(Some(block.0));
    let number = node.block(block.0).map_err(anyhow::Error::from)?.number;
    let time_ms = node.now_ms().map_err(anyhow::Error::from)?;
    let wallets = register::holders_ever(session)?;
    let accounts: Vec<AccountId> = wallets.iter().map(|(account, _)| *account).collect();
    let office = contracts::office(session.office);
    let status = session.read(office.call().status())?;
    let bar = progress_bar(accounts.len() + usize::from(status.events));
    bar.set_message("reading the state");
    let mut register = Vec::with_capacity(accounts.len());
    for (account, held) in wallets {
        register.push(holder(session, account, held, time_ms)?);
        bar.inc(1);
    }
    let mut marks = BTreeMap::new();
    for account in &accounts {
        marks.insert(*account, payouts::marks(session, *account)?);
    }
    let (mut history, mut payments) = (Vec::new(), Vec::new());
    for k in 0..status.epoch {
        let units = register::units_at(session, &accounts, k)?;
        let basis = session.read(office.call().coupon_basis(k))?;
        let basis = basis.map_err(|error| anyhow!("event {k}: {}", error.explain()))?;
        register::add_up("a record date", units.iter().copied().map(u128::from).sum(), basis.supply_units.into())?;
        let held: Vec<(AccountId, u64)> = accounts.iter().copied().zip(units).filter(|(_, units)| *units > 0).collect();
        let holders = held.iter().map(|(account, units)| Units { account: Account(*account), units: *units }).collect();
        history.push(RecordDate { k, supply_units: basis.supply_units, holders });
        if let Some(coupon) = payouts::event(session, k)? {
            payments.push(event(session, k, &coupon, &marks)?);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let distributor = session.distributor;
    let yen_in_distributor = session.read(Psp22(session.payment_token).balance_of(distributor))?;
    let cash = session.read(contracts::distributor(distributor).call().cash())?;
    let reserve_yen = cash.map_err(|error| anyhow!("the distributor's money: {}", error.explain()))?.reserve_yen;
    Ok(State {
        format: FORMAT,
        series: session.record.series.clone(),
        genesis_hash: session.record.genesis_hash,
        block: Block { number, hash: block, time_ms },
        contracts: Contracts {
            desk: Account(session.desk),
            registry: Account(session.registry),
            payment_token: Account(session.payment_token),
            office: Account(session.office),
            token: Account(session.token),
            agent: Account(session.agent),
            distributor: Account(session.distributor),
        },
        token: Token {
            phase: format!("{:?}", status.phase),
            paused: status.paused,
            reopened: status.reopened,
            issued_units: status.issued_units,
            cancelled_units: status.cancelled_units,
            supply_units: status.supply_units,
            yen_in_distributor,
            reserve_yen,
        },
        register,
        history,
        payments,
        root_hash: None,
    })
}

fn holder(session: &mut Session, account: AccountId, held: token::Account, now_ms: u64) -> Result<Holder, Failure> {
    let investor = match registry::profile(session, account)? {
        None => None,
        Some(profile) => Some(Investor {
            id: profile.investor_id,
            status: format!("{:?}", profile.status),
            class: format!("{:?}", profile.class),
            country: profile.residence.country,
            area: profile.residence.area,
            birth_band: profile.birth_band,
            tax_class: registry::tax_class(session, account, now_ms)?
                .map(|class| format!("{class:?}"))
                .unwrap_or_default(),
            expiry_ms: profile.expiry_ms,
            attested_until_ms: profile.attested_until_ms,
        }),
    };
    Ok(Holder {
        account: Account(account),
        units: held.units,
        locked_units: held.locked_units,
        frozen: held.has(token::Account::FROZEN),
        retired: held.has(token::Account::RETIRED),
        seized: held.has(token::Account::SEIZED),
        investor,
    })
}

fn event(session: &mut Session, k: u8, coupon: &Coupon, marks: &BTreeMap<AccountId, Marks>) -> Result<Event, Failure> {
    let mut payees = Vec::new();
    for Payable { account, entitlement, due_yen, .. } in payouts::holders(session, k, coupon)? {
        let marks = marks.get(&account).copied().unwrap_or_default();
        // Somebody without a tax class is due an amount that is not known yet: his money is reserved as it stands.
        let quote = entitlement.quote.unwrap_or(Quote {
            units: entitlement.units,
            gross_yen: 0,
            national_tax_yen: 0,
            local_tax_yen: 0,
            net_yen: 0,
            principal_yen: 0,
        });
        payees.push(Payee {
            account: Account(account),
            units: entitlement.units,
            paid: payouts::has(marks.paid, k),
            gross_yen: quote.gross_yen,
            national_tax_yen: quote.national_tax_yen,
            local_tax_yen: quote.local_tax_yen,
            net_yen: quote.net_yen,
            principal_yen: quote.principal_yen,
            reserved_yen: if payouts::has(marks.reserved, k) { due_yen } else { 0 },
            lapsed: payouts::has(marks.lapsed, k),
        });
    }
    let paid = coupon.paid;
    Ok(Event {
        k,
        state: format!("{:?}", coupon.state),
        payment_day: coupon.payment_day,
        opened_day: coupon.opened_day,
        required_yen: coupon.required_yen,
        funded_yen: coupon.funded_yen,
        paid_payees: paid.payees,
        paid_units: paid.units,
        gross_yen: paid.gross_yen,
        national_tax_yen: paid.national_tax_yen,
        local_tax_yen: paid.local_tax_yen,
        net_yen: paid.net_yen,
        principal_yen: paid.principal_yen,
        reserved_yen: coupon.reserved_yen,
        advanced_yen: coupon.advanced.net_yen + coupon.advanced.principal_yen,
        advanced_national_tax_yen: coupon.advanced.national_tax_yen,
        advanced_local_tax_yen: coupon.advanced.local_tax_yen,
        held_yen: coupon.held_yen,
        national_withdrawn_yen: coupon.national_withdrawn_yen,
        local_withdrawn_yen: coupon.local_withdrawn_yen,
        lapsed_yen: coupon.lapsed_yen,
        payees,
    })
}
