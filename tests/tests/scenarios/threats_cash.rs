//! The threat list by its numbers for the money: every message of distributor and paying agent that takes an account (T19)
//! or an amount (T10), by the metadata, so that none is forgotten.

use chihosai_tests::prelude::*;

use crate::threats_arguments::{every_argument, is_account, is_yen, Case};

const DOCUMENT: [u8; 32] = [1; 32];
const TOO_MUCH: [u128; 4] = [u64::MAX as u128, 1 << 64, u128::MAX - 1, u128::MAX];

/// The first coupon is open; one of two holders is paid.
fn open() -> World {
    let mut world = World::short().with_holders(2);
    world.open(0);
    world.claim(Alice, 0);
    world
}

fn as_agent(world: &mut World, order: CashOrder) -> Result<u128, DistributorError> {
    let (agent, order) = (world.series.agent, world.distributor().call_mut().order(order));
    world.client.dry_run(agent, order).expect("an answer and no trap").answer
}

const ACCOUNTS: [Case; 15] = [
    ("coupon_distributor", "CouponDistributor::quote", "account", |world| {
        assert_eq!(world.read(world.distributor().call().quote(Zero.id(), 0)).map(|quote| quote.units), Ok(0));
    }),
    ("coupon_distributor", "CouponDistributor::is_paid", "account", |world| {
        assert!(!world.read(world.distributor().call().is_paid(Zero.id(), 0)));
    }),
    ("coupon_distributor", "CouponDistributor::marks", "account", |world| {
        assert_eq!(world.read(world.distributor().call().marks(Zero.id())), Marks::default());
    }),
    ("coupon_distributor", "CouponDistributor::entitlements", "accounts", |world| {
        assert_eq!(world.entitlement(Zero.id(), 0).outcome, Outcome::NotAHolder);
    }),
    ("coupon_distributor", "CouponDistributor::pay_page", "accounts", |world| {
        assert_eq!(world.pay(0, &[Zero]), [Outcome::NotAHolder]);
    }),
    ("coupon_distributor", "CouponDistributor::order", "order", |world| {
        let nobody = CashOrder::WithdrawTax { event: 0, kind: TaxKind::Local, yen: 1, to: Zero.id() };
        assert_eq!(as_agent(world, nobody), Err(DistributorError::BadAccount));
        let itself = CashOrder::WithdrawTax { event: 0, kind: TaxKind::Local, yen: 1, to: world.series.distributor };
        assert_eq!(as_agent(world, itself), Err(DistributorError::BadAccount));
    }),
    ("paying_agent", "PayingAgent::payments_of", "account", |world| {
        assert_eq!(world.read(world.agent().call().payments_of(Zero.id(), 0, 16)), Ok(Vec::new()));
    }),
    ("paying_agent", "PayingAgent::wire", "distributor", |world| {
        world.refused(Admin, world.agent().call_mut().wire(Zero.id()), AgentError::AlreadyWired);
    }),
    ("paying_agent", "PayingAgent::set_accounts", "accounts", |world| {
        let accounts = CashAccounts { tax: Zero.id(), treasury: Treasury.id() };
        world.refused(Admin, world.agent().call_mut().set_accounts(accounts), AgentError::ZeroAccount);
    }),
    ("paying_agent", "AccessControl::has_role", "address", |world| {
        for role in [ADMIN, PAYING_AGENT] {
            assert!(!world.read(world.agent_roles().has_role(role, Zero.id())), "{role}");
        }
    }),
    ("paying_agent", "AccessControl::grant_role", "account", |world| {
        let grant = world.agent_roles().grant_role(PAYING_AGENT, Some(Zero.id()));
        world.refused(Admin, grant, AccessControlError::InvalidCaller);
        let revoke = world.agent_roles().revoke_role(PAYING_AGENT, Some(Zero.id()));
        world.refused(Admin, revoke, AccessControlError::InvalidCaller);
    }),
    ("paying_agent", "AccessControl::renounce_role", "account", |world| {
        let renounce = world.agent_roles().renounce_role(PAYING_AGENT, Some(Zero.id()));
        world.refused(Zero, renounce, AccessControlError::InvalidCaller);
    }),
    ("paying_agent", "DelayedDuties::role_from_ms", "account", |world| {
        assert_eq!(world.read(world.agent_duties().call().role_from_ms(PAYING_AGENT, Zero.id())), None);
    }),
    ("paying_agent", "DelayedDuties::cancel_role", "account", |world| {
        let cancel = world.agent_duties().call_mut().cancel_role(ADMIN, Zero.id());
        world.refused(PayingAgent, cancel, HandoverError::NothingPending);
    }),
    ("paying_agent", "AdminHandover::propose_admin", "account", |world| {
        let propose = world.agent_handover().call_mut().propose_admin(Some(Zero.id()));
        world.refused(Admin, propose, HandoverError::ZeroAccount);
    }),
];

