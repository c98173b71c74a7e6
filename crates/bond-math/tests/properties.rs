//! What holds for all inputs, not just for the worked cases. Oracles here are slow and share no method with the crate.

use bond_math::*;
use proptest::prelude::*;

// Oracles

/// `⌊a × b / d⌋` by double-and-add over the bits of `a`, keeping quotient and remainder of the part seen so far.
/// `None` when the quotient leaves `u128`.
fn mul_div_bit_by_bit(a: u128, b: u128, d: u128) -> Option<u128> {
    // (q, r) stands for q × d + r. Adds two of them; r stays below d without ever exceeding u128.
    let add = |(q1, r1): (u128, u128), (q2, r2): (u128, u128)| -> Option<(u128, u128)> {
        let quotient = q1.checked_add(q2)?;
        if r1 >= d - r2 {
            Some((quotient.checked_add(1)?, r1 - (d - r2)))
        } else {
            Some((quotient, r1 + r2))
        }
    };
    let b = (b / d, b % d);
    let mut sum = (0, 0);
    for bit in (0..128).rev() {
        sum = add(sum, sum)?;
        if a >> bit & 1 == 1 {
            sum = add(sum, b)?;
        }
    }
    Some(sum.0)
}

/// Interest per yen by walking day by day: a day is worth 1 / (days of the notional period that contains it).
fn interest_day_by_day(terms: &ScheduleTerms, anchor_day: u8, from: Date, to: Date) -> (u128, u128) {
    let step = 12 / i32::from(terms.frequency);
    let notional = |i: i32| terms.first_interest_date.add_months(i * step, anchor_day).unwrap();
    let mut i = 0;
    while notional(i) >= from {
        i -= 1;
    }
    while notional(i + 1) <= from {
        i += 1;
    }
    let (mut whole, mut dividend, mut divisor) = (0_u128, 0_u128, 1_u128);
    while notional(i) < to {
        let (start, end) = (notional(i), notional(i + 1));
        let basis = u128::from(start.days_until(end).unsigned_abs());
        let earned =
            (start.days() + 1..=end.days()).filter(|day| *day > from.days() && *day <= to.days()).count() as u128;
        if earned == basis {
            whole += 1;
        } else {
            dividend = dividend * basis + earned * divisor;
            divisor *= basis;
        }
        i += 1;
    }
    (whole * divisor + dividend, divisor)
}

// Inputs

fn any_date() -> impl Strategy<Value = Date> {
    (Date::MIN.days()..=Date::MAX.days()).prop_map(|days| Date::from_days(days).unwrap())
}

fn calendar_date() -> impl Strategy<Value = Date> {
    // 1981-01-01..=2098-12-31: a search of a year stays inside the calendar.
    (4_018_i32..=47_116).prop_map(|days| Date::from_days(days).unwrap())
}

/// Days around another that a law closes or opens, as offsets from it: first the closed, then the opened ones.
fn calendar_changes() -> impl Strategy<Value = (Vec<i32>, Vec<i32>)> {
    (prop::collection::vec(-20_i32..=20, 0..8), prop::collection::vec(-20_i32..=20, 0..8))
}

/// The days themselves.
fn around(date: Date, (added, removed): (Vec<i32>, Vec<i32>)) -> (Vec<Date>, Vec<Date>) {
    let days = |offsets: Vec<i32>| offsets.into_iter().filter_map(|offset| date.add_days(offset).ok()).collect();
    (days(added), days(removed))
}

fn any_rule() -> impl Strategy<Value = BusinessDayRule> {
    prop_oneof![
        Just(BusinessDayRule::Preceding),
        Just(BusinessDayRule::Following),
        Just(BusinessDayRule::ModifiedFollowing),
        Just(BusinessDayRule::None),
    ]
}

fn any_rate() -> impl Strategy<Value = Rate> {
    (0_u8..=9).prop_flat_map(|decimals| {
        (0..=100 * 10_u64.pow(decimals.into())).prop_map(move |numerator| Rate::new(numerator, decimals).unwrap())
    })
}

