//! The series the scenarios are played with. Amounts and dates come from bond-math, as for a real series.

use bond_abi::distributor::TaxRow;
use bond_abi::office::{BusinessDayName, DayCountName, InterestDayName, PaymentEvent, TaxTerms, Terms};
use bond_abi::token::Policy;
use bond_client::{convert, SeriesPlan};
use bond_math::{
    statutory_table, BankCalendar, BusinessDayRule, Date, DayCount, Instalment, InterestDay, Rate, Schedule,
    ScheduleError, ScheduleTerms,
};

struct Draft<'a> {
    id: &'a str,
    issue: &'a str,
    first: &'a str,
    maturity: &'a str,
    rate: (u64, u8),
    frequency: u8,
    authorised_units: u64,
    instalments: &'a [(&'a str, u64)],
}

/// Tokyo 20-year No. 32: 40 events, long first and short last coupon (market-rules C10).
pub fn tokyo_32() -> SeriesPlan {
    plan(Draft {
        id: "tokyo-20y-32",
        issue: "2015-06-26",
        first: "2016-02-25",
        maturity: "2035-06-20",
        rate: (1_293, 3),
        frequency: 2,
        authorised_units: 2_000_000,
        instalments: &[],
    })
}

const SHORT_BULLET: Draft<'_> = Draft {
    id: "short-1y",
    issue: "2025-03-25",
    first: "2025-09-25",
    maturity: "2026-03-25",
    rate: (1, 0),
    frequency: 2,
    authorised_units: 1_000_000,
    instalments: &[],
};

/// Two half-years at 1 %: ¥1,000,000 earn ¥5,000 with each (market-rules C4).
pub fn short_bullet() -> SeriesPlan {
    plan(SHORT_BULLET)
}

/// The last event of the short bullet when it is redeemed early (繰上償還), and its number.
pub fn short_bullet_redeemed_on(day: &str) -> (u8, PaymentEvent) {
    let last = redeemed_on(&SHORT_BULLET, day);
    (u8::try_from(last.len() - 1).expect("at most 128 events"), *last.last().expect("an event"))
}

/// Four half-years at 1 % on month ends (月末): ¥1,000,000 earn ¥5,000 with each, the first from 31 March to 30 September
/// among them (case F1).
pub fn month_ends() -> SeriesPlan {
    let draft =
        Draft { id: "month-ends-2y", issue: "2025-03-31", first: "2025-09-30", maturity: "2027-03-31", ..SHORT_BULLET };
    let on_month_ends =
        |terms: &ScheduleTerms<'_>| Schedule::build(&ScheduleTerms { interest_day: InterestDay::MonthEnd, ..*terms });
    let events = convert::payment_events(&schedule(&draft, on_month_ends));
    let mut plan = plan(draft);
    (plan.events, plan.terms.interest_day) = (events, InterestDayName::MonthEnd);
    plan
}

/// Four half-years at 1 % that repay ¥4,000, ¥3,000, nothing and ¥3,000 of each ¥10,000.
pub fn amortising() -> SeriesPlan {
    plan(Draft {
        id: "amortising-2y",
        issue: "2025-03-25",
        first: "2025-09-25",
        maturity: "2027-03-25",
        rate: (1, 0),
        frequency: 2,
        authorised_units: 1_000_000,
        instalments: &[("2025-09-25", 4_000), ("2026-03-25", 3_000), ("2027-03-25", 3_000)],
    })
}

const TWELVE_EVENTS: Draft<'_> = Draft {
    id: "history-6y",
    issue: "2025-03-25",
    first: "2025-09-25",
    maturity: "2031-03-25",
    rate: (1, 0),
    frequency: 2,
    authorised_units: 1_000_000,
    instalments: &[],
};

/// Twelve half-years, for long histories.
pub fn twelve_events() -> SeriesPlan {
    plan(TWELVE_EVENTS)
}

/// The events of these when they are redeemed early (繰上償還) on a day.
pub fn twelve_events_redeemed_on(day: &str) -> Vec<PaymentEvent> {
    redeemed_on(&TWELVE_EVENTS, day)
}

fn redeemed_on(draft: &Draft<'_>, day: &str) -> Vec<PaymentEvent> {
    convert::payment_events(&schedule(draft, |terms| Schedule::redeemed_early(terms, date(day))))
}

