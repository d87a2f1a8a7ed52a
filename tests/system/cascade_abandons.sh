#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A round that can never be taken does not stop the cascade for ever. First: the entry began before
# the others, and has no keys for the dummies of its first rounds. Then: the mix has lost the key of a
# round. Operators give it up with a reason; its packets are gone, its receipts say so, and all that
# comes after it arrives. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
reason="sleutel van de mix verloren, melding 7"

# abandon HOP ROUND: what it says is in $dir/said.
abandon()
{
    "$vrijuitd" -f "$dir/$1/conf" abandon --round "$2" --reason "$reason" >"$dir/said" 2>&1
}

# state_says HOP TEXT: until its status has it.
state_says()
{
    local _
    for _ in $(seq 150); do
        "$vrijuitd" -f "$dir/$1/conf" status >"$dir/said" 2>/dev/null
        grep -qF -- "$2" "$dir/said" && return 0
        sleep 0.1
    done
    fail "hop $1 does not say '$2', but: $(cat "$dir/said")"
}

new_cascade 3 3
start_hop 1
await_hop 1
state_says 1 "waits for the keys of the hops behind"
state_says 1 "keys: not signed yet"
state_says 1 "Proef2: no answer: is it up, is [peer Proef2] right here?"
wait_round 4
for hop in 3 2; do
    start_hop "$hop"
    await_hop "$hop"
done
await_keys
known=$(curl -s --unix-socket "$at" http://localhost/v1/keys | sed -n 's/.*"round":\([0-9]*\),.*/\1/p;q')
state_says 1 "round 0 can never be padded: vrijuitd abandon --round 0 --reason TEXT"
abandon 1 $(($(round_now) + 3)) && fail "a round to come can be given up"
for lost in $(seq 0 $((known - 2))); do
    abandon 1 "$lost" || fail "abandon: $(cat "$dir/said")"
    says 1 "round $lost: destroyed"
done
wait_delivered $((known - 1))
early_in_round
send_load 5
wait_delivered "$(round_now)"

early_in_round
mv "$dir/acked" "$dir/acked.before"
lost=$(round_now)
send_load 5
mv "$dir/acked" "$dir/acked.lost"
stop_hop 2
wait_round $((lost + 2))
rm "$dir/2/state/epochs/$((lost + 1)).key"
start_hop 2
await_hop 2
says 2 "round $lost: a part is not taken now: no key of epoch $((lost + 1)) here"
abandon 1 "$lost" || fail "abandon: $(cat "$dir/said")"
says 1 "round $lost: given up by the operator: $reason"
says 1 "round $lost: destroyed"
[ ! -e "$dir/1/state/rounds/$lost.key" ] || fail "the key of what was given up is still there"
state_says 3 "gap: round $lost does not come"
[ "$(receipts | tail -n 1 | cut -d' ' -f1)" -lt "$lost" ] || fail "the store went on without its operator"
abandon 3 "$lost" || fail "abandon: $(cat "$dir/said")"
says 3 "round $lost: given up by the operator: $reason"
wait_delivered $((lost + 1))
await_keys
early_in_round
send_load 5
wait_delivered "$(round_now)"
cat "$dir/acked.before" >>"$dir/acked"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
same "$(sort "$dir/acked.lost" | comm -12 - "$dir/stored.sorted" | wc -l)" 0 "records of a round that was given up"
same "$(receipts | sed -n "s/^$lost \([0-9]*\) .*/\1/p")" 0 "receipts of a round that was given up"
same "$(grep -c "round $lost: a part is not taken now" "$dir/2/log")" 1 "times that the mix says why it takes nothing"
sleep 1.5
for hop in 1 2 3; do
    "$vrijuitd" -f "$dir/$hop/conf" status >"$dir/said" 2>/dev/null
    if grep -qE 'gap|stuck|trouble' "$dir/said"; then
        fail "hop $hop: $(cat "$dir/said")"
    fi
done
stop_cascade
no_hop_leaks
passed "rounds 0 to $((known - 2)) and $lost were given up, $(wc -l <"$dir/acked") packets arrived"
