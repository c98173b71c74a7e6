//! Deployment of a series: code, instances, wiring, in the one order that works. On a chain that remembers, what is
//! there already is kept, so that an interrupted deployment goes on where it stopped.

use bond_abi::agent::{AgentError, AgentRoles, CashAccounts, PayingAgent};
use bond_abi::desk::{DeskError, KycDesk};
use bond_abi::distributor::{DistributorError, TaxRow};
use bond_abi::office::{BondOffice, OfficeRoles, PaymentEvent, Terms, TermsError};
use bond_abi::registry::{KycRegistry, RegistryError};
use bond_abi::token::{Policy, TokenError};
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;
use scale::Decode;

use crate::address::{instance_address, ss58};
use crate::bundle::{Bundle, Bundles};
use crate::client::Client;
use crate::contracts::{self, constructors};
use crate::transport::{ClientError, Receipt, Transport};

/// Who does what in a series. On a real chain these are different people or multisigs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duties {
    /// Signs the deployment; the addresses of the contracts commit to it.
    pub deployer: AccountId,
    /// Admin of desk, office and the paying agent's contract; wires what belongs to them, accredits the registrar.
    pub admin: AccountId,
    /// Edits investors at the desk.
    pub registrar: AccountId,
    /// Allots and closes the issue.
    pub issuer: AccountId,
    /// Stops and resumes transfers, and edits at the desk.
    pub pauser: AccountId,
    /// Freezes, seizes, transfers and recovers by legal order.
    pub controller: AccountId,
    /// Decides about the distributor's money (支払代理人).
    pub paying_agent: AccountId,
    /// Where withheld tax goes, to be remitted; signs nothing.
    pub tax_account: AccountId,
    /// Where surplus and lapsed money go; signs nothing.
    pub treasury: AccountId,
    /// Deploys the test yen, mints it, and with it funds the coupons.
    pub payer: AccountId,
    /// How long what an admin grants or sets waits until it counts (ADR 0028); 0 on development chains only.
    pub delay_ms: u64,
}

/// Everything that defines a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesPlan {
    /// Identifier; salt of its contracts.
    pub id: String,
    /// Terms.
    pub terms: Terms,
    /// Policy.
    pub policy: Policy,
    /// Schedule.
    pub events: Vec<PaymentEvent>,
    /// Tax table.
    pub tax_table: Vec<TaxRow>,
}

/// Contracts that a series shares with others; those that are `None` are deployed, once for each deployer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shared {
    /// A kyc-registry, with the desk it names.
    pub registry: Option<AccountId>,
    /// The PSP22 in which everything is paid. A real network has one of its own: the test yen is for local chains.
    pub payment_token: Option<AccountId>,
}

/// One of the contracts of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// kyc-desk
    Desk,
    /// kyc-registry
    Registry,
    /// The payment token; on local chains yen-token.
    PaymentToken,
    /// bond-office
    Office,
    /// bond-token
    Token,
    /// paying-agent
    Agent,
    /// coupon-distributor
    Distributor,
}

/// What a step of a deployment instantiated, or found in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Which of the contracts.
    pub part: Part,
    /// Its address.
    pub address: AccountId,
    /// Hash of its code.
    pub code_hash: [u8; 32],
    /// The constructor's selector and arguments.
    pub data: Vec<u8>,
    /// The salt.
    pub salt: Vec<u8>,
}

/// A step of a deployment that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: &'static str,
    /// What it instantiated; `None` for a wiring or an accreditation.
    pub instance: Option<Instance>,
    /// What it cost and emitted; without inclusion if there was nothing left to do.
    pub receipt: Receipt,
}

/// The contracts of a deployed series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// kyc-desk
    pub desk: AccountId,
    /// kyc-registry
    pub registry: AccountId,
    /// bond-office
    pub office: AccountId,
    /// bond-token
    pub token: AccountId,
    /// paying-agent
    pub agent: AccountId,
    /// coupon-distributor
    pub distributor: AccountId,
    /// yen-token
    pub yen: AccountId,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// Salt of a desk, which serves many series.
const DESK_SALT: &[u8] = b"kyc-desk";
/// Salt of a registry, which serves many series.
const REGISTRY_SALT: &[u8] = b"kyc-registry";
/// Salt of a test yen, which serves many series.
const YEN_SALT: &[u8] = b"yen-token";

// Queries

impl Duties {
    /// Who holds the roles of the paying agent's contract.
    pub const fn agent_roles(&self) -> AgentRoles {
        AgentRoles { admin: self.admin, paying_agent: self.paying_agent, delay_ms: self.delay_ms }
    }

    /// Where money can go, apart from holders.
    pub const fn cash_accounts(&self) -> CashAccounts {
        CashAccounts { tax: self.tax_account, treasury: self.treasury }
    }
}

impl Deployment {
    /// The step of a name.
    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }
}

