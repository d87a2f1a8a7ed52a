#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Packets of the page's own code and of the program are one kind to the daemon: as many of each in two rounds of the
# same one, and then its log, its status, its receipts, what it exports, and every byte that came in. Arguments: folders
# of the build and the source.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
source=$2
web=$build/client/web
count=32
round_seconds=5
round_max=80 # seconds; longer rounds where a crowded machine does not come through in one

[ -s "$web/vrijuit.html" ] || skip "the web form is not built: node, npm or their packages are missing"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node is older than 18"

alike()
{
    VRIJUIT_WEB=$web node "$source/tests/web/alike.mjs" "$@"
}

# Codenames that cost little: nothing of what a passphrase costs is in a packet.
client()
{
    ASAN_OPTIONS=verify_asan_link_order=0:$ASAN_OPTIONS LD_PRELOAD=$build/tests/system/libcheap_pwhash.so \
        "$vrijuit" --pin "$dir/circle/vrijuit.pub" --state none --lang en --unix-socket "$socket" "$@"
}

# each_packet WORDS...: the program with them, NAME in them a file of its own; eight at a time. Tells what went wrong.
each_packet()
{
    export -f client
    export dir socket build vrijuit
    # shellcheck disable=SC2016
    seq "$count" | xargs -P 8 -I NAME bash -c 'client "$@" >"$dir/$0.said" 2>&1 || { cat "$dir/$0.said"; exit 255; }' NAME "$@" 2>&1
}

# make_packets: of the program, for the next round.
make_packets()
{
    printf '{"tekst": "Het is stil op de gang."}' >"$dir/answers"
    each_packet report --answers "$dir/answers" --yes --for +1 --output "$dir/program/NAME" >"$dir/made" ||
        fail "report: $(cat "$dir/made")"
}

# One of them twice: a replay counts as little of the one as of the other.
send_packets()
{
    each_packet send "$dir/program/NAME" >"$dir/sent" && client send "$dir/program/1" >>"$dir/sent" 2>&1
}

# both_rounds: the page's in round 0, the program's in round 1; fails when a round was too short.
both_rounds()
{
    make_packets &
    local maker=$!
    if ! alike send "$socket" "$dir/circle/vrijuit.pub" "$dir/page" "$count" >"$dir/said" 2>&1; then
        wait "$maker"
        [ "$(round_now)" -gt 0 ] || fail "the page: $(cat "$dir/said")"
        return 1
    fi
    wait "$maker" || exit 1
    [ "$(round_now)" -eq 0 ] || return 1
    wait_round 1
    if ! send_packets; then
        [ "$(round_now)" -gt 1 ] || fail "send: $(cat "$dir/sent")"
        return 1
    fi
    [ "$(round_now)" -eq 1 ]
}

# without_round ROUND: standard input, without what it says of which round it is.
without_round()
{
    sed "s/round $1\\b/round N/; s/\"round\":$1\\b/\"round\":N/; s/^$1 /N /"
}

begin()
{
    rm -rf "$dir/state" "$dir/circle" "$dir/page" "$dir/program" "$dir/log"
    mkdir "$dir/page" "$dir/program"
    new_hop "$round_seconds" answer_tick_milliseconds=20
    start_daemon
}

begin
until both_rounds; do
    stop_daemon
    round_seconds=$((round_seconds * 2))
    [ "$round_seconds" -le "$round_max" ] || fail "not even rounds of $round_max seconds are long enough"
    begin
done
wait_closed 1

# What it counts and says of a round.
for round in 0 1; do
    grep "round $round closed" "$dir/log" | without_round $round >"$dir/log.$round"
    receipts | grep "^$round " | without_round $round >"$dir/receipts.$round"
    curl -s --unix-socket "$socket" http://localhost/v1/receipts | grep "\"round\":$round," >"$dir/document.$round"
    "$vrijuitd" -f "$dir/conf" export --from "$round" --until "$round" --output "$dir/batch.$round" >"$dir/export" 2>&1 ||
        fail "export: $(cat "$dir/export")"
    "$tool" verify batch="$dir/batch.$round" circle="$dir/circle" >"$dir/list.$round" || fail "the batch file is not good"
    same "$(wc -l <"$dir/list.$round")" "$count" "records of round $round"
    same "$(jq '.locators | length' "$dir/document.$round")" "$count" "locators of round $round"
done
grep -q "round N closed: $count packets, $count records" "$dir/log.0" || fail "counted: $(cat "$dir/log.0")"
cmp "$dir/log.0" "$dir/log.1" || fail "the log tells them apart: $(cat "$dir/log")"
cmp "$dir/receipts.0" "$dir/receipts.1" || fail "the receipts tell them apart"
for kind in document batch; do
    same "$(stat -c %s "$dir/$kind.1")" "$(stat -c %s "$dir/$kind.0")" "size of the $kind of the program's round"
done
same "$(jq -c 'keys_unsorted, .thin, .handovers, (.locators | map(length) | unique)' "$dir/document.1")" \
    "$(jq -c 'keys_unsorted, .thin, .handovers, (.locators | map(length) | unique)' "$dir/document.0")" "form of the receipts"
sizes=
for _ in $(seq 200); do # it is written a moment after the receipts
    sizes=$("$vrijuitd" -f "$dir/conf" status | sed -n 's/^last rounds, in units of [0-9]* packets: //p')
    [[ "$sizes" == *,* ]] && break
    sleep 0.1
done
same "$sizes" "${sizes%%,*}, ${sizes%%,*}" "rounds in the status"

# Every byte that came in.
alike compare "$dir/page" 0 "$dir/program" 1 >"$dir/said" 2>&1 || fail "$(cat "$dir/said")"
stop_daemon
passed "$count packets of each, rounds of $round_seconds seconds; $(cat "$dir/said")"
