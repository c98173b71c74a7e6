//! From a step to the messages it comes to, and what the model foretells of each.

use super::steps::{Actor, Allowing, Amount, Duty, Signer, Step, Until};
use super::*;

const GROUNDS: Grounds = Grounds { reason: Reason::LegalOrder, document: [7; 32] };
const NO_GROUNDS: Grounds = Grounds { reason: Reason::LegalOrder, document: [0; 32] };

fn grounds(grounded: bool) -> Grounds {
    if grounded {
        GROUNDS
    } else {
        NO_GROUNDS
    }
}

/// A message that only says how it went.
fn plainly<E>(foretold: Result<Vec<Fact>, E>) -> Result<(Vec<Fact>, Option<()>), E> {
    foretold.map(|facts| (facts, Some(())))
}

fn of(amount: Amount, all: u128) -> u128 {
    match amount {
        Amount::Nothing => 0,
        Amount::One => 1,
        Amount::Small(units) => units.into(),
        Amount::Part(percent) => all * u128::from(percent) / 100,
        Amount::All => all,
        Amount::OneMore => all + 1,
        Amount::Most => u64::MAX.into(),
        Amount::TooMany => u128::from(u64::MAX) + 1,
    }
}

fn units_of(amount: Amount, all: u64) -> u64 {
    u64::try_from(of(amount, all.into())).unwrap_or(u64::MAX)
}

impl Machine {
    fn signer(&self, signer: Signer, officer: Who) -> AccountId {
        match signer {
            Signer::Officer => officer.id(),
            Signer::Actor(actor) => self.actors[actor],
        }
    }

    fn rows(&self, rows: &[(Actor, Amount)], all: u64) -> Vec<(AccountId, u64)> {
        rows.iter().map(|(who, amount)| (self.actors[*who], units_of(*amount, all))).collect()
    }

    /// Takes a step.
    pub fn take(&mut self, step: &Step) {
        match *step {
            Step::Transfer { from, to, amount } => self.transfer(self.actors[from], self.actors[to], amount),
            Step::TransferFrom { by, from, to, amount } => {
                let (by, from) = (self.actors[by], self.actors[from]);
                let value = of(amount, self.model.units(from).into());
                self.transfer_from(by, from, self.actors[to], value);
            }
            Step::Spend { pair, to, amount } => {
                let allowed: Vec<_> = self.state.allowances.iter().map(|(pair, units)| (*pair, *units)).collect();
                let pair = allowed.get(pair % allowed.len().max(1)).copied();
                if let Some(((from, by), units)) = pair {
                    self.transfer_from(by, from, self.actors[to], of(amount, units.min(self.model.units(from).into())));
                }
            }
            Step::TransferBatch { from, ref rows } => {
                let from = self.actors[from];
                let rows = self.rows(rows, self.model.units(from));
                let foretold = plainly(self.model.transfer_batch(from, &rows));
                self.send(from, "transfer_batch", self.world.office().call_mut().transfer_batch(rows), foretold);
            }
            Step::Allow { owner, spender, how, amount } => {
                self.allow(self.actors[owner], self.actors[spender], how, amount);
            }
            Step::Issue { .. }
            | Step::Close { .. }
            | Step::Reopen { .. }
            | Step::BuyBack { .. }
            | Step::Pause { .. } => {
                self.office_step(step);
            }
            Step::Forced { .. }
            | Step::Recover { .. }
            | Step::Freeze { .. }
            | Step::Lock { .. }
            | Step::Release { .. } => {
                self.controller_step(step);
            }
            Step::Register { .. } | Step::Status { .. } | Step::Update { .. } => self.desk_step(step),
            Step::Role { at_office, by, who, duty } => self.role_step(at_office, by, self.actors[who], duty),
            Step::Wait(until) => self.wait(until),
            _ => self.money_step(step),
        }
    }

