//! CSV files as spreadsheets write them: header by name, rows with their line, every cell with its column.

use csv::{ByteRecord, ReaderBuilder};

use crate::input::characters::explained;
use crate::input::defect::{quoted, Defect, Problem};
use crate::input::source::{LineCounter, Source};

/// A column that a file may have.
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Whether the header must have it.
    pub required: bool,
}

/// A row. Cells are trimmed; those of an absent column, and those that the row leaves out at its end, are empty.
pub struct Row<'a> {
    file: &'a str,
    columns: &'static [Column],
    cells: Vec<String>,
    /// 1-based line on which the row starts.
    pub line: usize,
}

// Queries

impl Row<'_> {
    /// The cell of a column, by its place in the list of columns.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Reads a cell; a problem becomes a defect with line and column.
    pub fn read<T>(
        &self,
        column: usize,
        defects: &mut Vec<Defect>,
        parse: impl FnOnce(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let text = self.cell(column);
        let result = match text {
            "" => Err(Problem::new("the cell is empty", "fill it in")),
            _ => parse(text),
        };
        result.map_err(|problem| defects.push(self.defect(column, explained(problem, text)))).ok()
    }

    /// A defect of this row.
    pub fn defect(&self, column: usize, problem: Problem) -> Defect {
        let name = self.columns.get(column).map_or("", |column| column.name);
        problem.within(self.file).at_line(self.line).in_column(name)
    }
}

/// A whole number of at least 0 that fits 64 bits.
pub fn whole_number(text: &str) -> Result<u64, Problem> {
    let problem = |what: &str, remedy: &str| Err(Problem::new(format!("{} {what}", quoted(text)), remedy));
    let digits = text.strip_prefix('-').unwrap_or(text);
    if text.contains(['E', 'e']) && text.starts_with(|c: char| c.is_ascii_digit()) && text.parse::<f64>().is_ok() {
        // Digits are lost: nobody can tell the number any more.
        return problem(
            "is a number as Excel shortens it",
            "give the column the format text (文字列) and write it anew",
        );
    }
    if text.is_empty() || digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_digit()) {
        return problem("is no whole number", "write digits 0-9 only, without separators, decimals or units");
    }
    if digits.len() < text.len() {
        return problem("is negative", "write 0 or more");
    }
    match digits.parse() {
        Ok(number) => Ok(number),
        Err(_) => problem("is too large", "write at most 18446744073709551615"),
    }
}

// Changes

/// Reads a file: a defect for each row that has a value beyond the columns of the header, and all others. Empty cells at
/// the end of rows and header are as if they were not there, as spreadsheets write them or leave them out.
pub fn rows<'a>(source: &'a Source, columns: &'static [Column], defects: &mut Vec<Defect>) -> Vec<Row<'a>> {
    if let Err(found) = source.text() {
        defects.extend(found);
        return Vec::new();
    }
    let mut lines = LineCounter::default();
    let mut records = records(source, &mut lines, defects).into_iter();
    let Some((header_line, header)) = records.next() else {
        defects.push(missing_header(columns, &[]).within(&source.name).at_line(1));
        return Vec::new();
    };
    let Some(places) = places(source, header_line, &header, columns, defects) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (line, record) in records {
        if record.iter().all(String::is_empty) {
            continue;
        }
        let stray = (0..record.len()).find(|&place| !record[place].is_empty() && is_unnamed(&header, place));
        if let Some(place) = stray {
            let problem = Problem::new(
                format!("the row has {} fields and the header {}", place + 1, header.len()),
                "write one field per column; put a field that contains a comma in double quotes",
            );
            defects.push(problem.within(&source.name).at_line(line));
            continue;
        }
        if let Some(cells) = cells(source, line, &record, &places, columns, defects) {
            rows.push(Row { file: &source.name, columns, cells, line });
        }
    }
    rows
}

// Helpers

/// All records with their lines, without white space around cells and without empty cells at the end. `csv` itself skips
/// empty lines.
fn records(source: &Source, lines: &mut LineCounter, defects: &mut Vec<Defect>) -> Vec<(usize, Vec<String>)> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(source.bytes.as_slice());
    let mut records = Vec::new();
    for record in reader.byte_records() {
        match record {
            Ok(record) => {
                let start = record.position().map_or(0, |position| position.byte() as usize);
                let skipped = source.bytes.iter().skip(start).take_while(|&&c| c == b'\n' || c == b'\r').count();
                records.push((lines.line_of(&source.bytes, start + skipped), trimmed(&record)));
            }
            Err(error) => {
                let problem = Problem::new(format!("the file is no CSV: {error}"), "save it again as CSV");
                defects.push(problem.within(&source.name));
            }
        }
    }
    records
}

