#!/bin/sh
# Builds the host programs and the .contract bundles (target/ink/<name>/<name>.contract). Skips what is up to date and
# prints Wasm size and code hash of each. With names, builds those contracts only.
set -eu
. "$(dirname "$0")/lib.sh"

toolchain=$(contract_toolchain) || die "no Rust $CONTRACT_RUST with rust-src: run scripts/setup.sh"
# One selection of packages for every command, so that nothing is compiled twice.
cargo build --release --locked --workspace --bins --lib
PATH="$TOOLS:$PATH" RUSTUP_TOOLCHAIN=$toolchain ./target/release/bond-build "$@"
