#!/bin/sh
# Finds, builds, starts and stops substrate-contracts-node: the chain for local use and for the tests against a node.
# `start` prints the URL to connect to. What LD_PRELOAD names is loaded into the node and into nothing else.
set -eu
preload=${LD_PRELOAD-}
unset LD_PRELOAD
caller=$PWD
. "$(dirname "$0")/lib.sh"

NODE=substrate-contracts-node
NODE_VERSION=0.42.0
CACHED="$TOOLS/$NODE"
START_SECONDS=60
STOP_SECONDS=30

usage() {
    cat >&2 <<END
usage: scripts/node.sh path                                 which node it starts; exit code 3 without one
       scripts/node.sh build                                build it from its published source
       scripts/node.sh unpack FILE.xz                       take it from an archive; checks \$CONTRACTS_NODE_SHA256
       scripts/node.sh start [--data DIR] [--port N] [-- ARGUMENTS OF THE NODE]
       scripts/node.sh status [--data DIR]                  exit code 1 when it is stopped
       scripts/node.sh stop [--data DIR]
DIR is target/node, N is 9944 unless given. DIR keeps the chain, node.pid, and node.log of this run and the one before.
END
    exit 2
}

# Path $1 as the caller means it: lib.sh has changed the directory.
from_caller() {
    case "$1" in
        /*) say "$1" ;;
        *) say "$caller/$1" ;;
    esac
}

is_program() { [ -f "$1" ] && [ -x "$1" ]; }

find_node() {
    if [ -n "${CONTRACTS_NODE-}" ]; then
        node=$(from_caller "$CONTRACTS_NODE")
        is_program "$node" || die "CONTRACTS_NODE is not a program: $node. Correct it, or unset it to search PATH"
        say "$node"
    elif command -v "$NODE"; then
        :
    elif is_program "$CACHED"; then
        say "$CACHED"
    else
        cat >&2 <<END
error: no $NODE: CONTRACTS_NODE is not set, PATH has none, and this script has built or unpacked none.
Get it in one of these ways, then run this again:
  - the upstream release binary v$NODE_VERSION of $NODE, put on PATH or named by CONTRACTS_NODE
  - scripts/node.sh build, which runs: cargo install contracts-node --version $NODE_VERSION --locked
    (an hour and more on 2 cores; needs protobuf-compiler, clang, libclang-dev, cmake,
    and Rust $CONTRACT_RUST with the target wasm32-unknown-unknown)
END
        exit 3
    fi
}

# Where the compiler's dynamic library is, the linker knows; ldconfig is often not on a user's PATH.
has_libclang() {
    [ -n "${LIBCLANG_PATH-}" ] || PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep -q 'libclang[-.0-9]*\.so'
}

build_node() {
    if is_program "$CACHED"; then
        say "already there: $CACHED"
        return
    fi
    toolchain=$(contract_toolchain) || die "no Rust $CONTRACT_RUST with rust-src: run scripts/setup.sh"
    missing=
    command -v protoc >/dev/null 2>&1 || missing="$missing protobuf-compiler"
    command -v clang >/dev/null 2>&1 || missing="$missing clang"
    has_libclang || missing="$missing libclang-dev"
    command -v cmake >/dev/null 2>&1 || missing="$missing cmake"
    [ -z "$missing" ] || die "building the node needs$missing. On Debian: apt-get install$missing. Then run this again"
    libraries=$(RUSTUP_TOOLCHAIN=$toolchain rustc --print target-libdir --target wasm32-unknown-unknown)
    ls "$libraries"/libcore-*.rlib >/dev/null 2>&1 ||
        die "toolchain $toolchain cannot compile the node's runtime.
Run: rustup toolchain install $CONTRACT_RUST --profile minimal -c rust-src -t wasm32-unknown-unknown
Debian has no such package for its Rust $CONTRACT_RUST."

    say "building $NODE $NODE_VERSION: an hour and more on 2 cores; when interrupted, the next run goes on from there"
    work="$PWD/target/contracts-node"
    # The runtimes of the test parachain are compiled for other programs than this node.
    SKIP_ROCOCO_RUNTIME_WASM_BUILD=1 SKIP_CONTRACTS_PARACHAIN_RUNTIME_WASM_BUILD=1 \
        RUSTUP_TOOLCHAIN=$toolchain CARGO_TARGET_DIR="$work/target" \
        cargo install contracts-node --version "$NODE_VERSION" --locked --root "$work" ||
        die "the build failed, see above. Use the upstream release binary v$NODE_VERSION instead (scripts/node.sh path)"
    mkdir -p "$TOOLS"
    mv "$work/bin/$NODE" "$CACHED"
    rm -rf "$work"
    say "$CACHED"
}

has_sum() { [ "$(sha256sum <"$1")" = "$2  -" ]; }

# Takes the program out of archive $1 and prints where it is. With a sum, one of another sum in its place is replaced.
unpack() {
    archive=$(from_caller "$1")
    sum=${CONTRACTS_NODE_SHA256-}
    if is_program "$CACHED" && { [ -z "$sum" ] || has_sum "$CACHED" "$sum"; }; then
        say "$CACHED"
        return
    fi
    command -v xz >/dev/null 2>&1 || die "xz is needed: install xz-utils, then run this again"
    [ -f "$archive" ] || die "no such file: $archive"
    mkdir -p "$TOOLS"
    fresh="$CACHED.$$"
    trap 'rm -f "$fresh"' EXIT
    trap 'exit 1' HUP INT TERM
    xz -dc "$archive" >"$fresh" || die "$archive cannot be unpacked: get it again, and keep 150 MB of disk free"
    [ -z "$sum" ] || has_sum "$fresh" "$sum" ||
        die "$archive has another node than CONTRACTS_NODE_SHA256 says: get the right archive or correct the sum"
    chmod 755 "$fresh"
    mv "$fresh" "$CACHED"
    say "$CACHED"
}

# The arguments of process $1, one a line; nothing once it has ended.
arguments() { tr '\0' '\n' 2>/dev/null <"/proc/$1/cmdline"; }

# Prints the process of the node of directory $data. A number left in node.pid may belong to another process by now, so
# that process must have the directory among its arguments.
running() {
    recorded=$(cat "$data/node.pid" 2>/dev/null) || return 1
    arguments "$recorded" | grep -Fxq -e "--base-path=$data" && say "$recorded"
}

url_of() { say "ws://127.0.0.1:$(arguments "$1" | sed -n 's/^--rpc-port=//p')"; }

# The sockets that listen on port $1, whosever they are, as "address inode".
listeners() {
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v port=":$(printf %04X "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { print $2, $10 }'
}

# Whether process $1 itself listens on port $2 of 127.0.0.1 and answers. When another process has the port, the node
# takes any other without saying so, and whoever asked the port would talk to a stranger.
answers() {
    inode=$(listeners "$2" | sed -n 's/^0100007F:.* //p')
    [ -n "$inode" ] && find "/proc/$1/fd" -lname "socket:\[$inode\]" 2>/dev/null | grep -q . || return 1
    ! command -v curl >/dev/null 2>&1 ||
        curl -fs -m 2 --noproxy '*' -o /dev/null -H 'Content-Type: application/json' \
            -d '{"jsonrpc":"2.0","id":1,"method":"system_health"}' "http://127.0.0.1:$2"
}

# Whether the node that logs into $data listens on another port than $1, which somebody took before it could.
has_moved() {
    opened=$(sed -n 's/.*Running JSON-RPC server: addr=127\.0\.0\.1:\([0-9]*\).*/\1/p' "$data/node.log" | tail -n 1)
    [ -n "$opened" ] && [ "$opened" != "$1" ]
}

