#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# What a council opens is whole and in order, or the dossier stays as it was.
council=$1
maker=$2
peak=$3
. "$(dirname "$0")/council_lib.sh"
"$maker" identity seed >identity
# Keys of two rounds each, so that a batch needs more than one.
hold_ceremony raad 3 2 --minimum 3 --periods 8 --period-rounds 2 --paper >/dev/null || exit 1
# From here on passphrases cost little: one Argon2id takes more memory than all that is measured here.
cheap_shares raad 3

# run COMMAND BATCH... with the shares of members 1 and 2
with_two() {
    local command=$1
    shift
    passphrases 1 2 | "$council" "$command" "$@" --lang en --circle raad/circle.json \
        --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/2/shares.key
}
open_batch() {
    with_two open "$1" --dossier "${2:-dossier}" "${@:3}"
}
read_dossier() {
    with_two read --dossier "${1:-dossier}" "${@:2}"
}
unchanged() {
    holds "$1: the dossier is as it was" test "$(sha256sum <dossier)" = "$before"
    holds "$1: nothing is left behind" test ! -e dossier.new
}

# A good batch
"$maker" batch een raad/circle.json seed 0 - r2cfx - rt
expect 3 'no dossier yet' read_dossier
expect 0 'opened 4, cover 1, damaged 0, double 1, unreadable 0, for others 1' open_batch een
holds 'the signature is named' grep -q '^batch signed by the store: yes' out
holds 'the chain is named' grep -q '^receipts continue: yes' out
holds 'nothing is missing' grep -q '^records missing: none' out
holds 'the dossier is for its owner only' test "$(stat -c %a dossier)" = 600
holds 'no words of a report stand in the dossier' sh -c '! grep -qa "melding nummer" dossier'
expect 0 'Dit is melding nummer 2' read_dossier
holds 'labels, not ids' grep -q 'Safety at work' out
holds 'a follow-up stands with its report' grep -q 'Een aanvulling op mijn melding' out
holds 'three reports are shown' test "$(grep -c '^Report [123] of 3' out)" = 3
before=$(sha256sum <dossier)
expect 1 'already opened' open_batch een
unchanged 'the same batch twice'

# Damaged, unreadable, hostile and unfit records among good ones
"$maker" batch twee raad/circle.json seed 3 een.last rdr eun
expect 0 'opened 4, cover 0, damaged 1, double 0, unreadable 1, for others 0' open_batch twee
holds 'a damaged record is named by its round' \
    sh -c "grep -A1 '^damaged:' out | grep -q '1 in round 3'"
holds 'an unreadable record is named by its round' \
    sh -c "grep -A1 '^unreadable:' out | grep -q '1 in round 4'"
expect 0 'does not fit the question' read_dossier
holds 'an unknown question is marked' grep -q 'question that is not in the form' out
holds 'the hostile report is shown' grep -q 'kwaad' out
holds 'no escape reaches the terminal' sh -c "! grep -q \"\$(printf '\\033')\" out"
holds 'no bell reaches the terminal' sh -c "! grep -q \"\$(printf '\\007')\" out"
holds 'no turned reading order' sh -c "! grep -q \"\$(printf '\\342\\200\\256')\" out"

