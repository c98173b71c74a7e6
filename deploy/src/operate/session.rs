//! A deployed series on a node, and one way to send: dry run, explanation of a refusal, receipt.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use bond_abi::AccountId;
use bond_client::contracts::{Message, Psp22};
use bond_client::node::{Block, PlacedEvent};
use bond_client::{Call, Called, Client, Cost, Node, RawEvent, Receipt, Transport};
use scale::Decode;
use serde::Serialize;
use serde_json::json;

use super::chain::{AnyChain, Chain};
use super::record::{Complete, Hash, Record};
use super::sheet::Unit;
use super::{keys, ChainOptions, Sheet, SignOptions};
use crate::input::defect::{Failure, Problem};
use crate::input::series::Series;
use crate::output::{self, grouped, progress_bar, table, Format};
use crate::reasons::Explain;

/// A deployed series on a chain; most commands need a node.
pub struct Session<T = Node> {
    /// The chain.
    pub client: Client<T>,
    /// The record.
    pub record: Record,
    /// Its file.
    pub path: PathBuf,
    /// The series, as the record keeps it.
    pub series: Series,
    /// kyc-desk
    pub desk: AccountId,
    /// kyc-registry
    pub registry: AccountId,
    /// The payment token.
    pub payment_token: AccountId,
    /// bond-office
    pub office: AccountId,
    /// bond-token
    pub token: AccountId,
    /// paying-agent
    pub agent: AccountId,
    /// coupon-distributor
    pub distributor: AccountId,
    signer: Option<AccountId>,
    dry_run: bool,
    sent: Vec<Transaction>,
    unit: Unit,
}

/// A transaction that was sent, or with `--dry-run` would be.
#[derive(Clone, Debug, Serialize)]
struct Transaction {
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extrinsic_hash: Option<Hash>,
    ref_time: u64,
    proof_size: u64,
    /// In the chain's smallest unit.
    deposit: i128,
    /// In the chain's smallest unit.
    fee: u128,
}

/// What a message of a batch answered, and what it emitted.
pub type Answer<R, E> = (Result<R, E>, Vec<RawEvent>);

// Queries

impl Session {
    /// Opens the series of a record.
    ///
    /// # Errors
    /// [`Failure`] when the record is none, the node does not answer, or the chain is another one.
    pub fn open(path: &Path, chain: &ChainOptions) -> Result<Self, Failure> {
        chain.need_node()?;
        let record = Record::read(path)?;
        let token = record.complete(path)?.token.address.0;
        let (_, node) = chain.connect(Some(&record.network))?;
        node.expect_genesis(record.genesis_hash.0).map_err(anyhow::Error::from)?;
        let mut client = Client::new(node);
        if client.transport().code_hash(token).map_err(anyhow::Error::from)?.is_none() {
            return Err(Problem::new(
                "the chain has no such contract: it was started anew since",
                "deploy the series again, or connect to the node that keeps its state",
            )
            .within(&path.display().to_string())
            .in_field("contracts.token.address")
            .into());
        }
        Self::of_record(client, record, path)
    }

    /// The same with a key that signs; what the account sent before is waited for.
    ///
    /// # Errors
    /// As [`Session::open`], and when there is no key that may sign here.
    pub fn open_to_sign(path: &Path, chain: &ChainOptions, sign: &SignOptions) -> Result<Self, Failure> {
        let mut session = Self::open(path, chain)?;
        let key = keys::signing_key(sign.key_file.as_deref())?;
        let node = session.client.transport();
        let account = node.add_key(key).map_err(anyhow::Error::from)?;
        node.settle(account).map_err(anyhow::Error::from)?;
        session.sign_as(account, sign.dry_run);
        Ok(session)
    }

    /// From now on reads from the last finalised block, so that the sums of a report fit together; gives it and its time in
    /// ms.
    ///
    /// # Errors
    /// [`Failure`] when the node does not answer.
    pub fn at_last_block(&mut self) -> Result<(Block, u64), Failure> {
        let node = self.client.transport();
        let block = node.finalised().map_err(anyhow::Error::from)?;
        node.read_at(Some(block.hash));
        let time_ms = node.now_ms().map_err(anyhow::Error::from)?;
        Ok((block, time_ms))
    }