# Waits until node $1 answers on port $2; fails when it ends before, has another port, or takes too long.
await_answer() {
    deadline=$(($(date +%s) + START_SECONDS))
    until answers "$1" "$2"; do
        arguments "$1" | grep -q . && ! has_moved "$2" && [ "$(date +%s)" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

# Stops process $1, a node of $data.
terminate() {
    kill -TERM "$1" 2>/dev/null || true
    await_end "$STOP_SECONDS" && return
    say "warning: the node $1 did not stop within $STOP_SECONDS s and is killed" >&2
    kill -KILL "$1" 2>/dev/null || true
    await_end 5 || die "the node $1 cannot be stopped: stop it as the user who started it"
}

# Waits $1 seconds for the node of $data to end.
await_end() {
    deadline=$(($(date +%s) + $1))
    while running >/dev/null; do
        [ "$(date +%s)" -lt "$deadline" ] || return 1
        sleep 0.2
    done
}

start() {
    data=$PWD/target/node
    port=9944
    while [ $# -gt 0 ]; do
        case "$1" in
            --data | --port) [ $# -gt 1 ] || usage ;;
        esac
        case "$1" in
            --data) data=$(from_caller "$2") ;;
            --port) port=$2 ;;
            --) shift && break ;;
            *) usage ;;
        esac
        shift 2
    done
    case "$port" in
        0* | *[!0-9]* | ??????* | '') die "--port $port: give a number from 1 to 65535" ;;
    esac
    [ "$port" -le 65535 ] || die "--port $port: give a number from 1 to 65535"
    mkdir -p "$data" || die "$data cannot be made: choose another directory with --data"
    data=$(cd "$data" && pwd -P)

    # Of two that start at the same time, the second finds the node of the first.
    exec 9>"$data/node.lock"
    flock 9
    if pid=$(running); then
        url=$(url_of "$pid")
        if await_answer "$pid" "${url##*:}"; then
            say "already running (process $pid)" >&2
            say "$url"
            return
        fi
        ! running >/dev/null ||
            die "the node $pid runs but does not answer on $url (see $data/node.log): stop it, then start it again"
    fi

    node=$(find_node)
    # A node that was just killed needs a moment to let go of its port.
    deadline=$(($(date +%s) + 2))
    while [ -n "$(listeners "$port")" ]; do
        [ "$(date +%s)" -lt "$deadline" ] || die "port $port is taken by another program: choose another with --port"
        sleep 0.2
    done
    # Without its clock the node would make the first block in the present, and time on a chain never goes back.
    if [ -n "$preload" ]; then
        ! (cd "$caller" && LD_PRELOAD=$preload "$node" --version 2>&1) | grep -q "cannot be preloaded" ||
            die "LD_PRELOAD=$preload cannot be loaded into the node: name a library that is there, by its full path"
    fi

    # The log of the run before stays; a failure shows the end of this run's.
    [ ! -f "$data/node.log" ] || mv "$data/node.log" "$data/node.log.before"
    # --dev stands for the development chain, and cannot stand beside another one.
    dev=--dev
    for argument in "$@"; do
        case "$argument" in --chain | --chain=*) dev= ;; esac
    done
    # In the caller's directory, where relative paths among the arguments and in the environment belong.
    (
        cd "$caller"
        exec setsid env ${preload:+"LD_PRELOAD=$preload"} "$node" $dev "--base-path=$data" "--rpc-port=$port" \
            --state-pruning=archive --blocks-pruning=archive \
            --listen-addr=/ip4/127.0.0.1/tcp/0 --no-mdns --no-prometheus --no-telemetry "$@"
    ) </dev/null >"$data/node.log" 2>&1 9>&- &
    pid=$!
    say "$pid" >"$data/node.pid"
    await_answer "$pid" "$port" && url_of "$pid" && return
    if running >/dev/null; then
        terminate "$pid"
        problem="the node did not answer on port $port within $START_SECONDS s and was stopped"
        ! has_moved "$port" || problem="port $port was taken while the node started: choose another with --port"
    else
        problem="the node ended at its start"
    fi
    rm -f "$data/node.pid"
    die "$problem. The end of $data/node.log:
$(tail -n 20 "$data/node.log")"
}

# Reads the arguments of status and stop.
read_data() {
    data=$PWD/target/node
    if [ $# = 2 ] && [ "$1" = --data ]; then
        data=$(from_caller "$2")
    elif [ $# != 0 ]; then
        usage
    fi
    [ ! -d "$data" ] || data=$(cd "$data" && pwd -P)
}

status() {
    read_data "$@"
    if pid=$(running); then
        say "running $(url_of "$pid") (process $pid)"
    else
        say "stopped"
        return 1
    fi
}

stop() {
    read_data "$@"
    if pid=$(running); then
        terminate "$pid"
        say "stopped"
    else
        say "not running"
    fi
    rm -f "$data/node.pid"
}

[ $# -gt 0 ] || usage
command=$1
shift
case "$command $#" in
    "path 0") find_node ;;
    "build 0") build_node ;;
    "unpack 1") unpack "$@" ;;
    start\ * | status\ * | stop\ *) "$command" "$@" ;;
    *) usage ;;
esac