    fn transfer_from(&mut self, by: AccountId, from: AccountId, to: AccountId, value: u128) {
        self.scope.allowances.insert((from, by));
        let foretold = plainly(self.model.transfer_from(by, from, to, value));
        self.send(by, "transfer_from", self.world.bond().transfer_from(from, to, value), foretold);
    }

    fn transfer(&mut self, from: AccountId, to: AccountId, amount: Amount) {
        let value = of(amount, self.model.units(from).into());
        let foretold = plainly(self.model.transfer(from, to, value));
        self.send(from, "transfer", self.world.bond().transfer(to, value), foretold);
    }

    fn allow(&mut self, owner: AccountId, spender: AccountId, how: Allowing, amount: Amount) {
        let value = of(amount, self.model.units(owner).into());
        self.scope.allowances.insert((owner, spender));
        let bond = self.world.bond();
        match how {
            Allowing::Approve => {
                let foretold = plainly(self.model.approve(owner, spender, value));
                self.send(owner, "approve", bond.approve(spender, value), foretold);
            }
            Allowing::Increase => {
                let foretold = plainly(self.model.increase(owner, spender, value));
                self.send(owner, "increase_allowance", bond.increase_allowance(spender, value), foretold);
            }
            Allowing::Decrease => {
                let foretold = plainly(self.model.decrease(owner, spender, value));
                self.send(owner, "decrease_allowance", bond.decrease_allowance(spender, value), foretold);
            }
            Allowing::Replace { rightly } => {
                let old = self.model.allowance(owner, spender) + u128::from(!rightly);
                let foretold = plainly(self.model.replace(owner, spender, old, value));
                let message = self.world.office().call_mut().replace_allowance(spender, old, value);
                self.send(owner, "replace_allowance", message, foretold);
            }
        }
    }

    fn office_step(&mut self, step: &Step) {
        let mut office = self.world.office();
        match *step {
            Step::Issue { by, ref rows } => {
                let (by, rows) = (self.signer(by, Issuer), self.rows(rows, 50));
                let foretold = plainly(self.model.allot(by, &rows));
                self.send(by, "issue", office.call_mut().issue(rows), foretold);
            }
            Step::Close { by } => {
                let by = self.signer(by, Issuer);
                let foretold = plainly(self.model.close(by));
                self.send(by, "close_issue", office.call_mut().close_issue(), foretold);
            }
            Step::Reopen { by, grounded } => {
                let (by, document) = (self.signer(by, Issuer), grounds(grounded).document);
                let foretold = plainly(self.model.reopen(by, document));
                self.send(by, "reopen_issue", office.call_mut().reopen_issue(document), foretold);
            }
            Step::BuyBack { by, amount } => {
                let by = self.signer(by, Issuer);
                let units = units_of(amount, self.model.units(by));
                let foretold = plainly(self.model.buy_back(by, units));
                self.send(by, "buy_back", office.call_mut().buy_back(units), foretold);
            }
            Step::Pause { by, paused } => {
                let by = self.signer(by, Pauser);
                let foretold = plainly(self.model.pause(by, paused));
                match paused {
                    true => self.send(by, "pause", office.call_mut().pause(), foretold),
                    false => self.send(by, "unpause", office.call_mut().unpause(), foretold),
                }
            }
            _ => unreachable!("not the office's: {step:?}"),
        }
    }

