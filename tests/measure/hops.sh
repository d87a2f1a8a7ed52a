# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: EUPL-1.2
# A4 to A8 and P8 of docs/MEASURES.md: three daemons, watched by anonymity.py and covers.py.

# watch PROGRAM ID...: what it says, one line a measure.
watch()
{
    local program=$1 name value unit goal low high sample
    shift
    mkdir "$work/hops"
    if ! PYTHONDONTWRITEBYTECODE=1 python3 "$here/$program" "$build" \
        "$root/config/form.json" "$work/hops" "$sockets" "$size" "$@" \
        >"$work/hops.lines" 2>"$work/hops.said"; then
        cat "$work/hops.said" >&2
        exit 3
    fi
    [ -z "${VRIJUIT_VERBOSE:-}" ] || cat "$work/hops.said" >&2
    while IFS=$'\t' read -r name value unit goal low high sample; do
        say "$name" "$value" "$unit" "$goal" "$low" "$high" "$sample"
    done <"$work/hops.lines"
    rm -rf "$work/hops"
}

hop_measures()
{
    local ids=() id

    for id in A4 A6 A7 A8 P8; do
        ! wants "$id" || ids+=("$id")
    done
    if ! have python3; then
        ! wants A5 || ids+=(A5)
        for id in "${ids[@]}"; do
            not_here "$id" "needs python3"
        done
        return
    fi
    [ "${#ids[@]}" -eq 0 ] || watch anonymity.py "${ids[@]}"
    ! wants A5 || watch covers.py
}
