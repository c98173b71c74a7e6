//! bond-abi
