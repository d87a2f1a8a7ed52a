#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Every packet that is refused gets the very same bytes, whatever is wrong with it; every packet that
# verifies gets the same bytes as a good one, whatever this hop does with it; only good ones become
# records, each once. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

# gets KIND CODE [WORDS...]: a packet of that kind gets that code, in the same bytes as all others.
gets()
{
    local kind=$1 code=$2
    shift 2
    early_in_round
    packet "$kind" "$@"
    same "$(send raw="$dir/raw")" "$code" "packet $kind $*"
    [ -e "$dir/raw.$code" ] || cp "$dir/raw" "$dir/raw.$code"
    cmp "$dir/raw" "$dir/raw.$code" || fail "packet $kind $*: another answer than others with code $code"
    tried=$((tried + 1))
}

new_hop 4 answer_tick_milliseconds=100
start_daemon
tried=0
for kind in empty short half version suite zeros epoch ephemeral mac header header-end body body-end no-ephemeral; do
    gets "$kind" 400
done
for off in -3 -2 -1 2 3 7 100; do
    gets cover 400 epoch="$off"
done
gets cover 400 epoch=1 # too early: the last 1/24 of the round has not come
for kind in long double; do
    gets "$kind" 413
done
for kind in loop forward command-0 command-9 body-type body-zeros; do
    gets "$kind" 202
    same "$("$tool" resend at="$at" keep="$dir/packet")" "202: 1" "packet $kind again"
done
gets cover 202
echo "$locator" >>"$dir/acked"
for _ in 1 2 3; do
    same "$(send raw="$dir/raw")" 202 "the same packet again"
    cmp "$dir/raw" "$dir/raw.202" || fail "a replay is answered in another way"
done
gets damaged 202 # only the council can see that
echo "$locator" >>"$dir/acked"
wait_closed "$(round_now)"
export_all "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
same "$(wc -l <"$dir/batch.list")" 2 "records"
stop_daemon

# Early admission: in the last 1/24 of a round, a packet for the next one waits for its own round.
rm -rf "$dir/state" "$dir/acked"
new_hop 48 answer_tick_milliseconds=0
genesis=$((genesis - 40))
new_circle sequence=1
start_daemon
packet cover epoch=1
same "$(send)" 400 "a packet for the next round, too early"
while [ $((($(date +%s) - genesis) % round_seconds)) -lt 46 ]; do
    sleep 0.1
done
packet cover epoch=1
same "$(send)" 202 "a packet for the next round in the last 1/24"
same "$(send)" 202 "the same again"
kill_daemon
start_daemon
wait_round 1
same "$(send)" 202 "the same again in its own round, after a crash"
wait_closed 0
same "$(receipts | sed -n 's/^0 //p')" "0 thin" "the round in which it came"
stop_daemon

# Its own round ends: a circle with the same rounds cannot be hurried, so the batch shows it open.
[ -e "$dir/state/rounds/1.key" ] || fail "the packet's round is not open"
start_daemon
stop_daemon
nothing_leaks
passed "$tried packets"
