//! A contract as holder: it trades, is paid and claims by the rules of everybody, and nothing of ours ever runs in it.

use bond_client::Transport;
use chihosai_tests::prelude::*;
use chihosai_tests::puppet::{ok, Act, Puppet};
use scale::Decode;

/// Lets a puppet call and gives what came back; what it called may have refused.
fn called_by(world: &mut World, puppet: Puppet, contract: AccountId, data: Vec<u8>) -> Vec<u8> {
    const GO: [u8; 4] = *b"go!!";
    puppet.script(world, GO, &[Act::Call(contract, data)]);
    let receipt = world.client.transport().submit(puppet.0, GO.to_vec(), Outsider.id()).expect("the puppet calls");
    world.forget();
    receipt.output
}

#[test]
fn a_contract_that_holds_units_is_a_holder_like_any_other_and_nothing_runs_in_it() {
    let mut world = World::short();
    let puppet = Puppet::new(&mut world);
    // A message that it was not told how to answer traps, and would undo whatever called it: nobody calls a holder.
    [Alice, Bob].into_iter().for_each(|who| world.register(who));
    let record =
        InvestorRecord { class: InvestorClass::Corporation, tax_class: TaxClass::Corporation, ..investor(Carol) };
    let listed = NewInvestor { investor_id: 77, record, wallets: vec![puppet.0] };
    world.done(Registrar, world.desk().call_mut().register(vec![listed], Mode::AllOrNothing));
    let rows = vec![(Alice.id(), 100), (Bob.id(), 100), (puppet.0, 40)];
    world.done(Issuer, world.office().call_mut().issue(rows));
    world.close_issue();
    world.transfer(Alice, Bob, 1);
    world.done(Alice, world.bond().transfer(puppet.0, 10));

    // It trades by calling, and is refused by the same rules.
    let send = |to: Who, units: u128| world.bond().transfer(to.id(), units).data;
    let (fair, too_many, stranger) = (send(Bob, 20), send(Bob, 31), send(Outsider, 1));
    let token = world.series.token;
    let answer = called_by(&mut world, puppet, token, fair);
    assert_eq!(answer, ok(Ok::<(), PSP22Error>(())));
    let answer = called_by(&mut world, puppet, token, too_many);
    assert_eq!(answer, ok(Err::<(), _>(PSP22Error::InsufficientBalance)));
    let answer = called_by(&mut world, puppet, token, stranger);
    assert_eq!(answer, ok(Err::<(), _>(custom("207 RecipientNotRegistered"))));
    assert_eq!(world.read(world.bond().balance_of(puppet.0)), 30);

    // It is paid by a page among others, at the rate of a corporation, and can claim by itself, once.
    world.open(0);
    let page = world.distributor().call_mut().pay_page(0, vec![Alice.id(), puppet.0]);
    assert_eq!(world.done(Outsider, page).0, [Outcome::Paid; 2]);
    assert_eq!(world.read(world.cash().balance_of(puppet.0)), 1_500 - 229);
    world.open(1);
    let distributor = world.series.distributor;
    let claim = |k| Message::from(world.distributor().call_mut().claim(k)).data;
    let (again, last) = (claim(0), claim(1));
    let answer = called_by(&mut world, puppet, distributor, again);
    assert_eq!(answer, ok(Err::<Quote, _>(DistributorError::AlreadyPaid)));
    let answer = called_by(&mut world, puppet, distributor, last.clone());
    let quote = Result::<Result<Quote, DistributorError>, ink::LangError>::decode(&mut answer.as_slice());
    let quote = quote.expect("an answer").expect("a message").expect("a payment");
    assert_eq!((quote.units, quote.net_yen, quote.principal_yen), (30, 1_500 - 229, 300_000));
    let answer = called_by(&mut world, puppet, distributor, last);
    assert_eq!(answer, ok(Err::<Quote, _>(DistributorError::AlreadyPaid)));
    assert_eq!(world.read(world.bond().balance_of(puppet.0)), 0, "it is redeemed");
}
