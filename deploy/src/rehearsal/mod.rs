//! The rehearsal: a series' whole life on the embedded chain, with the real contracts, from the real input files.

mod costs;
pub mod report;
mod timeline;

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{anyhow, bail, Context, Result};
use bond_abi::desk::{DeskError, KycDesk, Link, Mode, MAX_ROWS};
use bond_abi::distributor::{Coupon, CouponDistributor, DistributorEvent, Outcome};
use bond_abi::office::BondOffice;
use bond_abi::psp22::PSP22Error;
use bond_abi::registry::Status;
use bond_abi::token::BondToken;
use bond_abi::yen::YenToken;
use bond_abi::{AccountId, MAX_PAGE};
use bond_client::contracts::{self, Psp22};
use bond_client::{
    convert, deploy_series, Bundles, Client, Deployment, Duties, Embedded, Receipt, SeriesPlan, TraitCallBuilder,
    Transport,
};
use indicatif::ProgressBar;
use scale::Decode;

use crate::commands::report::prefectures;
use crate::input::defect::{Defect, Failure, Problem};
use crate::input::investors::{Investor, Investors, Person};
use crate::input::series::Series;
use crate::input::trades::Trade;
use crate::operate::batches::{batches, new_investor, wallets_of};
use crate::operate::history::{History, Sources};
use crate::output::progress_bar;
use crate::reasons;
use costs::{Costs, Timings};
use report::{EventRow, HolderRow, PrefectureRow, Rejection, Report};
use timeline::Act;

/// A rehearsal that is under way.
struct Rehearsal<'a> {
    series: &'a Series,
    investors: &'a [Investor],
    persons: &'a [Person],
    trades: &'a [Trade],
    trades_file: &'a str,
    client: Client<Embedded>,
    deployment: Deployment,
    duties: Duties,
    costs: Costs,
    timings: Timings,
    events: Vec<EventRow>,
    history: History,
    payment_days: BTreeMap<u8, i32>,
    tax_warnings: &'a [String],
    received: BTreeMap<AccountId, (u128, u128)>,
    redeemed_units: BTreeMap<AccountId, u64>,
    rejected_trades: Vec<Rejection>,
    rejected_allotments: Vec<Rejection>,
    /// Units a wallet would have had, if no allotment and no purchase of its had been refused.
    refused_units: BTreeMap<AccountId, u128>,
    /// Trades beyond the holding: defects of the file, not refusals of the rules.
    defects: Vec<Defect>,
    funded_yen: u128,
}

/// Runs the whole life and reports it, together with a sentence on what took the time.
///
/// # Errors
/// [`Failure::Input`] names every trade beyond the seller's holding, or why nothing could be allotted; anything else is a
/// failure of the chain.
pub fn run(
    series: &Series,
    investors: &Investors,
    (trades_file, trades): (&str, &[Trade]),
    bundles: &Bundles,
) -> Result<(Report, String), Failure> {
    let trades_ms: Vec<u64> = trades.iter().map(|trade| trade.at_ms).collect();
    let acts = timeline::acts(series.terms.issue_date, series.schedule().events(), &trades_ms)
        .context("the dates of the series have no instants")?;
    let bar = progress_bar(acts.len() + 1);
    let start_ms = acts.first().map_or(0, |(at_ms, _)| *at_ms);
    let mut rehearsal = Rehearsal::deploy(series, investors, (trades_file, trades), bundles, start_ms)?;
    rehearsal.register(&bar)?;
    for (at_ms, act) in acts {
        let start = Instant::now();
        rehearsal.client.transport().advance_to_ms(at_ms).context("the embedded chain stopped")?;
        rehearsal.timings.add("blocks", start);
        let start = Instant::now();
        let part = rehearsal.act(act)?;
        rehearsal.timings.add(part, start);
        bar.inc(1);
        // Nothing can follow an issue in which nothing was allotted.
        if matches!(act, Act::Issue) && !rehearsal.defects.is_empty() {
            break;
        }
    }
    bar.finish_and_clear();
    if !rehearsal.defects.is_empty() {
        return Err(Failure::Input(rehearsal.defects));
    }
    Ok(rehearsal.finish()?)
}

