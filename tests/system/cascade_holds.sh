#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The entry's front says 202 to the probes of another hop and drops them: that hop holds the round and
# says so until its operator releases it with a reason. First the store, then the mix, which is killed
# in between. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
reason="de ingang legt uit wat er is gebeurd"

# sent_probe HOP: in the round $held, which ends in a second now; the batch has not come yet.
sent_probe()
{
    until [ -e "$dir/$1/state/probes/$held.probes" ]; do
        [ "$(round_now)" -eq "$held" ] || fail "hop $1 sent no probe in round $held"
        sleep 0.1
    done
    while [ $((($(date +%s) - genesis) % round_seconds)) -lt $((round_seconds - 1)) ]; do
        sleep 0.1
    done
}

make_hops 3 6
start_proxy 2 1
start_proxy 3 1
for hop in 2 3; do
    write_hop_config "$hop" answer_tick_milliseconds=50
done
make_circle
start_cascade
wait_round $(($(round_now) + 1))
touch "$dir/3-1.swallow"
held=$(round_now)
send_load 5
sent_probe 3
rm "$dir/3-1.swallow"
says 3 "round $held: the batch is held" 20
says 3 "round $held: a part is not taken now: it is held; see vrijuitd release" 20
await_status 3 "^held: round $held"
if receipts | grep -q "^$held "; then
    fail "the store took the round all the same"
fi
"$vrijuitd" -f "$dir/3/conf" release --round "$held" --reason "$reason" >"$dir/said" 2>&1 || fail "release: $(cat "$dir/said")"
wait_delivered "$held"
says 3 "round $held: released by the operator: $reason"
store_held=$held
wait_round $(($(round_now) + 1))
touch "$dir/2-1.swallow"
held=$(round_now)
send_load 5
# What it knows of its probes must outlive a crash.
sent_probe 2
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
passed "round $store_held was held and released at the store, round $held at the mix"
