#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Requests that are malformed, smuggle another request, come too slowly, or are too many: refused
# with one answer for each code, and the daemon serves on. Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
tried=0

# refused CODE NAME REQUEST: the request as for printf; the answer has that code, the same bytes as
# any other with this code, and the connection is closed after it.
refused()
{
    local code=$1 name=$2
    # shellcheck disable=SC2059
    printf "$3" >"$dir/request"
    refused_file "$code" "$name"
}

refused_file()
{
    local code=$1 name=$2
    same "$("$tool" raw at="$at" raw="$dir/raw" <"$dir/request")" "$code closed" "$name"
    [ -e "$dir/raw.$code" ] || cp "$dir/raw" "$dir/raw.$code"
    cmp "$dir/raw" "$dir/raw.$code" || fail "$name: another answer than others with code $code"
    tried=$((tried + 1))
}

# still_serves WHEN: a good packet is taken.
still_serves()
{
    early_in_round
    packet cover
    same "$(send)" 202 "a good packet $1"
    echo "$locator" >>"$dir/acked"
}

write_page()
{
    printf '<!doctype html><meta http-equiv="Content-Security-Policy" content="%s"><title>Melden</title>' "$1" >"$dir/page.html"
}

# page_is FILE: what everyone gets at /, with the headers that go with it.
page_is()
{
    curl -s --unix-socket "$socket" -D "$dir/head" -o "$dir/got" http://localhost/ || fail "GET /"
    cmp "$dir/got" "$1" || fail "GET / gives another page"
    for line in 'HTTP/1.1 200 OK' 'Content-Type: text/html; charset=utf-8' 'Cache-Control: no-store' \
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'" 'Referrer-Policy: no-referrer' \
        'X-Content-Type-Options: nosniff' 'Cross-Origin-Opener-Policy: same-origin' \
        'Cross-Origin-Resource-Policy: same-origin'; do
        tr -d '\r' <"$dir/head" | grep -qxF "$line" || fail "GET / without: $line"
    done
    grep -q '^Permissions-Policy: .*camera=(), .*microphone=()' "$dir/head" || fail "GET / gives permissions away"
}

write_page "default-src 'none'"
new_hop 6 answer_tick_milliseconds=50 request_timeout_seconds=2 max_connections=40 max_bodies=16 "web=$dir/page.html"
# A page whose policy cannot be a header stops the start.
write_page "default-src 'none'&#13;&#10;Set-Cookie: x"
for command in -n serve; do
    "$vrijuitd" -f "$dir/conf" "$command" >"$dir/said" 2>&1
    same "$?" 1 "$command with such a page"
    grep -q "page.html: its Content-Security-Policy" "$dir/said" || fail "a bad page: $(cat "$dir/said")"
done
write_page "default-src 'none'"
cp "$dir/page.html" "$dir/first.html"
start_daemon
page_is "$dir/first.html"
still_serves "before all"
packet_bytes=$(wc -c <"$dir/packet")
h='Host: localhost\r\n'
get='GET /v1/keys HTTP/1.1\r\n'
post='POST /v1/packets HTTP/1.1\r\n'

# The request line.
refused 400 "no version" "GET /v1/keys\r\n$h\r\n"
refused 400 "version 1.0" "GET /v1/keys HTTP/1.0\r\n$h\r\n"
refused 400 "version 2.0" "GET /v1/keys HTTP/2.0\r\n$h\r\n"
refused 400 "version 1.2" "GET /v1/keys HTTP/1.2\r\n$h\r\n"
refused 400 "version in small letters" "GET /v1/keys http/1.1\r\n$h\r\n"
refused 400 "version with a zero before" "GET /v1/keys HTTP/01.1\r\n$h\r\n"
refused 400 "another protocol" "GET /v1/keys RTSP/1.1\r\n$h\r\n"
refused 400 "two spaces after the method" "GET  /v1/keys HTTP/1.1\r\n$h\r\n"
refused 400 "two spaces before the version" "GET /v1/keys  HTTP/1.1\r\n$h\r\n"
refused 400 "a space after the version" "GET /v1/keys HTTP/1.1 \r\n$h\r\n"
refused 400 "a space at the start" " GET /v1/keys HTTP/1.1\r\n$h\r\n"
refused 400 "a tab for a space" "GET\t/v1/keys HTTP/1.1\r\n$h\r\n"
refused 400 "a tab in the path" "GET /v1/\tkeys HTTP/1.1\r\n$h\r\n"
refused 400 "an empty line first" "\r\n${get}$h\r\n"
refused 400 "no path" "GET HTTP/1.1\r\n$h\r\n"
refused 400 "a whole address for a path" "GET http://localhost/v1/keys HTTP/1.1\r\n$h\r\n"
refused 400 "a star for a path" "OPTIONS * HTTP/1.1\r\n$h\r\n"
refused 400 "a place to connect to" "CONNECT localhost:80 HTTP/1.1\r\n$h\r\n"
refused 400 "a method with a bracket" "GE(T /v1/keys HTTP/1.1\r\n$h\r\n"
refused 400 "a zero byte in the line" "GET /v1/k\000eys HTTP/1.1\r\n$h\r\n"
refused 400 "a byte above ASCII in the path" "GET /v1/\303\251 HTTP/1.1\r\n$h\r\n"
refused 400 "a lone line feed" "GET /v1/keys HTTP/1.1\n$h\r\n\r\n"
refused 400 "a lone carriage return" "GET /v1/keys HTTP/1.1\r$h\r\n\r\n"
refused 400 "a TLS greeting" "\026\003\001\002\000\001\000\001\374\003\003\r\n\r\n"
refused 400 "the preface of HTTP/2" "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
refused 400 "a line of noise" "\001\002\003\004\r\n\r\n"

