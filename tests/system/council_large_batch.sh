#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A batch file of 2,000 records over ten rounds and five keys: all is counted exactly, and memory does
# not grow with it. VRIJUIT_LONG=1: 100,000 records, for which 4 GB of disk and of memory are needed.
council=$1
maker=$2
peak=$3
. "$(dirname "$0")/council_lib.sh"
export ASAN_OPTIONS="$ASAN_OPTIONS:quarantine_size_mb=1"
large=2000
limit=4096
if [ -n "${VRIJUIT_LONG:-}" ]; then
    large=100000
    limit=8192 # KiB; half of it without the sanitizers, which give memory back late
fi
rounds=10

"$maker" identity seed >identity
hold_ceremony raad 2 2 --minimum 2 --periods 5 --period-rounds 2 >/dev/null || exit 1
cheap_shares raad 2
shares=(--lang en --circle raad/circle.json --pin raad/vrijuit.pub --share raad/members/1/shares.key
    --share raad/members/2/shares.key)

# make RECORDS: to the file batch, and what must come of it to the variables. In each round the same, but
# for the damaged ones, of which the last round has none.
make() {
    local one=$(($1 / rounds)) plan=() round
    local report=$((one / 50)) follow_up=$((one / 100)) twice=$((one / 200 + 1)) other=$((one / 100 + 1))
    for ((round = 0; round < rounds - 1; round++)); do
        plan+=("r${report}t${twice}f${follow_up}d2ux${other}c$((one - report - twice - follow_up - 3 - other))")
    done
    plan+=("r${report}t${twice}f${follow_up}x${other}c$((one - report - twice - follow_up - other))")
    reports=$((rounds * report))
    follow_ups=$((rounds * follow_up))
    damaged=$(((rounds - 1) * 2))
    unreadable=$((rounds - 1))
    doubles=$((rounds * twice))
    others=$((rounds * other))
    cover=$(($1 - reports - follow_ups - damaged - unreadable - doubles - others))
    "$maker" batch batch raad/circle.json seed 0 - "${plan[@]}" || exit 1
}
open_batch() {
    passphrases 1 2 | "$peak" kib "$council" open batch --progress "${shares[@]}" --dossier dossier
}
verify() {
    passphrases 1 2 | "$council" dossier verify "${shares[@]}" --dossier dossier
}

# peak_of RECORDS: open that many, and check all numbers; the memory goes to `kib`.
peak_of() {
    make "$1"
    rm -f dossier
    expect 0 "opened $((reports + follow_ups)), cover $cover, damaged $damaged, double $doubles, unreadable $unreadable, for others $others" \
        open_batch
    holds "$1: nothing is missing" grep -q '^records missing: none' out
    holds "$1: damaged ones are named by round" test "$(grep -c '^  2 in round [0-8]$' out)" = 9
    holds "$1: unreadable ones are named by round" test "$(grep -c '^  1 in round [0-8]$' out)" = 9
    holds "$1: progress goes on" test "$(grep -c '^packets tried: ' out)" -ge $(($1 / 64))
    holds "$1: progress ends" grep -q "^packets tried: $1/$1\$" out
    expect 0 "reports: $reports, follow-ups: $follow_ups" verify
    rm -f batch
}

if [ "$(df --output=avail -k . | tail -n 1)" -lt $((large * 34 + 100000)) ]; then
    echo "council_large_batch: skipped: no room for a file of $((large * 32 / 1024)) MB"
    exit 77
fi
peak_of 1000
small=$(cat kib)
peak_of "$large"
echo "highest memory: $small KiB with 1000 records, $(cat kib) KiB with $large ($((large * 32208 / 1000000)) MB)"
holds 'memory does not grow with the file' test $(($(cat kib) - small)) -lt "$limit"
finish
