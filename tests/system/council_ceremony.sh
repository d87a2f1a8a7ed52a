#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The ceremony gives a circle that everyone can verify, and shares of which only enough together sign.
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
"$maker" identity seed >identity


# --help, --version, wrong usage
expect 0 'libsodium 1.0' "$council" --version
expect 0 'suites: 1' "$council" --version
expect 0 'op een laptop zonder netwerk' "$council" --help
expect 0 'on a laptop without a network' "$council" --help --lang en
expect 0 'on a laptop without a network' "$council" help --lang en
expect 0 'circle fingerprint' "$council" help circle
expect 0 'circle fingerprint' "$council" circle sign --help
expect 0 'make keys, share them' "$council" init --lang en --help
expect 2 'geen opdracht' "$council" help nonsense
expect 2 'geen opdracht' "$council" help init read
# fits_screen ARGUMENT...: 24 lines of 80 columns, in both languages
fits_screen() {
    "$council" "$@" --lang nl >text && "$council" "$@" --lang en >text2 && test -s text &&
        awk 'FNR > 23 || length($0) > 80 {bad = 1} END {exit bad}' text text2
}
holds 'the help fits on a screen' fits_screen --help
for command in $("$council" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    holds "the help about $command fits on a screen" fits_screen help "$command"
    holds "the help about $command is the same behind it" sh -c \
        "'$council' help $command >text && '$council' $command --help | cmp - text"
    listed=$((${listed:-0} + 1))
done
holds 'all commands are listed' test "${listed:-0}" -eq 12
expect 2 'vrijuit-council --help' "$council"
expect 2 'onbekende optie' "$council" init --nonsense
expect 2 'unknown option' "$council" --lang en init --nonsense
expect 2 '--hop is missing' "$council" init --lang en --output x --members 3 --threshold 2 \
    --form f --council c --name n --circle-name n
expect 2 'given too often' "$council" init --lang en --output x --output y
expect 2 'wants a value' "$council" init --lang en --output
expect 2 'nl | en' "$council" init --lang fr
expect 2 '--threshold' hold_ceremony raad 3 4
expect 2 '--threshold' hold_ceremony raad 3 1
expect 2 '--members' hold_ceremony raad 16 2
expect 2 '--expires' hold_ceremony raad 3 2 --expires 2027-02-30
expect 2 '--suite' hold_ceremony raad 3 2 --suite 2
expect 2 'circle show' "$council" circle nonsense x

# What cannot become a circle
sed 's/"one"/"other"/' "$here/council_form.json" >bad_form.json
expect 1 'geen kring' "$council" init --output raad --members 2 --threshold 2 --form bad_form.json \
    --council or-proef --name n --circle-name n --hop "A,http://x,@identity" </dev/null
expect 3 'none.json' "$council" init --output raad --members 2 --threshold 2 --form none.json \
    --council or-proef --name n --circle-name n --hop "A,http://x,@identity" </dev/null
expect 1 'ten minste 8' "$council" init --output raad --members 1 --threshold 1 \
    --form "$here/council_form.json" --council or-proef --name n --circle-name n \
    --hop "A,http://x,@identity" <<<kort
expect 1 'one more is needed' "$council" init --lang en --output raad --members 2 --threshold 2 \
    --form "$here/council_form.json" --council or-proef --name n --circle-name n \
    --hop "A,http://x,@identity" <<<'wachtzin van lid 1'
expect 3 'mkdir' hold_ceremony none/raad 1 1
holds 'a failed ceremony leaves nothing behind' test ! -e raad -a ! -e raad.partial

# A good one
expect 0 'alle combinaties zijn geprobeerd' hold_ceremony raad 3 2 --paper --progress
expect 1 'bestaat al' hold_ceremony raad 3 2
holds 'share files are for their owner only' test "$(stat -c %a raad/members/2/shares.key)" = 600
holds 'papers are for their owner only' test "$(stat -c %a raad/members/2/paper.txt)" = 600
holds 'the circle is for everyone' test "$(stat -c %a raad/circle.json)" = 644
holds 'minisign verifies the circle' minisign -V -p raad/vrijuit.pub -m raad/circle.json
expect 0 'geldig tot en met' "$council" circle verify raad/circle.json
expect 0 'Proefkring' "$council" circle show raad/circle.json
expect 0 'Trial council' "$council" circle show --lang en raad/circle.json
"$council" circle fingerprint raad/vrijuit.pub >words
holds 'a fingerprint has 12 words' test "$(wc -w <words)" = 12
expect 0 "$(cat words)" "$council" circle verify raad/circle.json --pin raad/vrijuit.pub
expect 0 "$(cat words)" "$council" circle fingerprint raad/circle.json
expect 0 "$(cat words)" "$council" circle fingerprint "$(tail -1 raad/vrijuit.pub)"
expect 1 'geen sleutel' "$council" circle fingerprint nonsense
holds 'each paper has six lines for each of six secrets' \
    test "$(grep -cE '^  [1-6]   ([a-z]+ ){5}[a-z]+$' raad/members/1/paper.txt)" = 36

# A member without a passphrase gets six words, once
expect 0 'Passphrase of member 1: ' "$council" init --lang en --output voorstel --members 1 \
    --threshold 1 --periods 1 --form "$here/council_form.json" --council or-proef --name n \
    --circle-name n --hop "A,http://x,@identity" <<<''
holds 'six words are proposed' test "$(sed -n 's/^Passphrase of member 1: //p' out | wc -w)" = 6

# Circles that must not be trusted
expect 0 'Klaar' hold_ceremony ander 2 2 --periods 1
expect 1 'niet ondertekend' "$council" circle verify raad/circle.json --pin ander/vrijuit.pub
mkdir changed
cp raad/circle.json raad/circle.json.minisig raad/vrijuit.pub changed/
sed -i 's/Proefkring/Proefkrinh/' changed/circle.json
expect 1 'niet ondertekend' "$council" circle verify changed/circle.json
expect 0 'Klaar' hold_ceremony oud 2 2 --periods 1 --expires 2020-01-01
expect 1 'niet meer geldig' "$council" circle verify oud/circle.json
expect 3 'kan niet worden gelezen' "$council" circle verify none/circle.json --pin raad/vrijuit.pub
expect 1 'raad/circle.json' "$council" circle verify raad/circle.json --pin raad/circle.json.minisig

# A new sequence, signed by two of the three
sed 's/"sequence": 1/"sequence": 2/' raad/circle.json >nieuw.json
expect 0 'ondertekend: nieuw.json.minisig' "$council" circle sign nieuw.json \
    --share raad/members/1/shares.key --share raad/members/3/shares.key \
    --previous raad/circle.json --pin raad/vrijuit.pub < <(passphrases 1 3)
holds 'minisign verifies the new sequence' minisign -V -p raad/vrijuit.pub -m nieuw.json
expect 0 'geldig' "$council" circle verify nieuw.json --pin raad/vrijuit.pub
rm nieuw.json.minisig
expect 1 'niet hoger' "$council" circle sign raad/circle.json --output x --previous nieuw.json \
    --share raad/members/1/shares.key
expect 1 'nog 1 erbij' "$council" circle sign nieuw.json --share raad/members/2/shares.key \
    < <(passphrases 2)
expect 1 'nog 1 erbij' "$council" circle sign nieuw.json --share raad/members/2/shares.key \
    --share raad/members/2/shares.key < <(passphrases 2 2)
expect 1 'lid 2 hoort bij een andere kring' "$council" circle sign nieuw.json \
    --share raad/members/1/shares.key --share ander/members/2/shares.key < <(passphrases 1 2)
"$maker" wrong-share raad/members/2/shares.key wrong.key 'wachtzin van lid 2'
expect 1 'het deel van lid 2 is niet goed' "$council" circle sign nieuw.json \
    --share raad/members/1/shares.key --share wrong.key < <(passphrases 1 2)
expect 1 'the share of member 2 is wrong' "$council" circle sign nieuw.json --lang en \
    --share wrong.key --share raad/members/1/shares.key < <(passphrases 2 1)
expect 1 'wachtzin is niet goed' "$council" circle sign nieuw.json \
    --share raad/members/1/shares.key <<<'een andere wachtzin'
expect 1 'andere sleutel' "$council" circle sign nieuw.json --pin ander/vrijuit.pub \
    --share raad/members/1/shares.key --share raad/members/2/shares.key < <(passphrases 1 2)
head -c 100 raad/members/1/shares.key >cut.key
expect 1 'another length' "$council" circle sign nieuw.json --share cut.key </dev/null
expect 1 'draft.json' "$council" circle sign "$(echo '{' >draft.json; echo draft.json)" --share x
holds 'nothing was signed' test ! -e nieuw.json.minisig -a ! -e x
expect 0 'ondertekend: elders.minisig' "$council" circle sign nieuw.json --output elders.minisig \
    --share raad/members/1/shares.key --share raad/members/2/shares.key < <(passphrases 1 2)

# Shares typed from paper: two members, each the fifth paper, that of signing
paper_lines() {
    awk -v want="$2" '/^  1   /{n++} /^  [1-6]   /{if (n == want) {$1 = ""; print substr($0, 2)}}' \
        "raad/members/$1/paper.txt"
}
expect 0 'ondertekend' "$council" circle sign nieuw.json --paper --pin raad/vrijuit.pub \
    < <(paper_lines 1 5; paper_lines 3 5; echo)
paper_lines 1 5 | sed '2s/^[a-z]*/qqqqqq/' >wrong_paper
expect 1 'regel 2: woord 1 staat niet in de lijst' "$council" circle sign nieuw.json --paper <wrong_paper
paper_lines 1 5 | sed '3s/^\([a-z]*\) \([a-z]*\)/\2 \1/' >wrong_paper
expect 1 'regel 3' "$council" circle sign nieuw.json --paper <wrong_paper
sed -n 's/^QR: //p' raad/members/2/paper.txt | sed -n 5p >qr
rm nieuw.json.minisig
expect 0 'ondertekend' "$council" circle sign nieuw.json --paper < <(cat qr; paper_lines 1 5; echo)

# Memory that cannot be locked: no program without privileges goes on, unless told so
if ldd "$council" | grep -q libasan; then
    echo "not tried here: the address sanitizer turns mlock into nothing"
elif [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
    mkdir -m 777 open
    chmod 755 "$dir"
    cp identity "$here/council_form.json" open/
    unlocked() {
        (cd open && echo 'wachtzin van lid 1' |
            setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all \
                bash -c 'ulimit -l 0; exec "$@"' - "$council" init --members 1 --threshold 1 \
                --periods 1 --form council_form.json --council or-proef --name n --circle-name n \
                --hop "A,http://x,@identity" "$@")
    }
    if (cd open && setpriv --reuid=65534 --regid=65534 --clear-groups "$council" --version) \
        >/dev/null 2>&1; then
        expect 3 'ulimit -l' unlocked --output dicht
        expect 0 'Klaar' unlocked --output los --allow-unlocked
    else
        echo "not tried here: another user cannot reach the program"
    fi
fi

# At a terminal a passphrase is asked twice and never shown
if command -v expect >/dev/null 2>&1; then
    cat >ask.exp <<'X'
source $env(here)/talk.exp
spawn -noecho {*}$argv
said "wachtzin"
send "geheime zin een\r"
said "Nog een keer:"
send "geheime zin twee\r"
said "niet gelijk"
said "kies een wachtzin"
send "geheime zin drie\r"
said "Nog een keer:"
send "geheime zin drie\r"
if {[lsearch $argv --paper] < 0} {
    for {set page 0} {$page < 3} {incr page} {
        said "  6   "
        said "Overgeschreven?"
        send "\r"
    }
}
said "Klaar"
leave
X
    expect 0 'Klaar' command expect ask.exp "$council" init --output scherm --members 1 \
        --threshold 1 --periods 1 --paper --form "$here/council_form.json" --council or-proef \
        --name n --circle-name n --hop "A,http://x,@identity"
    holds 'a passphrase is not shown' test "$(grep -c 'geheime zin' out)" = 0
    expect 0 'Klaar' command expect ask.exp "$council" init --output bladen --members 1 \
        --threshold 1 --periods 1 --form "$here/council_form.json" --council or-proef \
        --name n --circle-name n --hop "A,http://x,@identity"
    holds 'papers are shown, and wiped' grep -qF "$(printf '\033[3J')" out
    holds 'papers that were shown are not written' test ! -e bladen/members/1/paper.txt
    cat >type.exp <<'X'
source $env(here)/talk.exp
set lines [split [string trim [read [open papers]]] "\n"]
spawn -noecho {*}$argv
said "Regel 1"
send "aap noot mies\r"
said "het moeten er zes zijn"
set number 1
foreach line $lines {
    said "Regel $number"
    send "$line\r"
    set number [expr {$number % 6 + 1}]
}
said "Regel 1"
send "\r"
said "ondertekend"
leave
X
    (paper_lines 1 5; paper_lines 2 5) >papers
    rm -f nieuw.json.minisig
    expect 0 'ondertekend' command expect type.exp "$council" circle sign nieuw.json --paper
else
    echo "not tried here: expect is not installed"
fi
finish
