#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The entry lets in more than the mix has memory for: the batch waits, the mix says what to do, and nothing
# is lost when that is done. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"

new_cascade 3 4
write_hop_config 2 answer_tick_milliseconds=50 batch_packets=64
start_cascade
early_in_round
now=$(round_now)
send_load 100
await_status 2 'more packets than batch_packets = 64 lets in'
"$vrijuitd" -f "$dir/2/conf" status >"$dir/said"
same "$?" 1 "the exit code of status at the mix"
says 2 'a batch of 128 packets is more than batch_packets = 64'
stop_hop 2
write_hop_config 2 answer_tick_milliseconds=50
start_hop 2
wait_delivered "$((now + 1))" # some packets may have come in the next round
await_status 2 'role: mix' 'trouble'
export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
stop_cascade
no_hop_leaks
passed "$(wc -l <"$dir/acked") acknowledged"