impl<'a> Rehearsal<'a> {
    fn deploy(
        series: &'a Series,
        investors: &'a Investors,
        (trades_file, trades): (&'a str, &'a [Trade]),
        bundles: &Bundles,
        start_ms: u64,
    ) -> Result<Self> {
        let start = Instant::now();
        let duties = duties();
        let mut client = Client::new(Embedded::new()?);
        client.transport().advance_to_ms(start_ms)?;
        let plan = SeriesPlan {
            id: series.id.clone(),
            terms: series.to_terms(),
            policy: series.to_policy(),
            events: series.to_events(),
            tax_table: convert::tax_rows(&bond_math::statutory_table()),
        };
        let deployment = deploy_series(&mut client, bundles, &duties, &plan)?;
        let mut costs = Costs::default();
        for step in &deployment.steps {
            costs.add(step.name, &step.receipt);
        }
        let mut timings = Timings::default();
        timings.add("deployment", start);
        Ok(Self {
            series,
            investors: &investors.rows,
            persons: &investors.persons,
            trades,
            trades_file,
            client,
            deployment,
            duties,
            costs,
            timings,
            events: Vec::new(),
            history: History::default(),
            payment_days: BTreeMap::new(),
            tax_warnings: &investors.tax_warnings,
            received: BTreeMap::new(),
            redeemed_units: BTreeMap::new(),
            rejected_trades: Vec::new(),
            rejected_allotments: Vec::new(),
            refused_units: BTreeMap::new(),
            defects: Vec::new(),
            funded_yen: 0,
        })
    }

    fn register(&mut self, bar: &ProgressBar) -> Result<()> {
        let start = Instant::now();
        bar.set_message("registering investors");
        let registrar = self.duties.registrar;
        let mut desk = contracts::desk(self.deployment.desk);
        let refused = |error: DeskError| anyhow!("registration: {}", reasons::of_desk(&error));
        for batch in batches(self.persons, MAX_ROWS, wallets_of) {
            let rows = batch.iter().map(new_investor).collect();
            let called = self.client.submit(registrar, desk.call_mut().register(rows, Mode::AllOrNothing))?;
            called.answer.map_err(refused)?;
            self.see(&called.receipt)?;
            self.costs.add("register", &called.receipt);
        }
        for person in self.persons {
            for wallet in person.former() {
                let called = self.client.submit(registrar, desk.call_mut().link(person.investor_id, wallet.account))?;
                called.answer.map_err(refused)?;
                self.see(&called.receipt)?;
                let is_dead = wallet.link == Link::Dead;
                let called = self.client.submit(registrar, desk.call_mut().unlink(wallet.account, is_dead))?;
                called.answer.map_err(refused)?;
                self.see(&called.receipt)?;
                self.costs.add("unlink", &called.receipt);
            }
            // Those that were left out of the registration for the former ones.
            for wallet in person.used().filter(|_| person.former().next().is_some()) {
                let called = self.client.submit(registrar, desk.call_mut().link(person.investor_id, wallet.account))?;
                called.answer.map_err(refused)?;
                self.see(&called.receipt)?;
                self.costs.add("link", &called.receipt);
            }
        }
        for person in self.persons.iter().filter(|person| person.status != Status::Active) {
            let message = desk.call_mut().set_status(vec![person.investor_id], person.status, Mode::AllOrNothing);
            let called = self.client.submit(registrar, message)?;
            called.answer.map_err(refused)?;
            self.costs.add("set_status", &called.receipt);
        }
        self.timings.add("registration", start);
        bar.inc(1);
        Ok(())
    }

