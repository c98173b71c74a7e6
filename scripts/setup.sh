#!/bin/sh
# Gets what building and testing needs: a host toolchain, a C++ compiler, jq, and Rust 1.85.0 with rust-src and rust-lld for
# the contracts. Safe to run again; it installs nothing that is there.
set -eu
. "$(dirname "$0")/lib.sh"

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo "$@"
    else
        return 1
    fi
}

have_apt() { command -v apt-get >/dev/null 2>&1; }

apt_updated=
apt_install() {
    have_apt || return 1
    if [ -z "$apt_updated" ]; then
        as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || return 1
        apt_updated=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >/dev/null
}

# Debian's Rust 1.85 for its browser packages, with source, linked under a name of its own.
debian_toolchain() {
    release=1.85.0+dfsg3-1~deb12u3
    apt_install "rustc-web=$release" "cargo-web=$release" "rust-web-src=$release" "libstd-rust-web-dev=$release" || return 1
    rustup toolchain link "$LINKED_TOOLCHAIN" /usr && compiles_contracts "$LINKED_TOOLCHAIN"
}

command -v cargo >/dev/null 2>&1 && command -v rustup >/dev/null 2>&1 ||
    die "cargo and rustup are needed: install Rust with rustup (stable), then run this again"

if ! command -v c++ >/dev/null 2>&1 && ! command -v g++ >/dev/null 2>&1; then
    say "installing a C++ compiler (wasm-opt is built from source)"
    apt_install g++ || die "a C++ compiler is needed (wasm-opt is built from source): install g++ or clang++"
fi

if ! command -v jq >/dev/null 2>&1; then
    say "installing jq (a test runs the documented check of an export)"
    apt_install jq || die "jq is needed to check exports: install it, then run this again"
fi

if toolchain=$(contract_toolchain); then
    say "contract toolchain: $toolchain (installed)"
elif say "installing Rust $CONTRACT_RUST with rustup" &&
    rustup toolchain install "$CONTRACT_RUST" --profile minimal -c rust-src >/dev/null 2>&1 &&
    toolchain=$(contract_toolchain); then
    say "contract toolchain: $toolchain (from rustup)"
elif say "rustup cannot fetch it; installing Debian's packages" && debian_toolchain; then
    toolchain=$LINKED_TOOLCHAIN
    say "contract toolchain: $toolchain (from Debian)"
else
    die "no Rust $CONTRACT_RUST with rust-src: neither rustup nor Debian bookworm gave it.
Install it by hand (rustup toolchain install $CONTRACT_RUST --profile minimal -c rust-src), then run this again."
fi

if ! has_linker "$toolchain"; then
    linker=$(command -v lld-19 || command -v lld || true)
    if [ -z "$linker" ]; then
        say "installing the linker lld"
        apt_install lld-19 || die "the linker lld is needed: install lld-19 (or put rust-lld on PATH), then run this again"
        linker=$(command -v lld-19)
    fi
    mkdir -p "$TOOLS"
    ln -sf "$linker" "$TOOLS/rust-lld"
fi
say "linker: $([ -x "$TOOLS/rust-lld" ] && readlink -f "$TOOLS/rust-lld" || say "the toolchain's own rust-lld")"
