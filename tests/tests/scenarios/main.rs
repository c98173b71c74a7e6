//! The scenarios, on the built Wasm of all six contracts. One binary, because linking the embedded chain is slow.

mod abi;
mod access;
mod allowances;
mod approvals;
mod costs;
mod coupons;
mod desk;
mod desk_refusals;
mod early_redemption;
mod eligibility;
mod enforcement;
mod hostile;
mod lifecycle;
mod limits;
mod office;
mod overrides;
mod payments;
mod random;
mod record_date;
mod redemption;
mod registry;
