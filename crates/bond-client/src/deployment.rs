//! Deployment of a series: code, instances, wiring, in the one order that works.

use bond_abi::distributor::{DistributorError, TaxRow};
use bond_abi::registry::RegistryError;
use bond_abi::token::{BondToken, PaymentEvent, Policy, Terms, TermsError, TokenRoles};
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;
use scale::Decode;

use crate::bundle::{Bundle, Bundles};
use crate::client::Client;
use crate::contracts::{self, constructors};
use crate::transport::{ClientError, Receipt, Transport};

/// Who does what in a series. On a real chain these are different people or multisigs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duties {
    /// Deploys and is admin of registry and token.
    pub admin: AccountId,
    /// Edits the registry.
    pub registrar: AccountId,
    /// Allots and closes the issue.
    pub issuer: AccountId,
    /// Stops and resumes transfers.
    pub pauser: AccountId,
    /// Mints the test yen, and with it funds the coupons.
    pub payer: AccountId,
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

/// The contracts of a deployed series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// kyc-registry
    pub registry: AccountId,
    /// bond-token
    pub token: AccountId,
    /// coupon-distributor
    pub distributor: AccountId,
    /// yen-token
    pub yen: AccountId,
    /// What each step cost and emitted, in order.
    pub receipts: Vec<(&'static str, Receipt)>,
}

/// Deploys registry, test yen, token and distributor, and wires the token. The series is then in Issuing.
///
/// # Errors
/// [`ClientError::Deployment`] with the contract's own error; other [`ClientError`]s when a step did not run.
pub fn deploy_series<T: Transport>(
    client: &mut Client<T>,
    bundles: &Bundles,
    duties: &Duties,
    plan: &SeriesPlan,
) -> Result<Deployment, ClientError> {
    let mut steps = Steps { client, admin: duties.admin, salt: plan.id.as_bytes(), receipts: Vec::new() };
    let registry_data = constructors::registry(duties.admin, duties.registrar);
    let registry = steps.instantiate::<RegistryError>("deploy registry", &bundles.registry, registry_data)?;
    // The test yen's deployer is its minter.
    steps.admin = duties.payer;
    let yen = steps.instantiate::<()>("deploy yen", &bundles.yen, constructors::yen())?;
    steps.admin = duties.admin;
    let roles = TokenRoles { admin: duties.admin, issuer: duties.issuer, pauser: duties.pauser };
    let token_data = constructors::token(&plan.terms, &plan.policy, &plan.events, registry, &roles);
    let token = steps.instantiate::<TermsError>("deploy token", &bundles.token, token_data)?;
    let distributor_data = constructors::distributor(token, yen, &plan.tax_table);
    let distributor =
        steps.instantiate::<DistributorError>("deploy distributor", &bundles.distributor, distributor_data)?;
    let Steps { client, mut receipts, .. } = steps;
    let wired = client.submit(duties.admin, contracts::token(token).call_mut().wire(distributor))?;
    wired
        .answer
        .map_err(|error| ClientError::Deployment { step: "wire", reason: format!("{error:?} ({})", error.code()) })?;
    receipts.push(("wire", wired.receipt));
    Ok(Deployment { registry, token, distributor, yen, receipts })
}

struct Steps<'a, T> {
    client: &'a mut Client<T>,
    admin: AccountId,
    salt: &'a [u8],
    receipts: Vec<(&'static str, Receipt)>,
}

impl<T: Transport> Steps<'_, T> {
    fn instantiate<E: Decode + std::fmt::Debug>(
        &mut self,
        step: &'static str,
        bundle: &Bundle,
        data: Vec<u8>,
    ) -> Result<AccountId, ClientError> {
        match self.client.instantiate::<E>(self.admin, bundle, data, self.salt)? {
            Ok((address, receipt)) => {
                self.receipts.push((step, receipt));
                Ok(address)
            }
            Err(error) => Err(ClientError::Deployment { step, reason: format!("{error:?}") }),
        }
    }
}