/// Terms of a real kind: issued 1990–2060, first interest within two years, up to 100 further notional periods.
/// With `on_grid` the maturity is an interest date, otherwise it is up to 80 days off.
fn real_terms() -> impl Strategy<Value = ScheduleTerms<'static>> {
    (
        (7_305_i32..=32_000, 1_i32..=730, 0_i32..=100, any::<bool>(), 1_i32..=80),
        prop_oneof![Just(1_u8), Just(2), Just(4), Just(12)],
        (any_rate(), any_rule(), 1_u8..=30),
        any::<bool>(),
    )
        .prop_filter_map("dates in range", |(dates, frequency, (rate, rule, offset), month_end)| {
            let (issue, until_first, periods, on_grid, off_days) = dates;
            let issue_date = Date::from_days(issue).ok()?;
            let first = issue_date.add_days(until_first).ok()?;
            let first = if month_end { first.add_months(0, 31).ok()? } else { first };
            // At most 30 years, to stay in the calendar.
            let periods = periods.min(30 * i32::from(frequency));
            let months = periods * (12 / i32::from(frequency));
            let nominal = first.add_months(months, first.ymd().2).ok()?;
            let maturity = if on_grid { nominal } else { nominal.add_days(off_days).ok()? };
            Some(ScheduleTerms {
                issue_date,
                first_interest_date: first,
                interest_day: if month_end { InterestDay::MonthEnd } else { InterestDay::DayOfMonth },
                maturity_date: maturity,
                annual_rate: rate,
                frequency,
                day_count: DayCount::JpHalf,
                per_yen_digits: 13,
                business_day: rule,
                calendar: BankCalendar::BY_RULE,
                record_date_offset_business_days: offset,
                denomination_yen: 10_000,
                instalments: &[],
            })
        })
}

/// Terms as nobody would write them.
fn arbitrary_terms() -> impl Strategy<Value = ScheduleTerms<'static>> {
    (
        (any_date(), any_date(), any_date()),
        (any_rate(), any::<u8>(), any::<u8>(), any_rule()),
        (any::<u8>(), any::<u64>()),
    )
        .prop_map(|(dates, (annual_rate, frequency, digits, rule), (offset, denomination_yen))| {
            let mut dates = [dates.0, dates.1, dates.2];
            // Half of the cases in order, or else nothing would get past the first check.
            if denomination_yen % 2 == 0 {
                dates.sort();
            }
            ScheduleTerms {
                issue_date: dates[0],
                first_interest_date: dates[1],
                interest_day: if offset % 2 == 0 { InterestDay::MonthEnd } else { InterestDay::DayOfMonth },
                maturity_date: dates[2],
                annual_rate,
                frequency: if frequency < 200 { 1 << (frequency % 3) } else { frequency },
                day_count: DayCount::JpHalf,
                per_yen_digits: if digits < 200 { digits % 19 } else { digits },
                business_day: rule,
                calendar: BankCalendar::BY_RULE,
                record_date_offset_business_days: if offset < 200 { offset % 31 } else { offset },
                denomination_yen,
                instalments: &[],
            }
        })
}

/// A number of any magnitude: uniform 128-bit numbers alone would almost never be small.
fn wide_number() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0_u32..128).prop_map(|(number, shift)| number >> shift)
}

