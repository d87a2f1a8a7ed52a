#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Reports that come at the same time, a circle read again, and an export, all while the daemon serves
# and rounds end: each report arrives once. In a sanitizer build it also says nothing of races.
# Arguments: build folder, source folder.
set -u
build=$1
source=$2
reports=12
round_seconds=5
sentence='een lange zin voor de proef'
dir=$(mktemp -d)
daemon=
finish()
{
    if [ -n "$daemon" ]; then
        kill "$daemon" 2>/dev/null
        wait "$daemon" 2>/dev/null
    fi
    rm -rf "$dir"
}
trap finish EXIT
export PATH=$build/daemon:$build/client:$build/keys:$PATH
export TSAN_OPTIONS="log_path=$dir/sanitizer:exitcode=66"
export ASAN_OPTIONS="log_path=$dir/sanitizer"
export UBSAN_OPTIONS="log_path=$dir/sanitizer:print_stacktrace=1"

fail()
{
    echo "daemon_parallel: $*" >&2
    cat "$dir"/log "$dir"/sanitizer* "$dir"/out* >&2 2>/dev/null
    exit 1
}

cat >"$dir/conf" <<CONF
[vrijuitd]
state = $dir/state
circle = $dir/council/circle.json
pin = $dir/council/vrijuit.pub
listen = unix:$dir/sock
pool_slots = 64
answer_tick_milliseconds = 200
CONF
vrijuitd init -f "$dir/conf" >"$dir/out" 2>&1 || fail "no identity"
genesis=$(date +%s)
echo "$sentence" | vrijuit-council init --output "$dir/council" --members 1 --threshold 1 \
    --form "$source/config/form.json" --council proef --name "Proefraad/Trial council" \
    --circle-name "Proefkring/Trial circle" --hop "Proef,http://localhost,@$dir/state/identity.pub" \
    --genesis "$genesis" --round-seconds "$round_seconds" --minimum 1 >"$dir/out" 2>&1 || fail "no circle"
vrijuitd serve -f "$dir/conf" 2>"$dir/log" &
daemon=$!
for _ in $(seq 100); do
    [ ! -S "$dir/sock" ] || break
    sleep 0.1
done

# Every report comes in this round or later, however long the ceremony took.
first=$((($(date +%s) - genesis) / round_seconds))

# report NUMBER: what it says is in out.NUMBER.
report()
{
    echo "{\"thema\": [\"anders\"], \"eigen-woorden\": \"melding nummer $1\"}" >"$dir/answers.$1"
    vrijuit --pin "$dir/council/vrijuit.pub" --unix-socket "$dir/sock" --state none --lang nl \
        report --answers "$dir/answers.$1" --yes >"$dir/out.$1" 2>&1
}

clients=()
for number in $(seq "$reports"); do
    report "$number" &
    clients+=($!)
    [ "$number" -ne $((reports / 2)) ] || sleep "$round_seconds"
    [ $((number % 3)) -ne 0 ] || kill -HUP "$daemon"
done
for client in "${clients[@]}"; do
    wait "$client" || fail "a report was not taken"
done
vrijuitd export -f "$dir/conf" --output "$dir/early" >"$dir/out" 2>&1 || fail "no export while it serves"
sleep $((round_seconds - ($(date +%s) - genesis) % round_seconds + 2))
vrijuitd export -f "$dir/conf" --from "$first" --output "$dir/batch" >"$dir/out" 2>&1 || fail "no export of all rounds: $(cat "$dir/out")"
kill -TERM "$daemon"
wait "$daemon"
status=$?
daemon=
[ "$status" -eq 0 ] || fail "the daemon stopped with $status"
for file in "$dir"/sanitizer*; do
    [ ! -s "$file" ] || fail "a sanitizer complains"
done

council=(--circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub"
    --share "$dir/council/members/1/shares.key" --dossier "$dir/dossier")
echo "$sentence" | vrijuit-council open "$dir/batch" --earlier-payload none "${council[@]}" >"$dir/out" 2>&1 || fail "the batch does not open: $(cat "$dir/out")"
echo "$sentence" | vrijuit-council read "${council[@]}" >"$dir/read" 2>&1 || fail "the dossier cannot be read: $(cat "$dir/read")"
for number in $(seq "$reports"); do
    found=$(grep -cx " *melding nummer $number" "$dir/read")
    [ "$found" -eq 1 ] || fail "report $number is there $found times"
done
echo "daemon_parallel: $reports reports, each arrived once"
