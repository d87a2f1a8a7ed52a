#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A new circle takes over while the mix is down, so that batches of both circles wait for it: all
# arrive once, each with hand-overs of its own circle. Then one that begins in the round in which it
# is signed: its keys come together in that very round. Then one
# of another path that comes too late: every hop refuses it and says so. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"

# renew SEQUENCE FROM_ROUND: a circle of the same hops, at every hop that is up; clients use it from
# now on.
renew()
{
    local hop identities=()
    cp -r "$dir/circle" "$dir/circle.$(($1 - 1))"
    for hop in 1 2 3; do
        identities+=("identity=$dir/$hop/state/identity.pub")
    done
    "$tool" circle out="$dir/circle" "${identities[@]}" genesis="$genesis" round="$round_seconds" \
        sequence="$1" from="$2" || fail "circle $1 cannot be made"
    for hop in 1 2 3; do
        [ -z "${pids[$hop]}" ] || kill -HUP "${pids[$hop]}"
    done
}

# await_circle_keys: until the keys document is one of the newest circle.
await_circle_keys()
{
    local _
    for _ in $(seq 100); do
        "$tool" packet circle="$dir/circle" at="$at" kind=cover out="$dir/packet" >/dev/null 2>&1 && return 0
        sleep 0.1
    done
    fail "no keys of the newest circle"
}

# all_receipts ROUND: until the entry has the receipts of it, good by one of the circles.
all_receipts()
{
    local until circle words=()
    for circle in "$dir"/circle.[0-9] "$dir/circle"; do
        words+=("circle=$circle")
    done
    wait_round $(($1 + 1))
    until=$(($(date +%s) + wait_answer))
    while [ "$(date +%s)" -lt "$until" ]; do
        "$tool" receipts at="$at" "${words[@]}" >"$dir/receipts" || fail "receipts are not good"
        grep -q "^$1 " "$dir/receipts" && return 0
        sleep 0.2
    done
    fail "round $1 does not come back as receipts"
}

new_cascade 3 5
start_cascade
early_in_round
stop_hop 2
old=$(round_now)
send_load 5
renew 2 $((old + 1))
wait_round $((old + 1))
sleep 1
# The entry has no keys for this round without the mix: clients wait.
start_hop 2
await_hop 2
await_circle_keys
send_load 5
new=$(round_now)
all_receipts "$new"
same "$(cut -d' ' -f1 "$dir/receipts" | sort -n | uniq -d | wc -l)" 0 "rounds with two receipts"

early_in_round
now=$(round_now)
renew 3 "$now"
await_circle_keys
send_load 5
all_receipts "$(round_now)"
"$vrijuitd" -f "$dir/3/conf" export --output "$dir/batch" >"$dir/export" 2>&1 || fail "export: $(cat "$dir/export")"
"$tool" verify batch="$dir/batch" circle="$dir/circle.1" circle="$dir/circle.2" circle="$dir/circle" >"$dir/batch.list" ||
    fail "the batch file is not good"
all_kept "$dir/acked" "$dir/batch.list"

# One that sends packets another way from the next round on comes too late for other hops.
cp -r "$dir/circle" "$dir/circle.kept"
"$tool" circle out="$dir/circle" identity="$dir/1/state/identity.pub" identity="$dir/3/state/identity.pub" \
    identity="$dir/2/state/identity.pub" genesis="$genesis" round="$round_seconds" sequence=4 from=$(($(round_now) + 1)) ||
    fail "circle 4 cannot be made"
for hop in 1 2 3; do
    kill -HUP "${pids[$hop]}"
    says "$hop" "too early for other hops: ask the council for one from round"
    await_status "$hop" '^trouble: .*too early for other hops'
done
rm -r "$dir/circle"
mv "$dir/circle.kept" "$dir/circle"
for hop in 1 2 3; do
    kill -HUP "${pids[$hop]}"
    await_status "$hop" '' 'too early'
    grep -q '^circle: sequence 3,' "$dir/said" || fail "hop $hop follows another circle: $(cat "$dir/said")"
done
stop_cascade
no_hop_leaks
passed "circle 2 from round $((old + 1)), circle 3 from round $now, $(wc -l <"$dir/acked") packets arrived"
