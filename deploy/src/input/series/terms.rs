//! `[terms]`: money and dates, and the schedule that follows from them.

use bond_math::{
    BankCalendar, BusinessDayRule, Date, DayCount, Instalment, InterestDay, Rate, Schedule, ScheduleError,
    ScheduleTerms, Weekday, MAX_PER_YEN_DIGITS,
};

use crate::input::defect::{quoted, Problem};
use crate::input::series::fields::{Field, Fields, Section};
use crate::input::series::provisions::{self, Provisions};

/// Terms of issue; all dates are nominal.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Face of one unit.
    pub denomination_yen: u64,
    /// Most units that can ever be issued.
    pub authorised_units: u64,
    /// Issue date; interest runs from the day after.
    pub issue_date: Date,
    /// First interest date.
    pub first_interest_date: Date,
    /// Which day of the month the interest dates fall on; `None` where the file does not say and it makes no difference.
    pub interest_day: Option<InterestDay>,
    /// Maturity, before the redemption shift.
    pub maturity_date: Date,
    /// Annual rate.
    pub annual_rate: Rate,
    /// Payments a year.
    pub frequency: u8,
    /// How periods are counted.
    pub day_count: DayCount,
    /// Decimals of the per-yen unit.
    pub per_yen_digits: u8,
    /// Where payments move.
    pub business_day: BusinessDayRule,
    /// Closed days that a law named after the calendar was written.
    pub extra_bank_holidays: Vec<Date>,
    /// Bank holidays that a law took away since.
    pub cancelled_bank_holidays: Vec<Date>,
    /// Business days from the record date to the payment.
    pub record_date_offset_business_days: u8,
    /// Scheduled amortisation; empty for a bullet bond.
    pub instalments: Vec<Instalment>,
    /// What the terms provide beside money and dates.
    pub provisions: Provisions,
}

const KEYS: &[&str] = &[
    "currency",
    "denomination_yen",
    "authorised_units",
    "issue_date",
    FIRST_INTEREST_DATE,
    INTEREST_DAY,
    "maturity_date",
    "annual_rate_percent",
    "frequency",
    "day_count",
    "per_yen_digits",
    "business_day",
    EXTRA_BANK_HOLIDAYS,
    CANCELLED_BANK_HOLIDAYS,
    "record_date_offset_business_days",
    "instalment",
];
const FIRST_INTEREST_DATE: &str = "first_interest_date";
const INTEREST_DAY: &str = "interest_day";
const EXTRA_BANK_HOLIDAYS: &str = "extra_bank_holidays";
const CANCELLED_BANK_HOLIDAYS: &str = "cancelled_bank_holidays";
const INSTALMENT_KEYS: &[&str] = &["date", "principal_per_unit_yen"];
/// `MAX_FACE_YEN` of the office's interface.
const MAX_FACE_YEN: u64 = 1_000_000_000_000_000_000;

// Queries

impl Terms {
    /// The terms as the arithmetic takes them.
    pub fn to_schedule_terms(&self) -> ScheduleTerms<'_> {
        ScheduleTerms {
            issue_date: self.issue_date,
            first_interest_date: self.first_interest_date,
            interest_day: self.interest_day.unwrap_or_default(),
            maturity_date: self.maturity_date,
            annual_rate: self.annual_rate,
            frequency: self.frequency,
            day_count: self.day_count,
            per_yen_digits: self.per_yen_digits,
            business_day: self.business_day,
            calendar: BankCalendar { added: &self.extra_bank_holidays, removed: &self.cancelled_bank_holidays },
            record_date_offset_business_days: self.record_date_offset_business_days,
            denomination_yen: self.denomination_yen,
            instalments: &self.instalments,
        }
    }
}

