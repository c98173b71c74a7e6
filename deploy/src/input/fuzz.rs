//! No text makes a parser panic, and what it refuses it refuses with a place and a remedy.

use proptest::prelude::*;

use crate::input::defect::Defect;
use crate::input::{investors, renewals, samples, series, source::Source, trades};

/// Runs all parsers on the same bytes.
fn parse(bytes: Vec<u8>) {
    let tokyo = samples::tokyo();
    match Source::from_bytes("f", bytes) {
        Ok(source) => {
            check(series::parse(&source).err());
            check(investors::parse(&source, Some(&tokyo)).err());
            check(renewals::parse(&source).err());
            check(trades::parse(&source, Some(&tokyo)).err());
        }
        Err(defects) => check(Some(defects)),
    }
}

fn check(defects: Option<Vec<Defect>>) {
    for defects in defects.into_iter() {
        assert!(!defects.is_empty());
        assert!(
            defects.iter().all(|d| !d.problem.is_empty() && !d.remedy.is_empty() && d.line.is_some()),
            "{defects:?}"
        );
    }
}

/// Texts that are likely to hurt where a value is expected.
fn fragment() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,12}",
        "[-+0-9.eE_:TZ]{0,40}",
        "[\\[\\]{}=\"',.#\r\n ]{0,12}",
        Just("2015-02-30".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("0000-01-01".to_owned()),
        Just("1e400".to_owned()),
        Just("0x".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\0".to_owned()),
        Just("\u{3000}２０３１／３／３１\u{a0}".to_owned()),
        Just("令和元年5月1日".to_owned()),
        Just("R13.3.31".to_owned()),
        Just("JP-131016".to_owned()),
        Just("1.23457E+11".to_owned()),
        Just("\u{202e}".to_owned()),
    ]
}

fn sample() -> impl Strategy<Value = &'static str> {
    // The short ones: more mutations hit something.
    (1_usize..4, 0_usize..3).prop_map(|(place, kind)| {
        let (series, investors, trades) = samples::ALL[place];
        [series, investors, trades][kind]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        parse(bytes);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "(\\PC|[\r\n\t=,\"\\[\\]]){0,200}") {
        parse(text.into_bytes());
    }

    #[test]
    fn mutated_samples_never_panic(
        text in sample(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..20, fragment()), 1..6),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        for (place, removed, inserted) in edits {
            let start = place.index(chars.len() + 1);
            let end = (start + removed).min(chars.len());
            chars.splice(start..end, inserted.chars());
        }
        parse(chars.into_iter().collect::<String>().into_bytes());
    }

    #[test]
    fn mutated_values_never_panic(
        line in any::<prop::sample::Index>(),
        value in fragment(),
        place in 0_usize..4,
    ) {
        let (text, _, _) = samples::ALL[place];
        let keys: Vec<usize> = text.lines().enumerate().filter(|(_, l)| l.contains('=')).map(|(n, _)| n).collect();
        let chosen = keys[line.index(keys.len())];
        let replace = |(n, line): (usize, &str)| match line.split_once('=') {
            Some((key, _)) if n == chosen => format!("{key}= {value}\n"),
            _ => format!("{line}\n"),
        };
        parse(text.lines().enumerate().map(replace).collect::<String>().into_bytes());
    }
}
