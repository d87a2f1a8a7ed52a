#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A round ends in many steps: records and receipts are committed, slots overwritten, keys destroyed.
# Killed at any of these calls, the next start finishes it: nothing acknowledged is lost or there
# twice, and the chain of receipts has every round. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
command -v strace >/dev/null || skip "strace is not here"
export ASAN_OPTIONS=detect_leaks=0 # it cannot look for leaks under strace

strace -qq -o /dev/null -e trace=getpid true 2>/dev/null || skip "strace may not trace here"

new_hop 2 answer_tick_milliseconds=0
killed=0
for call in unlink:2 unlink:3 rename:2 fsync:2 fsync:3 fsync:4 fdatasync:1 fdatasync:2 pwrite64:1 \
    pwrite64:3 pwrite64:4 pwrite64:5 pwrite64:7; do
    start_daemon
    early_in_round
    "$tool" load circle="$dir/circle" at="$at" links=1 packets=4 acked="$dir/acked" >/dev/null || fail "load"
    last=$(round_now)
    kill_daemon
    wait_round $((last + 1))

    # The round is over when the daemon starts: its end is the first thing that happens. strace counts
    # the calls of each thread by itself.
    name=${call%:*}
    strace -f -qq -o "$dir/strace" -e trace="$name" -e inject="$name:signal=KILL:when=${call#*:}" \
        "$vrijuitd" -f "$dir/conf" serve >>"$dir/log" 2>&1 &
    daemon=$!
    for _ in $(seq 12); do
        is_running "$daemon" || break
        sleep 0.1
    done
    if is_running "$daemon"; then
        kill -9 "$(pgrep -P "$daemon" | head -n 1)"
    else
        killed=$((killed + 1))
    fi
    wait "$daemon" 2>/dev/null
    daemon=
done 2>/dev/null # bash tells of each that was killed
start_daemon
wait_closed "$(round_now)"
[ "$killed" -ge 11 ] || fail "only $killed calls were reached: this proves nothing"

export_all "$dir/batch" --from 0
all_kept "$dir/acked" "$dir/batch.list"
receipts >"$dir/receipts"
same "$(wc -l <"$dir/receipts")" "$(($(tail -n 1 "$dir/receipts" | cut -d' ' -f1) + 1))" "rounds in the receipts"
stop_daemon
find "$dir/state" -name '*.new' | grep . && fail "a file that was never finished is still there"
nothing_leaks
passed "$killed kills inside, $(wc -l <"$dir/receipts") rounds, $(wc -l <"$dir/acked") acknowledged"
