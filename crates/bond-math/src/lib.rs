//! bond-math
