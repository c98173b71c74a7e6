//! `chihosai` against a running substrate-contracts-node whose clock the tests move. Where there is no node, each test
//! says that it is skipped.

mod desk;
mod inputs;
mod integrations;
mod interrupted;
mod lifecycle;
mod refusals;