/// White space is also the ideographic space (全角空白, U+3000) and the no-break space (U+00A0).
fn trimmed(record: &ByteRecord) -> Vec<String> {
    let mut cells: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// Whether a place is beyond the header or under an empty cell of it.
fn is_unnamed(header: &[String], place: usize) -> bool {
    header.get(place).is_none_or(String::is_empty)
}

/// For each expected column its place in the file. `None` when rows cannot be read.
fn places(
    source: &Source,
    line: usize,
    names: &[String],
    columns: &'static [Column],
    defects: &mut Vec<Defect>,
) -> Option<Vec<Option<usize>>> {
    let at = |problem: Problem| problem.within(&source.name).at_line(line);
    if !names.iter().any(|name| columns.iter().any(|column| column.name == name)) {
        defects.push(at(missing_header(columns, names)));
        return None;
    }
    let before = defects.len();
    for (place, name) in names.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if !columns.iter().any(|column| column.name == name) {
            let remedy = format!("remove it or correct it to one of: {}", listed(columns));
            let problem = Problem::new(format!("the column {} is unknown", quoted(name)), remedy);
            defects.push(at(explained(problem, name)).in_column(name));
        } else if names[..place].contains(name) {
            let problem = Problem::new(format!("the column {} is there twice", quoted(name)), "remove one of them");
            defects.push(at(problem).in_column(name));
        }
    }
    let mut places = Vec::with_capacity(columns.len());
    for column in columns {
        let place = names.iter().position(|name| name == column.name);
        if place.is_none() && column.required {
            let remedy = format!("add it; the columns are: {}", listed(columns));
            let problem = Problem::new(format!("the column {} is missing", quoted(column.name)), remedy);
            defects.push(at(problem).in_column(column.name));
        }
        places.push(place);
    }
    (defects.len() == before).then_some(places)
}

/// The cells in the order of `columns`. `None` when one has a line break.
fn cells(
    source: &Source,
    line: usize,
    record: &[String],
    places: &[Option<usize>],
    columns: &[Column],
    defects: &mut Vec<Defect>,
) -> Option<Vec<String>> {
    let before = defects.len();
    let mut cells = Vec::with_capacity(columns.len());
    for (column, place) in columns.iter().zip(places) {
        let text = place.and_then(|place| record.get(place)).map_or("", String::as_str);
        if text.contains(['\n', '\r']) {
            let problem = Problem::new(
                "the field goes on over the end of the line",
                "close the double quote, or write two for one inside the text",
            );
            defects.push(problem.within(&source.name).at_line(line).in_column(column.name));
        }
        cells.push(text.to_owned());
    }
    (defects.len() == before).then_some(cells)
}

fn missing_header(columns: &[Column], found: &[String]) -> Problem {
    let names: Vec<&str> = columns.iter().filter(|column| column.required).map(|column| column.name).collect();
    let separator = match found.first() {
        Some(cell) if cell.contains('\t') => "; this file seems to be separated by tabs: save it as CSV",
        Some(cell) if cell.contains(';') => "; this file seems to be separated by semicolons: save it as CSV",
        _ => "",
    };
    Problem::new(
        "the first row is not the header",
        format!("start the file with {} (separated by commas){separator}", names.join(",")),
    )
}