# Headers.
refused 400 "no host" "${get}Accept: */*\r\n\r\n"
refused 400 "two hosts" "${get}$h$h\r\n"
refused 400 "an empty host" "${get}Host:\r\n\r\n"
refused 400 "no colon" "${get}${h}Accept\r\n\r\n"
refused 400 "no name" "${get}${h}: value\r\n\r\n"
refused 400 "a space before the colon" "${get}${h}Accept : x\r\n\r\n"
refused 400 "a space before the name" "${get}${h} Accept: x\r\n\r\n"
refused 400 "a folded header" "${get}${h}Accept: a\r\n b\r\n\r\n"
refused 400 "a folded header with a tab" "${get}${h}Accept: a\r\n\tb\r\n\r\n"
refused 400 "a bracket in the name" "${get}${h}Acc[ept]: x\r\n\r\n"
refused 400 "a zero byte in a value" "${get}${h}Accept: a\000b\r\n\r\n"
refused 400 "a control character in a value" "${get}${h}Accept: a\001b\r\n\r\n"
refused 400 "a lone carriage return in a value" "${get}${h}Accept: a\rb\r\n\r\n"
refused 400 "a lone line feed after a header" "${get}${h}Accept: a\nX: y\r\n\r\n"
refused 400 "a byte above ASCII in a value" "${get}${h}Accept: \303\251\r\n\r\n"
refused 400 "two connections" "${get}${h}Connection: close\r\nConnection: close\r\n\r\n"
refused 400 "another connection" "${get}${h}Connection: upgrade\r\n\r\n"
refused 400 "an upgrade" "${get}${h}Upgrade: h2c\r\n\r\n"
refused 400 "a trailer" "${get}${h}Trailer: x\r\n\r\n"
{
    printf '%bX: ' "$get$h"
    head -c 9000 /dev/zero | tr '\0' a
    printf '\r\n\r\n'
} >"$dir/request"
refused_file 400 "a head of 9000 bytes"
{
    printf 'GET /'
    head -c 20000 /dev/zero | tr '\0' a
} >"$dir/request"
refused_file 400 "a path without an end"
{
    printf '%b' "$get$h"
    for _ in $(seq 2000); do printf 'A: b\r\n'; done
    printf '\r\n'
} >"$dir/request"
refused_file 400 "2000 headers"

