//! The desk and the registry.

use bond_abi::desk::{Exemption, InvestorRecord, KycDesk, Mode, NewInvestor, Renewal, MAX_IDS, MAX_ROWS};
use bond_abi::registry::packed::PackedEntry;
use bond_abi::registry::{Entry, KycRegistry, Period, RegistryError, Status, TaxClass, Taxation};
use bond_abi::roles::PAUSER;
use bond_abi::AccountId;
use bond_client::TraitCallBuilder;

use super::{crowd, Budgets};
use crate::who::Who::*;
use crate::world::{investor, World};

/// Everything that can be recorded is.
fn record() -> InvestorRecord {
    let exemption = Some(Exemption { basis: [1; 32], from_ms: 0, until_ms: u64::MAX });
    InvestorRecord { exemption, ..investor(Alice) }
}

fn rows(from: u64, count: u64) -> Vec<NewInvestor> {
    let wallets = crowd(from, count);
    let row = |(id, wallet): (u64, AccountId)| NewInvestor { investor_id: id, record: record(), wallets: vec![wallet] };
    (from..from + count).zip(wallets).map(row).collect()
}

pub(super) fn measure(budgets: &mut Budgets) {
    let mut open = World::with_open_desk();
    let registry = open.series.registry;
    let wire = open.desk().call_mut().wire(registry);
    budgets.sent(&mut open, Admin, "1", wire);

    let mut world = World::short();
    let (desk, mode) = (world.desk(), Mode::AllOrNothing);
    for (case, from, count) in [("1", 1_000, 1), ("10", 1_100, 10), ("64", 1_200, u64::from(MAX_ROWS))] {
        budgets.sent(&mut world, Registrar, case, desk.clone().call_mut().register(rows(from, count), mode));
    }
    world.done(Registrar, desk.clone().call_mut().register(rows(1_300, 64), mode));
    let ids = |count: u64| (1_200..1_264).chain(1_300..1_364).take(count as usize).collect::<Vec<u64>>();
    world.done(Admin, desk.clone().call_mut().accredit(Broker.id(), None));
    for (case, count) in [("1", 1), ("10", 10), ("128", u64::from(MAX_IDS))] {
        let evidence = Some([7; 32]);
        let renewals = ids(count).into_iter().map(|investor_id| Renewal { investor_id, expiry_ms: 5, evidence });
        budgets.sent(&mut world, Registrar, case, desk.clone().call_mut().renew(renewals.collect(), mode));
        budgets.sent(
            &mut world,
            Registrar,
            case,
            desk.clone().call_mut().set_status(ids(count), Status::Suspended, mode),
        );
        world.done(Registrar, desk.clone().call_mut().set_status(ids(count), Status::Active, mode));
        budgets.sent(&mut world, Admin, case, desk.clone().call_mut().reassign(ids(count), Broker.id(), mode));
        world.done(Admin, desk.clone().call_mut().reassign(ids(count), Registrar.id(), mode));
    }
    one(budgets, &mut world);
    reads(budgets, &mut world);
    registry_alone(budgets, &mut world);
    let contract = world.series.desk;
    super::units::roles(budgets, &mut world, contract, PAUSER);
    budgets.sent(&mut world, Admin, "1", desk.clone().call_mut().rekey(Registrar.id(), Dave.id()));
    budgets.sent(&mut world, Pauser, "1", desk.clone().call_mut().pause());
    budgets.sent(&mut world, Pauser, "1", desk.clone().call_mut().unpause());
}

fn one(budgets: &mut Budgets, world: &mut World) {
    let desk = world.desk();
    let changed = InvestorRecord { tax_class: TaxClass::Corporation, exemption: None, ..record() };
    budgets.sent(world, Registrar, "1", desk.clone().call_mut().update(1_000, changed));
    budgets.sent(world, Alice, "1", desk.clone().call_mut().request_link(Some(1_000)));
    budgets.sent(world, Registrar, "1", desk.clone().call_mut().link(1_000, Alice.id()));
    budgets.sent(world, Registrar, "1", desk.clone().call_mut().unlink(Alice.id(), true));
    // An investor with as many wallets as he may ever have.
    for wallet in crowd(5_000, 8) {
        world.done(Registrar, desk.clone().call_mut().link(1_100, wallet));
        world.done(Registrar, desk.clone().call_mut().unlink(wallet, false));
    }
    for wallet in crowd(6_000, 7) {
        world.done(Registrar, desk.clone().call_mut().link(1_100, wallet));
    }
    budgets.sent(world, Registrar, "16 wallets", desk.clone().call_mut().update(1_100, changed));
    let status = desk.clone().call_mut().set_status(vec![1_100], Status::Suspended, Mode::AllOrNothing);
    budgets.sent(world, Registrar, "1 with 16 wallets", status);
    budgets.sent(world, Admin, "1", desk.clone().call_mut().accredit(Carol.id(), Some(u64::MAX - 1)));
}

fn reads(budgets: &mut Budgets, world: &mut World) {
    let (desk, registry) = (world.desk(), world.registry());
    budgets.asked(world, "1", desk.call().status());
    budgets.asked(world, "16 wallets", desk.call().investor(1_100));
    budgets.asked(world, "1", desk.call().registrars(0));
    budgets.asked(world, "1", desk.call().explain(crowd(1_000, 1)[0]));
    budgets.asked(world, "1", registry.call().desk());
    let wallets = crowd(1_200, 50);
    budgets.asked(world, "2", registry.call().profiles(wallets[0], wallets[1]));
    budgets.asked(world, "1", registry.call().tax_profile_at(wallets[0], u64::MAX));
    for (case, count) in [("1", 1), ("10", 10), ("50", 50_u32)] {
        budgets.asked(world, case, desk.call().investors(0, count));
        budgets.asked(world, case, desk.call().wallets(0, count));
        let some = wallets[..count as usize].to_vec();
        budgets.asked(world, case, registry.call().profiles_of(some.clone()));
        budgets.asked(world, case, registry.call().payees_at(some, u64::MAX));
    }
}

/// Only its desk writes; this is what each edit pays for it.
fn registry_alone(budgets: &mut Budgets, world: &mut World) {
    let (desk, registry) = (world.series.desk, world.registry());
    let period = Period { from_ms: 0, until_ms: u64::MAX };
    let entry = PackedEntry::from(&Entry {
        investor_id: 9,
        expiry_ms: u64::MAX,
        residence: investor(Alice).residence,
        class: investor(Alice).class,
        status: Status::Active,
        birth_band: 0,
        registrar: 0,
        taxation: Taxation { class: TaxClass::Individual, exempt: period },
    });
    for (case, from, count) in [("1", 9_000, 1), ("10", 9_100, 10), ("128", 9_200, 128)] {
        let rows = crowd(from, count).into_iter().map(|wallet| (wallet, entry)).collect();
        budgets.sent::<(), RegistryError>(world, desk, case, registry.clone().call_mut().put(rows));
    }
    budgets.sent::<(), RegistryError>(world, desk, "1", registry.clone().call_mut().set_attestation_end(0, u64::MAX));
}
