//! Day counts against QuantLib and the published cases: `vectors/day_counts.csv`, made by `generate_day_counts.py`.

use std::collections::BTreeMap;

use bond_math::{Context, Convention, Date, YearFraction};

/// Where two roads to a fraction in floating point may differ.
const TOLERANCE: f64 = 1e-11;

/// Published fractions are rounded to so many decimals at least.
const PUBLISHED_TOLERANCE: f64 = 5.1e-10;

struct Vector {
    line: usize,
    convention: Convention,
    from: Date,
    to: Date,
    context: Context,
    days: Option<u32>,
    fraction: String,
    source: String,
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("vectors/day_counts.csv");
    // convention,from,to,frequency,maturity,days,fraction,source, as the file's own head says.
    let rows = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    rows.map(|(line, row)| {
        let cells: Vec<&str> = row.splitn(8, ',').collect();
        let [convention, from, to, frequency, maturity, days, fraction, source] = cells[..] else {
            panic!("line {line}: {row}")
        };
        let date = |text: &str| text.parse::<Date>().unwrap_or_else(|error| panic!("line {line}: {text}: {error}"));
        Vector {
            line,
            convention: Convention::from_name(convention).unwrap_or_else(|| panic!("line {line}: {convention}")),
            from: date(from),
            to: date(to),
            context: Context {
                frequency: frequency.parse().unwrap_or(0),
                maturity: (!maturity.is_empty()).then(|| date(maturity)),
                ..Context::default()
            },
            days: (!days.is_empty()).then(|| days.parse().unwrap()),
            fraction: fraction.to_owned(),
            source: source.to_owned(),
        }
    })
    .collect()
}

#[test]
fn every_fraction_is_that_of_its_source() {
    let vectors = vectors();
    let mut sources: BTreeMap<&str, usize> = BTreeMap::new();
    let mut conventions: BTreeMap<&str, usize> = BTreeMap::new();
    for vector in &vectors {
        let found = vector.convention.year_fraction(vector.from, vector.to, vector.context);
        let YearFraction { days, numerator, denominator } =
            found.unwrap_or_else(|error| panic!("line {}: {error}", vector.line));
        if let Some(expected) = vector.days {
            assert_eq!(days, expected, "days of line {}, {}", vector.line, vector.source);
        }
        match vector.fraction.split_once('/') {
            Some((above, below)) => {
                let expected: (u64, u64) = (above.parse().unwrap(), below.parse().unwrap());
                assert_eq!((numerator, denominator), expected, "line {}, {}", vector.line, vector.source);
            }
            None if vector.fraction.is_empty() => {}
            None => {
                let expected: f64 = vector.fraction.parse().unwrap();
                let found = numerator as f64 / denominator as f64;
                let tolerance = if vector.source.starts_with("QuantLib") { TOLERANCE } else { PUBLISHED_TOLERANCE };
                let apart = (found - expected).abs();
                assert!(apart < tolerance, "line {}, {}: {found} for {expected}", vector.line, vector.source);
            }
        }
        *sources.entry(vector.source.split(' ').next().unwrap()).or_default() += 1;
        *conventions.entry(vector.convention.name()).or_default() += 1;
    }
    assert!(vectors.len() >= 300, "{} vectors", vectors.len());
    assert!(sources["QuantLib"] >= 200, "{sources:?}");
    assert!(sources["market-rules"] >= 20, "{sources:?}");
    assert!(conventions.len() >= 8 && conventions.values().all(|count| *count >= 10), "{conventions:?}");
}
