//! Measures every message and prints what differs from tests/golden/messages.txt. With `--golden` it writes that file.

use std::collections::BTreeMap;

use chihosai_tests::budgets::{golden_path, Budgets};

fn main() {
    let path = golden_path();
    let old = std::fs::read_to_string(&path).unwrap_or_default();
    let new = Budgets::measure().golden();
    let by_case = |text: &str| -> BTreeMap<String, String> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let split = lines.map(|line| {
            let place = line.match_indices(" | ").nth(1).map_or(line.len(), |(place, _)| place);
            (line[..place].to_string(), line[place..].trim_start_matches(" | ").to_string())
        });
        split.collect()
    };
    let (before, after) = (by_case(&old), by_case(&new));
    let mut differing = 0_u32;
    for case in before.keys().chain(after.keys().filter(|case| !before.contains_key(*case))) {
        let (before, after) = (before.get(case), after.get(case));
        if before != after {
            differing += 1;
            let told = |cost: Option<&String>| cost.map_or("nothing", String::as_str).to_string();
            println!("{case}: {} -> {}", told(before), told(after));
        }
    }
    println!("{} cases, {differing} of them differ", after.len());
    if std::env::args().any(|argument| argument == "--golden") {
        std::fs::write(&path, new).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
