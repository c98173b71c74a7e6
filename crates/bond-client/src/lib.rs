//! One typed client for every chain the contracts run on.
//!
//! What can be called, with which arguments and which answer, is taken from the traits of [`bond_abi`]: a message is
//! `contracts::token(address).call().units_at(account, k)`, and its encoding and its return type come from there. How
//! it reaches a chain is a [`Transport`]; [`Embedded`] is the chain inside this process.
//!
//! ```no_run
//! use bond_client::{contracts, Client, Embedded};
//! # fn main() -> Result<(), bond_client::ClientError> {
//! # let (token, holder) = (bond_abi::AccountId::from([1; 32]), bond_abi::AccountId::from([2; 32]));
//! use ink::codegen::TraitCallBuilder;
//! use bond_abi::token::BondToken;
//! let mut client = Client::new(Embedded::new()?);
//! let units = client.read(contracts::token(token).call().units_at(holder, 0))?;
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

pub mod bundle;
pub mod client;
pub mod contracts;
pub mod convert;
pub mod deployment;
pub mod embedded;
pub mod transport;

pub use bundle::{Bundle, Bundles};
pub use client::{Called, Client};
pub use deployment::{deploy_series, Deployment, Duties, SeriesPlan};
pub use embedded::Embedded;
pub use transport::{ClientError, Cost, RawEvent, Receipt, Transport};

// What a caller needs to write a message.
pub use ink::codegen::TraitCallBuilder;
