#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# What was answered 202 is in the batch, once, however often the daemon is killed. Argument: build
# folder. VRIJUIT_LONG=1: 200 kills instead of 20.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
kills=20
[ -z "${VRIJUIT_LONG:-}" ] || kills=200

new_hop 4 pool_slots=1024 answer_tick_milliseconds=50
start_daemon
"$tool" load circle="$dir/circle" at="$at" links=16 acked="$dir/acked" keep="$dir/keep" most=48 \
    >"$dir/load" 2>&1 &
load=$!
helpers+=("$load")

for _ in $(seq "$kills"); do
    sleep "0.$(printf '%03d' $((RANDOM % 900 + 20)))"
    kill_daemon
    start_daemon
    is_running "$load" || fail "the load ended: $(cat "$dir/load")"
done
sleep 1
kill -TERM "$load"
wait "$load" || fail "the load got an answer that it should not: $(cat "$dir/load")"

# Again, in the round in which they were sent: known, and no second record.
early_in_round
rm -f "$dir/keep"
"$tool" load circle="$dir/circle" at="$at" links=4 packets=12 acked="$dir/acked" keep="$dir/keep" \
    >/dev/null || fail "load"
kill_daemon
start_daemon
same "$("$tool" resend at="$at" keep="$dir/keep")" "202: $(($(wc -c <"$dir/keep") / 32768))" "replays after a restart"
last=$(round_now)
wait_closed "$last"
export_all "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
stop_daemon
start_daemon
stop_daemon
nothing_leaks
passed "$kills kills, $(wc -l <"$dir/acked") acknowledged, $(wc -l <"$dir/batch.list") stored; $(cat "$dir/load")"