    fn controller_step(&mut self, step: &Step) {
        let mut office = self.world.office();
        match *step {
            Step::Forced { by, from, to, amount, from_lock, grounded } => {
                let (by, grounds) = (self.signer(by, Controller), grounds(grounded));
                let (from, to) = (self.actors[from], self.actors[to]);
                let from_lock = from_lock.map(|place| self.lock_at(place, Some(from)));
                let lock = from_lock.and_then(|number| self.model.locks().get(&number).copied());
                let units = units_of(amount, lock.map_or(self.model.units(from), |lock| lock.units));
                let foretold = plainly(self.model.forced(by, (from, to, units), from_lock, &grounds));
                let message = office.call_mut().forced_transfer(from, to, units, from_lock, false, grounds);
                self.send(by, "forced_transfer", message, foretold);
            }
            Step::Recover { by, old, new, grounded } => {
                let (by, grounds) = (self.signer(by, Controller), grounds(grounded));
                let (old, new) = (self.actors[old], self.actors[new]);
                let foretold = plainly(self.model.recover(by, old, new, &grounds));
                self.send(by, "recover", office.call_mut().recover(old, new, false, grounds), foretold);
            }
            Step::Freeze { by, who, frozen } => {
                let (by, who) = (self.signer(by, Controller), self.actors[who]);
                let foretold = plainly(self.model.freeze(by, who, frozen, &GROUNDS));
                self.send(by, "freeze_account", office.call_mut().freeze_account(who, frozen, GROUNDS), foretold);
            }
            Step::Lock { by, who, amount, escrow } => {
                let (by, who) = (self.signer(by, Controller), self.actors[who]);
                let units = units_of(amount, self.model.units(who) - self.model.locked_units(who));
                let escrow = escrow.map(|number| [Court, Treasury, Zero][usize::from(number)].id());
                let seizure = escrow.map(|escrow| Seizure { case_reference: [9; 32], escrow });
                let number = self.model.locks_opened();
                let foretold = self.model.lock(by, who, units, seizure, &GROUNDS);
                let foretold = foretold.map(|facts| (facts, Some(number)));
                self.send(by, "lock_units", office.call_mut().lock_units(who, units, seizure, GROUNDS), foretold);
            }
            Step::Release { by, lock, amount } => {
                let (by, lock) = (self.signer(by, Controller), self.lock_at(lock, None));
                let held = self.model.locks().get(&lock).map_or(1, |lock| lock.units);
                let units = units_of(amount, held);
                let foretold = plainly(self.model.release(by, lock, units, &GROUNDS));
                self.send(by, "release_units", office.call_mut().release_units(lock, units, GROUNDS), foretold);
            }
            _ => unreachable!("not the controller's: {step:?}"),
        }
    }

    /// The number of an open lock, of one account or of anybody; of none if it has no lock in this place.
    fn lock_at(&self, place: u32, of: Option<AccountId>) -> u32 {
        let locks = self.model.locks();
        let mut numbers = locks.iter().filter(|(_, lock)| of.is_none_or(|account| lock.account == account));
        numbers.nth(place as usize).map_or(place, |(number, _)| *number)
    }

    fn desk_step(&mut self, step: &Step) {
        let mut desk = self.world.desk();
        let (Step::Register { by, who, .. } | Step::Status { by, who, .. } | Step::Update { by, who, .. }) = *step
        else {
            unreachable!("not the desk's: {step:?}")
        };
        let (by, account, investor_id) = (self.signer(by, Registrar), self.actors[who], 1_000 + who as u64);
        let by_registrar = by == Registrar.id();
        let record = |class: u8, expiry_ms: u64| {
            let tax_class = tax_class(class);
            let told = InvestorRecord { expiry_ms, tax_class, ..investor(Alice) };
            (told, Record { status: Status::Active, expiry_ms, tax_class })
        };
        match *step {
            Step::Register { class, .. } => {
                let (told, record) = record(class, expiry_ms(who));
                let foretold = self.model.list(by_registrar, account, record).map(|facts| (facts, Some(Vec::new())));
                let rows = vec![NewInvestor { investor_id, record: told, wallets: vec![account] }];
                self.send(by, "register", desk.call_mut().register(rows, Mode::AllOrNothing), foretold);
            }
            Step::Status { status, .. } => {
                let status = [Status::Active, Status::Suspended, Status::Revoked][usize::from(status % 3)];
                let foretold = self.model.set_status(by_registrar, account, status);
                let foretold = foretold.map(|facts| (facts, Some(Vec::new())));
                let message = desk.call_mut().set_status(vec![investor_id], status, Mode::AllOrNothing);
                self.send(by, "set_status", message, foretold);
            }
            Step::Update { class, lapses, .. } => {
                let expiry_ms = if lapses { self.model.now_ms } else { expiry_ms(0) };
                let (told, record) = record(class, expiry_ms);
                let foretold = plainly(self.model.update(by_registrar, account, record));
                self.send(by, "update", desk.call_mut().update(investor_id, told), foretold);
            }
            _ => {}
        }
    }

