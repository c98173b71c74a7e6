//! Codes with a check digit: ISIN and the code of a local government (全国地方公共団体コード).

use bond_math::{is_government_code, is_isin};

use crate::input::defect::{quoted, Problem};

// Queries

/// An ISIN (ISO 6166): two letters, nine letters or digits, the check digit of the Luhn formula.
pub fn isin(text: &str) -> Result<[u8; 12], Problem> {
    let form = || {
        Problem::new(
            format!("{} is no ISIN", quoted(text)),
            "write two capital letters, nine capital letters or digits and a check digit, such as JP3633400001",
        )
    };
    let code: [u8; 12] = text.as_bytes().try_into().map_err(|_| form())?;
    let expected = check_digit(&code, is_isin).filter(|_| code[11].is_ascii_digit()).ok_or_else(form)?;
    if !is_isin(&code) {
        return Err(Problem::new(
            format!("{} has the check digit {} and not {expected}", quoted(text), char::from(code[11])),
            "compare the ISIN with the notice of its assignment",
        ));
    }
    Ok(code)
}

/// The code of a local government: five digits and a check digit.
pub fn local_government_code(text: &str) -> Result<[u8; 6], Problem> {
    let code: [u8; 6] =
        text.as_bytes().try_into().ok().filter(|code: &[u8; 6]| code.iter().all(u8::is_ascii_digit)).ok_or_else(
            || {
                Problem::new(
                    format!("{} is no local-government code", quoted(text)),
                    "write all six digits including the check digit, such as \"130001\" for Tokyo",
                )
            },
        )?;
    let Some(expected) = check_digit(&code, is_government_code) else {
        return Err(Problem::new(
            format!("{} starts with no prefecture", quoted(text)),
            "the first two digits are 01 (Hokkaido) to 47 (Okinawa)",
        ));
    };
    if !is_government_code(&code) {
        return Err(Problem::new(
            format!("{} has the check digit {} and not {expected}", quoted(text), char::from(code[5])),
            "look the code up in the list of the Ministry of Internal Affairs and Communications",
        ));
    }
    Ok(code)
}

/// Whether a text has the form of an Individual Number (個人番号, マイナンバー): twelve digits, the last of which checks the
/// others (平成26年総務省令第85号 5条). Of other numbers of twelve digits one in ten has it too.
pub fn is_my_number(text: &str) -> bool {
    let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(10)).collect();
    let Some([others @ .., check]) = digits.as_deref() else { return false };
    // From the right: 2, 3, 4, 5, 6, 7 and again 2, 3, 4, 5, 6.
    let sum: u32 = others.iter().rev().zip((2..=7).chain(2..=6)).map(|(digit, weight)| digit * weight).sum();
    let expected = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    others.len() == 11 && *check == expected
}

// Helpers

/// The digit that makes `code` pass `check` as its last, if any does.
fn check_digit<const N: usize>(code: &[u8; N], check: fn(&[u8; N]) -> bool) -> Option<char> {
    ('0'..='9').find(|digit| {
        let mut candidate = *code;
        if let Some(last) = candidate.last_mut() {
            *last = *digit as u8;
        }
        check(&candidate)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_local_government_codes_pass() {
        for code in ["130001", "011002", "271004", "270008", "401307", "010006", "131016", "473821"] {
            assert_eq!(local_government_code(code).map(|c| c.to_vec()), Ok(code.as_bytes().to_vec()), "{code}");
        }
    }

    #[test]
    fn every_wrong_check_digit_of_a_local_government_code_is_found() {
        for digit in ('0'..='9').filter(|&c| c != '1') {
            let problem = local_government_code(&format!("13000{digit}")).unwrap_err();
            assert!(problem.problem.contains("and not 1"), "{}", problem.problem);
        }
    }

    #[test]
    fn a_local_government_code_has_six_ascii_digits_and_a_prefecture() {
        for text in ["", "13000", "1300011", "13000a", "１30001", "13-001"] {
            assert!(local_government_code(text).unwrap_err().problem.contains("is no local-government code"), "{text}");
        }
        for text in ["000000", "480002", "999999"] {
            assert!(local_government_code(text).unwrap_err().problem.contains("prefecture"), "{text}");
        }
    }

    #[test]
    fn an_individual_number_is_known_by_its_check_digit() {
        // Numbers that published examples of the check digit use; nobody's.
        for number in ["123456789018", "111111111118", "000000000000"] {
            assert!(is_my_number(number), "{number}");
        }
        for number in [
            "",
            "8",
            "123456789010",
            "123456789019",
            "12345678901",
            "1234567890188",
            "12345678901x",
            "１２３４５６７８９０１８",
        ] {
            assert!(!is_my_number(number), "{number}");
        }
        let with_its_form =
            (100_000_000_000_u64..100_000_001_100).filter(|number| is_my_number(&number.to_string())).count();
        assert_eq!(with_its_form, 110, "one of each ten numbers that differ in the last digit only");
    }

    #[test]
    fn real_isins_pass() {
        for code in ["US0378331005", "JP3633400001", "AU0000XVGZA3", "GB0002634946"] {
            assert_eq!(isin(code).map(|c| c.to_vec()), Ok(code.as_bytes().to_vec()), "{code}");
        }
    }

    #[test]
    fn a_wrong_isin_is_explained() {
        assert!(isin("JP3633400002").unwrap_err().problem.contains("check digit 2 and not 1"));
        assert!(isin("US0378331050").is_err());
        for text in ["", "JP363340000", "jp3633400001", "JP36334０0001", "1P3633400001", "JP363340000A"] {
            assert!(isin(text).unwrap_err().problem.contains("is no ISIN"), "{text}");
        }
    }
}
