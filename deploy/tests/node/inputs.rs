//! The input files of the tests: two half-years, twenty investors, a few of whom trade.

use std::fs;
use std::path::{Path, PathBuf};

use bond_client::address::ss58;
use bond_client::node::Key;

/// Wallets with native tokens on a development chain, who can sign.
pub const ACTIVE: [&str; 4] = ["//Charlie", "//Dave", "//Eve", "//Ferdie"];

/// A trade of the file.
pub struct Trade {
    /// Its time.
    pub at: &'static str,
    /// Who sells, by the URI of his key.
    pub from: &'static str,
    /// Who buys: a URI, or a number of a passive wallet.
    pub to: &'static str,
    /// Units.
    pub units: u64,
}

/// What happens between the issue and the last record date. The last but one buyer is not registered.
pub const TRADES: [Trade; 5] = [
    Trade { at: "2025-04-10T10:00:00+09:00", from: "//Charlie", to: "//Dave", units: 7 },
    Trade { at: "2025-04-10T11:00:00+09:00", from: "//Eve", to: "passive 1", units: 3 },
    Trade { at: "2025-04-10T12:00:00+09:00", from: "//Dave", to: "stranger", units: 1 },
    // After the record date of the first coupon: the seller collects it, the buyer the second.
    Trade { at: "2025-09-25T08:00:00+09:00", from: "//Ferdie", to: "//Charlie", units: 20 },
    Trade { at: "2025-10-01T10:00:00+09:00", from: "//Eve", to: "//Dave", units: 5 },
];

/// The address of a party.
pub fn wallet(name: &str) -> String {
    let passive = name.strip_prefix("passive ").map(|number| number.parse::<u8>().unwrap());
    match (name, passive) {
        ("stranger", _) => ss58([0xee; 32].into()),
        (_, Some(number)) => ss58([number; 32].into()),
        (uri, None) => ss58(Key::from_uri(uri).unwrap().account()),
    }
}

/// The files of a series in a folder.
pub struct Files {
    /// SERIES.toml
    pub series: PathBuf,
    /// INVESTORS.csv
    pub investors: PathBuf,
    /// TRADES.csv
    pub trades: PathBuf,
}

/// Writes the files of a series of that name.
pub fn write(folder: &Path, id: &str) -> Files {
    let files = Files {
        series: folder.join(format!("{id}.toml")),
        investors: folder.join(format!("{id}.investors.csv")),
        trades: folder.join(format!("{id}.trades.csv")),
    };
    let series = format!(
        r#"id = "{id}"
name = "Test series {id}"
symbol = "TEST"

[issuer]
name = "東京都"
local_government_code = "130001"

[terms]
currency = "JPY"
denomination_yen = 10000
authorised_units = 2000
issue_date = 2025-03-25
first_interest_date = 2025-09-25
maturity_date = 2026-03-25
annual_rate_percent = "1.293"
frequency = 2
day_count = "JP-HALF"
per_yen_digits = 13
business_day = "preceding"
record_date_offset_business_days = 1

[policy]
classes = ["individual", "corporation", "public-body"]
"#
    );
    fs::write(&files.series, series).unwrap();
    fs::write(&files.investors, investors()).unwrap();
    let mut trades = String::from("at,from,to,units\n");
    for trade in &TRADES {
        trades += &format!("{},{},{},{}\n", trade.at, wallet(trade.from), wallet(trade.to), trade.units);
    }
    fs::write(&files.trades, trades).unwrap();
    files
}

/// Five who can sign and fifteen who only hold, of every tax class.
fn investors() -> String {
    let mut rows = String::from("wallet,investor_id,class,residence,tax_class,kyc_expiry,units,exemption_basis\n");
    let basis = "ab".repeat(32);
    let passive: Vec<String> = (1..=15).map(|number| format!("passive {number}")).collect();
    let names = ACTIVE.into_iter().chain(passive.iter().map(String::as_str)).chain(["//Alice"]);
    for (place, name) in names.enumerate() {
        let (class, residence, tax_class, basis) = match place % 5 {
            0 | 1 => ("individual", "JP-13", "individual", ""),
            2 => ("corporation", "JP-27", "corporation", ""),
            3 => ("public-body", "JP-01", "exempt", basis.as_str()),
            _ => ("individual", "US", "non-resident", ""),
        };
        let units = 40 + 13 * (place as u64 % 7);
        rows += &format!("{},{},{class},{residence},{tax_class},2030-12-31,{units},{basis}\n", wallet(name), place + 1);
    }
    rows
}
