# shellcheck shell=bash disable=SC2034,SC2119,SC2120
# SPDX-License-Identifier: EUPL-1.2
# A circle of several hops, each a daemon with a folder of its own: $dir/1 is the entry. Sourced like
# lib.sh, which it sources.
# shellcheck source=tests/system/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
source=${2:-}
hops=0
pids=() # by hop; "" while it is down
declare -A via=() # "FROM TO": the socket by which FROM reaches TO, instead of its own
declare -A onion=() # "FROM TO": the name by which it asks for TO there
namespaces=()
wait_answer=${VRIJUIT_WAIT:-60} # seconds that a round may take to come back as receipts

fail()
{
    local hop dir=${all:-$dir}
    echo "$story: FAILED: $*" >&3
    for hop in $(seq "$hops"); do
        echo "--- the last words of hop $hop" >&3
        tail -n "${VRIJUIT_LINES:-12}" "$dir/$hop/log" >&3
    done
    exit 1
}

cascade_finish()
{
    local status=$? namespace pid
    for pid in "${pids[@]}"; do
        [ -z "$pid" ] || { kill -9 "$pid" && wait "$pid"; } 2>/dev/null
    done
    for namespace in "${namespaces[@]}"; do
        ip netns pids "$namespace" 2>/dev/null | while read -r pid; do kill -9 "$pid"; done 2>/dev/null
        ip netns del "$namespace" 2>/dev/null
    done
    (exit "$status")
    finish
}
trap cascade_finish EXIT

hop_name()
{
    if [ "$1" -eq 1 ]; then echo Proef; else echo "Proef$1"; fi
}

# write_hop_config HOP [KEY=VALUE...]
write_hop_config()
{
    local hop=$1 other pair
    shift
    {
        printf '[vrijuitd]\nstate = %s\ncircle = %s\npin = %s\n' "$dir/$hop/state" \
            "$dir/circle/circle.json" "$dir/circle/vrijuit.pub"
        case " $* " in
        *" listen="*) ;;
        *) echo "listen = unix:$dir/$hop/s" ;;
        esac
        echo "pool_slots = 1024"
        for pair in "$@"; do
            echo "${pair%%=*} = ${pair#*=}"
        done
        for other in $(seq "$hops"); do
            echo "[peer $(hop_name "$other")]"
            if [ "${#namespaces[@]}" -gt 0 ]; then
                echo "url = http://10.79.0.$other:8000"
            elif [ -n "${onion["$hop $other"]:-}" ]; then
                echo "url = http://${onion["$hop $other"]}"
                echo "proxy = socks5h://localhost${via["$hop $other"]}"
            else
                echo "unix = ${via["$hop $other"]:-$dir/$other/s}"
            fi
        done
    } >"$dir/$hop/conf"
}

# make_hops COUNT ROUND_SECONDS [KEY=VALUE...]: identities, configurations; no circle yet.
make_hops()
{
    local hop
    hops=$1
    round_seconds=$(paced "$2")
    shift 2
    for hop in $(seq "$hops"); do
        mkdir "$dir/$hop"
        write_hop_config "$hop" answer_tick_milliseconds=50 "$@"
        "$vrijuitd" -f "$dir/$hop/conf" init >"$dir/init" 2>>"$dir/$hop/log" || fail "init of hop $hop"
    done
    at=$dir/1/s
}

# make_circle [WORDS...]: in which the hops stand in their order; its first round begins now.
make_circle()
{
    local hop identities=()
    for hop in $(seq "$hops"); do
        identities+=("identity=$dir/$hop/state/identity.pub")
    done
    genesis=${genesis:-$(date +%s)}
    "$tool" circle out="$dir/circle" "${identities[@]}" genesis="$genesis" round="$round_seconds" \
        sequence=1 "$@" || fail "the circle cannot be made"
}

# new_cascade COUNT ROUND_SECONDS [KEY=VALUE...]
new_cascade()
{
    make_hops "$@"
    make_circle
}

hop_serves()
{
    curl -s -o /dev/null --max-time 2 --unix-socket "$dir/$1/s" http://localhost/v1/circle
}

# start_hop HOP [COMMAND...]
start_hop()
{
    local hop=$1
    shift
    "$@" "$vrijuitd" -f "$dir/$hop/conf" serve >>"$dir/$hop/log" 2>&1 &
    pids[hop]=$!
}

await_hop()
{
    local _
    for _ in $(seq 600); do
        hop_serves "$1" && return 0
        is_running "${pids[$1]}" || fail "hop $1 does not start"
        sleep 0.05
    done
    fail "hop $1 does not answer"
}

# All hops, until clients have what they need.
start_cascade()
{
    local hop
    for hop in $(seq "$hops" -1 1); do
        start_hop "$hop"
        await_hop "$hop"
    done
    await_keys
    # Those between have to know the keys behind them too, before they can pad a batch.
    for hop in $(seq 2 $((hops - 1))); do
        until compgen -G "$dir/$hop/state/peerkeys/*.keys" >/dev/null; do
            sleep 0.1
        done
    done
}

