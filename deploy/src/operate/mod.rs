//! Operating a series on a node, or on the embedded chain where that makes sense: records, keys, connections, and one way to send.

pub mod batches;
pub mod chain;
pub mod history;
pub mod keys;
pub mod listing;
pub mod lots;
pub mod payment_code;
pub mod payouts;
pub mod record;
pub mod register;
pub mod registry;
pub mod session;
pub mod sheet;
pub mod target;

pub use listing::{Column, Listing};
pub use session::Session;
pub use sheet::Sheet;
pub use target::{ChainOptions, SignOptions};
