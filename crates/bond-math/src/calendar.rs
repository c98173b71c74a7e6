//! Tokyo bank calendar 1980..=2099 and business-day rules (market-rules §2).
//!
//! National holidays follow the Act on National Holidays (国民の祝日に関する法律, 昭和23年法律178号) as amended, the
//! equinoxes by formula, the single days of special laws by table. Banks also close on Saturdays, Sundays and from
//! 31 December to 3 January (銀行法施行令 5条). Holidays that a later law adds are unknown here: the caller of a
//! [`BankCalendar`] names them, and the chain stores payment dates as data.
//!
//! Simplification: every Saturday counts as closed, also before February 1989 when banks still opened on some.

use crate::date::{Date, Weekday};
use crate::error::MathError;

const FIRST_YEAR: i32 = 1980;
const LAST_YEAR: i32 = 2099;

/// Why banks are closed on a day that is not a mere weekend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // `name_en` and `name_ja` say it
pub enum HolidayName {
    NewYearsDay,
    ComingOfAgeDay,
    NationalFoundationDay,
    EmperorsBirthday,
    VernalEquinoxDay,
    GreeneryDay,
    ShowaDay,
    ConstitutionMemorialDay,
    ChildrensDay,
    MarineDay,
    MountainDay,
    RespectForTheAgedDay,
    AutumnalEquinoxDay,
    /// Until 2019; [`HolidayName::SportsDay`] since.
    HealthAndSportsDay,
    SportsDay,
    CultureDay,
    LabourThanksgivingDay,
    /// 1989-02-24.
    ImperialFuneral,
    /// 1993-06-09.
    ImperialWedding,
    /// 2019-05-01.
    EnthronementDay,
    /// 1990-11-12 and 2019-10-22.
    EnthronementCeremony,
    SubstituteHoliday,
    CitizensHoliday,
    /// 2 and 3 January and 31 December: closed by banking law, not a national holiday.
    BankHoliday,
}

/// Where a payment moves that falls on a day when banks are closed (market-rules §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BusinessDayRule {
    /// The last business day before: local-government bonds.
    Preceding,
    /// The first business day after: Japanese government bonds.
    Following,
    /// The first business day after, unless it is in the next month: then the last before.
    ModifiedFollowing,
    /// It does not move.
    None,
}

/// The days on which banks in Tokyo are open: those of the rules here, and what a law changed since.
///
/// Only single days are added and removed. A law that moves a holiday also moves its substitute day (振替休日) and the
/// day between two holidays (国民の休日): the caller names each of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BankCalendar<'a> {
    /// Closed besides, in any order.
    pub added: &'a [Date],
    /// Bank holidays that are none, in any order. A Saturday or Sunday stays closed, and so does a day that is also added.
    pub removed: &'a [Date],
}

// Queries

impl BankCalendar<'_> {
    /// The rules of this module and no more.
    pub const BY_RULE: BankCalendar<'static> = BankCalendar { added: &[], removed: &[] };

    /// Whether banks in Tokyo are open.
    ///
    /// # Errors
    /// `CalendarOutOfRange` outside 1980..=2099.
    pub fn is_business_day(&self, date: Date) -> Result<bool, MathError> {
        let by_rule = bank_holiday(date)?.is_some();
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        let holiday = by_rule && !self.removed.contains(&date);
        Ok(!weekend && !holiday && !self.added.contains(&date))
    }

    /// The date, moved to a business day by the rule. `BusinessDayRule::None` returns any date unchanged.
    ///
    /// # Errors
    /// `CalendarOutOfRange` when the search leaves 1980..=2099.
    pub fn adjust(&self, date: Date, rule: BusinessDayRule) -> Result<Date, MathError> {
        match rule {
            BusinessDayRule::None => Ok(date),
            BusinessDayRule::Preceding => self.first_open(date, -1),
            BusinessDayRule::Following => self.first_open(date, 1),
            BusinessDayRule::ModifiedFollowing => {
                let following = self.first_open(date, 1)?;
                if following.ymd().1 == date.ymd().1 {
                    Ok(following)
                } else {
                    self.first_open(date, -1)
                }
            }
        }
    }

    /// The `n`-th business day after the date, or before it when `n` is negative; `n = 0` is the date itself, open or
    /// not.
    ///
    /// # Errors
    /// `CalendarOutOfRange` when the search leaves 1980..=2099.
    pub fn add_business_days(&self, date: Date, n: i32) -> Result<Date, MathError> {
        let step = n.signum();
        let mut date = date;
        // Bounded: the calendar ends after 43,830 days at most.
        for _ in 0..n.unsigned_abs() {
            date = self.first_open(date.add_days(step)?, step)?;
        }
        Ok(date)
    }
}

impl HolidayName {
    /// English name.
    pub const fn name_en(self) -> &'static str {
        self.names().0
    }

    /// Japanese name.
    pub const fn name_ja(self) -> &'static str {
        self.names().1
    }
}

