//! Does the chain hold what was to be deployed? Everything is read back and compared; nothing is taken on trust.

use std::fmt::Debug;

use bond_abi::agent::{CashAccounts, PayingAgent};
use bond_abi::desk::KycDesk;
use bond_abi::distributor::CouponDistributor;
use bond_abi::office::{BondOffice, Phase};
use bond_abi::registry::KycRegistry;
use bond_abi::roles::{AdminHandover, DelayedDuties, ADMIN, CONTROLLER, ISSUER, PAUSER, PAYING_AGENT, REGISTRAR};
use bond_abi::token::BondToken;
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;

use crate::address::ss58;
use crate::client::Client;
use crate::contracts::{self, Psp22};
use crate::deployment::SeriesPlan;
use crate::transport::{ClientError, Transport};

/// The contracts of a series with the code that each should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contracts {
    /// kyc-desk
    pub desk: (AccountId, [u8; 32]),
    /// kyc-registry
    pub registry: (AccountId, [u8; 32]),
    /// bond-office
    pub office: (AccountId, [u8; 32]),
    /// bond-token
    pub token: (AccountId, [u8; 32]),
    /// paying-agent
    pub agent: (AccountId, [u8; 32]),
    /// coupon-distributor
    pub distributor: (AccountId, [u8; 32]),
    /// The payment token.
    pub payment_token: (AccountId, [u8; 32]),
}

/// The accounts that should hold the roles, and those where money can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holders {
    /// Admin of the office and of the paying agent's contract.
    pub admin: AccountId,
    /// Issuer.
    pub issuer: AccountId,
    /// Pauser.
    pub pauser: AccountId,
    /// Controller.
    pub controller: AccountId,
    /// Paying agent.
    pub paying_agent: AccountId,
    /// Where money can go, apart from holders.
    pub accounts: CashAccounts,
    /// Admin, pauser and a registrar of the desk; `None` for a registry that others run.
    pub desk: Option<(AccountId, AccountId, AccountId)>,
    /// For how long whatever an admin grants or sets waits.
    pub delay_ms: u64,
}

/// Something on the chain that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What, such as `terms.rate_numerator` or `role ISSUER of the office`.
    pub what: String,
    /// What it should be.
    pub expected: String,
    /// What the chain has.
    pub found: String,
}

/// Compares codes, terms, policy, schedule, tax table, wiring and roles with the chain; an empty list is a match.
///
/// # Errors
/// [`ClientError`] when a contract cannot be asked. A missing contract is a difference.
pub fn verify_series<T: Transport>(
    client: &mut Client<T>,
    contracts: &Contracts,
    plan: &SeriesPlan,
    holders: &Holders,
) -> Result<Vec<Difference>, ClientError> {
    let mut check = Check { differences: Vec::new() };
    let mut all_there = true;
    for (name, (address, code_hash)) in [
        ("code of the desk", contracts.desk),
        ("code of the registry", contracts.registry),
        ("code of the office", contracts.office),
        ("code of the token", contracts.token),
        ("code of the paying agent's contract", contracts.agent),
        ("code of the distributor", contracts.distributor),
        ("code of the payment token", contracts.payment_token),
    ] {
        let found = client.transport().code_hash(address)?;
        all_there &= found.is_some();
        let hash = |hash: [u8; 32]| format!("0x{}", hex::encode(hash));
        check.same(name, &hash(code_hash), &found.map_or_else(|| "no contract".into(), hash));
    }
    // What is not there cannot be asked, and another code would answer in its own way.
    if !all_there || !check.differences.is_empty() {
        return Ok(check.differences);
    }
    check.terms(client, contracts, plan)?;
    check.wiring(client, contracts, plan)?;
    check.roles(client, contracts, holders)?;
    Ok(check.differences)
}

struct Check {
    differences: Vec<Difference>,
}

impl Check {
    fn same(&mut self, what: impl Into<String>, expected: &str, found: &str) {
        if expected != found {
            self.differences.push(Difference { what: what.into(), expected: expected.into(), found: found.into() });
        }
    }

    fn equal<V: Debug + PartialEq>(&mut self, what: impl Into<String>, expected: &V, found: &V) {
        if expected != found {
            self.same(what, &format!("{expected:?}"), &format!("{found:?}"));
        }
    }

    fn account(&mut self, what: &str, expected: AccountId, found: Option<AccountId>) {
        self.same(what, &ss58(expected), &found.map_or_else(|| "nobody".into(), ss58));
    }