/// Reads the table, except for what only the whole schedule shows.
pub(super) fn read<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Option<Terms> {
    fields.known_keys(section, &[KEYS, provisions::KEYS].concat());
    // There is but one, so it need not be written; another one is a defect by itself.
    fields.optional(section, "currency", currency);
    let denomination_yen =
        fields.whole(section, "denomination_yen", "add denomination_yen, the face of one unit", 1..=MAX_FACE_YEN);
    let authorised_units = fields.whole(
        section,
        "authorised_units",
        "add authorised_units, the units of the whole issue",
        1..=MAX_FACE_YEN,
    );
    let issue_date = fields.date(section, "issue_date", "add issue_date = YYYY-MM-DD");
    let first_interest_date = fields.date(section, FIRST_INTEREST_DATE, "add first_interest_date = YYYY-MM-DD");
    let interest_day = match section.has(INTEREST_DAY) {
        true => fields.parsed(section, INTEREST_DAY, "", interest_day).map(Some),
        false => Some(None),
    };
    let maturity_date = fields.date(section, "maturity_date", "add maturity_date = YYYY-MM-DD");
    let annual_rate = fields.parsed(section, "annual_rate_percent", "add annual_rate_percent = \"1.293\"", |text| {
        Rate::parse_percent(text).map_err(|error| {
            let problem = Problem::of_message(error);
            Problem::new(format!("{}: {}", quoted(text), problem.problem), problem.remedy)
        })
    });
    let frequency = frequency(fields, section);
    let day_count = fields.parsed(section, "day_count", "add day_count = \"JP-HALF\"", day_count);
    let per_yen_digits =
        fields.small(section, "per_yen_digits", "add per_yen_digits = 13, as is usual", 0..=MAX_PER_YEN_DIGITS);
    let business_day = fields.parsed(section, "business_day", "add business_day = \"preceding\"", business_day);
    let (extra_bank_holidays, cancelled_bank_holidays) = calendar_changes(fields, section);
    let record_date_offset_business_days =
        fields.small(section, "record_date_offset_business_days", "add record_date_offset_business_days = 1", 1..=30);
    let instalments = instalments(fields, section);
    if let (Some(denomination_yen), Some(authorised_units)) = (denomination_yen, authorised_units) {
        check_face(fields, section, denomination_yen, authorised_units);
    }
    let provisions = provisions::read(fields, section, issue_date);
    Some(Terms {
        denomination_yen: denomination_yen?,
        authorised_units: authorised_units?,
        issue_date: issue_date?,
        first_interest_date: first_interest_date?,
        interest_day: interest_day?,
        maturity_date: maturity_date?,
        annual_rate: annual_rate?,
        frequency: frequency?,
        day_count: day_count?,
        per_yen_digits: per_yen_digits?,
        business_day: business_day?,
        extra_bank_holidays,
        cancelled_bank_holidays,
        record_date_offset_business_days: record_date_offset_business_days?,
        instalments: instalments?,
        provisions: provisions?,
    })
}

/// Computes the schedule; a defect of the terms goes to the key at fault.
pub(super) fn schedule<'a>(fields: &mut Fields<'a>, section: &Section<'a>, terms: &Terms) -> Option<Schedule> {
    match Schedule::build(&terms.to_schedule_terms()) {
        Ok(_) if terms.interest_day.is_none() && Schedule::depends_on_interest_day(&terms.to_schedule_terms()) => {
            let line = fields.line_of(section, FIRST_INTEREST_DATE);
            fields.report(&section.path_of(INTEREST_DAY), line, which_interest_day(terms));
            None
        }
        Ok(schedule) => {
            check_interest(fields, section, terms, &schedule);
            Some(schedule)
        }
        Err(error) => {
            let (path, line) = place(fields, section, terms, &error);
            fields.report(&path, line, Problem::of_message(error));
            None
        }
    }
}

// Helpers

fn currency(text: &str) -> Result<(), Problem> {
    match text {
        "JPY" => Ok(()),
        _ => Err(Problem::new(format!("the currency {} is not supported", quoted(text)), "write \"JPY\"")),
    }
}

fn frequency<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Option<u8> {
    let frequency = fields.small(section, "frequency", "add frequency = 2, the payments a year", 0..=u8::MAX)?;
    if !matches!(frequency, 1 | 2 | 4) {
        let problem = Problem::new(format!("{frequency} payments a year are not supported"), "write 1, 2 or 4");
        fields.report(&section.path_of("frequency"), fields.line_of(section, "frequency"), problem);
        return None;
    }
    Some(frequency)
}

fn day_count(text: &str) -> Result<DayCount, Problem> {
    DayCount::from_name(text).ok_or_else(|| {
        let supported = DayCount::JpHalf.name();
        Problem::new(
            format!("the day count {} is unknown", quoted(text)),
            format!("write one of those supported: \"{supported}\""),
        )
    })
}

fn interest_day(text: &str) -> Result<InterestDay, Problem> {
    InterestDay::from_name(text).ok_or_else(|| {
        Problem::new(
            format!("the rule {} for interest dates is unknown", quoted(text)),
            "write \"month-end\" (月末) or \"day-of-month\", the day of the first interest date",
        )
    })
}

/// The first interest date is the last day of its month, and nothing says whether the others are too.
fn which_interest_day(terms: &Terms) -> Problem {
    let first = terms.first_interest_date;
    let second = |interest_day| {
        let read = ScheduleTerms { interest_day, ..terms.to_schedule_terms() };
        let schedule = Schedule::build(&read).ok();
        let date = schedule.as_ref().and_then(|schedule| schedule.events().get(1)).map(|event| event.notional_date);
        date.map_or_else(String::new, |date| format!(", and then {date}"))
    };
    let (_, _, day) = first.ymd();
    Problem::new(
        format!("the first interest date {first} is a month end, and the interest dates can be read in two ways"),
        format!(
            "add interest_day = \"month-end\" (月末: {first}{}) or interest_day = \"day-of-month\" (day {day}: {first}{})",
            second(InterestDay::MonthEnd),
            second(InterestDay::DayOfMonth)
        ),
    )
}

