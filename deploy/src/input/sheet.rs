//! CSV files as spreadsheets write them: header by name, rows with their line, every cell with its column.

use csv::{ByteRecord, ReaderBuilder, Trim};

use crate::input::defect::{quoted, Defect, Problem};
use crate::input::source::{not_utf8, LineCounter, Source};

/// A column that a file may have.
pub struct Column {
    /// Name in the header.
    pub name: &'static str,
    /// Whether the header must have it.
    pub required: bool,
}

/// A row that has a cell for every column of the header. Cells are trimmed; those of an absent column are empty.
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
        result.map_err(|problem| defects.push(self.defect(column, problem))).ok()
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

/// Reads a file: all rows that have the right number of cells, and a defect for each that has not.
pub fn rows<'a>(source: &'a Source, columns: &'static [Column], defects: &mut Vec<Defect>) -> Vec<Row<'a>> {
    let mut lines = LineCounter::default();
    let mut records = records(source, &mut lines, defects).into_iter();
    let Some((header_line, header)) = records.next() else {
        defects.push(missing_header(columns).within(&source.name).at_line(1));
        return Vec::new();
    };
    let Some(places) = places(source, header_line, &header, columns, defects) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for (line, record) in records {
        if record.iter().all(<[u8]>::is_empty) {
            continue;
        }
        if record.len() != header.len() {
            let problem = Problem::new(
                format!("the row has {} fields and the header {}", record.len(), header.len()),
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

/// All records with their lines. `csv` itself skips empty lines and takes any bytes.
fn records(source: &Source, lines: &mut LineCounter, defects: &mut Vec<Defect>) -> Vec<(usize, ByteRecord)> {
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(source.bytes.as_slice());
    let mut records = Vec::new();
    for record in reader.byte_records() {
        match record {
            Ok(record) => {
                let start = record.position().map_or(0, |position| position.byte() as usize);
                let skipped = source.bytes.iter().skip(start).take_while(|&&c| c == b'\n' || c == b'\r').count();
                records.push((lines.line_of(&source.bytes, start + skipped), record));
            }
            Err(error) => {
                let problem = Problem::new(format!("the file is no CSV: {error}"), "save it again as CSV");
                defects.push(problem.within(&source.name));
            }
        }
    }
    records
}

/// For each expected column its place in the file. `None` when rows cannot be read.
fn places(
    source: &Source,
    line: usize,
    header: &ByteRecord,
    columns: &'static [Column],
    defects: &mut Vec<Defect>,
) -> Option<Vec<Option<usize>>> {
    let names: Vec<String> = header.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let at = |problem: Problem| problem.within(&source.name).at_line(line);
    if !names.iter().any(|name| columns.iter().any(|column| column.name == name)) {
        defects.push(at(missing_header(columns)));
        return None;
    }
    let before = defects.len();
    for (place, name) in names.iter().enumerate() {
        if !columns.iter().any(|column| column.name == name) {
            let remedy = format!("remove it or correct it to one of: {}", listed(columns));
            defects.push(at(Problem::new(format!("the column {} is unknown", quoted(name)), remedy)).in_column(name));
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

/// The cells in the order of `columns`. `None` when one is no text.
fn cells(
    source: &Source,
    line: usize,
    record: &ByteRecord,
    places: &[Option<usize>],
    columns: &[Column],
    defects: &mut Vec<Defect>,
) -> Option<Vec<String>> {
    let before = defects.len();
    let mut cells = Vec::with_capacity(columns.len());
    for (column, place) in columns.iter().zip(places) {
        let bytes = place.and_then(|place| record.get(place)).unwrap_or_default();
        let problem = match std::str::from_utf8(bytes) {
            Err(_) => Some(not_utf8()),
            Ok(text) if text.contains(['\n', '\r']) => Some(Problem::new(
                "the field goes on over the end of the line",
                "close the double quote, or write two for one inside the text",
            )),
            Ok(_) => None,
        };
        defects.extend(problem.map(|p| p.within(&source.name).at_line(line).in_column(column.name)));
        cells.push(String::from_utf8_lossy(bytes).into_owned());
    }
    (defects.len() == before).then_some(cells)
}

fn missing_header(columns: &[Column]) -> Problem {
    let names: Vec<&str> = columns.iter().filter(|column| column.required).map(|column| column.name).collect();
    Problem::new(
        "the first row is not the header",
        format!("start the file with {} (separated by commas)", names.join(",")),
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
        let (rows, defects) = sheet(b"\n\na,b\n\n1,2\n\n\n3\n5,6\n");
        assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [5, 9]);
        assert_eq!(defects, [(Some(8), None, "the row has 1 fields and the header 2".to_owned())]);
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
    fn bytes_that_are_no_text_name_line_and_column() {
        let (rows, defects) = sheet(b"a,b\n1,\x93\x8c\n3,4\n");
        assert_eq!(defects, [(Some(2), Some("b".to_owned()), "this is not UTF-8".to_owned())]);
        assert_eq!(rows, [(3, cells(["3", "4", ""]))]);
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
            ("-1", "is negative"),
            ("18446744073709551616", "is too large"),
        ] {
            assert!(whole_number(text).unwrap_err().problem.ends_with(problem), "{text}");
        }
    }
}
