#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# An answer reaches the reporter whom it is for and nobody else, and a board tells nobody how many.
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
"$maker" identity seed >identity
hold_ceremony raad 3 2 --minimum 3 --periods 3 --period-rounds 30 >/dev/null || exit 1
cheap_shares raad 3
with_two() {
    local command=$1
    shift
    passphrases 1 2 | "$council" "$command" "$@" --dossier dossier --circle raad/circle.json \
        --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/2/shares.key
}
# The handle of the report whose text is $1.
handle() {
    with_two read --lang en >shown
    awk -v text="$1" '/^Report/{split($0, part, ", "); name = part[2]} index($0, text){print name}' shown
}

# Too few reports: nothing about them is shown or answered
"$maker" batch nul raad/circle.json seed 0 - r2
expect 0 'opened 2' with_two open nul --lang en
echo 'Dank je wel.' >kort
expect 1 'open from 3' with_two reply --to abcd-efgh --file kort --lang en
"$maker" batch een raad/circle.json seed 1 nul.last r3e
expect 0 'opened 4' with_two open een --lang en
expect 0 'Report 6 of 6' with_two read --lang en
holds 'reports are open' grep -q 'first answer soon, 91 days left' out

# Whole, cut off, and with one bit changed
verify_of() {
    passphrases 1 2 | "$council" dossier verify --lang en --dossier "$1" --circle raad/circle.json \
        --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/2/shares.key
}
expect 0 'reports: 6, follow-ups: 0' verify_of dossier
holds 'the dossier says up to which round it was opened' grep -q 'opened up to round' out
head -c -100 dossier >cut
chmod 600 cut
expect 1 'cut off' verify_of cut
python3 -c 'import sys; b = bytearray(open("dossier", "rb").read()); b[40000] ^= 1; open("changed", "wb").write(b)'
chmod 600 changed
expect 1 'was changed' verify_of changed
expect 2 'dossier verify' "$council" dossier --lang en

# One short answer and one of several parts
one=$(handle 'melding nummer 3')
holds 'a report has a handle' sh -c "echo '$one' | grep -qE '^[0-9a-z]{4}-[0-9a-z]{4}\$'"
holds 'a handle stays the same' test "$(handle 'melding nummer 3')" = "$one"
expect 0 'bewaard' with_two reply --to "$one" --file kort
{ for i in $(seq 900); do echo "Regel $i van een lang antwoord."; done; } >lang
hostile=$(handle 'kwaad')
expect 0 'kept' with_two reply --to "$(echo "$one" | tr -d - | tr a-z A-Z)" --file lang --lang en
holds 'a reply that can be delivered gives no warning' sh -c '! grep -q "cannot be delivered" out'
expect 0 'cannot be delivered: this report has no usable key' with_two reply --to "$hostile" --file kort --lang en
holds 'it does not promise a board' grep -q 'kept; no board will carry it' out
expect 0 'reply waits for the board' with_two read --lang en
expect 1 'geen melding' with_two reply --to aaaa-aaaa --file kort
expect 1 'geen melding' with_two reply --to zo --file kort
expect 1 'leeg' with_two reply --to "$one" --file <(printf ' \n')
expect 1 'besturingstekens' with_two reply --to "$one" --file <(printf 'a\033[31mb')
expect 1 'geen tekst' with_two reply --to "$one" --file <(printf 'a\0b')
expect 3 'none' with_two reply --to "$one" --file none
expect 2 '--to' with_two reply --file kort
expect 2 '--file' with_two reply --to "$one"
holds 'no words of an answer stand in the dossier' sh -c '! grep -qaE "Dank je|lang antwoord" dossier'

# The board: signed, remembered, read by the one whom it is for
before=$(sha256sum <dossier)
expect 2 '--output' with_two board
expect 1 'geen enkel deel' with_two board --output bord --round 5000
expect 1 '--round' with_two board --output bord --round x
expect 3 'none/bord' with_two board --output none/bord
holds 'nothing was published: the dossier is as it was' test "$(sha256sum <dossier)" = "$before"
expect 0 'vakken: 32, waarvan' with_two board --output bord
holds 'minisign verifies the board' minisign -V -m bord -x bord.minisig \
    -P "$(signing_key raad/circle.json 0)"
