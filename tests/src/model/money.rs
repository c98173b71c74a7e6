//! What the distributor and the paying agent answer.

use bond_abi::agent::AgentError;
use bond_abi::distributor::{
    Coupon, CouponState, DistributorError, Outcome, Quote, TaxKind, MAX_CLAIMS, MAX_PAYMENT_DAY_SHIFT,
};
use bond_abi::roles::PAYING_AGENT;
use bond_abi::{AccountId, MAX_EVENTS, MAX_PAGE};

use super::due::start_ms;
use super::register::Foretold;
use super::{Fact, Issue, Model, Of};

impl Model {
    fn announced(&self, k: u8) -> Result<Coupon, DistributorError> {
        self.coupon(k).ok_or(DistributorError::NotAnnounced)
    }

    fn in_state(&self, k: u8, state: CouponState) -> Result<Coupon, DistributorError> {
        let coupon = self.announced(k)?;
        if coupon.state != state {
            return Err(DistributorError::WrongState { state: coupon.state });
        }
        Ok(coupon)
    }

    fn missing_yen(coupon: &Coupon) -> u128 {
        coupon.required_yen - coupon.funded_yen
    }

    /// `CouponDistributor::announce`
    pub fn announce(&self, k: u8) -> Foretold<DistributorError> {
        if k < self.events() && self.is_announced(k) {
            return Err(DistributorError::AlreadyAnnounced);
        }
        let unknown = DistributorError::UnknownEvent { events: self.events() };
        let event = self.fixed.events.get(usize::from(k)).ok_or(unknown)?;
        if self.now_ms < event.cutoff_ms {
            return Err(DistributorError::RecordDateNotReached { event: k, cutoff_ms: event.cutoff_ms });
        }
        Ok(vec![Fact::Announced { k }])
    }

