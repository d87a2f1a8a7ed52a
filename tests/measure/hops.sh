# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: EUPL-1.2
# A4, A6, A7, A8 and P8 of docs/MEASURES.md: three daemons, watched by anonymity.py.

hop_measures()
{
    local ids=() id name value unit goal low high sample

    for id in A4 A6 A7 A8 P8; do
        ! wants "$id" || ids+=("$id")
    done
    [ "${#ids[@]}" -gt 0 ] || return 0
    if ! have python3; then
        for id in "${ids[@]}"; do
            not_here "$id" "needs python3"
        done
        return
    fi
    mkdir "$work/hops"
    if ! PYTHONDONTWRITEBYTECODE=1 python3 "$here/anonymity.py" "$build" \
        "$root/config/form.json" "$work/hops" "$sockets" "$size" "${ids[@]}" \
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
