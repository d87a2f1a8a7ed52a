#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A council reads, labels, notes and answers at a screen or line by line; nothing of it stays on the
# screen, on the disk, or in memory once the reader locked itself.
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
mkdir home tmp
export HOME=$dir/home TMPDIR=$dir/tmp
unset HISTFILE XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_RUNTIME_DIR XDG_STATE_HOME
"$maker" identity seed >identity
hold_ceremony raad 2 2 --minimum 3 --periods 1 --period-rounds 30 >/dev/null || exit 1
cheap_shares raad 2
arguments=(--dossier dossier --circle raad/circle.json --pin raad/vrijuit.pub
    --share raad/members/1/shares.key --share raad/members/2/shares.key)
"$maker" batch een raad/circle.json seed 0 - r3fe
expect 0 'opened 5' "$council" open een --lang en "${arguments[@]}" < <(passphrases 1 2)

# Line by line: the way of a screen reader, and of this test
plain() {
    { passphrases 1 2; printf '%s\n' "$@"; } |
        "$council" read --plain --lang en "${arguments[@]}"
}
expect 0 '4 of 4 reports' plain list
expect 0 '1 of 4 reports' plain 'search MELDING nummer 2'
expect 0 '0 of 4 reports' plain 'zoek staat er niet in'
expect 0 'Een aanvulling op mijn melding' plain 'search nummer 3' 1
expect 0 '1. Safety' plain theme
expect 0 '3 of 4 reports' plain 'theme 1'
expect 0 '4. overdue' plain state
expect 0 '0 of 4 reports' plain 'state 4'
expect 0 '5. first answer overdue' plain state
expect 0 'first answer: soon 4, overdue 0' plain list
holds 'a first answer is awaited' grep -q 'first answer soon, 91 days left' out
expect 0 'there is no such report' plain 9
expect 0 'give the number' plain 'label x y'
expect 0 'there is no such command' plain nonsense
expect 0 'kept in the dossier' plain 'search nummer 1' 'label 1 roosters'
expect 0 '1 of 4 reports' plain 'with roosters'
holds 'a label is shown' grep -q '#roosters' out
expect 0 '0 of 4 reports' plain 'with roosters' 'label 1 roosters' 'with roosters'
expect 0 'one line of 1 to' plain 'label 1'
expect 0 'eerste regel' plain 'search nummer 1' 'note 1' 'eerste regel' 'tweede regel' . 1
expect 0 'tweede regel' plain 'search nummer 1' 1
expect 0 'answered' plain 'search nummer 1' 'done 1' 'list'
expect 0 '1 of 4 reports' plain 'state 3'
expect 0 'reply waits for the board' plain 'search nummer 2' 'reply 1' 'Dank voor je melding.' \
    'We praten erover.' . 'list'
expect 0 '1 of 4 reports' plain 'state 2'
expect 0 'We praten erover.' plain 'search nummer 2' 1
holds 'no escape reaches the terminal' sh -c "! grep -q \"\$(printf '\\033')\" out"
expect 0 'control characters' plain 'note 1' "$(printf 'a\033[2Jb')" .
expect 2 '--lock-after' "$council" read "${arguments[@]}" --lock-after 0
expect 0 '' plain 'note 1' 'no full stop, so nothing is kept'
expect 0 '4 of 4 reports' plain all
holds 'what was not ended was not kept' sh -c '! grep -q "no full stop" out'

# An idle reader locks itself: it begins anew and wants the shares again
mkfifo slow
(passphrases 1 2; exec sleep 60) >slow &
feeder=$!
exec 9<slow
"$council" read --plain --lang en "${arguments[@]}" --lock-after 1 <&9 >idle_out 2>&1 &
reader=$!
for _ in $(seq 300); do grep -q 'Locked' idle_out && break; sleep 0.1; done
holds 'an idle reader locks itself' grep -q 'Locked: nothing happened for too long' idle_out
holds 'and goes on as the same process' kill -0 "$reader"
kill "$feeder" "$reader" 2>/dev/null
exec 9<&-
wait 2>/dev/null

# The order is random: among 12 listings of 4 reports two differ (but once in 10^15)
for _ in $(seq 12); do plain list | grep '^1\. ' | head -1 | cut -c1-13; done | sort -u >orders
holds 'the order is not that of arrival' test "$(wc -l <orders)" -gt 1

# On a full screen of 80x24
if ! command -v tmux >/dev/null 2>&1; then
    echo "not tried here: tmux is not installed"
    finish
fi
# A server of its own for each screen: one that was told to stop may still answer.
screens=0
new_screen()
{
    [ "$screens" -eq 0 ] || tmux -S "$socket" kill-server 2>/dev/null
    screens=$((screens + 1))
    socket=$dir/tmux.$screens
    tmux -S "$socket" -f /dev/null new-session -d -x "$1" -y "$2" "bash --norc"
}
screen() { tmux -S "$socket" capture-pane -p; }
type_keys() { tmux -S "$socket" send-keys "$@"; }
# seen TEXT: it comes on the screen
seen() {
    checks=$((checks + 1))
    for _ in $(seq 1000); do
        screen | grep -qF -e "$1" && return 0
        sleep 0.1
    done
    echo "FAIL: not on the screen: $1" >&2
    screen | sed 's/^/    /' >&2
    failed=1
    return 1
}
words="'$council' read --lang en ${arguments[*]} --lock-after"
new_screen 80 24
trap 'tmux -S "$socket" kill-server 2>/dev/null; rm -rf "$dir"' EXIT
traced=
if command -v strace >/dev/null 2>&1; then
    # Each file that the reader opens or renames; who is traced cannot look for leaks too.
    traced="ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 strace -f -qq -o trace"
    traced="$traced -e 'trace=?open,openat,?openat2,?creat,memfd_create,?rename,?renameat,renameat2,?link,linkat'"
