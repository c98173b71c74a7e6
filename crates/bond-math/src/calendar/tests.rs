use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn name(text: &str) -> Option<HolidayName> {
    bank_holiday(date(text)).unwrap()
}

#[test]
fn c16_equinoxes_and_the_sandwiched_day_of_2026() {
    assert_eq!(name("2026-03-20"), Some(HolidayName::VernalEquinoxDay));
    assert_eq!(name("2026-09-23"), Some(HolidayName::AutumnalEquinoxDay));
    assert_eq!(name("2026-09-22"), Some(HolidayName::CitizensHoliday));
    assert_eq!(name("2027-03-21"), Some(HolidayName::VernalEquinoxDay));
    assert_eq!(name("2027-09-23"), Some(HolidayName::AutumnalEquinoxDay));
}

#[test]
fn b8_month_ends_of_2013_on_the_preceding_business_day() {
    for (month_end, paid) in [
        ("2013-03-31", "2013-03-29"),
        ("2013-06-30", "2013-06-28"),
        ("2013-08-31", "2013-08-30"),
        ("2013-11-30", "2013-11-29"),
    ] {
        assert_eq!(adjust(date(month_end), BusinessDayRule::Preceding), Ok(date(paid)));
    }
}

#[test]
fn c14_a_sunday_is_paid_on_the_friday_before() {
    assert_eq!(adjust(date("2025-09-14"), BusinessDayRule::Preceding), Ok(date("2025-09-12")));
}

#[test]
fn a22_the_rules_differ_at_a_month_end() {
    assert_eq!(adjust(date("2018-03-31"), BusinessDayRule::Following), Ok(date("2018-04-02")));
    assert_eq!(adjust(date("2018-03-31"), BusinessDayRule::ModifiedFollowing), Ok(date("2018-03-30")));
    assert_eq!(adjust(date("2018-04-01"), BusinessDayRule::Preceding), Ok(date("2018-03-30")));
    assert_eq!(adjust(date("2018-04-01"), BusinessDayRule::ModifiedFollowing), Ok(date("2018-04-02")));
    assert_eq!(adjust(date("2018-03-31"), BusinessDayRule::None), Ok(date("2018-03-31")));
}

#[test]
fn single_days_of_special_laws() {
    for (day, expected) in [
        ("1989-02-24", HolidayName::ImperialFuneral),
        ("1990-11-12", HolidayName::EnthronementCeremony),
        ("1993-06-09", HolidayName::ImperialWedding),
        ("2019-04-30", HolidayName::CitizensHoliday),
        ("2019-05-01", HolidayName::EnthronementDay),
        ("2019-05-02", HolidayName::CitizensHoliday),
        ("2019-05-06", HolidayName::SubstituteHoliday),
        ("2019-10-22", HolidayName::EnthronementCeremony),
        ("2020-07-23", HolidayName::MarineDay),
        ("2020-07-24", HolidayName::SportsDay),
        ("2020-08-10", HolidayName::MountainDay),
        ("2021-07-22", HolidayName::MarineDay),
        ("2021-07-23", HolidayName::SportsDay),
        ("2021-08-08", HolidayName::MountainDay),
        ("2021-08-09", HolidayName::SubstituteHoliday),
    ] {
        assert_eq!(name(day), Some(expected), "{day}");
    }
    for moved_away in ["2020-07-20", "2020-08-11", "2020-10-12", "2021-07-19", "2021-08-11", "2021-10-11", "2019-12-23"]
    {
        assert_eq!(name(moved_away), None, "{moved_away}");
    }
}

#[test]
fn substitute_days_before_and_after_2007() {
    // 3 May 2009 was a Sunday: the 4th and 5th are holidays themselves, so the 6th makes up for it.
    assert_eq!(name("2009-05-06"), Some(HolidayName::SubstituteHoliday));
    // 3 May 1998 was a Sunday too: the Monday, and nothing later.
    assert_eq!(name("1998-05-04"), Some(HolidayName::SubstituteHoliday));
    assert_eq!(name("1998-05-06"), None);
    // 4 May between two holidays: not yet in 1985, not on a Sunday before 2007.
    assert_eq!(name("1985-05-04"), None);
    assert_eq!(name("1988-05-04"), Some(HolidayName::CitizensHoliday));
    assert_eq!(name("1997-05-04"), None);
    assert_eq!(name("2006-05-04"), Some(HolidayName::CitizensHoliday));
    assert_eq!(name("2007-05-04"), Some(HolidayName::GreeneryDay));
}

