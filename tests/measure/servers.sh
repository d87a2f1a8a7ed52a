# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: EUPL-1.2
# The servers that are measured: a throw-away circle, daemons that share its keys, nginx, the front.

servers_begin()
{
    # Beside the build, because /tmp may be memory; sockets in /tmp, because their paths are short.
    work=$(mktemp -d "$build/measure.XXXXXX")
    sockets=$(mktemp -d)
    memory=
    started=()
    trap servers_end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

servers_end()
{
    local status=$?
    trap - EXIT
    stop_servers
    rm -rf "$work" "$sockets" ${memory:+"$memory"}
    exit "$status"
}

stop_servers()
{
    local pid
    for pid in "${started[@]}"; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    started=()
}

# await SOCKET PID: until it is there.
await()
{
    local i
    for ((i = 0; i < 1200; i++)); do
        [ ! -S "$1" ] || return 0
        kill -0 "$2" 2>/dev/null || break
        sleep 0.05
    done
    echo "$0: a server does not start:" >&2
    tail -n 5 "$work"/*.log >&2
    exit 3
}

passphrase='een twee drie vier vijf zes'

# One hop, one council of one member. The round of an hour is in its middle, so that none ends.
make_circle()
{
    [ ! -e "$work/circle/circle.json" ] || return 0
    configure first "$work/first" 64 0
    vrijuitd init -f "$work/first.conf" >/dev/null
    printf '%s\n' "$passphrase" | vrijuit-council init --output "$work/circle" --members 1 \
        --threshold 1 --form "$root/config/form.json" --council meting --name Meting/Measure \
        --circle-name Meting/Measure --hop "Meting,http://localhost,@$work/first/identity.pub" \
        --genesis $(($(date +%s) - 1800)) --round-seconds 3600 --minimum 2 >"$work/init.log" 2>&1
    start_daemon first
    curl -fsS --unix-socket "$sockets/first" http://localhost/v1/keys -o "$work/keys"
    stop_servers
    rm "$work/first/pool"
}

# configure NAME STATE SLOTS TICK
configure()
{
    cat >"$work/$1.conf" <<CONF
[vrijuitd]
state = $2
circle = $work/circle/circle.json
pin = $work/circle/vrijuit.pub
listen = unix:$sockets/$1
pool_slots = $3
max_connections = $connections
max_bodies = $connections
answer_tick_milliseconds = $4
CONF
}

# start_daemon NAME: configured before; sets pid.
start_daemon()
{
    vrijuitd serve -f "$work/$1.conf" 2>"$work/$1.log" &
    pid=$!
    started+=("$pid")
    await "$sockets/$1" "$pid"
}

# new_daemon NAME STATE SLOTS TICK: a state of its own with the circle's identity and keys, so that
# the same packets are new to it.
new_daemon()
{
    make_circle
    mkdir -m 700 "$2"
    cp -pr "$work/first/identity.key" "$work/first/identity.pub" "$work/first/epochs" "$2/"
    configure "$@"
    start_daemon "$1"
}

# Packets, no two alike, in $work/packets; a few of them, for servers that take anything, in
# $work/posts.
make_packets()
{
    make_circle
    measure_packets --circle "$work/circle/circle.json" --keys "$work/keys" --count "$1" \
        --output "$work/packets"
    head -c $((16 * 32768)) "$work/packets" >"$work/posts"
}

# start_nginx NAME [DIRECTIVE]: answers 204 to everything; sets pid to that of its worker.
start_nginx()
{
    local master
    cat >"$work/$1.nginx" <<CONF
worker_processes 1;
daemon off;
pid $work/$1.pid;
error_log $work/$1.log warn;
events { worker_connections 1024; }
http {
    client_body_temp_path $work/temp;
    proxy_temp_path $work/temp;
    fastcgi_temp_path $work/temp;
    uwsgi_temp_path $work/temp;
    scgi_temp_path $work/temp;
    access_log off;
    server {
        listen unix:$sockets/$1;
        keepalive_requests 1000000000;
        client_body_buffer_size 64k;
        ${2:-}
        location / { return 204; }
    }
}
CONF
    nginx -e "$work/$1.log" -c "$work/$1.nginx" &
    master=$!
    started+=("$master")
    await "$sockets/$1" "$master"
    sleep 0.3
    pid=$(pgrep -P "$master" | head -n 1)
}

start_front()
{
    measure_front --listen "unix:$sockets/front" &
    pid=$!
    started+=("$pid")
    await "$sockets/front" "$pid"
}

# load NAME BODIES ARGUMENT...: the generator against that server; fails when one answer is not 2xx.
load()
{
    local name=$1 bodies=$2 line
    shift 2
    line=$(measure_load --address "$sockets/$name" --bodies "$work/$bodies" "$@")
    [ -z "${VRIJUIT_VERBOSE:-}" ] || echo "$name $line" >&2
    if grep -q 'code_[^2]' <<<"$line"; then
        echo "$0: $name refused: $line" >&2
        exit 3
    fi
    echo "$line"
}
