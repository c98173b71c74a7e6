//! Prefectures, municipalities and wards of Japan by their number, in Japanese and English (`deploy/data`).

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Code with check digit, Japanese name, English name; written by `scripts/municipalities.py`.
const LIST: &str = include_str!("../../data/municipalities.csv");
/// The special wards of Tokyo (特別区) together, for policies.
pub const SPECIAL_WARDS: u16 = 13_100;

/// A place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its name, such as 札幌市中央区; without its prefecture.
    pub ja: &'static str,
    /// Its name, such as `Chuo Ward, Sapporo`.
    pub en: &'static str,
}

// Queries

/// The place of a number: that of its code without the check digit, which for a prefecture ends in three zeros.
pub fn place(area: u16) -> Option<Place> {
    match area {
        SPECIAL_WARDS => Some(Place { ja: "特別区", en: "Special Wards" }),
        area => places().get(&area).copied(),
    }
}

/// Both names with the prefecture's, such as `北海道札幌市中央区 (Chuo Ward, Sapporo, Hokkaido)`.
pub fn full_name(area: u16) -> Option<String> {
    let own = place(area)?;
    let prefecture = place(area / 1_000 * 1_000).filter(|_| !area.is_multiple_of(1_000));
    Some(match prefecture {
        Some(prefecture) => format!("{}{} ({}, {})", prefecture.ja, own.ja, own.en, prefecture.en),
        None => format!("{} ({})", own.ja, own.en),
    })
}

/// All places.
fn places() -> &'static BTreeMap<u16, Place> {
    static PLACES: OnceLock<BTreeMap<u16, Place>> = OnceLock::new();
    PLACES.get_or_init(|| LIST.lines().skip(1).filter_map(row).collect())
}

// Helpers

/// Only the English name can have a comma; then it is quoted, and nothing in it is.
fn row(line: &'static str) -> Option<(u16, Place)> {
    let (code, names) = line.split_once(',')?;
    let (ja, en) = names.split_once(',')?;
    Some((code.get(..5)?.parse().ok()?, Place { ja, en: en.trim_matches('"') }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_math::is_government_code;

    #[test]
    fn the_list_is_whole_and_every_check_digit_right() {
        let codes: Vec<[u8; 6]> = LIST.lines().skip(1).map(|line| line.as_bytes()[..6].try_into().unwrap()).collect();
        assert!(codes.iter().all(is_government_code) && codes.is_sorted());
        assert_eq!(codes.len(), places().len());
        let count = |is: fn(u16) -> bool| places().keys().filter(|area| is(**area)).count();
        // 47 prefectures; 1,718 municipalities and 23 special wards with the six villages of the northern territories;
        // 171 wards of 20 designated cities since 2024.
        assert_eq!(count(|area| area % 1_000 == 0), 47);
        assert_eq!(count(|area| area % 1_000 > 200), 1_718 + 6 - 20);
        assert_eq!(count(|area| (100..200).contains(&(area % 1_000))), 20 + 171 + 23);
        assert!(places()
            .values()
            .all(|place| !place.ja.is_empty() && place.en.starts_with(|c: char| c.is_ascii_uppercase())));
    }

    /// What the register admits by arithmetic (`admits` in bond-token) is what the list says.
    #[test]
    fn the_numbers_of_wards_follow_those_of_their_city_and_of_nothing_else() {
        let mut cities = 0;
        for (area, place) in places().iter().filter(|(area, _)| (100..200).contains(&(*area % 1_000))) {
            let last = match area % 1_000 {
                100 => area + 29,
                130 => area + 10,
                140 | 150 => area + 9,
                _ => continue,
            };
            // Hamamatsu's last ward has the number that elsewhere is a city's.
            if place.ja.ends_with('区') {
                continue;
            }
            cities += 1;
            let parts: Vec<&str> = places().range(area + 1..=last).map(|(_, part)| part.ja).collect();
            assert!(parts.len() >= 3 && parts.iter().all(|part| part.starts_with(place.ja)), "{place:?} {parts:?}");
            let elsewhere =
                places().iter().filter(|(other, _)| *other / 1_000 == area / 1_000 && !(area..=&last).contains(other));
            assert!(elsewhere.into_iter().all(|(_, other)| !other.ja.starts_with(place.ja)), "{place:?}");
        }
        assert_eq!(cities, 20);
        let special = places().range(SPECIAL_WARDS + 1..=SPECIAL_WARDS + 29);
        assert_eq!(special.filter(|(_, ward)| ward.ja.ends_with('区')).count(), 23);
    }

    #[test]
    fn a_place_has_its_names() {
        for (area, name) in [
            (1_101, "北海道札幌市中央区 (Chuo Ward, Sapporo, Hokkaido)"),
            (13_000, "東京都 (Tokyo Metropolis)"),
            (13_100, "東京都特別区 (Special Wards, Tokyo Metropolis)"),
            (22_138, "静岡県浜松市中央区 (Chuo Ward, Hamamatsu, Shizuoka Prefecture)"),
            (42_208, "長崎県松浦市 (Matsuura City, Nagasaki Prefecture)"),
            (47_382, "沖縄県与那国町 (Yonaguni Town, Okinawa Prefecture)"),
        ] {
            assert_eq!(full_name(area).as_deref(), Some(name));
        }
        for area in [0, 13_999, 22_131, 48_000, u16::MAX] {
            assert_eq!(full_name(area), None, "{area}");
        }
    }
}
