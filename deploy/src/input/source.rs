//! Input files as bytes and as text: UTF-8 with or without byte order mark, of bounded size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::input::defect::{Defect, Problem};

/// Larger files are refused: a series with a million rows stays below it.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

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
        if bytes.starts_with("\u{feff}".as_bytes()) {
            bytes.drain(..3);
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return refused(Problem::new("the file is empty", "check that it is the right file and was saved"));
        }
        Ok(Source { name: name.to_owned(), bytes })
    }

    /// The content as text.
    pub fn text(&self) -> Result<&str, Vec<Defect>> {
        std::str::from_utf8(&self.bytes).map_err(|error| {
            let line = LineCounter::default().line_of(&self.bytes, error.valid_up_to());
            vec![not_utf8().within(&self.name).at_line(line)]
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

// Helpers

/// The defect of bytes that are no UTF-8.
pub fn not_utf8() -> Problem {
    Problem::new("this is not UTF-8", "save the file as UTF-8 (in Excel: \"CSV UTF-8\"), not as Shift_JIS")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byte_order_mark_is_dropped() {
        let source = Source::from_bytes("a", b"\xef\xbb\xbfid".to_vec()).unwrap();
        assert_eq!(source.text().unwrap(), "id");
    }

    #[test]
    fn an_empty_file_has_a_defect() {
        for bytes in [&b""[..], b"\xef\xbb\xbf", b"\r\n \n"] {
            let defect = Source::from_bytes("a.csv", bytes.to_vec()).err().unwrap().remove(0);
            assert_eq!((defect.problem.as_str(), defect.line), ("the file is empty", Some(1)));
        }
    }

    #[test]
    fn utf_16_and_shift_jis_are_explained() {
        let defect = Source::from_bytes("a.csv", b"\xff\xfea\0".to_vec()).err().unwrap().remove(0);
        assert_eq!((defect.problem.as_str(), defect.remedy.as_str()), ("the file is UTF-16", "save it as UTF-8"));
        let source = Source::from_bytes("a.toml", b"id = 1\r\nname = \"\x93\x8c\x8b\x9e\"".to_vec()).unwrap();
        assert_eq!(source.text().unwrap_err()[0].line, Some(2));
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
