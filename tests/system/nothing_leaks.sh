#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Over TCP, from an address that is known: whatever comes, good, bad or broken off, no file of the
# daemon says from where or when, and a slot that is used looks like one that is not. What this
# story looks for it also finds when it is there. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

# caught WHAT: nothing_leaks complains now.
caught()
{
    if (nothing_leaks secret-word) >/dev/null 2>&1; then
        fail "nothing_leaks does not find $1"
    fi
}

port=$((20000 + RANDOM % 10000))
at=tcp:$port
new_hop 3 "listen=tcp:127.0.0.1:$port" answer_tick_milliseconds=50 request_timeout_seconds=1
start_daemon
"$tool" load circle="$dir/circle" at="$at" links=8 packets=60 acked="$dir/acked" >/dev/null || fail "load"
for kind in version mac loop damaged long; do
    packet "$kind"
    send >/dev/null
done
printf 'GET /secret-word HTTP/1.1\r\nHost: 127.83.17.42\r\nUser-Agent: secret-word\r\nX-Forwarded-For: 127.83.17.42\r\n\r\n' |
    "$tool" raw at="$at" >"$dir/code"
same "$(cat "$dir/code")" "404 closed" "a request that names an address"
printf 'secret-word' | "$tool" raw at="$at" >"$dir/code"
same "$(cat "$dir/code")" "0 closed" "a request that is broken off"
kill_daemon

# What lies on the disk in the middle of a round: no packet can be found in the pool, each part of
# it is as random as any other.
[ "$(stat -c %s "$dir/state/pool")" -eq $((256 * 36864)) ] || fail "the pool has another size than it was made with"
packed=$(gzip -1 -c "$dir/state/pool" | wc -c)
[ "$packed" -gt "$(stat -c %s "$dir/state/pool")" ] || fail "the pool is not random: it can be packed"
start_daemon
wait_closed "$(round_now)"
export_all "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"

# No record lies open in the store, and no locator outside the receipts, which are public.
dd if="$dir/batch" of="$dir/part" bs=1 skip=$(($(stat -c %s "$dir/batch") - 64 - 20000)) count=24 2>/dev/null
if LC_ALL=C grep -rlaP "$(od -An -v -tx1 "$dir/part" | tr -d '\n' | sed 's/ /\\x/g')" "$dir/state" >&2; then
    fail "a record lies in the store as it came"
fi
stop_daemon
[ -z "$(find "$dir/state" \( -perm /077 -type f ! -name identity.pub \) -o \( -type d -perm /077 \))" ] ||
    fail "others may read what the daemon keeps: $(find "$dir/state" -perm /077)"
nothing_leaks secret-word localhost:80

# Whether all this could find anything.
cp "$dir/log" "$dir/log.good"
echo "vrijuitd: from 127.83.17.42" >>"$dir/log"
caught "an address in the log"
cp "$dir/log.good" "$dir/log"
echo "vrijuitd: 12:34:56 started" >>"$dir/log"
caught "a time in the log"
cp "$dir/log.good" "$dir/log"
echo x >"$dir/state/$(date +%s)"
caught "a file that is named by time"
rm "$dir"/state/1????????*
echo SECRET-WORD >"$dir/state/rounds/x"
caught "a text"
printf '%016x' "$(date +%s)" | sed 's/../&\n/g' | tac | tr -d '\n' | sed 's/../\\x&/g' >"$dir/bytes"
# shellcheck disable=SC2059
printf "abc$(cat "$dir/bytes")" >"$dir/state/rounds/x"
caught "a time in bytes"
rm "$dir/state/rounds/x"
touch -d "@$((genesis + 1))" "$dir/state/pool"
caught "the time of the pool"
touch -d "@$genesis" "$dir/state/pool"
nothing_leaks
passed "$(wc -l <"$dir/acked") acknowledged"
