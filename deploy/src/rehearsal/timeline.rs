//! What happens when: allotment, trades, announcements and payments in the order of their times.

use bond_math::{Date, Event, MathError};

/// One thing that happens in the life of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Units are allotted and the issue is closed.
    Issue,
    /// Event `k` is announced and funded, when its record date has passed.
    Announce(u8),
    /// Event `k` is opened and paid, when its payment day begins.
    Pay(u8),
    /// The trade of this place in the list is tried.
    Trade(usize),
}

/// Every act with its instant in Unix milliseconds, in order. Acts of one instant keep the order of [`Act`].
///
/// # Errors
/// Dates that have no instant, before 1970.
pub fn acts(issue_date: Date, events: &[Event], trades_ms: &[u64]) -> Result<Vec<(u64, Act)>, MathError> {
    let mut acts = vec![(issue_date.start_ms_jst()?, Act::Issue)];
    for event in events {
        acts.push((event.cutoff_ms, Act::Announce(event.k)));
        acts.push((event.payment_date.start_ms_jst()?, Act::Pay(event.k)));
    }
    acts.extend(trades_ms.iter().enumerate().map(|(index, at_ms)| (*at_ms, Act::Trade(index))));
    acts.sort_by_key(|(at_ms, act)| (*at_ms, rank(act)));
    Ok(acts)
}

fn rank(act: &Act) -> u8 {
    match act {
        Act::Issue => 0,
        Act::Announce(_) => 1,
        Act::Pay(_) => 2,
        Act::Trade(_) => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bond_math::{BankCalendar, BusinessDayRule, DayCount, Rate, Schedule, ScheduleTerms};

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn acts_come_in_the_order_of_their_instants() {
        let terms = ScheduleTerms {
            issue_date: date("2025-04-28"),
            first_interest_date: date("2025-10-28"),
            interest_day: bond_math::InterestDay::DayOfMonth,
            maturity_date: date("2026-04-28"),
            annual_rate: Rate::parse_percent("1").unwrap(),
            frequency: 2,
            day_count: DayCount::JpHalf,
            per_yen_digits: 13,
            business_day: BusinessDayRule::Preceding,
            calendar: BankCalendar::BY_RULE,
            record_date_offset_business_days: 2,
            denomination_yen: 10_000,
            instalments: &[],
        };
        let schedule = Schedule::build(&terms).unwrap();
        let first_cutoff_ms = schedule.events()[0].cutoff_ms;
        let trades_ms = [first_cutoff_ms, first_cutoff_ms - 1, 0];
        let acts: Vec<Act> =
            acts(terms.issue_date, schedule.events(), &trades_ms).unwrap().into_iter().map(|(_, act)| act).collect();
        assert_eq!(
            acts,
            [
                Act::Trade(2),
                Act::Issue,
                Act::Trade(1),
                Act::Announce(0),
                Act::Trade(0),
                Act::Pay(0),
                Act::Announce(1),
                Act::Pay(1)
            ]
        );
    }
}
