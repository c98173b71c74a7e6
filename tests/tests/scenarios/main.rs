//! The scenarios, on the built Wasm of all four contracts. One binary, because linking the embedded chain is slow.

mod eligibility;
mod overrides;
