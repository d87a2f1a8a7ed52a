#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A new circle without the mix: the mix goes on until its last batch is taken and then says that it
# can stop; the entry hands the next rounds to the store; nothing is lost. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"

# status_says HOP TEXT
status_says()
{
    local _
    for _ in $(seq 100); do
        "$vrijuitd" -f "$dir/$1/conf" status 2>/dev/null | grep -qF -- "$2" && return 0
        sleep 0.1
    done
    fail "status of hop $1 does not say: $2: $("$vrijuitd" -f "$dir/$1/conf" status 2>&1)"
}

# both_receipts: verified with both circles.
both_receipts()
{
    "$tool" receipts at="$at" circle="$dir/first" circle="$dir/second" >"$dir/receipts" ||
        fail "the receipts of two circles are not good"
}

await_round()
{
    local _
    for _ in $(seq 400); do
        both_receipts
        grep -q "^$1 " "$dir/receipts" && return 0
        sleep 0.2
    done
    fail "round $1 does not come back as receipts"
}

new_cascade 3 4
cp -r "$dir/circle" "$dir/first"
cp -r "$dir/circle" "$dir/store"
sed -i "s|^circle = .*|circle = $dir/store/circle.json|" "$dir/3/conf"
start_cascade
send_load 3
from=$(($(round_now) + 3))
"$tool" circle out="$dir/second" identity="$dir/1/state/identity.pub" identity="$dir/3/state/identity.pub" \
    names=Proef,Proef3 genesis="$genesis" round="$round_seconds" sequence=2 from="$from" ||
    fail "the circle without the mix cannot be made"
cp "$dir/second/circle.json" "$dir/second/circle.json.minisig" "$dir/store/"
kill -HUP "${pids[3]}"
says 2 "in force from round $from; it does not name this hop, which leaves then"
says 1 "in force from round $from"
# The last round of the first circle, and the next one under the second.
wait_round $((from - 1))
send_load 3
wait_round "$from"
rm -rf "$dir/circle"
cp -r "$dir/second" "$dir/circle"
until "$tool" packet circle="$dir/circle" at="$at" kind=cover out="$dir/packet" >/dev/null 2>&1; do
    [ "$(round_now)" -lt $((from + 3)) ] || fail "no keys of the new circle"
    sleep 0.2
done
early_in_round
last=$(round_now)
send_load 3
await_round "$last"
status_says 2 "left: the circle of this round does not name this hop."
status_says 2 "hand-over: nothing waits for the next hop"
# Without the mix it goes on, also after a start.
stop_hop 2
early_in_round
last=$(round_now)
send_load 3
await_round "$last"
for hop in 1 3; do
    stop_hop "$hop"
    start_hop "$hop"
    await_hop "$hop"
done
await_keys
early_in_round
last=$(round_now)
send_load 3
await_round "$last"
same "$(cut -d' ' -f1 "$dir/receipts" | uniq -d | wc -l)" 0 "rounds with two receipts"
"$vrijuitd" -f "$dir/3/conf" export --output "$dir/batch" >/dev/null 2>&1 || fail "export"
"$tool" verify batch="$dir/batch" circle="$dir/first" circle="$dir/second" >"$dir/batch.list" ||
    fail "the batch file of two circles is not good"
all_kept "$dir/acked" "$dir/batch.list"
stop_cascade
no_hop_leaks
passed "the mix left with round $from, $(wc -l <"$dir/acked") acknowledged"
