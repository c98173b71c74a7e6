//! A deployed series: how it begins, its handles, and what can be asked about it. What can be done is in [`verbs`], how
//! a message is sent and how a refusal is asserted in [`calls`].

mod calls;
mod verbs;

use std::fmt::Debug;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bond_abi::agent::{AgentError, AgentRoles, CashAccounts, PayingAgent};
use bond_abi::desk::{DeskError, InvestorRecord, NewInvestor};
use bond_abi::distributor::{Coupon, CouponDistributor, DistributorError, Entitlement};
use bond_abi::office::{BondOffice, OfficeRoles, SeriesStatus, TermsError};
use bond_abi::psp22::PSP22Error;
use bond_abi::registry::KycRegistry;
use bond_abi::registry::{InvestorClass, Payee, Profile, RegistryError, Residence, TaxClass};
use bond_abi::roles::{ADMIN, CONTROLLER, ESCROW, ISSUER, PAUSER, PAYING_AGENT, REGISTRAR};
use bond_abi::token::{BondToken, TokenError};
use bond_abi::AccountId;
use bond_client::contracts::{
    self, constructors, AgentRef, DeskRef, DistributorRef, DutiesRef, HandoverRef, Message, OfficeRef, Psp22,
    RegistryRef, TokenRef, YenRef,
};
use bond_client::{
    deploy_series, Bundle, Bundles, Client, Deployment, Duties, Embedded, Receipt, SeriesPlan, TraitCallBuilder,
};
use scale::Decode;

use crate::clock::ms;
use crate::digest::{Digest, Scope};
use crate::events::{decode, Seen};
use crate::plans;
use crate::who::{Who, OFFICERS};

/// Units [`World::with_holders`] allots to each: a face of ¥1,000,000.
pub const UNITS: u64 = 100;

/// A series on the embedded chain.
pub struct World {
    /// The chain.
    pub client: Client<Embedded>,
    /// Its seven contracts.
    pub series: Deployment,
    /// What it was deployed from.
    pub plan: SeriesPlan,
    scope: Scope,
    /// The state as of the last change, while it is still that.
    digest: Option<Digest>,
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let is_root = |folder: &&Path| folder.join("contracts").is_dir() && folder.join("crates").is_dir();
        here.ancestors().find(is_root).expect("the tests lie inside the repository").to_path_buf()
    })
}

/// Names another folder with built contracts, for those that have a fault on purpose (`seeded`).
pub const BUNDLES_VARIABLE: &str = "CHIHOSAI_BUNDLES";

