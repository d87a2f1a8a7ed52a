#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The whole story with the real programs: ceremony, server, two reports, receipts, batch, opening,
# reading, an answer that its reporter sees and the other does not; and all that must be refused on the
# way. Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
source=$2
round_seconds=$(paced 8)
anna='paarse fietsen zingen zacht'
bram='zeven stille bruggen wachten'
cem='warme soep op een koude berg'
words_one='Het besluit was al genomen voordat iemand iets vroeg, zei de tuinkabouter.'
words_two='Ik wist niet in welke vorm ik het kon zeggen: zevenblad en brandnetel.'

# answers FILE TEXT
answers()
{
    cat >"$1" <<ANSWERS
{ "thema": ["rolvastheid", "juiste-vorm"], "waar": "politiek", "belemmering": ["onduidelijk-hoe"],
  "uitgesproken": "nee", "wat-helpt": ["goede-voorbeelden", "gedragscode"],
  "organisatie": "zeg-ik-liever-niet", "eigen-woorden": "$2" }
ANSWERS
}

# client STATE WORDS...: what it says goes to $dir/said.
client()
{
    local kept=$1
    shift
    "${clock[@]}" "$vrijuit" --pin "$dir/circle/vrijuit.pub" --state "$dir/reporter-$kept" --lang en \
        --unix-socket "$socket" --entry http://localhost "$@" >"$dir/said" 2>&1
}
clock=(env)

# says CODE WORDS WHAT: what the last program ended with and said.
says()
{
    same "$1" "$2" "$4"
    grep -qiE -- "$3" "$dir/said" || fail "$4: $(cat "$dir/said")"
}

# opens LINES OPTION...: the council's tool on the batch, with what members type.
opens()
{
    local lines=$1
    shift
    printf '%s\n' "$lines" | "$council" open "$dir/batch" "${table[@]}" --dossier "$dir/dossier" --lang en \
        "$@" >"$dir/said" 2>&1
}

write_config answer_tick_milliseconds=200
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1
same "$?" 1 "a second init"
genesis=$(date +%s)
ceremony()
{
    printf '%s\n' "$anna" "$bram" "$cem" | "$council" init --output "$1" --members 3 --threshold 2 \
        --form "$source/config/form.json" --council proefraad --name "Proefraad/Trial council" \
        --circle-name "Proefkring/Trial circle" --hop "Proef,http://localhost,@$dir/state/identity.pub" \
        --genesis "$genesis" --round-seconds "$round_seconds" --minimum 2 --lang en >"$dir/said" 2>&1 ||
        fail "ceremony: $(cat "$dir/said")"
}
ceremony "$dir/council"
ceremony "$dir/others" # of the same names, with other keys
cp -r "$dir/council" "$dir/circle"
rm -rf "$dir/circle/members"
"$vrijuitd" -f "$dir/conf" -n >"$dir/said" 2>&1 || fail "vrijuitd -n: $(cat "$dir/said")"

# Circles that the daemon refuses to serve.
cp "$dir/others/circle.json" "$dir/others/circle.json.minisig" "$dir/circle/"
"$vrijuitd" -f "$dir/conf" -n >"$dir/said" 2>&1
says "$?" 1 "another key" "the circle of another council"
sed 's/Proefkring/Proefring/' "$dir/council/circle.json" >"$dir/circle/circle.json"
cp "$dir/council/circle.json.minisig" "$dir/circle/"
"$vrijuitd" -f "$dir/conf" serve >"$dir/said" 2>&1
says "$?" 1 "signature" "a changed circle"
cp "$dir/council/circle.json" "$dir/circle/"
[ ! -e "$dir/state/circles/1.json" ] || cmp -s "$dir/state/circles/1.json" "$dir/council/circle.json" ||
    fail "a refused circle was kept"

start_daemon
client one circle verify || fail "circle verify: $(cat "$dir/said")"

