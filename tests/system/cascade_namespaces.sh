#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Three hops in three network namespaces, which reach each other by TCP and share no address.
# Argument: build folder. VRIJUIT_LONG=1: 1,000 packets over 20 rounds.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
command -v socat >/dev/null || skip "socat is not installed"
rounds=2
each=15
if [ -n "${VRIJUIT_LONG:-}" ]; then
    rounds=20
    each=50
fi
tag=vr$$
ip netns add "$tag-0" 2>/dev/null || skip "network namespaces are not permitted here"
namespaces=("$tag-0")

inside()
{
    local namespace=$tag-$1
    shift
    ip netns exec "$namespace" "$@"
}

ip -n "$tag-0" link add bridge type bridge 2>/dev/null || skip "no bridge can be made here"
ip -n "$tag-0" link set bridge up
for hop in 1 2 3; do
    ip netns add "$tag-$hop" || skip "network namespaces are not permitted here"
    namespaces+=("$tag-$hop")
    ip -n "$tag-$hop" link add eth type veth peer name "p$hop" netns "$tag-0" || skip "no veth can be made here"
    ip -n "$tag-0" link set "p$hop" master bridge up
    ip -n "$tag-$hop" addr add "10.79.0.$hop/24" dev eth
    ip -n "$tag-$hop" link set eth up
    ip -n "$tag-$hop" link set lo up
done
# What a hop's front would be: it ends where the daemon listens.
for hop in 1 2 3; do
    inside "$hop" socat "TCP-LISTEN:8000,bind=10.79.0.$hop,fork,reuseaddr" TCP:127.0.0.1:8000 2>/dev/null &
    helpers+=($!)
done
# And for clients of this story, which stand in no namespace.
inside 1 socat "UNIX-LISTEN:$dir/front,fork" TCP:127.0.0.1:8000 2>/dev/null &
helpers+=($!)

new_cascade 3 3 listen=tcp:127.0.0.1:8000
at=$dir/front
for hop in 3 2 1; do
    start_hop "$hop" ip netns exec "$tag-$hop"
done
await_keys
first=$(round_now)
for _ in $(seq "$rounds"); do
    early_in_round
    send_load "$each"
    wait_round $(($(round_now) + 1))
done
last=$(($(round_now) - 1))
wait_delivered "$last"
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
[ "$(wc -l <"$dir/acked")" -ge $((rounds * each)) ] || fail "too few were acknowledged: this proves nothing"
stop_cascade
no_hop_leaks 10.79.0
passed "$(wc -l <"$dir/acked") acknowledged in $((last - first + 1)) rounds, $(wc -l <"$dir/batch.list") records"
