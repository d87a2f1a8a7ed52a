# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: EUPL-1.2
# The page in a real browser; sourced after lib.sh. The third argument of a story, `onion`, has it go through
# a Tor network of its own; then only with VRIJUIT_LONG=1.
way=${3:-direct}
web=$build/client/web
page=$dir/vrijuit.html
photos=${VRIJUIT_PHOTOS:-}

[ -s "$web/vrijuit.html" ] || skip "the web form is not built: node, npm or their packages are missing"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node is older than 18"
[ -x /usr/bin/chromium ] || skip "chromium is not here"

story=$story${3:+_$3}
if [ "$way" = onion ]; then
    [ -n "${VRIJUIT_LONG:-}" ] || skip "only with VRIJUIT_LONG=1"
    command -v tor-gencert >/dev/null || skip "tor is not installed"
    # shellcheck source=tests/system/tor_lib.sh
    . "$(dirname "$0")/tor_lib.sh"
fi

# Seconds of a round: through Tor everything takes longer.
web_round()
{
    echo "${VRIJUIT_ROUND:-$([ "$way" = onion ] && echo 20 || echo 8)}"
}

# A port of this machine that nobody uses now.
free_port()
{
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# open_way TARGET: how a browser comes to the entry, which listens at unix:PATH or 127.0.0.1:PORT. Sets $entry,
# its address; $members, with which the driver finds it; $ask, with which curl does.
open_way()
{
    local port=${1##*:}
    if [ "$way" = onion ]; then
        start_tor "$dir/tor" "$1"
        entry=http://$onion
        members="\"entry\": \"$entry\", \"proxy\": \"socks5://$socks\""
        ask=(curl -s --proxy "socks5h://$socks")
        return
    fi
    case "$1" in
    unix:*) # Chromium wants a port
        port=$(free_port)
        socat "TCP-LISTEN:$port,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:${1#unix:}" &
        helpers+=($!)
        ;;
    esac
    entry=http://ingang.test:$port # Chromium takes it for a place without TLS, as an onion address is one
    members="\"entry\": \"$entry\""
    ask=(curl -s --connect-to "::127.0.0.1:$port")
}

# make_page: with the key of $dir/circle.
make_page()
{
    "$source/client/web/pin.sh" "$web/vrijuit.html" "$dir/circle/vrijuit.pub" "$page" >"$dir/said" ||
        fail "pin.sh: $(cat "$dir/said")"
}

# drive COMMAND MEMBERS: an errand in the browser; what came of it is in $dir/drove. MEMBERS are JSON.
drive()
{
    local command=$1 members=$2
    [ -z "$photos" ] || members="$members, \"photos\": \"$photos\""
    VRIJUIT_WEB=$web VRIJUIT_PHOTOS=${photos:-$dir} node "$source/tests/web/drive.mjs" "$command" "{$members}" \
        >"$dir/drove" 2>"$dir/drove.log" || fail "browser: $command: $(cat "$dir/drove.log")"
}

# drove FILTER: of what came of it.
drove()
{
    jq -r "$1" "$dir/drove"
}

# page_says WORDS WHAT [LANGUAGE]: in the language of the errand, or in that one.
page_says()
{
    local said=.said
    [ -z "${3:-}" ] || said=.both.$3
    drove "$said" | tr -s ' \n' ' ' | grep -qF -- "$1" || fail "$2: the page does not say \"$1\": $(drove "$said")"
}

# The same five documents in the same order, whatever the person wants.
asks_as_always()
{
    same "$(drove '.requests[:6] | join(" ")')" \
        "GET / GET /v1/circle GET /v1/circle.minisig GET /v1/keys GET /v1/receipts GET /v1/replies" "what $1 asked for"
}

# make_handout FILE: the page, filled for use without a network, as the operator gives it out.
make_handout()
{
    "$vrijuitd" -f "$1" webform --output "$2" >"$dir/said" 2>&1 || fail "webform: $(cat "$dir/said")"
}
