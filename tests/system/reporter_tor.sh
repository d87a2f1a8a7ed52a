#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Tor is used when it answers on this computer, gets names and not addresses, and is left out when the
# person says so; without it, no .onion address is ever looked up. Alone in a network of its own, with
# a server that speaks SOCKS in the place of Tor.
# Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
if [ "${3:-}" != inside ]; then
    unshare -rn true 2>/dev/null || {
        echo "reporter_tor: skipped: no network of its own can be made here"
        exit 77
    }
    exec unshare -rn "$0" "$1" "$2" inside
fi
. "$(dirname "$0")/lib.sh"
onion=abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrstuvwx.onion
ip link set lo up || skip "the network has no loopback"
: >"$dir/log"
write_config
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
genesis=$(date +%s)
round_seconds=60
new_circle sequence=1

# socks PORT: note what is asked, and refuse it.
socks()
{
    python3 - "$1" "$dir/asked" <<'SERVER' &
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    peer, _ = server.accept()
    greeting = peer.recv(64)
    peer.sendall(b"\x05\x00")
    request = peer.recv(512)
    if request[:4] == b"\x05\x01\x00\x03":
        with open(sys.argv[2], "a") as file:
            file.write(request[5:5 + request[4]].decode() + "\n")
        peer.sendall(b"\x05\x04\x00\x01" + bytes(6))
    peer.close()
SERVER
    helper=$!
    helpers+=("$helper")
    for _ in $(seq 100); do
        ss -ltn | grep -q ":$1 " && return 0
        sleep 0.1
    done
    fail "the server does not start"
}

# client WORDS...
client()
{
    timeout 60 "$vrijuit" --pin "$dir/circle/vrijuit.pub" --state none --lang en "$@" circle verify >"$dir/said" 2>&1
}

client --entry "http://$onion"
same "$?" 1 "an onion address without Tor: $(cat "$dir/said")"
grep -q "only through Tor" "$dir/said" || fail "$(cat "$dir/said")"

for port in 9150 9050; do
    socks "$port"
    : >"$dir/asked"
    client --entry "http://$onion"
    same "$?" 3 "Tor on port $port refuses: $(cat "$dir/said")"
    same "$(cat "$dir/asked")" "$onion" "the name that Tor on port $port is asked"
    : >"$dir/asked"
    client --entry http://entry.example
    same "$(cat "$dir/asked")" entry.example "a name of the plain network, on port $port"
    : >"$dir/asked"
    client --entry http://entry.example --direct
    same "$?" 3 "directly: $(cat "$dir/said")"
    client --entry http://localhost:7
    same "$?" 3 "an entry on this computer: $(cat "$dir/said")"
    same "$(cat "$dir/asked")" "" "what Tor on port $port is asked in spite of --direct"
    client --entry "http://$onion" --direct
    same "$?" 1 "an onion address in spite of --direct: $(cat "$dir/said")"
    kill "$helper"
    wait "$helper" 2>/dev/null
done

# What answers, but not as Tor does, is not used.
socat TCP-LISTEN:9050,bind=127.0.0.1,fork,reuseaddr SYSTEM:'echo HTTP/1.0 400' &
helpers+=("$!")
sleep 0.5
client --entry "http://$onion"
same "$?" 1 "another program on the port of Tor: $(cat "$dir/said")"
passed "found on two ports, asked by name, left out when told"
