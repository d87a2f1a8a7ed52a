#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The entry's front says 202 to the mix's probes and drops them: the mix holds the round and says so,
# also when it was killed in between, until its operator releases it with a reason. Argument: build
# folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
reason="de ingang legt uit wat er is gebeurd"

make_hops 3 6
start_proxy 2 1
write_hop_config 2 answer_tick_milliseconds=50
make_circle
start_cascade
early_in_round
send_load 5
wait_delivered "$(round_now)"
wait_round $(($(round_now) + 1))
touch "$dir/2-1.swallow"
held=$(round_now)
send_load 5
# What it knows of its probes must outlive a crash; the batch has not come yet.
until [ -e "$dir/2/state/probes/$held.probes" ]; do
    [ "$(round_now)" -eq "$held" ] || fail "the mix sent no probe in round $held"
    sleep 0.1
done
while [ $((($(date +%s) - genesis) % round_seconds)) -lt $((round_seconds - 1)) ]; do
    sleep 0.1
done
kill_hop 2
rm "$dir/2-1.swallow"
start_hop 2
await_hop 2
says 2 "round $held: the batch is held" 20
says 1 "round $held: not taken by the next hop yet (it answers 503: held, or not ready)"
await_status 1 "^waiting: round $held is not taken by Proef2: it answers 503"
sleep 1
"$vrijuitd" -f "$dir/2/conf" status >"$dir/said"
same "$?" 1 "status of a hop that holds a round"
grep -qF "held: round $held" "$dir/said" || fail "status does not say that a round is held: $(cat "$dir/said")"
sleep 4
[ "$(receipts | tail -n 1 | cut -d' ' -f1)" -lt "$held" ] || fail "the round went on all the same"
"$vrijuitd" -f "$dir/2/conf" release --round "$held" >"$dir/said" 2>&1
same "$?" 2 "release without a reason"
for other in $((held - 1)) $((held + 1)) $((held + 100)); do
    "$vrijuitd" -f "$dir/2/conf" release --round "$other" --reason "$reason" >"$dir/said" 2>&1
    same "$?" 1 "release of round $other, which is not held"
    grep -qF "round $other is not held, round $held is" "$dir/said" || fail "release: $(cat "$dir/said")"
    [ ! -e "$dir/2/state/released/$other.reason" ] || fail "round $other is released all the same"
done
"$vrijuitd" -f "$dir/2/conf" release --round "$held" --reason "$reason" >"$dir/said" 2>&1 || fail "release: $(cat "$dir/said")"
wait_delivered "$held"
says 2 "round $held: released by the operator: $reason"
wait_delivered $((held + 1))
sleep 1.5
"$vrijuitd" -f "$dir/2/conf" status >"$dir/said" || fail "still something to do: $(cat "$dir/said")"
if grep -q held "$dir/said"; then
    fail "still held: $(cat "$dir/said")"
fi
"$vrijuitd" -f "$dir/2/conf" release --round "$held" --reason "$reason" >"$dir/said" 2>&1
same "$?" 1 "release when nothing is held"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
stop_cascade
no_hop_leaks
passed "round $held was held and released"