# Files that must change nothing
before=$(sha256sum <dossier)
"$maker" batch drie raad/circle.json seed 5 twee.last rc40
head -c -1 drie >cut
expect 1 'not whole' open_batch cut
unchanged 'cut by one byte'
head -c 100 drie >cut
expect 1 'not whole' open_batch cut
unchanged 'cut short'
head -c 20 drie >cut
expect 1 'not whole' open_batch cut
{ cat drie; echo; } >longer
expect 1 'not whole' open_batch longer
unchanged 'longer'
{ head -c -1 drie; printf '\001'; } >forged
cmp -s drie forged && { head -c -1 drie; printf '\002'; } >forged
expect 1 'not signed by the store' open_batch forged
unchanged 'wrong signature'
{ head -c 40000 drie; printf 'x'; tail -c +40002 drie; } >forged
expect 1 'forged' open_batch forged
unchanged 'a byte of a record changed'
"$maker" identity other_seed >/dev/null
"$maker" batch other raad/circle.json other_seed 5 twee.last r
expect 1 'receipts do not continue' open_batch other
unchanged 'another store'
"$maker" batch broken raad/circle.json seed 5 een.last r
expect 1 'receipts do not continue' open_batch broken
unchanged 'broken chain'
"$maker" batch gap raad/circle.json seed 6 twee.last r
expect 1 'round 5 is due' open_batch gap
unchanged 'a round left out'
expect 3 'cannot be read' open_batch none
hold_ceremony ander 2 2 --periods 1 >/dev/null
"$maker" batch foreign ander/circle.json seed 5 twee.last r
expect 1 'does not belong to this circle' open_batch foreign
unchanged 'of another circle'

# kill -9 at every step that changes files
if command -v strace >/dev/null 2>&1; then
    for at in write:when=2 write:when=9 fsync:when=1 rename:when=1; do
        # In a shell of its own: that one tells of the killed program, which is of no interest.
        (passphrases 1 2 | strace -f -qq -o /dev/null -e trace="${at%%:*}" \
            -e "inject=${at%%:*}:signal=KILL:${at#*:}" "$council" open drie --dossier dossier \
            --circle raad/circle.json --pin raad/vrijuit.pub --share raad/members/1/shares.key \
            --share raad/members/2/shares.key >/dev/null; exit $?) 2>/dev/null
        holds "killed at $at" test $? -eq 137
        holds "killed at $at: the dossier is as it was" test "$(sha256sum <dossier)" = "$before"
    done
    full_disk() {
        passphrases 1 2 | ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -e trace=write \
            -e inject=write:error=ENOSPC:when=4 "$council" open drie --dossier dossier \
            --circle raad/circle.json --pin raad/vrijuit.pub --share raad/members/1/shares.key \
            --share raad/members/2/shares.key
    }
    expect 3 'No space left' full_disk
    unchanged 'disk full'
else
    echo "not tried here: strace is not installed"
fi
expect 0 'opened 1, cover 40' open_batch drie
holds 'the rest of a killed run is gone' test ! -e dossier.new
expect 0 'Report 8 of 8' read_dossier

# The store leaves records out, or adds some
"$maker" batch vier raad/circle.json seed 6 drie.last rm m2
expect 1 'records missing: 3' open_batch vier
holds 'missing records are named by round' grep -q '1 in round 6' out
holds 'missing records are named by round, all' grep -q '2 in round 7' out
expect 0 'Report 9 of 9' read_dossier
"$maker" batch vijf raad/circle.json seed 8 vier.last rs
expect 1 'records without a receipt: 1' open_batch vijf

# A next circle: what is handed over stays that of its round, and there is no way back
sed 's/"sequence": 1/"sequence": 2/; s/"from_round": 0/"from_round": 12/' raad/circle.json >raad/twee.json
expect 0 'signed:' "$council" circle sign raad/twee.json --lang en --share raad/members/1/shares.key \
    --share raad/members/2/shares.key < <(passphrases 1 2)
"$maker" batch zeven raad/circle.json seed 9 vijf.last r r
expect 0 'opened 2' open_batch zeven dossier --circle raad/twee.json
"$maker" batch acht raad/circle.json seed 11 zeven.last r
expect 1 'may not be used any more' open_batch acht
"$maker" batch acht raad/twee.json seed 12 zeven.last r
expect 1 'round 11 is due' open_batch acht dossier --circle raad/twee.json
sed 's/"sequence": 1/"sequence": 3/; s/"expires": "[^"]*"/"expires": "2020-01-01"/' raad/circle.json \
    >raad/drie.json
expect 0 'signed:' "$council" circle sign raad/drie.json --lang en --share raad/members/1/shares.key \
    --share raad/members/2/shares.key < <(passphrases 1 2)
