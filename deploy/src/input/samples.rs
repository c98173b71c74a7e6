//! The committed samples, for tests.

use crate::input::defect::Defect;
use crate::input::investors::{self, Investors};
use crate::input::series::{self, Series};
use crate::input::source::Source;
use crate::input::trades::{self, Trade};

pub const TOKYO_TOML: &str = include_str!("../../series/tokyo-20y-32.toml");
pub const AMORTISING_TOML: &str = include_str!("../../series/amortising-5y.toml");

macro_rules! sample {
    ($id:literal) => {
        (
            include_str!(concat!("../../series/", $id, ".toml")),
            include_str!(concat!("../../series/", $id, ".investors.csv")),
            include_str!(concat!("../../series/", $id, ".trades.csv")),
        )
    };
}

pub const ALL: [(&str, &str, &str); 4] =
    [sample!("tokyo-20y-32"), sample!("osaka-10y"), sample!("mini-5y-resident"), sample!("amortising-5y")];

pub fn source(name: &str, text: &str) -> Source {
    Source::from_bytes(name, text.as_bytes().to_vec()).unwrap()
}

pub fn series(text: &str) -> Result<Series, Vec<Defect>> {
    series::parse(&source("s.toml", text))
}

pub fn tokyo() -> Series {
    series(TOKYO_TOML).unwrap()
}

fn read(sample: (&str, &str, &str)) -> (Series, Investors, Vec<Trade>) {
    let (series_text, investors_text, trades_text) = sample;
    let series = series(series_text).unwrap();
    let investors = investors::parse(&source("i.csv", investors_text), Some(&series)).unwrap();
    let trades = trades::parse(&source("t.csv", trades_text), Some(&series)).unwrap();
    (series, investors, trades)
}

#[test]
fn every_sample_is_without_defects() {
    for sample in ALL {
        let (series, investors, trades) = read(sample);
        assert!(!investors.rows.is_empty() && !trades.is_empty(), "{}", series.id);
    }
}

#[test]
fn tokyo_has_the_promised_size() {
    let (series, investors, trades) = read(ALL[0]);
    assert_eq!((series.schedule().events().len(), investors.rows.len(), trades.len()), (40, 50, 200));
    let units: u64 = investors.rows.iter().map(|investor| investor.units).sum();
    assert!((10_000..100_000).contains(&units), "{units}");
}