// Properties

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mul_div_floor_equals_the_bit_by_bit_oracle(a in wide_number(), b in wide_number(), d in wide_number()) {
        let expected = if d == 0 {
            Err(MathError::DivisionByZero)
        } else {
            mul_div_bit_by_bit(a, b, d).ok_or(MathError::Overflow)
        };
        prop_assert_eq!(mul_div_floor(a, b, d), expected);
        prop_assert_eq!(mul_div_floor(b, a, d), expected);
    }

    #[test]
    fn mul_div_floor_is_exact_where_the_product_is_wide(a in any::<u128>(), b in any::<u128>(), d in any::<u128>()) {
        let d = d.max(a.min(b)).max(1);
        prop_assert_eq!(mul_div_floor(a, b, d).ok(), mul_div_bit_by_bit(a, b, d));
    }

    #[test]
    fn dates_round_trip(date in any_date()) {
        let (year, month, day) = date.ymd();
        prop_assert_eq!(Date::from_ymd(year, month, day), Ok(date));
        prop_assert_eq!(date.to_string().parse(), Ok(date));
        if let Ok(start_ms) = date.start_ms_jst() {
            prop_assert_eq!(Date::from_unix_ms_jst(start_ms), Ok(date));
            prop_assert_eq!(Date::from_unix_ms_jst(start_ms + 86_399_999), Ok(date));
        }
    }

    #[test]
    fn months_forth_and_back_return_to_the_anchor(date in any_date(), n in -1_200_i32..=1_200) {
        let anchor = date.ymd().2;
        if let Ok(there) = date.add_months(n, anchor) {
            prop_assert_eq!(there.add_months(-n, anchor), Ok(date));
        }
    }

    #[test]
    fn adjusted_days_are_business_days_on_the_right_side(date in calendar_date(), rule in any_rule(), changes in calendar_changes()) {
        let (added, removed) = around(date, changes);
        let calendar = BankCalendar { added: &added, removed: &removed };
        let is_open = |day: Date| calendar.is_business_day(day).unwrap();
        let adjusted = calendar.adjust(date, rule).unwrap();
        if rule == BusinessDayRule::None || is_open(date) {
            prop_assert_eq!(adjusted, date);
        } else {
            prop_assert!(is_open(adjusted));
            match rule {
                BusinessDayRule::Preceding => prop_assert!(adjusted < date),
                BusinessDayRule::Following => prop_assert!(adjusted > date),
                _ => prop_assert_eq!(adjusted.ymd().1, date.ymd().1),
            }
            let (low, high) = (adjusted.min(date).days() + 1, adjusted.max(date).days());
            for between in low..high {
                // No rule jumps over a business day, not even the modified one when it turns back.
                prop_assert!(!is_open(Date::from_days(between).unwrap()));
            }
        }
    }

    #[test]
    fn business_days_forth_and_back_return(date in calendar_date(), n in 1_i32..=60, changes in calendar_changes()) {
        let (added, removed) = around(date, changes);
        let calendar = BankCalendar { added: &added, removed: &removed };
        let start = calendar.adjust(date, BusinessDayRule::Following).unwrap();
        let there = calendar.add_business_days(start, n).unwrap();
        prop_assert!(calendar.is_business_day(there).unwrap());
        prop_assert_eq!(calendar.add_business_days(there, -n), Ok(start));
        prop_assert_eq!(calendar.add_business_days(calendar.add_business_days(start, n - 1).unwrap(), 1), Ok(there));
    }

    #[test]
    fn only_the_changed_days_change(date in calendar_date(), changes in calendar_changes()) {
        let (added, removed) = around(date, changes);
        let calendar = BankCalendar { added: &added, removed: &removed };
        for offset in -25..=25 {
            let day = date.add_days(offset).unwrap();
            let weekday = !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let expected = match (added.contains(&day), removed.contains(&day)) {
                (true, _) => false,
                (false, true) => weekday,
                (false, false) => is_business_day(day).unwrap(),
            };
            prop_assert_eq!(calendar.is_business_day(day), Ok(expected));
        }
    }

    #[test]
    fn schedules_increase_and_cover_the_life_without_gap_or_overlap(terms in real_terms()) {
        let schedule = match Schedule::build(&terms) {
            Ok(schedule) => schedule,
            Err(
                ScheduleError::CutoffsNotIncreasing { .. }
                | ScheduleError::CutoffNotAfterIssue
                | ScheduleError::TooManyEvents,
            ) => return Ok(()),
            Err(other) => return Err(TestCaseError::fail(format!("{other:?}"))),
        };
        let events = schedule.events();
        let mut accrued_until = terms.issue_date;
        let mut cutoff_ms = terms.issue_date.start_ms_jst().unwrap();
        for (k, event) in events.iter().enumerate() {
            prop_assert_eq!(usize::from(event.k), k);
            prop_assert_eq!(accrued_until.add_days(1), Ok(event.accrual_start));
            prop_assert!(event.accrual_end >= event.accrual_start);
            prop_assert!(event.cutoff_ms > cutoff_ms);
            prop_assert!(event.record_date < event.payment_date);
            prop_assert_eq!(Date::from_unix_ms_jst(event.cutoff_ms - 1), Ok(event.record_date));
            prop_assert_eq!(adjust(event.notional_date, terms.business_day), Ok(event.payment_date));
            accrued_until = event.accrual_end;
            cutoff_ms = event.cutoff_ms;
        }
        let last = events.last().unwrap();
        prop_assert_eq!(events[0].notional_date, terms.first_interest_date);
        prop_assert_eq!(last.notional_date, terms.maturity_date);
        prop_assert_eq!(last.accrual_end, schedule.redemption_date());
        prop_assert_eq!(last.payment_date, schedule.redemption_date());
    }

    #[test]
    fn interest_equals_the_day_by_day_oracle(terms in real_terms()) {
        let Ok(schedule) = Schedule::build(&terms) else { return Ok(()) };
        // The rule in words: month ends where the terms say so; else the first date's day, unless a maturity on the same
        // months shows a later month end.
        let (first, maturity) = (terms.first_interest_date, terms.maturity_date);
        let same_months = months_between(&terms) % (12 / i32::from(terms.frequency)) == 0;
        let anchor = if terms.interest_day == InterestDay::MonthEnd {
            31
        } else if same_months && first.is_end_of_month() {
            first.ymd().2.max(maturity.ymd().2)
        } else {
            first.ymd().2
        };
        let mut from = terms.issue_date;
        for event in schedule.events() {
            let (dividend, divisor) = interest_day_by_day(&terms, anchor, from, event.accrual_end);
            let rate = terms.annual_rate;
            let scale = 10_u128.pow(u32::from(rate.decimals()) + 2) * u128::from(terms.frequency);
            let expected = mul_div_bit_by_bit(
                u128::from(rate.numerator()) * dividend,
                10_u128.pow(13),
                scale * divisor,
            );
            prop_assert_eq!(Some(u128::from(event.interest_per_yen)), expected, "{:?}", event);
            from = event.accrual_end;
        }
    }

    #[test]
    fn early_redemption_keeps_what_was_and_ends_on_the_day(terms in real_terms(), place in 0.0..1.0_f64) {
        let life = terms.issue_date.days_until(terms.maturity_date);
        let on = terms.issue_date.add_days(1 + (f64::from(life - 1) * place) as i32).unwrap();
        let (Ok(whole), Ok(cut)) = (Schedule::build(&terms), Schedule::redeemed_early(&terms, on)) else { return Ok(()) };
        let (last, past) = cut.events().split_last().unwrap();
        prop_assert_eq!(past, &whole.events()[..past.len()]);
        prop_assert_eq!((last.notional_date, last.accrual_end), (on, cut.redemption_date()));
        prop_assert_eq!((last.principal_per_unit_yen, last.remaining_per_unit_yen), (terms.denomination_yen, 0));
        // Nobody is paid for more or for fewer days than he held: the same days cost the same in both.
        let from = past.last().map_or(terms.issue_date, |event| event.accrual_end);
        prop_assert_eq!(last.accrual_start, from.add_days(1).unwrap());
        let same = &whole.events()[past.len()];
        if last.accrual_end <= same.accrual_end {
            prop_assert!(last.interest_per_yen <= same.interest_per_yen);
        }
        prop_assert_eq!(Schedule::redeemed_early(&terms, terms.maturity_date), Err(ScheduleError::EarlyRedemptionOutOfRange));
    }

    #[test]
    fn principal_sums_to_the_denomination(terms in real_terms(), picks in prop::collection::vec((0_usize..128, 1_u64..500), 0..12)) {
        let Ok(bullet) = Schedule::build(&terms) else { return Ok(()) };
        // Instalments on some of the notional dates, the rest at maturity.
        let mut repaid = std::collections::BTreeMap::new();
        for (pick, yen) in picks {
            repaid.insert(bullet.events()[pick % bullet.events().len()].notional_date, yen);
        }
        repaid.remove(&terms.maturity_date);
        let rest = terms.denomination_yen - repaid.values().sum::<u64>();
        repaid.insert(terms.maturity_date, rest);
        let instalments: Vec<Instalment> = repaid
            .iter()
            .map(|(date, yen)| Instalment { date: *date, principal_per_unit_yen: *yen })
            .collect();
        let schedule = Schedule::build(&ScheduleTerms { instalments: &instalments, ..terms }).unwrap();
        let mut outstanding = terms.denomination_yen;
        for (event, plain) in schedule.events().iter().zip(bullet.events()) {
            prop_assert_eq!(event.interest_per_yen, plain.interest_per_yen);
            prop_assert_eq!(event.outstanding_per_unit_yen, outstanding);
            prop_assert_eq!(event.principal_per_unit_yen, repaid.get(&event.notional_date).copied().unwrap_or(0));
            outstanding -= event.principal_per_unit_yen;
            prop_assert_eq!(event.remaining_per_unit_yen, outstanding);
        }
        prop_assert_eq!(outstanding, 0);
    }

    #[test]
    fn splitting_a_holding_gains_nothing_and_loses_less_than_a_yen_per_part(
        parts in prop::collection::vec(0_u128..=1 << 60, 1..20),
        per_yen in any::<u64>(),
        digits in 0_u8..=18,
    ) {
        let whole = gross_yen_floor(parts.iter().sum(), per_yen, digits).unwrap();
        let split: u128 = parts.iter().map(|part| gross_yen_floor(*part, per_yen, digits).unwrap()).sum();
        prop_assert!(split <= whole);
        prop_assert!(whole - split < parts.len() as u128);
    }

    #[test]
    fn net_and_taxes_are_the_gross(gross in wide_number(), national_e5 in 0_u32..=100_000, share in 0_u32..=100_000) {
        let local_e5 = (100_000 - national_e5).min(share);
        let taken = withhold_floor(gross, ClassRates { national_e5, local_e5 }).unwrap();
        prop_assert_eq!(taken.net_yen + taken.national_tax_yen + taken.local_tax_yen, gross);
        prop_assert_eq!(Some(taken.national_tax_yen), mul_div_bit_by_bit(gross, national_e5.into(), 100_000));
        prop_assert_eq!(Some(taken.local_tax_yen), mul_div_bit_by_bit(gross, local_e5.into(), 100_000));
    }

    #[test]
    fn the_reconstruction_part_is_the_nearest_yen(total in 0_u128..=1 << 100) {
        let until_2026 = Surtaxes { reconstruction_permille: 21, defence_permille: 0 };
        let part = until_2026.parts_half_down(total).unwrap().reconstruction_yen;
        // |part − total × 21 / 1021| < 1/2
        prop_assert!((part * 1_021).abs_diff(total * 21) * 2 < 1_021);
    }

    #[test]
    fn rates_round_trip(rate in any_rate()) {
        prop_assert_eq!(Rate::parse_percent(&rate.to_string()), Ok(rate));
    }

    #[test]
    fn nothing_panics_on_text(text in any::<String>(), digits in "[0-9.,eE+% -]{0,30}") {
        for text in [&text, &digits] {
            let _ = text.parse::<Date>();
            let _ = Rate::parse_percent(text);
            let _ = BusinessDayRule::from_name(text);
            let _ = DayCount::from_name(text);
            let _ = TaxClass::from_name(text);
        }
    }

    #[test]
    fn nothing_panics_on_numbers(date in any_date(), n in any::<i32>(), m in any::<u8>(), d in any::<u8>(), ms in any::<u64>(), rate in any_rate(), counts in any::<[u32; 4]>(), amount in any::<u128>(), rule in any_rule()) {
        let _ = Date::from_ymd(n, m, d);
        let _ = Date::from_days(n);
        let _ = Date::from_unix_ms_jst(ms);
        let _ = date.add_days(n);
        let _ = date.add_months(n, d);
        let _ = (date.weekday(), date.is_end_of_month(), date.start_ms_jst(), date.days_until(Date::MIN));
        let _ = (bank_holiday(date), national_holiday(date), is_business_day(date), adjust(date, rule));
        let _ = add_business_days(date, n >> 16);
        let (added, removed) = ([date], [Date::MAX, date]);
        let calendar = BankCalendar { added: &added, removed: &removed };
        let _ = (calendar.is_business_day(date), calendar.adjust(date, rule), calendar.add_business_days(date, n >> 16));
        let _ = Rate::new(ms, d);
        let period = Period { whole: counts[0], stub_days: counts[1], stub_basis_days: counts[2] };
        let _ = interest_per_yen_floor(rate, m, period, d);
        let _ = interest_per_yen_floor(rate, 1 << (m % 3), period, d % 19);
        let _ = gross_yen_floor(amount, ms, d);
        let _ = pow10(d);
        let _ = withhold_floor(amount, ClassRates { national_e5: counts[2], local_e5: counts[3] });
        let surtaxes = Surtaxes { reconstruction_permille: m.into(), defence_permille: d.into() };
        let _ = surtaxes.parts_half_down(amount);
        let _ = rates_on(&statutory_table(), date);
    }

    #[test]
    fn nothing_panics_on_terms(terms in arbitrary_terms(), dates in prop::collection::vec((any_date(), any::<u64>()), 0..4)) {
        let instalments: Vec<Instalment> = dates
            .into_iter()
            .map(|(date, principal_per_unit_yen)| Instalment { date, principal_per_unit_yen })
            .collect();
        for terms in [terms, ScheduleTerms { instalments: &instalments, ..terms }] {
            if let Err(error) = Schedule::build(&terms) {
                prop_assert!(error.field().starts_with("terms"));
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}

fn months_between(terms: &ScheduleTerms) -> i32 {
    let (from, to) = (terms.first_interest_date.ymd(), terms.maturity_date.ymd());
    (to.0 - from.0) * 12 + i32::from(to.1) - i32::from(from.1)
}
