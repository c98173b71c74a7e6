use super::*;
use crate::input::samples::{self, source};

const HEADER: &str = "wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis\n";
const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_ON_POLKADOT: &str = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

/// Line, column and problem of each defect.
type Places = Vec<(usize, String, String)>;

fn parsed(rows: &[String]) -> Result<Vec<Investor>, Places> {
    let text = HEADER.to_owned() + &rows.concat();
    let tokyo = samples::tokyo();
    parse(&source("i.csv", &text), Some(&tokyo)).map_err(places)
}

fn places(defects: Vec<Defect>) -> Places {
    assert!(defects.iter().all(|defect| defect.file == "i.csv" && !defect.remedy.is_empty()));
    defects.into_iter().map(|d| (d.line.unwrap_or_default(), d.column.unwrap_or_default(), d.problem)).collect()
}

/// A good row, with one cell replaced.
fn row(wallet: &str, column: usize, value: &str) -> String {
    let mut cells = [wallet, "1", "individual", "JP-13", "individual", "2036-03-31", "10", ""];
    cells[column] = value;
    cells.join(",") + "\n"
}

fn one(column: usize, value: &str, problem: &str) {
    let expected = vec![(2, COLUMNS[column].name.to_owned(), problem.to_owned())];
    assert_eq!(parsed(&[row(ALICE, column, value)]), Err(expected), "{value}");
}

#[test]
fn a_row_becomes_a_record() {
    let basis = "ab".repeat(32);
    let rows = [row(ALICE, UNITS, "0"), format!("{BOB},2,corporation,US-CA,exempt,2020-02-29,7,0x{basis}\n")];
    let investors = parsed(&rows).unwrap();
    assert_eq!((investors[0].line, investors[0].units, investors[0].record.exemption_basis), (2, 0, None));
    assert_eq!(investors[1].wallet_text, BOB);
    let record = investors[1].record;
    assert_eq!((record.investor_id, record.class, record.tax_class), (2, InvestorClass::Corporation, TaxClass::Exempt));
    assert_eq!((record.residence.country, record.residence.area), (840, 0));
    assert_eq!(record.exemption_basis, Some([0xab; 32]));
    // Valid through 2020-02-29 23:59:59.999 JST.
    assert_eq!(record.expiry_ms, 1_582_988_400_000);
}

#[test]
fn the_exemption_column_may_lack() {
    let text = "units,wallet,investor_id,class,residence,tax_class,kyc_expiry\n10,".to_owned()
        + ALICE
        + ",1,public-body,JP-47,corporation,2036-03-31\n";
    let investors = parse(&source("i.csv", &text), None).unwrap();
    assert_eq!(investors[0].record.class, InvestorClass::PublicBody);
}

#[test]
fn every_cell_is_checked() {
    one(WALLET, "5Grw", "\"5Grw\" is not the address of a 32-byte account: characters are missing or too many");
    one(WALLET, "", "the cell is empty");
    one(INVESTOR_ID, "-1", "\"-1\" is negative");
    one(INVESTOR_ID, "18446744073709551616", "\"18446744073709551616\" is too large");
    one(CLASS, "person", "\"person\" is no class of investor");
    one(RESIDENCE, "JP-48", "\"JP-48\" is no ISO 3166-2 code");
    one(TAX_CLASS, "nonresident", "\"nonresident\" is no tax class");
    one(KYC_EXPIRY, "2036/3/31", "\"2036/3/31\" is no date");
    one(KYC_EXPIRY, "2036-02-30", "\"2036-02-30\" is no date");
    one(KYC_EXPIRY, "1969-12-30", "\"1969-12-30\" is out of range");
    one(KYC_EXPIRY, "2199-12-31", "\"2199-12-31\" is out of range");
    one(KYC_EXPIRY, "2200-01-01", "\"2200-01-01\" is out of range");
    one(UNITS, "1.5", "\"1.5\" is no whole number");
    one(UNITS, "", "the cell is empty");
}

