//! One typed client for every chain the contracts run on.
//!
//! What can be called, with which arguments and which answer, is taken from the traits of [`bond_abi`]: a message is
//! `contracts::office(address).call().units_at(account, k)`, and its encoding and its return type come from there. How
//! it reaches a chain is a [`Transport`]: [`Embedded`] is the chain inside this process, [`Node`] a running node.
//!
//! ```no_run
//! use bond_client::{contracts, Client, Embedded};
//! # fn main() -> Result<(), bond_client::ClientError> {
//! # let (office, holder) = (bond_abi::AccountId::from([1; 32]), bond_abi::AccountId::from([2; 32]));
//! use ink::codegen::TraitCallBuilder;
//! use bond_abi::office::BondOffice;
//! let mut client = Client::new(Embedded::new()?);
//! let units = client.read(contracts::office(office).call().units_at(holder, 0))?;
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]

pub mod address;
pub mod bundle;
pub mod client;
pub mod code;
pub mod contracts;
pub mod convert;
pub mod deployment;
pub mod embedded;
pub mod metadata;
pub mod node;
pub mod transport;
pub mod verify;

pub use bundle::{Bundle, Bundles};
pub use client::{Called, Client};
pub use deployment::{deploy_series, deploy_series_with, Deployment, Duties, SeriesPlan, Shared};
pub use embedded::Embedded;
pub use metadata::Decoder;
pub use node::Node;
pub use transport::{Call, ClientError, Cost, Inclusion, RawEvent, Receipt, Transport};

// What a caller needs to write a message.
pub use bond_abi;
pub use ink::codegen::TraitCallBuilder;