"$maker" batch acht raad/circle.json seed 11 zeven.last r
expect 1 'may not be used any more' open_batch acht dossier --circle raad/drie.json
expect 0 'opened 1' open_batch acht dossier --circle raad/twee.json

# A dossier that was cut or changed
head -c -1 dossier >gekort
expect 1 'cut off' read_dossier gekort
head -c $((32 + 32785)) dossier >gekort
expect 1 'cut off' read_dossier gekort
{ head -c 50 dossier; printf 'x'; tail -c +52 dossier; } >gekort
expect 1 'was changed' read_dossier gekort
{ cat dossier; printf 'x'; } >gekort
expect 1 'behind the end' read_dossier gekort
"$maker" batch zes raad/circle.json seed 9 vijf.last r
expect 1 'behind the end' open_batch zes gekort

# Few reports stay closed, but for all members together
"$maker" batch weinig raad/circle.json seed 0 - r2
expect 0 'fewer than 3' open_batch weinig klein
expect 1 'open from 3' read_dossier klein
expect 1 'all 3 members are needed' read_dossier klein --all-members
expect 0 'melding nummer 2' "$council" read --dossier klein --circle raad/circle.json \
    --pin raad/vrijuit.pub --all-members --share raad/members/1/shares.key \
    --share raad/members/2/shares.key --share raad/members/3/shares.key < <(passphrases 1 2 3)

# A first batch from the middle of the chain only when told so
expect 1 'receipts do not continue' open_batch twee midden
holds 'nothing was begun' test ! -e midden
expect 0 'opened 4' open_batch twee midden --earlier-payload none

# Too few shares, and a wrong one
expect 1 'nog 1 erbij' "$council" open weinig --dossier x --circle raad/circle.json \
    --pin raad/vrijuit.pub --share raad/members/3/shares.key < <(passphrases 3)
"$maker" wrong-share raad/members/2/shares.key wrong.key 'wachtzin van lid 2'
expect 1 'het deel van lid 2 is niet goed' "$council" open weinig --dossier x \
    --circle raad/circle.json --pin raad/vrijuit.pub --share raad/members/1/shares.key \
    --share wrong.key < <(passphrases 1 2)
expect 1 'niet ondertekend' "$council" open weinig --dossier x --circle raad/circle.json \
    --pin ander/vrijuit.pub --share raad/members/1/shares.key </dev/null
holds 'no dossier came of it' test ! -e x
expect 2 '--dossier' "$council" open weinig --circle raad/circle.json --pin raad/vrijuit.pub --paper
expect 2 'BATCH' "$council" open --circle raad/circle.json --pin raad/vrijuit.pub --paper
expect 2 '--share' "$council" read --circle raad/circle.json --pin raad/vrijuit.pub --dossier x

# Typed papers: the first period and the dossier, of two members
paper_lines() {
    awk -v want="$2" '/^  1   /{n++} /^  [1-6]   /{if (n == want) {$1 = ""; print substr($0, 2)}}' \
        "raad/members/$1/paper.txt"
}
expect 0 'geopend 2' "$council" open weinig --dossier papier --circle raad/circle.json \
    --pin raad/vrijuit.pub --paper \
    < <(paper_lines 1 1; paper_lines 3 1; paper_lines 1 10; paper_lines 3 10; echo)

# Memory does not grow with the file
export ASAN_OPTIONS="${ASAN_OPTIONS:-}:quarantine_size_mb=1"
peak_of() {
    "$maker" batch groot raad/circle.json seed 0 - "$1"
    passphrases 1 2 | "$peak" kib "$council" open groot --dossier groot.dossier \
        --circle raad/circle.json --pin raad/vrijuit.pub --share raad/members/1/shares.key \
        --share raad/members/2/shares.key >/dev/null
    rm -f groot groot.dossier
    cat kib
}
small=$(peak_of c10)
large=$(peak_of c1200)
echo "highest memory: $small KiB with 10 records, $large KiB with 1200 (38 MB)"
holds 'memory does not grow with the file' test $((large - small)) -lt 3000
finish
