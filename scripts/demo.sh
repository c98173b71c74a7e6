#!/bin/sh
# The main job on a fresh machine: set up, build, and take Tokyo 20-year No. 32 (40 events, 50 investors, 200 trades)
# through its whole life on the embedded chain. Arguments go to `chihosai rehearse`, such as --format json.
set -eu
. "$(dirname "$0")/lib.sh"

{
    timed "set-up" scripts/setup.sh
    timed "build" scripts/build.sh
} >&2
series=deploy/series/tokyo-20y-32
exec ./target/release/chihosai rehearse "$series.toml" \
    --investors "$series.investors.csv" --trades "$series.trades.csv" "$@"