fi
type_keys "cd $dir; $traced $words 600; echo 'the reader 'ended" Enter
seen 'member' || finish
sleep 0.5
type_keys 'wachtzin van lid 1' Enter
sleep 0.5
type_keys 'wachtzin van lid 2' Enter
seen '4 of 4 reports'
seen 'first answer: soon 2, overdue 0'
seen 'theme: all'
type_keys z
seen 'Search:'
type_keys 'nummer 3' Enter
seen '1 of 4 reports'
type_keys Enter
seen 'Dit is melding nummer 3'
seen 'Een aanvulling'
type_keys l
seen 'Label on or off:'
type_keys 'op scherm' Enter
seen 'kept in the dossier'
type_keys n
seen 'Ctrl-D keeps'
type_keys 'Notitie met e' BSpace 'accent' Enter 'en een regel' C-d
seen 'Notitie met accent'
type_keys a
seen 'Reply to the reporter'
type_keys 'Antwoord van het scherm' C-d
seen 'waits for the next board'
type_keys q
seen '#op scherm'
type_keys x
seen '4 of 4 reports'
seen 'Dit is melding'
tmux -S "$socket" pipe-pane "cat >'$dir/farewell'"
type_keys q
seen 'the reader ended'
holds 'who quits wipes the screen and its history' grep -qF "$(printf '\033[3J')" farewell
holds 'nothing stays on the screen of who quits' sh -c \
    "! tmux -S '$socket' capture-pane -p -S - | grep -qE 'Dit is|op scherm|reports'"
if [ -n "$traced" ]; then
    # Written are only the terminal, the dossier's next state, and messages in memory.
    grep -E 'O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE|creat\(|openat2\(|memfd|rename|link' trace >written
    holds 'the trace sees what is written' grep -qF '"dossier.new"' written
    grep -vE '"/dev/(tty|null|pts/[0-9]+)"|"dossier\.new", O_WRONLY|rename[a-z0-9]*\([^)]*"dossier.new", [^)]*"dossier"|memfd_create\("messages"' \
        written >elsewhere
    holds "no other file is opened for writing: $(head -3 elsewhere)" test ! -s elsewhere
else
    echo "not tried here: strace is not installed"
fi

# The round of reply ends at the same terminal: the board, with what was typed in the reader
type_keys "'$council' board --lang en --output bord ${arguments[*]}" Enter
seen 'Passphrase of raad/members/1'
sleep 0.5
type_keys 'wachtzin van lid 1' Enter
seen 'Passphrase of raad/members/2'
sleep 0.5
type_keys 'wachtzin van lid 2' Enter
seen 'of which 2 hold'
holds 'no passphrase is on the screen' sh -c "! tmux -S '$socket' capture-pane -p -S - | grep -q wachtzin"
holds 'minisign verifies the board' minisign -V -m bord -x bord.minisig -P "$(signing_key raad/circle.json 0)"
holds 'the board is of one size' test "$(stat -c %s bord)" = $((80 + 32 * 4096))
holds 'a reporter reads what was typed on the screen' sh -c "'$maker' replies bord 3 | grep -q 'Antwoord van het scherm'"
holds 'another what was typed line by line' sh -c "'$maker' replies bord 2 | grep -q 'We praten erover'"
holds 'who got no reply reads none' test -z "$("$maker" replies bord 1)"
expect 0 'Antwoord van het scherm' plain 'search nummer 3' 1
holds 'a note of the screen is in the dossier' grep -q 'en een regel' out
holds 'a label of the screen is in the dossier' grep -q 'op scherm' out

# Locked by itself: the same process, and none of the reports in its memory
for idle in 20 80; do # where it locks itself before all of its memory was looked at
    new_screen 80 24
    type_keys "cd $dir; echo \$\$ >pid; exec $words $idle" Enter
    seen 'member'
    sleep 0.5
    type_keys 'wachtzin van lid 1' Enter
    sleep 0.5
    type_keys 'wachtzin van lid 2' Enter
    seen '4 of 4 reports'
    type_keys Enter
    reader=$(cat pid)
    before=$(python3 "$here/memory_scan.py" "$reader" 'melding nummer')
    looked=$?
    [ "$before" = 0 ] || break
done
seen 'Locked: nothing happened for too long'
if [ "$looked" -eq 77 ]; then
    echo "not tried here: the memory of a process may not be looked at"
else
    sleep 1
    after=$(python3 "$here/memory_scan.py" "$reader" 'melding nummer')
    echo "texts of reports in memory: $before while open, $after when locked"
    holds 'the scan finds what is there' test "$before" -gt 0
    holds 'no text of a report is in memory when locked' test "$after" = 0
    holds 'no passphrase is in memory when locked' test \
        "$(python3 "$here/memory_scan.py" "$reader" 'wachtzin van lid')" = 0
fi
holds 'no text of a report is on the screen' sh -c "! tmux -S '$socket' capture-pane -p -S - | grep -q 'melding nummer'"

# A screen that is too small
new_screen 60 20
type_keys "cd $dir; $words 600" Enter
seen 'member'
sleep 0.5
type_keys 'wachtzin van lid 1' Enter
sleep 0.5
type_keys 'wachtzin van lid 2' Enter
seen '--plain'
tmux -S "$socket" kill-server 2>/dev/null

# Nothing of all this lies on the disk: in no file of the whole folder, but what this test kept itself
found_on_disk() {
    grep -rlaE 'melding nummer|Antwoord van het scherm|Notitie met|op scherm|praten erover' "$dir" -D skip
}
holds 'the search finds what is there' found_on_disk
rm out idle_out
holds "no words on the disk: $(found_on_disk)" test -z "$(found_on_disk)"
finish
