#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A disk that is full or fails: 503, never 202 without a sync, nothing acknowledged is lost, and the
# daemon goes on by itself when there is room again. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
command -v strace >/dev/null || skip "strace is not here"
mkdir "$dir/disk"
mount -t tmpfs -o size=64m,mode=700 none "$dir/disk" 2>/dev/null || skip "a file system cannot be mounted here"
mounted=$dir/disk
state=$dir/disk/state

fill()
{
    dd if=/dev/zero of="$dir/disk/filler" bs=64k >/dev/null 2>&1
    dd if=/dev/zero of="$dir/disk/filler2" bs=1 count=4096 >/dev/null 2>&1
}

new_hop 3 answer_tick_milliseconds=20 pool_slots=512
start_daemon
"$tool" load circle="$dir/circle" at="$at" links=8 packets=100 acked="$dir/acked" >/dev/null || fail "load"

# Full while packets wait: their round cannot be closed, new ones are taken while there are slots.
before=$(round_now)
fill
"$tool" load circle="$dir/circle" at="$at" links=8 acked="$dir/acked" seconds=10 >"$dir/load" 2>&1 &
load=$!
helpers+=("$load")
wait_round $((before + 3))
is_running "$daemon" || fail "the daemon ended when the disk was full"
grep -qE "No space left|could not be closed" "$dir/log" || fail "the log does not say that the disk is full"
busy=$("$tool" raw at="$at" <<<$'GET /v1/circle HTTP/1.1\r\nHost: localhost\r\n\r')
same "${busy%% *}" 200 "the circle while the disk is full"
rm "$dir/disk/filler" "$dir/disk/filler2"
wait "$load" || fail "the load got an answer that it should not: $(cat "$dir/load")"
grep -q "busy 0 " "$dir/load" && fail "nobody was told to come back, so the disk was not full"

# By itself: all rounds are closed, and packets are taken.
code=503
for _ in $(seq 40); do
    sleep 0.25
    (packet cover) 2>/dev/null || continue # its keys are those of old rounds for a moment
    packet cover
    code=$(send)
    [ "$code" = 503 ] || break
done
same "$code" 202 "a packet after there is room again"
echo "$locator" >>"$dir/acked"
wait_closed "$(round_now)"
export_all "$dir/batch" --from 0
all_kept "$dir/acked" "$dir/batch.list"

# Killed while it is full, started when it is full: nothing is lost.
early_in_round
"$tool" load circle="$dir/circle" at="$at" links=4 packets=20 acked="$dir/acked" >/dev/null || fail "load"
fill
kill_daemon
"$vrijuitd" -f "$dir/conf" serve >>"$dir/log" 2>&1 &
daemon=$!
sleep 1
if is_running "$daemon"; then
    kill_daemon
else
    wait "$daemon"
    same "$?" 3 "a start on a full disk"
    daemon=
fi
rm "$dir/disk/filler" "$dir/disk/filler2"
start_daemon
wait_closed "$(round_now)"
export_all "$dir/batch2" --from 0
all_kept "$dir/acked" "$dir/batch2.list"
stop_daemon

# strace stands between the daemon and the disk; it counts the calls of each thread by itself.
# fault CALL ERROR WHEN
export ASAN_OPTIONS=detect_leaks=0 # it cannot look for leaks under strace
fault()
{
    start_daemon strace -f -qq -o "$dir/strace" -e trace="$1" -e inject="$1:error=$2:when=$3"
    traced=$(pgrep -P "$daemon" | head -n 1)
    [ -n "$traced" ] || fail "the traced daemon is not there"
}

acknowledged=0
refused=0
for inject in "fdatasync EIO 2+" "pwrite64 ENOSPC 2+" "fdatasync EIO 2+2" "pwrite64 EIO 1+2"; do
    # shellcheck disable=SC2086
    fault $inject
    early_in_round
    for _ in $(seq 6); do
        packet cover
        code=$(send)
        case "$code" in
        202)
            echo "$locator" >>"$dir/acked"
            acknowledged=$((acknowledged + 1))
            ;;
        503)
            cp "$dir/packet" "$dir/packet.503"
            echo "$locator" >"$dir/locator.503"
            refused=$((refused + 1))
            ;;
        *) fail "$inject: answer $code" ;;
        esac
    done
    # The writer's first sync may pass, none after it.
    [ "$inject" != "fdatasync EIO 2+" ] || [ "$acknowledged" -le 1 ] ||
        fail "$acknowledged packets were acknowledged, one sync succeeded"
    grep -q INJECTED "$dir/strace" || fail "$inject: no fault was felt"
    kill -9 "$traced"
    wait "$daemon" 2>/dev/null
    daemon=
    # What was told to come back comes back, as the same packet, and counts once.
    start_daemon
    code=$(send)
    if [ -s "$dir/locator.503" ] && [ "$("$tool" resend at="$at" keep="$dir/packet.503")" = "202: 1" ]; then
        cat "$dir/locator.503" >>"$dir/acked"
        : >"$dir/locator.503"
    fi
    wait_closed "$(round_now)"
    kill_daemon
done
[ "$acknowledged" -gt 0 ] && [ "$refused" -gt 0 ] || fail "$acknowledged acknowledged, $refused refused: no fault was felt"
start_daemon
export_all "$dir/batch3" --from 0
all_kept "$dir/acked" "$dir/batch3.list"
stop_daemon
nothing_leaks
passed "$(wc -l <"$dir/acked") acknowledged; $refused refused by faults; $(cat "$dir/load")"
