#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Shares are chance of people too, go to sticks and paper, can be checked, closed and shared anew; a
# crash leaves every file old or new.
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
"$maker" identity seed >identity
# Round 8 of today: the first period (0-5) is over, the second (6-11) runs.
genesis=$(($(date -u +%s) / 86400 * 86400 - 8 * 86400))
mkdir stick1 stick2 stick3

# init FOLDER OPTIONS...: two members, standard input as it is
init() {
    local output=$1
    shift
    "$council" init --output "$output" --members 2 --threshold 2 --periods 3 --period-rounds 6 \
        --genesis "$genesis" --minimum 1 --form "$here/council_form.json" --council or-proef \
        --name 'Proefraad/Trial council' --circle-name 'Proef<b>kring/Trial circle' \
        --hop "Alfa,http://127.0.0.1:8080,@identity" "$@"
}
ten='1 2 3 4 5 6 1 3 5 2'

# Dice: junk, too few, no chance
expect 1 'cijfers 1 tot en met 6' init raad --dice <<<'1 2 3 7'
expect 1 'nog 40 worpen' init raad --dice <<<"$ten
"
expect 1 'meer dan de helft' init raad --dice < <(printf '%060d\n\n' 0 | tr 0 4)
# Sticks that cannot be
expect 2 '--stick' init raad --stick 3=stick3 </dev/null
expect 2 '--stick' init raad --stick 1=stick1 --stick 1=stick2 </dev/null
expect 1 'is geen map' init raad --sticks <<<"$dir/none"
echo 'van een ander' >stick2/shares.key
expect 1 'bestaat al' init raad --stick 1=stick1 --stick 2=stick2 < <(passphrases 1 2)
holds 'nothing of a failed ceremony is left on a stick' test -z "$(ls stick1)"
holds 'what was on a stick is as it was' grep -q 'van een ander' stick2/shares.key
holds 'and no folder' test ! -e raad -a ! -e raad.partial
rm stick2/shares.key

# A ceremony with everything
expect 0 '50 worpen: 129 bits' init raad --dice --paper --stick 1=stick1 --sticks \
    < <(printf "$ten\n%.0s" 1 2 3 4 5; echo; passphrases 1; echo stick2; passphrases 2)
holds 'the shares are on the sticks' test -s stick1/shares.key -a -s stick2/shares.key
holds 'and nowhere else' test -z "$(find raad -name 'shares*')"
holds 'nothing half is left' test -z "$(find . -name '*.new')"
holds 'sheets are for their owner only' test "$(stat -c %a raad/members/2/paper.html)" = 600
holds 'one sheet for each of five secrets' test "$(grep -c '^<section>' raad/members/2/paper.html)" = 5
holds 'a name is no tag' sh -c '! grep -q "<b>" raad/members/1/paper.html'
holds 'six lines of words for each' test "$(grep -c '^<tr><th scope' raad/members/1/paper.html)" = 30
if [ "$(stat -f -c %T .)" != tmpfs ]; then
    holds 'the place of the papers is warned of' grep -q '/dev/shm' out
fi

# Passphrases that cost little, for the sake of time
cheapen() {
    for i in 1 2; do
        "$maker" cheap-share "stick$i/shares.key" "cheap$i" "wachtzin van lid $i" || exit 1
        cp "cheap$i" "stick$i/shares.key"
    done
}
cheapen
verify() {
    local file=$1 member=$2
    shift 2
    "$council" share verify "$file" --circle raad/circle.json "$@" < <(passphrases "$member")
}
paper_lines() {
    awk -v want="$2" '/^  1   /{n++} /^  [1-6]   /{if (n == want) {$1 = ""; print substr($0, 2)}}' \
        "raad/members/$1/paper.txt"
}
expect 0 'lid 1: meldingen openen van ronde 0 tot en met 5' verify stick1/shares.key 1
holds 'each of five shares is right' test "$(grep -c ': goed$' out)" = 5
expect 0 'lid 2: het dossier: goed' "$council" share verify --paper --circle raad/circle.json \
    < <(paper_lines 2 5; echo)
"$maker" wrong-share stick2/shares.key wrong.key 'wachtzin van lid 2'
expect 1 'niet alle delen zijn goed' verify wrong.key 2
holds 'a wrong share is named' grep -q 'lid 2: de kring ondertekenen: FOUT' out
expect 1 'wachtzin is niet goed' verify stick1/shares.key 2
expect 0 '5 bladen' "$council" share print stick1/shares.key --circle raad/circle.json \
    --output blad.html < <(passphrases 1)
