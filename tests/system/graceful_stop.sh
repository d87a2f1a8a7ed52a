#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# SIGTERM under load: who waits gets the answer, and what was answered is kept. Argument: build
# folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

new_hop 4 pool_slots=1024 answer_tick_milliseconds=500
start_daemon
"$tool" load circle="$dir/circle" at="$at" links=24 acked="$dir/acked" >"$dir/load" 2>&1 &
load=$!
helpers+=("$load")
for _ in $(seq 5); do
    sleep "1.$((RANDOM % 10))"
    stop_daemon
    [ ! -e "$socket" ] || fail "the socket is still there after the stop"
    pool_time_is_that_of_a_round
    start_daemon
done
kill -TERM "$load"
wait "$load" || fail "the load got an answer that it should not: $(cat "$dir/load")"

# One packet that waits for its tick while the daemon is told to stop.
stop_daemon
write_config pool_slots=1024 answer_tick_milliseconds=8000
start_daemon
early_in_round
packet cover
send >"$dir/code" &
sender=$!
helpers+=("$sender")
sleep 0.7
same "$(cat "$dir/code")" "" "the answer before its tick"
stop_daemon
wait "$sender"
same "$(cat "$dir/code")" 202 "the answer to one who waited at the stop"
echo "$locator" >>"$dir/acked"

start_daemon
wait_closed "$(round_now)"
export_all "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
stop_daemon
nothing_leaks
passed "$(wc -l <"$dir/acked") acknowledged; $(cat "$dir/load")"
