#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# SIGHUP takes a newer circle, from the round that it names; any other circle is refused with its
# reason, and the old one stays. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

# offer FOLDER: put the circle of that folder where the daemon reads it, and say so.
offer()
{
    cp "$1/circle.json" "$1/circle.json.minisig" "$dir/circle/"
    cat "$dir/log" >"$dir/before"
    kill -HUP "$daemon"
}

# said WORDS: a new line in the log has them.
said()
{
    local _
    for _ in $(seq 50); do
        if tail -c +$(($(wc -c <"$dir/before") + 1)) "$dir/log" | grep -q "$1"; then
            return 0
        fi
        sleep 0.1
    done
    fail "the log does not say: $1"
}

# serves FOLDER
serves()
{
    curl -s --unix-socket "$socket" http://localhost/v1/circle | cmp -s - "$1/circle.json" ||
        fail "not the circle of $(basename "$1") is served $2"
}

# refused FOLDER WORDS
refused()
{
    offer "$1"
    said "$2"
    said "the old one stays"
    serves "$now" "after $1 was refused"
}

# make FOLDER WORDS...: a circle that is not in use yet.
make()
{
    local folder=$dir/$1
    shift
    "$tool" circle out="$folder" identity="$dir/state/identity.pub" genesis="$genesis" \
        round="$round_seconds" "$@" || fail "the circle cannot be made"
}

new_hop 4 answer_tick_milliseconds=50 pool_slots=1024
cp -r "$dir/circle" "$dir/first"
now=$dir/first
start_daemon
"$tool" load circle="$dir/first" at="$at" links=4 acked="$dir/acked" >"$dir/load" 2>&1 &
load=$!
helpers+=("$load")

# Each under the sequence that the good one will have: a refused circle leaves nothing behind.
cp -r "$dir/first" "$dir/changed"
sed -i 's/Proefkring/Proefring/' "$dir/changed/circle.json"
refused "$dir/changed" "signature"
cp -r "$dir/first" "$dir/garbled"
echo "no circle at all" >"$dir/garbled/circle.json"
refused "$dir/garbled" "signature"
make other-key sequence=2 key=2
refused "$dir/other-key" "key"
make expired sequence=2 expires=2026-01-01
refused "$dir/expired" "expired"
"$tool" circle out="$dir/other-time" identity="$dir/state/identity.pub" genesis=$((genesis + 1)) \
    round="$round_seconds" sequence=2
refused "$dir/other-time" "genesis and round_seconds must stay"
sed "s/.*/$(head -c 32 /dev/urandom | base64 -w 0 | sed 's/[\/&]/\\&/g')/" "$dir/state/identity.pub" >"$dir/foreign.pub"
"$tool" circle out="$dir/other-hop" identity="$dir/foreign.pub" genesis="$genesis" round="$round_seconds" sequence=2
refused "$dir/other-hop" "identity"
make same-sequence sequence=1 minimum=3
refused "$dir/same-sequence" "ANOTHER circle"
rm "$dir/circle/circle.json.minisig"
cat "$dir/log" >"$dir/before"
kill -HUP "$daemon"
said "the old one stays"
serves "$now" "without a signature file"
kill -TERM "$load"
wait "$load" || fail "the load got an answer that it should not: $(cat "$dir/load")"

# A good one, in force two rounds from now; before that the first goes on.
early_in_round
from=$(($(round_now) + 2))
make second sequence=2 from="$from"
offer "$dir/second"
said "sequence 2"
serves "$dir/first" "before the round of the second"
circle=$dir/first packet cover
same "$(send)" 202 "a packet under the first circle"
echo "$locator" >>"$dir/acked"
wait_round "$from"
sleep 1.2
now=$dir/second
serves "$dir/second" "in its round"
rm -rf "$dir/circle"
cp -r "$dir/second" "$dir/circle"
packet cover
same "$(send)" 202 "a packet under the second circle"
echo "$locator" >>"$dir/acked"
refused "$dir/first" "older"
refused "$dir/expired" "ANOTHER circle"
cp "$dir/second/"* "$dir/circle/"

# The receipts of both, in one chain; also after a restart.
kill_daemon
start_daemon
serves "$dir/second" "after a restart"
last=$(round_now)
wait_round $((last + 1))
sleep 2
"$tool" receipts at="$at" circle="$dir/first" circle="$dir/second" >"$dir/receipts" ||
    fail "the receipts of two circles are not good"
grep -q "^$last " "$dir/receipts" || fail "round $last was not closed"
"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >/dev/null 2>&1 || fail "export"
"$tool" verify batch="$dir/batch" circle="$dir/first" circle="$dir/second" >"$dir/batch.list" ||
    fail "the batch file of two circles is not good"
all_kept "$dir/acked" "$dir/batch.list"
stop_daemon

# The daemon does not start with an older or another circle than it served before.
for folder in first expired other-key changed; do
    cp "$dir/$folder/circle.json" "$dir/$folder/circle.json.minisig" "$dir/circle/"
    for command in -n serve; do
        timeout 10 "$vrijuitd" -f "$dir/conf" "$command" >"$dir/start" 2>&1
        same "$?" 1 "vrijuitd $command with the circle of $folder"
    done
done
cp "$dir/second/"* "$dir/circle/"
"$vrijuitd" -f "$dir/conf" -n >/dev/null 2>&1 || fail "vrijuitd -n with the newest circle"
start_daemon
stop_daemon
nothing_leaks
passed "$(wc -l <"$dir/acked") acknowledged"