fn business_day(text: &str) -> Result<BusinessDayRule, Problem> {
    BusinessDayRule::from_name(text).ok_or_else(|| {
        Problem::new(
            format!("the business-day rule {} is unknown", quoted(text)),
            "write \"preceding\" (local bonds), \"following\", \"modified-following\" or \"none\"",
        )
    })
}

/// Days that are closed besides the calendar's, and days that are closed no longer. Both lists may be missing; a day that
/// the calendar has so already does no harm.
fn calendar_changes<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> (Vec<Date>, Vec<Date>) {
    let mut days = |key| -> Vec<(Date, Field<'a>)> {
        let elements = fields.elements(section, key, "write a list of dates: [YYYY-MM-DD, YYYY-MM-DD]");
        elements.into_iter().filter_map(|element| Some((fields.date_of(&element)?, element))).collect()
    };
    let extra: Vec<Date> = days(EXTRA_BANK_HOLIDAYS).into_iter().map(|(date, _)| date).collect();
    let cancelled = days(CANCELLED_BANK_HOLIDAYS);
    for (date, field) in &cancelled {
        let problem = if extra.contains(date) {
            Problem::new(format!("{date} is in {EXTRA_BANK_HOLIDAYS} too"), "remove it from one of the two")
        } else if matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            Problem::new(format!("{date} is a weekend, on which banks stay closed"), "remove it or correct the date")
        } else {
            continue;
        };
        fields.report(&field.path, field.line, problem);
    }
    (extra, cancelled.into_iter().map(|(date, _)| date).collect())
}

fn instalments<'a>(fields: &mut Fields<'a>, section: &Section<'a>) -> Option<Vec<Instalment>> {
    let remedy = "write [[terms.instalment]] with date and principal_per_unit_yen for each";
    let elements = fields.elements(section, "instalment", remedy);
    let is_list = !section.has("instalment") || !elements.is_empty();
    let mut instalments = Some(Vec::with_capacity(elements.len()));
    for element in elements {
        let read = fields.table(&element).and_then(|table| {
            fields.known_keys(&table, INSTALMENT_KEYS);
            let date = fields.date(&table, "date", "add date = YYYY-MM-DD, an interest date");
            let principal_per_unit_yen = fields.whole(
                &table,
                "principal_per_unit_yen",
                "add principal_per_unit_yen, whole yen",
                1..=MAX_FACE_YEN,
            );
            Some(Instalment { date: date?, principal_per_unit_yen: principal_per_unit_yen? })
        });
        match (read, &mut instalments) {
            (Some(instalment), Some(list)) => list.push(instalment),
            _ => instalments = None,
        }
    }
    instalments.filter(|_| is_list)
}

fn check_face<'a>(fields: &mut Fields<'a>, section: &Section<'a>, denomination_yen: u64, authorised_units: u64) {
    let face_yen = u128::from(denomination_yen) * u128::from(authorised_units);
    if face_yen > bond_abi::office::MAX_FACE_YEN {
        let problem = Problem::new(
            format!("the face of all units is {face_yen} yen, above 10^18"),
            "lower authorised_units or denomination_yen",
        );
        fields.report(&section.path_of("authorised_units"), fields.line_of(section, "authorised_units"), problem);
    }
}

/// The office refuses a coupon above the principal.
fn check_interest<'a>(fields: &mut Fields<'a>, section: &Section<'a>, terms: &Terms, schedule: &Schedule) {
    let one_yen = 10_u64.checked_pow(u32::from(terms.per_yen_digits)).unwrap_or(u64::MAX);
    if let Some(event) = schedule.events().iter().find(|event| event.interest_per_yen > one_yen) {
        let problem = Problem::new(
            format!("event {} pays more than one yen of interest per yen", event.k),
            "lower the rate, or choose an earlier first_interest_date",
        );
        let key = "annual_rate_percent";
        fields.report(&section.path_of(key), fields.line_of(section, key), problem);
    }
}

/// Path and line of what a schedule error is about.
fn place<'a>(fields: &mut Fields<'a>, section: &Section<'a>, terms: &Terms, error: &ScheduleError) -> (String, usize) {
    let instalment = match error {
        ScheduleError::InstalmentNotOnInterestDate { index } | ScheduleError::InstalmentsOutOfOrder { index } => {
            Some((*index, "date"))
        }
        ScheduleError::InstalmentZero { index } => Some((*index, "principal_per_unit_yen")),
        ScheduleError::InstalmentsDoNotSum { .. } => Some((0, "principal_per_unit_yen")),
        ScheduleError::LastInstalmentNotAtMaturity => Some((terms.instalments.len().saturating_sub(1), "date")),
        _ => None,
    };
    if let Some((index, key)) = instalment {
        let element = fields.elements(section, "instalment", "").into_iter().nth(index);
        if let Some(table) = element.and_then(|element| fields.table(&element)) {
            return (table.path_of(key), fields.line_of(&table, key));
        }
    }
    let key = error.field().strip_prefix("terms.").unwrap_or_default();
    (error.field().to_owned(), fields.line_of(section, key))
}
