//! Residences: ISO 3166 codes as the registry keeps them.

use bond_abi::registry::Residence;

use crate::input::defect::{quoted, Problem};
use crate::input::identifiers::local_government_code;
use crate::input::municipalities::{place, SPECIAL_WARDS};

/// ISO 3166-1 numeric code of Japan.
pub const JAPAN: u16 = 392;
/// Wards of Hamamatsu until 2023.
const ABOLISHED_WARDS: std::ops::RangeInclusive<u16> = 22_131..=22_137;

// Queries

/// The residence of an investor: an ISO 3166-2 code such as `JP-13`, or a country such as `US`; in Japan also the code of
/// a municipality or a ward (全国地方公共団体コード), such as `JP-13101`, or `JP-131016` with its check digit.
///
/// The registry keeps areas of Japan only: `US-CA` becomes the United States.
pub fn of_investor(code: &str) -> Result<Residence, Problem> {
    let residence = of_place(code)?;
    if residence == (Residence { country: JAPAN, area: SPECIAL_WARDS }) {
        return Err(Problem::new(
            format!("{} is all special wards of Tokyo (特別区) together", quoted(code)),
            "write the ward: JP-13101 (Chiyoda) to JP-13123 (Edogawa), or JP-13 for Tokyo",
        ));
    }
    Ok(residence)
}

/// A residence, or what a policy admits in its place.
fn of_place(code: &str) -> Result<Residence, Problem> {
    let digits =
        code.strip_prefix("JP-").filter(|digits| digits.len() > 3 && digits.bytes().all(|c| c.is_ascii_digit()));
    if let Some(digits) = digits {
        return Ok(Residence { country: JAPAN, area: municipality(code, digits)? });
    }
    let (country, area) = split(code)?;
    let residence = Residence { country: country_number(code, country)?, area: 0 };
    match area {
        None => Ok(residence),
        Some(_) if rust_iso3166::iso3166_2::from_code(code).is_none() => Err(Problem::new(
            format!("{} is no ISO 3166-2 code", quoted(code)),
            match residence.country {
                JAPAN => "write JP-01 (Hokkaido) to JP-47 (Okinawa)",
                _ => "correct the part after the hyphen, or write the country alone",
            },
        )),
        Some(prefecture) if residence.country == JAPAN => match prefecture.parse::<u16>() {
            Ok(number @ 1..=47) => Ok(Residence { area: number * 1_000, ..residence }),
            _ => Err(Problem::new(format!("{} is no prefecture", quoted(code)), "write JP-01 to JP-47")),
        },
        Some(_) => Ok(residence),
    }
}

/// A residence that a policy admits: a prefecture such as `JP-13`, a municipality, of which a designated city (政令指定
/// 都市) stands for its wards too, `JP-13100` for the special wards of Tokyo, or a whole country such as `JP`.
pub fn of_policy(code: &str) -> Result<Residence, Problem> {
    let residence = of_place(code)?;
    if residence.country != JAPAN && code.contains('-') {
        return Err(Problem::new(
            format!("{} is an area outside Japan, which the registry does not keep", quoted(code)),
            format!("write {} to admit the whole country, or leave it out", quoted(&code[..2])),
        ));
    }
    Ok(residence)
}

/// The code of a residence, as [`of_investor`] reads it; `None` for a country without letters.
pub fn code_of(residence: Residence) -> Option<String> {
    let country = rust_iso3166::from_numeric(residence.country)?.alpha2;
    Some(match (residence.country, residence.area) {
        (_, 0) => country.to_owned(),
        (JAPAN, area) if area.is_multiple_of(1_000) => format!("{country}-{:02}", area / 1_000),
        (_, area) => format!("{country}-{area:05}"),
    })
}

// Helpers

/// The number of a place from its five digits, or six with the check digit.
fn municipality(code: &str, digits: &str) -> Result<u16, Problem> {
    if digits.len() == 6 {
        local_government_code(digits)?;
    }
    let area = digits.get(..5).filter(|_| matches!(digits.len(), 5 | 6)).and_then(|five| five.parse::<u16>().ok());
    let unknown = |problem: &str, remedy: String| Problem::new(format!("{} {problem}", quoted(code)), remedy);
    let Some(area) = area else {
        return Err(unknown("is no code of a municipality", "write its five digits, such as JP-13101, or six".into()));
    };
    if place(area).is_some() {
        return Ok(area);
    }
    if ABOLISHED_WARDS.contains(&area) {
        let remedy = "since 2024-01-01 they are JP-22138 (中央区), JP-22139 (浜名区) and JP-22140 (天竜区)";
        return Err(unknown("is a ward that Hamamatsu (浜松市) no longer has", remedy.into()));
    }
    let prefecture = place(area / 1_000 * 1_000).map(|prefecture| (area / 1_000, prefecture.ja));
    Err(unknown(
        "is no municipality",
        match prefecture {
            Some((number, name)) => format!(
                "look its code up in the list of the Ministry of Internal Affairs and Communications, or write its \
                 prefecture alone: JP-{number:02} ({name})"
            ),
            None => "the first two digits are 01 (Hokkaido) to 47 (Okinawa)".to_owned(),
        },
    ))
}