holds 'a printed sheet has the words of the first one' \
    test "$(grep '^<tr>' blad.html)" = "$(grep '^<tr>' raad/members/1/paper.html)"
expect 3 'File exists' "$council" share print stick1/shares.key --circle raad/circle.json \
    --output blad.html < <(passphrases 1)
expect 1 'niet alle delen' "$council" share print wrong.key --circle raad/circle.json \
    --output x.html < <(passphrases 2)
holds 'of a wrong share nothing is printed' test ! -e x.html
expect 2 'share verify' "$council" share verify stick1/shares.key

# Reports of the first period and of the second
open_batch() {
    passphrases 1 2 | "$council" open "$1" --dossier "$2" --lang en --circle raad/circle.json \
        --pin raad/vrijuit.pub --share stick1/shares.key --share stick2/shares.key "${@:3}"
}
"$maker" batch een raad/circle.json seed 0 - r2
"$maker" batch acht raad/circle.json seed 8 - r3
expect 0 'opened 2' open_batch een dossier
# One member has a stick, the other types paper: of the first period, and of the dossier
mixed() {
    "$council" "$1" --lang en --circle raad/circle.json --pin raad/vrijuit.pub --paper \
        --share stick1/shares.key --dossier gemengd "${@:2}"
}
expect 1 'dossier: too few shares' mixed open een < <(passphrases 1; paper_lines 2 1; echo)
expect 1 'rounds 0 to 5: too few shares' mixed open een < <(passphrases 1; paper_lines 2 5; echo)
holds 'without one of these two sheets nothing is opened' test ! -e gemengd
expect 0 'opened 2' mixed open een < <(passphrases 1; paper_lines 2 1; paper_lines 2 5; echo)
expect 0 'melding nummer 2' mixed read < <(passphrases 1; paper_lines 2 5; echo)
expect 1 'rounds 6 to 11: too few shares' mixed open acht --earlier-payload none \
    < <(passphrases 1; paper_lines 2 1; paper_lines 2 5; echo)

# Closing: what is refused
close_period() {
    local period=$1
    shift
    (passphrases 1 2; echo "${answer:-$period}") | "$council" close "$period" \
        --circle raad/circle.json --share stick1/shares.key --share stick2/shares.key "$@"
}
before=$(cat stick?/shares.key | sha256sum)
expect 1 'loopt nog tot en met' close_period 6-11
expect 1 'is geen periode' close_period 0-6
holds 'the periods are listed' grep -q '^  12-17  ' out
answer=nee expect 1 'er is niets veranderd' close_period 0-5
expect 1 'niet goed' "$council" close 0-5 --circle raad/circle.json --share stick1/shares.key \
    --share wrong.key < <(passphrases 1 2; echo 0-5)
holds 'files are as they were' test "$(cat stick?/shares.key | sha256sum)" = "$before"

# Power loss at every step that changes files: each file is old or new
killed_at() {
    # In a shell of its own: that one tells of the killed program, which is of no interest.
    (passphrases 1; echo 0-5) | (strace -f -qq -o /dev/null -e trace="${1%%:*}" \
        -e "inject=${1%%:*}:signal=KILL:when=${1#*:}" "${@:2}" >/dev/null 2>&1; exit $?) 2>/dev/null
}
if command -v strace >/dev/null 2>&1; then
    old=$(sha256sum <cheap1)
    for at in fsync:1 rename:1 fsync:3; do
        cp cheap1 stick1/shares.key
        killed_at "$at" "$council" close 0-5 --circle raad/circle.json --share stick1/shares.key
        holds "killed at $at" test $? -eq 137
        if [ "$(sha256sum <stick1/shares.key)" = "$old" ]; then
            echo "$at: old"
        else
            echo "$at: new"
            expect 0 'geen deel voor: meldingen openen van ronde 0' verify stick1/shares.key 1
        fi
    done >steps
    holds 'before the rename the old file stands' grep -q '^fsync:1: old$' steps
    holds 'behind it the new one' grep -q '^fsync:3: new$' steps
    cp cheap1 stick1/shares.key
else
    echo "not tried here: strace is not installed"
fi

