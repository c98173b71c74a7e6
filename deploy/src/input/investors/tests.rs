use super::*;
use crate::input::samples::{self, source};
use bond_abi::desk::Exemption;
use bond_abi::desk::Investor as Kept;
use bond_abi::registry::{InvestorClass, TaxClass};

const HEADER: &str = "wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis\n";
const ALICE: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const ALICE_ON_POLKADOT: &str = "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5";
const CHARLIE: &str = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";
const BOB: &str = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

/// Line, column and problem of each defect.
type Places = Vec<(usize, String, String)>;

fn parsed(rows: &[String]) -> Result<Investors, Places> {
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

/// Rows of a file that has every column.
fn all_columns(rows: &[&str]) -> Result<Investors, Places> {
    let header: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    let text = header.join(",") + "\n" + &rows.join("\n") + "\n";
    parse(&source("i.csv", &text), None).map_err(places)
}

#[test]
fn a_row_becomes_a_record() {
    let basis = "ab".repeat(32);
    let rows = [row(ALICE, UNITS, "0"), format!("{BOB},2,corporation,US-CA,exempt,2020-02-29,7,0x{basis}\n")];
    let Investors { rows, persons, .. } = parsed(&rows).unwrap();
    assert_eq!((rows[0].line, rows[0].units, persons[0].record.exemption), (2, 0, None));
    assert_eq!((rows[1].wallet_text.as_str(), persons[1].investor_id), (BOB, 2));
    let record = persons[1].record;
    assert_eq!((record.class, record.tax_class), (InvestorClass::Corporation, TaxClass::NonResident));
    assert_eq!((record.residence.country, record.residence.area), (840, 0));
    assert_eq!(record.exemption, Some(Exemption { basis: [0xab; 32], from_ms: 0, until_ms: u64::MAX }));
    // Valid through 2020-02-29 23:59:59.999 JST.
    assert_eq!(record.expiry_ms, 1_582_988_400_000);
    assert_eq!((record.birth_band, record.evidence, persons[1].status), (0, None, Status::Active));
}

#[test]
fn the_wallets_of_an_investor_become_one_person() {
    let rows = [row(ALICE, UNITS, "1"), row(BOB, INVESTOR_ID, "2"), row(CHARLIE, UNITS, "3")];
    let Investors { rows, persons, .. } = parsed(&rows).unwrap();
    assert_eq!((rows.len(), persons.len()), (3, 2));
    let lines: Vec<usize> = persons[0].wallets.iter().map(|wallet| wallet.line).collect();
    assert_eq!((persons[0].investor_id, lines), (1, vec![2, 4]));
    assert_eq!(persons[0].wallets_at_once(), [rows[0].wallet, rows[2].wallet]);
}

#[test]
fn the_class_outside_an_exemption_follows_from_class_and_residence() {
    let basis = "ab".repeat(32);
    for (class, residence, otherwise, expected) in [
        ("individual", "JP-13", "", TaxClass::Individual),
        ("public-body", "JP", "", TaxClass::Corporation),
        ("individual", "DE", "", TaxClass::NonResident),
        ("corporation", "DE", "", TaxClass::NonResident),
        ("corporation", "DE", "corporation", TaxClass::Corporation),
    ] {
        let row = format!("{ALICE},1,{class},{residence},exempt,2036-03-31,0,{basis},,,{otherwise},,,,");
        assert_eq!(all_columns(&[&row]).unwrap().persons[0].record.tax_class, expected, "{row}");
    }
}

#[test]
fn the_optional_columns_say_period_decade_evidence_status_and_link() {
    let (basis, evidence) = ("ab".repeat(32), "cd".repeat(32));
    let row = format!(
        "{ALICE},1,individual,JP-13101,exempt,2036-03-31,0,{basis},2020-03-01,2020-03-31,,1960s,{evidence},suspended,dead"
    );
    let investors = all_columns(&[&row]).unwrap();
    let person = &investors.persons[0];
    let record = person.record;
    // From 2020-03-01 00:00 JST to the end of 2020-03-31.
    let exemption = Exemption { basis: [0xab; 32], from_ms: 1_582_988_400_000, until_ms: 1_585_666_800_000 };
    assert_eq!((record.exemption, record.birth_band), (Some(exemption), 7));
    assert_eq!((record.evidence, person.status), (Some([0xcd; 32]), Status::Suspended));
    assert_eq!((person.wallets[0].link, person.wallets_at_once()), (Link::Dead, Vec::new()));
    let place = |column: &str, problem: &str| Err(vec![(2, column.to_owned(), problem.to_owned())]);
    for (from, to, column, problem) in [
        ("2020-03-01", "2020-04-01", "exempt_until", "the exemption ends before it begins"),
        ("2020-03-01", "2020-02-30", "exempt_from", "\"2020-02-30\" is no date"),
        ("1960s", "1965s", "birth_decade", "\"1965s\" is no decade of birth"),
        ("1960s", "1890s", "birth_decade", "\"1890s\" is no decade of birth"),
        ("1960s", "2100s", "birth_decade", "\"2100s\" is no decade of birth"),
        (evidence.as_str(), "cd", "evidence", "\"cd\" is no hash of a document"),
        ("suspended", "held", "status", "\"held\" is no status"),
        (",dead", ",lost", "link", "\"lost\" is nothing that a wallet can be to its investor"),
        (",,1960s", ",exempt,1960s", "taxed_otherwise", "nobody is exempt outside the exemption"),
    ] {
        assert_eq!(all_columns(&[&row.replacen(from, to, 1)]), place(column, problem));
    }
    for (decade, band) in [("1900s", 1), ("2090s", 20)] {
        assert_eq!(all_columns(&[&row.replace("1960s", decade)]).unwrap().persons[0].record.birth_band, band);
    }
}

#[test]
fn an_investor_without_a_wallet_can_be_registered_and_holds_nothing() {
    let investors = parsed(&[row("", UNITS, "0")]).unwrap();
    assert_eq!((investors.rows.len(), investors.persons[0].wallets.len()), (0, 0));
    assert_eq!(parsed(&[row("", UNITS, "1")]), Err(vec![(2, "wallet".into(), "the cell is empty".into())]));
}

#[test]
fn an_investor_uses_at_most_eight_wallets() {
    let wallet = |number: u8| bond_client::address::ss58([number; 32].into());
    let rows: Vec<String> = (1..=9).map(|number| row(&wallet(number), UNITS, "1")).collect();
    assert_eq!(parsed(&rows[..8]).unwrap().persons[0].wallets.len(), 8);
    let problem = "investor 1 has 8 wallets in use without this one".to_owned();
    assert_eq!(parsed(&rows), Err(vec![(10, "wallet".into(), problem)]));
}

#[test]
fn a_file_that_is_written_says_the_same_when_it_is_read() {
    let (basis, evidence) = ("ab".repeat(32), "cd".repeat(32));
    let rows = [
        format!("{ALICE},7,individual,JP-13101,exempt,2036-03-31,0,{basis},2020-03-01,2020-03-31,,1960s,{evidence},suspended,"),
        format!("{BOB},7,individual,JP-13101,exempt,2036-03-31,0,{basis},2020-03-01,2020-03-31,,1960s,{evidence},suspended,dead"),
        format!("{CHARLIE},8,corporation,US,exempt,2036-03-31,0,{basis},,,corporation,,,revoked,unlinked"),
        ",9,public-body,JP,corporation,2036-03-31,0,,,,,,,,".to_owned(),
    ];
    let read = all_columns(&rows.each_ref().map(String::as_str)).unwrap();
    let kept = |person: &Person| {
        let wallet = |wallet: &Listed| bond_abi::desk::Wallet { account: wallet.account, link: wallet.link };
        let wallets = person.wallets.iter().map(wallet).collect();
        let kept = Kept { record: person.record, status: person.status, registrar: 0, attested_by: 0, wallets };
        (person.investor_id, kept)
    };
    let book: Vec<(u64, Kept)> = read.persons.iter().map(kept).collect();
    let text = csv_text(&book).unwrap();
    assert_eq!(parse(&source("i.csv", &text), None).unwrap(), read);
}

#[test]
fn what_the_file_cannot_say_is_named() {
    let mut book = parsed(&[row(ALICE, UNITS, "0")]).unwrap().persons;
    book[0].record.expiry_ms += 1;
    let kept = |person: &Person| Kept {
        record: person.record,
        status: person.status,
        registrar: 0,
        attested_by: 0,
        wallets: Vec::new(),
    };
    let obstacles = csv_text(&[(1, kept(&book[0]))]).unwrap_err();
    assert_eq!(obstacles, ["investor 1: the expiry 2090588400001 ms is not the end of a day in Japan"]);
}

#[test]
fn the_optional_columns_may_lack() {
    let text = "units,wallet,investor_id,class,residence,tax_class,kyc_expiry\n10,".to_owned()
        + ALICE
        + ",1,public-body,JP-47,corporation,2036-03-31\n";
    let investors = parse(&source("i.csv", &text), None).unwrap();
    assert_eq!(investors.persons[0].record.class, InvestorClass::PublicBody);
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
    one(KYC_EXPIRY, "31/3/2036", "\"31/3/2036\" is no date");
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
    assert_eq!(columns, [(3, "class"), (3, "residence"), (3, "tax_class"), (3, "kyc_expiry")]);
    assert_eq!(found[0].2, "investor 1 has \"corporation\" here and another class on line 2");
    let later = parsed(&[row(ALICE, UNITS, "1"), row(BOB, KYC_EXPIRY, "2030-03-31")]).unwrap_err();
    assert_eq!(later[0].1, "kyc_expiry");
    let (basis, other) = ("ab".repeat(32), "cd".repeat(32));
    let first = format!("{ALICE},1,individual,JP-13,exempt,2036-03-31,0,{basis},,,,1960s,,,");
    for (edited, column) in [
        (first.replace(&basis, &other), "exemption_basis"),
        (first.replace(",,,,1960s", ",,2030-03-31,,1960s"), "exempt_until"),
        (first.replace("1960s", ""), "birth_decade"),
        (first.replace("1960s,", &format!("1960s,{other}")), "evidence"),
        (first.replace("1960s,,", "1960s,,revoked"), "status"),
        (first.replace("exempt,", "individual,").replace(&basis, ""), "tax_class"),
    ] {
        let found = all_columns(&[&first, &edited.replace(ALICE, BOB)]).unwrap_err();
        assert_eq!(found.iter().map(|place| place.1.as_str()).collect::<Vec<_>>(), [column], "{edited}");
    }
}

#[test]
fn a_taxed_class_of_another_kind_is_allowed() {
    assert!(parsed(&[row(ALICE, TAX_CLASS, "individual")]).is_ok());
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
    assert!(parsed(&[row(ALICE, CLASS, "public-body").replace("JP-13,individual", "JP-13,corporation")]).is_ok());
}

#[test]
fn all_defects_of_a_file_come_at_once_in_order() {
    let rows = ["me,x,x,x,x,x,x,x\n".to_owned(), "1,2,3,4,5,6,7,8,9\n".to_owned(), row(BOB, UNITS, "many")];
    let found = parsed(&rows).unwrap_err();
    let lines: Vec<usize> = found.iter().map(|place| place.0).collect();
    assert_eq!(lines, [2, 2, 2, 2, 2, 2, 2, 2, 3, 4]);
    assert_eq!(found[8].2, "the row has 9 fields and the header 8");
}

#[test]
fn a_header_alone_is_a_defect() {
    let problem = "the file has a header and no investors".to_owned();
    assert_eq!(parsed(&[]), Err(vec![(1, String::new(), problem)]));
}
