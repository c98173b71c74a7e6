//! Input files as bytes and as text: UTF-8 with or without byte order mark, of bounded size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::input::defect::{Defect, Problem};

/// Larger files are refused: a series with a million rows stays below it.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// What begins files that are no text, and what they are.
const OTHERS: [(&[u8], &str, &str); 4] = [
    (
        b"PK\x03\x04",
        "an Excel workbook (.xlsx) or another ZIP archive",
        "in Excel, save the sheet as \"CSV UTF-8 (コンマ区切り)\"",
    ),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "in Excel, save the sheet as \"CSV UTF-8 (コンマ区切り)\""),
    (b"%PDF", "a PDF", "name the file itself and not its print"),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it first"),
];

/// A file that was read, without its byte order mark.
pub struct Source {
    /// The file as the user named it.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

// Queries

impl Source {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Source, Vec<Defect>> {
        let name = path.display().to_string();
        let unreadable = |error: std::io::Error| {
            let problem = format!("the file cannot be read: {error}");
            vec![Problem::new(problem, "check the path and the permissions").within(&name)]
        };
        let file = File::open(path).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > MAX_BYTES {
            let problem = Problem::new("the file is larger than 256 MiB", "check that it is the right file");
            return Err(vec![problem.within(&name)]);
        }
        Source::from_bytes(&name, bytes)
    }

    /// Takes bytes as a file of that name.
    pub fn from_bytes(name: &str, mut bytes: Vec<u8>) -> Result<Source, Vec<Defect>> {
        let refused = |problem: Problem| Err(vec![problem.within(name).at_line(1)]);
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return refused(Problem::new("the file is UTF-16", "save it as UTF-8"));
        }
        if let Some((_, what, remedy)) = OTHERS.iter().find(|(start, ..)| bytes.starts_with(start)) {
            return refused(Problem::new(format!("the file is {what}, whatever its name says"), *remedy));
        }
        if bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(..3);
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return refused(Problem::new("the file is empty", "check that it is the right file and was saved"));
        }
        Ok(Source { name: name.to_owned(), bytes })
    }

    /// The content as text.
    ///
    /// # Errors
    /// A defect at the first line that is none, which names the encoding where it can be told.
    pub fn text(&self) -> Result<&str, Vec<Defect>> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let line = LineCounter::default().line_of(&self.bytes, error.valid_up_to());
            vec![foreign(&self.bytes, error.valid_up_to()).within(&self.name).at_line(line)]
        })
    }
}

/// Counts lines while walking forward through a file; `\n`, `\r\n` and a lone `\r` each end one.
#[derive(Default)]
pub struct LineCounter {
    offset: usize,
    breaks: usize,
}

impl LineCounter {
    /// The 1-based line of a byte. Offsets must not decrease from call to call.
    pub fn line_of(&mut self, bytes: &[u8], offset: usize) -> usize {
        let end = offset.min(bytes.len());
        while self.offset < end {
            let is_break = match bytes[self.offset] {
                b'\n' => true,
                b'\r' => bytes.get(self.offset + 1) != Some(&b'\n'),
                _ => false,
            };
            self.breaks += usize::from(is_break);
            self.offset += 1;
        }
        self.breaks + 1
    }
}

/// A text without the byte order mark that Notepad and Excel put before it.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

// Helpers

/// The defect of bytes that are UTF-8 up to a place only.
fn foreign(bytes: &[u8], valid_up_to: usize) -> Problem {
    let remedy =
        "save it as UTF-8: in Excel \"CSV UTF-8 (コンマ区切り)\", in Notepad (メモ帳) the encoding (文字コード) UTF-8";
    // Japanese that was UTF-8 so far is not of another encoding because of a broken character.
    let is_ascii_before = bytes.iter().take(valid_up_to).all(u8::is_ascii);
    match is_ascii_before && is_shift_jis(bytes) {
        true => Problem::new("the file is Shift_JIS (CP932), as Excel in Japan saves plain CSV, and not UTF-8", remedy),
        false => Problem::new("the file is not UTF-8", remedy),
    }
}

