//! Interest dates and the interest of amortising bonds against QuantLib and market-rules B3: `vectors/schedules.csv`
//! and `vectors/amortisation.csv`, made by `generate_schedules.py`.

use std::collections::{BTreeMap, BTreeSet};

use bond_math::{
    BankCalendar, BusinessDayRule, Context, Convention, Date, DayCount, Event, Instalment, InterestDay, MathError,
    Rate, Schedule, ScheduleError, ScheduleTerms,
};

/// Interest is compared in millionths of a yen: the last decimal that the vectors have.
const MICRO_YEN: u128 = 1_000_000;

/// The most decimals that the crate has: truncation then stays far below a millionth of a yen.
const PER_YEN_DIGITS: u8 = 18;

/// Rows of a vector file with the numbers of their lines; comments are left out.
fn rows<const N: usize>(text: &str) -> Vec<(usize, [&str; N])> {
    let rows = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
    rows.map(|(line, row)| {
        let cells: Vec<&str> = row.split(',').collect();
        (line, cells.try_into().unwrap_or_else(|_| panic!("line {line}: {row}")))
    })
    .collect()
}

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(date: Date) -> u8 {
    date.ymd().2
}

fn months_between(from: Date, to: Date) -> i32 {
    let ((from_year, from_month, _), (to_year, to_month, _)) = (from.ymd(), to.ymd());
    (to_year - from_year) * 12 + i32::from(to_month) - i32::from(from_month)
}

/// Terms under which nothing moves and a record date is the day before, so that a period of a day or two has one.
fn terms(issue: Date, first: Date, maturity: Date, frequency: u8) -> ScheduleTerms<'static> {
    ScheduleTerms {
        issue_date: issue,
        first_interest_date: first,
        interest_day: InterestDay::DayOfMonth,
        maturity_date: maturity,
        annual_rate: Rate::parse_percent("1").unwrap(),
        frequency,
        day_count: DayCount::JpHalf,
        per_yen_digits: PER_YEN_DIGITS,
        business_day: BusinessDayRule::None,
        calendar: BankCalendar::BY_RULE,
        record_date_offset_business_days: 1,
        denomination_yen: 10_000,
        instalments: &[],
    }
}

// Interest dates

/// One bond of `schedules.csv`.
struct Dated {
    /// Of its first row; row `k` is so many further on.
    line: usize,
    anchor_day: u8,
    frequency: u8,
    issue: Date,
    first: Date,
    maturity: Date,
    dates: Vec<Date>,
}

fn dated_bonds() -> Vec<Dated> {
    let mut bonds: Vec<Dated> = Vec::new();
    for (line, [anchor, frequency, first, maturity, k, notional, source]) in rows(include_str!("vectors/schedules.csv"))
    {
        let (oracle, issue) = source.split_once("; issued ").unwrap_or_else(|| panic!("line {line}: {source}"));
        assert!(oracle.starts_with("QuantLib "), "line {line}: {oracle}");
        if k == "0" {
            bonds.push(Dated {
                line,
                anchor_day: day(date(anchor)),
                frequency: frequency.parse().unwrap(),
                issue: date(issue),
                first: date(first),
                maturity: date(maturity),
                dates: Vec::new(),
            });
        }
        let bond = bonds.last_mut().unwrap();
        let same =
            (bond.first, bond.maturity, bond.dates.len().to_string().as_str()) == (date(first), date(maturity), k);
        assert!(same, "line {line} is of another bond");
        bond.dates.push(date(notional));
    }
    bonds
}

impl Dated {
    fn step_months(&self) -> i32 {
        12 / i32::from(self.frequency)
    }

    /// Without the schedule: whole steps from the first interest date, on the day of the anchor.
    fn counted(&self, k: usize) -> Date {
        let months = self.step_months() * i32::try_from(k).unwrap();
        self.first.add_months(months, self.anchor_day).unwrap().min(self.maturity)
    }

    /// What is irregular, by the oracle's dates.
    fn shapes(&self) -> Vec<&'static str> {
        let regular_issue = self.first.add_months(-self.step_months(), self.anchor_day).unwrap();
        let mut shapes = Vec::new();
        match self.issue.cmp(&regular_issue) {
            std::cmp::Ordering::Less => shapes.push("long first"),
            std::cmp::Ordering::Greater => shapes.push("short first"),
            std::cmp::Ordering::Equal => {}
        }
        if let [.., last, maturity] = self.dates[..] {
            if maturity < last.add_months(self.step_months(), self.anchor_day).unwrap() {
                shapes.push("short last");
            }
        }
        shapes
    }

    fn check_built(&self) {
        let terms = terms(self.issue, self.first, self.maturity, self.frequency);
        let schedule = Schedule::build(&terms).unwrap_or_else(|error| panic!("line {}: {error}", self.line));
        for (k, (event, expected)) in schedule.events().iter().zip(&self.dates).enumerate() {
            assert_eq!(event.notional_date, *expected, "line {}", self.line + k);
            assert_eq!(event.payment_date, *expected, "no rule moves it, line {}", self.line + k);
            let previous = if k == 0 { self.issue } else { self.dates[k - 1] };
            let accrual = (event.accrual_start, event.accrual_end);
            assert_eq!(accrual, (previous.add_days(1).unwrap(), *expected), "line {}", self.line + k);
        }
        assert_eq!(schedule.events().len(), self.dates.len(), "events of line {}", self.line);
        assert_eq!(schedule.redemption_date(), self.maturity, "line {}", self.line);
    }

    /// No record date exists outside the calendar, so the crate refuses the bond; its grid goes further.
    fn check_counted(&self) {
        let refused = Schedule::build(&terms(self.issue, self.first, self.maturity, self.frequency));
        assert_eq!(refused, Err(ScheduleError::Math(MathError::CalendarOutOfRange)), "line {}", self.line);
        for (k, expected) in self.dates.iter().enumerate() {
            assert_eq!(self.counted(k), *expected, "line {}", self.line + k);
        }
    }
}