    /// The same session on a chain of any kind.
    pub fn on_any_chain(self) -> Session<AnyChain> {
        let client = Client::new(AnyChain::Node(Box::new(self.client.into_transport())));
        let Self { record, path, series, desk, registry, payment_token, office, token, agent, distributor, .. } = self;
        let Self { signer, dry_run, sent, unit, .. } = self;
        Session {
            client,
            record,
            path,
            series,
            desk,
            registry,
            payment_token,
            office,
            token,
            agent,
            distributor,
            signer,
            dry_run,
            sent,
            unit,
        }
    }
}

impl<T: Chain> Session<T> {
    /// A session that only reads, with the contracts of a record.
    ///
    /// # Errors
    /// [`Failure`] when the record is not that of a whole deployment.
    pub fn of_record(mut client: Client<T>, record: Record, path: &Path) -> Result<Self, Failure> {
        let Complete { desk, registry, payment_token, office, token, agent, distributor } =
            record.complete(path)?.addresses();
        let series = crate::input::series_text(&path.display().to_string(), &record.series_toml)?;
        let path = path.to_owned();
        let (signer, dry_run, sent) = (None, false, Vec::new());
        let unit = client.transport().unit();
        Ok(Self {
            client,
            record,
            path,
            series,
            desk,
            registry,
            payment_token,
            office,
            token,
            agent,
            distributor,
            signer,
            dry_run,
            sent,
            unit,
        })
    }

    /// Whether nothing is to be sent.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }

    /// The account that signs.
    ///
    /// # Errors
    /// When the session was opened to read.
    pub fn signer(&self) -> Result<AccountId, Failure> {
        self.signer.ok_or_else(|| anyhow!("the session has no key").into())
    }

    /// Reads from a contract.
    pub fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Result<R, Failure> {
        Ok(self.client.read(message).map_err(anyhow::Error::from)?)
    }

    /// Yen of an account.
    pub fn yen_of(&mut self, account: AccountId) -> Result<u128, Failure> {
        let payment_token = self.payment_token;
        self.read(Psp22(payment_token).balance_of(account))
    }

