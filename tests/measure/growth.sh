# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: EUPL-1.2
# P11 of docs/MEASURES.md: whether a record more costs the same where there are many. The sizes take
# turns, round by round; five rounds are enough, for CPU and pages are nearly free of noise.

measure_p11()
{
    local rounds=5 count round first last line base cost many=() pages=() stored=() opened=() rate=()
    read -r -a many <<<"$growth"
    first=${many[0]}
    last=${many[-1]}
    make_cheap_shares
    for count in 1 "${many[@]}"; do
        measure_batch --circle "$work/circle/circle.json" --identity "$work/first/identity.key" \
            --count "$count" --output "$work/batch.$count"
    done
    for ((round = 0; round < rounds; round++)); do
        declare -A cpu=() size=() store_cpu=()
        line=$(open_batch 1)
        base=$(part cpu_us "$line")
        for count in "${many[@]}"; do
            line=$(open_batch "$count")
            cost=$(part cpu_us "$line")
            cpu[$count]=$(awk -v a="$cost" -v b="$base" -v n="$((count - 1))" 'BEGIN { printf "%.2f\n", (a - b) / n }')
            line=$(fill_store "$count")
            size[$count]=$(part pages "$line")
            store_cpu[$count]=$(part cpu_us "$line")
        done
        pages+=("$(highest "${size[@]}")")
        opened+=("$(ratio "${cpu[$last]}" "${cpu[$first]}")")
        stored+=("$(ratio "${store_cpu[$last]}" "${store_cpu[$first]}")")
        rate+=("$(awk -v us="${cpu[$last]}" 'BEGIN { printf "%.0f\n", 1e6 / us }')")
    done
    rm -f "$work"/batch.*
    say_rounds P11-pages pages/record '<=8.1' $((rounds * last)) "${pages[@]}"
    say_rounds P11-store of-few '<=1.2' $((rounds * (first + last))) "${stored[@]}"
    say_rounds P11-open of-few '<=1.2' $((rounds * (first + last))) "${opened[@]}"
    say_rounds P11-open-rate records/s/core reported $((rounds * last)) "${rate[@]}"
}

# fill_store COUNT: a new store of that many records.
fill_store()
{
    rm -rf "$work/grown"
    mkdir -m 700 "$work/grown"
    measure_store --state "$work/grown" --count "$1" --round "${growth%% *}"
    rm -rf "$work/grown"
}