/// The instances that a deployment makes, with their addresses, before anything is sent.
pub fn instances(bundles: &Bundles, duties: &Duties, plan: &SeriesPlan, shared: &Shared) -> Vec<Instance> {
    let place = |part: Part, bundle: &Bundle, deployer: AccountId, data: Vec<u8>, salt: &[u8]| Instance {
        part,
        address: instance_address(deployer, bundle.code_hash, &data, salt),
        code_hash: bundle.code_hash,
        data,
        salt: salt.to_vec(),
    };
    let salt = plan.id.as_bytes();
    let mut instances = Vec::new();
    let registry = shared.registry.unwrap_or_else(|| {
        let data = constructors::desk(duties.admin, duties.pauser, duties.delay_ms);
        instances.push(place(Part::Desk, &bundles.desk, duties.deployer, data, DESK_SALT));
        let data = constructors::registry(instances[instances.len() - 1].address);
        instances.push(place(Part::Registry, &bundles.registry, duties.deployer, data, REGISTRY_SALT));
        instances[instances.len() - 1].address
    });
    let payment_token = shared.payment_token.unwrap_or_else(|| {
        instances.push(place(Part::PaymentToken, &bundles.yen, duties.payer, constructors::yen(), YEN_SALT));
        instances[instances.len() - 1].address
    });
    let Duties { admin, issuer, pauser, controller, delay_ms, .. } = *duties;
    let roles = OfficeRoles { admin, issuer, pauser, controller, delay_ms };
    let data = constructors::office(&plan.terms, &plan.policy, &plan.events, registry, &roles);
    let office = place(Part::Office, &bundles.office, duties.deployer, data, salt);
    let token = place(Part::Token, &bundles.token, duties.deployer, constructors::token(office.address), salt);
    let data = constructors::agent(&duties.agent_roles(), &duties.cash_accounts());
    let agent = place(Part::Agent, &bundles.agent, duties.deployer, data, salt);
    let data = constructors::distributor(token.address, payment_token, agent.address, &plan.tax_table);
    instances.push(office);
    instances.push(token);
    instances.push(agent);
    instances.push(place(Part::Distributor, &bundles.distributor, duties.deployer, data, salt));
    instances
}

// Changes

/// Deploys desk, registry, test yen, office, token, paying agent and distributor, then wires the desk, accredits the
/// registrar, wires the paying agent and the office. The series is then in Issuing.
///
/// # Errors
/// [`ClientError::Deployment`] with the contract's own error; other [`ClientError`]s when a step did not run.
pub fn deploy_series<T: Transport>(
    client: &mut Client<T>,
    bundles: &Bundles,
    duties: &Duties,
    plan: &SeriesPlan,
) -> Result<Deployment, ClientError> {
    deploy_series_with(client, bundles, duties, plan, &Shared::default(), &mut |_| Ok(()))
}

/// The same with contracts that other series use already; `done` hears of each step as it ends, and can stop the
/// deployment, which goes on with the next call.
///
/// # Errors
/// As [`deploy_series`], and those of `done`.
pub fn deploy_series_with<T: Transport>(
    client: &mut Client<T>,
    bundles: &Bundles,
    duties: &Duties,
    plan: &SeriesPlan,
    shared: &Shared,
    done: &mut dyn FnMut(&Step) -> Result<(), ClientError>,
) -> Result<Deployment, ClientError> {
    let (mut registry, mut yen) = (shared.registry, shared.payment_token);
    let (mut desk, mut office, mut token, mut agent, mut distributor) = (None, None, None, None, None);
    let mut steps = Vec::new();
    for instance in instances(bundles, duties, plan, shared) {
        let address = Some(instance.address);
        let step = match instance.part {
            Part::Desk => {
                desk = address;
                instantiate::<T, DeskError>(client, "deploy desk", &bundles.desk, duties.deployer, instance)
            }
            Part::Registry => {
                registry = address;
                instantiate::<T, RegistryError>(client, "deploy registry", &bundles.registry, duties.deployer, instance)
            }
            // The test yen's deployer is its minter.
            Part::PaymentToken => {
                yen = address;
                instantiate::<T, ()>(client, "deploy yen", &bundles.yen, duties.payer, instance)
            }
            Part::Office => {
                office = address;
                instantiate::<T, TermsError>(client, "deploy office", &bundles.office, duties.deployer, instance)
            }
            Part::Token => {
                token = address;
                instantiate::<T, TokenError>(client, "deploy token", &bundles.token, duties.deployer, instance)
            }
            Part::Agent => {
                agent = address;
                instantiate::<T, AgentError>(client, "deploy agent", &bundles.agent, duties.deployer, instance)
            }
            Part::Distributor => {
                distributor = address;
                let bundle = &bundles.distributor;
                instantiate::<T, DistributorError>(client, "deploy distributor", bundle, duties.deployer, instance)
            }
        }?;
        done(&step)?;
        steps.push(step);
    }
    let (Some(registry), Some(yen)) = (registry, yen) else {
        return Err(ClientError::Deployment { step: "plan", reason: "a shared contract has no address".into() });
    };
    let (Some(office), Some(token), Some(agent), Some(distributor)) = (office, token, agent, distributor) else {
        return Err(ClientError::Deployment { step: "plan", reason: "a contract has no address".into() });
    };
    // The deployer's part is over; what follows is the admin's, who may be somebody else.
    let mut keep = |step: Step| -> Result<(), ClientError> {
        done(&step)?;
        steps.push(step);
        Ok(())
    };
    let desk = match desk {
        Some(desk) => {
            keep(wire_desk(client, duties.admin, desk, registry)?)?;
            keep(accredit(client, duties, desk)?)?;
            desk
        }
        None => client.read(contracts::registry(registry).call().desk())?,
    };
    keep(wire_agent(client, duties.admin, agent, distributor)?)?;
    keep(wire(client, duties.admin, office, token, distributor)?)?;
    Ok(Deployment { desk, registry, office, token, agent, distributor, yen, steps })
}