# Circles that the client refuses.
refuses()
{
    local name=$1 pin=$2 words=$3
    "$vrijuit" --pin "$pin" --circle "$dir/$name/circle.json" --state "$dir/reporter-$name" --lang en \
        circle verify >"$dir/said" 2>&1
    says "$?" 1 "$words" "the client with the circle of $name"
}
mkdir "$dir/changed"
sed 's/Proefkring/Proefring/' "$dir/council/circle.json" >"$dir/changed/circle.json"
cp "$dir/council/circle.json.minisig" "$dir/changed/"
refuses changed "$dir/council/vrijuit.pub" "was changed"
refuses others "$dir/council/vrijuit.pub" "another key"
# make FOLDER WORDS...: a circle of another signer.
make()
{
    local folder=$dir/$1
    shift
    "$tool" circle out="$folder" identity="$dir/state/identity.pub" genesis="$genesis" \
        round="$round_seconds" "$@" || fail "the circle cannot be made"
}
make old sequence=1
make new sequence=2
make expired expires=2026-01-01
refuses expired "$dir/expired/vrijuit.pub" "the circle expired after 2026-01-01"
for folder in new old; do
    "$vrijuit" --pin "$dir/new/vrijuit.pub" --circle "$dir/$folder/circle.json" --state "$dir/reporter-new" \
        --lang en circle verify >"$dir/said" 2>&1
    same "$?" "$([ "$folder" = new ] && echo 0 || echo 1)" "the client with the $folder circle: $(cat "$dir/said")"
done

# Two reports, cover, one that was damaged on its way, one that is sent twice.
answers "$dir/one.json" "$words_one"
answers "$dir/two.json" "$words_two"
early_in_round
made=$(round_now)
client one report --answers "$dir/one.json" --yes || fail "report: $(cat "$dir/said")"
shown_codename()
{
    sed -n 's/^ *\([a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]*\) *$/\1/p' "$dir/said" | tail -n 1
}
codename=$(shown_codename)
[ -n "$codename" ] || fail "no codename of eight words was shown: $(cat "$dir/said")"
client two report --answers "$dir/two.json" --yes || fail "second report: $(cat "$dir/said")"
codename_two=$(shown_codename)
packet cover
same "$(send) $(send)" "202 202" "cover, twice"
packet damaged
same "$(send)" 202 "a damaged record"
echo '{"thema": ["geen-thema"]}' >"$dir/bad.json"
client three report --answers "$dir/bad.json" --yes
same "$?" 1 "answers that do not fit the form"
printf '%s\n' "$codename" | client one check
grep -qi "on its way" "$dir/said" || fail "check before the round ends: $(cat "$dir/said")"

# A clock that is two rounds off: said clearly, nothing sent.
if command -v faketime >/dev/null; then
    for off in +$((2 * round_seconds)) -$((2 * round_seconds)); do
        clock=(env ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 faketime -f "${off}s")
        client late report --answers "$dir/one.json" --yes
        says "$?" 1 "your clock says.*(round|Check)" "a clock that is $off seconds off"
    done
    clock=(env)
    odd="clocks that are wrong"
else
    odd="faketime is not here: no wrong clocks"
fi

wait_closed "$(round_now)"
printf '%s\n' "$codename" | client one check || fail "check: $(cat "$dir/said")"
grep -qi "stored for the council in round" "$dir/said" || fail "check: $(cat "$dir/said")"
echo "abandon abandon abandon abandon abandon abandon abandon abandon" | client one check &&
    fail "check finds a report of a codename that nobody has"