#[test]
fn every_interest_date_is_that_of_quantlib() {
    let bonds = dated_bonds();
    let (mut built, mut counted) = ((0, 0), (0, 0));
    let mut shapes: BTreeMap<&str, usize> = BTreeMap::new();
    let mut kinds: BTreeSet<(u8, u8)> = BTreeSet::new();
    for bond in &bonds {
        let in_calendar = bond.issue.ymd().0 >= 1980 && bond.maturity.ymd().0 <= 2099;
        let (count, check): (_, fn(&Dated)) =
            if in_calendar { (&mut built, Dated::check_built) } else { (&mut counted, Dated::check_counted) };
        check(bond);
        *count = (count.0 + 1, count.1 + bond.dates.len());
        assert_eq!(bond.dates.last(), Some(&bond.maturity), "line {}", bond.line);
        if in_calendar {
            bond.shapes().into_iter().for_each(|shape| *shapes.entry(shape).or_default() += 1);
            kinds.insert((bond.frequency, bond.anchor_day));
        }
    }
    // Bonds and rows, so that none is skipped unseen.
    assert!(built.0 >= 90 && built.1 >= 1_150, "{built:?}");
    assert!(counted.0 >= 7 && counted.1 >= 60, "{counted:?}");
    for shape in ["long first", "short first", "short last"] {
        assert!(shapes.get(shape).is_some_and(|count| *count >= 10), "{shapes:?}");
    }
    for kind in [1, 2, 4, 12].into_iter().flat_map(|frequency| (28..=31).map(move |day| (frequency, day))) {
        assert!(kinds.contains(&kind), "{kind:?} of {kinds:?}");
    }
}

// Interest

/// One row of `amortisation.csv`.
struct Period {
    line: usize,
    start: Date,
    end: Date,
    outstanding_yen: u64,
    interest_micro_yen: u128,
}

/// One bond of `amortisation.csv`.
struct Amortising {
    notional_yen: u64,
    rate: Rate,
    convention: Convention,
    /// QuantLib's millionths are rounded and those of the test truncated; a published amount is exact.
    tolerance_micro_yen: u128,
    periods: Vec<Period>,
}

fn amortising_bonds() -> Vec<Amortising> {
    let mut bonds: Vec<Amortising> = Vec::new();
    let mut previous = None;
    for (line, [notional, rate, convention, start, end, outstanding, interest, source]) in
        rows(include_str!("vectors/amortisation.csv"))
    {
        let terms = [notional, rate, convention, source];
        if previous != Some((terms, start)) {
            let published = source == "market-rules §8 B3";
            assert!(published || source.starts_with("QuantLib "), "line {line}: {source}");
            bonds.push(Amortising {
                notional_yen: notional.parse().unwrap(),
                rate: Rate::parse_percent(rate).unwrap(),
                convention: Convention::from_name(convention).unwrap_or_else(|| panic!("line {line}: {convention}")),
                tolerance_micro_yen: u128::from(!published),
                periods: Vec::new(),
            });
        }
        previous = Some((terms, end));
        bonds.last_mut().unwrap().periods.push(Period {
            line,
            start: date(start),
            end: date(end),
            outstanding_yen: outstanding.parse().unwrap(),
            interest_micro_yen: micro_yen(interest),
        });
    }
    bonds
}

/// `21.875000`, or whole yen.
fn micro_yen(text: &str) -> u128 {
    let (yen, decimals) = text.split_once('.').unwrap_or((text, "000000"));
    assert_eq!(decimals.len(), 6, "{text}");
    yen.parse::<u128>().unwrap() * MICRO_YEN + decimals.parse::<u128>().unwrap()
}

impl Amortising {
    fn first(&self) -> Date {
        self.periods[0].end
    }

    fn maturity(&self) -> Date {
        self.periods.last().unwrap().end
    }

    /// The first two ends are a whole period apart, as the head of the generator says.
    fn frequency(&self) -> u8 {
        u8::try_from(12 / months_between(self.first(), self.periods[1].end)).unwrap()
    }

    /// An end on the latest day of the month is on the day of the grid, as the head of the generator says.
    fn anchor(&self) -> Date {
        self.periods.iter().map(|period| period.end).max_by_key(|end| day(*end)).unwrap()
    }

