#!/bin/sh
# Puts faults into copies of the contracts, one at a time, and shows that the scenarios notice each; writes
# docs/seeded-bugs.md. Takes about half an hour, and is run on demand only.
set -eu
. "$(dirname "$0")/lib.sh"

"$(dirname "$0")/build.sh"
toolchain=$(contract_toolchain) || die "no Rust $CONTRACT_RUST with rust-src: run scripts/setup.sh"
cargo build --release --locked --workspace --bins --lib --tests
PATH="$TOOLS:$PATH" RUSTUP_TOOLCHAIN=$toolchain ./target/release/seeded
