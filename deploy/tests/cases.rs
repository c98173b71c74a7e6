//! Files as offices really have them, made after public reports about other systems (`tests/data/cases`): each with what
//! it should give. Some run on the built contracts.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{json, Value};

// Helpers

const SERIES: &str = "deploy/series/mini-5y-resident.toml";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn case(name: &str) -> String {
    root().join("deploy/tests/data/cases").join(name).display().to_string()
}

fn chihosai(arguments: &[&str]) -> Output {
    assert!(root().join("target/ink/kyc_desk").is_dir(), "no built contracts: run scripts/build.sh");
    Command::new(env!("CARGO_BIN_EXE_chihosai")).current_dir(root()).args(arguments).output().unwrap()
}

#[track_caller]
fn done(arguments: &[&str]) -> Value {
    let output = chihosai(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The only defect of a refused input.
#[track_caller]
fn defect(arguments: &[&str]) -> Value {
    let output = chihosai(&[arguments, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["defects"].as_array().map(Vec::len), Some(1), "{error}");
    error["defects"][0].clone()
}

fn import(name: &str) -> [String; 5] {
    ["kyc", "import", SERIES, &case(name), "--chain=embedded"].map(str::to_owned)
}

fn rehearse(series: &str, investors: &str) -> Value {
    done(&["rehearse", series, "--investors", &case(investors)])
}

fn words(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

// The cases

#[test]
fn f6_an_export_that_went_through_excel_is_imported() {
    let imported = done(&words(&import("F6/kyc-export-through-excel.csv")));
    assert_eq!((&imported["registered"], &imported["unchanged"]), (&json!(3), &json!(0)));
}

#[test]
fn f7_empty_cells_at_the_end_are_empty_also_where_the_header_has_them() {
    for name in ["F7/trailing-commas-all.csv", "F7/trailing-commas-rows-only.csv"] {
        assert_eq!(done(&words(&import(name)))["registered"], 2, "{name}");
        let report = rehearse(SERIES, name);
        assert_eq!((&report["issued_units"], &report["rejected_allotments"]), (&json!(30), &json!([])), "{name}");
    }
}

#[test]
fn f9_white_space_of_japanese_keyboards_is_trimmed_and_other_encodings_and_workbooks_are_named() {
    assert_eq!(done(&words(&import("F9/cell-ideographic-space.csv")))["registered"], 2);
    let encoding = defect(&words(&import("F9/cp932-extra-name-col.csv")));
    assert!(encoding["problem"].as_str().unwrap().contains("Shift_JIS (CP932)"), "{encoding}");
    assert!(encoding["remedy"].as_str().unwrap().contains("CSV UTF-8"), "{encoding}");
    let workbook = defect(&words(&import("F9/xlsx.csv")));
    assert!(workbook["problem"].as_str().unwrap().contains("Excel workbook (.xlsx)"), "{workbook}");
}

#[test]
fn f10_who_lives_in_a_ward_is_a_resident_of_its_designated_city() {
    let report = rehearse(&case("F10/designated-city-policy.toml"), "F10/designated-city-ward.csv");
    assert_eq!((&report["rejected_allotments"], &report["issued_units"]), (&json!([]), &json!(190)));
    let valid = done(&["validate", &case("F10/res-17.toml")]);
    assert_eq!(valid["valid"], true, "eighteen wards");
}

#[test]
fn f10_when_all_allotments_are_refused_the_reasons_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let policy = std::fs::read_to_string(case("F10/designated-city-policy.toml")).unwrap();
    let other = folder.path().join("sapporo-not.toml");
    std::fs::write(&other, policy.replace("JP-01100", "JP-04100")).unwrap();
    let investors = case("F10/designated-city-ward.csv");
    let found = defect(&["rehearse", &other.display().to_string(), "--investors", &investors]);
    let problem = found["problem"].as_str().unwrap();
    assert!(problem.starts_with("all 4 allotments were refused: 212 RecipientResidenceNotAllowed"), "{problem}");
    assert!(problem.ends_with("(lines 2, 3, 4, 5)"), "{problem}");
}

#[test]
fn f11_a_frequency_that_the_contracts_do_not_take_is_not_advised() {
    for (name, problem) in [
        ("F11/freq-12.toml", "12 payments a year are not supported"),
        ("F11/freq-3.toml", "3 payments a year are not supported"),
    ] {
        let defect = defect_of_validate(name);
        assert_eq!(defect, (problem.to_owned(), "write 1, 2 or 4".to_owned()), "{name}");
    }
}

/// Problem and remedy; the defects are also the result.
#[track_caller]
fn defect_of_validate(name: &str) -> (String, String) {
    let found = defect(&["validate", &case(name)]);
    let text = |field: &str| found[field].as_str().unwrap().to_owned();
    (text("problem"), text("remedy"))
}

#[test]
fn f14_a_number_of_a_person_is_warned_against() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("i.csv");
    let text = std::fs::read_to_string(case("F6/kyc-export-through-excel.csv")).unwrap();
    std::fs::write(&file, text.replacen(",1,individual", ",123456789018,individual", 1)).unwrap();
    let imported = done(&["kyc", "import", SERIES, &file.display().to_string(), "--chain", "embedded"]);
    let warning = &imported["warnings"][0];
    assert_eq!((&warning["line"], &warning["column"]), (&json!(2), &json!("investor_id")));
    assert!(warning["problem"].as_str().unwrap().contains("マイナンバー"), "{warning}");
}
