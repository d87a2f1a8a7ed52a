#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# No descriptors are left, at all hops at once, for two rounds: each hop says so, nothing that was
# acknowledged is lost, and when there are some again everything goes on by itself. Arguments: build
# folder, source folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
command -v prlimit >/dev/null || skip "prlimit is not here"

# first_free PID: the number that its next descriptor would have. Number 3 is the one that it gives
# away for a moment while it writes its status.
first_free()
{
    local number=4
    while [ -e "/proc/$1/fd/$number" ]; do
        number=$((number + 1))
    done
    echo "$number"
}

# limit_descriptors [SOFT]: at every hop, while it runs; without SOFT to what is open now.
limit_descriptors()
{
    local hop
    for hop in $(seq "$hops"); do
        prlimit --pid "${pids[$hop]}" --nofile="${1:-$(first_free "${pids[$hop]}")}": ||
            fail "the limit of hop $hop cannot be set"
    done
}

new_cascade 3 3
start_cascade
await_status 1 '^pool as the last round ended: ample$'
usual=$(prlimit --pid "${pids[1]}" --nofile --output=SOFT --noheadings | tr -d ' ')
early_in_round
send_load 10
"$tool" load circle="$dir/circle" at="$at" links=4 acked="$dir/acked" seconds=8 >"$dir/load" 2>&1 &
load=$!
helpers+=("$load")
early_in_round
sleep 0.5 # when a second begins they have files open
short=$(round_now)
limit_descriptors
for hop in 1 2 3; do
    await_status "$hop" '^trouble: .*(Too many open files|no descriptors)'
done
wait_round $((short + 2))
limit_descriptors "$usual"
wait "$load" || true # what was not acknowledged is for the client to send again
for hop in 1 2 3; do
    is_running "${pids[$hop]}" || fail "hop $hop ended"
done
await_keys
until timeout 5 "$tool" load circle="$dir/circle" at="$at" links=4 packets=5 acked="$dir/acked" >/dev/null 2>&1; do
    [ "$SECONDS" -lt 200 ] || fail "the entry takes nothing any more"
done
wait_delivered "$(round_now)"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
for hop in 1 2 3; do
    await_status "$hop" '^role:' 'trouble|held|stuck|gap'
done
stop_cascade
no_hop_leaks
passed "$(wc -l <"$dir/acked") acknowledged, all kept, over two rounds without descriptors"
