#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A short story of a council under valgrind: nothing is read that was not written, nothing beyond its
# end, nothing is lost, also where the program refuses. Passphrases cost nothing here.
# Arguments: vrijuit-council, make_batch, cheap_pwhash. The program is one without sanitizers.
real=$1
maker=$2
cheap=$3
. "$(dirname "$0")/council_lib.sh"
command -v valgrind >/dev/null 2>&1 || { echo "council_valgrind: skipped: valgrind is not installed"; exit 77; }
cat >vrijuit-council <<WRAP
#!/bin/sh
LD_PRELOAD=$cheap exec valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite \\
    --errors-for-leak-kinds=definite --log-file='$dir/vg.%p' '$real' "\$@"
WRAP
chmod 755 vrijuit-council
council=$dir/vrijuit-council
"$maker" identity seed >identity

# It finds what is there to find: a program that loses memory, and one that reads too far.
cat >planted.c <<'C'
#include <stdlib.h>
#include <string.h>
int main(int argc, char **argv)
{
    char *volatile lost = malloc(8);
    (void) argv;
    if (argc > 1) {
        return lost[8] == 'x';
    }
    memset(lost, 0, 8);
    lost = NULL;
    return 0;
}
C
if command -v gcc >/dev/null 2>&1; then
    gcc -O0 -o planted planted.c || exit 1
    sed "s|'$real'|./planted|" vrijuit-council >planted.sh
    holds 'lost memory ends with 99' sh -c 'sh planted.sh; test $? = 99'
    holds 'a read too far ends with 99' sh -c 'sh planted.sh too far; test $? = 99'
    holds 'what was planted is found' sh -c 'grep -q "definitely lost" vg.* && grep -q "Invalid read" vg.*'
    rm -f vg.*
fi

# A ceremony, a circle to sign, a share to look at
expect 0 'Klaar: raad' hold_ceremony raad 2 2 --minimum 3 --periods 1 --paper
arguments=(--circle raad/circle.json --pin raad/vrijuit.pub
    --share raad/members/1/shares.key --share raad/members/2/shares.key)
with_two() {
    passphrases 1 2 | "$council" "$@" --lang en "${arguments[@]}"
}
sed 's/"sequence": 1/"sequence": 2/' raad/circle.json >nieuw.json
expect 0 'signed: nieuw.json.minisig' "$council" circle sign nieuw.json --lang en \
    --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/2/shares.key \
    < <(passphrases 1 2)
expect 0 '' "$council" share verify raad/members/1/shares.key --circle raad/circle.json \
    < <(passphrases 1)

# Reports of every kind into the dossier, read, marked, answered
"$maker" batch een raad/circle.json seed 0 - r3fcxduetn
expect 0 'opened 6, cover 1, damaged 1' with_two open een --dossier dossier
expect 0 'melding nummer 2' with_two read --dossier dossier
one=$(sed -n 's/^Report [0-9]* of [0-9]*, \([^,]*\),.*/\1/p' out | head -1)
plain() {
    { passphrases 1 2; printf '%s\n' "$@"; } |
        "$council" read --plain --lang en --dossier dossier "${arguments[@]}"
}
expect 0 'kept in the dossier' plain list 'search nummer 3' 1 'label 1 roosters' 'note 1' 'een regel' . \
    'theme 1' 'state 1' all 'done 1' nonsense 'with roosters' 'search nummer 1' 'reply 1' 'Dank.' . q
echo 'Dank je wel.' >kort
expect 0 'kept' with_two reply --to "$one" --file kort --dossier dossier
expect 0 'cells: 32' with_two board --output bord --dossier dossier
expect 0 'reports: 5' with_two dossier verify --dossier dossier

# On a full screen: what was typed there must have arrived, for only what changes is drawn
if command -v expect >/dev/null 2>&1; then
    cat >screen.exp <<'E'
source $env(here)/talk.exp
set stty_init "rows 24 columns 80"
spawn -noecho {*}$argv
passphrases
said "quit"
foreach {keys shown} {z Search: "nummer 3\r" quit \r "n: note" n Ctrl-D "een regel van het scherm\x04" "n: note" q quit} {
    send $keys
    said $shown
}
send q
leave
E
    expect 0 'quit' env TERM=xterm expect screen.exp "$council" read --lang en \
        --dossier dossier "${arguments[@]}"
    expect 0 'een regel van het scherm' plain 'search nummer 3' 1 q
fi

# Numbers to report back: more reports, with the form that everyone has
passphrases 1 | "$council" init --output veel --members 1 --threshold 1 --periods 1 \
    --period-rounds 2 --genesis 2026-01-01 --form "$here/../../config/form.json" --council or-proef \
    --name n --circle-name n --hop "Alfa,http://127.0.0.1:8080,@identity" >/dev/null
"$maker" batch twee veel/circle.json seed 0 - v30
with_one() {
    passphrases 1 | "$council" "$@" --lang en --dossier groot --circle veel/circle.json \
        --pin veel/vrijuit.pub --share veel/members/1/shares.key
}
expect 0 'opened 30' with_one open twee
expect 0 '30 reports' with_one statistics --output verslag.html --csv verslag.csv --cross waar,belemmering

# What it refuses
expect 1 'already opened' with_two open een --dossier dossier
head -c -100 dossier >cut
chmod 600 cut
expect 1 'cut off' with_two read --dossier cut
expect 1 'wachtzin is niet goed' "$council" share verify raad/members/1/shares.key \
    --circle raad/circle.json <<<'een andere wachtzin'
expect 2 'unknown option' "$council" --lang en open --nonsense

holds 'valgrind looked' sh -c 'ls vg.*'
for report in vg.*; do
    checks=$((checks + 1))
    [ -s "$report" ] || continue
    echo "FAIL: valgrind complains" >&2
    head -n 60 "$report" >&2
    failed=1
done
finish
