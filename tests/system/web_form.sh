#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# From the first screen to the council's, with the page that the entry serves, in a real browser: in both
# languages, on a desktop and a phone, without WebAssembly, without JavaScript, and from a file. Every
# screen is judged by axe; nothing but the entry is asked. Arguments: folders of the build and the source,
# and `onion` to go through Tor.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
source=$2
# shellcheck source=tests/system/web_lib.sh
. "$(dirname "$0")/web_lib.sh"
round_seconds=$(paced "$(web_round)")
port=$(free_port)
at=tcp:$port
words_nl='Mijn leidinggevende Jan de Vries zei dat het besluit al vaststond: tuinkabouter.'
words_en='Nobody asked “why”, & <b>everybody</b> nodded: hedgehog 🦔.'
words_more='Het is intussen nog eens gebeurd: egelvijver.'
words_file='Van een stick: brandnetelsoep.'
words_stick='From a stick: dandelion.'

# carry ROUND FILE: the packet to the entry, in that round; prints the code.
carry()
{
    wait_round "$1"
    "${ask[@]}" -o /dev/null -w '%{http_code}' --data-binary "@$2" -H 'Content-Type: application/octet-stream' \
        "$entry/v1/packets"
}

open_way "127.0.0.1:$port"
common="$members, \"axe\": true"
anna='paarse fietsen zingen zacht'
bram='zeven stille bruggen wachten'
write_config answer_tick_milliseconds=200 listen="tcp:127.0.0.1:$port" web="$page"
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
hold_ceremony 2 localhost "$anna" "$bram"
make_page
start_daemon

# What the entry serves is the page, and its policy.
"${ask[@]}" -D "$dir/headers" -o "$dir/served" "$entry/" || fail "GET /"
cmp -s "$dir/served" "$page" || fail "the entry serves another page"
tr -d '\r' <"$dir/headers" | grep -qi "^content-security-policy: default-src 'none'; script-src 'sha256-.*frame-ancestors 'none'" ||
    fail "policy: $(cat "$dir/headers")"

# The council's word for it: its SHA-256 in the circle that it signs next.
digest=$(sha256sum <"$dir/served" | cut -d' ' -f1)
shares=(--share "$dir/council/members/1/shares.key" --share "$dir/council/members/2/shares.key")
jq -c --arg line "SHA-256 $digest" '.sequence += 1 | .form.intro[] += "\n\n" + $line' "$dir/circle/circle.json" >"$dir/next.json"
printf '%s\n' "$anna" "$bram" | "$council" circle sign "$dir/next.json" --previous "$dir/circle/circle.json" \
    --pin "$dir/circle/vrijuit.pub" "${shares[@]}" --lang en >"$dir/said" 2>&1 || fail "circle sign: $(cat "$dir/said")"
"$vrijuit" --pin "$dir/circle/vrijuit.pub" --state none --circle "$dir/next.json" circle verify >"$dir/said" 2>&1 ||
    fail "the circle with the SHA-256 of the page: $(cat "$dir/said")"
same "$(grep -o 'SHA-256 [0-9a-f]*' "$dir/next.json" | sort -u)" "SHA-256 $digest" "what the circle says of the page"

# From a file with a handout, in both languages: a packet for some rounds later, carried to the entry when its round has
# come. On a phone by keyboard, and without WebAssembly: what the reports below have in the other language.
carriers=()
names=()
for lang in nl en; do
    handout=$dir/handout.$lang.html
    make_handout "$dir/conf" "$handout"
    words=$words_file
    setting='"phone": true, "keys": true'
    [ "$lang" = nl ] || { words=$words_stick; setting='"wasm": false'; }
    drive packet "\"file\": \"$handout\", \"axe\": true, \"name\": \"file-$lang\", \"lang\": \"$lang\", $setting,
        \"output\": \"$dir/packet.$lang\", \"answers\": {\"thema\": [\"neutraliteit\"], \"eigen-woorden\": \"$words\"}"
    same "$(stat -c %s "$dir/packet.$lang")" 32768 "size of the packet"
    same "$(drove '.requests | map(select(startswith("GET blob:") | not)) | join(" ")')" "GET " "what the file asked for"
    names+=("$(drove .codename)")
    due=$(drove .round)
    carry "$due" "$dir/packet.$lang" >"$dir/carried.$lang" &
    carriers+=($!)
done
carried=${names[0]}

# Without JavaScript: in both languages, what to do instead.
drive look "$common, \"javaScript\": false"
page_says "Deze pagina heeft JavaScript nodig" "without JavaScript"
page_says "This page needs JavaScript" "without JavaScript"
same "$(drove '.requests | join(" ")')" "GET /" "what the page without JavaScript asked for"

# Two reports, and one of the program at the terminal.
made=$(round_now)
drive report "$common, \"name\": \"desktop\", \"lang\": \"nl\", \"wasm\": false, \"answers\": {\"thema\": [\"rolvastheid\", \"juiste-vorm\"],
    \"waar\": \"politiek\", \"eigen-woorden\": $(jq -n --arg text "$words_nl" '$text')}"