    fn yen_allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
        let last = self.facts().rev().find_map(|fact| match fact {
            Fact::YenAllowed { owner: of, spender: by, yen } if (of, by) == (owner, spender) => Some(yen),
            _ => None,
        });
        last.unwrap_or(0)
    }

    /// Money that somebody lets the distributor take.
    pub fn allow_yen(&self, owner: AccountId, yen: u128) -> Vec<Fact> {
        let spender = self.distributor();
        vec![Fact::YenAllowed { owner, spender, yen: self.yen_allowance(owner, spender) + yen }]
    }

    fn take_in(&self, by: AccountId, yen: u128) -> Foretold<DistributorError> {
        let this = self.distributor();
        let left_yen = self.yen_allowance(by, this).checked_sub(yen).ok_or(DistributorError::FundingFailed)?;
        if self.yen(by) < yen {
            return Err(DistributorError::FundingFailed);
        }
        Ok(vec![
            Fact::YenAllowed { owner: by, spender: this, yen: left_yen },
            Fact::Yen { from: Some(by), to: this, yen },
        ])
    }

    /// `CouponDistributor::fund`
    pub fn fund(&self, by: AccountId, k: u8, yen: u128) -> Foretold<DistributorError> {
        let coupon = self.in_state(k, CouponState::Announced)?;
        if yen == 0 {
            return Err(DistributorError::ZeroAmount);
        }
        // Whoever offers more keeps the rest.
        match Self::missing_yen(&coupon).min(yen) {
            0 => Err(DistributorError::ExceedsRequired { missing_yen: 0 }),
            yen => Ok([self.take_in(by, yen)?, vec![Fact::Funded { k, yen }]].concat()),
        }
    }

    /// `CouponDistributor::deposit`
    pub fn deposit(&self, by: AccountId, k: u8, yen: u128) -> Foretold<DistributorError> {
        if yen == 0 {
            return Err(DistributorError::ZeroAmount);
        }
        if k >= self.events() {
            return Err(DistributorError::UnknownEvent { events: self.events() });
        }
        if !self.needs_money(k) {
            return Err(DistributorError::NothingAhead);
        }
        self.put_aside_yen(k).checked_add(yen).ok_or(DistributorError::Overflow)?;
        Ok([self.take_in(by, yen)?, vec![Fact::Deposited { k, yen }]].concat())
    }

    /// `CouponDistributor::draw`
    pub fn draw(&self, k: u8) -> Foretold<DistributorError> {
        let coupon = self.in_state(k, CouponState::Announced)?;
        let put_aside_yen = self.put_aside_yen(k);
        if put_aside_yen == 0 {
            return Err(DistributorError::ReserveEmpty);
        }
        match Self::missing_yen(&coupon) {
            0 => Err(DistributorError::ExceedsRequired { missing_yen: 0 }),
            missing_yen => Ok(vec![Fact::Drawn { k, yen: put_aside_yen.min(missing_yen) }]),
        }
    }

    /// `CouponDistributor::open`
    pub fn open(&self, k: u8) -> Foretold<DistributorError> {
        let coupon = self.in_state(k, CouponState::Announced)?;
        let payment_ms = start_ms(coupon.payment_day);
        if self.now_ms < payment_ms {
            return Err(DistributorError::PaymentDateNotReached { payment_ms });
        }
        match Self::missing_yen(&coupon) {
            0 => Ok(vec![Fact::Opened { k }]),
            missing_yen => Err(DistributorError::Underfunded { missing_yen }),
        }
    }

    /// What a payment of one account comes to.
    fn pay_one(&self, k: u8, account: AccountId) -> (Outcome, Vec<Fact>) {
        let due = self.entitlement(account, k);
        let redeemed = || {
            let gone = [
                Fact::Moved { from: Some(account), to: None, units: due.units },
                Fact::Redeemed { account, units: due.units },
            ];
            if k + 1 == self.events() {
                gone.to_vec()
            } else {
                Vec::new()
            }
        };
        let facts = match (due.outcome, due.quote, due.to) {
            (Outcome::Paid, Some(quote), Some(to)) => {
                let this = self.distributor();
                let escrow_yen = due.escrowed.map_or(0, |escrowed| escrowed.yen);
                let rest_yen = quote.net_yen + quote.principal_yen - escrow_yen;
                let mut facts = vec![Fact::Paid { k, account, to, quote, escrowed: due.escrowed }];
                facts.extend(due.escrowed.map(|part| Fact::Yen { from: Some(this), to: part.account, yen: part.yen }));
                facts.extend((rest_yen > 0).then_some(Fact::Yen { from: Some(this), to, yen: rest_yen }));
                [facts, redeemed()].concat()
            }
            (Outcome::Lapsed, ..) if self.marks(account).lapsed >> k & 1 == 0 => {
                [vec![Fact::LapseSeen { k, account }], redeemed()].concat()
            }
            (Outcome::Suspended, ..) => vec![Fact::Waits { k, account, on_hold: true }],
            (Outcome::NotRegistered, ..) => vec![Fact::Waits { k, account, on_hold: false }],
            _ => Vec::new(),
        };
        (due.outcome, facts)
    }

    /// `CouponDistributor::pay_page`: what follows, and what became of each.
    pub fn pay_page(&self, k: u8, accounts: &[AccountId]) -> Result<(Vec<Fact>, Vec<Outcome>), DistributorError> {
        if accounts.len() > MAX_PAGE as usize {
            return Err(DistributorError::BatchTooLarge { max: MAX_PAGE });
        }
        if self.announced(k)?.state == CouponState::Announced {
            return Err(DistributorError::WrongState { state: CouponState::Announced });
        }
        let (mut facts, mut outcomes) = (Vec::new(), Vec::new());
        for account in accounts {
            let (outcome, more) = self.with(&facts).pay_one(k, *account);
            facts.extend(more);
            outcomes.push(outcome);
        }
        self.require_redeemable(&facts)?;
        Ok((facts, outcomes))
    }

    /// The register repays units only of an issue that was closed.
    fn require_redeemable(&self, facts: &[Fact]) -> Result<(), DistributorError> {
        let redeems = facts.iter().any(|fact| matches!(fact, Fact::Redeemed { .. }));
        if redeems && self.issue() == Issue::First {
            return Err(DistributorError::RedemptionFailed);
        }
        Ok(())
    }

    fn refusal(outcome: Outcome) -> Option<DistributorError> {
        match outcome {
            Outcome::Paid => None,
            Outcome::AlreadyPaid => Some(DistributorError::AlreadyPaid),
            Outcome::NotAHolder => Some(DistributorError::NotAHolder),
            Outcome::Suspended => Some(DistributorError::PayeeSuspended),
            Outcome::NotRegistered => Some(DistributorError::PayeeNotRegistered),
            Outcome::PaymentRefused => Some(DistributorError::PaymentFailed),
            Outcome::Lapsed => Some(DistributorError::Lapsed),
        }
    }

    /// `CouponDistributor::claim`: what follows, and the amounts.
    pub fn claim(&self, account: AccountId, k: u8) -> Result<(Vec<Fact>, Quote), DistributorError> {
        let (facts, outcomes) = match self.pay_page(k, &[account]) {
            Err(DistributorError::RedemptionFailed) => return Err(DistributorError::RedemptionFailed),
            paid => paid?,
        };
        if let Some(error) = Self::refusal(outcomes[0]) {
            return Err(error);
        }
        let quote = facts.iter().find_map(|fact| match fact {
            Fact::Paid { quote, .. } => Some(*quote),
            _ => None,
        });
        Ok((facts, quote.expect("a payment")))
    }

    /// `CouponDistributor::claim_all`: what follows, and the amounts by event.
    #[expect(clippy::type_complexity, reason = "the answer of the message beside the facts")]
    pub fn claim_all(&self, account: AccountId, count: u8) -> Result<(Vec<Fact>, Vec<(u8, Quote)>), DistributorError> {
        let (mut facts, mut rows, mut hindrance) = (Vec::new(), Vec::new(), DistributorError::NothingDue);
        for k in (0..MAX_EVENTS).filter(|k| *k < self.events()) {
            if rows.len() >= usize::from(count.min(MAX_CLAIMS)) {
                break;
            }
            let later = self.with(&facts);
            let is_open = later.coupon(k).is_some_and(|coupon| coupon.state == CouponState::Open);
            let is_due = is_open && later.units_at(account, k) > 0 && later.marks(account).paid >> k & 1 == 0;
            if !is_due {
                continue;
            }
            if let Some(error) = Self::refusal(later.entitlement(account, k).outcome) {
                hindrance = error;
                continue;
            }
            let (more, quote) = later.claim(account, k)?;
            facts.extend(more);
            rows.push((k, quote));
        }
        if rows.is_empty() {
            return Err(hindrance);
        }
        Ok((facts, rows))
    }

    fn agent_role(&self, by: AccountId) -> Result<(), AgentError> {
        if self.has_role(Of::Agent, PAYING_AGENT, by) {
            Ok(())
        } else {
            Err(AgentError::MissingRole)
        }
    }

    /// `PayingAgent::withdraw_tax`
    pub fn withdraw_tax(&self, by: AccountId, k: u8, kind: TaxKind, yen: u128) -> Foretold<AgentError> {
        let refused = |error| AgentError::Refused { error };
        self.agent_role(by)?;
        let coupon = self.announced(k).map_err(refused)?;
        if yen == 0 {
            return Err(refused(DistributorError::ZeroAmount));
        }
        let withheld_yen = Self::withheld_yen(&coupon, kind);
        if yen > withheld_yen {
            return Err(refused(DistributorError::ExceedsWithheld { withheld_yen }));
        }
        let [to, _] = self.fixed.cash_accounts;
        Ok(vec![Fact::TaxTaken { k, kind, yen }, Fact::Yen { from: Some(self.distributor()), to, yen }])
    }

    /// `PayingAgent::record_remittance`
    pub fn remit(&self, by: AccountId, k: u8, kind: TaxKind, yen: u128, document: [u8; 32]) -> Foretold<AgentError> {
        self.agent_role(by)?;
        let coupon = self.coupon(k).ok_or(AgentError::UnknownEvent)?;
        if yen == 0 {
            return Err(AgentError::ZeroAmount);
        }
        if document == [0; 32] {
            return Err(AgentError::NoDocument);
        }
        let taken_yen = match kind {
            TaxKind::National => coupon.national_withdrawn_yen,
            TaxKind::Local => coupon.local_withdrawn_yen,
        };
        let withdrawn_yen = taken_yen - self.remitted_yen(k, kind);
        if yen > withdrawn_yen {
            return Err(AgentError::ExceedsWithdrawn { withdrawn_yen });
        }
        Ok(vec![Fact::TaxRemitted { k, kind, yen }])
    }

    /// `PayingAgent::withdraw_surplus`
    pub fn withdraw_surplus(&self, by: AccountId, yen: u128) -> Foretold<AgentError> {
        let refused = |error| AgentError::Refused { error };
        self.agent_role(by)?;
        if yen == 0 {
            return Err(refused(DistributorError::ZeroAmount));
        }
        let surplus_yen = self.cash().surplus_yen;
        if yen > surplus_yen {
            return Err(refused(DistributorError::ExceedsSurplus { surplus_yen }));
        }
        let [_, to] = self.fixed.cash_accounts;
        Ok([vec![Fact::Yen { from: Some(self.distributor()), to, yen }], self.idle_reserves()].concat())
    }

    /// `PayingAgent::reclaim`
    pub fn reclaim(&self, by: AccountId, k: u8, document: [u8; 32]) -> Foretold<AgentError> {
        let refused = |error| AgentError::Refused { error };
        self.agent_role(by)?;
        if document == [0; 32] {
            return Err(AgentError::NoDocument);
        }
        let coupon = self.announced(k).map_err(refused)?;
        let is_part = coupon.state == CouponState::Announced && coupon.funded_yen > 0 && Self::missing_yen(&coupon) > 0;
        if coupon.state != CouponState::Open && !is_part {
            return Err(refused(DistributorError::WrongState { state: coupon.state }));
        }
        let until_ms = Self::lapse_ms(&coupon);
        if self.now_ms < until_ms {
            return Err(refused(DistributorError::PrescriptionRunning { until_ms }));
        }
        let [_, to] = self.fixed.cash_accounts;
        let (yen, fact) = match is_part {
            true => (coupon.funded_yen, Fact::FundingReturned { k, yen: coupon.funded_yen }),
            false => {
                let yen = Self::left_yen(&coupon) - coupon.held_yen;
                (yen, Fact::Lapsed { k, yen })
            }
        };
        let mut facts = vec![fact];
        facts.extend((yen > 0).then_some(Fact::Yen { from: Some(self.distributor()), to, yen }));
        Ok(facts)
    }

    /// `PayingAgent::set_payment_day`
    pub fn set_payment_day(&self, by: AccountId, k: u8, day: Option<i32>) -> Foretold<AgentError> {
        self.agent_role(by)?;
        let event = self.fixed.events.get(usize::from(k)).ok_or(AgentError::UnknownEvent)?;
        let scheduled_day = event.payment_day;
        let new_day = day.unwrap_or(scheduled_day);
        let is_near = (new_day - scheduled_day).abs() <= MAX_PAYMENT_DAY_SHIFT;
        // A day is past when the next one has begun.
        let is_past = |day: i32| self.now_ms >= start_ms(day + 1);
        let is_late = self.is_announced(k) && is_past(self.payment_day(k));
        if !is_near || start_ms(new_day) < event.cutoff_ms || is_past(new_day) || is_late {
            return Err(AgentError::PaymentDayInvalid { scheduled_day });
        }
        let set = self.facts().rev().find_map(|fact| match fact {
            Fact::PaymentDay { k: of, day } if of == k => Some(day),
            _ => None,
        });
        if set.flatten() == day {
            return Err(AgentError::Unchanged);
        }
        if let Some(coupon) = self.coupon(k).filter(|coupon| coupon.state != CouponState::Announced) {
            return Err(AgentError::Refused { error: DistributorError::WrongState { state: coupon.state } });
        }
        Ok(vec![Fact::PaymentDay { k, day }])
    }
}
