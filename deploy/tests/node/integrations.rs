//! The examples for integrators, in every language, against a node and a deployed series.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::desk::{text, Desk, ISSUER, REGISTRAR};
use crate::inputs::wallet;

/// Who sells in the examples.
const SELLER: &str = "//Charlie";

#[test]
fn the_examples_for_integrators_run() {
    if !chihosai_tests::node::is_available("the_examples_for_integrators_run") {
        return;
    }
    let desk = Desk::open("2025-03-25T09:00:00+09:00");
    let files = desk.files("examples");
    let (record, investors) = (desk.record("examples"), text(&files.investors));
    let record = text(&record);
    desk.deploy(&files);
    desk.json(REGISTRAR, &["kyc", "import", record, investors]);
    desk.json(ISSUER, &["issue", record, investors, "--close"]);

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let run = |command: &mut Command, to: &str| -> Output {
        command.current_dir(&root).env("RPC_URL", &desk.node.url).env("RECORD", record).env("TO", to);
        command.env("ACCOUNT_URI", SELLER).env("UNITS", "2").output().unwrap()
    };

    let rust = || Command::new(chihosai_tests::node::target().join("examples/transfer"));
    let output = run(&mut rust(), &wallet("//Dave"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let moved: Value = serde_json::from_slice(&output.stdout).unwrap();
    let amount = |field: &str| moved[field].as_u64().unwrap();
    assert_eq!((amount("units"), amount("balance_after")), (2, amount("balance_before") - 2), "{moved}");
    assert_eq!((&moved["from"], &moved["to"]), (&wallet(SELLER).into(), &wallet("//Dave").into()));
    let refused = run(&mut rust(), &wallet("stranger"));
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("207 RecipientNotRegistered"));

    let output = run(Command::new("sh").arg("integrations/test.sh").arg("examples"), &wallet("//Dave"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    // What cannot be installed here is said where nobody can miss it.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes());
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
