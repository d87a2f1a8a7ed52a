#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# What a council prints or shares can be read by everyone: the feedback report and the sheets of a
# member, in both languages, in a real browser under axe (WCAG 2.1 A and AA).
# Arguments: vrijuit-council, make_batch, the folder client/web of the build, the source.
council=$1
maker=$2
web=$3
source=$4
skip() {
    echo "web_council: skipped: $*"
    exit 77
}
[ -d "$web/node_modules/axe-core" ] || skip "the packages of the web form are not here"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node is older than 18"
[ -x /usr/bin/chromium ] || skip "chromium is not here"
. "$(dirname "$0")/council_lib.sh"

"$maker" identity seed >identity
for lang in nl en; do
    passphrases 1 | "$council" init --output "raad.$lang" --lang "$lang" --members 1 --threshold 1 --periods 1 \
        --period-rounds 2 --genesis 2026-01-01 --paper --form "$source/config/form.json" --council or-proef \
        --name 'Proefraad/Trial council' --circle-name 'Proefkring/Trial circle' \
        --hop "Alfa,http://127.0.0.1:8080,@identity" >/dev/null || exit 1
    mv "raad.$lang/members/1/paper.html" "paper.$lang.html"
done
cheap_shares raad.nl 1
"$maker" batch een raad.nl/circle.json seed 0 - v40
with_one() {
    passphrases 1 | "$council" "$@" --dossier dossier --circle raad.nl/circle.json \
        --pin raad.nl/vrijuit.pub --share raad.nl/members/1/shares.key
}
with_one open een >/dev/null
for lang in nl en; do
    expect 0 '' with_one statistics --lang "$lang" --output "report.$lang.html" --cross waar,belemmering
    holds "the report in $lang is there" test -s "report.$lang.html"
    holds "the sheets in $lang are there" test -s "paper.$lang.html"
done
in_browser() {
    VRIJUIT_WEB=$web node "$source/tests/web/accessible.mjs" "$@"
}
expect 0 'no fault in 4 pages' in_browser report.nl.html report.en.html paper.nl.html paper.en.html

# Faults that must be found: no language, and words that hardly differ from the paper.
sed -e 's/<html lang="nl">/<html>/' -e 's/<h1>/<h1 id="pale">/' \
    -e 's|</style>|#pale { color: #ddd; background: #fff; }</style>|' report.nl.html >planted.html
expect 1 'html-has-lang' in_browser planted.html
holds 'pale words are found' grep -q color-contrast out
finish
