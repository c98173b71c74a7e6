//! One module per command: from checked input to printed result.

pub mod calendar;
pub mod quote;
pub mod rehearse;
pub mod schedule;
pub mod validate;
