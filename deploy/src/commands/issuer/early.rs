//! `chihosai redeem-early`: the last event anew (繰上償還), which the office computes from its terms; what it will be is shown
//! from the terms that the record keeps.

use bond_abi::office::{BondOffice, OfficeError, PaymentEvent};
use bond_client::{contracts, convert, TraitCallBuilder};
use bond_math::{Date, Schedule, ScheduleError};

use crate::arguments::{Order, Paper};
use crate::commands::daycount::date;
use crate::commands::enforce::{document, hex, open};
use crate::input::defect::{Failure, Problem};
use crate::input::series::Series;
use crate::operate::Sheet;
use crate::output::{decimal, Format};

/// Announces the redemption of a day.
pub fn run(order: &Order, day: &str, by: &Paper, format: Format) -> Result<(), Failure> {
    let on = date(day).map_err(|problem| problem.in_option("--date"))?;
    let document = document(by)?;
    let mut session = open(order)?;
    let schedule = schedule(&session.series, on).map_err(|problem| problem.in_option("--date"))?;
    let event = *schedule.events().last().ok_or_else(|| anyhow::anyhow!("the schedule has no event; report this"))?;
    let message = contracts::office(session.office).call_mut().redeem_early(on.days(), document);
    session.send::<(), OfficeError>("redeem_early", message)?;
    let sheet = Sheet::new()
        .with("event", event.k)
        .with("redemption_date", event.payment_date.to_string())
        .with("record_date", event.record_date.to_string())
        .with("interest_per_yen", decimal(event.interest_per_yen, session.series.terms.per_yen_digits))
        .with("principal_per_unit_yen", event.principal_per_unit_yen)
        .with("document_hash", hex(&document));
    session.report(sheet, format)
}

/// The payment events of a series that is redeemed on a day, as its office has them from then on.
pub fn events(series: &Series, on: Date) -> Option<Vec<PaymentEvent>> {
    schedule(series, on).ok().map(|schedule| convert::payment_events(&schedule))
}

// Helpers

fn schedule(series: &Series, on: Date) -> Result<Schedule, Problem> {
    Schedule::redeemed_early(&series.terms.to_schedule_terms(), on).map_err(|error| match error {
        // The other defects of a schedule are those of terms, and these have none.
        ScheduleError::EarlyRedemptionOutOfRange => Problem::of_message(error),
        error => Problem::new(
            format!("{on} makes no last event: {}", Problem::of_message(error).problem),
            "name a day with a record date of its own, some days after the one before",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn the_event_of_the_chain_is_that_of_the_schedule() {
        let series = samples::tokyo();
        // Issued 2015-06-26; the first two coupons are on 25 February and 25 August 2016.
        let schedule = schedule(&series, date("2016-05-25").unwrap()).unwrap();
        let last = *convert::payment_events(&schedule).last().unwrap();
        assert_eq!((schedule.events().len(), last.payment_day), (2, date("2016-05-25").unwrap().days()));
        assert_eq!(last.principal_per_unit_yen, series.terms.denomination_yen);
        assert_eq!(events(&series, date("2016-05-25").unwrap()).unwrap()[1], last);
        assert_eq!(events(&series, date("2016-05-25").unwrap()).unwrap()[0], series.to_events()[0]);
    }

    #[test]
    fn a_day_that_cannot_be_is_refused_with_its_reason() {
        let series = samples::tokyo();
        // The day of issue, one after the maturity, and a Sunday that moves to the coupon of the Saturday before it.
        for day in ["2015-06-26", "2060-01-04", "2017-02-26"] {
            let problem = schedule(&series, date(day).unwrap()).map(|_| ()).unwrap_err();
            assert!(!problem.problem.is_empty() && !problem.remedy.is_empty(), "{day}");
            assert_eq!(events(&series, date(day).unwrap()), None);
        }
    }
}