#[test]
fn banks_close_around_the_new_year() {
    assert_eq!(name("2025-12-31"), Some(HolidayName::BankHoliday));
    assert_eq!(name("2026-01-01"), Some(HolidayName::NewYearsDay));
    assert_eq!(name("2026-01-02"), Some(HolidayName::BankHoliday));
    assert_eq!(name("2026-01-04"), None); // a plain Sunday
    assert_eq!(name("2023-01-02"), Some(HolidayName::SubstituteHoliday));
    assert_eq!(national_holiday(date("2026-01-02")), Ok(None));
    assert_eq!(adjust(date("2026-01-01"), BusinessDayRule::Preceding), Ok(date("2025-12-30")));
    assert_eq!(adjust(date("2026-01-01"), BusinessDayRule::Following), Ok(date("2026-01-05")));
}

#[test]
fn business_days_count_both_ways_and_zero_stays() {
    assert_eq!(add_business_days(date("2026-01-05"), -1), Ok(date("2025-12-30")));
    assert_eq!(add_business_days(date("2025-12-30"), 2), Ok(date("2026-01-06")));
    assert_eq!(add_business_days(date("2026-01-03"), 0), Ok(date("2026-01-03")));
    assert_eq!(add_business_days(date("2026-01-03"), 1), Ok(date("2026-01-05")));
}

/// As if a law of 2026 closed Friday 18 September and left out the autumnal equinox, Wednesday the 23rd.
#[test]
fn a_later_law_adds_and_removes_days() {
    let (added, removed) = ([date("2026-09-18")], [date("2026-09-23"), date("2026-09-22")]);
    let calendar = BankCalendar { added: &added, removed: &removed };
    assert_eq!(calendar.is_business_day(date("2026-09-18")), Ok(false));
    assert_eq!(calendar.is_business_day(date("2026-09-23")), Ok(true));
    // 19 and 20 are a weekend, the 21st is Respect for the Aged Day.
    assert_eq!(calendar.adjust(date("2026-09-20"), BusinessDayRule::Preceding), Ok(date("2026-09-17")));
    assert_eq!(calendar.adjust(date("2026-09-18"), BusinessDayRule::Following), Ok(date("2026-09-22")));
    assert_eq!(calendar.add_business_days(date("2026-09-17"), 2), Ok(date("2026-09-23")));
    // The rules themselves know nothing of it.
    assert_eq!(add_business_days(date("2026-09-17"), 2), Ok(date("2026-09-24")));
}

#[test]
fn a_weekend_stays_closed_and_closing_wins_over_opening() {
    // Saturday 3 January, and New Year's Eve in both lists.
    let (added, removed) = ([date("2026-12-31")], [date("2026-01-03"), date("2026-12-31")]);
    let calendar = BankCalendar { added: &added, removed: &removed };
    assert_eq!(calendar.is_business_day(date("2026-01-03")), Ok(false));
    assert_eq!(calendar.is_business_day(date("2026-12-31")), Ok(false));
    assert_eq!(BankCalendar::default(), BankCalendar::BY_RULE);
}

#[test]
fn changes_do_not_widen_the_calendar() {
    let days = [date("1979-12-31"), date("2100-01-01")];
    let calendar = BankCalendar { added: &days, removed: &days };
    for day in days {
        assert_eq!(calendar.is_business_day(day), Err(MathError::CalendarOutOfRange));
    }
}

#[test]
fn the_calendar_ends_with_an_error_and_not_with_a_guess() {
    let outside = Err(MathError::CalendarOutOfRange);
    assert_eq!(is_business_day(date("1979-12-31")), outside);
    assert_eq!(is_business_day(date("2100-01-01")), outside);
    assert_eq!(bank_holiday(Date::MIN).unwrap_err(), MathError::CalendarOutOfRange);
    assert!(bank_holiday(date("1980-01-01")).is_ok() && bank_holiday(date("2099-12-31")).is_ok());
    assert_eq!(adjust(date("1980-01-01"), BusinessDayRule::Preceding), Err(MathError::CalendarOutOfRange));
    assert_eq!(adjust(date("2099-12-31"), BusinessDayRule::ModifiedFollowing), Err(MathError::CalendarOutOfRange));
    assert_eq!(adjust(Date::MIN, BusinessDayRule::None), Ok(Date::MIN));
    assert_eq!(add_business_days(date("2026-01-05"), i32::MAX), Err(MathError::CalendarOutOfRange));
    assert_eq!(add_business_days(date("2026-01-05"), i32::MIN), Err(MathError::CalendarOutOfRange));
}

#[test]
fn names_round_trip() {
    for rule in ["preceding", "following", "modified-following", "none"] {
        assert_eq!(BusinessDayRule::from_name(rule).unwrap().name(), rule);
    }
    assert_eq!(BusinessDayRule::from_name("Preceding"), None);
    assert_eq!(HolidayName::MountainDay.name_en(), "Mountain Day");
    assert_eq!(HolidayName::MountainDay.name_ja(), "山の日");
    assert_eq!(HolidayName::BankHoliday.name_en(), "Bank Holiday");
    assert_eq!(HolidayName::BankHoliday.name_ja(), "銀行休業日");
}