    fn role_step(&mut self, at_office: bool, by: Signer, who: AccountId, duty: Duty) {
        let (of, contract) =
            if at_office { (Of::Office, self.world.series.office) } else { (Of::Agent, self.world.series.agent) };
        let (by, roles) = (self.signer(by, Admin), bond_client::contracts::Psp22(contract));
        let mut handover = bond_client::contracts::handover(contract);
        self.scope.roles.extend((0..6).map(|role| (of, role, who)));
        // Who was not asked about yet has no role: the next look asks.
        match duty {
            Duty::Grant { role } => {
                let foretold = plainly(self.model.grant(of, by, role, who));
                self.send(by, "grant_role", roles.grant_role(role, Some(who)), foretold);
            }
            Duty::Revoke { role } => {
                let foretold = plainly(self.model.revoke(of, by, role, who));
                self.send(by, "revoke_role", roles.revoke_role(role, Some(who)), foretold);
            }
            Duty::Renounce { role } => {
                let foretold = plainly(self.model.renounce(of, who, role, who));
                self.send(who, "renounce_role", roles.renounce_role(role, Some(who)), foretold);
            }
            Duty::Propose | Duty::Withdraw => {
                let account = matches!(duty, Duty::Propose).then_some(who);
                let foretold = plainly(self.model.propose(of, by, account));
                self.send(by, "propose_admin", handover.call_mut().propose_admin(account), foretold);
            }
            Duty::Accept => {
                let foretold = plainly(self.model.accept(of, who));
                self.send(who, "accept_admin", handover.call_mut().accept_admin(), foretold);
            }
        }
    }

    fn money_step(&mut self, step: &Step) {
        let mut distributor = self.world.distributor();
        match *step {
            Step::Announce { by, k } => self.announce(self.actors[by], k),
            Step::Fund { by, k, amount, with_money } => {
                let coupon = self.model.coupon(k);
                let missing_yen = coupon.map_or(1_000, |coupon| coupon.required_yen - coupon.funded_yen);
                self.fund(self.actors[by], k, of(amount, missing_yen), with_money);
            }
            Step::Deposit { by, k, amount, with_money } => {
                let (by, yen) = (self.actors[by], of(amount, 40_000));
                self.provide(by, yen, with_money);
                let foretold = plainly(self.model.deposit(by, k, yen));
                self.send(by, "deposit", distributor.call_mut().deposit(k, yen), foretold);
            }
            Step::Draw { by, k } => {
                let foretold = plainly(self.model.draw(k));
                self.send(self.actors[by], "draw", distributor.call_mut().draw(k), foretold);
            }
            Step::Open { by, k } => self.open(self.actors[by], k),
            Step::Prepare { payment } => {
                self.wait(if payment { Until::Payment(0) } else { Until::Cutoff(0) });
                self.prepare();
            }
            Step::TooEarly { percent } => self.too_early(percent),
            Step::Order { by, k, yen } => {
                let order = CashOrder::WithdrawTax { event: k, kind: TaxKind::National, yen: yen.into(), to: Bob.id() };
                let foretold = Err(DistributorError::NotTheAgent);
                self.send::<u128, _>(self.actors[by], "order", distributor.call_mut().order(order), foretold);
            }
            Step::Claim { who, k } => self.claim(self.actors[who], k),
            Step::ClaimAll { who, count } => {
                let foretold = self.model.claim_all(self.actors[who], count).map(|(facts, rows)| (facts, Some(rows)));
                self.send(self.actors[who], "claim_all", distributor.call_mut().claim_all(count), foretold);
            }
            Step::Page { by, k, ref who } => {
                let accounts = who.iter().map(|who| self.actors[*who]).collect();
                self.page(self.actors[by], k, accounts);
            }
            Step::Donate { by, yen } => {
                let by = self.actors[by];
                self.provide(by, yen.into(), true);
                if by != Zero.id() {
                    let to = self.world.series.distributor;
                    let facts = vec![Fact::Yen { from: Some(by), to, yen: yen.into() }];
                    let message = self.world.cash().transfer(to, yen.into());
                    self.send::<_, PSP22Error>(by, "yen transfer", message, Ok((facts, Some(()))));
                }
            }
            _ => self.agent_step(step),
        }
    }

