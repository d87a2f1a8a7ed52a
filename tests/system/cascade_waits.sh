#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The mix, then the store, then the entry is down for three rounds: nothing is lost, and the hop before
# says within the first of them who takes nothing, and the entry that nobody signs keys. The rounds that the entry missed become batches
# without reports, and the chain goes on. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"

# fresh_keys: until clients have the keys of this very round, which hold in the next one too.
fresh_keys()
{
    early_in_round
    until curl -s --max-time 2 --unix-socket "$at" http://localhost/v1/keys | grep -q "\"round\":$(round_now),"; do
        sleep 0.1
    done
}

new_cascade 3 4
start_cascade
for hop in 2 3; do
    fresh_keys
    send_load 10
    stop_hop "$hop"
    down=$(round_now)
    # Clients notice nothing: the keys at hand hold for one more round.
    wait_round $((down + 1))
    early_in_round
    send_load 10
    await_status $((hop - 1)) "^waiting: round $down is not taken by Proef$hop: no answer\\." '^behind'
    await_status $((hop - 1)) '^behind: [0-9]+ batches wait for the next hop, the oldest of round '"$down\$"
    await_status 1 "^keys: none signed since round $down: "
    start_hop "$hop"
    await_hop "$hop"
    wait_delivered $((down + 2))
    await_keys
    await_status $((hop - 1)) '^hand-over: nothing' '^(waiting|behind)'
    await_status 1 '^keys: published until'
done
early_in_round
send_load 10
stop_hop 1
down=$(round_now)
wait_round $((down + 4))
start_hop 1
await_hop 1
wait_delivered $((down + 3))
early_in_round
send_load 10
wait_delivered "$(round_now)"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
for round in 1 2 3; do
    same "$(receipts | sed -n "s/^$((down + round)) \([0-9]*\) .*/\1/p")" 64 "records in a round without an entry"
done
stop_cascade
no_hop_leaks
passed "$(wc -l <"$dir/acked") acknowledged, $(wc -l <"$dir/batch.list") records, $(($(round_now) + 1)) rounds"
