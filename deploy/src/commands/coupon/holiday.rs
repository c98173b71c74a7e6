//! `chihosai coupon holiday`: the cash of an event is due on another day (臨時の休日).

use bond_abi::agent::{AgentError, PayingAgent};
use bond_client::{contracts, TraitCallBuilder};
use bond_math::Date;

use super::open;
use crate::arguments::OneEvent;
use crate::commands::daycount::date;
use crate::input::defect::Failure;
use crate::operate::{payouts, Sheet};
use crate::output::Format;

/// Moves the day, or takes the move back.
pub fn run(one: &OneEvent, day: Option<&str>, format: Format) -> Result<(), Failure> {
    let day = day.map(|day| date(day).map_err(|problem| problem.in_option("--day"))).transpose()?;
    let mut session = open(one)?;
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