    /// What the outstanding of the rows implies.
    fn instalments(&self) -> Vec<Instalment> {
        let after = self.periods.iter().skip(1).map(|period| period.outstanding_yen).chain([0]);
        let repaid = self.periods.iter().zip(after).map(|(period, after)| Instalment {
            date: period.end,
            principal_per_unit_yen: period.outstanding_yen - after,
        });
        repaid.filter(|instalment| instalment.principal_per_unit_yen > 0).collect()
    }

    fn check_fractions(&self, convention: Convention) {
        // Only 30E/360 ISDA takes the maturity itself.
        let maturity = if convention.needs_grid() { self.anchor() } else { self.maturity() };
        let context = Context { frequency: self.frequency(), maturity: Some(maturity), ..Context::default() };
        for period in &self.periods {
            let fraction = convention.year_fraction(period.start, period.end, context).unwrap();
            let percent = 10_u128.pow(u32::from(self.rate.decimals())) * 100;
            let dividend = u128::from(self.rate.numerator()) * u128::from(fraction.numerator) * MICRO_YEN;
            let divisor = percent * u128::from(fraction.denominator);
            self.check_interest(period, u128::from(period.outstanding_yen) * dividend / divisor);
        }
    }

    fn check_interest(&self, period: &Period, found_micro_yen: u128) {
        let apart = found_micro_yen.abs_diff(period.interest_micro_yen);
        let (found, expected) = (found_micro_yen, period.interest_micro_yen);
        assert!(apart <= self.tolerance_micro_yen, "line {}: {found} for {expected}", period.line);
    }

    /// Dates and principal of the schedule, whatever the day count.
    fn check_principal(&self, events: &[Event]) {
        assert_eq!(events.len(), self.periods.len(), "events of line {}", self.periods[0].line);
        for (at, (event, period)) in events.iter().zip(&self.periods).enumerate() {
            let line = period.line;
            let (start, end) = (period.start.add_days(1).unwrap(), period.end);
            assert_eq!((event.accrual_start, event.accrual_end, event.notional_date), (start, end, end), "line {line}");
            let after = self.periods.get(at + 1).map_or(0, |next| next.outstanding_yen);
            assert_eq!(event.outstanding_per_unit_yen, period.outstanding_yen, "line {line}");
            assert_eq!(event.remaining_per_unit_yen, after, "line {line}");
            assert_eq!(event.principal_per_unit_yen, period.outstanding_yen - after, "line {line}");
        }
    }

    fn events(&self) -> Vec<Event> {
        let instalments = self.instalments();
        let terms = ScheduleTerms {
            annual_rate: self.rate,
            denomination_yen: self.notional_yen,
            instalments: &instalments,
            ..terms(self.periods[0].start, self.first(), self.maturity(), self.frequency())
        };
        let schedule = Schedule::build(&terms);
        schedule.unwrap_or_else(|error| panic!("line {}: {error}", self.periods[0].line)).events().to_vec()
    }

    /// Whether a schedule pays this interest: the crate pays by JP-HALF, which ACT/ACT ICMA is under another name, and
    /// the whole years of B3 are the same by both of its day counts.
    fn is_paid_by_schedule(&self) -> bool {
        let whole_years = self.frequency() == 1
            && self.periods.iter().all(|period| months_between(period.start, period.end) == 12)
            && self.periods.iter().all(|period| day(period.start) == day(period.end));
        self.convention == Convention::ActActIcma || (self.convention == Convention::ThirtyE360 && whole_years)
    }
}

#[test]
fn the_interest_of_every_period_is_that_of_its_source() {
    let bonds = amortising_bonds();
    let mut conventions: BTreeMap<&str, usize> = BTreeMap::new();
    let (mut published, mut by_schedule, mut instalments) = (0, 0, 0);
    for bond in &bonds {
        bond.check_fractions(bond.convention);
        let events = bond.events();
        bond.check_principal(&events);
        if bond.is_paid_by_schedule() {
            bond.check_fractions(Convention::JpHalf);
            for (event, period) in events.iter().zip(&bond.periods) {
                let per_yen = u128::from(event.interest_per_yen) * u128::from(event.outstanding_per_unit_yen);
                bond.check_interest(period, per_yen / (10_u128.pow(u32::from(PER_YEN_DIGITS)) / MICRO_YEN));
            }
            by_schedule += bond.periods.len();
        }
        if bond.tolerance_micro_yen == 0 {
            published += bond.periods.len();
        }
        instalments += bond.instalments().len();
        *conventions.entry(bond.convention.name()).or_default() += bond.periods.len();
    }
    let rows: usize = conventions.values().sum();
    assert!(bonds.len() >= 20 && rows >= 200, "{} bonds, {rows} rows", bonds.len());
    assert!(conventions.len() == 8 && conventions.values().all(|count| *count >= 4), "{conventions:?}");
    assert_eq!(published, 5, "B3");
    assert!(by_schedule >= 150, "{by_schedule} rows paid by a schedule");
    assert!(instalments > 2 * bonds.len(), "{instalments} instalments");
}
