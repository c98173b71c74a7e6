//! `chihosai coupon holiday`: the cash of an event is due on another day (臨時の休日).

use bond_abi::agent::{AgentError, PayingAgent};
use bond_client::{contracts, TraitCallBuilder};
use bond_math::{BankCalendar, Date};

use super::open;
use crate::arguments::OneEvent;
use crate::commands::daycount::date;
use crate::input::defect::{Failure, Problem};
use crate::input::series::Series;
use crate::operate::{payouts, Sheet};
use crate::output::Format;

/// Moves the day, or takes the move back.
pub fn run(one: &OneEvent, day: Option<&str>, format: Format) -> Result<(), Failure> {
    let day = day.map(|day| date(day).map_err(|problem| problem.in_option("--day"))).transpose()?;
    let mut session = open(one)?;
    if let Some(day) = day {
        open_day(&session.series, day).map_err(|problem| problem.in_option("--day"))?;
    }
    let message = contracts::agent(session.agent).call_mut().set_payment_day(one.event, day.map(|day| day.days()));
    session.send::<(), AgentError>("set_payment_day", message)?;
    let coupon = payouts::event(&mut session, one.event)?;
    let now = payouts::payment_day(&mut session, one.event, coupon.as_ref())?.and_then(|day| Date::from_days(day).ok());
    let sheet = Sheet::new()
        .with("event", one.event)
        .with("moved_to", day.map(|day| day.to_string()))
        .with("payment_date", now.map(|day| day.to_string()));
    session.report(sheet, format)
}

/// Refuses a day on which banks are closed by the terms' calendar: no cash can be paid on it.
pub fn open_day(series: &Series, day: Date) -> Result<(), Problem> {
    let terms = &series.terms;
    let calendar = BankCalendar { added: &terms.extra_bank_holidays, removed: &terms.cancelled_bank_holidays };
    match calendar.is_business_day(day) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Problem::new(
            format!("banks are closed on {day} ({:?})", day.weekday()),
            format!("name a business day (営業日) near it: chihosai calendar --from {day} --to {day} shows holidays"),
        )),
        Err(error) => Err(Problem::of_message(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::samples;

    #[test]
    fn cash_moves_to_a_business_day_only() {
        let series = samples::tokyo();
        let closed = |day: &str| open_day(&series, day.parse().unwrap()).map_err(|problem| problem.problem);
        assert_eq!(closed("2020-02-25"), Ok(()));
        assert_eq!(closed("2020-02-24"), Err("banks are closed on 2020-02-24 (Monday)".to_owned()));
        assert!(closed("2020-02-29").is_err() && closed("2020-12-31").is_err() && closed("2020-01-02").is_err());
        let text = samples::TOKYO_TOML.replacen(
            "frequency = 2",
            "frequency = 2\nextra_bank_holidays = [2020-02-25]\ncancelled_bank_holidays = [2020-02-24]",
            1,
        );
        let series = samples::series(&text).unwrap();
        assert!(open_day(&series, "2020-02-25".parse().unwrap()).is_err());
        assert!(open_day(&series, "2020-02-24".parse().unwrap()).is_ok());
    }
}
