#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A report to an entry that has only the address of an onion service: the client finds Tor by itself, and the
# report is accepted, found in the batch and found stored. Through the real Tor, a network of it on this
# machine, in a network namespace of its own, where there is no other way out.
# Arguments: build folder, source folder. VRIJUIT_LONG=1: without it this is skipped, for it takes minutes.
# shellcheck source=tests/system/lib.sh disable=SC2119
if [ -z "${VRIJUIT_LONG:-}" ]; then
    echo "reporter_onion: skipped: a Tor network of its own takes minutes: set VRIJUIT_LONG=1"
    exit 77
fi
if [ "${3:-}" != inside ]; then
    unshare -rn true 2>/dev/null || {
        echo "reporter_onion: skipped: no network of its own can be made here"
        exit 77
    }
    exec unshare -rn "$0" "$1" "$2" inside
fi
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/system/tor_lib.sh
. "$(dirname "$0")/tor_lib.sh"
for program in tor tor-gencert; do
    command -v "$program" >/dev/null || skip "$program is not installed"
done
[ ! -S /run/tor/socks ] || skip "the client would find the Tor of this machine at /run/tor/socks"
ip link set lo up || skip "the network has no loopback"
source=$2
round_seconds=60
anna='paarse fietsen zingen zacht'
words='De sleutel van het archief hangt aan een spijker.'

tor_socks_port=9050 # where Debian's tor listens
start_tor "$dir/tor" "unix:$socket"

write_config
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
hold_ceremony 1 "$onion" "$anna"
start_daemon

# Nothing but the pinned key and the address: circle, keys and the way through Tor are found.
client=("$vrijuit" --pin "$dir/circle/vrijuit.pub" --state none --lang en --entry "http://$onion")
"${client[@]}" --direct circle verify >"$dir/said" 2>&1 && fail "there is a way around Tor: $(cat "$dir/said")"
printf '{"thema": ["rolvastheid"], "eigen-woorden": "%s"}' "$words" >"$dir/answers"
early_in_round
"${client[@]}" report --answers "$dir/answers" --yes --now >"$dir/said" 2>&1 || fail "report: $(cat "$dir/said")"
grep -q 'accepted' "$dir/said" || fail "it was not sent: $(cat "$dir/said")"
name=$(sed -n 's/^ *\([a-z]*\( [a-z]*\)\{7\}\) *$/\1/p' "$dir/said" | tail -n 1)

wait_closed "$(round_now)"
echo "$name" | "${client[@]}" check >"$dir/said" 2>&1 || fail "check: $(cat "$dir/said")"
grep -q 'Stored for the council in round' "$dir/said" || fail "it is not found stored: $(cat "$dir/said")"
"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >"$dir/said" 2>&1 || fail "export: $(cat "$dir/said")"
table=(--circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub" --share "$dir/council/members/1/shares.key")
echo "$anna" | "$council" open "$dir/batch" "${table[@]}" --dossier "$dir/dossier" --lang en >"$dir/said" 2>&1
grep -qE 'opened 1, cover [0-9]+, damaged 0, double 0' "$dir/said" || fail "open: $(cat "$dir/said")"
echo "$anna" | "$council" read "${table[@]}" --dossier "$dir/dossier" --lang nl >"$dir/said" 2>&1
grep -qF "$words" "$dir/said" || fail "not read: $(cat "$dir/said")"
nothing_leaks "$words"
stop_daemon
passed "through Tor, found by itself, to an onion service, and into the batch"
