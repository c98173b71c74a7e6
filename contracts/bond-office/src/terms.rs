//! What terms a series may be deployed with: everything that can be wrong has an error of its own. The amounts were
//! computed by bond-math off chain; here their order, sums and bounds are checked, so that no later message meets a
//! number it cannot handle.

use bond_abi::desk::MAX_BIRTH_BAND;
use bond_abi::office::{
    BusinessDayName, DayCountName, InterestDayName, PaymentEvent, TaxTerms, Terms, TermsError, MAX_CALENDAR_CHANGES,
    MAX_FACE_YEN, MAX_NAME_BYTES, MAX_REFERENCE_BYTES, MAX_SYMBOL_BYTES,
};
use bond_abi::token::{Policy, MAX_RESIDENCES};
use bond_abi::MAX_EVENTS;
use bond_math::{is_government_code, is_isin, pow10, Date};
use ink::prelude::vec::Vec;

/// A payment event as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, scale::Encode, scale::Decode)]
#[cfg_attr(feature = "std", derive(scale_info::TypeInfo, ink::storage::traits::StorageLayout))]
pub struct Scheduled {
    /// The event.
    pub event: PaymentEvent,
    /// Principal per unit outstanding before it.
    pub outstanding_per_unit_yen: u64,
}

/// Bits of [`Policy::classes`] that name a class.
const KNOWN_CLASSES: u8 = 0b1111;
/// Most decimals of the annual rate in percent.
const MAX_RATE_DECIMALS: u8 = 9;
/// Most decimals of the interest per one yen.
const MAX_PER_YEN_DIGITS: u8 = 18;
/// Years of prescription.
const PRESCRIPTION_YEARS: core::ops::RangeInclusive<u8> = 1..=30;
/// The days of 1980 to 2099, which the bank calendar knows.
const CALENDAR_DAYS: core::ops::RangeInclusive<i32> = 3_652..=47_481;
/// Days of notice of an early redemption.
const NOTICE_DAYS: core::ops::RangeInclusive<u16> = 1..=366;

/// Checks the terms and the policy, without the schedule.
///
/// # Errors
/// The first thing that is wrong, in the order of the fields.
pub fn check_terms(terms: &Terms, policy: &Policy) -> Result<(), TermsError> {
    check(is_short(terms.name.as_bytes(), MAX_NAME_BYTES), TermsError::Name)?;
    check(is_short(terms.symbol.as_bytes(), MAX_SYMBOL_BYTES), TermsError::Symbol)?;
    check(terms.isin.as_ref().is_none_or(is_isin), TermsError::Isin)?;
    check(is_government_code(&terms.issuer_code), TermsError::IssuerCode)?;
    check(&terms.currency == b"JPY", TermsError::Currency)?;
    check(terms.denomination_yen > 0, TermsError::Denomination)?;
    let face_yen = u128::from(terms.authorised_units).checked_mul(u128::from(terms.denomination_yen));
    check(face_yen.is_some_and(|face_yen| (1..=MAX_FACE_YEN).contains(&face_yen)), TermsError::AuthorisedUnits)?;
    let hundred_percent = pow10(terms.rate_decimals).ok().and_then(|one| one.checked_mul(100));
    let rate_fits = hundred_percent.is_some_and(|limit| u128::from(terms.rate_numerator) <= limit);
    check(terms.rate_decimals <= MAX_RATE_DECIMALS && rate_fits, TermsError::Rate)?;
    check(matches!(terms.frequency, 1 | 2 | 4), TermsError::Frequency)?;
    check(terms.per_yen_digits <= MAX_PER_YEN_DIGITS, TermsError::PerYenDigits)?;
    check(start_ms(terms.issue_day).is_some() && terms.issue_day < terms.maturity_day, TermsError::Dates)?;
    check(start_ms(terms.maturity_day).is_some(), TermsError::Dates)?;
    let resolution_fits = terms.resolution.as_ref().is_none_or(|resolution| {
        is_short(resolution.number.as_bytes(), MAX_REFERENCE_BYTES) && resolution.day <= terms.issue_day
    });
    check(resolution_fits, TermsError::Resolution)?;
    let consultation = terms.consultation_number.as_ref();
    let consultation_fits = consultation.is_none_or(|number| is_short(number.as_bytes(), MAX_REFERENCE_BYTES));
    check(consultation_fits, TermsError::ConsultationNumber)?;
    let prescriptions = [terms.interest_prescription_years, terms.principal_prescription_years];
    check(prescriptions.iter().all(|years| PRESCRIPTION_YEARS.contains(years)), TermsError::Prescription)?;
    let notice_fits = terms.early_redemption_notice_days.is_none_or(|days| NOTICE_DAYS.contains(&days));
    check(notice_fits, TermsError::EarlyRedemptionNotice)?;
    let is_calendar = |days: &Vec<i32>| {
        days.len() <= MAX_CALENDAR_CHANGES as usize && days.iter().all(|day| CALENDAR_DAYS.contains(day))
    };
    check(is_calendar(&terms.extra_bank_holidays), TermsError::BankCalendar)?;
    check(is_calendar(&terms.cancelled_bank_holidays), TermsError::BankCalendar)?;
    check(is_policy(policy), TermsError::Policy)
}

