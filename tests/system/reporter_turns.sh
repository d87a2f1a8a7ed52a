#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# No two runs send one record: two that begin at the same moment, one that is killed while its packet
# is on its way, one beside another that is sending.
# Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
source=$2
round_seconds=$(paced 12) # what is done between a packet and the end of its round takes a few
kept=$dir/kept
words_two='De heggenschaar ligt altijd achteraan.'
words_killed='Het tuinhek klemt bij regen.'
words_beside='De composthoop is te vol.'
anna='paarse fietsen zingen zacht'

# The program itself, so that the pid of a run in the background is its own.
client=("$vrijuit" --pin "$dir/circle/vrijuit.pub" --state "$kept" --lang en --unix-socket "$socket")

# report TEXT OPTION...
report()
{
    printf '{"thema": ["rolvastheid"], "eigen-woorden": "%s"}' "$1" >"$dir/answers"
    shift
    "${client[@]}" report --answers "$dir/answers" --yes "$@" >"$dir/said" 2>&1 || fail "report: $(cat "$dir/said")"
}

# What the queue says of the record in front: 0, or one more than the round in which it was sent.
on_its_way()
{
    od -An -tu4 -j12 -N4 "$kept"/*.queue | tr -d ' '
}

# await WHAT COMMAND...: until it is so.
await()
{
    local what=$1 _
    shift
    for _ in $(seq 600); do
        "$@" && return 0
        sleep 0.1
    done
    fail "$what: it does not come"
}

# waits FILE...: whether each of these runs says that it waits.
waits()
{
    local file
    for file in "$@"; do
        grep -q 'already sending' "$file" || return 1
    done
}

# hold_turn: as a run that is sending, until give_turn.
hold_turn()
{
    exec 4<>"$(echo "$kept"/*.turn)"
    flock 4 || fail "the turn cannot be taken"
}

give_turn()
{
    flock -u 4 # for all that were started meanwhile have it too
    exec 4>&-
}

# deaf_entry: a socket before the daemon's that hands everything on, but gives no answer to a packet; when
# the daemon has given it, $dir/posted is there.
deaf_entry()
{
    python3 - "$socket" "$dir/deaf" "$dir/posted" <<'ENTRY' &
import pathlib, socket, sys, threading

def answers(daemon, client, packets):
    while data := daemon.recv(65536):
        if packets:
            pathlib.Path(sys.argv[3]).touch()
        else:
            client.sendall(data)

def serve(client):
    daemon, packets = socket.socket(socket.AF_UNIX), []
    daemon.connect(sys.argv[1])
    threading.Thread(target=answers, args=(daemon, client, packets), daemon=True).start()
    while data := client.recv(65536):
        if data.startswith(b"POST "):
            packets.append(True)
        daemon.sendall(data)

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[2])
server.listen()
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
ENTRY
    deaf=$!
    helpers+=("$deaf")
    await "the deaf entry" test -S "$dir/deaf"
}

write_config answer_tick_milliseconds=1000
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
hold_ceremony 1 localhost "$anna"
start_daemon
export XDG_CONFIG_HOME=$dir/config
mkdir -p "$dir/config/systemd/user"
touch "$dir/config/systemd/user/vrijuit-cover.timer"

# Two at once: both begin while somebody else is sending, and read the same queue. Then they take turns.
"${client[@]}" cover >"$dir/said" 2>&1 || fail "cover: $(cat "$dir/said")" # makes the file of the turn
report "$words_two"
hold_turn
"${client[@]}" cover >"$dir/one" 2>&1 &
one=$!
"${client[@]}" cover >"$dir/two" 2>&1 &
two=$!
helpers+=("$one" "$two")
await "two runs that wait" waits "$dir/one" "$dir/two"
give_turn
wait "$one" || fail "one of two: $(cat "$dir/one")"
wait "$two" || fail "two of two: $(cat "$dir/two")"
helpers=()
same "$(cat "$dir/one" "$dir/two" | grep -c 'was accepted')" 2 "packets of two runs"
same "$(on_its_way)" 0 "a record on its way after two runs"

# Killed while the packet is on its way: nobody knows whether it arrived, until the receipts do.
report "$words_killed"
name=$(sed -n 's/^ *\([a-z]*\( [a-z]*\)\{7\}\) *$/\1/p' "$dir/said" | tail -n 1)
wait_round $(($(round_now) + 1)) # a whole round: its receipts must not come too soon
deaf_entry
"${client[@]/%$socket/$dir/deaf}" cover >"$dir/one" 2>&1 &
one=$!
helpers+=("$one")
await "a packet that arrived" test -e "$dir/posted"
sent=$(on_its_way)
kill -9 "$one" || fail "it has ended before it could be killed: $(cat "$dir/one")"
wait "$one" 2>/dev/null
kill "$deaf" && wait "$deaf" 2>/dev/null
helpers=()
[ "$sent" != 0 ] || fail "no record was marked before it was sent"
"${client[@]}" cover >"$dir/said" 2>&1 || fail "cover after the kill: $(cat "$dir/said")"
same "$(on_its_way)" "$sent" "what is not known yet stays"
echo "$name" | "${client[@]}" check >"$dir/said" 2>&1
grep -q 'is on its way' "$dir/said" || fail "check of what is on its way: $(cat "$dir/said")"
wait_closed $((sent - 1))
for _ in 1 2; do
    "${client[@]}" cover >"$dir/said" 2>&1 || fail "cover when the receipts tell: $(cat "$dir/said")"
done
same "$(on_its_way)" 0 "a record on its way when the receipts tell"

# A report that goes at once waits for whoever is sending; what is kept has no time.
hold_turn
report "$words_beside" --now &
one=$!
await "a report that waits" waits "$dir/said"
give_turn
wait "$one" || exit 1
grep -q 'already sending' "$dir/said" || fail "it did not wait: $(cat "$dir/said")"
grep -q 'accepted' "$dir/said" || fail "it was not sent: $(cat "$dir/said")"
same "$(find "$kept" -newermt 1970-01-02 | wc -l)" 0 "times in the folder"
same "$(find "$kept" -name '*.queue' -size 382032c | wc -l)" 1 "queues of the one size"

wait_closed "$(round_now)"
"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >"$dir/said" 2>&1 || fail "export: $(cat "$dir/said")"
table=(--circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub" --share "$dir/council/members/1/shares.key")
echo "$anna" | "$council" open "$dir/batch" "${table[@]}" --dossier "$dir/dossier" --lang en >"$dir/said" 2>&1
grep -qE 'opened 3, cover [0-9]+, damaged 0, double 0' "$dir/said" || fail "open: $(cat "$dir/said")"
echo "$anna" | "$council" read "${table[@]}" --dossier "$dir/dossier" --lang nl >"$dir/said" 2>&1
for words in "$words_two" "$words_killed" "$words_beside"; do
    grep -q "$words" "$dir/said" || fail "not read: $words"
done
stop_daemon
passed "every record was sent once"
