#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A council tells in numbers what was reported, twice, and nobody is in those numbers.
council=$1
maker=$2
form=$3
. "$(dirname "$0")/council_lib.sh"
"$maker" identity seed >identity
passphrases 1 2 | "$council" init --output raad --members 2 --threshold 2 --form "$form" \
    --council or-proef --name 'Proefraad/Trial council' --circle-name 'Proefkring/Trial circle' \
    --hop "Alfa,http://127.0.0.1:8080,@identity" --periods 3 --period-rounds 2 \
    --genesis 2026-01-01 >/dev/null || exit 1
cheap_shares raad 2

with_two() {
    local command=$1
    shift
    passphrases 1 2 | "$council" "$command" "$@" --circle raad/circle.json --pin raad/vrijuit.pub \
        --share raad/members/1/shares.key --share raad/members/2/shares.key --dossier dossier
}
statistics() {
    with_two statistics "$@"
}
unchanged() {
    holds "$1: the dossier is as it was" test "$(sha256sum <dossier)" = "$before"
    holds "$1: nothing is left behind" sh -c '! ls *.new'
}
# number FILE QUESTION ANSWER
number() {
    tr -d '\r' <"$1" | sed -n "s/^\"$2\",\"$3\",,,//p"
}

expect 3 'nog geen dossier' statistics --output geen.html
"$maker" batch een raad/circle.json seed 0 - v40n2f v4
with_two open een >/dev/null
before=$(sha256sum <dossier)

# What is not given, and what may not be asked
expect 2 '--output' statistics --csv een.csv
expect 2 '--from-round' statistics --output een.html --from-round 0
expect 2 '--round-base' statistics --output een.html --round-base 3
expect 2 '--cross' statistics --output een.html --cross thema
expect 1 'hele perioden' statistics --output een.html --from-round 0 --until-round 0
expect 1 'hele perioden' statistics --output een.html --from-round 1 --until-round 1
expect 1 'ten minste 5' statistics --output een.html --minimum 4
expect 1 'niet in de nieuwste kring' statistics --output een.html --council or-ander
expect 1 'geen tabel' statistics --output een.html --cross thema,bestaat-niet
expect 1 'hoogstens een' statistics --output een.html --cross thema,belemmering
expect 1 '0 meldingen' statistics --output een.html --from-round 4 --until-round 5
unchanged 'refused'
holds 'refused: no file' sh -c '! ls *.html'

# Killed before the dossier knows, and after it: the next run gives the same
if command -v strace >/dev/null 2>&1; then
    killed_at() {
        (passphrases 1 2 | strace -f -qq -o /dev/null -e trace=rename \
            -e "inject=rename:signal=KILL:when=$1" "$council" statistics --output "$2" \
            --cross waar,belemmering --dossier dossier --circle raad/circle.json \
            --pin raad/vrijuit.pub --share raad/members/1/shares.key \
            --share raad/members/2/shares.key >/dev/null; exit $?) 2>/dev/null
    }
    killed_at 1 een.html
    holds 'killed before: the dossier is as it was' test "$(sha256sum <dossier)" = "$before"
    holds 'killed before: no report' test ! -e een.html
    killed_at 2 een.html
    holds 'killed after: the dossier remembers' test "$(sha256sum <dossier)" != "$before"
    holds 'killed after: no report yet' test ! -e een.html
    expect 0 'hetzelfde als een eerder verslag' statistics --output een.html --csv een.csv \
        --cross waar,belemmering
else
    echo "not tried here: strace is not installed"
    expect 0 '44 meldingen' statistics --output een.html --csv een.csv --cross waar,belemmering
fi
before=$(sha256sum <dossier)
holds 'the page is well made' "$here/html_check.py" een.html
holds 'how many in all' test "$(tr -d '\r' <een.csv | sed -n 's/^"(reports)",,,,//p')" = 44
holds 'there are numbers' test "$(grep -c ',[0-9]*.$' een.csv)" -gt 20
holds 'no number is small' sh -c "! grep -qE ',[0-4].\$' een.csv"
holds 'no own words' sh -c '! grep -q "komt nooit" een.html een.csv'
holds 'not counted is said' sh -c 'grep -q "niet meegeteld.*: 2" out'
expect 1 'bestaat al' statistics --output een.html --cross waar,belemmering
expect 0 'het dossier is niet veranderd' statistics --output weer.html --csv weer.csv \
    --cross belemmering,waar
holds 'the same again, page' cmp een.html weer.html
holds 'the same again, numbers' cmp een.csv weer.csv
unchanged 'again'
expect 0 'unchanged' statistics --output en.html --lang en --round-base 5 --csv rond.csv \
    --cross waar,belemmering
holds 'in English too' "$here/html_check.py" en.html
holds 'rounded' sh -c "! grep -qE ',[0-9]*[1-46-9].\$' rond.csv"
unchanged 'rounded'
expect 1 'met een derde' statistics --output kruis.html --cross waar,thema
unchanged 'a second partner'

# Few newcomers are seen by subtracting; many are not
"$maker" batch twee raad/circle.json seed 2 een.last v4
with_two open twee >/dev/null
before=$(sha256sum <dossier)
expect 1 'verschil met een eerder verslag' statistics --output twee.html
expect 1 '4 meldingen' statistics --output twee.html --from-round 2 --until-round 3
unchanged 'few newcomers'
"$maker" batch drie raad/circle.json seed 3 twee.last v36
with_two open drie >/dev/null
expect 0 '84 meldingen' statistics --output twee.html --csv twee.csv --cross waar,belemmering
holds 'the second page is well made' "$here/html_check.py" twee.html
checked=0
while IFS=, read -r question answer; do
    old=$(number een.csv "$question" "$answer")
    new=$(number twee.csv "$question" "$answer")
    if [ "$old" != '"hidden"' ] && [ "$new" != '"hidden"' ]; then
        checked=$((checked + 1))
        holds "newcomers of $question $answer: $old, $new" test $((new - old)) -ge 5
    fi
done < <(tr -d '\r"' <twee.csv | sed -n '3,$s/^\([a-z-]*,[a-z()-]*\),,,.*/\1/p')
holds 'some can be subtracted' test "$checked" -gt 5
expect 0 '40 meldingen' statistics --output periode.html --from-round 2 --until-round 3
holds 'the period is told' grep -q '3 januari 2026 tot en met 4 januari 2026' periode.html
expect 0 'het dossier is niet veranderd' statistics --output weer2.html --csv weer2.csv \
    --cross waar,belemmering
holds 'an earlier report still comes out as it was' cmp twee.html weer2.html
expect 0 'Wat hier staat' with_two read
finish
