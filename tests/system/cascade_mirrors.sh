#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A circle and a board that the store alone gets are at the entry a little later, whole, in time and
# after restarts; a neighbour who means harm gets none of its own past it. Argument: build folder.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"

# get HOP NAME: what a client gets there.
get()
{
    curl -sf --max-time 5 --unix-socket "$dir/$1/s" "http://localhost/v1/$2"
}

# serves HOP NAME FILE [SECONDS]: until the hop gives just these bytes.
serves()
{
    local _
    for _ in $(seq $((${4:-20} * 10))); do
        get "$1" "$2" | cmp -s - "$3" && return 0
        sleep 0.1
    done
    fail "hop $1 does not serve $3 as $2"
}

# publish HOP FILE
publish()
{
    "$vrijuitd" -f "$dir/$1/conf" publish "$2" >"$dir/said" 2>&1
}

# publish_refused HOP FILE WORDS
publish_refused()
{
    publish "$1" "$2"
    same "$?" 1 "publish of $2 at hop $1"
    grep -qF -- "$3" "$dir/said" || fail "publish of $2: $(cat "$dir/said")"
}

# make FOLDER WORDS...: one more circle of these hops.
make()
{
    local hop folder=$1 identities=()
    shift
    for hop in 1 2 3; do
        identities+=("identity=$dir/$hop/state/identity.pub")
    done
    "$tool" circle out="$dir/$folder" "${identities[@]}" genesis="$genesis" round="$round_seconds" "$@" ||
        fail "the circle $folder cannot be made"
}

new_cascade 3 4
cp -r "$dir/circle" "$dir/first"
cp -r "$dir/circle" "$dir/store" # where the operator of the store puts circles
sed -i "s|^circle = .*|circle = $dir/store/circle.json|" "$dir/3/conf"
start_cascade
send_load 3
head -c 8 /dev/zero >"$dir/none"
serves 1 replies "$dir/none"

# A circle, at the store only.
from=$(($(round_now) + 3))
make second sequence=2 from="$from" minimum=2
cp "$dir/second/circle.json" "$dir/second/circle.json.minisig" "$dir/store/"
kill -HUP "${pids[3]}"
for hop in 2 1; do
    says "$hop" "circle: sequence 2, in force from round $from"
    serves "$hop" circle.next "$dir/second/circle.json"
done
[ "$(round_now)" -lt "$from" ] || fail "this machine is too slow: the round of the new circle has come"
serves 1 circle "$dir/first/circle.json"
# The entry, with the old file, starts with the new circle.
stop_hop 1
start_hop 1
await_hop 1
wait_round "$from"
serves 1 circle "$dir/second/circle.json"
serves 1 circle.minisig "$dir/second/circle.json.minisig"
await_keys
early_in_round
rm -rf "$dir/circle"
cp -r "$dir/second" "$dir/circle"
until "$tool" packet circle="$dir/circle" at="$at" kind=cover out="$dir/packet" >/dev/null 2>&1; do
    [ "$(round_now)" -lt $((from + 3)) ] || fail "no keys of the new circle"
    sleep 0.2
done
last=$(round_now)
send_load 3
for _ in $(seq 300); do
    "$tool" receipts at="$at" circle="$dir/first" circle="$dir/second" >"$dir/receipts" ||
        fail "the receipts of two circles are not good"
    grep -q "^$last " "$dir/receipts" && break
    sleep 0.2
done
grep -q "^$last " "$dir/receipts" || fail "round $last does not come back"
"$vrijuitd" -f "$dir/3/conf" export --output "$dir/batch" >/dev/null 2>&1 || fail "export"
"$tool" verify batch="$dir/batch" circle="$dir/first" circle="$dir/second" >"$dir/batch.list" ||
    fail "the batch file of two circles is not good"
all_kept "$dir/acked" "$dir/batch.list"

# A board, at the store only.
round=$(round_now)
"$tool" board out="$dir/board" round="$round" cells=64
"$tool" board out="$dir/older" round=$((round - 1))
"$tool" board out="$dir/early" round=$((round + 9))
"$tool" board out="$dir/unsorted" round="$round" case=unsorted
cp "$dir/board" "$dir/changed"
cp "$dir/older.minisig" "$dir/changed.minisig"
publish_refused 1 "$dir/board" "published at the last hop of the circle, \"Proef3\""
publish_refused 3 "$dir/early" "which has not come"
publish_refused 3 "$dir/unsorted" "the cells are not sorted"
publish_refused 3 "$dir/changed" "$dir/changed: "
publish 3 "$dir/board" || fail "publish: $(cat "$dir/said")"
grep -qF "board of or, round $round, 64 cells: published" "$dir/said" || fail "publish: $(cat "$dir/said")"
for hop in 3 2 1; do
    serves "$hop" replies "$dir/board.document"
done
publish_refused 3 "$dir/older" "older than the one of round $round that is published"
serves 1 replies "$dir/board.document" 1
for hop in 3 1; do
    kill_hop "$hop"
    start_hop "$hop"
    await_hop "$hop"
    serves "$hop" replies "$dir/board.document" 5
done

# The hop behind the entry falls into the wrong hands.
stop_hop 2
mkdir "$dir/harm"
make foreign sequence=3 key=2
make twin sequence=2 minimum=3
cp "$dir/unsorted.document" "$dir/harm/replies"
cp "$dir/first/circle.json" "$dir/harm/circle.next"
cp "$dir/first/circle.json.minisig" "$dir/harm/circle.next.minisig"
python3 "$(dirname "$0")/serve_folder.py" "$dir/2/s" "$dir/harm" &
helpers+=($!)
says 1 "a circle from the next hop is refused: the circle of the next hop: sequence 1 is older than 2"
says 1 "a replies document from the next hop is refused: replies board: the cells are not sorted"
for case in foreign twin; do
    cp "$dir/$case/circle.json" "$dir/harm/circle.next"
    cp "$dir/$case/circle.json.minisig" "$dir/harm/circle.next.minisig"
    case $case in
    foreign) says 1 "a circle from the next hop is refused: the circle of the next hop: signed with another key" ;;
    twin) says 1 "ANOTHER circle with the same sequence" ;;
    esac
done
cp "$dir/older.document" "$dir/harm/replies"
says 1 "a replies document from the next hop is refused: replies board: of round $((round - 1)), older than"
serves 1 circle "$dir/second/circle.json" 1
serves 1 replies "$dir/board.document" 1
same "$(grep -c 'cells are not sorted' "$dir/1/log")" 1 "times that a lasting refusal is said"
stop_cascade
no_hop_leaks
passed "circle 2 from round $from, $(wc -l <"$dir/acked") acknowledged, a board of 64 cells"
