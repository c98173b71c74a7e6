#!/bin/sh
# Builds every contract a second time, from a clean copy in another folder, and compares the code hashes (T42). Takes some
# minutes, and is run on demand: before a deployment, and when the recipe changes.
set -eu
. "$(dirname "$0")/lib.sh"

"$(dirname "$0")/build.sh"
toolchain=$(contract_toolchain) || die "no Rust $CONTRACT_RUST with rust-src: run scripts/setup.sh"
copy=$(mktemp -d "${TMPDIR:-/tmp}/chihosai-reproduce.XXXXXX")
trap 'rm -rf "$copy"' EXIT
git archive HEAD | tar -x -C "$copy"
git diff --quiet HEAD -- contracts crates || die "contracts or crates differ from the last commit: commit first"
(cd "$copy" && PATH="$TOOLS:$PATH" RUSTUP_TOOLCHAIN=$toolchain "$OLDPWD/target/release/bond-build") >"$copy/said.txt" 2>&1 ||
    die "the second build failed: $(tail -n 3 "$copy/said.txt")"
# The code hash in a bundle is the first hash that it names.
hash_of() { grep -oE '"hash": ?"0x[0-9a-f]{64}"' "$1" | head -n 1 | grep -oE '0x[0-9a-f]+'; }
differing=0
for first in target/ink/*/*.contract; do
    name=$(basename "$first" .contract)
    # The yardstick below contracts/mocks uses OpenBrush's macros, which give another code each time (docs/adr/0014).
    [ -d "contracts/$(printf %s "$name" | tr _ -)" ] || continue
    second=$copy/$first
    [ -f "$second" ] || die "$name was not built in the other folder"
    if [ "$(hash_of "$first")" = "$(hash_of "$second")" ]; then
        say "same       $name $(hash_of "$first")"
    else
        say "DIFFERENT  $name $(hash_of "$first") $(hash_of "$second")"
        differing=1
    fi
done
[ "$differing" = 0 ] || die "a contract has another code hash when it is built in another folder"
