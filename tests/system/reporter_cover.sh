#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The ways of a report but the plain one, with real programs: waiting for the packet of the day, a
# follow-up, a packet that is carried, one that is lost and sent again; and the timer of cover.
# Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
source=$2
round_seconds=$(paced 5)
kept=$dir/kept
words_waits='Het pad naar de moestuin is altijd nat.'
words_more='En de kruiwagen heeft een lekke band.'
words_lost='De rabarber is aan de late kant.'
anna='paarse fietsen zingen zacht'
bram='zeven stille bruggen wachten'

# client WORDS...: what it says goes to $dir/said.
client()
{
    "$vrijuit" --pin "$dir/circle/vrijuit.pub" --state "$kept" --lang en --unix-socket "$socket" "$@" >"$dir/said" 2>&1
}

# says CODE WORDS WHAT: what the last program ended with and said.
says()
{
    same "$1" "$2" "$4: $(cat "$dir/said")"
    tr -s ' \n' ' ' <"$dir/said" | grep -qiE -- "$3" || fail "$4: $(cat "$dir/said")"
}

codename()
{
    sed -n 's/^ *\([a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]* [a-z]*\) *$/\1/p' "$dir/said" | tail -n 1
}

# report TEXT OPTION...
report()
{
    printf '{"thema": ["rolvastheid"], "waar": "team-of-project", "belemmering": ["cultuur-van-het-team"], "uitgesproken": "nee",
        "wat-helpt": ["gedragscode"], "organisatie": "zeg-ik-liever-niet", "eigen-woorden": "%s"}' "$1" >"$dir/answers"
    shift
    client report --answers "$dir/answers" --yes "$@"
}

# check CODENAME [LINE]
check()
{
    printf '%s\n' "$@" | client check
}

write_config answer_tick_milliseconds=200
"$vrijuitd" -f "$dir/conf" init >"$dir/said" 2>&1 || fail "init: $(cat "$dir/said")"
hold_ceremony 1 localhost "$anna" "$bram"
start_daemon

# The timer. A systemctl that only writes down what it is asked stands in for that of a session.
export XDG_CONFIG_HOME=$dir/config
mkdir "$dir/bin"
printf '#!/bin/sh\necho "$*" >>"%s"\n' "$dir/asked" >"$dir/bin/systemctl"
chmod 755 "$dir/bin/systemctl"
PATH=$dir/bin:$PATH
client cover status
says "$?" 1 "there is no timer" "cover status before"
client cover enable
says "$?" 0 "every working day" "cover enable"
unit=$dir/config/systemd/user/vrijuit-cover
grep -qx -- "--user --quiet enable --now vrijuit-cover.timer" "$dir/asked" || fail "the timer was not enabled"
grep -qE '^OnCalendar=Mon\.\.Fri \*-\*-\* (09|1[0-5]):[0-5][0-9]:00$' "$unit.timer" || fail "$(cat "$unit.timer")"
if command -v systemd-analyze >/dev/null; then
    XDG_RUNTIME_DIR=$dir systemd-analyze verify --man=no --user "$unit.timer" "$unit.service" >"$dir/verified" 2>&1 || fail "$(cat "$dir/verified")"
    systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$unit.timer")" >/dev/null || fail "not a time for systemd"
fi
cp "$unit.timer" "$dir/timer"
client cover enable
says "$?" 0 "every working day" "cover enable, again"
cmp -s "$unit.timer" "$dir/timer" || fail "the minute has changed"
client cover status
says "$?" 0 "the timer is there.*Mon..Fri" "cover status"
same "$(find "$kept" -name '*.queue' -size 382032c | wc -l)" 1 "queues of the one size"
same "$(find "$kept" -newermt 1970-01-02 | wc -l)" 0 "times in the folder"

# A packet that is carried, and never posted.
early_in_round
report "$words_lost" --output "$dir/packet" --for +1
says "$?" 0 "can be posted in round" "report --output"
lost=$(codename)
carried=$(tr -s ' \n' ' ' <"$dir/said" | sed -n 's/.*posted in round \([0-9]*\) only.*/\1/p')
same "$(stat -c '%s %a' "$dir/packet")" "32768 600" "the packet in a file"
client send "$dir/packet"
says "$?" 1 "too early" "send before its day"
report "$words_lost" --output "$dir/packet"
says "$?" 3 "cannot write" "a file that is there"

# A report waits, and goes with what the timer starts: the very command of the service.
report "$words_waits"
says "$?" 0 "waits for the packet of the day" "report with a timer"
name=$(codename)
[ -n "$name" ] && [ -n "$lost" ] || fail "no codename was shown"
check "$name"
says "$?" 1 "not yet sent" "check while it waits"
grep -rqE 'moestuin|kruiwagen|rabarber' "$kept" && fail "text in the folder"
sh -c "$(sed -n 's/^ExecStart=//p' "$unit.service")" >"$dir/said" 2>&1
says "$?" 0 "was accepted" "the command of the service"
first=$(round_now)

# Its follow-up.
wait_closed "$first"
echo "{\"text\": \"$words_more\"}" >"$dir/answers"
printf '%s\n' "$name" | client follow-up --answers "$dir/answers" --yes --now
says "$?" 0 "accepted" "follow-up"
grep -q "Your codename:" "$dir/said" && fail "a follow-up has no codename of its own"
second=$(round_now)

# What was lost is offered again when three rounds have passed over it.
check "$lost"
says "$?" 1 "not yet stored" "check before three rounds"
wait_closed "$second"
check "$name"
says "$?" 0 "Stored for the council in round.*Stored for the council in round" "check of report and follow-up"
wait_round $((carried + 4))
client send "$dir/packet"
says "$?" 1 "too old" "send after its day"
check "$lost" no
says "$?" 1 "has not arrived" "check of what is lost, answered with no"
printf '%s\nyes\n' "$lost" | client --now check
says "$?" 1 "accepted" "check of what is lost, answered with yes"
wait_closed "$(round_now)"
check "$lost"
says "$?" 0 "Stored for the council" "check of what was sent again"
grep -q "has not arrived" "$dir/said" && fail "what was stored is offered again"

client cover disable
says "$?" 0 "timer is gone" "cover disable"
[ ! -e "$unit.timer" ] && [ ! -e "$unit.service" ] || fail "units are left"

"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >"$dir/said" 2>&1 || fail "export: $(cat "$dir/said")"
table=(--circle "$dir/council/circle.json" --pin "$dir/council/vrijuit.pub")
shares=(--share "$dir/council/members/1/shares.key" --share "$dir/council/members/2/shares.key")
printf '%s\n' "$anna" "$bram" | "$council" open "$dir/batch" "${table[@]}" "${shares[@]}" --dossier "$dir/dossier" --lang en >"$dir/said" 2>&1
says "$?" 0 "opened 3, cover 0, damaged 0, double 0, unreadable 0, for others 0" "open"
printf '%s\n' "$anna" "$bram" | "$council" read "${table[@]}" "${shares[@]}" --dossier "$dir/dossier" --lang nl >"$dir/said" 2>&1
for words in "$words_waits" "$words_more" "$words_lost"; do
    says 0 0 "$words" "read"
done
stop_daemon
passed "a report that waited, a follow-up, one that was lost; the timer"