impl BusinessDayRule {
    /// The rule of a name as [`BusinessDayRule::name`] writes it.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Preceding, Self::Following, Self::ModifiedFollowing, Self::None].into_iter().find(|r| r.name() == name)
    }

    /// `preceding`, `following`, `modified-following` or `none`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Preceding => "preceding",
            Self::Following => "following",
            Self::ModifiedFollowing => "modified-following",
            Self::None => "none",
        }
    }
}

/// The national holiday (国民の祝日, 振替休日, 国民の休日) on a date, weekends included: a holiday on a Sunday has its name.
///
/// # Errors
/// `CalendarOutOfRange` outside 1980..=2099.
pub fn national_holiday(date: Date) -> Result<Option<HolidayName>, MathError> {
    check_year(date)?;
    Ok(match named_by_law(date) {
        Some(name) => Some(name),
        None if is_substitute(date) => Some(HolidayName::SubstituteHoliday),
        None if is_sandwiched(date) => Some(HolidayName::CitizensHoliday),
        None => None,
    })
}

/// The reason why banks are closed on a date: a national holiday or the turn of the year, in this order.
/// A plain Saturday or Sunday is `None`; use [`is_business_day`] for the question whether banks are open.
///
/// # Errors
/// `CalendarOutOfRange` outside 1980..=2099.
pub fn bank_holiday(date: Date) -> Result<Option<HolidayName>, MathError> {
    if let Some(name) = national_holiday(date)? {
        return Ok(Some(name));
    }
    let (_, month, day) = date.ymd();
    Ok(matches!((month, day), (1, 2..=3) | (12, 31)).then_some(HolidayName::BankHoliday))
}

/// Whether banks in Tokyo are open by the rules of this module.
///
/// # Errors
/// `CalendarOutOfRange` outside 1980..=2099.
pub fn is_business_day(date: Date) -> Result<bool, MathError> {
    BankCalendar::BY_RULE.is_business_day(date)
}

/// [`BankCalendar::adjust`] by the rules of this module.
///
/// # Errors
/// `CalendarOutOfRange` when the search leaves 1980..=2099.
pub fn adjust(date: Date, rule: BusinessDayRule) -> Result<Date, MathError> {
    BankCalendar::BY_RULE.adjust(date, rule)
}

/// [`BankCalendar::add_business_days`] by the rules of this module.
///
/// # Errors
/// `CalendarOutOfRange` when the search leaves 1980..=2099.
pub fn add_business_days(date: Date, n: i32) -> Result<Date, MathError> {
    BankCalendar::BY_RULE.add_business_days(date, n)
}

// Helpers

impl BankCalendar<'_> {
    /// The first business day from the date on, looking `step` = ±1 day at a time.
    fn first_open(&self, mut date: Date, step: i32) -> Result<Date, MathError> {
        while !self.is_business_day(date)? {
            date = date.add_days(step)?;
        }
        Ok(date)
    }
}

impl HolidayName {
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::NewYearsDay => ("New Year's Day", "元日"),
            Self::ComingOfAgeDay => ("Coming of Age Day", "成人の日"),
            Self::NationalFoundationDay => ("National Foundation Day", "建国記念の日"),
            Self::EmperorsBirthday => ("Emperor's Birthday", "天皇誕生日"),
            Self::VernalEquinoxDay => ("Vernal Equinox Day", "春分の日"),
            Self::GreeneryDay => ("Greenery Day", "みどりの日"),
            Self::ShowaDay => ("Showa Day", "昭和の日"),
            Self::ConstitutionMemorialDay => ("Constitution Memorial Day", "憲法記念日"),
            Self::ChildrensDay => ("Children's Day", "こどもの日"),
            Self::MarineDay => ("Marine Day", "海の日"),
            Self::MountainDay => ("Mountain Day", "山の日"),
            Self::RespectForTheAgedDay => ("Respect for the Aged Day", "敬老の日"),
            Self::AutumnalEquinoxDay => ("Autumnal Equinox Day", "秋分の日"),
            Self::HealthAndSportsDay => ("Health and Sports Day", "体育の日"),
            Self::SportsDay => ("Sports Day", "スポーツの日"),
            Self::CultureDay => ("Culture Day", "文化の日"),
            Self::LabourThanksgivingDay => ("Labour Thanksgiving Day", "勤労感謝の日"),
            Self::ImperialFuneral => ("Funeral of Emperor Showa", "昭和天皇の大喪の礼"),
            Self::ImperialWedding => ("Wedding of the Crown Prince", "皇太子徳仁親王の結婚の儀"),
            Self::EnthronementDay => ("Enthronement Day", "天皇の即位の日"),
            Self::EnthronementCeremony => ("Enthronement Ceremony", "即位礼正殿の儀"),
            Self::SubstituteHoliday => ("Substitute Holiday", "振替休日"),
            Self::CitizensHoliday => ("Citizens' Holiday", "国民の休日"),
            Self::BankHoliday => ("Bank Holiday", "銀行休業日"),
        }
    }
}