    pub fn announce(&mut self, by: AccountId, k: u8) {
        let foretold = plainly(self.model.announce(k));
        self.send(by, "announce", self.world.distributor().call_mut().announce(k), foretold);
    }

    /// Gives somebody money, and lets the distributor take it.
    fn provide(&mut self, account: AccountId, yen: u128, really: bool) {
        if really && account != Zero.id() && yen < u128::from(u64::MAX) {
            let facts = vec![Fact::Yen { from: None, to: account, yen }];
            let message = self.world.yen().call_mut().mint(account, yen);
            self.send::<_, YenError>(Payer.id(), "mint", message, Ok((facts, Some(()))));
            let facts = self.model.allow_yen(account, yen);
            let message = self.world.cash().increase_allowance(self.world.series.distributor, yen);
            self.send::<_, PSP22Error>(account, "yen increase_allowance", message, Ok((facts, Some(()))));
            self.state = self.look();
        }
    }

    pub fn fund(&mut self, by: AccountId, k: u8, yen: u128, with_money: bool) {
        self.provide(by, yen, with_money);
        let foretold = self.model.fund(by, k, yen).map(|facts| {
            let taken_yen = facts.iter().find_map(|fact| match fact {
                Fact::Funded { yen, .. } => Some(*yen),
                _ => None,
            });
            (facts, taken_yen)
        });
        self.send(by, "fund", self.world.distributor().call_mut().fund(k, yen), foretold);
    }

    pub fn open(&mut self, by: AccountId, k: u8) {
        let foretold = plainly(self.model.open(k));
        self.send(by, "open", self.world.distributor().call_mut().open(k), foretold);
    }

    pub fn claim(&mut self, who: AccountId, k: u8) {
        let foretold = self.model.claim(who, k).map(|(facts, quote)| (facts, Some(quote)));
        self.send(who, "claim", self.world.distributor().call_mut().claim(k), foretold);
    }

    pub fn page(&mut self, by: AccountId, k: u8, accounts: Vec<AccountId>) {
        let foretold = self.model.pay_page(k, &accounts).map(|(facts, outcomes)| (facts, Some(outcomes)));
        self.send(by, "pay_page", self.world.distributor().call_mut().pay_page(k, accounts), foretold);
    }

    /// Announces, funds and opens whatever can be.
    pub fn prepare(&mut self) {
        let by = Outsider.id();
        for k in 0..self.model.events() {
            if self.model.now_ms < self.model.fixed.events[usize::from(k)].cutoff_ms {
                break;
            }
            if self.model.coupon(k).is_none() {
                self.announce(by, k);
            }
            let coupon = self.model.coupon(k).expect("an announced event");
            if coupon.state == CouponState::Announced {
                let missing_yen = coupon.required_yen - coupon.funded_yen;
                if missing_yen > 0 {
                    self.fund(by, k, missing_yen, true);
                }
                self.open(by, k);
            }
        }
    }

    /// Announces the next event on its record date, brings in a part of what it needs, and tries to open it.
    fn too_early(&mut self, percent: u64) {
        self.wait(Until::Cutoff(0));
        let Some(k) = self.model.epoch().checked_sub(1) else { return };
        if self.model.coupon(k).is_none() {
            self.announce(Outsider.id(), k);
        }
        let coupon = self.model.coupon(k).expect("an announced event");
        let part_yen = (coupon.required_yen - coupon.funded_yen) * u128::from(percent) / 100;
        if part_yen > 0 {
            self.fund(Alice.id(), k, part_yen, true);
        }
        self.open(Outsider.id(), k);
    }

