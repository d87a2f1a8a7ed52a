#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Through 1 to 5 hops: what the entry acknowledged is in the store's batches, once, and the
# chain of signed hand-overs fits. The reporter's program works unchanged. Arguments: folders of the
# build and of the source. VRIJUIT_LONG=1: 1,000 packets over 20 rounds.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
count=${3:-3}
rounds=4
each=15
if [ -n "${VRIJUIT_LONG:-}" ]; then
    rounds=20
    each=50
fi
[ "$count" -eq 3 ] || rounds=1
# More than one part of a batch, also when half of them come too late for their round.
many=$each
[ "$count" -ne 3 ] || many=140
words="een verhaal dat niemand mag lezen"

client()
{
    "$vrijuit" --pin "$dir/circle/vrijuit.pub" --unix-socket "$at" --entry http://localhost \
        --state "$dir/reporter" --lang en "$@" >"$dir/said" 2>&1
}

# status_is_whole HOP: each line is of one of these forms, so that no number of packets or records
# has a place in it; and none of them is missing.
status_is_whole()
{
    local line now keys forms=(
        "role: (entry|mix|store), hop $1 of $count"
        'circle: sequence 1, valid through [0-9]{4}-[0-9]{2}-[0-9]{2}'
        'round: [0-9]+'
        'keys: published until round [0-9]+'
        'last rounds, in units of 64 packets: [1-9]( \(thin\))?(, [1-9]( \(thin\))?)*'
    )
    [ "$1" -gt 1 ] || forms+=('pool as the last round ended: [a-z ]+')
    [ "$1" -eq "$count" ] || forms+=('hand-over: (nothing waits for|round [0-9]+ goes to) the next hop')
    for line in "${forms[@]}"; do
        same "$(grep -cxE -- "$line" "$dir/said")" 1 "lines of status at hop $1 like: $line"
    done
    same "$(wc -l <"$dir/said")" "${#forms[@]}" "lines of status at hop $1: $(cat "$dir/said")"
    now=$(sed -n 's/^round: //p' "$dir/said")
    keys=$(sed -n 's/^keys: .* round //p' "$dir/said")
    # As a round begins, the entry has those of the round before until all hops have signed.
    [ "$1" -gt 1 ] || [ "$keys" -ne $((now + 6)) ] || keys=$((keys + 1))
    same "$keys" $((now + 7)) "the last round with keys at hop $1"
    grep -q thin "$dir/said" || fail "no thin round at hop $1: $(cat "$dir/said")"
}

new_cascade "$count" "${VRIJUIT_ROUND:-3}"
start_cascade
printf '{"tekst":"%s"}' "$words" >"$dir/answers.json"
first=$(round_now)
for _ in $(seq "$rounds"); do
    early_in_round
    now=$(round_now)
    send_load "$many"
    many=$each
    wait_round $((now + 1))
done
early_in_round
client report --answers "$dir/answers.json" --yes || fail "report: $(cat "$dir/said")"
codename=$(sed -n 's/^ *\([a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]*\) *$/\1/p' "$dir/said" | tail -n 1)
[ -n "$codename" ] || fail "no codename was shown: $(cat "$dir/said")"
last=$(round_now)
wait_delivered "$last"
printf '%s\n' "$codename" | client check || fail "check: $(cat "$dir/said")"
grep -qi "stored for the council in round" "$dir/said" || fail "check: $(cat "$dir/said")"

export_store "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
[ "$(wc -l <"$dir/acked")" -ge $((rounds * each)) ] || fail "too few were acknowledged: this proves nothing"
# Each round that has ended is there, one after another.
receipts | cut -d' ' -f1 >"$dir/rounds"
oldest=$(sed -n 1p "$dir/rounds")
[ "$oldest" -le "$first" ] || fail "the first receipts are of round $oldest, not of $first or before"
same "$(wc -l <"$dir/rounds")" "$(($(tail -n 1 "$dir/rounds") - oldest + 1))" "rounds with receipts"
if [ "$count" -eq 3 ]; then
    for hop in 2 3; do
        grep -qE 'batch of (128|192) taken' "$dir/$hop/log" || fail "no batch of several parts at hop $hop"
    done
fi
if [ "$count" -gt 1 ]; then
    wait_delivered $((last + 1)) # with nothing but probes: thin
    for hop in $(seq "$count"); do
        "$vrijuitd" -f "$dir/$hop/conf" status >"$dir/said" || fail "hop $hop: $(cat "$dir/said")"
        grep -q "hop $hop of $count" "$dir/said" || fail "status: $(cat "$dir/said")"
        if grep -qE 'held|trouble|behind' "$dir/said"; then
            fail "hop $hop: $(cat "$dir/said")"
        fi
        status_is_whole "$hop"
    done
fi
stop_cascade
no_hop_leaks "$words" "$codename"
passed "$count hops, $(wc -l <"$dir/acked") acknowledged in $((last - first + 1)) rounds, $(wc -l <"$dir/batch.list") records"
