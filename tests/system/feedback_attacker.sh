#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# No reader of all feedback reports together can work out that a group is smaller than the minimum.
# Reports are drawn by chance; an attacker with a solver of another maker tries each small group.
# The same attacker must break a maker that only hides small numbers, or it proves nothing.
set -u
maker=$1
naive=$2
attacker=$3
seeds=25
[ "${VRIJUIT_LONG:-0}" = 1 ] && seeds=3000
tried=0
found=0
published=0

for seed in $(seq "$seeds"); do
    made=$("$maker" "$seed" 2>/dev/null)
    if ! said=$("$attacker" <<<"$made"); then
        echo "FAIL: seed $seed: $said" >&2
        exit 1
    fi
    said=${said##*tried }
    tried=$((tried + ${said%% *}))
    published=$((published + $(grep -o '"seen"' <<<"$made" | wc -l)))
done
echo "$published feedback reports of $seeds councils: $tried small groups, none worked out"
for seed in $(seq 12); do
    "$naive" "$seed" 2>/dev/null | "$attacker" >/dev/null
    [ $? -eq 1 ] && found=$((found + 1))
done
echo "without care: something worked out at $found of 12 councils"
if [ "$tried" -lt 1000 ] || [ "$found" -lt 9 ]; then
    echo "FAIL: this attacker is too weak to tell anything" >&2
    exit 1
fi
