#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The entry comes back from an old image of its disk, and would close rounds anew that the mix has
# taken: it is refused and says why, takes nothing in, and what was taken does not change. Argument:
# build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"

new_cascade 3 3
start_cascade
early_in_round
send_load 5
packet cover
stop_hop 1
cp -a "$dir/1/state" "$dir/image"
image=$(round_now)
start_hop 1
await_hop 1
for _ in 1 2; do
    await_keys
    early_in_round
    send_load 5
    wait_round $(($(round_now) + 1))
done
wait_delivered $((image + 2))
export_store "$dir/before" --from 0 --until $((image + 2))
same "$(send)" 400 "a packet whose round is over"
stop_hop 1
rm -rf "$dir/1/state"
mv "$dir/image" "$dir/1/state"
start_hop 1
await_hop 1
says 1 "not taken by the next hop yet (it has another batch for this round: both operators must look)"
says 2 "the hop before sends a second, different batch: refused"
# What could not be handed on is not acknowledged: the front door does not even look at it.
same "$(send)" 503 "a packet at an entry that has another past than the mix"
await_status 1 '^trouble: round [0-9]+: Proef2 has another batch for it, and nothing is taken in'
sleep 5
export_store "$dir/after" --from 0 --until $((image + 2))
cmp "$dir/before" "$dir/after" || fail "a round that was taken has changed"
all_kept "$dir/acked" "$dir/after.list"
"$vrijuitd" -f "$dir/1/conf" status >"$dir/said"
same "$?" 1 "status of an entry that is refused"
grep -q "behind" "$dir/said" || fail "status does not say that batches wait: $(cat "$dir/said")"
for step in "Proef2 has another batch" "Never put one back" "abandon --round"; do
    grep -qF -- "$step" "$dir/said" || fail "status does not say '$step': $(cat "$dir/said")"
done
stop_cascade
no_hop_leaks
passed "rounds $image to $((image + 2)) are as they were"