#[test]
fn an_exemption_needs_its_basis_and_only_an_exemption_has_one() {
    let place = |problem: &str| Err(vec![(2, "exemption_basis".to_owned(), problem.to_owned())]);
    let missing = place("the tax class is exempt and the basis of exemption is missing");
    assert_eq!(parsed(&[row(ALICE, TAX_CLASS, "exempt")]), missing);
    let surplus = place("a basis of exemption stands beside a tax class that is not exempt");
    assert_eq!(parsed(&[row(ALICE, EXEMPTION_BASIS, &"ab".repeat(32))]), surplus);
}

#[test]
fn a_basis_is_a_hash() {
    for (basis, problem) in [
        ("abc", "\"abc\" is no hash of a document".to_owned()),
        (&"0".repeat(64), "the hash is all zeros".to_owned()),
        (&"g".repeat(64), format!("\"{}…\" is no hash of a document", "g".repeat(40))),
    ] {
        let text = format!("{ALICE},1,individual,JP-13,exempt,2036-03-31,10,{basis}\n");
        assert_eq!(parsed(&[text]), Err(vec![(2, "exemption_basis".to_owned(), problem)]));
    }
}

#[test]
fn a_wallet_stands_once_whatever_its_prefix() {
    let rows = [row(ALICE, UNITS, "1"), row(BOB, INVESTOR_ID, "2"), row(ALICE_ON_POLKADOT, UNITS, "1")];
    let problem = "is the account of line 2 again";
    let places = parsed(&rows).unwrap_err();
    assert_eq!((places.len(), places[0].0, places[0].1.as_str()), (1, 4, "wallet"));
    assert!(places[0].2.ends_with(problem), "{places:?}");
}

#[test]
fn the_wallets_of_an_investor_agree() {
    let rows = [row(ALICE, UNITS, "1"), format!("{BOB},1,corporation,JP-27,corporation,2030-03-31,1,\n")];
    let found = parsed(&rows).unwrap_err();
    let columns: Vec<(usize, &str)> = found.iter().map(|place| (place.0, place.1.as_str())).collect();
    assert_eq!(columns, [(3, "class"), (3, "residence"), (3, "tax_class")]);
    assert_eq!(found[0].2, "investor 1 has \"corporation\" here and another class on line 2");
    assert!(parsed(&[row(ALICE, UNITS, "1"), row(BOB, KYC_EXPIRY, "2030-03-31")]).is_ok());
}

#[test]
fn a_taxed_class_of_another_kind_is_allowed() {
    assert!(parsed(&[row(ALICE, TAX_CLASS, "corporation")]).is_ok());
}

#[test]
fn allotments_fit_the_issue() {
    assert!(parsed(&[row(ALICE, UNITS, "2000000")]).is_ok());
    let mut bob = row(BOB, UNITS, "1");
    bob = bob.replacen(",1,individual", ",2,individual", 1);
    let found = parsed(&[row(ALICE, UNITS, "2000000"), bob]).unwrap_err();
    let problem = "with this row 2000001 units are allotted, and 2000000 are authorised";
    assert_eq!(found, [(3, "units".to_owned(), problem.to_owned())]);
    one(
        UNITS,
        "18446744073709551615",
        "with this row 18446744073709551615 units are allotted, and 2000000 are authorised",
    );
}

#[test]
fn an_identification_that_lapsed_before_the_issue_is_for_the_chain_to_refuse() {
    assert!(parsed(&[row(ALICE, KYC_EXPIRY, "2015-06-25")]).is_ok());
}

#[test]
fn an_allotment_outside_the_policy_is_for_the_chain_to_refuse() {
    assert!(parsed(&[row(ALICE, CLASS, "public-body")]).is_ok());
}

#[test]
fn all_defects_of_a_file_come_at_once_in_order() {
    let rows = ["me,x,x,x,x,x,x,x\n".to_owned(), "1,2,3\n".to_owned(), row(BOB, UNITS, "many")];
    let found = parsed(&rows).unwrap_err();
    let lines: Vec<usize> = found.iter().map(|place| place.0).collect();
    assert_eq!(lines, [2, 2, 2, 2, 2, 2, 2, 2, 3, 4]);
    assert_eq!(found[8].2, "the row has 3 fields and the header 8");
}

#[test]
fn a_header_alone_is_a_defect() {
    let problem = "the file has a header and no investors".to_owned();
    assert_eq!(parsed(&[]), Err(vec![(1, String::new(), problem)]));
}