/// The built contracts.
///
/// # Panics
/// With the client's own words, which name scripts/build.sh, when a bundle is missing.
pub fn bundles() -> &'static Bundles {
    static BUNDLES: OnceLock<Bundles> = OnceLock::new();
    BUNDLES.get_or_init(|| {
        let folder = std::env::var_os(BUNDLES_VARIABLE).map(PathBuf::from);
        let folder = folder.unwrap_or_else(|| repository().join(bond_client::bundle::default_folder()));
        Bundles::load(&folder).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// Who does what in every world.
pub fn duties() -> Duties {
    Duties {
        deployer: Who::Admin.id(),
        admin: Who::Admin.id(),
        registrar: Who::Registrar.id(),
        issuer: Who::Issuer.id(),
        pauser: Who::Pauser.id(),
        controller: Who::Controller.id(),
        paying_agent: Who::PayingAgent.id(),
        tax_account: Who::TaxAccount.id(),
        treasury: Who::Treasury.id(),
        payer: Who::Payer.id(),
        // What waits is the subject of `delays` and `stolen_keys`; elsewhere it would only make time pass.
        delay_ms: 0,
    }
}

/// Who holds the office's roles in every world.
pub fn office_roles() -> OfficeRoles {
    OfficeRoles {
        admin: Who::Admin.id(),
        issuer: Who::Issuer.id(),
        pauser: Who::Pauser.id(),
        controller: Who::Controller.id(),
        delay_ms: 0,
    }
}

/// Who holds the paying agent's roles in every world.
pub fn agent_roles() -> AgentRoles {
    AgentRoles { admin: Who::Admin.id(), paying_agent: Who::PayingAgent.id(), delay_ms: 0 }
}

/// Where the paying agent sends money in every world.
pub fn cash_accounts() -> CashAccounts {
    CashAccounts { tax: Who::TaxAccount.id(), treasury: Who::Treasury.id() }
}

/// The record of an individual in Tokyo whose identification outlives every series.
pub fn investor(who: Who) -> InvestorRecord {
    InvestorRecord {
        class: InvestorClass::Individual,
        residence: Residence { country: 392, area: 13_000 },
        tax_class: TaxClass::Individual,
        exemption: None,
        birth_band: 0,
        expiry_ms: ms("2090-01-01"),
        // Tells the records of different people apart.
        evidence: Some([who.investor_id().to_le_bytes()[0].max(1); 32]),
    }
}

/// Somebody with one wallet.
pub fn newcomer(who: Who, record: InvestorRecord) -> NewInvestor {
    NewInvestor { investor_id: who.investor_id(), record, wallets: vec![who.id()] }
}

/// The error in which PSP22's messages carry a code and a name of docs/errors.md.
pub fn custom(label: &str) -> PSP22Error {
    PSP22Error::Custom(label.into())
}

// Beginnings

impl World {
    /// A series of its own, deployed and wired on its issue date; units are being allotted. Whatever is granted counts at
    /// once.
    pub fn of(plan: SeriesPlan) -> Self {
        Self::by(plan, &duties())
    }

    /// The same where whatever is granted waits, as on a chain that is not for development.
    pub fn waiting(plan: SeriesPlan, delay_ms: u64) -> Self {
        Self::by(plan, &Duties { delay_ms, ..duties() })
    }

    fn by(plan: SeriesPlan, duties: &Duties) -> Self {
        let mut client = Client::new(Embedded::new().expect("the embedded chain starts"));
        let issue = bond_math::Date::from_days(plan.terms.issue_day).expect("an issue date");
        client.transport().advance_to_ms(issue.start_ms_jst().expect("a date after 1970")).expect("a block");
        let series =
            deploy_series(&mut client, bundles(), duties, &plan).unwrap_or_else(|error| panic!("{}: {error}", plan.id));
        let events = u8::try_from(plan.events.len()).expect("at most 128 events");
        let fiscal_year = bond_math::fiscal_year_of(issue);
        let mut world =
            Self { client, series, plan, scope: Scope { events, fiscal_year, ..Scope::default() }, digest: None };
        world.know(Who::Zero);
        world.know(Who::Outsider);
        OFFICERS.into_iter().for_each(|officer| world.know(officer));
        let (office, desk, agent) = (world.series.office, world.series.desk, world.series.agent);
        world.note_role(agent, ADMIN, Some(Who::Admin.id()));
        world.note_role(agent, PAYING_AGENT, Some(Who::PayingAgent.id()));
        world.know(Who::TaxAccount);
        world.know(Who::Treasury);
        world.note_role(office, ADMIN, Some(Who::Admin.id()));
        world.note_role(office, ISSUER, Some(Who::Issuer.id()));
        world.note_role(office, PAUSER, Some(Who::Pauser.id()));
        world.note_role(office, CONTROLLER, Some(Who::Controller.id()));
        world.note_role(desk, ADMIN, Some(Who::Admin.id()));
        world.note_role(desk, PAUSER, Some(Who::Pauser.id()));
        world.note_role(desk, REGISTRAR, Some(Who::Registrar.id()));
        if duties.delay_ms == 0 {
            world.list_escrows();
        }
        world
    }

    /// Lets a court, a broker and the treasury be escrows.
    fn list_escrows(&mut self) {
        for escrow in [Who::Court, Who::Broker, Who::Treasury] {
            self.done(Who::Admin, self.office_roles().grant_role(ESCROW, Some(escrow.id())));
        }
    }

    /// The same with an office that is not wired yet to the token and the distributor made for it.
    pub fn draft(plan: SeriesPlan) -> Self {
        let mut world = Self::of(plan);
        world.refound(b"draft");
        world
    }

    /// Makes office, token, paying agent and distributor anew, and leaves the office in Draft.
    fn refound(&mut self, salt: &[u8]) {
        let (plan, registry) = (&self.plan, self.series.registry);
        let data = constructors::office(&plan.terms, &plan.policy, &plan.events, registry, &office_roles());
        self.series.office = self.deploy::<TermsError>(&bundles().office, data, salt);
        let data = constructors::token(self.series.office);
        self.series.token = self.deploy::<TokenError>(&bundles().token, data, salt);
        let data = constructors::agent(&agent_roles(), &cash_accounts());
        self.series.agent = self.deploy::<AgentError>(&bundles().agent, data, salt);
        self.series.distributor = self.deploy_distributor(self.series.token, self.series.yen);
        self.done(Who::Admin, self.agent().call_mut().wire(self.series.distributor));
        self.list_escrows();
    }

    /// The same with a desk that has no registry yet, and a registry made for it; the series does not use them.
    pub fn with_open_desk() -> Self {
        let mut world = Self::short();
        let data = constructors::desk(Who::Admin.id(), Who::Pauser.id(), 0);
        world.series.desk = world.deploy::<DeskError>(&bundles().desk, data, b"open");
        world.series.registry =
            world.deploy::<RegistryError>(&bundles().registry, constructors::registry(world.series.desk), b"open");
        world
    }

    /// A series whose registry or payment token is another contract, wired; units are being allotted.
    pub fn with_neighbours(mut self, registry: Option<AccountId>, payment_token: Option<AccountId>) -> Self {
        self.series.registry = registry.unwrap_or(self.series.registry);
        self.series.yen = payment_token.unwrap_or(self.series.yen);
        self.refound(b"neighbours");
        self.done(Who::Admin, self.office().call_mut().wire(self.series.token, self.series.distributor));
        self
    }

    /// Deploys one more contract, which must be accepted.
    pub fn deploy<E: Decode + Debug>(&mut self, bundle: &Bundle, data: Vec<u8>, salt: &[u8]) -> AccountId {
        let deployed = self.client.instantiate::<E>(Who::Admin.id(), bundle, data, salt);
        self.digest = None;
        deployed.unwrap_or_else(|error| panic!("{error}")).unwrap_or_else(|error| panic!("{error:?}")).0
    }

    /// Deploys one more distributor.
    pub fn deploy_distributor(&mut self, token: AccountId, payment_token: AccountId) -> AccountId {
        let data = constructors::distributor(token, payment_token, self.series.agent, &self.plan.tax_table);
        let salt = self.now_ms().to_le_bytes();
        self.deploy::<DistributorError>(&bundles().distributor, data, &salt)
    }

    /// Tokyo 20-year No. 32.
    pub fn tokyo_32() -> Self {
        Self::of(plans::tokyo_32())
    }

    /// Two half-years at 1 %.
    pub fn short() -> Self {
        Self::of(plans::short_bullet())
    }

    /// Four half-years at 1 %, repaid in instalments.
    pub fn amortising() -> Self {
        Self::of(plans::amortising())
    }

    /// Registers the first `count` investors, allots [`UNITS`] to each and closes the issue.
    pub fn with_holders(mut self, count: u8) -> Self {
        let investors: Vec<Who> = (0..count).map(Who::investor).collect();
        investors.iter().for_each(|investor| self.register(*investor));
        let allotments: Vec<(Who, u64)> = investors.into_iter().map(|investor| (investor, UNITS)).collect();
        self.allot(&allotments);
        self.close_issue();
        self
    }

    /// The same world later.
    pub fn at(mut self, instant: &str) -> Self {
        self.advance_to(ms(instant));
        self
    }
}

// Handles

impl World {
    /// The office's messages.
    pub fn office(&self) -> OfficeRef {
        contracts::office(self.series.office)
    }

    /// The bond token's own messages.
    pub fn token(&self) -> TokenRef {
        contracts::token(self.series.token)
    }

    /// The desk's messages.
    pub fn desk(&self) -> DeskRef {
        contracts::desk(self.series.desk)
    }

    /// The registry's messages.
    pub fn registry(&self) -> RegistryRef {
        contracts::registry(self.series.registry)
    }

    /// The paying agent's messages.
    pub fn agent(&self) -> AgentRef {
        contracts::agent(self.series.agent)
    }

    /// The standard messages of the paying agent's roles.
    pub fn agent_roles(&self) -> Psp22 {
        Psp22(self.series.agent)
    }

    /// The paying agent's handover of the admin's role.
    pub fn agent_handover(&self) -> HandoverRef {
        contracts::handover(self.series.agent)
    }

    /// The distributor's messages.
    pub fn distributor(&self) -> DistributorRef {
        contracts::distributor(self.series.distributor)
    }

    /// The test yen's own messages.
    pub fn yen(&self) -> YenRef {
        contracts::yen(self.series.yen)
    }

    /// The office's duties that wait.
    pub fn office_duties(&self) -> DutiesRef {
        contracts::duties(self.series.office)
    }

    /// The desk's duties that wait.
    pub fn desk_duties(&self) -> DutiesRef {
        contracts::duties(self.series.desk)
    }

    /// The paying agent's duties that wait.
    pub fn agent_duties(&self) -> DutiesRef {
        contracts::duties(self.series.agent)
    }

    /// The office's handover of the admin's role.
    pub fn office_handover(&self) -> HandoverRef {
        contracts::handover(self.series.office)
    }

    /// The desk's handover of the admin's role.
    pub fn desk_handover(&self) -> HandoverRef {
        contracts::handover(self.series.desk)
    }

    /// The standard messages of the bond token.
    pub fn bond(&self) -> Psp22 {
        Psp22(self.series.token)
    }

    /// The standard messages of the office's roles.
    pub fn office_roles(&self) -> Psp22 {
        Psp22(self.series.office)
    }

    /// The standard messages of the test yen.
    pub fn cash(&self) -> Psp22 {
        Psp22(self.series.yen)
    }

    /// The standard messages of the desk's roles.
    pub fn desk_roles(&self) -> Psp22 {
        Psp22(self.series.desk)
    }
}

// Questions

impl World {
    /// The answer of a message that only reads.
    pub fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> R {
        self.client.read(message).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What contracts read about somebody.
    pub fn profile(&mut self, who: Who) -> Option<Profile> {
        let (profile, other) = self.read(self.registry().call().profiles(who.id(), who.id()));
        assert_eq!(profile, other);
        profile.map(|packed| packed.unpack().expect("a profile"))
    }

    /// What a payer reads about somebody.
    pub fn payee_at(&mut self, who: Who, at_ms: u64) -> Option<Payee> {
        let payee = self.read(self.registry().call().tax_profile_at(who.id(), at_ms));
        payee.map(|packed| packed.unpack().expect("a payee"))
    }

    /// Units somebody holds now.
    pub fn units(&mut self, who: Who) -> u128 {
        self.read(self.bond().balance_of(who.id()))
    }

    /// Units that accounts held at the cutoff of an event, as a payer asks.
    pub fn units_at_many(&mut self, accounts: Vec<AccountId>, k: u8) -> Result<Vec<u64>, TokenError> {
        let held = self.read(self.token().call().units_at_many(accounts, k))?;
        Ok(held.into_iter().map(|held| held.units).collect())
    }

    /// Yen somebody has now.
    pub fn purse(&mut self, who: Who) -> u128 {
        self.read(self.cash().balance_of(who.id()))
    }

    /// Yen the distributor has now.
    pub fn chest(&mut self) -> u128 {
        self.read(self.cash().balance_of(self.series.distributor))
    }

    /// Phase, wiring and supply.
    pub fn status(&mut self) -> SeriesStatus {
        self.read(self.office().call().status())
    }

    /// An announced coupon.
    pub fn coupon(&mut self, k: u8) -> Coupon {
        self.read(self.distributor().call().event(k)).unwrap_or_else(|| panic!("event {k} is announced"))
    }

    /// What waits for somebody, before tax; 0 when nothing does.
    pub fn reserved_yen(&mut self, account: AccountId, k: u8) -> u128 {
        let marks = self.read(self.distributor().call().marks(account));
        if marks.reserved >> k & 1 == 0 {
            return 0;
        }
        let units = self.entitlement(account, k).units;
        let coupon = self.coupon(k);
        let face_yen = u128::from(units) * u128::from(coupon.outstanding_per_unit_yen);
        face_yen * u128::from(coupon.interest_per_yen) / 10_u128.pow(coupon.per_yen_digits.into())
            + u128::from(units) * u128::from(coupon.principal_per_unit_yen)
    }

    /// What an account is due for an announced event.
    pub fn entitlement(&mut self, account: AccountId, k: u8) -> Entitlement {
        let rows = self.read(self.distributor().call().entitlements(k, vec![account]));
        rows.unwrap_or_else(|error| panic!("{error:?}"))[0]
    }

    /// Cutoff of an event.
    pub fn cutoff(&self, k: u8) -> u64 {
        self.plan.events[usize::from(k)].cutoff_ms
    }

    /// First instant of the payment day of an event.
    pub fn payment_ms(&self, k: u8) -> u64 {
        let day = self.plan.events[usize::from(k)].payment_day;
        bond_math::Date::from_days(day).and_then(|day| day.start_ms_jst()).expect("a payment day")
    }

    /// Every contract of the series, with its bundle.
    pub fn contracts(&self) -> [(AccountId, &'static Bundle); 7] {
        let (series, all) = (&self.series, bundles());
        [
            (series.office, &all.office),
            (series.token, &all.token),
            (series.desk, &all.desk),
            (series.registry, &all.registry),
            (series.distributor, &all.distributor),
            (series.agent, &all.agent),
            (series.yen, &all.yen),
        ]
    }

    /// What a message emitted.
    pub fn seen(&self, receipt: &Receipt) -> Vec<Seen> {
        receipt.events.iter().map(|event| decode(&self.series, event)).collect()
    }

    /// Looks at everything anew next time, because something was done behind our back.
    pub fn forget(&mut self) {
        self.digest = None;
    }

    /// The visible state.
    pub fn digest(&mut self) -> Digest {
        if self.digest.is_none() {
            self.digest = Some(Digest::take(&mut self.client, &self.series, &self.scope));
        }
        self.digest.clone().expect("just taken")
    }
}
