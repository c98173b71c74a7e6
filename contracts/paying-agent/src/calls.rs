//! Calls to the distributor and the office. Whatever they do but answer is `DistributorUnavailable`: nothing happens.

use bond_abi::agent::AgentError;
use bond_abi::distributor::{
    Cash, CashDate, CashOrder, Coupon, CouponDistributor, Entitlement, Marks, TaxRow, Wiring, MAX_EVENTS_PAGE,
};
use bond_abi::office::{BondOffice, Flows, PaymentEvent};
use bond_abi::AccountId;
use ink::codegen::TraitCallBuilder;
use ink::env::DefaultEnvironment;
use ink::prelude::{vec, vec::Vec};

/// The distributor.
#[derive(Debug, Clone, Copy)]
pub struct Distributor(pub AccountId);

/// The office of its series.
#[derive(Debug, Clone, Copy)]
pub struct Office(pub AccountId);

type DistributorRef = ink::contract_ref!(CouponDistributor, DefaultEnvironment);
type OfficeRef = ink::contract_ref!(BondOffice, DefaultEnvironment);

/// What ink! makes of a call: an error of the pallet, of the language, or the answer.
type Answer<T> = Result<Result<T, ink::LangError>, ink::env::Error>;

impl Distributor {
    /// What it works with.
    pub fn wiring(&self) -> Result<Wiring, AgentError> {
        answer(self.distributor().call().wiring().try_invoke())
    }

    /// Its tax table.
    pub fn tax_table(&self) -> Result<Vec<TaxRow>, AgentError> {
        answer(self.distributor().call().tax_table().try_invoke())
    }

    /// Event `k`, which must be announced.
    pub fn event(&self, k: u8) -> Result<Coupon, AgentError> {
        self.announced(k)?.ok_or(AgentError::UnknownEvent)
    }

    /// Event `k`, once announced.
    pub fn announced(&self, k: u8) -> Result<Option<Coupon>, AgentError> {
        answer(self.distributor().call().event(k).try_invoke())
    }

    /// The announced ones of `count` events from number `start` on, at most [`MAX_EVENTS_PAGE`].
    pub fn events(&self, start: u8, count: u8) -> Result<Vec<(u8, Coupon)>, AgentError> {
        let count = count.min(MAX_EVENTS_PAGE);
        let mut events = answer(self.distributor().call().events(start, count).try_invoke())?;
        let end = start.saturating_add(count);
        events.retain(|(k, _)| (start..end).contains(k));
        Ok(events)
    }

    /// The exception to the cash date of event `k`.
    pub fn payment_day(&self, k: u8) -> Result<Option<CashDate>, AgentError> {
        answer(self.distributor().call().payment_day(k).try_invoke())
    }

    /// Its money.
    pub fn cash(&self) -> Result<Cash, AgentError> {
        answer(self.distributor().call().cash().try_invoke())?.map_err(|_| AgentError::DistributorUnavailable)
    }

    /// What became of the events of an account.
    pub fn marks(&self, account: AccountId) -> Result<Marks, AgentError> {
        answer(self.distributor().call().marks(account).try_invoke())
    }

    /// What an account is due for event `k`.
    pub fn entitlement(&self, account: AccountId, k: u8) -> Result<Entitlement, AgentError> {
        let entitlements = answer(self.distributor().call().entitlements(k, vec![account]).try_invoke())?
            .map_err(|error| AgentError::Refused { error })?;
        entitlements.into_iter().next().ok_or(AgentError::DistributorUnavailable)
    }

    /// Gives it an order; gives the yen that it moved.
    pub fn order(&self, order: CashOrder) -> Result<u128, AgentError> {
        answer(self.distributor().call_mut().order(order).try_invoke())?.map_err(|error| AgentError::Refused { error })
    }

    fn distributor(&self) -> DistributorRef {
        self.0.into()
    }
}

impl Office {
    /// How many events the series has.
    pub fn events(&self) -> Result<u8, AgentError> {
        Ok(answer(self.office().call().status().try_invoke())?.events)
    }

    /// Event `k` of the schedule.
    pub fn event(&self, k: u8) -> Result<PaymentEvent, AgentError> {
        answer(self.office().call().event(k).try_invoke())?.ok_or(AgentError::UnknownEvent)
    }

    /// What was issued and cancelled up to the end of a fiscal year.
    pub fn flows(&self, fiscal_year: u16) -> Result<Flows, AgentError> {
        answer(self.office().call().flows(fiscal_year).try_invoke())
    }

    fn office(&self) -> OfficeRef {
        self.0.into()
    }
}

fn answer<T>(answer: Answer<T>) -> Result<T, AgentError> {
    answer.map_err(|_| AgentError::DistributorUnavailable)?.map_err(|_| AgentError::DistributorUnavailable)
}