holds 'its trusted comment' grep -q 'trusted comment: vrijuit replies v1 council=or-proef round=2' bord.minisig
holds 'nothing but cells and a header' test "$(stat -c %s bord)" = $((80 + 32 * 4096))
"$maker" replies bord 3 >read3
holds 'the reporter reads the short answer' grep -q 'Dank je wel\.' read3
holds 'the reporter reads the long answer' grep -q 'Regel 900 van' read3
holds 'every part is there once' test "$(sed -n 's/^part \([0-9]*\) of .*/\1/p' read3 | sort -n | uniq | wc -l)" = \
    "$(sed -n 's/^part [0-9]* of \([0-9]*\):.*/\1/p' read3 | sort -u)"
"$maker" replies bord 1 >read1
"$maker" replies bord 2 >read2
holds 'nobody else reads it' test ! -s read1 -a ! -s read2
expect 0 'answered' with_two read --lang en
holds 'an answer that nobody can read is not on the board' sh -c "grep -A1 '$hostile' out | grep -q 'reply cannot be delivered'"
holds 'only that one' test "$(grep -c 'Our reply, cannot be delivered' out)" = 1
holds 'the others are' test "$(grep -c 'Our reply, on the board' out)" = 2
holds 'nothing waits any more' sh -c '! grep -q "waits for the" out'
expect 0 'reports without a usable reply key: 1' with_two board --output bord2 --lang en
expect 3 'bord2' with_two board --output bord2

# A second board shares no cell with the first, and there is no way back
python3 - bord bord2 <<'X' || { echo "FAIL: two boards share a cell" >&2; failed=1; }
import sys
cells = []
for path in sys.argv[1:]:
    data = open(path, "rb").read()[80:]
    cells.append({data[i:i + 4096] for i in range(0, len(data), 4096)})
    assert len(cells[-1]) == 32 and data == b"".join(sorted(cells[-1]))
enc = [{c[32:64] for c in group} for group in cells]
sys.exit(1 if cells[0] & cells[1] or enc[0] & enc[1] else 0)
X
expect 0 'round 9' with_two board --output bord9 --round 9 --lang en
expect 1 'round 9 already' with_two board --output bord8 --round 8 --lang en

# An answer leaves the board when receipts of its time do: 180 rounds; and not one round earlier
hold_ceremony lang_raad 1 1 --minimum 1 --periods 1 --period-rounds 400 >/dev/null
"$maker" batch eerste lang_raad/circle.json seed 0 - r
lone() {
    local command=$1
    shift
    passphrases 1 | "$council" "$command" "$@" --lang en --dossier alleen \
        --circle lang_raad/circle.json --pin lang_raad/vrijuit.pub --share lang_raad/members/1/shares.key
}
expect 0 'opened 1' lone open eerste
lone read >shown
one=$(sed -n 's/^Report 1 of 1, \([^,]*\),.*/\1/p' shown)
expect 0 'kept' lone reply --to "$one" --file kort
cp alleen te_laat
expect 0 'of which 1 hold' lone board --output b180 --round 180
expect 0 'of which 0 hold' lone board --output b181 --round 181
holds 'a board without answers looks the same' test "$(stat -c %s b181)" = "$(stat -c %s b180)"

expect 0 '[answered]' lone read
mv te_laat alleen
expect 0 'of which 0 hold' lone board --output laat --round 181
expect 0 'Our reply, cannot be delivered' lone read

# Two runs at once do not lose each other's records
if command -v strace >/dev/null 2>&1; then
    echo 'eerste antwoord' >a
    (passphrases 1 | ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -e trace=fsync \
        -e inject=fsync:delay_enter=3000000 sh -c 'echo $$ >pid; exec "$@"' sh "$council" reply \
        --dossier alleen --circle lang_raad/circle.json --pin lang_raad/vrijuit.pub \
        --share lang_raad/members/1/shares.key --to "$one" --file a >first 2>&1) &
    slow=$!
    for _ in $(seq 600); do test -s alleen.new && break; sleep 0.1; done
    kill -STOP "$(cat pid)" # in the midst of writing
    expect 1 'another program works on this dossier' lone reply --to "$one" --file kort
    kill -CONT "$(cat pid)"
    wait "$slow"
    expect 0 'eerste antwoord' lone read
fi

# What fills a board cannot be told from what it hides
checks=$((checks + 1))
"$maker" cells 400 | python3 "$here/board_cells.py" || { echo "FAIL: cells" >&2; failed=1; }
finish
