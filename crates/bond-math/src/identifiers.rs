//! Check digits of the two codes that identify a bond: the ISIN and the issuer's local-government code
//! (全国地方公共団体コード), market-rules §5. Shared by the contract and by the command line.

/// Length of an ISIN (ISO 6166).
pub const ISIN_LENGTH: usize = 12;
/// Length of a local-government code with its check digit.
pub const GOVERNMENT_CODE_LENGTH: usize = 6;

/// Whether `isin` is two capital letters, nine capital letters or digits, and the digit that ISO 6166 computes.
pub fn is_isin(isin: &[u8; ISIN_LENGTH]) -> bool {
    let mut sum = 0_u32;
    // Counted from the right, every second decimal digit is doubled; a letter stands for two digits (A = 10 … Z = 35).
    let mut doubled = false;
    let mut position = ISIN_LENGTH;
    for byte in isin.iter().rev() {
        position = position.saturating_sub(1);
        let letter_allowed = position < ISIN_LENGTH.saturating_sub(1);
        let letter_required = position < 2;
        let value = match byte {
            b'0'..=b'9' if !letter_required => u32::from(byte.wrapping_sub(b'0')),
            b'A'..=b'Z' if letter_allowed => u32::from(byte.wrapping_sub(b'A')).saturating_add(10),
            _ => return false,
        };
        for digit in [value % 10, value / 10].into_iter().take(if value > 9 { 2 } else { 1 }) {
            let weighted = if doubled { digit.saturating_mul(2) } else { digit };
            sum = sum.saturating_add(weighted / 10).saturating_add(weighted % 10);
            doubled = !doubled;
        }
    }
    sum % 10 == 0
}

/// Whether `code` is a prefecture of 01–47, three digits, and the check digit: 11 − (Σ digit × 6, 5, 4, 3, 2) mod 11,
/// last digit of it (総務省「全国地方公共団体コード仕様」).
pub fn is_government_code(code: &[u8; GOVERNMENT_CODE_LENGTH]) -> bool {
    if !code.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let [first, second, third, fourth, fifth, check] = code.map(|byte| u32::from(byte.wrapping_sub(b'0')));
    let prefecture = first.saturating_mul(10).saturating_add(second);
    let mut sum = 0_u32;
    for (digit, weight) in [(first, 6_u32), (second, 5), (third, 4), (fourth, 3), (fifth, 2)] {
        sum = sum.saturating_add(digit.saturating_mul(weight));
    }
    let expected = 11_u32.saturating_sub(sum % 11) % 10;
    (1..=47).contains(&prefecture) && check == expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_isins_pass_and_each_single_change_of_a_digit_fails() {
        for isin in [b"US0378331005", b"JP3633400001", b"US5949181045", b"GB0002634946"] {
            assert!(is_isin(isin));
            for position in 2..ISIN_LENGTH {
                let mut wrong = *isin;
                wrong[position] = if wrong[position] == b'7' { b'8' } else { b'7' };
                assert!(!is_isin(&wrong), "{}", wrong.escape_ascii());
            }
        }
    }

    #[test]
    fn isins_of_another_form_fail() {
        for isin in [b"us0378331005", b"0S0378331005", b"US03783310O5", b"US037833100A", b"            "] {
            assert!(!is_isin(isin));
        }
    }

    /// Whatever the check digit is: each remainder occurs among the endings.
    #[test]
    fn a_country_of_digits_or_a_check_letter_fails() {
        for ending in b'A'..=b'Z' {
            let mut isin = *b"US0378331005";
            isin[11] = ending;
            assert!(!is_isin(&isin), "{}", isin.escape_ascii());
        }
        for (position, check) in (0..2).flat_map(|position| (b'0'..=b'9').map(move |check| (position, check))) {
            let mut isin = *b"US0378331005";
            (isin[position], isin[11]) = (b'1', check);
            assert!(!is_isin(&isin), "{}", isin.escape_ascii());
        }
    }

    #[test]
    fn published_government_codes_pass_and_each_other_check_digit_fails() {
        for code in [b"130001", b"011002", b"271004", b"270008", b"401307", b"131016"] {
            assert!(is_government_code(code), "{}", code.escape_ascii());
            for digit in b'0'..=b'9' {
                let mut other = *code;
                other[5] = digit;
                assert_eq!(is_government_code(&other), other == *code);
            }
        }
    }

    #[test]
    fn a_prefecture_that_does_not_exist_fails_even_with_its_check_digit() {
        for prefecture in [0_u8, 48, 99] {
            for check in b'0'..=b'9' {
                let code = [b'0' + prefecture / 10, b'0' + prefecture % 10, b'0', b'0', b'0', check];
                assert!(!is_government_code(&code));
            }
        }
        assert!(!is_government_code(b"13000 "));
    }
}
