#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Any of three hops is killed at any moment under load: nothing that was acknowledged is lost,
# nothing comes twice, and what a hop sends again has the same bytes. The mix reaches the store by SOCKS,
# as through Tor. Argument: build folder.
# VRIJUIT_LONG=1: 300 kills instead of 15. VRIJUIT_ROUND: seconds of a round, for a slow machine: a hop
# that is always killed must not fall 14 rounds behind. VRIJUIT_SEED: chooses hops and moments as before.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
kills=15
[ -z "${VRIJUIT_LONG:-}" ] || kills=300
seed=${VRIJUIT_SEED:-$RANDOM}
echo "$story: VRIJUIT_SEED=$seed"
RANDOM=$seed
early=0
store_name=winkel.onion

# nap MILLISECONDS: at most that long.
nap()
{
    sleep "0.$(printf '%03d' $((RANDOM % $1)))"
}

make_hops 3 "${VRIJUIT_ROUND:-4}"
start_proxy 1 2
start_proxy 2 3 "$store_name"
for hop in 1 2; do
    write_hop_config "$hop" answer_tick_milliseconds=50
done
make_circle
start_cascade
touch "$dir/1-2.cut" "$dir/2-3.cut"
"$tool" load circle="$dir/circle" at="$at" links=4 seconds=3600 acked="$dir/acked" >"$dir/load" 2>&1 &
load=$!
helpers+=("$load")
for _ in $(seq "$kills"); do
    nap 920
    hop=$((RANDOM % 3 + 1))
    kill_hop "$hop"
    start_hop "$hop"
    # One of three is killed again while it puts right what the kill before left.
    if [ $((RANDOM % 3)) -eq 0 ]; then
        nap 120
        hop_serves "$hop" || early=$((early + 1))
        kill_hop "$hop"
        start_hop "$hop"
    fi
    await_hop "$hop"
    is_running "$load" || fail "the load ended: $(cat "$dir/load")"
done
sleep 1
kill -TERM "$load"
wait "$load" || fail "the load got an answer that it should not: $(cat "$dir/load")"
rm "$dir/1-2.cut" "$dir/2-3.cut"
wait_delivered "$(round_now)"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
resent_alike
same "$(sort -u "$dir/2-3.asked")" "$store_name:80" "names that the mix asked its proxy for"
receipts | cut -d' ' -f1 >"$dir/rounds"
same "$(wc -l <"$dir/rounds")" "$(($(tail -n 1 "$dir/rounds") - $(sed -n 1p "$dir/rounds") + 1))" "rounds with receipts"
stop_cascade
no_hop_leaks
again=$(($(cat "$dir"/*.parts | wc -l) - $(sort -u "$dir"/*.parts | wc -l)))
[ "$again" -gt 0 ] || fail "no part was sent twice: this proves nothing"
passed "$kills kills, $early of them again before the hop served, $(wc -l <"$dir/acked") acknowledged, $(wc -l <"$dir/batch.list") records, $again parts sent again; $(cat "$dir/load")"
