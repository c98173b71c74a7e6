//! Codes with a check digit: ISIN and the code of a local government (全国地方公共団体コード).

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
    let is_formed = code[..2].iter().all(u8::is_ascii_uppercase)
        && code[2..11].iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && code[11].is_ascii_digit();
    if !is_formed {
        return Err(form());
    }
    let expected = isin_check_digit(&code[..11]);
    if u32::from(code[11] - b'0') != expected {
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
    if !(1..=47).contains(&(u32::from(code[0] - b'0') * 10 + u32::from(code[1] - b'0'))) {
        return Err(Problem::new(
            format!("{} starts with no prefecture", quoted(text)),
            "the first two digits are 01 (Hokkaido) to 47 (Okinawa)",
        ));
    }
    let expected = local_government_check_digit(&code[..5]);
    if u32::from(code[5] - b'0') != expected {
        return Err(Problem::new(
            format!("{} has the check digit {} and not {expected}", quoted(text), char::from(code[5])),
            "look the code up in the list of the Ministry of Internal Affairs and Communications",
        ));
    }
    Ok(code)
}

// Helpers

/// Letters count as 10 to 35, written out; every second digit from the right is doubled.
fn isin_check_digit(body: &[u8]) -> u32 {
    let digits = body.iter().flat_map(|&c| match c {
        b'0'..=b'9' => vec![u32::from(c - b'0')],
        _ => vec![u32::from(c - b'A' + 10) / 10, u32::from(c - b'A' + 10) % 10],
    });
    let digits: Vec<u32> = digits.collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| match place % 2 {
            0 => digit * 2 / 10 + digit * 2 % 10,
            _ => digit,
        })
        .sum();
    (10 - sum % 10) % 10
}

/// Weights 6, 5, 4, 3, 2; the last digit of 11 minus the remainder by 11.
fn local_government_check_digit(body: &[u8]) -> u32 {
    let sum: u32 = body.iter().zip([6, 5, 4, 3, 2]).map(|(&c, weight)| u32::from(c - b'0') * weight).sum();
    (11 - sum % 11) % 10
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