fn listed(columns: &[Column]) -> String {
    columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        Column { name: "a", required: true },
        Column { name: "b", required: true },
        Column { name: "c", required: false },
    ];

    /// Rows as line and cells; defects as line, column and problem.
    type Sheet = (Vec<(usize, Vec<String>)>, Vec<(Option<usize>, Option<String>, String)>);

    fn sheet(bytes: &[u8]) -> Sheet {
        let source = Source::from_bytes("t.csv", bytes.to_vec()).unwrap();
        let mut defects = Vec::new();
        let rows = rows(&source, COLUMNS, &mut defects);
        (
            rows.into_iter().map(|row| (row.line, row.cells)).collect(),
            defects.into_iter().map(|d| (d.line, d.column, d.problem)).collect(),
        )
    }

    fn rows_of<'a>(source: &'a Source, defects: &mut Vec<Defect>) -> Vec<Row<'a>> {
        rows(source, COLUMNS, defects)
    }

    fn cells(texts: [&str; 3]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let expected = vec![(2, cells(["1", "2", ""])), (3, cells(["x,y", "say \"z\"", ""]))];
        for text in [
            "a,b\n1,2\n\"x,y\",\"say \"\"z\"\"\"\n",
            "\u{feff}a,b\r\n1,2\r\n\"x,y\",\"say \"\"z\"\"\"\r\n\r\n\r\n,\r\n",
            " a , b \r1,2 \r\"x,y\",\"say \"\"z\"\"\"",
        ] {
            let (rows, defects) = sheet(text.as_bytes());
            assert_eq!(defects, [], "{text}");
            assert_eq!(rows, expected, "{text}");
        }
    }

    #[test]
    fn columns_come_in_any_order_and_optional_ones_may_lack() {
        assert_eq!(sheet(b"c,b,a\n3,2,1\n").0, [(2, cells(["1", "2", "3"]))]);
    }

    #[test]
    fn blank_lines_do_not_shift_the_lines() {
        let (rows, defects) = sheet(b"\n\na,b\n\n1,2\n\n\n3,4,5\n5,6\n");
        assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [5, 9]);
        assert_eq!(defects, [(Some(8), None, "the row has 3 fields and the header 2".to_owned())]);
    }

    #[test]
    fn empty_cells_at_the_end_are_as_if_they_were_not_there() {
        for text in [
            "a,b,c\n1,2,\n3,4,5\n",
            "a,b,c,,,\n1,2,,,,\n3,4,5,,,\n",
            "a,b,c\n1,2,,,\n3,4,5,\n",
            "a,b,c,,\n1,2\n3,4,5\n",
            "a,,b,c\n1,,2\n3,,4,5\n",
        ] {
            let (rows, defects) = sheet(text.as_bytes());
            assert_eq!(defects, [], "{text}");
            assert_eq!(rows, [(2, cells(["1", "2", ""])), (3, cells(["3", "4", "5"]))], "{text}");
        }
        let beyond = |text: &str| sheet(text.as_bytes()).1;
        for text in ["a,b,,\n1,2,,x\n", "a,b\n1,2,,x\n"] {
            assert!(beyond(text)[0].2.starts_with("the row has 4 fields"), "{text}");
        }
        assert_eq!(beyond("a,,b\n1,x,2\n")[0].2, "the row has 2 fields and the header 3");
    }

    #[test]
    fn every_white_space_around_a_cell_is_trimmed_and_inside_it_is_named() {
        let (rows, defects) =
            sheet("\u{3000}a ,b\u{a0}\n\u{3000}1\u{a0},\u{3000}\u{3000}2\n\u{3000},\u{a0}\n".as_bytes());
        assert_eq!((rows, defects), (vec![(2, cells(["1", "2", ""]))], Vec::new()));
        let source = Source::from_bytes("t.csv", "a,b\n1\u{3000}0,１２\n".as_bytes().to_vec()).unwrap();
        let mut defects = Vec::new();
        let row = rows_of(&source, &mut defects).remove(0);
        assert_eq!((row.read(0, &mut defects, whole_number), row.read(1, &mut defects, whole_number)), (None, None));
        assert!(defects[0]
            .problem
            .starts_with("\"1\\u{3000}0\" is no whole number; it has full-width characters (全角)"));
        assert!(defects[1].remedy.starts_with("write \"12\" in half-width characters (半角)"), "{}", defects[1]);
        let (_, defects) = sheet("ａ,b\n1,2\n".as_bytes());
        assert!(defects[0].2.contains("全角"), "{defects:?}");
    }

    #[test]
    fn a_wrong_header_names_its_column() {
        let (_, defects) = sheet(b"a,x,a\n1,2,3\n");
        assert_eq!(
            defects,
            [
                (Some(1), Some("x".to_owned()), "the column \"x\" is unknown".to_owned()),
                (Some(1), Some("a".to_owned()), "the column \"a\" is there twice".to_owned()),
                (Some(1), Some("b".to_owned()), "the column \"b\" is missing".to_owned()),
            ]
        );
        for text in ["1,2\n", "a;b\n1;2\n", "\"\"\n"] {
            let (_, defects) = sheet(text.as_bytes());
            assert_eq!(defects, [(Some(1), None, "the first row is not the header".to_owned())], "{text}");
        }
    }

    #[test]
    fn another_encoding_is_named_once_also_in_the_header() {
        for (text, line) in [(&b"a,b\n1,\x93\x8c\n3,\x8b\x9e\n"[..], 2), (b"a,b,\x8e\x81\x96\xbc\n1,2\n", 1)] {
            let (rows, defects) = sheet(text);
            let problem = "the file is Shift_JIS (CP932), as Excel in Japan saves plain CSV, and not UTF-8";
            assert_eq!((rows, defects), (Vec::new(), vec![(Some(line), None, problem.to_owned())]));
        }
    }

    #[test]
    fn an_open_quote_is_found_where_it_starts() {
        let (rows, defects) = sheet(b"a,b\n1,\"2\n3,4\n");
        assert_eq!(rows, []);
        assert_eq!(defects, [(Some(2), Some("b".to_owned()), "the field goes on over the end of the line".to_owned())]);
    }

    #[test]
    fn whole_numbers_are_plain_digits() {
        assert_eq!(whole_number("0"), Ok(0));
        assert_eq!(whole_number("18446744073709551615"), Ok(u64::MAX));
        for (text, problem) in [
            ("", "is no whole number"),
            ("-", "is no whole number"),
            ("+1", "is no whole number"),
            ("1,000", "is no whole number"),
            ("1.0", "is no whole number"),
            ("１", "is no whole number"),
            ("0x10", "is no whole number"),
            ("1.23457E+11", "is a number as Excel shortens it"),
            ("-1", "is negative"),
            ("18446744073709551616", "is too large"),
        ] {
            assert!(whole_number(text).unwrap_err().problem.ends_with(problem), "{text}");
        }
    }
}
