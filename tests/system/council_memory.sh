#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The texts that an open reader holds: locked in memory, never in a core file, gone when it locks
# itself, which is looked at in an image of the whole process. For a program without sanitizers, which
# turn locking into nothing. Arguments: vrijuit-council, make_batch, fake_swap.
council=$1
maker=$2
fake_swap=$3
. "$(dirname "$0")/council_lib.sh"
"$maker" identity seed >identity
hold_ceremony raad 2 2 --minimum 3 --periods 1 >/dev/null || exit 1
cheap_shares raad 2
"$maker" batch een raad/circle.json seed 0 - r3
arguments=(--lang en --dossier dossier --circle raad/circle.json --pin raad/vrijuit.pub
    --share raad/members/1/shares.key --share raad/members/2/shares.key)
expect 0 'opened 3' "$council" open een "${arguments[@]}" < <(passphrases 1 2)

# Where there is swap and the limit is low, it refuses, and says what to do; without swap it need not.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null && ! ldd "$council" | grep -q lib.san; then
    chmod -R a+rX . && chmod -R o+rw dossier raad && cp "$fake_swap" fake_swap.so && cp "$council" council
    chown -R 65534 dossier raad
    as_nobody() {
        passphrases 1 2 | prlimit --memlock=2097152:2097152 setpriv --reuid 65534 --regid 65534 \
            --clear-groups --no-new-privs env ${swap:+LD_PRELOAD=./fake_swap.so} ./council "$@" "${arguments[@]}"
    }
    swap=yes
    expect 3 'swapoff -a' as_nobody read
    expect 3 'swapoff -a' as_nobody statistics --output verslag.html
    expect 0 'melding nummer 3' as_nobody read --allow-unlocked
    swap=
    if [ "$(awk '/^SwapTotal:/ {print $2}' /proc/meminfo)" -eq 0 ]; then
        expect 0 'melding nummer 3' as_nobody read
    else
        expect 3 'swapoff -a' as_nobody read
    fi
    chown -R 0 dossier raad
else
    echo "not tried here: only root can try as somebody else"
fi

# start_reader OPTION...: a reader that waits, with the list of reports asked for. Descriptor 9 feeds it.
start_reader() {
    rm -f slow
    mkfifo slow
    "$council" read --plain "$@" "${arguments[@]}" <slow >reader_out 2>&1 &
    reader=$!
    exec 9>slow
    { passphrases 1 2; echo 'search nummer 2'; echo 1; } >&9
    for _ in $(seq 300); do grep -q 'Dit is melding nummer 2' reader_out && return; sleep 0.1; done
    echo "FAIL: the reader does not show the report" >&2
    failed=1
}
status_of() {
    awk -v name="$1:" '$1 == name {print $2}' "/proc/$reader/status"
}
# image_of FILE: all memory of the reader, as a core file of gdb.
image_of() {
    gdb -p "$reader" -batch -ex 'set dump-excluded-mappings on' -ex 'set use-coredump-filter off' \
        -ex "generate-core-file $1" >gdb_out 2>&1
    test -s "$1"
}

start_reader --lock-after 20
if [ "$(id -u)" -eq 0 ]; then
    holds 'all its memory is locked' test "$(status_of VmLck)" -ge "$(status_of VmRSS)"
fi
if command -v gdb >/dev/null 2>&1 && image_of before; then
    holds 'the image finds what is there' grep -qa 'Dit is melding nummer 2' before
    rm -f before
    for _ in $(seq 600); do grep -q 'Locked' reader_out && break; sleep 0.1; done
    holds 'it locks itself' grep -q 'Locked: nothing happened for too long' reader_out
    sleep 1
    holds 'an image is made once more' image_of after
    holds 'no text of a report is in it' sh -c '! grep -qa "melding nummer" after'
    holds 'and no passphrase' sh -c '! grep -qa "wachtzin van lid" after'
    rm -f after
else
    echo "not tried here: gdb is not installed, or may not look"
fi
kill "$reader" 2>/dev/null
exec 9>&-
wait 2>/dev/null

# A signal that makes a core file of other programs makes none of this one, whatever the shell allows.
ulimit -c unlimited 2>/dev/null
sleep 60 &
kill -ABRT $!
wait $! 2>/dev/null
if ls core* >/dev/null 2>&1; then
    rm -f core*
    start_reader
    kill -ABRT "$reader"
    exec 9>&-
    wait "$reader" 2>/dev/null
    holds 'it was ended by the signal' test $? -eq 134
    holds 'no core file' sh -c '! ls core*'
else
    echo "not tried here: this system makes no core files, or puts them elsewhere"
fi
finish