const fn check_year(date: Date) -> Result<(), MathError> {
    let (year, _, _) = date.ymd();
    if year < FIRST_YEAR || year > LAST_YEAR {
        return Err(MathError::CalendarOutOfRange);
    }
    Ok(())
}

/// The holiday that article 2 of the Act or a special law names. Defined on neighbours of the calendar's range too,
/// as the derived holidays look a day around.
const fn named_by_law(date: Date) -> Option<HolidayName> {
    use HolidayName::*;
    let (year, month, day) = date.ymd();
    // The special law for the Tokyo games moved three holidays, for these two years only.
    let olympic = year == 2020 || year == 2021;
    Some(match (month, day) {
        (1, 1) => NewYearsDay,
        (1, 15) if year < 2000 => ComingOfAgeDay,
        (1, 8..=14) if year >= 2000 && is_monday(date) => ComingOfAgeDay,
        (2, 11) => NationalFoundationDay,
        (2, 23) if year >= 2020 => EmperorsBirthday,
        (2, 24) if year == 1989 => ImperialFuneral,
        (3, day) if day == vernal_equinox_day(year) => VernalEquinoxDay,
        (4, 29) if year < 1989 => EmperorsBirthday,
        (4, 29) if year < 2007 => GreeneryDay,
        (4, 29) => ShowaDay,
        (5, 1) if year == 2019 => EnthronementDay,
        (5, 3) => ConstitutionMemorialDay,
        (5, 4) if year >= 2007 => GreeneryDay,
        (5, 5) => ChildrensDay,
        (6, 9) if year == 1993 => ImperialWedding,
        (7, 20) if year >= 1996 && year < 2003 => MarineDay,
        (7, 15..=21) if year >= 2003 && !olympic && is_monday(date) => MarineDay,
        (7, 23) if year == 2020 => MarineDay,
        (7, 24) if year == 2020 => SportsDay,
        (7, 22) if year == 2021 => MarineDay,
        (7, 23) if year == 2021 => SportsDay,
        (8, 11) if year >= 2016 && !olympic => MountainDay,
        (8, 10) if year == 2020 => MountainDay,
        (8, 8) if year == 2021 => MountainDay,
        (9, 15) if year < 2003 => RespectForTheAgedDay,
        (9, 15..=21) if year >= 2003 && is_monday(date) => RespectForTheAgedDay,
        (9, day) if day == autumnal_equinox_day(year) => AutumnalEquinoxDay,
        (10, 10) if year < 2000 => HealthAndSportsDay,
        (10, 8..=14) if year >= 2000 && year < 2020 && is_monday(date) => HealthAndSportsDay,
        (10, 8..=14) if year >= 2022 && is_monday(date) => SportsDay,
        (10, 22) if year == 2019 => EnthronementCeremony,
        (11, 3) => CultureDay,
        (11, 12) if year == 1990 => EnthronementCeremony,
        (11, 23) => LabourThanksgivingDay,
        (12, 23) if year >= 1989 && year < 2019 => EmperorsBirthday,
        _ => return None,
    })
}

/// Article 3(2): a holiday on a Sunday is made up for on the next day that is no holiday. Until 2006 it was the Monday,
/// which is the same: no Monday after such a Sunday was a holiday. Only asked about days that are not named themselves.
fn is_substitute(date: Date) -> bool {
    let mut earlier = date;
    loop {
        earlier = match earlier.add_days(-1) {
            Ok(day) if named_by_law(day).is_some() => day,
            _ => return false,
        };
        if matches!(earlier.weekday(), Weekday::Sunday) {
            return true;
        }
    }
}

/// Article 3(3): a day between two holidays, since 1985-12-27. Until 2006 not when it is a Sunday, and since then no
/// Sunday is between two. Only asked about days that are neither named nor a substitute.
fn is_sandwiched(date: Date) -> bool {
    let (year, _, _) = date.ymd();
    if year < 1986 || matches!(date.weekday(), Weekday::Sunday) {
        return false;
    }
    let is_named = |offset| date.add_days(offset).is_ok_and(|day| named_by_law(day).is_some());
    is_named(-1) && is_named(1)
}

const fn is_monday(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Monday)
}

const fn vernal_equinox_day(year: i32) -> u8 {
    equinox_day(year, 20_843_100)
}

const fn autumnal_equinox_day(year: i32) -> u8 {
    equinox_day(year, 23_248_800)
}

/// Day of the month by the customary formula, valid 1980..=2099; `base_e6` is the equinox of 1980 in millionths.
const fn equinox_day(year: i32, base_e6: u32) -> u8 {
    let years = year.saturating_sub(FIRST_YEAR).unsigned_abs();
    let drift_e6 = years.wrapping_mul(242_194);
    let day = (base_e6.wrapping_add(drift_e6) / 1_000_000).wrapping_sub(years / 4);
    (day & 0xff) as u8
}

#[cfg(test)]
mod tests;