fn is_policy(policy: &Policy) -> bool {
    policy.classes & !KNOWN_CLASSES == 0
        && policy.residences.len() <= MAX_RESIDENCES as usize
        && policy.latest_birth_band <= MAX_BIRTH_BAND
        && policy.transferable_from_ms < policy.transferable_until_ms
        // Else nobody could hold the fewest units that a wallet must hold.
        && (policy.max_units_per_investor == 0 || policy.min_units_per_wallet <= policy.max_units_per_investor)
}

/// Checks the schedule against the terms and gives the events as stored.
///
/// # Errors
/// `EventCount`, `EventOrder`, `InterestDay`, `Interest`, `Dates`, `PrincipalSum`.
pub fn check_schedule(terms: &Terms, events: &[PaymentEvent]) -> Result<Vec<Scheduled>, TermsError> {
    check((1..=usize::from(MAX_EVENTS)).contains(&events.len()), TermsError::EventCount)?;
    let one_yen = pow10(terms.per_yen_digits).map_err(|_| TermsError::PerYenDigits)?;
    let issue_ms = start_ms(terms.issue_day).ok_or(TermsError::Dates)?;
    let mut outstanding_per_unit_yen = terms.denomination_yen;
    let mut before = (terms.issue_day, terms.issue_day, terms.issue_day, issue_ms);
    let mut scheduled = Vec::with_capacity(events.len());
    for (k, event) in (0_u8..).zip(events) {
        let payment_ms = start_ms(event.payment_day).ok_or(TermsError::Dates)?;
        let after = (event.notional_day, event.accrual_end_day, event.payment_day, event.cutoff_ms);
        let in_order = before.0 < after.0 && before.1 < after.1 && before.2 < after.2 && before.3 < after.3;
        check(in_order && event.cutoff_ms <= payment_ms, TermsError::EventOrder { event: k })?;
        let is_on_its_day = match terms.interest_day {
            InterestDayName::DayOfMonth => true,
            // The maturity is whatever the terms say.
            InterestDayName::MonthEnd => is_month_end(event.notional_day) || event.notional_day == terms.maturity_day,
        };
        check(is_on_its_day, TermsError::InterestDay { event: k })?;
        check(u128::from(event.interest_per_yen) <= one_yen, TermsError::Interest { event: k })?;
        scheduled.push(Scheduled { event: *event, outstanding_per_unit_yen });
        outstanding_per_unit_yen =
            outstanding_per_unit_yen.checked_sub(event.principal_per_unit_yen).ok_or(TermsError::PrincipalSum)?;
        before = after;
    }
    check(events.last().is_some_and(|event| event.notional_day == terms.maturity_day), TermsError::Dates)?;
    let last_repays = events.last().is_some_and(|event| event.principal_per_unit_yen > 0);
    check(outstanding_per_unit_yen == 0 && last_repays, TermsError::PrincipalSum)?;
    Ok(scheduled)
}

/// Whether a day is the last of its month.
fn is_month_end(day: i32) -> bool {
    Date::from_days(day).is_ok_and(Date::is_end_of_month)
}

/// The issue, as the event before the first.
pub fn issue(terms: &Terms) -> PaymentEvent {
    PaymentEvent {
        notional_day: terms.issue_day,
        accrual_end_day: terms.issue_day,
        payment_day: terms.issue_day,
        cutoff_ms: start_ms(terms.issue_day).unwrap_or(0),
        interest_per_yen: 0,
        principal_per_unit_yen: 0,
    }
}