const UNEVEN: Draft<'_> = Draft {
    id: "uneven-18m",
    issue: "2025-03-25",
    first: "2025-09-25",
    maturity: "2026-09-25",
    rate: (1_293, 3),
    frequency: 2,
    authorised_units: 1_000,
    instalments: &[],
};

/// Three half-years at 1.293 %: ¥64.65 a unit, so that every holding has its own fraction. The issuer may buy back and
/// reopen.
pub fn uneven() -> SeriesPlan {
    with_rights(plan(UNEVEN))
}

/// The same, of which a unit repays ¥3,000, nothing, and ¥7,000.
pub fn uneven_instalments() -> SeriesPlan {
    let instalments = &[("2025-09-25", 3_000), ("2026-09-25", 7_000)];
    with_rights(plan(Draft { id: "uneven-instalments-18m", instalments, ..UNEVEN }))
}

fn with_rights(mut plan: SeriesPlan) -> SeriesPlan {
    (plan.terms.may_reopen, plan.terms.may_buy_back) = (true, true);
    // Four days lie between the cutoff and the payment, so that something can happen there.
    plan.events.iter_mut().for_each(|event| event.cutoff_ms -= 4 * 86_400_000);
    plan
}

/// As many events as a series can have: 32 years of quarters.
pub fn most_events() -> SeriesPlan {
    plan(Draft {
        id: "quarters-32y",
        issue: "2025-03-25",
        first: "2025-06-25",
        maturity: "2057-03-25",
        rate: (4, 0),
        frequency: 4,
        authorised_units: 1_000_000,
        instalments: &[],
    })
}

fn date(text: &str) -> Date {
    text.parse().expect("a date of this file")
}

fn schedule(draft: &Draft<'_>, build: impl FnOnce(&ScheduleTerms<'_>) -> Result<Schedule, ScheduleError>) -> Schedule {
    let instalments: Vec<Instalment> = draft
        .instalments
        .iter()
        .map(|(day, principal_per_unit_yen)| Instalment {
            date: date(day),
            principal_per_unit_yen: *principal_per_unit_yen,
        })
        .collect();
    build(&ScheduleTerms {
        issue_date: date(draft.issue),
        first_interest_date: date(draft.first),
        interest_day: InterestDay::DayOfMonth,
        maturity_date: date(draft.maturity),
        annual_rate: Rate::new(draft.rate.0, draft.rate.1).expect("a rate of this file"),
        frequency: draft.frequency,
        day_count: DayCount::JpHalf,
        per_yen_digits: 13,
        business_day: BusinessDayRule::Preceding,
        calendar: BankCalendar::BY_RULE,
        record_date_offset_business_days: 1,
        denomination_yen: 10_000,
        instalments: &instalments,
    })
    .expect("terms of this file")
}

fn plan(draft: Draft<'_>) -> SeriesPlan {
    let schedule = schedule(&draft, Schedule::build);
    let terms = Terms {
        name: format!("Test series {}", draft.id),
        symbol: "TEST".into(),
        isin: None,
        issuer_code: *b"130001",
        currency: *b"JPY",
        denomination_yen: 10_000,
        authorised_units: draft.authorised_units,
        issue_day: date(draft.issue).days(),
        maturity_day: date(draft.maturity).days(),
        rate_numerator: draft.rate.0,
        rate_decimals: draft.rate.1,
        frequency: draft.frequency,
        per_yen_digits: 13,
        day_count: DayCountName::JpHalf,
        business_day: BusinessDayName::Preceding,
        record_date_offset_business_days: 1,
        resolution: None,
        consultation_number: None,
        tax: TaxTerms { publicly_offered: true, tax_free_savings: false },
        interest_prescription_years: 5,
        principal_prescription_years: 10,
        may_reopen: false,
        may_buy_back: false,
        early_redemption_notice_days: None,
        extra_bank_holidays: Vec::new(),
        cancelled_bank_holidays: Vec::new(),
        interest_day: InterestDayName::DayOfMonth,
    };
    SeriesPlan {
        id: draft.id.into(),
        terms,
        policy: Policy::OPEN,
        events: convert::payment_events(&schedule),
        tax_table: tax_table(),
    }
}

/// The statutory rates as the distributor takes them.
pub fn tax_table() -> Vec<TaxRow> {
    convert::tax_rows(&statutory_table())
}
