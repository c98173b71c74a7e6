//! Operating a series on a node: records, keys, connections, and one way to send.

pub mod keys;
pub mod record;
pub mod register;
pub mod session;
pub mod target;

pub use session::{Session, Sheet};
pub use target::{ChainOptions, SignOptions};
