#!/bin/sh
# Sets up, builds, and runs every test: the host crates', the contracts' rules, and drink on the built Wasm.
set -eu
. "$(dirname "$0")/lib.sh"

# The contracts' own unit tests: each is a package outside the workspace, all share one target directory.
contract_tests() {
    for manifest in contracts/*/Cargo.toml; do
        cargo test --release --locked --quiet --manifest-path "$manifest" || return 1
    done
}

timed "set-up" scripts/setup.sh
timed "build" scripts/build.sh
timed "contract rules" contract_tests
timed "host and chain tests" cargo test --release --locked --workspace --no-fail-fast "$@"
