#!/bin/sh
# Installs the examples and tests them (with the argument `examples` only that they run): generated types, types, code in the documents, and, when RPC_URL and RECORD name a
# node and a deployed series, every example with a transfer that is accepted and one that is refused. Where npm or pip
# cannot install, that language is skipped with a reason, or fails with CI=true. integrations/README.md says more.
set -eu
# The caller's paths, before lib.sh changes the directory.
case "${RECORD-}" in "" | /*) ;; *) RECORD=$PWD/$RECORD ;; esac
case "${BUNDLES-}" in "" | /*) ;; *) BUNDLES=$PWD/$BUNDLES ;; esac
. "$(dirname "$0")/../scripts/lib.sh"

TYPESCRIPT=integrations/typescript
WORK=$PWD/target/integrations
VENV=$WORK/venv
# Nobody's account: 32 times the byte 0x5a.
STRANGER=5E7B1NX8onz25xVEexjJQTgB5YwTKpcLdtw9eRJDuT8EvNHU
UNITS=${UNITS:-1}
passed=0
failed=0
skipped=0
mkdir -p "$WORK"

# Runs a check and says how it ended; what it printed is shown when it failed.
check() {
    name=$1
    shift
    if "$@" >"$WORK/check.log" 2>&1; then
        passed=$((passed + 1))
        say "integrations: $name: ok"
    else
        failed=$((failed + 1))
        say "integrations: $name: FAILED"
        sed 's/^/    /' "$WORK/check.log"
    fi
}

# A language that cannot be installed: a failure where everything has to be there, else a visible line.
skip() {
    if [ "${CI-}" = true ]; then
        failed=$((failed + 1))
        say "integrations: $1: FAILED to install: $2"
    else
        skipped=$((skipped + 1))
        say "integrations: skipped $1: $2"
    fi
}

# The last line of a log, as a reason.
last_line() { grep -v '^ *$' "$1" | tail -n 1; }

# The first error in a log of npm, as a reason.
npm_error() { grep -m 1 '^npm error' "$1" || last_line "$1"; }

# Sets $reason when it fails.
install_typescript() {
    reason="there is no Node 20 or later with npm"
    command -v npm >/dev/null 2>&1 && node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null || return 1
    if [ -d "$TYPESCRIPT/node_modules" ] && cmp -s "$TYPESCRIPT/package-lock.json" "$WORK/package-lock.json"; then return 0; fi
    if ! (cd "$TYPESCRIPT" && npm ci --no-progress --cache "$WORK/npm-cache") >"$WORK/npm.log" 2>&1; then
        reason="$(npm_error "$WORK/npm.log") (npm ci; target/integrations/npm.log)"
        return 1
    fi
    cp "$TYPESCRIPT/package-lock.json" "$WORK/package-lock.json"
}

install_python() {
    reason="there is no Python 3.11 or later"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || return 1
    if [ -x "$VENV/bin/python" ] && cmp -s integrations/python/requirements.txt "$WORK/requirements.txt"; then return 0; fi
    rm -rf "$VENV"
    if ! python3 -m venv "$VENV" >"$WORK/pip.log" 2>&1; then
        reason="$(last_line "$WORK/pip.log") (python3 -m venv; target/integrations/pip.log)"
        return 1
    fi
    if ! "$VENV/bin/pip" install --disable-pip-version-check --cache-dir "$WORK/pip-cache" -r integrations/python/requirements.txt \
        >"$WORK/pip.log" 2>&1; then
        reason="$(last_line "$WORK/pip.log") (pip; target/integrations/pip.log)"
        return 1
    fi
    cp integrations/python/requirements.txt "$WORK/requirements.txt"
}

npm_run() { (cd "$TYPESCRIPT" && npm run --silent "$1"); }

example() {
    case "$1" in
        python) "$VENV/bin/python" integrations/python/example.py ;;
        *) npm_run "$1" ;;
    esac
}

# Example $1 moves $UNITS to $TO; afterwards $balance is what the sender has left.
accepted() {
    example "$1" >"$WORK/stdout" 2>"$WORK/stderr" || { cat "$WORK/stderr"; return 1; }
    balance=$(python3 integrations/check-output.py accepted "$WORK/stdout" "$UNITS" "$TO" $balance) || return 1
}

# Example $1 is refused to move anything to a stranger. What the next example finds shows that nothing moved.
refused() {
    status=0
    (TO=$STRANGER example "$1") >"$WORK/stdout" 2>"$WORK/stderr" || status=$?
    cat "$WORK/stdout" "$WORK/stderr"
    [ "$status" = 1 ] && [ ! -s "$WORK/stdout" ] && python3 integrations/check-output.py refused "$WORK/stderr"
}

installed=
if install_typescript; then
    if [ "${1-}" != examples ]; then
        check "types of the contracts are those of the bundles" npm_run types:check
        check "TypeScript's types" npm_run check
    fi
    installed="dedot polkadot-js"
else
    skip TypeScript "$reason"
fi
if install_python; then
    installed="$installed python"
else
    skip Python "$reason"
fi
if [ "${1-}" = examples ]; then
    :
elif command -v python3 >/dev/null 2>&1; then
    check "code in the documents" python3 integrations/check-docs.py
else
    skip "the code in the documents" "there is no python3"
fi
if [ -n "${RPC_URL-}" ] && [ -n "${RECORD-}" ]; then
    [ -n "${TO-}" ] || die "TO is not set: give a registered wallet that is to receive $UNITS units from each example"
    export RPC_URL RECORD TO UNITS
    [ -z "${BUNDLES-}" ] || export BUNDLES
    balance=
    for client in $installed; do
        check "$client transfers" accepted "$client"
        check "$client is refused" refused "$client"
    done
else
    skipped=$((skipped + 1))
    say "integrations: skipped the examples: RPC_URL and RECORD name no node and no series"
fi
say "integrations: $passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
