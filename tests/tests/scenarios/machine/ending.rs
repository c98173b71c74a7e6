//! How every life ends: whoever is owed gets his money, whatever happened before, and the issuer reaches the end (I23–I25).

use super::*;

impl Machine {
    /// Somebody with a role; if nobody has it any more, the admin gives it to its officer.
    fn officer(&mut self, of: Of, role: u32, officer: Who) -> AccountId {
        let holders = |model: &Model, scope: &Scope, role| {
            scope
                .roles
                .iter()
                .find(|(at, given, who)| (*at, *given) == (of, role) && model.has_role(of, role, *who))
                .copied()
        };
        if let Some((.., account)) = holders(&self.model, &self.scope, role) {
            return account;
        }
        let (.., admin) = holders(&self.model, &self.scope, ADMIN).expect("there is an admin");
        let contract = match of {
            Of::Office => self.world.series.office,
            Of::Agent => self.world.series.agent,
        };
        self.scope.roles.insert((of, role, officer.id()));
        let foretold = self.model.grant(of, admin, role, officer.id()).map(|facts| (facts, Some(())));
        assert!(foretold.is_ok(), "T34: the admin gives roles again");
        let roles = bond_client::contracts::Psp22(contract);
        self.send(admin, "grant_role", roles.grant_role(role, Some(officer.id())), foretold);
        officer.id()
    }

    /// I23: whoever is due and not on hold could claim now.
    fn everybody_could_claim(&mut self) {
        let due: Vec<_> = self.state.entitlements.iter().filter(|(_, due)| due.outcome == Outcome::Paid).collect();
        let due: Vec<(u8, AccountId)> = due.into_iter().map(|(key, _)| *key).collect();
        for (k, account) in due.into_iter().filter(|(k, _)| self.state.coupons[k].state == CouponState::Open) {
            let claim = self.world.distributor().call_mut().claim(k);
            let called = self.world.client.dry_run(account, claim).expect("an answer");
            assert!(called.answer.is_ok(), "I23: {account:?} cannot claim {k}: {:?}", called.answer);
        }
    }

    /// Plays the rest of the life, to its end.
    pub fn end(&mut self) {
        if self.model.issued_units() == 0 {
            return;
        }
        if self.model.issue() == chihosai_tests::model::Issue::First {
            let issuer = self.officer(Of::Office, ISSUER, Issuer);
            let foretold = self.model.close(issuer).map(|facts| (facts, Some(())));
            self.send(issuer, "close_issue", self.world.office().call_mut().close_issue(), foretold);
        }
        let last = self.model.events() - 1;
        // The cash date may have been moved by ten days.
        self.wait_until(self.world.payment_ms(last) + 10 * 86_400_000);
        self.prepare();
        self.everybody_could_claim();
        self.pay_everybody(last);
        self.let_the_rest_lapse();
        self.empty_the_till();
    }

    fn pay_everybody(&mut self, last: u8) {
        let before = self.model.clone();
        // Some fetch their money, the others are on one page, in whatever order the accounts have.
        let accounts = self.scope.accounts.clone();
        for k in 0..=last {
            if self.model.coupon(k).expect("an event").state == CouponState::Open {
                let holders: Vec<_> = self.state.records[usize::from(k)].1.keys().copied().collect();
                for account in holders.into_iter().step_by(2) {
                    self.claim(account, k);
                }
                self.page(Outsider.id(), k, accounts.iter().rev().copied().collect());
            }
        }
        // I25: in the other order, and all by pages, it ends in the same state.
        let mut other = before;
        for k in (0..=last).rev() {
            if other.coupon(k).expect("an event").state == CouponState::Open {
                let (facts, _) = other.pay_page(k, &accounts).expect("a page");
                other.record(facts);
            }
        }
        differ("the payments", "another order", &other.state(&self.scope), &self.state);
    }

    fn let_the_rest_lapse(&mut self) {
        let open = |machine: &Self| {
            let coupons = machine.state.coupons.iter().filter(|(_, coupon)| coupon.state == CouponState::Open);
            coupons.map(|(k, coupon)| (*k, Model::lapse_ms(coupon))).collect::<Vec<_>>()
        };
        let agent = self.officer(Of::Agent, PAYING_AGENT, PayingAgent);
        for (k, until_ms) in open(self) {
            self.wait_until(until_ms - 1);
            if self.model.now_ms < until_ms {
                self.reclaim(agent, k, true);
                self.wait_until(until_ms);
            }
            self.reclaim(agent, k, true);
        }
        self.end_all_holds();
        for k in 0..self.model.events() - 1 {
            self.page(Outsider.id(), k, self.scope.accounts.clone());
        }
        self.page(Outsider.id(), self.model.events() - 1, self.scope.accounts.clone());
        // I24
        assert_eq!(self.state.phase, Phase::Closed, "I24: the series does not end");
    }

    /// What is reserved for somebody on hold waits beyond the prescription, until the registrar decides about him.
    fn end_all_holds(&mut self) {
        let mut desk = self.world.desk();
        for who in 0..self.actors.len() {
            let (account, investor_id) = (self.actors[who], 1_000 + who as u64);
            let foretold = self.model.set_status(true, account, Status::Revoked);
            let foretold = foretold.map(|facts| (facts, Some(Vec::new())));
            let message = desk.call_mut().set_status(vec![investor_id], Status::Revoked, Mode::AllOrNothing);
            self.send(Registrar.id(), "set_status", message, foretold);
        }
    }

    fn empty_the_till(&mut self) {
        let agent = self.officer(Of::Agent, PAYING_AGENT, PayingAgent);
        for k in 0..self.model.events() {
            for kind in [TaxKind::National, TaxKind::Local] {
                let yen = self.model.withheld_of(k, kind);
                if yen == 0 {
                    continue;
                }
                let foretold = self.model.withdraw_tax(agent, k, kind, yen).map(|facts| (facts, Some(())));
                let message = self.world.agent().call_mut().withdraw_tax(k, kind, yen);
                self.send(agent, "withdraw_tax", message, foretold);
            }
        }
        let surplus_yen = self.state.cash.surplus_yen;
        let foretold = self.model.withdraw_surplus(agent, surplus_yen).map(|facts| (facts, Some(())));
        let message = self.world.agent().call_mut().withdraw_surplus(surplus_yen);
        self.send(agent, "withdraw_surplus", message, foretold);
        let cash = &self.state.cash;
        assert_eq!((cash.balance_yen, cash.owed_yen), (0, 0), "I13: a yen is left that is nobody's");
    }
}