    fn terms<T: Transport>(
        &mut self,
        client: &mut Client<T>,
        contracts: &Contracts,
        plan: &SeriesPlan,
    ) -> Result<(), ClientError> {
        let office = contracts::office(contracts.office.0);
        let (expected, found) = (&plan.terms, client.read(office.call().terms())?);
        self.equal("terms.name", &expected.name, &found.name);
        self.equal("terms.symbol", &expected.symbol, &found.symbol);
        self.equal("terms.isin", &expected.isin.map(text), &found.isin.map(text));
        self.equal("terms.issuer_code", &text(expected.issuer_code), &text(found.issuer_code));
        self.equal("terms.currency", &text(expected.currency), &text(found.currency));
        self.equal("terms.denomination_yen", &expected.denomination_yen, &found.denomination_yen);
        self.equal("terms.authorised_units", &expected.authorised_units, &found.authorised_units);
        self.equal("terms.issue_day", &expected.issue_day, &found.issue_day);
        self.equal("terms.maturity_day", &expected.maturity_day, &found.maturity_day);
        self.equal("terms.rate_numerator", &expected.rate_numerator, &found.rate_numerator);
        self.equal("terms.rate_decimals", &expected.rate_decimals, &found.rate_decimals);
        self.equal("terms.frequency", &expected.frequency, &found.frequency);
        self.equal("terms.per_yen_digits", &expected.per_yen_digits, &found.per_yen_digits);
        self.equal("terms.day_count", &expected.day_count, &found.day_count);
        self.equal("terms.business_day", &expected.business_day, &found.business_day);
        self.equal(
            "terms.record_date_offset_business_days",
            &expected.record_date_offset_business_days,
            &found.record_date_offset_business_days,
        );
        self.equal("terms.resolution", &expected.resolution, &found.resolution);
        self.equal("terms.consultation_number", &expected.consultation_number, &found.consultation_number);
        self.equal("terms.tax", &expected.tax, &found.tax);
        self.equal(
            "terms.interest_prescription_years",
            &expected.interest_prescription_years,
            &found.interest_prescription_years,
        );
        self.equal(
            "terms.principal_prescription_years",
            &expected.principal_prescription_years,
            &found.principal_prescription_years,
        );
        self.equal("terms.may_reopen", &expected.may_reopen, &found.may_reopen);
        self.equal("terms.may_buy_back", &expected.may_buy_back, &found.may_buy_back);
        self.equal(
            "terms.early_redemption_notice_days",
            &expected.early_redemption_notice_days,
            &found.early_redemption_notice_days,
        );
        self.equal("terms.extra_bank_holidays", &expected.extra_bank_holidays, &found.extra_bank_holidays);
        self.equal("terms.cancelled_bank_holidays", &expected.cancelled_bank_holidays, &found.cancelled_bank_holidays);
        self.equal("terms.interest_day", &expected.interest_day, &found.interest_day);
        // A field that is added to the terms is compared here until it has a line of its own above.
        if self.differences.is_empty() {
            self.equal("terms", expected, &found);
        }
        let psp22 = Psp22(contracts.token.0);
        self.equal("PSP22 name", &Some(expected.name.clone()), &client.read(psp22.token_name())?);
        self.equal("PSP22 symbol", &Some(expected.symbol.clone()), &client.read(psp22.token_symbol())?);
        self.equal("PSP22 decimals", &0, &client.read(psp22.token_decimals())?);
        self.equal("policy", &plan.policy, &client.read(office.call().policy())?);
        let status = client.read(office.call().status())?;
        self.equal("number of payment events", &plan.events.len(), &usize::from(status.events));
        for (k, event) in (0..=u8::MAX).zip(&plan.events) {
            let found = client.read(office.call().event(k))?;
            self.equal(format!("payment event {k}"), &Some(*event), &found);
        }
        Ok(())
    }

