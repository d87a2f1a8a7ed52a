# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: EUPL-1.2
# P1 to P10 of docs/MEASURES.md. Servers that are compared take turns, round by round.

clients=256

measure_p1()
{
    local line
    line=$(measure_peel --rounds $((rounds * 3)))
    say P1 "$(part rate "$line")" packets/s/core '>=16000' "$(part rate_low "$line")" \
        "$(part rate_high "$line")" "$(part sample "$line")"
    say P1-share "$(part share "$line")" X25519 reported "$(part share_low "$line")" \
        "$(part share_high "$line")" "$(part sample "$line")"
}

# P2: the front alone against nginx; also against an nginx whose buffer takes a whole packet at once.
measure_p2()
{
    local ratios=() tuned=() round plain wide front

    if ! have nginx; then
        not_here P2 "needs nginx"
        return
    fi
    make_packets 16
    start_nginx nginx
    start_nginx wide "client_header_buffer_size 64k;"
    start_front
    for ((round = 0; round < rounds; round++)); do
        plain=$(load_posts nginx)
        wide=$(load_posts wide)
        front=$(load_posts front)
        ratios+=("$(ratio "$front" "$plain")")
        tuned+=("$(ratio "$front" "$wide")")
    done
    stop_servers
    # The clock stops while all connections still wait for an answer, at both ends.
    local sample=$((rounds * (posts - 2 * clients)))
    say_rounds P2 of-nginx '>=1.0' "$sample" "${ratios[@]}"
    say_rounds P2-wide of-nginx reported "$sample" "${tuned[@]}"
}

load_posts()
{
    local line
    line=$(load "$1" posts --requests "$posts" --warm-up "$clients" --connections "$clients")
    part rate "$line"
}

# P3, P4, P5: the real daemon on disk, the same on a file system in memory, and nginx.
measure_durable()
{
    local of_nginx=() of_memory=() cpu=() slots=$((rounds * packets + 64)) round rate line
    local nginx_rate='' memory_rate='' disk_pid

    make_packets $((rounds * packets))
    new_daemon disk "$work/disk" "$slots" 0
    disk_pid=$pid
    ! wants P3 || ! have nginx || start_nginx nginx
    ! wants P4 || ! in_memory "$slots" || new_daemon memory "$memory/state" "$slots" 0
    for ((round = 0; round < rounds; round++)); do
        if wants P3 && have nginx; then
            nginx_rate=$(load_posts nginx)
        fi
        if wants P4 && [ -n "$memory" ]; then
            line=$(load_packets memory "$round")
            memory_rate=$(part rate "$line")
        fi
        line=$(load_packets disk "$round" --pid "$disk_pid")
        rate=$(part rate "$line")
        cpu+=("$(part cpu_us "$line")")
        [ -z "$nginx_rate" ] || of_nginx+=("$(ratio "$rate" "$nginx_rate")")
        [ -z "$memory_rate" ] || of_memory+=("$(ratio "$rate" "$memory_rate")")
    done
    stop_servers
    rm -rf "$work/disk" ${memory:+"$memory/state"}
    say_durable P3 of-nginx '>=0.17' "needs nginx" "${of_nginx[@]}"
    say_durable P4 of-memory '>=0.55' "needs room in a file system in memory" "${of_memory[@]}"
    say_durable P5 us/packet '<=110' "" "${cpu[@]}"
}