# Lengths, and what would hide a second request.
refused 400 "a packet without a length" "${post}$h\r\n"
refused 400 "two lengths" "${post}${h}Content-Length: 32768\r\nContent-Length: 32768\r\n\r\n"
refused 400 "two different lengths" "${post}${h}Content-Length: 0\r\nContent-Length: 32768\r\n\r\n"
refused 400 "a length in a list" "${post}${h}Content-Length: 32768, 32768\r\n\r\n"
refused 400 "a length with a plus" "${post}${h}Content-Length: +32768\r\n\r\n"
refused 400 "a length with a minus" "${post}${h}Content-Length: -1\r\n\r\n"
refused 400 "a length in hexadecimal" "${post}${h}Content-Length: 0x8000\r\n\r\n"
refused 400 "a length with a zero before" "${post}${h}Content-Length: 032768\r\n\r\n"
refused 400 "a length with a space in it" "${post}${h}Content-Length: 32 768\r\n\r\n"
refused 400 "an empty length" "${post}${h}Content-Length:\r\n\r\n"
refused 400 "a length with a fraction" "${post}${h}Content-Length: 32768.0\r\n\r\n"
refused 400 "a length beyond 64 bits" "${post}${h}Content-Length: 18446744073709584384\r\n\r\n"
refused 400 "a length of letters" "${post}${h}Content-Length: lots\r\n\r\n"
refused 400 "chunks" "${post}${h}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
refused 400 "chunks and a length" "${post}${h}Content-Length: 32768\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
refused 400 "a hidden encoding" "${post}${h}Content-Length: 32768\r\nTransfer-Encoding: xchunked\r\n\r\n"
refused 400 "an encoding after a space" "${post}${h}Transfer-Encoding : chunked\r\nContent-Length: 32768\r\n\r\n"
refused 400 "an encoding in capitals" "${post}${h}TRANSFER-ENCODING: CHUNKED\r\nContent-Length: 32768\r\n\r\n"
refused 400 "identity" "${post}${h}Transfer-Encoding: identity\r\nContent-Length: 32768\r\n\r\n"
refused 400 "waiting for 100" "${post}${h}Expect: 100-continue\r\nContent-Length: 32768\r\n\r\n"
refused 400 "packed content" "${post}${h}Content-Encoding: gzip\r\nContent-Length: 32768\r\n\r\n"
refused 400 "a part of a packet" "${post}${h}Content-Range: bytes 0-9/32768\r\nContent-Length: 32768\r\n\r\n"
refused 400 "an empty packet" "${post}${h}Content-Length: 0\r\n\r\n"
refused 400 "a packet that is too short" "${post}${h}Content-Length: 32767\r\n\r\n"
refused 413 "a packet that is too long" "${post}${h}Content-Length: 32769\r\n\r\n"
refused 413 "a packet of gigabytes" "${post}${h}Content-Length: 9999999999\r\n\r\n"
refused 400 "a GET with a body" "${get}${h}Content-Length: 5\r\n\r\nhello"
refused 400 "a GET with a second request after it" "$get$h\r\nGET /v1/circle HTTP/1.1\r\n$h\r\n"
refused 400 "a GET with a second one inside it" "${get}${h}Content-Length: 44\r\n\r\nGET /v1/circle HTTP/1.1\r\nHost: localhost\r\n\r\n"
{
    printf '%bContent-Length: %s\r\n\r\n' "$post$h" "$packet_bytes"
    cat "$dir/packet"
    printf '%b\r\n' "$get$h"
} >"$dir/request"
same "$("$tool" raw at="$at" <"$dir/request" | sed 's/202 open/0 closed/;s/400 closed/0 closed/')" "0 closed" \
    "a packet with a second request behind it"

# Paths and methods.
refused 404 "no such path" "GET /v1/nothing HTTP/1.1\r\n$h\r\n"
refused 404 "a path above" "GET /../../etc/passwd HTTP/1.1\r\n$h\r\n"
refused 404 "a path above, hidden" "GET /v1/%%2e%%2e/keys HTTP/1.1\r\n$h\r\n"
refused 404 "a file of the daemon" "GET /identity.key HTTP/1.1\r\n$h\r\n"
refused 404 "a question behind the path" "GET /v1/receipts?round=3 HTTP/1.1\r\n$h\r\n"
refused 404 "a slash behind the path" "GET /v1/keys/ HTTP/1.1\r\n$h\r\n"
refused 404 "two slashes" "GET //v1/keys HTTP/1.1\r\n$h\r\n"
refused 404 "a part of the path" "GET /v1/key HTTP/1.1\r\n$h\r\n"
refused 404 "a path in capitals" "GET /V1/KEYS HTTP/1.1\r\n$h\r\n"
refused 404 "a fragment" "GET /v1/keys#x HTTP/1.1\r\n$h\r\n"
refused 404 "another path for a packet" "POST /v1/packet HTTP/1.1\r\n${h}Content-Length: 32768\r\n\r\n"
{
    printf 'GET /'
    head -c 4000 /dev/zero | tr '\0' a
    printf ' HTTP/1.1\r\nHost: localhost\r\n\r\n'
} >"$dir/request"
refused_file 404 "a path of 4000 bytes"
refused 405 "GET of packets" "GET /v1/packets HTTP/1.1\r\n$h\r\n"
refused 405 "POST of keys" "POST /v1/keys HTTP/1.1\r\n${h}Content-Length: 0\r\n\r\n"
refused 405 "DELETE" "DELETE /v1/receipts HTTP/1.1\r\n$h\r\n"
refused 405 "PUT" "PUT /v1/circle HTTP/1.1\r\n${h}Content-Length: 0\r\n\r\n"
refused 405 "HEAD" "HEAD /v1/keys HTTP/1.1\r\n$h\r\n"
refused 405 "a method in small letters" "get /v1/keys HTTP/1.1\r\n$h\r\n"
still_serves "after the table"

