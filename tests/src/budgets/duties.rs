//! What waits for the delay: granting, cancelling, carrying out, and what an act of the controller costs where the desk is
//! asked who he is.

use bond_abi::agent::{CashAccounts, PayingAgent};
use bond_abi::desk::KycDesk;
use bond_abi::office::{BondOffice, Grounds, Reason};
use bond_abi::roles::{AdminHandover, DelayedDuties, ADMIN, CONTROLLER};
use bond_client::contracts;
use bond_client::TraitCallBuilder;

use super::Budgets;
use crate::plans;
use crate::who::Who::{
    Admin, Alice, Bob, Broker, Carol, Controller, Dave, Outsider, Pauser, PayingAgent as Agent, Registrar,
};
use crate::world::World;

const WEEK_MS: u64 = 7 * 86_400_000;
const ORDER: Grounds = Grounds { reason: Reason::LegalOrder, document: [1; 32] };

pub(super) fn measure(budgets: &mut Budgets) {
    let mut waiting = World::waiting(plans::short_bullet(), WEEK_MS).with_holders(2);
    let world = &mut waiting;
    budgets.sent(world, Admin, "1 that waits", world.office_roles().grant_role(CONTROLLER, Some(Carol.id())));
    budgets.sent(world, Pauser, "1", world.office_duties().call_mut().cancel_role(CONTROLLER, Carol.id()));
    for (contract, canceller) in
        [(world.series.office, Pauser), (world.series.desk, Pauser), (world.series.agent, Agent)]
    {
        let (duties, mut handover) = (contracts::duties(contract), contracts::handover(contract));
        budgets.asked(world, "1", duties.call().delay_ms());
        budgets.asked(world, "1", duties.call().role_from_ms(ADMIN, Carol.id()));
        world.done(Admin, handover.call_mut().propose_admin(Some(Carol.id())));
        let case = if contract == world.series.office { "a proposal" } else { "1" };
        budgets.sent(world, canceller, case, duties.clone().call_mut().cancel_role(ADMIN, Carol.id()));
    }
    let freeze = world.office().call_mut().freeze_account(Alice.id(), true, ORDER);
    budgets.sent(world, Controller, "1, the desk is asked", freeze);
    let desk = world.desk();
    budgets.asked(world, "1", desk.call().edits(Controller.id()));
    world.done(Admin, desk.clone().call_mut().accredit(Broker.id(), None));
    budgets.sent(world, Pauser, "1", desk.clone().call_mut().cancel_change(Broker.id()));
    world.done(Registrar, desk.clone().call_mut().unlink(Bob.id(), true));
    budgets.sent(world, Admin, "1", desk.clone().call_mut().revive(Bob.id()));
    let agent = world.agent();
    let accounts = CashAccounts { tax: Carol.id(), treasury: Dave.id() };
    budgets.sent(world, Admin, "1 that waits", agent.clone().call_mut().set_accounts(accounts));
    budgets.sent(world, Agent, "1", agent.clone().call_mut().cancel_act(0));
    world.done(Admin, agent.clone().call_mut().set_accounts(accounts));
    budgets.asked(world, "1", agent.call().pending_acts());
    world.done(Admin, desk.clone().call_mut().accredit(Broker.id(), None));
    let now_ms = world.now_ms();
    world.advance_to(now_ms + WEEK_MS);
    budgets.sent(world, Outsider, "1", agent.clone().call_mut().apply_act(1));
    budgets.sent(world, Outsider, "1", desk.clone().call_mut().apply_change(Broker.id()));
}
