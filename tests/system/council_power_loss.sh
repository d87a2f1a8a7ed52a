#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Power is lost, the stick fails or is full at any call with which `open` changes the folder of the
# dossier: the dossier is the old one or the new one, whole, and opening again ends in the new one.
# VRIJUIT_LONG=1: every fault at every call, and also where there is no dossier yet.
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
if ! strace -qq -o /dev/null -e trace=getpid true 2>/dev/null; then
    echo "council_power_loss: skipped: strace is not here, or may not trace"
    exit 77
fi
ASAN_OPTIONS="$ASAN_OPTIONS:detect_leaks=0" # it cannot look for leaks under strace
calls=openat,creat,write,pwrite64,writev,ftruncate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,unlink,unlinkat

"$maker" identity seed >identity
hold_ceremony raad 2 2 --minimum 2 --periods 4 --period-rounds 2 >/dev/null || exit 1
cheap_shares raad 2
"$maker" batch een raad/circle.json seed 0 - r2 f
"$maker" batch twee raad/circle.json seed 2 een.last rct r2d
passphrases 1 2 >words
mkdir kluis
shares=(--lang en --circle raad/circle.json --pin raad/vrijuit.pub --share raad/members/1/shares.key
    --share raad/members/2/shares.key --dossier kluis/dossier)

# under COMMAND...: open the batch at hand, in front of it that command.
under() {
    "$@" "$council" open "$batch" "${shares[@]}" <words
}
verify() {
    "$council" dossier verify "${shares[@]}" <words
}
# One that is killed: in a shell of its own, which tells of that, and that is of no interest.
killed() {
    (under "$@" >out 2>&1; exit $?) 2>/dev/null
}

# Everything before the fault, as it was.
restore() {
    rm -rf kluis
    mkdir kluis
    [ ! -e old ] || cp old kluis/dossier
}

# Whether it is the old one, byte for byte, or none as before; else it must be the new one.
is_old() {
    if [ -e old ]; then
        cmp -s old kluis/dossier
    else
        [ ! -e kluis/dossier ]
    fi
}

# whole WHAT: after the fault, and after one more run.
whole() {
    if is_old; then
        expect 0 "$opened" under env
    else
        expect 0 "$counted" verify
        expect 1 'already opened' under env
    fi
    expect 0 "$counted" verify
    holds "$1: nothing is left behind" test "$(ls kluis)" = dossier
}