# The web form.
refused 405 "HEAD of the page" "HEAD / HTTP/1.1\r\n$h\r\n"
refused 405 "POST to the page" "POST / HTTP/1.1\r\n${h}Content-Length: 5\r\n\r\nhello"
refused 405 "POST of a packet to the page" "POST / HTTP/1.1\r\n${h}Content-Length: 32768\r\n\r\n"
refused 404 "a question behind the page" "GET /?x HTTP/1.1\r\n$h\r\n"
refused 404 "a fragment behind the page" "GET /#x HTTP/1.1\r\n$h\r\n"
refused 404 "a dot behind the page" "GET /. HTTP/1.1\r\n$h\r\n"
refused 404 "the page by another name" "GET /index.html HTTP/1.1\r\n$h\r\n"
refused 404 "the file of the page" "GET /page.html HTTP/1.1\r\n$h\r\n"
refused 400 "the page with a body" "GET / HTTP/1.1\r\n${h}Content-Length: 5\r\n\r\nhello"
refused 400 "the page of another version" "GET / HTTP/1.0\r\n$h\r\n"
refused 400 "the page and a second request" "GET / HTTP/1.1\r\n$h\r\nGET / HTTP/1.1\r\n$h\r\n"
page_is "$dir/first.html"
# A reload takes a good page and leaves the old one where the new one is bad.
echo "no policy" >"$dir/page.html"
kill -HUP "$daemon"
until grep -q "page not reloaded, the old one stays" "$dir/log"; do sleep 0.1; done
page_is "$dir/first.html"
write_page "default-src 'none'"
echo '<p>twee' >>"$dir/page.html"
kill -HUP "$daemon"
until curl -s --unix-socket "$socket" http://localhost/ | grep -q twee; do sleep 0.1; done
page_is "$dir/page.html"

# Slowly: the deadline is that of the request, not of a byte.
started=$(date +%s%N)
printf '%b\r\n' "$get${h}X: $(head -c 3000 /dev/zero | tr '\0' a)" >"$dir/request"
same "$("$tool" raw at="$at" byte=100 <"$dir/request")" "0 closed" "a slow sender"
took=$((($(date +%s%N) - started) / 1000000))
[ "$took" -ge 1900 ] && [ "$took" -le 6000 ] || fail "a slow sender was cut after $took ms, not 2 s"
{
    printf '%bContent-Length: %s\r\n\r\n' "$post$h" "$packet_bytes"
    head -c 100 "$dir/packet"
} >"$dir/request"
started=$(date +%s%N)
same "$("$tool" raw at="$at" wait=10000 <"$dir/request")" "0 closed" "half a packet"
took=$((($(date +%s%N) - started) / 1000000))
[ "$took" -ge 1900 ] && [ "$took" -le 6000 ] || fail "half a packet was cut after $took ms, not 2 s"
: >"$dir/request"
same "$("$tool" raw at="$at" wait=10000 <"$dir/request")" "0 closed" "a connection without a word"
still_serves "after slow senders"

# Bodies: as many as allowed are begun, the next is told to come back.
"$tool" hold at="$at" count=16 seconds=2 packet="$dir/packet" bytes=20000 >"$dir/held" &
holder=$!
helpers+=("$holder")
until grep -q holding "$dir/held"; do sleep 0.05; done
sleep 0.3
{
    printf '%bContent-Length: %s\r\n\r\n' "$post$h" "$packet_bytes"
    cat "$dir/packet"
} >"$dir/request"
refused_file 503 "one packet more than max_bodies"
grep -q '^Retry-After: ' "$dir/raw" || fail "503 does not say when to come back"
wait "$holder"
still_serves "after too many bodies"

# Connections: those that say nothing make place for those that do.
"$tool" hold at="$at" count=100 seconds=1 >"$dir/held" &
holder=$!
helpers+=("$holder")
until grep -q holding "$dir/held"; do sleep 0.05; done
sleep 0.2
still_serves "while 100 connections say nothing"
wait "$holder"
kept=$(sed -n 's/ open//p' "$dir/held")
[ "$kept" -le 40 ] || fail "$kept connections were open, 40 are allowed"
still_serves "after too many connections"
[ "$(find "/proc/$daemon/fd" | wc -l)" -le 40 ] || fail "the daemon keeps descriptors of connections that are gone"

wait_closed "$(round_now)"
export_all "$dir/batch"
all_kept "$dir/acked" "$dir/batch.list"
stop_daemon
nothing_leaks passwd
passed "$tried requests refused"
