//! One module per command: from checked input to printed result.

pub mod accrued;
pub mod bench;
pub mod calendar;
pub mod can_transfer;
pub mod cash;
pub mod coupon;
pub mod daycount;
pub mod deploy;
pub mod document;
pub mod enforce;
pub mod export;
pub mod issue;
pub mod issuer;
pub mod kyc;
pub mod quote;
pub mod register;
pub mod rehearse;
pub mod report;
pub mod roles;
pub mod schedule;
pub mod seal;
pub mod status;
pub mod validate;
pub mod verify;
pub mod watch;
