#!/bin/sh
# Sets up, builds, and runs every test: the host crates', the contracts' rules, drink on the built Wasm, a node where there
# is one, and whether what is generated is up to date. Closes with the sum of all runs and what took how long. With --long
# first, random lives are long, many and new ones (ten minutes more). Other arguments go to `cargo test` of the workspace.
set -eu
. "$(dirname "$0")/lib.sh"

log=target/test-output.log
if [ "${1-}" = --long ]; then
    shift
    export CHIHOSAI_LONG=1
fi

# Runs `cargo test` with these arguments and keeps what it says.
cargo_test() {
    {
        status=0
        cargo test --release --locked "$@" || status=$?
        echo "$status" >target/test-status
    } 2>&1 | tee -a "$log"
    return "$(cat target/test-status)"
}

# Each contract is a package outside the workspace; all share one target directory.
contract_tests() {
    for manifest in contracts/*/Cargo.toml contracts/mocks/*/Cargo.toml; do
        cargo_test --lib --manifest-path "$manifest" || return 1
    done
}

timed "set-up" scripts/setup.sh
timed "build" scripts/build.sh
timed "what no contract may contain" scripts/lint-contracts.sh
: >"$log"
timed "tests of the contracts' rules" contract_tests
# Tests on a node wait for blocks more than they work: more of them at a time than there are cores.
export RUST_TEST_THREADS="${RUST_TEST_THREADS:-4}"
timed "tests of the workspace, on the built contracts and on a node" cargo_test --workspace --no-fail-fast "$@"
# Whoever names tests wants those.
if [ $# = 0 ]; then
    timed "message reference" ./target/release/bond-build --reference --check
    timed "integrations" integrations/test.sh
fi
say "runs of 5 s and more:"
awk '/^ +Running / { run = $NF; sub(/.*\//, "", run); sub(/-[0-9a-f]+\)$/, "", run) }
    /^test result: / { seconds = $NF; sub(/s$/, "", seconds); if (seconds + 0 >= 5) printf "   %6d s  %s\n", seconds, run }' "$log"
awk '/^test result: / { passed += $4; failed += $6; ignored += $8 }
    END { printf "tests: %d passed, %d failed, %d skipped\n", passed, failed, ignored; exit passed == 0 }' "$log"
