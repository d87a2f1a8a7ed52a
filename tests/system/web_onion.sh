#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A report and a check through a real Tor onion service, in a private Tor network. Only with VRIJUIT_LONG=1.
# Arguments: folders of the build and the source.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
source=$2
[ -n "${VRIJUIT_LONG:-}" ] || skip "only with VRIJUIT_LONG=1"
command -v tor-gencert >/dev/null || skip "tor is not installed"
# shellcheck source=tests/system/web_lib.sh
. "$(dirname "$0")/web_lib.sh"
# shellcheck source=tests/system/tor_lib.sh
. "$(dirname "$0")/tor_lib.sh"

new_hop "${VRIJUIT_ROUND:-30}" answer_tick_milliseconds=200
make_page
echo "web = $page" >>"$dir/conf"
start_daemon
start_tor "$dir/tor" "$socket"
common="\"entry\": \"http://$onion\", \"proxy\": \"socks5://$socks\", \"lang\": \"nl\""
drive report "$common, \"isWhole\": true, \"answers\": {\"tekst\": \"Dit gaat door een ui: sjalot.\"}"
same "$(drove .sent)" 1 "sending"
asks_as_always "the report"
milliseconds=$(drove .milliseconds)
codename=$(drove .codename)
wait_closed "$(round_now)"
drive check "$common, \"axe\": true, \"codename\": \"$codename\""
page_says "Opgeslagen voor de medezeggenschap in ronde" "check"
stop_daemon
nothing_leaks sjalot "$codename" "$onion"
passed "sent through an onion service in $milliseconds ms, and found there"