    fn act(&mut self, act: Act) -> Result<&'static str> {
        match act {
            Act::Issue => self.issue().map(|()| "issue"),
            Act::Announce(k) => self.announce_and_fund(k).map(|()| "funding"),
            Act::Pay(k) => self.open_and_pay(k).map(|()| "payments"),
            Act::Trade(index) => self.trade(index).map(|()| "trades"),
        }
    }

    /// Allots page by page; a page that is refused is tried row by row, to name the rows.
    fn issue(&mut self) -> Result<()> {
        let investors = self.investors;
        let subscribers: Vec<&Investor> = investors.iter().filter(|investor| investor.units > 0).collect();
        for page in subscribers.chunks(MAX_PAGE as usize) {
            if self.allot(page)?.is_err() {
                for investor in page {
                    if let Err(reason) = self.allot(&[*investor])? {
                        self.rejected_allotments.push(Rejection { line: investor.line, reason });
                        *self.refused_units.entry(investor.wallet).or_default() += u128::from(investor.units);
                    }
                }
            }
        }
        if self.rejected_allotments.len() == subscribers.len() {
            self.defects.push(nothing_allotted(&self.series.file, &self.rejected_allotments));
            return Ok(());
        }
        let mut office = contracts::office(self.deployment.office);
        let called = self.client.submit(self.duties.issuer, office.call_mut().close_issue())?;
        called.answer.map_err(|error| anyhow!("the issue cannot be closed: {}", reasons::of_office(&error)))?;
        self.costs.add("close_issue", &called.receipt);
        Ok(())
    }

    fn allot(&mut self, investors: &[&Investor]) -> Result<Result<(), String>> {
        let rows = investors.iter().map(|investor| (investor.wallet, investor.units)).collect();
        let mut office = contracts::office(self.deployment.office);
        let called = self.client.submit(self.duties.issuer, office.call_mut().issue(rows))?;
        self.costs.add(if called.answer.is_ok() { "issue" } else { "issue, refused" }, &called.receipt);
        Ok(called.answer.map_err(|error| reasons::of_row_alone(&error)))
    }

    fn trade(&mut self, index: usize) -> Result<()> {
        let trade = self.trades.get(index).context("a trade of the timeline")?;
        let units = u128::from(trade.units);
        let message = Psp22(self.deployment.token).transfer(trade.to, units);
        let called = self.client.submit(trade.from, message)?;
        self.costs.add(if called.answer.is_ok() { "transfer" } else { "transfer, refused" }, &called.receipt);
        let Err(error) = called.answer else { return Ok(()) };
        if error == PSP22Error::InsufficientBalance {
            let held_units = self.client.read(Psp22(self.deployment.token).balance_of(trade.from))?;
            let refused_units = self.refused_units.get(&trade.from).copied().unwrap_or(0);
            if held_units + refused_units < units {
                self.defects.push(beyond_holding(self.trades_file, trade, held_units));
                return Ok(());
            }
        }
        *self.refused_units.entry(trade.to).or_default() += units;
        self.rejected_trades.push(Rejection { line: trade.line, reason: reasons::of_transfer(&error) });
        Ok(())
    }

    fn announce_and_fund(&mut self, k: u8) -> Result<()> {
        let payer = self.duties.payer;
        let mut distributor = contracts::distributor(self.deployment.distributor);
        let called = self.client.submit(payer, distributor.call_mut().announce(k))?;
        called.answer.map_err(|error| anyhow!("event {k} cannot be announced: {}", reasons::of_distributor(&error)))?;
        self.costs.add("announce", &called.receipt);
        let required_yen = self.coupon(k)?.required_yen;
        if required_yen == 0 {
            return Ok(());
        }
        let mut yen = contracts::yen(self.deployment.yen);
        let called = self.client.submit(payer, yen.call_mut().mint(payer, required_yen))?;
        called.answer.map_err(|error| anyhow!("test yen cannot be minted: {error:?}"))?;
        let approve = Psp22(self.deployment.yen).approve(self.deployment.distributor, required_yen);
        let called = self.client.submit(payer, approve)?;
        called.answer.map_err(|error| anyhow!("test yen cannot be approved: {error:?}"))?;
        let called = self.client.submit(payer, distributor.call_mut().fund(k, required_yen))?;
        called.answer.map_err(|error| anyhow!("event {k} cannot be funded: {}", reasons::of_distributor(&error)))?;
        self.costs.add("fund", &called.receipt);
        self.funded_yen += required_yen;
        Ok(())
    }

    fn open_and_pay(&mut self, k: u8) -> Result<()> {
        let payer = self.duties.payer;
        let mut distributor = contracts::distributor(self.deployment.distributor);
        let called = self.client.submit(payer, distributor.call_mut().open(k))?;
        called.answer.map_err(|error| anyhow!("event {k} cannot be opened: {}", reasons::of_distributor(&error)))?;
        self.costs.add("open", &called.receipt);
        let holders = self.holders_at(k)?;
        for page in holders.chunks(MAX_PAGE as usize) {
            let called = self.client.submit(payer, distributor.call_mut().pay_page(k, page.to_vec()))?;
            let outcomes = called
                .answer
                .map_err(|error| anyhow!("event {k} cannot be paid: {}", reasons::of_distributor(&error)))?;
            if let Some(place) = outcomes.iter().position(|outcome| *outcome != Outcome::Paid) {
                bail!("event {k}: {:?} was not paid but {:?}", page.get(place), outcomes.get(place));
            }
            self.costs.add("pay_page", &called.receipt);
            self.see(&called.receipt)?;
            self.book(k, &called.receipt)?;
        }
        self.record(k)
    }

    /// Keeps what a receipt says happened, for the reports about the past.
    fn see(&mut self, receipt: &Receipt) -> Result<()> {
        let Deployment { desk, token, distributor, .. } = &self.deployment;
        let sources = Sources { desk: *desk, token: *token, distributor: *distributor };
        let now_ms = self.client.transport().now_ms()?;
        receipt.events.iter().try_for_each(|event| self.history.see(&sources, 0, now_ms, event))
    }

    /// The registered wallets that held units at the cutoff: nobody else can have.
    fn holders_at(&mut self, k: u8) -> Result<Vec<AccountId>> {
        let token = contracts::token(self.deployment.token);
        let mut holders = Vec::new();
        for page in self.investors.chunks(MAX_PAGE as usize) {
            let wallets: Vec<AccountId> = page.iter().map(|investor| investor.wallet).collect();
            let held = self.client.read(token.call().units_at_many(wallets.clone(), k))?;
            let held = held.map_err(|error| anyhow!("holdings of event {k}: {error:?}"))?;
            holders.extend(wallets.into_iter().zip(held).filter(|(_, held)| held.units > 0).map(|(wallet, _)| wallet));
        }
        Ok(holders)
    }

    /// Books what the distributor's own events say was paid.
    fn book(&mut self, k: u8, receipt: &Receipt) -> Result<()> {
        let last = usize::from(k) + 1 == self.series.schedule().events().len();
        for event in receipt.events.iter().filter(|event| event.contract == self.deployment.distributor) {
            if let DistributorEvent::CouponPaid { account, quote, .. } = DistributorEvent::decode(&mut &*event.data)? {
                let (net_yen, principal_yen) = self.received.entry(account).or_default();
                *net_yen += quote.net_yen;
                *principal_yen += quote.principal_yen;
                if last {
                    self.redeemed_units.insert(account, quote.units);
                }
            }
        }
        Ok(())
    }

    fn record(&mut self, k: u8) -> Result<()> {
        let coupon = self.coupon(k)?;
        let paid = coupon.paid;
        if paid.units != coupon.supply_units {
            bail!("event {k}: {} of {} units are paid", paid.units, coupon.supply_units);
        }
        self.payment_days.insert(k, coupon.payment_day);
        self.events.push(EventRow {
            k,
            payment_date: report::day(coupon.payment_day),
            units: coupon.supply_units,
            gross_yen: paid.gross_yen,
            national_tax_yen: paid.national_tax_yen,
            local_tax_yen: paid.local_tax_yen,
            net_yen: paid.net_yen,
            principal_yen: paid.principal_yen,
            payees: paid.payees,
        });
        Ok(())
    }

    fn coupon(&mut self, k: u8) -> Result<Coupon> {
        let distributor = contracts::distributor(self.deployment.distributor);
        let coupon: Option<Coupon> = self.client.read(distributor.call().event(k))?;
        coupon.with_context(|| format!("event {k} is not announced"))
    }

    fn finish(mut self) -> Result<(Report, String)> {
        let office = contracts::office(self.deployment.office);
        let status = self.client.read(office.call().status())?;
        let final_supply_units = self.client.read(Psp22(self.deployment.token).total_supply())?;
        let left_in_distributor_yen =
            self.client.read(Psp22(self.deployment.yen).balance_of(self.deployment.distributor))?;
        let holders = self
            .investors
            .iter()
            .map(|investor| {
                let (net_yen, principal_yen) = self.received.get(&investor.wallet).copied().unwrap_or_default();
                HolderRow {
                    wallet: investor.wallet_text.clone(),
                    net_yen,
                    principal_yen,
                    units: self.redeemed_units.get(&investor.wallet).copied().unwrap_or(0),
                }
            })
            .collect();
        let local_tax_by_prefecture = prefectures::shares(&self.history, &self.payment_days)?
            .iter()
            .flat_map(|((k, _), by)| by.iter().map(|(prefecture, share)| (*k, *prefecture, *share)))
            .map(|(k, prefecture, share)| PrefectureRow {
                k,
                prefecture,
                payees: share.payees,
                local_yen: share.local_yen,
            })
            .collect();
        let report = Report {
            events: self.events,
            holders,
            local_tax_by_prefecture,
            tax_warnings: self.tax_warnings.to_vec(),
            rejected_trades: self.rejected_trades,
            rejected_allotments: self.rejected_allotments,
            final_supply_units,
            issued_units: status.issued_units,
            funded_yen: self.funded_yen,
            left_in_distributor_yen,
            costs: self.costs.rows(),
            warnings: Vec::new(),
        };
        Ok((report, self.timings.sentence()))
    }
}

