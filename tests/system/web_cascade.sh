#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Through three organisations and back: a report of the page comes to the council, and the council's
# answer to it comes to the page of whoever has the codename, and to nobody else's. Arguments: folders of the build
# and the source, and `onion` to go through Tor.
# shellcheck source=tests/system/cascade_lib.sh
. "$(dirname "$0")/cascade_lib.sh"
# shellcheck source=tests/system/web_lib.sh
. "$(dirname "$0")/web_lib.sh"
open_way "unix:$dir/1/s"
common="$members, \"lang\": \"en\""
words='In the meeting nobody dared: marshmallow.'
answer='Dank je. Wij bespreken “het” <i>samen</i>: kikkerdril.'
anna='paarse fietsen zingen zacht'

# at_table COMMAND WORDS...: the council's tool, with its one member.
at_table()
{
    local command=$1
    shift
    printf '%s\n' "$anna" | "$council" "$command" "$@" --dossier "$dir/dossier" --lang en --circle "$dir/circle/circle.json" \
        --pin "$dir/circle/vrijuit.pub" --share "$dir/circle/members/1/shares.key" >"$dir/said" 2>&1 ||
        fail "$command: $(cat "$dir/said")"
}

make_hops 3 "$(web_round)"
genesis=$(date +%s)
printf '%s\n' "$anna" | "$council" init --output "$dir/circle" --members 1 --threshold 1 \
    --form "$source/config/form.json" --council proefraad --name "Proefraad/Trial council" \
    --circle-name "Proefkring/Trial circle" --hop "Proef,http://localhost,@$dir/1/state/identity.pub" \
    --hop "Proef2,http://localhost,@$dir/2/state/identity.pub" --hop "Proef3,http://localhost,@$dir/3/state/identity.pub" \
    --genesis "$genesis" --round-seconds "$round_seconds" --minimum 1 --lang en >"$dir/said" 2>&1 ||
    fail "ceremony: $(cat "$dir/said")"
make_page
write_hop_config 1 answer_tick_milliseconds=50 web="$page"
start_cascade

drive report "$common, \"isWhole\": true, \"answers\": {\"thema\": [\"neutraliteit\"], \"eigen-woorden\": \"$words\"}"
same "$(drove .sent)" 1 "sending"
codename=$(drove .codename)
echo "$story: from the first screen to a sent report in $(drove .milliseconds) ms, $(drove .steps) steps"
sent=$(round_now)
wait_delivered "$sent"
"$vrijuitd" -f "$dir/3/conf" export --output "$dir/batch" >"$dir/said" 2>&1 || fail "export: $(cat "$dir/said")"
at_table open "$dir/batch"
at_table read
grep -qF -- "$words" <(tr -s ' \n' ' ' <"$dir/said") || fail "the council does not read it: $(cat "$dir/said")"
handle=$(sed -n 's/^Report 1 of 1, \([^,]*\),.*/\1/p' "$dir/said")
printf '%s\n' "$answer" >"$dir/answer"
at_table reply --to "$handle" --file "$dir/answer"
at_table board --output "$dir/board"
"$vrijuitd" -f "$dir/3/conf" publish "$dir/board" >"$dir/said" 2>&1 || fail "publish: $(cat "$dir/said")"
for _ in $(seq 300); do
    size=$(curl -s --unix-socket "$at" http://localhost/v1/replies | wc -c)
    [ "$size" -gt 100000 ] && break
    sleep 0.2
done
[ "$size" -gt 100000 ] || fail "the board does not come to the entry"

drive check "$common, \"axe\": true, \"codename\": \"$codename\""
page_says "Stored for the council in round" "check"
page_says "Opgeslagen voor de medezeggenschap in ronde" "check" nl
for lang in en nl; do
    page_says "$answer" "check" $lang
done
asks_as_always "the check"
drive check "$common, \"codename\": \"aardvark aardvark aardvark aardvark aardvark aardvark aardvark aardvark\""
page_says "There is no answer for you yet" "check of somebody else"
page_says "Er is nog geen antwoord voor jou" "check of somebody else" nl
stop_cascade
no_hop_leaks marshmallow kikkerdril "$codename"
passed "a report of round $sent came through 3 hops, and its answer came back"