/// Years after which what nobody claimed of an event lapses: interest and principal are paid as one, so that the longer
/// of both counts where there is principal.
pub fn prescription_years(terms: &Terms, event: &PaymentEvent) -> u8 {
    match event.principal_per_unit_yen {
        0 => terms.interest_prescription_years,
        _ => terms.interest_prescription_years.max(terms.principal_prescription_years),
    }
}

/// Terms that no series can have.
pub fn missing() -> Terms {
    Terms {
        name: Default::default(),
        symbol: Default::default(),
        isin: None,
        issuer_code: [0; 6],
        currency: [0; 3],
        denomination_yen: 0,
        authorised_units: 0,
        issue_day: 0,
        maturity_day: 0,
        rate_numerator: 0,
        rate_decimals: 0,
        frequency: 0,
        per_yen_digits: 0,
        day_count: DayCountName::JpHalf,
        business_day: BusinessDayName::Preceding,
        record_date_offset_business_days: 0,
        resolution: None,
        consultation_number: None,
        tax: TaxTerms { publicly_offered: false, tax_free_savings: false },
        interest_prescription_years: 0,
        principal_prescription_years: 0,
        may_reopen: false,
        may_buy_back: false,
        early_redemption_notice_days: None,
        extra_bank_holidays: Vec::new(),
        cancelled_bank_holidays: Vec::new(),
        interest_day: InterestDayName::DayOfMonth,
    }
}

fn check(ok: bool, error: TermsError) -> Result<(), TermsError> {
    if ok {
        Ok(())
    } else {
        Err(error)
    }
}

fn is_short(text: &[u8], max_bytes: u32) -> bool {
    (1..=max_bytes as usize).contains(&text.len())
}