same "$(drove .sent)" 1 "sending in Dutch"
asks_as_always "the report in Dutch"
same "$(drove '.requests | map(select(startswith("POST"))) | unique | join(" ")')" "POST /v1/packets" "what the report sent"
same "$(drove '.marks | map(.marked | join("|")) | unique | join(" ")')" "Jan de Vries" "what is marked"
same "$(drove '.marks.nl.explained | join(" ")')" "een naam: Jan de Vries Een naam zegt over wie het gaat, en vaak wie het schreef. Schrijf de rol \
zonder de naam, zoals: mijn leidinggevende." "the mark in Dutch"
same "$(drove '.marks.en.explained | join(" ")')" "a name: Jan de Vries A name says who it is about, and often who wrote it. Write the role without \
the name, such as: my manager." "the mark in English"
codename=$(drove .codename)
drive report "$common, \"name\": \"phone\", \"lang\": \"en\", \"phone\": true, \"dark\": true, \"keys\": true, \"isWhole\": true,
    \"answers\": {\"thema\": [\"neutraliteit\"], \"waar\": \"politiek\", \"eigen-woorden\": $(jq -n --arg text "$words_en" '$text')}"
same "$(drove .sent)" 1 "sending in English"
asks_as_always "the report in English"
same "$(drove .marks)" null "marks where nobody is named"
same "$(drove .steps)" 12 "steps from the first screen to the last"
echo "$story: a prepared answer was sent in $(drove .milliseconds) ms, with axe on every screen"
other=$(drove .codename)
printf '{"thema": ["rolvastheid"], "organisatie": "zeg-ik-liever-niet"}' >"$dir/answers.json"
"$vrijuit" --pin "$dir/circle/vrijuit.pub" --state "$dir/reporter" --lang en --entry "http://127.0.0.1:$port" \
    report --answers "$dir/answers.json" --yes >"$dir/said" 2>&1 || fail "the program: $(cat "$dir/said")"
last=$(round_now)

# A codename that nobody has; and whoever goes back, prints, loads anew, and leaves.
drive check "$common, \"lang\": \"nl\", \"codename\": \"aalbes aalbes aalbes aalbes aalbes aalbes aalbes aalbes\""
page_says "Nog niet opgeslagen" "check of a codename that nobody has"
asks_as_always "the check"
same "$(drove '.requests | length')" 6 "requests of a check"
drive wander "$common"
same "$(drove '.requests | length')" 20 "requests of three visits, and of Forward after leaving in two windows"
same "$(drove .said)" "" "what stands after leaving"

# A file without a handout says what to do.
drive look "\"file\": \"$page\", \"axe\": true, \"selector\": \".alert\""
page_says "Vraag de medezeggenschap om een pagina die al gevuld is" "a file without a handout"
wait "${carriers[@]}"
for lang in nl en; do
    same "$(cat "$dir/carried.$lang")" 202 "the packet of the file, at the entry"
done
last=$(round_now)
wait_closed "$last"

drive check "$common, \"lang\": \"nl\", \"codename\": \"  ${codename^^} \", \"followUp\": \"$words_more\""
page_says "Opgeslagen voor de medezeggenschap in ronde" "check"
same "$(drove .followed)" 1 "the follow-up"
last=$(round_now)
drive check "$common, \"lang\": \"en\", \"codename\": \"$carried\", \"phone\": true, \"dark\": true"
page_says "Stored for the council in round" "check of what was carried"
wait_closed "$last"

# The council reads all of it.
"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >"$dir/said" 2>&1 || fail "export: $(cat "$dir/said")"
table=(--circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub" --dossier "$dir/dossier" --lang en)
printf '%s\n' "$anna" "$bram" | "$council" open "$dir/batch" "${table[@]}" "${shares[@]}" >"$dir/said" 2>&1 ||
    fail "open: $(cat "$dir/said")"
grep -qF "opened 6, cover 0, damaged 0, double 0, unreadable 0, for others 0" "$dir/said" || fail "open: $(cat "$dir/said")"
printf '%s\n' "$anna" "$bram" | "$council" read "${table[@]}" "${shares[@]}" >"$dir/said" 2>&1 || fail "read: $(cat "$dir/said")"
tr -s ' \n' ' ' <"$dir/said" >"$dir/read"
for words in "$words_nl" "$words_en" "$words_more" "$words_file" "$words_stick"; do
    grep -qF -- "$words" "$dir/read" || fail "the council does not read: $words: $(cat "$dir/said")"
done

stop_daemon
nothing_leaks tuinkabouter hedgehog egelvijver brandnetelsoep dandelion "$codename" "$other" "${names[@]}" "${onion:-$codename}"
passed "5 reports and a follow-up read, $((last - made + 1)) rounds, $(stat -c %s "$page") bytes of page"
