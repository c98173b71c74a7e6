//! The scenarios, on the built Wasm of all five contracts. One binary, because linking the embedded chain is slow.

mod abi;
mod access;
mod allowances;
mod costs;
mod coupons;
mod desk;
mod desk_refusals;
mod eligibility;
mod hostile;
mod lifecycle;
mod overrides;
mod payments;
mod random;
mod record_date;
mod redemption;
mod registry;