// Helpers

fn instantiate<T: Transport, E: Decode + std::fmt::Debug>(
    client: &mut Client<T>,
    name: &'static str,
    bundle: &Bundle,
    deployer: AccountId,
    instance: Instance,
) -> Result<Step, ClientError> {
    let fail = |reason: String| ClientError::Deployment { step: name, reason };
    match client.instantiate::<E>(deployer, bundle, instance.data.clone(), &instance.salt)? {
        Ok((address, receipt)) if address == instance.address => Ok(Step { name, instance: Some(instance), receipt }),
        Ok((address, _)) => {
            Err(fail(format!("it came to lie at {}, not at {}", ss58(address), ss58(instance.address))))
        }
        Err(error) => Err(fail(format!("{error:?}"))),
    }
}

fn wire_desk<T: Transport>(
    client: &mut Client<T>,
    admin: AccountId,
    desk: AccountId,
    registry: AccountId,
) -> Result<Step, ClientError> {
    let name = "wire desk";
    let fail = |reason: String| ClientError::Deployment { step: name, reason };
    match client.read(contracts::desk(desk).call().status())?.registry {
        Some(wired) if wired == registry => {
            return Ok(Step { name, instance: None, receipt: Receipt::nothing_to_do() });
        }
        Some(other) => return Err(fail(format!("the desk is wired to {} already", ss58(other)))),
        None => {}
    }
    let wired = client.submit(admin, contracts::desk(desk).call_mut().wire(registry))?;
    wired.answer.map_err(|error| fail(format!("{error:?} ({})", error.code())))?;
    Ok(Step { name, instance: None, receipt: wired.receipt })
}

/// Accredits the first registrar. Where there was one before, the admin decides and not a repeated deployment.
fn accredit<T: Transport>(client: &mut Client<T>, duties: &Duties, desk: AccountId) -> Result<Step, ClientError> {
    let name = "accredit registrar";
    if client.read(contracts::desk(desk).call().status())?.registrars > 0 {
        return Ok(Step { name, instance: None, receipt: Receipt::nothing_to_do() });
    }
    let accredited = client.submit(duties.admin, contracts::desk(desk).call_mut().accredit(duties.registrar, None))?;
    accredited
        .answer
        .map_err(|error| ClientError::Deployment { step: name, reason: format!("{error:?} ({})", error.code()) })?;
    Ok(Step { name, instance: None, receipt: accredited.receipt })
}

fn wire_agent<T: Transport>(
    client: &mut Client<T>,
    admin: AccountId,
    agent: AccountId,
    distributor: AccountId,
) -> Result<Step, ClientError> {
    let name = "wire agent";
    let fail = |reason: String| ClientError::Deployment { step: name, reason };
    match client.read(contracts::agent(agent).call().status())?.distributor {
        Some(wired) if wired == distributor => {
            return Ok(Step { name, instance: None, receipt: Receipt::nothing_to_do() });
        }
        Some(other) => {
            return Err(fail(format!("the paying agent's contract is wired to {} already", ss58(other))));
        }
        None => {}
    }
    let wired = client.submit(admin, contracts::agent(agent).call_mut().wire(distributor))?;
    wired.answer.map_err(|error| fail(format!("{error:?} ({})", error.code())))?;
    Ok(Step { name, instance: None, receipt: wired.receipt })
}

fn wire<T: Transport>(
    client: &mut Client<T>,
    admin: AccountId,
    office: AccountId,
    token: AccountId,
    distributor: AccountId,
) -> Result<Step, ClientError> {
    let name = "wire";
    let fail = |reason: String| ClientError::Deployment { step: name, reason };
    let status = client.read(contracts::office(office).call().status())?;
    for (wired, wanted) in [(status.token, token), (status.distributor, distributor)] {
        if let Some(other) = wired.filter(|wired| *wired != wanted) {
            return Err(fail(format!("the office is wired to {} already", ss58(other))));
        }
    }
    if status.distributor.is_some() {
        return Ok(Step { name, instance: None, receipt: Receipt::nothing_to_do() });
    }
    let wired = client.submit(admin, contracts::office(office).call_mut().wire(token, distributor))?;
    wired.answer.map_err(|error| fail(format!("{error:?} ({})", error.code())))?;
    Ok(Step { name, instance: None, receipt: wired.receipt })
}
