# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: EUPL-1.2
# L1 of docs/MEASURES.md: what the linter of the reporter finds, in sentences that were held back
# while it was written, and in those it was written with.

# say_shares ID LINE RECALL_GOAL PRECISION_GOAL
say_shares()
{
    say "$1-recall" "$(part recall "$2")" share "$3" "$(part recall_low "$2")" \
        "$(part recall_high "$2")" "$(part recall_sample "$2")"
    say "$1-precision" "$(part precision "$2")" share "$4" "$(part precision_low "$2")" \
        "$(part precision_high "$2")" "$(part precision_sample "$2")"
}

measure_l1()
{
    local cases="$root/tests/vectors/linter.json" line kind

    while read -r line; do
        kind=$(part kind "$line")
        if [ "$kind" = all ]; then
            say_shares L1 "$line" '>=0.85' '>=0.9'
        else
            say_shares "L1-$kind" "$line" reported reported
        fi
    done < <(measure_linter --cases "$cases" --set held)
    line=$(measure_linter --cases "$cases" --set tune | head -n 1)
    say_shares L1-tune "$line" reported reported
}