    /// The name of a contract of the series.
    pub fn contract_name(&self, contract: AccountId) -> Option<&'static str> {
        let contracts = [
            (self.desk, "desk"),
            (self.registry, "registry"),
            (self.payment_token, "payment_token"),
            (self.office, "office"),
            (self.token, "token"),
            (self.agent, "agent"),
            (self.distributor, "distributor"),
        ];
        contracts.iter().find(|(address, _)| *address == contract).map(|(_, name)| *name)
    }

    /// Whether the event came from a contract of the series.
    pub fn is_ours(&self, event: &PlacedEvent) -> bool {
        self.contract_name(event.event.contract).is_some()
    }

    /// What each message of a name cost that was sent, in their order.
    pub fn costs_of(&self, what: &str) -> Vec<Cost> {
        let sent = self.sent.iter().filter(|transaction| transaction.what == what);
        sent.map(|row| Cost { ref_time: row.ref_time, proof_size: row.proof_size, deposit: row.deposit, fee: row.fee })
            .collect()
    }

    // Changes

    /// From now on messages are signed by this account, or only tried in its name.
    pub fn sign_as(&mut self, account: AccountId, dry_run: bool) {
        self.signer = Some(account);
        self.dry_run = dry_run;
    }

    /// Leaves what was sent so far out of the report: it was preparation.
    pub fn forget_transactions(&mut self) {
        self.sent.clear();
    }

    /// Sends a message, or with `--dry-run` only tries it, and explains a refusal.
    ///
    /// # Errors
    /// [`Failure::Other`] with the contract's own error, code and meaning; nothing was changed then.
    pub fn send<R: Decode, E: Decode + Explain>(
        &mut self,
        what: &'static str,
        message: impl Into<Message<Result<R, E>>>,
    ) -> Result<(R, Vec<RawEvent>), Failure> {
        let called = self.submit(message.into())?;
        let refused =
            |error: E| anyhow!("{what} was refused: {}{}", error.explain(), self.clock_hint(&error.explain()));
        let answer = called.answer.map_err(refused)?;
        self.note(what, &called.receipt);
        Ok((answer, called.receipt.events))
    }

    /// Sends messages that do not depend on each other side by side, with a progress bar, and gives their answers with
    /// their events in the order of the messages.
    ///
    /// # Errors
    /// The first refusal, after all were tried.
    pub fn send_all<R: Decode, E: Decode + Explain>(
        &mut self,
        what: &'static str,
        messages: Vec<Message<Result<R, E>>>,
    ) -> Result<Vec<Answer<R, E>>, Failure> {
        let bar = progress_bar(messages.len());
        bar.set_message(what);
        let signer = self.signer()?;
        let called: Vec<Called<Result<R, E>>> = match self.dry_run {
            true => messages.into_iter().map(|message| self.submit(message)).collect::<Result<_, _>>()?,
            false => {
                let messages = messages.into_iter().map(|message| (signer, message)).collect();
                let called = self.client.submit_all(messages, &mut |_, _| bar.inc(1));
                called.map_err(anyhow::Error::from)?
            }
        };
        bar.finish_and_clear();
        let mut answers = Vec::with_capacity(called.len());
        for called in called {
            if called.answer.is_ok() {
                self.note(what, &called.receipt);
            }
            answers.push((called.answer, called.receipt.events));
        }
        Ok(answers)
    }

    /// Prints what the command did, with its transactions.
    pub fn report(&self, sheet: Sheet, format: Format) -> Result<(), Failure> {
        let mut sheet = sheet.in_unit(&self.unit);
        if self.dry_run {
            sheet.add("dry_run", true);
        }
        match format {
            Format::Json => {
                sheet.add("transactions", json!(self.sent));
                sheet.print(Format::Json)
            }
            Format::Text => {
                let parts = [sheet.text(), self.transactions_table()];
                output::print(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n"))
            }
        }
    }

    // Helpers

    fn submit<R: Decode>(&mut self, message: Message<R>) -> Result<Called<R>, Failure> {
        let signer = self.signer()?;
        if !self.dry_run {
            return Ok(self.client.submit(signer, message).map_err(anyhow::Error::from)?);
        }
        let call = Call { contract: message.contract, data: message.data.clone(), signer };
        let mut called = self.client.dry_run(signer, message).map_err(anyhow::Error::from)?;
        if !called.receipt.reverted {
            called.receipt.cost.fee = self.client.transport().fee(&call).map_err(anyhow::Error::from)?;
        }
        Ok(called)
    }

    fn note(&mut self, what: &'static str, receipt: &Receipt) {
        let cost = receipt.cost;
        self.sent.push(Transaction {
            what,
            block: receipt.included.map(|place| place.block_number),
            extrinsic_hash: receipt.included.map(|place| Hash(place.extrinsic_hash)),
            ref_time: cost.ref_time,
            proof_size: cost.proof_size,
            deposit: cost.deposit,
            fee: cost.fee,
        });
    }

    /// A development chain that seals on demand stands still between transactions.
    fn clock_hint(&self, reason: &str) -> &'static str {
        match reason.contains("by the chain's clock") {
            true => "; on a development chain the clock moves with blocks: chihosai seal makes one",
            false => "",
        }
    }

    fn transactions_table(&self) -> String {
        if self.sent.is_empty() {
            return String::new();
        }
        let heading = if self.dry_run { "Would send" } else { "Sent" };
        let (deposit, fee) = (self.unit.heading("Deposit"), self.unit.heading("Fee"));
        let headings = [heading, "Block", "ref_time", "Proof B", &deposit, &fee];
        let mut table = table(headings, &[1, 2, 3, 4, 5]);
        for row in &self.sent {
            table.add_row([
                row.what.to_owned(),
                row.block.map_or_else(String::new, |block| block.to_string()),
                grouped(row.ref_time),
                grouped(row.proof_size),
                self.unit.shown(row.deposit),
                i128::try_from(row.fee).map_or_else(|_| row.fee.to_string(), |fee| self.unit.shown(fee)),
            ]);
        }
        table.to_string()
    }
}