    fn wiring<T: Transport>(
        &mut self,
        client: &mut Client<T>,
        contracts: &Contracts,
        plan: &SeriesPlan,
    ) -> Result<(), ClientError> {
        let status = client.read(contracts::office(contracts.office.0).call().status())?;
        self.account("registry of the office", contracts.registry.0, Some(status.registry));
        self.account("token of the office", contracts.token.0, status.token);
        self.account("distributor of the office", contracts.distributor.0, status.distributor);
        if status.phase == Phase::Draft {
            self.same("phase of the series", "Issuing or later", "Draft");
        }
        let state = client.read(contracts::token(contracts.token.0).call().state())?;
        self.account("registry of the token", contracts.registry.0, Some(state.registry));
        self.account("office of the token", contracts.office.0, Some(state.office));
        self.account("distributor of the token", contracts.distributor.0, state.distributor);
        self.equal("number of record dates of the token", &plan.events.len(), &usize::from(state.events));
        let desk = client.read(contracts::registry(contracts.registry.0).call().desk())?;
        self.account("desk of the registry", contracts.desk.0, Some(desk));
        let desk = client.read(contracts::desk(contracts.desk.0).call().status())?;
        self.account("registry of the desk", contracts.registry.0, desk.registry);
        let distributor = contracts::distributor(contracts.distributor.0);
        let wiring = client.read(distributor.call().wiring())?;
        self.account("token of the distributor", contracts.token.0, Some(wiring.token));
        self.account("office of the distributor", contracts.office.0, Some(wiring.office));
        self.account("registry of the distributor", contracts.registry.0, Some(wiring.registry));
        self.account("payment token of the distributor", contracts.payment_token.0, Some(wiring.payment_token));
        self.account("paying agent's contract of the distributor", contracts.agent.0, Some(wiring.agent));
        let agent = client.read(contracts::agent(contracts.agent.0).call().status())?;
        self.account("distributor of the paying agent's contract", contracts.distributor.0, agent.distributor);
        let tax_table = client.read(distributor.call().tax_table())?;
        self.equal("number of rows of the tax table", &plan.tax_table.len(), &tax_table.len());
        for (row, (expected, found)) in plan.tax_table.iter().zip(&tax_table).enumerate() {
            self.equal(format!("row {row} of the tax table"), expected, found);
        }
        Ok(())
    }

    fn roles<T: Transport>(
        &mut self,
        client: &mut Client<T>,
        contracts: &Contracts,
        holders: &Holders,
    ) -> Result<(), ClientError> {
        let (office, desk, agent) = (contracts.office.0, contracts.desk.0, contracts.agent.0);
        let mut roles = vec![
            ("role ADMIN of the office", office, ADMIN, holders.admin),
            ("role ISSUER of the office", office, ISSUER, holders.issuer),
            ("role PAUSER of the office", office, PAUSER, holders.pauser),
            ("role CONTROLLER of the office", office, CONTROLLER, holders.controller),
            ("role ADMIN of the paying agent's contract", agent, ADMIN, holders.admin),
            ("role PAYING_AGENT of the paying agent's contract", agent, PAYING_AGENT, holders.paying_agent),
        ];
        if let Some((admin, pauser, registrar)) = holders.desk {
            roles.push(("role ADMIN of the desk", desk, ADMIN, admin));
            roles.push(("role PAUSER of the desk", desk, PAUSER, pauser));
            roles.push(("role REGISTRAR of the desk", desk, REGISTRAR, registrar));
        }
        for (what, contract, role, account) in roles {
            let holds = client.read(Psp22(contract).has_role(role, account))?;
            self.same(what, &ss58(account), &if holds { ss58(account) } else { "not this account".into() });
        }
        let mut delays = vec![("delay of the office", office), ("delay of the paying agent's contract", agent)];
        if holders.desk.is_some() {
            delays.push(("delay of the desk", desk));
        }
        for (what, contract) in delays {
            let delay_ms = client.read(contracts::duties(contract).call().delay_ms())?;
            self.same(what, &format!("{} ms", holders.delay_ms), &format!("{delay_ms} ms"));
        }
        let controller = holders.controller;
        if holders.delay_ms > 0 && client.read(contracts::desk(desk).call().edits(controller))? {
            self.same("duties of the controller", "units only", "decides at the desk who is listed, too");
        }
        let accounts = client.read(contracts::agent(agent).call().status())?.accounts;
        self.account("tax account of the paying agent's contract", holders.accounts.tax, Some(accounts.tax));
        self.account("treasury of the paying agent's contract", holders.accounts.treasury, Some(accounts.treasury));
        for (what, contract) in [
            ("proposed admin of the office", office),
            ("proposed admin of the desk", desk),
            ("proposed admin of the paying agent's contract", agent),
        ] {
            let pending = client.read(contracts::handover(contract).call().pending_admin())?;
            self.same(what, "nobody", &pending.map_or_else(|| "nobody".into(), ss58));
        }
        Ok(())
    }
}

// Helpers

fn text<const N: usize>(bytes: [u8; N]) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}