say_durable()
{
    local id=$1 unit=$2 goal=$3 why=$4
    shift 4
    wants "$id" || return 0
    if [ $# -eq 0 ]; then
        not_here "$id" "$why"
    else
        say_rounds "$id" "$unit" "$goal" $((rounds * (packets - 2 * clients))) "$@"
    fi
}

# Whether memory has room for a slot file; sets memory.
in_memory()
{
    local free
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
    [ "${free:-0}" -gt $(($1 * 36 + 65536)) ] || return 1
    memory=$(mktemp -d /dev/shm/vrijuit.XXXXXX)
}

# load_packets NAME ROUND ARGUMENT...: the packets of this round, each of them once.
load_packets()
{
    local name=$1 round=$2
    shift 2
    load "$name" packets --first $((round * packets)) --requests "$packets" --warm-up "$clients" \
        --connections "$clients" "$@"
}

# P3 as it is in use, with the tick: many connections, each sends once a second. The first and the
# last tick are not counted. Each round begins with an empty pool.
measure_tick()
{
    local ratios=() round base line

    if [ "$many" -eq 0 ] || ! have nginx; then
        not_here P3-tick "needs nginx and more than a short run"
        return
    fi
    make_packets $((5 * many))
    start_nginx nginx
    for ((round = 0; round < rounds; round++)); do
        base=$(load_posts nginx)
        new_daemon tick "$work/tick" $((5 * many + 64)) 1000
        line=$(load tick packets --requests $((5 * many)) --warm-up "$many" \
            --connections "$many")
        ratios+=("$(ratio "$(part rate "$line")" "$base")")
        kill "$pid"
        wait "$pid" || true
        rm -rf "$work/tick"
    done
    stop_servers
    say_rounds P3-tick of-nginx '>=0.17' $((rounds * 3 * many)) "${ratios[@]}"
}

# KiB of memory of a process.
resident()
{
    awk '/^VmRSS:/ { print $2 }' "/proc/$1/status"
}

# grown DAEMON_PID COUNT BODY: KiB for each of COUNT connections that sent BODY bytes of a packet.
grown()
{
    local server=$1 before after holder input
    before=$(resident "$server")
    coproc HOLD { measure_hold --address "$sockets/small" --connections "$2" --body "$3"; }
    holder=$HOLD_PID
    input=${HOLD[1]}
    read -r -u "${HOLD[0]}" _
    sleep 1
    after=$(resident "$server")
    eval "exec $input>&-"
    wait "$holder" || true
    awk -v a="$after" -v b="$before" -v n="$2" 'BEGIN { printf "%.2f\n", (a - b) / n }'
}

# P7: each round with a daemon that is new, because freed memory may stay with a process.
measure_p7()
{
    local resting=() idling=() halves=() round more slots=4096
    [ "$size" != short ] || slots=64
    for ((round = 0; round < rounds; round++)); do
        new_daemon small "$work/small" "$slots" 1000
        sleep 1.2
        resting+=("$(awk -v k="$(resident "$pid")" 'BEGIN { printf "%.2f\n", k / 1024 }')")
        more=$(grown "$pid" "$idle" 0)
        idling+=("$more")
        stop_servers
        start_daemon small
        more=$(grown "$pid" "$half" 32767)
        halves+=("$more")
        stop_servers
        rm -rf "$work/small"
    done
    say_rounds P7-idle MiB '<=6' "$rounds" "${resting[@]}"
    say_rounds P7-connection KiB '<=2.5' $((rounds * idle)) "${idling[@]}"
    say_rounds P7-half KiB '<=33' $((rounds * half)) "${halves[@]}"
}

# P9: opening alone per core, then the whole tool over a small and a large batch: what a record more
# takes, and what of a larger file the tool holds in memory.
measure_p9()
{
    local line count few most small large cpu=() peaks=()
    line=$(measure_opening --rounds $((rounds * 2 + 1)))
    say P9 "$(part one "$line")" records/s/core '>=14000' "$(part low "$line")" \
        "$(part high "$line")" "$(part sample "$line")"
    say P9-four-keys "$(part four "$line")" records/s/core reported "$(part four_low "$line")" \
        "$(part four_high "$line")" "$(part sample "$line")"
    make_cheap_shares
    read -r few most <<<"$records"
    for count in $few $most; do
        measure_batch --circle "$work/circle/circle.json" --identity "$work/first/identity.key" \
            --count "$count" --output "$work/batch.$count"
    done
    for ((count = 0; count < rounds; count++)); do
        small=$(open_batch "$few")
        large=$(open_batch "$most")
        cpu+=("$(awk -v a="$(part cpu_us "$small")" -v b="$(part cpu_us "$large")" \
            -v n=$((most - few)) 'BEGIN { printf "%.1f\n", (b - a) / n }')")
        peaks+=("$(awk -v a="$(part peak_kib "$small")" -v b="$(part peak_kib "$large")" \
            -v n=$((most - few)) 'BEGIN { printf "%.4f\n", (b - a) * 1024 / (n * 32208) }')")
    done
    rm -f "$work"/batch.*
    say_rounds P9-tool us/record reported $((rounds * (few + most))) "${cpu[@]}"
    say_rounds P9-memory of-the-file '<=0.01' $((rounds * 2)) "${peaks[@]}"
}

# A passphrase that costs nothing, in $work/cheap.key.
make_cheap_shares()
{
    make_circle
    [ ! -e "$work/cheap.key" ] || return 0
    measure_cheapen --shares "$work/circle/members/1/shares.key" --passphrase "$passphrase" \
        --output "$work/cheap.key"
    chmod 600 "$work/cheap.key"
}

# open_batch COUNT: the batch file of that many.
open_batch()
{
    rm -rf "$work/dossier"
    printf '%s\n' "$passphrase" | measure_usage vrijuit-council open "$work/batch.$1" \
        --circle "$work/circle/circle.json" --pin "$work/circle/vrijuit.pub" \
        --share "$work/cheap.key" --dossier "$work/dossier"
}

# P10: one packet on one connection and one synced write, in turns.
measure_p10()
{
    local ratios=() round line
    make_packets $((rounds * single))
    new_daemon one "$work/one" $((rounds * single + 64)) 0
    for ((round = 0; round < rounds; round++)); do
        line=$(measure_single --address "$sockets/one" --bodies "$work/packets" \
            --first $((round * single)) --count "$single" --file "$work/synced")
        ratios+=("$(ratio "$(part packet_us "$line")" "$(part write_us "$line")")")
    done
    stop_servers
    rm -rf "$work/one" "$work/synced"
    say_rounds P10 of-a-write '<=3' $((rounds * single)) "${ratios[@]}"
}

speed_measures()
{
    ! wants P1 || measure_p1
    ! wants P2 || measure_p2
    if wants P3 || wants P4 || wants P5; then
        measure_durable
    fi
    ! wants P3 || measure_tick
    ! wants P7 || measure_p7
    ! wants P9 || measure_p9
    ! wants P10 || measure_p10
}