# Closing
expect 0 'Lid 1: verbrand het blad "meldingen openen van ronde 0 tot en met 5' close_period 0-5
cheapen
holds 'nothing is left beside the files' test -z "$(find . -name '*.new')"
expect 0 'was al gesloten' close_period 0-5
expect 1 'loopt nog' close_period 6-11
expect 0 'opened 0, cover 0, damaged 0, double 0, unreadable 0, for others 2' open_batch een nieuw
expect 0 'opened 3' open_batch acht tweede --earlier-payload none
expect 0 'melding nummer 2' "$council" read --dossier dossier --circle raad/circle.json \
    --pin raad/vrijuit.pub --share stick1/shares.key --share stick2/shares.key < <(passphrases 1 2)

# Shared anew: three members, two needed
reshare() {
    passphrases 1 2 1 2 3 | "${@:1}" "$council" reshare --circle raad/circle.json \
        --share stick1/shares.key --share stick2/shares.key --members 3 --threshold 2 \
        --output anders --stick 1=stick1 --stick 2=stick2 --add-periods 2 --period-rounds 7
}
if command -v strace >/dev/null 2>&1; then
    sticks=$(cat stick[12]/shares.key | sha256sum)
    (reshare strace -f -qq -o /dev/null -e trace=renameat2 \
        -e inject=renameat2:signal=KILL:when=2 >/dev/null 2>&1; exit $?) 2>/dev/null
    holds 'killed in the middle' test $? -eq 137
    holds 'the old files are as they were' test "$(cat stick[12]/shares.key | sha256sum)" = "$sticks"
    holds 'there is no new circle' test ! -e anders
    expect 1 'afgebroken' reshare
    rm -r anders.partial stick?/shares-2.key*
fi
expect 0 'Vernietig NU alle oude' reshare
holds 'the closed period stays as it is' grep -q 'blijft zoals het is' out
expect 0 'geldig' "$council" circle verify anders/circle.json --pin raad/vrijuit.pub
keys_of() { jq -c '.councils[0].keys' "$1/circle.json"; }
holds 'the keys are the same' test "$(keys_of raad)" = "$(keys_of anders | jq -c '.[:3]')"
holds 'two periods are new' jq -e '.councils[0] | [.keys[3:][] | .from, .until] == [18, 24, 25, 31] and
    (.shares | length) == 5' anders/circle.json
holds 'sequence 2, the old circle is named' jq -e '.sequence == 2 and (.earlier | length) == 1' \
    anders/circle.json
holds 'no check value stays but of the closed period' jq -e --slurpfile old raad/circle.json \
    '.signing != $old[0].signing and .councils[0].shares[0] == $old[0].councils[0].shares[0] and
     .councils[0].shares[1] != $old[0].councils[0].shares[1]' anders/circle.json
holds 'and not the dossier' sh -c '! cmp -s raad/dossier.json anders/dossier.json'
with_new() {
    passphrases 1 3 | "$council" "$@" --circle anders/circle.json --circle raad/circle.json \
        --pin raad/vrijuit.pub --share stick1/shares-2.key --share anders/members/3/shares-2.key
}
expect 0 'geopend 3' with_new open acht --dossier derde --earlier-payload none
expect 0 'melding nummer 2' with_new read --dossier dossier
expect 1 'onbekend' "$council" share verify stick1/shares.key --circle anders/circle.json \
    < <(passphrases 1)

# Forms
cp "$here/../../config/form.json" "$here/../../config/questions-example.json" .
expect 0 'is goed: 12 vragen' "$council" form check form.json --questions questions-example.json
expect 0 'Waar gaat het knelpunt over?' "$council" form preview form.json
expect 0 'Only Enter skips it' "$council" form preview form.json --lang en
# form_with FILTER: the form, changed
form_with() { jq "$1" form.json >bad.json; }
form_with '.questions[1].required = 1'
expect 1 'vraag 2 (waar): required' "$council" form check bad.json
form_with '.questions[3].options = []'
expect 1 'uitgesproken' "$council" form check bad.json
form_with '.questions[4].id = "thema"'
expect 1 'thema' "$council" form check bad.json
form_with 'del(.questions[0].help)'
expect 1 'vraag 1 (thema): ' "$council" form check bad.json
form_with '.questions[8].maximum = 8000'
expect 1 'eigen-woorden kan er' "$council" form check bad.json
jq '.[0].id = "waar"' questions-example.json >own.json
expect 1 'vraag 1 (waar): dit id staat al' "$council" form check form.json --questions own.json
finish
