//! What people type: characters that are not what they look like, places, and windows in which nothing could move.

use crate::input::samples;

#[test]
fn a_name_with_a_character_that_nobody_sees_is_refused_and_the_character_named() {
    for (hidden, name) in
        [('\u{202e}', "change of direction (bidi) (U+202E)"), ('\u{200b}', "zero-width space (U+200B)")]
    {
        let text = samples::TOKYO_TOML.replacen("name = \"東京都公募", &format!("name = \"東京都{hidden}公募"), 1);
        let defects = samples::series(&text).unwrap_err();
        assert_eq!((defects.len(), defects[0].field.as_deref()), (1, Some("name")));
        assert!(defects[0].problem.ends_with(name), "{}", defects[0]);
        assert!(!defects[0].remedy.contains(hidden), "{}", defects[0]);
    }
}

#[test]
fn a_full_width_value_is_named_for_what_it_is() {
    let text = samples::TOKYO_TOML.replacen("\"130001\"", "\"１３０００１\"", 1);
    let defects = samples::series(&text).unwrap_err();
    assert!(defects[0].problem.contains("全角") && defects[0].remedy.starts_with("write \"130001\" in half-width"));
}

#[test]
fn units_become_transferable_before_the_last_record_date_or_never() {
    let from = |date: &str| {
        samples::series(&samples::TOKYO_TOML.replacen(
            "residences = []",
            &format!("residences = []\ntransferable_from = {date}"),
            1,
        ))
    };
    let last = samples::tokyo().schedule().events().last().unwrap().record_date;
    assert!(from(&last.to_string()).is_ok());
    let defects = from(&last.add_days(1).unwrap().to_string()).unwrap_err();
    assert_eq!((defects.len(), defects[0].field.as_deref()), (1, Some("policy.transferable_from")));
    assert!(defects[0].problem.ends_with(": never"), "{}", defects[0]);
}

#[test]
fn sixty_four_places_are_admitted_and_one_more_is_not() {
    let places = |count: u16| {
        let codes: Vec<String> = (1..=47_u16)
            .map(|n| format!("\"JP-{n:02}\""))
            .chain((1..=23).map(|n| format!("\"JP-13{:03}\"", 100 + n)))
            .collect();
        let list = codes[..usize::from(count)].join(", ");
        samples::series(&samples::TOKYO_TOML.replacen("residences = []", &format!("residences = [{list}]"), 1))
    };
    assert_eq!(places(64).unwrap().to_policy().residences.len(), 64);
    assert!(places(65).unwrap_err()[0].problem.starts_with("65 residences are admitted, and 64 are allowed"));
}