    fn agent_step(&mut self, step: &Step) {
        let mut agent = self.world.agent();
        let kind = |local: bool| if local { TaxKind::Local } else { TaxKind::National };
        match *step {
            Step::TakeTax { by, k, local, amount } => {
                let (by, kind) = (self.signer(by, PayingAgent), kind(local));
                let yen = of(amount, self.model.withheld_of(k, kind));
                let foretold = plainly(self.model.withdraw_tax(by, k, kind, yen));
                self.send(by, "withdraw_tax", agent.call_mut().withdraw_tax(k, kind, yen), foretold);
            }
            Step::Remit { by, k, local, amount, grounded } => {
                let (by, kind, document) = (self.signer(by, PayingAgent), kind(local), grounds(grounded).document);
                let yen = of(amount, self.model.taken_of(k, kind) - self.model.remitted_yen(k, kind));
                let foretold = plainly(self.model.remit(by, k, kind, yen, document));
                let message = agent.call_mut().record_remittance(k, kind, yen, document);
                self.send(by, "record_remittance", message, foretold);
            }
            Step::TakeSurplus { by, amount } => {
                let by = self.signer(by, PayingAgent);
                let yen = of(amount, self.model.cash().surplus_yen);
                let foretold = plainly(self.model.withdraw_surplus(by, yen));
                self.send(by, "withdraw_surplus", agent.call_mut().withdraw_surplus(yen), foretold);
            }
            Step::Reclaim { by, k, grounded } => self.reclaim(self.signer(by, PayingAgent), k, grounded),
            Step::PaymentDay { by, k, shift } => {
                let by = self.signer(by, PayingAgent);
                let scheduled = self.model.fixed.events.get(usize::from(k)).map_or(0, |event| event.payment_day);
                let day = shift.map(|shift| scheduled + shift);
                let foretold = plainly(self.model.set_payment_day(by, k, day));
                self.send(by, "set_payment_day", agent.call_mut().set_payment_day(k, day), foretold);
            }
            _ => unreachable!("nobody's: {step:?}"),
        }
    }

    pub fn reclaim(&mut self, by: AccountId, k: u8, grounded: bool) {
        let document = grounds(grounded).document;
        let foretold = self.model.reclaim(by, k, document).map(|facts| {
            let yen = facts.iter().find_map(|fact| match fact {
                Fact::Lapsed { yen, .. } | Fact::FundingReturned { yen, .. } => Some(*yen),
                _ => None,
            });
            (facts, yen)
        });
        self.send(by, "reclaim", self.world.agent().call_mut().reclaim(k, document), foretold);
    }

    fn wait(&mut self, until: Until) {
        let now_ms = self.model.now_ms;
        let next = |instants: &mut dyn Iterator<Item = u64>| instants.filter(|instant| *instant > now_ms).min();
        let month_ms = now_ms + 30 * 86_400_000;
        let events = &self.model.fixed.events;
        let (from_ms, near) = match until {
            Until::Cutoff(near) => (next(&mut events.iter().map(|event| event.cutoff_ms)), near),
            Until::Payment(near) => (next(&mut (0..self.model.events()).map(|k| self.world.payment_ms(k))), near),
            Until::Midnight(near) => (Some((now_ms + 9 * 3_600_000) / 86_400_000 * 86_400_000 + 15 * 3_600_000), near),
            Until::Expiry(near) => (Some(expiry_ms(LAPSING)), near),
            Until::Lapse(k, near) => {
                let open = self.model.coupon(k).filter(|coupon| coupon.state == CouponState::Open);
                (open.map(|coupon| Model::lapse_ms(&coupon)), near)
            }
            Until::Month => (None, 0),
        };
        self.wait_until(from_ms.map_or(month_ms, |from_ms| from_ms.saturating_add_signed(near)));
    }
}
