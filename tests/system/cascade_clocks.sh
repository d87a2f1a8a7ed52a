#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The clock of each hop in turn is set a round forward for a while, and then a round back: in
# production a round is a day. Nothing that was acknowledged is lost or comes twice, and status says
# what is wrong. Arguments: build folder, source folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
jump=$build/tests/system/libclock_jump.so

# start_clocked HOP: with a clock that $dir/HOP/clock sets.
start_clocked()
{
    start_hop "$1" env VRIJUIT_CLOCK="$dir/$1/clock" LD_PRELOAD="$jump" \
        ASAN_OPTIONS="$ASAN_OPTIONS:verify_asan_link_order=0"
    await_hop "$1"
}

set_clock()
{
    echo "$2" >"$dir/$1/clock.new"
    mv "$dir/$1/clock.new" "$dir/$1/clock"
}

# forward_says HOP: what an operator reads while its clock is a round ahead. The store asks nobody, so
# its neighbour says it.
forward_says()
{
    local who=$1
    [ "$1" -lt 3 ] || who=2
    await_status "$who" '^trouble: keys of round [0-9]+: Proef[23]: .*round'
}

# try_load: what is acknowledged counts, what is refused is for the client to send later.
try_load()
{
    timeout 2 "$tool" load circle="$dir/circle" at="$at" links=4 packets=4 acked="$dir/acked" >/dev/null 2>&1
}

new_cascade 3 5
for hop in 3 2 1; do
    set_clock "$hop" 0
    start_clocked "$hop"
done
await_keys
until compgen -G "$dir/2/state/peerkeys/*.keys" >/dev/null; do
    sleep 0.1
done
for hop in 1 2 3; do
    for offset in "$round_seconds" "-$round_seconds"; do
        early_in_round
        try_load
        now=$(round_now)
        await_status "$hop" "^round: ($now|$((now + 1)))$" # it knows from which round it goes back
        set_clock "$hop" "$offset"
        if [ "$offset" -gt 0 ]; then
            forward_says "$hop"
        else
            await_status "$hop" '^trouble: the clock says round'
        fi
        wait_round $(($(round_now) + 1))
        try_load
        set_clock "$hop" 0
    done
    # What was refused meanwhile comes in order again.
    until [ "$(receipts | tail -n 1 | cut -d' ' -f1)" -ge $(($(round_now) - 2)) ]; do
        sleep 0.5
        [ $((SECONDS)) -lt 400 ] || fail "the rounds do not go on"
    done
done
until try_load; do
    [ $((SECONDS)) -lt 400 ] || fail "the entry takes nothing any more"
done
wait_delivered "$(round_now)"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
receipts | cut -d' ' -f1 >"$dir/rounds"
same "$(wc -l <"$dir/rounds")" "$(($(tail -n 1 "$dir/rounds") - $(head -n 1 "$dir/rounds") + 1))" "rounds with receipts"
sleep 1.5
for hop in 1 2 3; do
    "$vrijuitd" -f "$dir/$hop/conf" status >"$dir/said" || fail "hop $hop: $(cat "$dir/said")"
    if grep -qE 'held|trouble|gap|stuck' "$dir/said"; then
        fail "hop $hop: $(cat "$dir/said")"
    fi
done
stop_cascade
no_hop_leaks
passed "$(wc -l <"$dir/acked") acknowledged over six jumps, $(wc -l <"$dir/rounds") rounds"
