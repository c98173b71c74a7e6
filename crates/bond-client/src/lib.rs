//! bond-client
