//! `chihosai` against a running substrate-contracts-node whose clock the tests move. Where there is no node, each test
//! says that it is skipped.

mod desk;
mod enforcement;
mod inputs;
mod integrations;
mod interrupted;
mod issuer;
mod lifecycle;
mod money;
mod refusals;
