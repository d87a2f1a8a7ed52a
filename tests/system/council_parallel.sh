#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A batch is opened on all cores, and the cores do not get in each other's way: two opens of the same
# batch give the same, and the thread sanitizer, where it is built in, sees no race.
# Arguments: vrijuit-council, make_batch.
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
[ "$(nproc)" -gt 1 ] || { echo "council_parallel: skipped: one core has no other to get in the way of"; exit 77; }
export TSAN_OPTIONS="log_path=$dir/tsan"
"$maker" identity seed >identity
hold_ceremony raad 2 2 --minimum 3 --periods 3 --period-rounds 2 >/dev/null || exit 1
cheap_shares raad 2
with_two() {
    passphrases 1 2 | "$council" "$@" --lang en --circle raad/circle.json --pin raad/vrijuit.pub \
        --share raad/members/1/shares.key --share raad/members/2/shares.key
}
"$maker" batch een raad/circle.json seed 0 - r60c60d5u5 c300 r60ttfex9 c90
for dossier in a b; do
    expect 0 'opened 122, cover 450, damaged 5, double 2, unreadable 5, for others 9' \
        with_two open een --dossier "$dossier"
    cp out "said.$dossier"
done
holds 'both say the same' cmp said.a said.b
expect 0 'Report 121 of 121' with_two read --dossier a
holds 'no race was seen' sh -c '! ls tsan*'
cat tsan* 2>/dev/null | head -n 60 >&2
finish