# The stick, and the table.
"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >"$dir/said" 2>&1 || fail "export: $(cat "$dir/said")"
"$tool" verify batch="$dir/batch" circle="$dir/circle" >"$dir/batch.list" || fail "the batch file is not good"
same "$(wc -l <"$dir/batch.list")" 4 "records in the batch file"
table=(--circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub")
member=$dir/council/members
opens "$anna" --share "$member/1/shares.key"
says "$?" 1 "too few shares" "one share of two"
opens "$anna
een heel andere zin" --share "$member/1/shares.key" --share "$member/2/shares.key"
says "$?" 1 "passphrase is wrong" "a wrong passphrase"
opens "$anna
$bram" --share "$member/1/shares.key" --share "$dir/others/members/2/shares.key"
says "$?" 1 "share of member 2 belongs to another" "a share of another council"
opens "$anna
$anna" --share "$member/1/shares.key" --share "$member/1/shares.key"
says "$?" 1 "too few shares" "the same share twice"
cp "$dir/batch" "$dir/good-batch"
printf '\001' | dd of="$dir/batch" bs=1 seek=$(($(stat -c %s "$dir/batch") - 5000)) conv=notrunc 2>/dev/null
cmp -s "$dir/batch" "$dir/good-batch" &&
    printf '\002' | dd of="$dir/batch" bs=1 seek=$(($(stat -c %s "$dir/batch") - 5000)) conv=notrunc 2>/dev/null
opens "$anna
$cem" --share "$member/1/shares.key" --share "$member/3/shares.key"
says "$?" 1 "not signed by the store" "a batch file with a changed byte"
head -c 100000 "$dir/good-batch" >"$dir/batch"
opens "$anna
$cem" --share "$member/1/shares.key" --share "$member/3/shares.key"
says "$?" 1 "not whole" "a batch file that was cut"
[ ! -e "$dir/dossier" ] || fail "a refused batch left a dossier"
cp "$dir/good-batch" "$dir/batch"
opens "$anna
$cem" --share "$member/1/shares.key" --share "$member/3/shares.key"
status=$?
for words in "signed by the store: yes" "receipts continue: yes" "missing: none" \
    "opened 2, cover 1, damaged 1, double 0, unreadable 0, for others 0" "in round"; do
    says "$status" 0 "$words" "open"
done
printf '%s\n' "$bram" "$cem" | "$council" read "${table[@]}" --share "$member/2/shares.key" \
    --share "$member/3/shares.key" --dossier "$dir/dossier" --lang nl >"$dir/said" 2>&1
status=$?
tr -s ' \n' ' ' <"$dir/said" >"$dir/read"
for words in "$words_one" "$words_two"; do
    grep -qF "$words" "$dir/read" || fail "read ($status) does not show: $words: $(cat "$dir/said")"
done
same "$status" 0 "read"
grep -qF "$words_one" "$dir/dossier" "$dir/batch" && fail "the dossier or the batch file can be read"

# The answer to the first, on a board that everyone fetches.
answer='Dank je wel. Wij leggen dit voor aan de bestuurder, zei de egel.'
# at_table COMMAND OPTION...
at_table()
{
    local command=$1
    shift
    printf '%s\n' "$bram" "$cem" | "$council" "$command" "${table[@]}" --share "$member/2/shares.key" \
        --share "$member/3/shares.key" --dossier "$dir/dossier" --lang en "$@" >"$dir/said" 2>&1
    same "$?" 0 "$command: $(cat "$dir/said")"
}
at_table read
handle=$(awk '/^Report/ { split($0, part, ", "); name = part[2] } /tuinkabouter/ { print name }' "$dir/said")
[ -n "$handle" ] || fail "no handle: $(cat "$dir/said")"
echo "$answer" >"$dir/answer"
at_table reply --to "$handle" --file "$dir/answer"
at_table board --output "$dir/board"
printf '%s\n' "$codename" | client one check
grep -qF "$answer" "$dir/said" && fail "the answer is there before it was published"
"$vrijuitd" -f "$dir/conf" publish "$dir/board" >"$dir/said" 2>&1 || fail "publish: $(cat "$dir/said")"
for _ in $(seq 300); do
    size=$(curl -s --unix-socket "$socket" http://localhost/v1/replies | wc -c)
    [ "$size" -gt 100000 ] && break
    sleep 0.2
done
printf '%s\n' "$codename" | client one check || fail "check: $(cat "$dir/said")"
tr -s ' \n' ' ' <"$dir/said" | grep -qF "$answer" || fail "check does not show the answer: $(cat "$dir/said")"
printf '%s\n' "$codename_two" | client two check || fail "check of the other: $(cat "$dir/said")"
grep -qi "stored for the council" "$dir/said" || fail "check of the other: $(cat "$dir/said")"
grep -q egel "$dir/said" && fail "another reporter sees the answer"

stop_daemon
same "$(grep -c " $made$" "$dir/batch.list")" "$(wc -l <"$dir/batch.list")" "records of the round $made"
nothing_leaks "$words_one" "$words_two" "$answer" tuinkabouter zevenblad geen-thema \
    "$codename" "$(echo "$codename" | cut -d' ' -f1-3)" "$(echo "$codename" | tr ' ' '-')" \
    "$anna" reporter- "$(cut -c 5-40 <<<"$(base64 -w 0 <<<"$words_one")")"
passed "2 reports read, 1 answered, 1 damaged named; $odd"
