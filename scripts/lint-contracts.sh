#!/bin/sh
# Looks for what no contract may contain, outside of tests and comments: the classes of Scout that can be seen in a line.
# docs/threat-model.md says what stands against the others.
set -eu
. "$(dirname "$0")/lib.sh"

packages="contracts/*/src crates/bond-abi/src crates/bond-access/src crates/bond-math/src"
code=target/contract-code.txt
failed=0
mkdir -p target

# Every line of code with its place; tests begin with their attribute and end with their file.
# shellcheck disable=SC2046,SC2086 # Paths of this repository have no spaces.
awk 'FNR == 1 { test = FILENAME ~ /\/tests\.rs$/ } /#\[cfg\(test\)\]$/ { test = 1 }
    !test && !/^[[:space:]]*\/\// { print FILENAME ":" FNR ": " $0 }' $(find $packages -name '*.rs') >"$code"

# lint CLASS PATTERN [ALLOWED]: fails for each line with PATTERN that does not have ALLOWED as well.
lint() {
    if found=$(grep -E "$2" "$code" | grep -vE "${3:-^$}"); then
        printf '%s\n%s\n' "error: $1" "$found" >&2
        failed=1
    fi
}

lint delegate-call 'delegate|DelegateCall'
lint lazy-delegate 'delegate|DelegateCall'
lint lazy-values-not-set 'delegate|DelegateCall'
lint set-code-hash 'set_code_hash'
lint avoid-autokey-upgradable 'set_code_hash|AutoKey'
lint unprotected-self-destruct 'terminate_contract'
lint insufficiently-random-values '[^_a-z](random|rand)[^a-z]|block_number'
# The root is written under its own key and everything else under the keys of `store`; no key comes from a caller.
lint set-contract-storage 'set_contract_storage' '&<Self as StorageKey>::KEY|crates/bond-access/src/raw\.rs'
lint reentrancy-1 'allow_reentry|CallFlags::'
lint reentrancy-2 'allow_reentry|CallFlags::'
lint warning-sr25519-verify 'sr25519_verify|ecdsa_'
lint avoid-core-mem-forget 'mem::forget|ManuallyDrop'
lint avoid-format-string 'format!|write!|format_args!' 'crates/bond-(abi|math|access)/src'
lint avoid-panic-error 'panic!|unreachable!|todo!|unimplemented!'
lint assert-violation '(^|[^a-z_])(debug_)?assert(_eq|_ne)?!' 'const _: \(\) = assert!'
lint unsafe-unwrap '\.unwrap\(\)'
lint unsafe-expect '\.expect\('
lint empty-expect '\.expect\(""\)'
lint avoid-unsafe-block '(^|[^a-z_])unsafe([^a-z_]|$)' 'forbid\(unsafe_code\)'
lint dont-use-instantiate-contract-v1 'instantiate_contract'
lint dont-use-invoke-contract-v1 'invoke_contract\(|\.invoke\(\)|\.fire\(\)' 'crates/bond-access/src/raw\.rs'
lint non-payable-transferred-value 'transferred_value|payable'
lint incorrect-exponentiation '[0-9a-z)] \^ [0-9]'
lint vec-could-be-mapping 'Mapping<[^>]*> = Vec|StorageVec'

# What clippy denies in every contract: overflow, truncation, indexing, unwrap, expect, panic.
for library in contracts/*/src/lib.rs; do
    for rule in arithmetic_side_effects cast_possible_truncation expect_used indexing_slicing panic unwrap_used; do
        if ! sed -n '/^#!\[deny(/,/^)\]/p' "$library" | grep -q "clippy::$rule"; then
            say "error: $library does not deny clippy::$rule" >&2
            failed=1
        fi
    done
done

# Versions are exact, each package has its lock file, and ink! is the newest 4 (ink-version, known-vulnerabilities, T42).
for manifest in contracts/*/Cargo.toml contracts/mocks/*/Cargo.toml Cargo.toml; do
    [ -f "$manifest" ] || continue
    [ -f "$(dirname "$manifest")/Cargo.lock" ] || { say "error: $manifest has no Cargo.lock" >&2; failed=1; }
    if grep -nE 'version = "[^=]|^[a-z0-9-]+ = "[0-9^~*>]' "$manifest" |
        grep -vE ':(version|edition|rust-version|license|resolver) = '; then
        say "error: $manifest: a version that is not exact" >&2
        failed=1
    fi
    if grep -nE 'git = "' "$manifest"; then
        say "error: $manifest: code that is in no registry" >&2
        failed=1
    fi
done
if grep -nE '^ink = ' contracts/*/Cargo.toml | grep -v '"=4.3.0"'; then
    say "error: ink-version: another ink! than 4.3.0" >&2
    failed=1
fi

[ "$failed" = 0 ] || die "a contract contains what it must not: see above"
say "contracts: $(wc -l <"$code" | tr -d ' ') lines of code, nothing that they must not contain"
