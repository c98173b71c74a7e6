//! Early redemption (繰上償還): the one last event that a day makes of a schedule. Nothing about it is anybody's choice but the
//! day: dates, record date and interest follow from the terms and the schedule as issued, by the same arithmetic as off chain.

use crate::terms::Scheduled;
use bond_abi::office::{BusinessDayName, DayCountName, InterestDayName, OfficeError, PaymentEvent, Terms};
use bond_math::{
    early_redemption, BankCalendar, BusinessDayRule, Date, DayCount, EarlyRedemption, InterestDay, Rate, ScheduleTerms,
};
use ink::prelude::vec::Vec;

/// What the schedule has around a day.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The first event, as issued: it anchors the interest dates.
    pub first: &'a PaymentEvent,
    /// The event before, or the issue.
    pub before: &'a PaymentEvent,
    /// The event of the day's period, as issued.
    pub scheduled: &'a Scheduled,
    /// The present last event, which another redemption may have made.
    pub last: &'a PaymentEvent,
}

/// The number of the event of whose period a day is part: the first whose interest date is not before it.
pub fn period_of(day: i32, events: u8, notional_day: impl Fn(u8) -> Option<i32>) -> Option<u8> {
    let (mut low, mut high) = (0_u8, events);
    while low < high {
        let middle = low.saturating_add(high.saturating_sub(low) / 2);
        if notional_day(middle)? < day {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    (low < events).then_some(low)
}

/// The event that redeems everything on `day`.
///
/// # Errors
/// `RecutInvalid`; `NoticeTooShort` when the record date is before today and the notice.
pub fn last_event(
    terms: &Terms,
    place: Place,
    day: i32,
    now_ms: u64,
    notice_days: u16,
) -> Result<PaymentEvent, OfficeError> {
    let redemption = compute(terms, place, day).ok_or(OfficeError::RecutInvalid)?;
    let Place { before, scheduled, last, .. } = place;
    let new = PaymentEvent {
        notional_day: day,
        accrual_end_day: redemption.accrual_end.days(),
        payment_day: redemption.payment_date.days(),
        cutoff_ms: redemption.cutoff_ms,
        interest_per_yen: redemption.interest_per_yen,
        principal_per_unit_yen: scheduled.outstanding_per_unit_yen,
    };
    let is_after = before.payment_day < new.payment_day && before.cutoff_ms < new.cutoff_ms;
    // It only ever comes earlier: whoever was told a day keeps it or gets his money before.
    let is_earlier = new.notional_day < last.notional_day && new.payment_day < last.payment_day;
    // An event whose record date has passed never changes (N12): its holders are decided, and it may be announced.
    let is_open = scheduled.event.cutoff_ms > now_ms && last.cutoff_ms > now_ms && new.cutoff_ms > now_ms;
    if !is_after || !is_earlier || !is_open {
        return Err(OfficeError::RecutInvalid);
    }
    let today = Date::from_unix_ms_jst(now_ms).map_err(|_| OfficeError::Overflow)?.days();
    let first_day = today.checked_add(i32::from(notice_days)).ok_or(OfficeError::Overflow)?;
    // Holders decide until the record date, so that the notice is theirs until then.
    if redemption.record_date.days() < first_day {
        return Err(OfficeError::NoticeTooShort { first_day });
    }
    Ok(new)
}

fn compute(terms: &Terms, place: Place, day: i32) -> Option<EarlyRedemption> {
    let date = |day: i32| Date::from_days(day).ok();
    let dates = |days: &[i32]| days.iter().map(|day| Date::from_days(*day).ok()).collect::<Option<Vec<Date>>>();
    let (added, removed) = (dates(&terms.extra_bank_holidays)?, dates(&terms.cancelled_bank_holidays)?);
    let terms = ScheduleTerms {
        issue_date: date(terms.issue_day)?,
        first_interest_date: date(place.first.notional_day)?,
        maturity_date: date(terms.maturity_day)?,
        annual_rate: Rate::new(terms.rate_numerator, terms.rate_decimals).ok()?,
        frequency: terms.frequency,
        day_count: match terms.day_count {
            DayCountName::JpHalf => DayCount::JpHalf,
        },
        interest_day: match terms.interest_day {
            InterestDayName::DayOfMonth => InterestDay::DayOfMonth,
            InterestDayName::MonthEnd => InterestDay::MonthEnd,
        },
        per_yen_digits: terms.per_yen_digits,
        business_day: match terms.business_day {
            BusinessDayName::Preceding => BusinessDayRule::Preceding,
            BusinessDayName::Following => BusinessDayRule::Following,
            BusinessDayName::ModifiedFollowing => BusinessDayRule::ModifiedFollowing,
            BusinessDayName::None => BusinessDayRule::None,
        },
        calendar: BankCalendar { added: &added, removed: &removed },
        record_date_offset_business_days: terms.record_date_offset_business_days,
        denomination_yen: terms.denomination_yen,
        instalments: &[],
    };
    early_redemption(&terms, date(place.before.accrual_end_day)?, date(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{self, start_ms};
    use bond_math::Schedule;

    /// 1.293 % in half-years from 26 June 2015, as Tokyo 20-year No. 32 (market-rules C10), redeemable with 30 days' notice.
    fn terms() -> Terms {
        Terms {
            issue_day: day("2015-06-26"),
            maturity_day: day("2035-06-20"),
            denomination_yen: 10_000,
            rate_numerator: 1_293,
            rate_decimals: 3,
            frequency: 2,
            per_yen_digits: 13,
            record_date_offset_business_days: 1,
            early_redemption_notice_days: Some(30),
            ..terms::missing()
        }
    }

    fn day(text: &str) -> i32 {
        text.parse::<Date>().unwrap().days()
    }

    fn schedule(extra: &[Date]) -> Vec<PaymentEvent> {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let terms = ScheduleTerms {
            issue_date: date("2015-06-26"),
            first_interest_date: date("2016-02-25"),
            maturity_date: date("2035-06-20"),
            annual_rate: Rate::new(1_293, 3).unwrap(),
            frequency: 2,
            day_count: DayCount::JpHalf,
            interest_day: InterestDay::DayOfMonth,
            per_yen_digits: 13,
            business_day: BusinessDayRule::Preceding,
            calendar: BankCalendar { added: extra, removed: &[] },
            record_date_offset_business_days: 1,
            denomination_yen: 10_000,
            instalments: &[],
        };
        let schedule = Schedule::build(&terms).unwrap();
        let event = |event: &bond_math::Event| PaymentEvent {
            notional_day: event.notional_date.days(),
            accrual_end_day: event.accrual_end.days(),
            payment_day: event.payment_date.days(),
            cutoff_ms: event.cutoff_ms,
            interest_per_yen: event.interest_per_yen,
            principal_per_unit_yen: event.principal_per_unit_yen,
        };
        schedule.events().iter().map(event).collect()
    }

    fn redeem(terms: &Terms, on: &str, now: &str) -> Result<(u8, PaymentEvent), OfficeError> {
        redeem_again(terms, on, now, None)
    }

    fn redeem_again(
        terms: &Terms,
        on: &str,
        now: &str,
        last: Option<(u8, PaymentEvent)>,
    ) -> Result<(u8, PaymentEvent), OfficeError> {
        let events = schedule(&[]);
        let (count, last) = last.map_or((40, events[39]), |(k, last)| (k + 1, last));
        let notional = |k: u8| events.get(usize::from(k)).map(|event| event.notional_day);
        let k = period_of(day(on), count, notional).ok_or(OfficeError::RecutInvalid)?;
        let issue = terms::issue(terms);
        let before = if k == 0 { &issue } else { &events[usize::from(k) - 1] };
        let scheduled = Scheduled { event: events[usize::from(k)], outstanding_per_unit_yen: 10_000 };
        let place = Place { first: &events[0], before, scheduled: &scheduled, last: &last };
        last_event(terms, place, day(on), start_ms(day(now)).unwrap(), 30).map(|event| (k, event))
    }

    #[test]
    fn a_redemption_between_two_coupons_pays_its_days_of_the_half_year() {
        // 90 of the 182 days from 25 February to 25 August 2016: 0.00646500… × 90 / 182, by hand.
        let (k, event) = redeem(&terms(), "2016-05-25", "2016-03-01").unwrap();
        assert_eq!((k, event.payment_day, event.accrual_end_day), (1, day("2016-05-25"), day("2016-05-25")));
        assert_eq!(event.interest_per_yen, 64_650_000_000 * 90 / 182);
        assert_eq!((event.cutoff_ms, event.principal_per_unit_yen), (start_ms(day("2016-05-25")).unwrap(), 10_000));
    }

    #[test]
    fn a_day_on_which_banks_are_closed_moves_payment_interest_and_record_date_together() {
        // 28 May 2016 is a Saturday: 27 May, 92 days; the record date is the day before.
        let (_, event) = redeem(&terms(), "2016-05-28", "2016-03-01").unwrap();
        let moved = day("2016-05-27");
        assert_eq!((event.notional_day, event.payment_day, event.accrual_end_day), (moved + 1, moved, moved));
        assert_eq!((event.cutoff_ms, event.interest_per_yen), (start_ms(moved).unwrap(), 64_650_000_000 * 92 / 182));
        // So does a holiday that only the terms know.
        let with_holiday = Terms { extra_bank_holidays: vec![moved], ..terms() };
        let (_, event) = redeem(&with_holiday, "2016-05-28", "2016-03-01").unwrap();
        assert_eq!((event.payment_day, event.interest_per_yen), (moved - 1, 64_650_000_000 * 91 / 182));
    }

    #[test]
    fn what_changes_nothing_or_comes_later_is_refused() {
        let refused = Err(OfficeError::RecutInvalid);
        assert_eq!(redeem(&terms(), "2035-06-20", "2016-03-01"), refused, "the maturity");
        assert_eq!(redeem(&terms(), "2035-06-21", "2016-03-01"), refused);
        assert_eq!(redeem(&terms(), "2015-06-26", "2015-06-26"), refused, "the issue");
        // 26 February 2017 is a Sunday and moves onto the coupon of the Friday before.
        assert_eq!(redeem(&terms(), "2017-02-26", "2016-03-01"), refused);
        let first = redeem(&terms(), "2020-05-20", "2016-03-01").unwrap();
        for later in ["2020-05-20", "2020-05-21", "2020-11-11"] {
            assert_eq!(redeem_again(&terms(), later, "2016-03-01", Some(first)), refused, "{later}");
        }
        let earlier = redeem_again(&terms(), "2020-05-19", "2016-03-01", Some(first)).unwrap();
        assert_eq!(earlier, redeem(&terms(), "2020-05-19", "2016-03-01").unwrap(), "judged by the schedule as issued");
    }

    #[test]
    fn an_event_whose_record_date_has_passed_stays() {
        let terms = Terms { early_redemption_notice_days: Some(1), ..terms() };
        // The coupon of 25 August 2016 has its cutoff at the start of that day.
        assert_eq!(redeem(&terms, "2016-08-20", "2016-08-25"), Err(OfficeError::RecutInvalid));
    }

    #[test]
    fn the_notice_counts_for_the_record_date() {
        // The record date is 24 May: 30 days before are 24 April.
        assert!(redeem(&terms(), "2016-05-25", "2016-04-24").is_ok());
        let first_day = day("2016-05-25");
        assert_eq!(redeem(&terms(), "2016-05-25", "2016-04-25"), Err(OfficeError::NoticeTooShort { first_day }));
    }

    #[test]
    fn the_period_of_a_day_is_that_of_the_next_interest_date() {
        let days = [10, 20, 30];
        let of = |day| period_of(day, 3, |k| days.get(usize::from(k)).copied());
        let expected = [Some(0), Some(0), Some(1), Some(1), Some(2), Some(2), None];
        assert_eq!([-5, 10, 11, 20, 21, 30, 31].map(of), expected);
        assert_eq!(period_of(1, 0, |_| Some(5)), None);
    }

    #[test]
    fn it_is_the_last_event_of_the_schedule_that_anybody_computes() {
        let terms = terms();
        let date = |text: &str| text.parse::<Date>().unwrap();
        let whole = ScheduleTerms {
            issue_date: date("2015-06-26"),
            first_interest_date: date("2016-02-25"),
            maturity_date: date("2035-06-20"),
            annual_rate: Rate::new(1_293, 3).unwrap(),
            frequency: 2,
            day_count: DayCount::JpHalf,
            interest_day: InterestDay::DayOfMonth,
            per_yen_digits: 13,
            business_day: BusinessDayRule::Preceding,
            calendar: BankCalendar::BY_RULE,
            record_date_offset_business_days: 1,
            denomination_yen: 10_000,
            instalments: &[],
        };
        let mut agreed = 0;
        for after in (60..7_290).step_by(31) {
            let on = date("2015-06-26").add_days(after).unwrap();
            let here = redeem(&terms, &on.to_string(), "2015-06-27");
            match Schedule::redeemed_early(&whole, on) {
                Ok(schedule) => {
                    let last = schedule.events().last().unwrap();
                    let (k, event) = here.unwrap();
                    assert_eq!(
                        (k, event.payment_day, event.cutoff_ms),
                        (last.k, last.payment_date.days(), last.cutoff_ms)
                    );
                    assert_eq!(
                        (event.interest_per_yen, event.accrual_end_day),
                        (last.interest_per_yen, last.accrual_end.days())
                    );
                    agreed += 1;
                }
                Err(_) => assert!(here.is_err(), "{on}"),
            }
        }
        assert!(agreed > 220, "{agreed}");
    }
}