/// Whether bytes have the form of Shift_JIS as Windows has it (CP932): each byte above ASCII is half-width kana or the
/// first of two.
fn is_shift_jis(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        let is_whole = match byte {
            0x00..=0x7f | 0xa1..=0xdf => true,
            0x81..=0x9f | 0xe0..=0xfc => bytes.next().is_some_and(|second| matches!(second, 0x40..=0x7e | 0x80..=0xfc)),
            _ => false,
        };
        if !is_whole {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_order_mark_is_dropped() {
        let source = Source::from_bytes("a", b"\xef\xbb\xbfid".to_vec()).unwrap();
        assert_eq!(source.text().unwrap(), "id");
        assert_eq!((without_mark("\u{feff}{}"), without_mark("{}")), ("{}", "{}"));
    }

    #[test]
    fn an_empty_file_has_a_defect() {
        for bytes in [&b""[..], b"\xef\xbb\xbf", b"\r\n \n"] {
            let defect = Source::from_bytes("a.csv", bytes.to_vec()).err().unwrap().remove(0);
            assert_eq!((defect.problem.as_str(), defect.line), ("the file is empty", Some(1)));
        }
    }

    #[test]
    fn utf_16_and_shift_jis_are_named() {
        let defect = Source::from_bytes("a.csv", b"\xff\xfea\0".to_vec()).err().unwrap().remove(0);
        assert_eq!((defect.problem.as_str(), defect.remedy.as_str()), ("the file is UTF-16", "save it as UTF-8"));
        let of = |bytes: &[u8]| {
            let source = Source::from_bytes("a.toml", bytes.to_vec()).unwrap();
            let defect = source.text().unwrap_err().remove(0);
            (defect.line, defect.problem)
        };
        let shift_jis = "the file is Shift_JIS (CP932), as Excel in Japan saves plain CSV, and not UTF-8";
        assert_eq!(of(b"id = 1\r\nname = \"\x93\x8c\x8b\x9e\""), (Some(2), shift_jis.to_owned()));
        // Half-width kana, and a character of Windows' own.
        assert_eq!(of(b"\xb1\xb2 \xee\xe0"), (Some(1), shift_jis.to_owned()));
        for bytes in [&b"\xff"[..], b"a\x80", b"\x93", b"\x93\x20", "東京\u{3000}都\n".as_bytes()[..4].as_ref()] {
            assert_eq!(of(bytes), (Some(1), "the file is not UTF-8".to_owned()), "{bytes:?}");
        }
    }

    #[test]
    fn a_file_that_is_no_text_is_named_for_what_it_is() {
        for (bytes, what) in [
            (&b"PK\x03\x04\x14"[..], "an Excel workbook (.xlsx)"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
            (b"%PDF-1.7", "a PDF"),
            (b"\x1f\x8b\x08", "compressed"),
        ] {
            let defect = Source::from_bytes("a.csv", bytes.to_vec()).err().unwrap().remove(0);
            assert!(defect.problem.contains(what) && !defect.remedy.is_empty(), "{defect}");
        }
    }

    #[test]
    fn a_missing_file_is_a_defect_and_no_trace() {
        let defect = Source::read(Path::new("no/such/file.toml")).err().unwrap().remove(0);
        assert_eq!(defect.file, "no/such/file.toml");
        assert!(defect.problem.starts_with("the file cannot be read"));
    }

    #[test]
    fn every_kind_of_line_break_counts_once() {
        let bytes = b"a\nb\r\nc\rd";
        let mut counter = LineCounter::default();
        let lines: Vec<usize> = [0, 2, 5, 7].map(|offset| counter.line_of(bytes, offset)).to_vec();
        assert_eq!(lines, [1, 2, 3, 4]);
    }
}
