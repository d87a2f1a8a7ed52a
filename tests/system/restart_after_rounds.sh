#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A hop that was down for five rounds closes what it had in its own round, signs empty receipts for
# the others, and the chain holds. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

new_hop 3 answer_tick_milliseconds=50
start_daemon
wait_round 1
early_in_round
made=$(round_now)
for _ in 1 2 3; do
    packet cover
    same "$(send)" 202 "a packet"
    echo "$locator" >>"$dir/acked"
done
kill_daemon
wait_round $((made + 6))
start_daemon
back=$(round_now)
wait_closed $((back - 1))
receipts >"$dir/receipts"
same "$(sed -n "s/^$made //p" "$dir/receipts")" "3 full" "the round in which they were sent"
for round in $(seq $((made + 1)) $((made + 5))); do
    same "$(sed -n "s/^$round //p" "$dir/receipts")" "0 thin" "round $round, when the daemon was down"
done
same "$(wc -l <"$dir/receipts")" "$(($(tail -n 1 "$dir/receipts" | cut -d' ' -f1) + 1))" "rounds in the receipts"
export_all "$dir/batch" --from 0
all_kept "$dir/acked" "$dir/batch.list"
same "$(cut -d' ' -f2 "$dir/batch.list" | sort -u)" "$made" "the round of all records"
same "$("$tool" resend at="$at" keep="$dir/packet")" "400: 1" "a packet of a round long ago"

# Keys of hops and of the pool of ended rounds are gone: one key a round that is open.
stop_daemon
nothing_leaks
[ "$(find "$dir/state/rounds" -name '*.key' | wc -l)" -le 3 ] || fail "keys of ended rounds are still there"
passed "$(wc -l <"$dir/receipts") rounds"
