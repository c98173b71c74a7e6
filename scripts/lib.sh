# What the other scripts share; sourced, never run. Leaves the shell in the repository root.

# The scripts are called by path from anywhere.
cd "$(dirname "$0")/.." || exit 1

# Name of the toolchain that compiles the contracts, when it is not rustup's own 1.85.0.
LINKED_TOOLCHAIN=chihosai-1.85
CONTRACT_RUST=1.85.0
TOOLS="$PWD/target/tools"

say() { printf '%s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Cargo, wherever rustup put it.
if ! command -v cargo >/dev/null 2>&1 && [ -f "$HOME/.cargo/env" ]; then
    . "$HOME/.cargo/env"
fi

# Whether toolchain $1 is Rust 1.85.0 with its standard library's source.
compiles_contracts() {
    version=$(RUSTUP_TOOLCHAIN=$1 rustc -V 2>/dev/null) || return 1
    case "$version" in "rustc $CONTRACT_RUST "*) ;; *) return 1 ;; esac
    [ -f "$(RUSTUP_TOOLCHAIN=$1 rustc --print sysroot)/lib/rustlib/src/rust/library/core/src/lib.rs" ]
}

# Prints the name of the first toolchain that compiles contracts, or fails.
contract_toolchain() {
    for candidate in "$CONTRACT_RUST" "$LINKED_TOOLCHAIN"; do
        if compiles_contracts "$candidate"; then
            say "$candidate"
            return 0
        fi
    done
    return 1
}

# Whether a linker named rust-lld is found by toolchain $1.
has_linker() {
    [ -x "$TOOLS/rust-lld" ] || command -v rust-lld >/dev/null 2>&1 ||
        ls "$(RUSTUP_TOOLCHAIN=$1 rustc --print sysroot)"/lib/rustlib/*/bin/rust-lld >/dev/null 2>&1
}

# Runs a part of a script and says how long it took.
timed() {
    part=$1
    shift
    started=$(date +%s)
    "$@" || die "$part failed"
    say "-- $part: $(($(date +%s) - started)) s"
}
