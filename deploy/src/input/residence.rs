//! Residences: ISO 3166 codes as the registry keeps them.

use bond_abi::registry::Residence;

use crate::input::defect::{quoted, Problem};

/// ISO 3166-1 numeric code of Japan.
pub const JAPAN: u16 = 392;

// Queries

/// The residence of an investor: an ISO 3166-2 code such as `JP-13`, or a country such as `US`; in Japan also the first
/// five digits of a municipality's code, such as `JP-13101`.
///
/// The registry keeps areas of Japan only: `US-CA` becomes the United States.
pub fn of_investor(code: &str) -> Result<Residence, Problem> {
    if let Some(area) = code.strip_prefix("JP-").and_then(municipality) {
        return Ok(Residence { country: JAPAN, area });
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

/// A residence that a policy admits: a prefecture such as `JP-13`, or a whole country such as `JP`.
pub fn of_policy(code: &str) -> Result<Residence, Problem> {
    let residence = of_investor(code)?;
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

/// Five digits that begin with a prefecture and name a part of it.
fn municipality(digits: &str) -> Option<u16> {
    let is_formed = digits.len() == 5 && digits.bytes().all(|c| c.is_ascii_digit());
    let area: u16 = digits.parse().ok().filter(|_| is_formed)?;
    ((1_000..48_000).contains(&area) && !area.is_multiple_of(1_000)).then_some(area)
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
        for code in ["JP-00101", "JP-48101", "JP-13000", "JP-1310a", "JP-131016"] {
            assert!(of_investor(code).is_err(), "{code}");
        }
        for code in ["JP", "JP-01", "JP-01101", "JP-47", "JP-13101", "US", "GB"] {
            assert_eq!(of_investor(code).ok().and_then(code_of).as_deref(), Some(code));
        }
        assert_eq!(code_of(Residence { country: 999, area: 0 }), None);
    }

    #[test]
    fn a_wrong_code_is_explained() {
        for code in ["", "J", "jp-13", "JPN", "JP-", "JP-0013", "東京", "JP_13", "392-13"] {
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
