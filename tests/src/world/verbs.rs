//! What happens in the life of a series. Each of these must succeed.

use bond_abi::desk::{InvestorRecord, KycDesk, Mode};
use bond_abi::distributor::{CouponDistributor, Outcome, Quote};
use bond_abi::office::BondOffice;
use bond_abi::registry::Status;
use bond_abi::yen::YenToken;
use bond_client::TraitCallBuilder;

use super::{investor, newcomer, World};
use crate::who::Who;

impl World {
    /// Time of the block in which the next message runs.
    pub fn now_ms(&mut self) -> u64 {
        self.client.now_ms().expect("the embedded chain has a clock")
    }

    /// Opens a block at an instant.
    pub fn advance_to(&mut self, now_ms: u64) {
        assert!(now_ms >= self.now_ms(), "time never moves backwards");
        self.client.transport().advance_to_ms(now_ms).expect("a block");
        self.digest = None;
    }

    /// Opens a block at an instant, unless it has passed.
    pub fn wait_until(&mut self, instant_ms: u64) {
        if self.now_ms() < instant_ms {
            self.advance_to(instant_ms);
        }
    }

    /// Registers somebody as an individual in Tokyo.
    #[track_caller]
    pub fn register(&mut self, who: Who) {
        self.register_as(who, investor(who));
    }

    /// Registers somebody with a record of his own.
    #[track_caller]
    pub fn register_as(&mut self, who: Who, record: InvestorRecord) {
        self.know(who);
        self.done(Who::Registrar, self.desk().call_mut().register(vec![newcomer(who, record)], Mode::AllOrNothing));
    }

    /// Replaces somebody's record.
    #[track_caller]
    pub fn update(&mut self, who: Who, record: InvestorRecord) {
        self.done(Who::Registrar, self.desk().call_mut().update(who.investor_id(), record));
    }

    #[track_caller]
    fn set_status(&mut self, who: Who, status: Status) {
        let ids = vec![who.investor_id()];
        self.done(Who::Registrar, self.desk().call_mut().set_status(ids, status, Mode::AllOrNothing));
    }

    /// Puts somebody on hold.
    #[track_caller]
    pub fn suspend(&mut self, who: Who) {
        self.set_status(who, Status::Suspended);
    }

    /// Makes somebody active again.
    #[track_caller]
    pub fn reinstate(&mut self, who: Who) {
        self.set_status(who, Status::Active);
    }

    /// Ends the relationship with somebody.
    #[track_caller]
    pub fn revoke(&mut self, who: Who) {
        self.set_status(who, Status::Revoked);
    }

    /// Allots units.
    #[track_caller]
    pub fn allot(&mut self, allotments: &[(Who, u64)]) {
        for page in allotments.chunks(bond_abi::MAX_PAGE as usize) {
            let rows = page.iter().map(|(who, units)| (who.id(), *units)).collect();
            self.done(Who::Issuer, self.office().call_mut().issue(rows));
        }
    }

    /// Closes the issue.
    #[track_caller]
    pub fn close_issue(&mut self) {
        self.done(Who::Issuer, self.office().call_mut().close_issue());
    }

    /// Moves units.
    #[track_caller]
    pub fn transfer(&mut self, from: Who, to: Who, units: u128) {
        self.know(to);
        self.done(from, self.bond().transfer(to.id(), units));
    }

    /// Gives the payer yen and lets the distributor take them.
    #[track_caller]
    pub fn provide(&mut self, yen: u128) {
        self.done(Who::Payer, self.yen().call_mut().mint(Who::Payer.id(), yen));
        self.done(Who::Payer, self.cash().increase_allowance(self.series.distributor, yen));
    }

    /// Freezes an event.
    #[track_caller]
    pub fn announce(&mut self, k: u8) {
        self.done(Who::Payer, self.distributor().call_mut().announce(k));
    }

    /// Freezes an event and brings in all the money it needs.
    #[track_caller]
    pub fn announce_and_fund(&mut self, k: u8) {
        self.announce(k);
        let required_yen = self.coupon(k).required_yen;
        self.provide(required_yen);
        self.done(Who::Payer, self.distributor().call_mut().fund(k, required_yen));
    }

    /// Announces and funds an event after its cutoff and opens it on its payment day.
    #[track_caller]
    pub fn open(&mut self, k: u8) {
        let (cutoff_ms, payment_ms) = (self.cutoff(k), self.payment_ms(k));
        self.wait_until(cutoff_ms);
        self.announce_and_fund(k);
        self.wait_until(payment_ms);
        self.done(Who::Payer, self.distributor().call_mut().open(k));
    }

    /// Pays a page and says what became of each.
    #[track_caller]
    pub fn pay(&mut self, k: u8, page: &[Who]) -> Vec<Outcome> {
        let accounts = page.iter().map(|who| who.id()).collect();
        self.done(Who::Outsider, self.distributor().call_mut().pay_page(k, accounts)).0
    }

    /// Somebody fetches his own payment.
    #[track_caller]
    pub fn claim(&mut self, who: Who, k: u8) -> Quote {
        self.done(who, self.distributor().call_mut().claim(k)).0
    }
}