fn split(code: &str) -> Result<(&str, Option<&str>), Problem> {
    let (country, area) = match code.split_once('-') {
        Some((country, area)) => (country, Some(area)),
        None => (code, None),
    };
    let is_formed = country.len() == 2
        && country.bytes().all(|c| c.is_ascii_uppercase())
        && area.is_none_or(|a| {
            (1..=3).contains(&a.len()) && a.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        });
    if is_formed {
        Ok((country, area))
    } else {
        Err(Problem::new(
            format!("{} is no ISO 3166 code", quoted(code)),
            "write capitals such as JP-13 for Tokyo, or US for a country abroad",
        ))
    }
}

fn country_number(code: &str, country: &str) -> Result<u16, Problem> {
    rust_iso3166::from_alpha2(country)
        .map(|found| found.numeric)
        .filter(|number| (1..=999).contains(number))
        .ok_or_else(|| {
            Problem::new(
                format!("{} names no country", quoted(code)),
                "write the two letters of ISO 3166-1, such as JP or GB",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_prefecture_has_its_number() {
        for number in 1..=47_u16 {
            let code = format!("JP-{number:02}");
            assert_eq!(of_investor(&code), Ok(Residence { country: 392, area: number * 1_000 }), "{code}");
        }
    }

    #[test]
    fn countries_abroad_keep_no_area() {
        for (code, country) in [("US", 840), ("US-CA", 840), ("GB-ENG", 826), ("DE", 276), ("JP", 392)] {
            assert_eq!(of_investor(code), Ok(Residence { country, area: 0 }), "{code}");
        }
    }

    #[test]
    fn a_municipality_has_five_digits_and_every_residence_its_code() {
        assert_eq!(of_investor("JP-13101"), Ok(Residence { country: 392, area: 13_101 }));
        // With check digit, and a prefecture by its whole code.
        assert_eq!(of_investor("JP-131016"), of_investor("JP-13101"));
        assert_eq!((of_investor("JP-13000"), of_investor("JP-130001")), (of_investor("JP-13"), of_investor("JP-13")));
        for code in ["JP-00101", "JP-48101", "JP-1310a", "JP-1310", "JP-1310161", "JP-１３１０１"] {
            assert!(of_investor(code).is_err(), "{code}");
        }
        for code in ["JP", "JP-01", "JP-01101", "JP-47", "JP-13101", "US", "GB"] {
            assert_eq!(of_investor(code).ok().and_then(code_of).as_deref(), Some(code));
        }
        assert_eq!(code_of(Residence { country: 999, area: 0 }), None);
    }

    #[test]
    fn a_municipality_that_does_not_exist_is_refused() {
        let problem = of_investor("JP-13999").unwrap_err();
        assert_eq!(problem.problem, "\"JP-13999\" is no municipality");
        assert!(problem.remedy.ends_with("JP-13 (東京都)"), "{problem:?}");
        assert!(of_investor("JP-131017").unwrap_err().problem.contains("check digit 7 and not 6"));
        let abolished = of_policy("JP-22131").unwrap_err();
        assert!(abolished.problem.contains("no longer has") && abolished.remedy.contains("JP-22138"), "{abolished:?}");
        assert!(of_investor("JP-22138").is_ok() && of_investor("JP-22140").is_ok());
    }

    #[test]
    fn a_policy_names_the_special_wards_together_and_nobody_lives_there() {
        assert_eq!(of_policy("JP-13100"), Ok(Residence { country: 392, area: 13_100 }));
        assert!(of_investor("JP-13100").unwrap_err().remedy.contains("JP-13101"));
        assert_eq!(of_policy("JP-01100"), Ok(Residence { country: 392, area: 1_100 }));
        assert_eq!(of_investor("JP-011002"), of_policy("JP-01100"), "a city for who gives no ward");
    }

    #[test]
    fn a_wrong_code_is_explained() {
        for code in ["", "J", "jp-13", "JPN", "JP-", "東京", "JP_13", "392-13"] {
            assert!(of_investor(code).unwrap_err().problem.contains("is no ISO 3166 code"), "{code}");
        }
        for code in ["JP-00", "JP-48", "JP-1", "US-ZZ"] {
            assert!(of_investor(code).unwrap_err().problem.contains("is no ISO 3166-2 code"), "{code}");
        }
        assert!(of_investor("XX").unwrap_err().problem.contains("names no country"));
    }

    #[test]
    fn a_policy_cannot_name_an_area_abroad() {
        assert_eq!(of_policy("JP-13"), Ok(Residence { country: 392, area: 13_000 }));
        assert_eq!(of_policy("US"), Ok(Residence { country: 840, area: 0 }));
        let problem = of_policy("US-CA").unwrap_err();
        assert_eq!(problem.remedy, "write \"US\" to admit the whole country, or leave it out");
    }
}