#[test]
fn t19_the_zero_account_is_nobody_where_money_is_decided() {
    let mut cases = ACCOUNTS.to_vec();
    cases.push(("paying_agent", "AccessControl::revoke_role", "account", |world| {
        let revoke = world.agent_roles().revoke_role(PAYING_AGENT, Some(Zero.id()));
        world.refused(Admin, revoke, AccessControlError::InvalidCaller);
    }));
    every_argument(&[&bundles().distributor, &bundles().agent], is_account, open, &cases);
}

const AMOUNTS: [Case; 6] = [
    ("coupon_distributor", "CouponDistributor::fund", "amount_yen", |world| {
        for yen in TOO_MUCH {
            let open = DistributorError::WrongState { state: CouponState::Open };
            world.refused(Payer, world.distributor().call_mut().fund(0, yen), open);
        }
    }),
    ("coupon_distributor", "CouponDistributor::deposit", "amount_yen", |world| {
        for yen in TOO_MUCH {
            world.refused(Payer, world.distributor().call_mut().deposit(1, yen), DistributorError::FundingFailed);
        }
    }),
    ("coupon_distributor", "CouponDistributor::order", "order", |world| {
        for yen in TOO_MUCH {
            let tax = CashOrder::WithdrawTax { event: 0, kind: TaxKind::Local, yen, to: Alice.id() };
            assert_eq!(as_agent(world, tax), Err(DistributorError::ExceedsWithheld { withheld_yen: 250 }));
            let surplus = CashOrder::WithdrawSurplus { yen, to: Alice.id() };
            assert_eq!(as_agent(world, surplus), Err(DistributorError::ExceedsSurplus { surplus_yen: 0 }));
        }
    }),
    ("paying_agent", "PayingAgent::withdraw_tax", "yen", |world| {
        for yen in TOO_MUCH {
            let error = AgentError::Refused { error: DistributorError::ExceedsWithheld { withheld_yen: 765 } };
            world.refused(PayingAgent, world.agent().call_mut().withdraw_tax(0, TaxKind::National, yen), error);
        }
    }),
    ("paying_agent", "PayingAgent::record_remittance", "yen", |world| {
        for yen in TOO_MUCH {
            let remit = world.agent().call_mut().record_remittance(0, TaxKind::National, yen, DOCUMENT);
            world.refused(PayingAgent, remit, AgentError::ExceedsWithdrawn { withdrawn_yen: 0 });
        }
    }),
    ("paying_agent", "PayingAgent::withdraw_surplus", "yen", |world| {
        for yen in TOO_MUCH {
            let error = AgentError::Refused { error: DistributorError::ExceedsSurplus { surplus_yen: 0 } };
            world.refused(PayingAgent, world.agent().call_mut().withdraw_surplus(yen), error);
        }
    }),
];

#[test]
fn t10_no_amount_of_money_is_too_large_for_a_typed_answer() {
    every_argument(&[&bundles().distributor, &bundles().agent], is_yen, open, &AMOUNTS);
}

#[test]
fn t35_numbers_at_the_end_of_their_range_have_an_answer() {
    let mut world = open();
    let (distributor, agent, office) = (world.distributor(), world.agent(), world.office());
    for k in [2, 127, 128, 255] {
        assert_eq!(world.read(distributor.call().coverage(k)), Err(DistributorError::NotAnnounced));
        assert_eq!(world.read(distributor.call().quote(Alice.id(), k)), Err(DistributorError::NotAnnounced));
        assert_eq!(world.read(distributor.call().payment_day(k)), None);
        assert_eq!(world.read(agent.call().tax_ledger(k)), Err(AgentError::UnknownEvent));
        for count in [0, 16, 255] {
            assert_eq!(world.read(agent.call().payments_of(Alice.id(), k, count)), Ok(Vec::new()));
        }
        let tax = agent.clone().call_mut().withdraw_tax(k, TaxKind::Local, 1);
        world.refused(PayingAgent, tax, AgentError::Refused { error: DistributorError::NotAnnounced });
        let reclaim = agent.clone().call_mut().reclaim(k, DOCUMENT);
        world.refused(PayingAgent, reclaim, AgentError::Refused { error: DistributorError::NotAnnounced });
    }
    assert_eq!(world.read(office.call().flows(0)), Flows::default());
    assert_eq!(world.read(office.call().flows(u16::MAX)).issued_yen, 2_000_000);
    // The last day there is in a number is no day of any calendar; a row for it is never in force.
    for from_day in [i32::MAX, i32::MAX - 1] {
        let row = TaxRow { from_day, ..plans::tax_table()[2] };
        world.done(Admin, agent.clone().call_mut().set_tax_row(row));
    }
    world.advance_to(world.cutoff(1));
    world.announce(1);
    assert_eq!(world.coupon(1).rates, plans::tax_table()[1]);
}
