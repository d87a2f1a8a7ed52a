#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# What a batch file covers: what is new since the last one, or what was asked for; never over a file
# that is there, and never a part of one. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

# refuse CODE WORDS OPTION...: the export fails with this code and says these words.
refuse()
{
    local code=$1 words=$2 status
    shift 2
    "$vrijuitd" -f "$dir/conf" export "$@" >"$dir/refused" 2>&1
    status=$?
    same "$status" "$code" "export $*"
    grep -q "$words" "$dir/refused" || fail "export $*: $(cat "$dir/refused")"
}

# first_last FILE: the rounds in its header.
first_last()
{
    od -An -tu4 -j40 -N8 "$1" | tr -s ' ' | sed 's/^ //'
}

new_hop 2
start_daemon
refuse 1 "nothing to export" --output "$dir/none"
for _ in 1 2 3 4; do
    early_in_round
    packet cover
    same "$(send)" 202 "a packet"
    echo "$locator" >>"$dir/acked"
    wait_round $(($(round_now) + 1))
done
wait_closed $(($(round_now) - 1))
export_all "$dir/one"
last=$(first_last "$dir/one" | cut -d' ' -f2)
same "$(first_last "$dir/one")" "0 $last" "the first export"
wait_closed $((last + 2))
export_all "$dir/two" --until $((last + 1))
same "$(first_last "$dir/two")" "$((last + 1)) $((last + 1))" "the export after the first"
export_all "$dir/three"
same "$(first_last "$dir/three" | cut -d' ' -f1)" "$((last + 2))" "the export after the second"
cat "$dir/one.list" "$dir/two.list" "$dir/three.list" >"$dir/all.list"
all_kept "$dir/acked" "$dir/all.list"

export_all "$dir/again" --from 1 --until 2
same "$(first_last "$dir/again")" "1 2" "a range"
same "$(grep -cE ' [12]$' "$dir/one.list")" "$(wc -l <"$dir/again.list")" "records of a range"
export_all "$dir/whole" --from 0 --until "$last"
cmp -s "$dir/whole" "$dir/one" || fail "the same rounds give another file"

before=$(sha256sum <"$dir/one")
refuse 1 "there already" --from 0 --output "$dir/one"
same "$(sha256sum <"$dir/one")" "$before" "a file that was there"
refuse 1 "the last that has ended" --from 0 --until 4000000 --output "$dir/none"
refuse 1 "." --from 3 --until 2 --output "$dir/none"
refuse 1 "the last that has ended" --from 4000000 --output "$dir/none"
refuse 2 "usage" --from 2x --output "$dir/none"
refuse 2 "usage" --until -1 --output "$dir/none"
refuse 2 "usage" --from 4294967296 --output "$dir/none"
refuse 2 "missing"
refuse 3 "." --from 0 --output "$dir/nowhere/batch"
[ ! -e "$dir/none" ] && [ ! -e "$dir/none.new" ] || fail "a refused export left a file"

# Nothing new to export, by a daemon that does not run.
stop_daemon
"$vrijuitd" -f "$dir/conf" export --output "$dir/rest" >/dev/null 2>&1
refuse 1 "exported already" --output "$dir/none"
same "$(stat -c %a "$dir/one")" 600 "the mode of a batch file"
start_daemon
stop_daemon
nothing_leaks
passed "$(wc -l <"$dir/all.list") records"
