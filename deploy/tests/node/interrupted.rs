//! Killed in the middle and run again: the same end, and nothing twice.

use std::time::Duration;

use bond_client::address::from_ss58;
use bond_client::contracts::Psp22;
use bond_client::{Client, Node};
use serde_json::json;

use crate::desk::{text, Desk, DEPLOYER, ISSUER, PAYER, REGISTRAR};
use crate::inputs::wallet;

const ID: &str = "cut-short";

#[test]
fn a_deployment_and_a_payment_that_are_killed_go_on() {
    if !chihosai_tests::node::is_available("a_deployment_and_a_payment_that_are_killed_go_on") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files(ID);
    let (record, investors) = (desk.record(ID), text(&files.investors));
    let record = text(&record);

    // Each attempt lives a little longer, so that it dies in another step.
    let mut killed = 0;
    for attempt in 1..=8_u64 {
        killed += u32::from(desk.killed_after(
            Duration::from_millis(300 * attempt),
            DEPLOYER,
            &desk.deploy_arguments(&files),
        ));
    }
    assert!(killed >= 3, "{killed} attempts died in the middle");
    let deployed = desk.deploy(&files);
    assert_eq!(deployed["verified"], true);
    let mut client = Client::new(Node::connect(&desk.node.url).unwrap());
    let deployer = from_ss58(&wallet(DEPLOYER)).unwrap();
    // Seven codes, seven instances, three wirings, one accreditation.
    assert_eq!(client.transport().transactions_of(deployer).unwrap(), 18, "no step was sent twice");

    desk.killed_after(Duration::from_millis(150), REGISTRAR, &["kyc", "import", record, investors]);
    let imported = desk.json(REGISTRAR, &["kyc", "import", record, investors]);
    assert_eq!(imported["registered"].as_u64().unwrap() + imported["unchanged"].as_u64().unwrap(), 20);
    desk.killed_after(Duration::from_millis(400), ISSUER, &["issue", record, investors]);
    let issued = desk.json(ISSUER, &["issue", record, investors, "--close"]);
    assert_eq!(issued["issued_units"], (0..20_u64).map(|place| 40 + 13 * (place % 7)).sum::<u64>());

    desk.clock("2025-09-25T09:00:00+09:00");
    desk.json(PAYER, &["coupon", "announce", record, "--event", "0"]);
    desk.json(PAYER, &["coupon", "fund", record, "--event", "0", "--mint"]);
    desk.json(PAYER, &["coupon", "open", record, "--event", "0"]);
    let pay = ["coupon", "pay", record, "--event", "0", "--page", "1"];
    let mut killed = 0;
    for delay_ms in [150, 250] {
        killed += u32::from(desk.killed_after(Duration::from_millis(delay_ms), PAYER, &pay));
        // Then the node goes down too, with whatever waited in its pool.
        desk.node.restart();
    }
    assert!(killed > 0, "no payment died in the middle");
    let paid = desk.json(PAYER, &pay);
    assert_eq!((&paid["state"], &paid["paid_payees"]), (&json!("Settled"), &json!(20)));

    // What every wallet has is exactly what it is due, once.
    let file = desk.path("export.json");
    desk.json(PAYER, &["export", record, "--out", text(&file)]);
    let export: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let yen = Psp22(from_ss58(deployed["payment_token"].as_str().unwrap()).unwrap());
    let mut client = Client::new(Node::connect(&desk.node.url).unwrap());
    let payees = export["payments"][0]["payees"].as_array().unwrap();
    assert_eq!(payees.len(), 20);
    for payee in payees {
        let account = from_ss58(payee["account"].as_str().unwrap()).unwrap();
        let held_yen = client.read(yen.balance_of(account)).unwrap();
        assert_eq!(held_yen, payee["net_yen"].as_str().unwrap().parse::<u128>().unwrap(), "{payee}");
    }
    assert_eq!(desk.json(PAYER, &["verify", record])["verified"], true);
}
