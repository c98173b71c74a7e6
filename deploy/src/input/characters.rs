//! Characters that look like others, or like nothing: named for what they are.

use super::defect::{quoted, Problem};

/// What is shown of a text at most.
const MAX_NAMED: usize = 3;

// Queries

/// A character that is not seen, or that turns the direction of the text around it, with its name.
pub fn hidden(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{ad}' => "soft hyphen",
        '\u{34f}' => "combining grapheme joiner",
        '\u{61c}' | '\u{200e}' | '\u{200f}' => "mark of direction",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "Hangul filler",
        '\u{17b4}' | '\u{17b5}' | '\u{180e}' => "invisible vowel or separator",
        '\u{200b}' => "zero-width space",
        '\u{200c}' | '\u{200d}' => "zero-width joiner",
        '\u{2028}' | '\u{2029}' => "line or paragraph separator",
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => "change of direction (bidi)",
        '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' => "invisible operator",
        '\u{feff}' => "byte order mark or zero-width no-break space",
        '\u{fff9}'..='\u{fffb}' => "interlinear annotation",
        '\u{e0000}'..='\u{e007f}' => "invisible tag",
        _ => return None,
    })
}

/// The ASCII character that a full-width one (全角) looks like.
pub fn half_width(c: char) -> Option<char> {
    match c {
        '\u{3000}' => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        // What keyboards give for a hyphen.
        'ー' | '−' | '‐' | '‑' | '–' | '—' | '―' => Some('-'),
        _ => None,
    }
}

/// Hidden characters of a text, with their names and numbers, such as `zero-width space (U+200B)`.
pub fn hidden_in(text: &str) -> Option<String> {
    listed(text, hidden)
}

/// A problem with a value, which says of unusual characters of the value what they are, and what to write instead.
pub fn explained(problem: Problem, value: &str) -> Problem {
    if let Some(names) = hidden_in(value) {
        let clean: String = value.chars().filter(|c| hidden(*c).is_none()).collect();
        let remedy = format!("write {} without it; {}", quoted(clean.trim()), problem.remedy);
        return Problem::new(format!("{}; it has a character that is not seen: {names}", problem.problem), remedy);
    }
    // In Japanese text such characters are usual; they matter where ASCII is meant.
    let looks_ascii = value.chars().all(|c| c.is_ascii() || half_width(c).is_some());
    if looks_ascii && !value.is_ascii() {
        let names = listed(value, |c| half_width(c).map(|_| "full-width (全角)")).unwrap_or_default();
        let narrow: String = value.chars().map(|c| half_width(c).unwrap_or(c)).collect();
        return Problem::new(
            format!("{}; it has full-width characters (全角): {names}", problem.problem),
            format!("write {} in half-width characters (半角); {}", quoted(narrow.trim()), problem.remedy),
        );
    }
    problem
}

// Helpers

fn listed(text: &str, name: impl Fn(char) -> Option<&'static str>) -> Option<String> {
    let mut found: Vec<String> = Vec::new();
    for c in text.chars() {
        let Some(name) = name(c) else { continue };
        let shown = match hidden(c).is_some() || c.is_whitespace() {
            true => format!("{name} (U+{:04X})", u32::from(c)),
            false => format!("{c} (U+{:04X})", u32::from(c)),
        };
        if !found.contains(&shown) {
            found.push(shown);
        }
    }
    if found.len() > MAX_NAMED {
        found.truncate(MAX_NAMED);
        found.push("…".to_owned());
    }
    (!found.is_empty()).then(|| found.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Problem {
        explained(Problem::new("x is wrong", "correct it"), value)
    }

    #[test]
    fn a_full_width_value_is_named_and_written_as_it_should_be() {
        let problem = of("ＪＰ－１３");
        assert_eq!(
            problem.problem,
            "x is wrong; it has full-width characters (全角): Ｊ (U+FF2A), Ｐ (U+FF30), － (U+FF0D), …"
        );
        assert_eq!(problem.remedy, "write \"JP-13\" in half-width characters (半角); correct it");
        assert!(of("JPー13").remedy.starts_with("write \"JP-13\" in half-width"), "the long vowel mark for a hyphen");
        assert!(of("a\u{3000}b").problem.ends_with("full-width (全角) (U+3000)"), "{:?}", of("a\u{3000}b"));
        assert_eq!(of("千代田区１"), Problem::new("x is wrong", "correct it"), "usual in Japanese text");
        assert_eq!((of("JP-13"), of("スーパー")), (Problem::new("x is wrong", "correct it"), of("")));
    }

    #[test]
    fn what_is_not_seen_is_named() {
        let problem = of("13\u{200b}");
        assert_eq!(problem.problem, "x is wrong; it has a character that is not seen: zero-width space (U+200B)");
        assert_eq!(problem.remedy, "write \"13\" without it; correct it");
        assert!(hidden_in("東京\u{202e}都").unwrap().contains("bidi"));
        assert_eq!(hidden_in("東京都　第1回 葛\u{e0100}城"), None, "a chosen form of a character is a name's own");
    }
}