/// The first instant of a day in JST.
pub fn start_ms(day: i32) -> Option<u64> {
    Date::from_days(day).and_then(Date::start_ms_jst).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_abi::office::Resolution;
    use bond_abi::registry::Residence;

    const DAY_MS: u64 = 86_400_000;

    fn terms() -> Terms {
        Terms {
            name: "名".repeat(42),
            symbol: "S".into(),
            isin: Some(*b"JP3633400001"),
            issuer_code: *b"130001",
            currency: *b"JPY",
            denomination_yen: 10_000,
            authorised_units: 100,
            issue_day: 20_000,
            maturity_day: 20_400,
            rate_numerator: 1_293,
            rate_decimals: 3,
            frequency: 2,
            per_yen_digits: 13,
            day_count: DayCountName::JpHalf,
            business_day: BusinessDayName::Preceding,
            record_date_offset_business_days: 1,
            resolution: Some(Resolution { number: "議案第12号".into(), day: 19_900 }),
            consultation_number: Some("総財地第34号".into()),
            tax: TaxTerms { publicly_offered: true, tax_free_savings: false },
            interest_prescription_years: 5,
            principal_prescription_years: 10,
            may_reopen: true,
            may_buy_back: true,
            extra_bank_holidays: vec![20_010; 64],
            cancelled_bank_holidays: vec![3_652, 47_481],
            early_redemption_notice_days: Some(30),
            interest_day: InterestDayName::DayOfMonth,
        }
    }

    fn event(payment_day: i32, principal_per_unit_yen: u64) -> PaymentEvent {
        PaymentEvent {
            notional_day: payment_day,
            accrual_end_day: payment_day,
            payment_day,
            cutoff_ms: start_ms(payment_day).unwrap(),
            interest_per_yen: 64_650_000_000,
            principal_per_unit_yen,
        }
    }

    fn events() -> Vec<PaymentEvent> {
        vec![event(20_200, 0), event(20_400, 10_000)]
    }

    #[test]
    fn sound_terms_pass_and_give_what_is_outstanding_before_each_event() {
        assert_eq!(check_terms(&terms(), &Policy::OPEN), Ok(()));
        let amortising = [event(20_200, 4_000), event(20_300, 0), event(20_400, 6_000)];
        let outstanding: Vec<u64> =
            check_schedule(&terms(), &amortising).unwrap().iter().map(|s| s.outstanding_per_unit_yen).collect();
        assert_eq!(outstanding, [10_000, 6_000, 6_000]);
    }

    #[test]
    fn each_field_of_the_terms_has_its_own_error() {
        type Change = fn(&mut Terms);
        let cases: [(Change, TermsError); 32] = [
            (|t| t.name.clear(), TermsError::Name),
            (|t| t.name = "a".repeat(129), TermsError::Name),
            (|t| t.symbol.clear(), TermsError::Symbol),
            (|t| t.symbol = "a".repeat(17), TermsError::Symbol),
            (|t| t.isin = Some(*b"JP3633400002"), TermsError::Isin),
            (|t| t.issuer_code = *b"130002", TermsError::IssuerCode),
            (|t| t.denomination_yen = 0, TermsError::Denomination),
            (|t| t.authorised_units = 0, TermsError::AuthorisedUnits),
            (|t| t.authorised_units = 100_000_000_000_001, TermsError::AuthorisedUnits),
            (|t| t.rate_numerator = 100_001, TermsError::Rate),
            (|t| t.rate_decimals = 10, TermsError::Rate),
            (|t| t.frequency = 3, TermsError::Frequency),
            (|t| t.per_yen_digits = 19, TermsError::PerYenDigits),
            (|t| t.maturity_day = t.issue_day, TermsError::Dates),
            (|t| t.issue_day = -1_000_000, TermsError::Dates),
            (|t| t.maturity_day = i32::MAX, TermsError::Dates),
            (|t| t.currency = *b"USD", TermsError::Currency),
            (|t| t.resolution.as_mut().unwrap().number.clear(), TermsError::Resolution),
            (|t| t.resolution.as_mut().unwrap().number = "a".repeat(65), TermsError::Resolution),
            (|t| t.resolution.as_mut().unwrap().day = 20_001, TermsError::Resolution),
            (|t| t.consultation_number = Some(String::new()), TermsError::ConsultationNumber),
            (|t| t.consultation_number = Some("a".repeat(65)), TermsError::ConsultationNumber),
            (|t| t.interest_prescription_years = 0, TermsError::Prescription),
            (|t| t.interest_prescription_years = 31, TermsError::Prescription),
            (|t| t.principal_prescription_years = 0, TermsError::Prescription),
            (|t| t.principal_prescription_years = 31, TermsError::Prescription),
            (|t| t.early_redemption_notice_days = Some(0), TermsError::EarlyRedemptionNotice),
            (|t| t.early_redemption_notice_days = Some(367), TermsError::EarlyRedemptionNotice),
            (|t| t.extra_bank_holidays = vec![20_000; 65], TermsError::BankCalendar),
            (|t| t.extra_bank_holidays = vec![3_651], TermsError::BankCalendar),
            (|t| t.cancelled_bank_holidays = vec![20_000; 65], TermsError::BankCalendar),
            (|t| t.cancelled_bank_holidays = vec![47_482], TermsError::BankCalendar),
        ];
        for (change, error) in cases {
            let mut changed = terms();
            change(&mut changed);
            assert_eq!(check_terms(&changed, &Policy::OPEN), Err(error));
        }
    }

    #[test]
    fn a_policy_names_known_classes_and_a_bounded_number_of_residences() {
        let with = |classes, count| {
            check_terms(
                &terms(),
                &Policy { classes, residences: vec![Residence { country: 392, area: 0 }; count], ..Policy::OPEN },
            )
        };
        assert_eq!(with(15, 64), Ok(()));
        assert_eq!(with(16, 0), Err(TermsError::Policy));
        assert_eq!(with(0, 65), Err(TermsError::Policy));
    }

    #[test]
    fn a_policy_can_be_met() {
        let with = |policy: Policy| check_terms(&terms(), &policy);
        let ages = |latest_birth_band| with(Policy { latest_birth_band, ..Policy::OPEN });
        assert_eq!((ages(MAX_BIRTH_BAND), ages(MAX_BIRTH_BAND + 1)), (Ok(()), Err(TermsError::Policy)));
        let window =
            |from, until| with(Policy { transferable_from_ms: from, transferable_until_ms: until, ..Policy::OPEN });
        assert_eq!((window(5, 6), window(5, 5)), (Ok(()), Err(TermsError::Policy)));
        let amounts =
            |max, min| with(Policy { max_units_per_investor: max, min_units_per_wallet: min, ..Policy::OPEN });
        assert_eq!((amounts(5, 5), amounts(0, 9), amounts(4, 5)), (Ok(()), Ok(()), Err(TermsError::Policy)));
    }

    #[test]
    fn a_schedule_must_be_in_order() {
        type Change = fn(&mut PaymentEvent);
        let cases: [Change; 5] = [
            |e| e.notional_day = 20_200,
            |e| e.accrual_end_day = 20_200,
            |e| e.payment_day = 20_200,
            |e| e.cutoff_ms = start_ms(20_200).unwrap(),
            |e| e.cutoff_ms += 1,
        ];
        for change in cases {
            let mut changed = events();
            change(&mut changed[1]);
            assert_eq!(check_schedule(&terms(), &changed), Err(TermsError::EventOrder { event: 1 }));
        }
        let mut early = events();
        early[0].cutoff_ms = start_ms(20_000).unwrap();
        assert_eq!(check_schedule(&terms(), &early), Err(TermsError::EventOrder { event: 0 }));
        early[0].cutoff_ms += DAY_MS;
        assert!(check_schedule(&terms(), &early).is_ok());
    }

    #[test]
    fn a_schedule_is_bounded_and_its_principal_sums_to_the_face() {
        assert_eq!(check_schedule(&terms(), &[]), Err(TermsError::EventCount));
        let events_of = |count: i32| -> Vec<PaymentEvent> {
            (1..=count).map(|k| event(20_400 - count + k, u64::from(k == count) * 10_000)).collect()
        };
        assert!(check_schedule(&terms(), &events_of(128)).is_ok());
        assert_eq!(check_schedule(&terms(), &events_of(129)), Err(TermsError::EventCount));
        for (first, last) in [(0, 9_999), (0, 10_001), (10_000, 0), (10_001, 0), (u64::MAX, 1)] {
            let wrong = [event(20_200, first), event(20_400, last)];
            assert_eq!(check_schedule(&terms(), &wrong), Err(TermsError::PrincipalSum), "{first} + {last}");
        }
    }

    #[test]
    fn interest_dates_on_month_ends_are_month_ends() {
        let day = |text: &str| text.parse::<Date>().unwrap().days();
        let on_month_ends = |last: &str| Terms {
            issue_day: day("2026-03-31"),
            maturity_day: day(last),
            interest_day: InterestDayName::MonthEnd,
            ..terms()
        };
        let dates = |days: [&str; 3]| days.map(|text| event(day(text), 5_000 * u64::from(text != "2026-09-30")));
        let good = dates(["2026-09-30", "2027-03-31", "2027-09-30"]);
        assert!(check_schedule(&on_month_ends("2027-09-30"), &good).is_ok());
        // The maturity need not be one.
        let last = dates(["2026-09-30", "2027-03-31", "2027-09-20"]);
        assert!(check_schedule(&on_month_ends("2027-09-20"), &last).is_ok());
        let wrong = dates(["2026-09-30", "2027-03-30", "2027-09-30"]);
        let refused = Err(TermsError::InterestDay { event: 1 });
        assert_eq!(check_schedule(&on_month_ends("2027-09-30"), &wrong), refused);
        let free = Terms { interest_day: InterestDayName::DayOfMonth, ..on_month_ends("2027-09-30") };
        assert!(check_schedule(&free, &wrong).is_ok());
    }

    #[test]
    fn the_last_event_is_at_maturity() {
        for day in [20_399, 20_401] {
            assert_eq!(check_schedule(&terms(), &[event(20_200, 0), event(day, 10_000)]), Err(TermsError::Dates));
        }
    }

    #[test]
    fn principal_lapses_with_the_longer_of_both_terms() {
        for (interest, principal, of_interest, of_both) in [(5, 10, 5, 10), (10, 5, 10, 10), (7, 7, 7, 7)] {
            let terms =
                Terms { interest_prescription_years: interest, principal_prescription_years: principal, ..terms() };
            let years = |principal_yen| prescription_years(&terms, &event(20_200, principal_yen));
            assert_eq!((years(0), years(1)), (of_interest, of_both));
        }
    }

    #[test]
    fn an_event_never_pays_more_interest_than_its_face() {
        let mut changed = events();
        changed[0].interest_per_yen = 10_000_000_000_000;
        assert!(check_schedule(&terms(), &changed).is_ok());
        changed[0].interest_per_yen += 1;
        assert_eq!(check_schedule(&terms(), &changed), Err(TermsError::Interest { event: 0 }));
    }
}