/// Why nobody got anything: each reason once, with its lines.
fn nothing_allotted(series_file: &str, rejected: &[Rejection]) -> Defect {
    let mut lines: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for Rejection { line, reason } in rejected {
        lines.entry(reason).or_default().push(line.to_string());
    }
    let reasons = lines.iter().map(|(reason, lines)| format!("{reason} (lines {})", lines.join(", ")));
    let problem = match rejected.len() {
        0 => "no row of the investors has units: nothing can be allotted".to_owned(),
        count => format!("all {count} allotments were refused: {}", reasons.collect::<Vec<_>>().join("; ")),
    };
    let remedy = "compare [policy] with the classes, residences and decades of birth of the investors, and their dates";
    Problem::new(problem, remedy).within(series_file).in_field("policy")
}

fn beyond_holding(file: &str, trade: &Trade, held_units: u128) -> Defect {
    let problem = format!("the seller {} holds {held_units} units and sells {}", trade.from_text, trade.units);
    let remedy = format!("lower the units to at most {held_units}, or correct the earlier trades of this wallet");
    Problem::new(problem, remedy).within(file).at_line(trade.line).in_column("units")
}

/// Different accounts, as on a real chain; nobody has their keys.
pub fn duties() -> Duties {
    Duties {
        deployer: AccountId::from(*b"chihosai rehearsal: deployer    "),
        admin: AccountId::from(*b"chihosai rehearsal: admin       "),
        registrar: AccountId::from(*b"chihosai rehearsal: registrar   "),
        issuer: AccountId::from(*b"chihosai rehearsal: issuer      "),
        pauser: AccountId::from(*b"chihosai rehearsal: pauser      "),
        controller: AccountId::from(*b"chihosai rehearsal: controller  "),
        paying_agent: AccountId::from(*b"chihosai rehearsal: paying agent"),
        tax_account: AccountId::from(*b"chihosai rehearsal: tax account "),
        treasury: AccountId::from(*b"chihosai rehearsal: treasury    "),
        payer: AccountId::from(*b"chihosai rehearsal: payer       "),
        // What waits costs no more and would only make time pass.
        delay_ms: 0,
    }
}