await_keys()
{
    local _
    for _ in $(seq 200); do
        curl -sf -o /dev/null --max-time 2 --unix-socket "$at" http://localhost/v1/keys && return 0
        sleep 0.1
    done
    fail "the keys of all hops do not come together"
}

stop_hop()
{
    local status
    kill -TERM "${pids[$1]}" || fail "hop $1 is not there any more"
    wait "${pids[$1]}"
    status=$?
    pids[$1]=
    [ "$status" -eq 0 ] || fail "hop $1 ended with $status"
}

kill_hop()
{
    kill -9 "${pids[$1]}" || fail "hop $1 is not there any more"
    wait "${pids[$1]}" 2>/dev/null
    pids[$1]=
}

stop_cascade()
{
    local hop
    for hop in $(seq "$hops"); do
        [ -z "${pids[$hop]:-}" ] || stop_hop "$hop"
    done
}

# wait_delivered ROUND: until the entry has the receipts of it, so that a client could see them.
wait_delivered()
{
    local until
    wait_round $(($1 + 1))
    until=$(($(date +%s) + wait_answer))
    while [ "$(date +%s)" -lt "$until" ]; do
        receipts | grep -q "^$1 " && return 0
        sleep 0.2
    done
    fail "round $1 does not come back as receipts"
}

# send_load COUNT [WORDS...]: now, until all are acknowledged; their locators go to $dir/acked.
send_load()
{
    local count=$1
    shift
    "$tool" load circle="$dir/circle" at="$at" links=8 packets="$count" acked="$dir/acked" "$@" \
        >"$dir/load" 2>&1 || fail "load: $(cat "$dir/load")"
}

# export_store FILE [OPTION...]: what the council gets; verified with the whole chain of hand-overs.
export_store()
{
    local file=$1
    shift
    "$vrijuitd" -f "$dir/$hops/conf" export --output "$file" "$@" >"$dir/export" 2>&1 ||
        fail "export: $(cat "$dir/export")"
    "$tool" verify batch="$file" circle="$dir/circle" >"$file.list" || fail "the batch file is not good"
}

# says HOP TEXT [SECONDS]: until the log of the hop has it.
says()
{
    local _
    for _ in $(seq $((${3:-10} * 10))); do
        grep -qF -- "$2" "$dir/$1/log" && return 0
        sleep 0.1
    done
    fail "hop $1 does not say: $2"
}

# await_status HOP PATTERN [UNWANTED]: until its status has a line of the one and none of the other.
await_status()
{
    local _
    for _ in $(seq 150); do
        "$vrijuitd" -f "$dir/$1/conf" status >"$dir/said" 2>/dev/null # 1 when a line asks for something
        if grep -qE -- "$2" "$dir/said" &&
            { [ -z "${3:-}" ] || ! grep -qE -- "$3" "$dir/said"; }; then
            return 0
        fi
        sleep 0.1
    done
    fail "hop $1 does not say '$2'${3:+ without '$3'}, but: $(cat "$dir/said")"
}

# start_proxy FROM TO [ONION]: between them, from now on; write_hop_config must come after it. What it saw
# is in $dir/FROM-TO: a line for each body of a part, "ROUND PART HASH". ONION: spoken to as Tor is.
start_proxy()
{
    local name=$1-$2
    python3 "$(dirname "${BASH_SOURCE[0]}")/record_parts.py" "$dir/$name.s" "$dir/$2/s" "$dir/$name" \
        ${3:+socks} &
    helpers+=($!)
    via["$1 $2"]=$dir/$name.s
    onion["$1 $2"]=${3:-}
}

# Each part had the same bytes each time that it was sent.
resent_alike()
{
    local seen total
    for seen in "$dir"/*-*.parts; do
        [ -s "$seen" ] || fail "no part went by here: $seen"
        total=$(cut -d' ' -f1,2 "$seen" | sort -u | wc -l)
        same "$(sort -u "$seen" | wc -l)" "$total" "parts with other bytes when sent again ($seen)"
    done
}

# Over the files and logs of every hop. TEXT as for nothing_leaks.
no_hop_leaks()
{
    local hop state dir=$dir all=$dir
    for hop in $(seq "$hops"); do
        dir=$all/$hop state=$all/$hop/state
        nothing_leaks "$@"
    done
    dir=$all
}

pool_time_is_that_of_a_round()
{
    local when
    [ -e "$state/pool" ] || return 0
    when=$(stat -c %Y "$state/pool")
    [ $(((when - genesis) % round_seconds)) -eq 0 ] || fail "the pool file tells when it was written last"
}

no_sanitizer_report()
{
    local hop
    for hop in $(seq "$hops"); do
        if grep -qE 'Sanitizer|runtime error:|Assertion' "$dir/$hop/log"; then
            grep -E -A 25 'Sanitizer|runtime error:|Assertion' "$dir/$hop/log" >&2
            fail "a sanitizer complained at hop $hop"
        fi
    done
}
