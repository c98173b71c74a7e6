//! bond-build