# The calls that change the folder or what is in it, as lines "NAME NUMBER": strace counts the calls
# of each name and thread by itself.
changes_of() {
    awk 'match($2, /^[a-z0-9_]+\(/) {
        name = substr($2, 1, RLENGTH - 1)
        count[$1, name]++
        if (/kluis[\/">]/ && (name != "openat" || /O_(WRONLY|RDWR|CREAT|DIRECTORY)/))
            print name, count[$1, name]
    }' "$1"
}

# What is not synced may be lost, and in any order. So all that was written is synced before it gets its
# name, the folder afterwards, and only then success is said.
in_safe_order() {
    awk '
        /kluis\/dossier\.new>/ && $2 ~ /^(write|pwrite64|writev|ftruncate)\(/ { unsynced = 1; wrote = 1 }
        /kluis\/dossier\.new>/ && $2 ~ /^f(data)?sync\(/ { unsynced = 0 }
        $2 ~ /^rename(at|at2)?\(/ && /kluis\/dossier"/ { if (!wrote || unsynced) bad = 1; named = 1 }
        /kluis>/ && $2 ~ /^fsync\(/ && named { safe = 1 }
        $2 ~ /^writev?\(1</ && !safe { bad = 1 }
        # In place nothing is ever written, and nothing taken away.
        /kluis\/dossier>/ && $2 ~ /^(write|pwrite64|writev|ftruncate)\(/ { bad = 1 }
        $2 ~ /^(unlink|unlinkat)\(/ && /kluis\/dossier"/ { bad = 1 }
        END { exit bad || !safe }' "$1"
}

# fault CALL NUMBER FAULT
fault() {
    local what="$3 at $1 $2" inject=("-e" "trace=$1" "-e" "inject=$1:$3:when=$2")
    restore
    tried=$((tried + 1))
    case "$3" in
    signal=KILL)
        killed strace -f -qq -o /dev/null "${inject[@]}"
        holds "$what: it was killed" test $? -eq 137
        ;;
    error=EINTR)
        expect 0 "$opened" under strace -f -qq -o /dev/null "${inject[@]}"
        ;;
    *)
        expect 3 "$(reason_of "$3")" under strace -f -qq -o /dev/null "${inject[@]}"
        holds "$what: the file is named" grep -q '^vrijuit-council: kluis/dossier' out
        holds "$what: success is not said" sh -c '! grep -q "^opened" out'
        ;;
    esac
    whole "$what"
}
reason_of() {
    case "$1" in
    error=EIO) echo 'Input/output error' ;;
    error=ENOSPC) echo 'No space left on device' ;;
    esac
}

# Real short writes: the file may not become longer than so many KiB.
cut_short() {
    (ulimit -f "$1" && trap '' XFSZ && under env)
}

# every_call BATCH OPENED COUNTED: all faults at all calls.
every_call() {
    local name number odd=0
    batch=$1 opened=$2 counted=$3
    restore
    under strace -f -qq -y -s 0 -o trace -e trace="$calls" >out 2>&1
    changes_of trace >changes
    echo "$batch: $(wc -l <changes) calls change the folder: $(cut -d' ' -f1 changes | sort | uniq -c | xargs)"
    holds 'synced before it is named, and named before it is said' in_safe_order trace
    for name in fsync rename; do
        grep -v " $name(.*kluis" trace >poor
        holds "a trace without $name is not taken for a safe one" sh -c '! "$@"' - in_safe_order poor
    done
    while read -r name number; do
        fault "$name" "$number" signal=KILL
        odd=$((1 - odd))
        if [ -n "${VRIJUIT_LONG:-}" ] || [ "$odd" = 1 ]; then
            fault "$name" "$number" error=EIO
        fi
        if [ -n "${VRIJUIT_LONG:-}" ] || [ "$odd" = 0 ]; then
            fault "$name" "$number" error=ENOSPC
        fi
        if [ -n "${VRIJUIT_LONG:-}" ] && [ "$name" = write ]; then
            fault write "$number" error=EINTR
        fi
    done <changes
}

tried=0
if [ -n "${VRIJUIT_LONG:-}" ]; then
    every_call een 'opened 3, cover 0' 'reports: 2, follow-ups: 1'
fi
batch=een opened='opened 3'
restore
expect 0 "$opened" under env
expect 0 'reports: 2, follow-ups: 1' verify
cp kluis/dossier old
every_call twee 'opened 3, cover 1, damaged 1, double 1' 'reports: 5, follow-ups: 1'

# Killed, or refused, in the middle of a record: the old one is copied first.
for kib in 20 80 180; do
    restore
    expect 3 'File too large' cut_short "$kib"
    holds "cut at $kib KiB: the dossier is as it was" is_old
    whole "cut at $kib KiB"
    restore
    (ulimit -c 0 -f "$kib" && killed env)
    holds "killed at $kib KiB: the dossier is as it was" is_old
    whole "killed at $kib KiB"
done

# What cannot even be removed does not stand in the way.
restore
fsync=$(sed -n 's/^fsync //p' changes | head -n 1)
expect 3 'Input/output error' under strace -f -qq -o /dev/null -e trace=fsync,unlink \
    -e inject=fsync:error=EIO:when="$fsync" -e inject=unlink:error=EIO
holds 'it is still there' test -e kluis/dossier.new
whole 'what could not be removed'
echo "$tried faults"
finish
