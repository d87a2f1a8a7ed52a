# shellcheck shell=bash disable=SC2034,SC2119,SC2120
# SPDX-License-Identifier: EUPL-1.2
# What the stories share; sourced with the folder of the build as $1. A story ends with `passed`.
set -u
build=$1
story=$(basename "$0" .sh)
vrijuitd=$build/daemon/vrijuitd
vrijuit=$build/client/vrijuit
council=$build/keys/vrijuit-council
tool=$build/tests/system/system_tool
export LC_ALL=C.UTF-8
export ASAN_OPTIONS=${ASAN_OPTIONS:-abort_on_error=0}
export UBSAN_OPTIONS=print_stacktrace=1

skip()
{
    echo "$story: skipped: $*"
    exit 77
}

exec 3>&2 # for what must be said also where standard error is shut

fail()
{
    echo "$story: FAILED: $*" >&3
    if [ -s "$dir/log" ]; then
        echo "--- the daemon's last words" >&3
        tail -n 25 "$dir/log" >&3
    fi
    exit 1
}

dir=$(mktemp -d)
chmod 700 "$dir"
socket=$dir/s
at=$socket # where the tool connects
daemon=
helpers=() # pids
mounted=

# End what this story started, and nothing else.
finish()
{
    local status=$? pid
    trap - EXIT
    # Under strace the daemon is the child of $daemon, and would live on without it.
    for pid in "${helpers[@]}" ${daemon:+$(pgrep -P "$daemon")} $daemon; do
        if kill -9 "$pid" 2>/dev/null; then
            wait "$pid" 2>/dev/null
        fi
    done
    if [ -n "$mounted" ]; then
        umount "$mounted" 2>/dev/null || { sleep 1; umount "$mounted"; }
    fi
    if [ -n "${VRIJUIT_KEEP:-}" ]; then
        echo "$story: kept: $dir"
    else
        rm -rf "$dir"
    fi
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

for program in "$vrijuitd" "$tool"; do
    [ -x "$program" ] || { echo "$story: $program is not built" >&2; exit 1; }
done

# paced SECONDS: a round of so many, and up to four times as many on a machine that is so busy now that
# what a story does within a round would not fit.
paced()
{
    local start=${EPOCHREALTIME/[^0-9]/} i times
    for ((i = 0; i < 50000; i++)); do :; done
    times=$(((${EPOCHREALTIME/[^0-9]/} - start) / 500000 + 1))
    echo $(($1 * (times > 4 ? 4 : times)))
}

# write_config [KEY=VALUE...]: besides the usual.
write_config()
{
    local pair
    {
        printf '[vrijuitd]\nstate = %s\ncircle = %s\npin = %s\n' \
            "${state:-$dir/state}" "$dir/circle/circle.json" "$dir/circle/vrijuit.pub"
        case " $* " in
        *" listen="*) ;;
        *) echo "listen = unix:$socket" ;;
        esac
        case " $* " in
        *" pool_slots="*) ;;
        *) echo "pool_slots = 256" ;;
        esac
        for pair in "$@"; do
            echo "${pair%%=*} = ${pair#*=}"
        done
    } >"$dir/conf"
}

# new_hop ROUND_SECONDS [KEY=VALUE...]: an identity and a circle whose first round begins now. On a busy
# machine rounds are longer.
new_hop()
{
    round_seconds=$(paced "$1")
    shift
    write_config "$@"
    "$vrijuitd" -f "$dir/conf" init >"$dir/init" 2>>"$dir/log" || fail "init: $(cat "$dir/log")"
    genesis=$(date +%s)
    new_circle sequence=1
}

# new_circle WORDS...: sign one more circle for this hop.
new_circle()
{
    "$tool" circle out="$dir/circle" identity="${state:-$dir/state}/identity.pub" genesis="$genesis" \
        round="$round_seconds" "$@" || fail "the circle cannot be made"
}

# hold_ceremony MINIMUM HOST PASSPHRASE...: the real one, of this hop and a member for each passphrase, who are
# all needed: in $dir/council, and what is public of it in $dir/circle. With the form of $source.
hold_ceremony()
{
    local minimum=$1 host=$2
    shift 2
    genesis=$(date +%s)
    printf '%s\n' "$@" | "$council" init --output "$dir/council" --members $# --threshold $# \
        --form "$source/config/form.json" --council proefraad --name "Proefraad/Trial council" \
        --circle-name "Proefkring/Trial circle" --hop "Proef,http://$host,@$dir/state/identity.pub" \
        --genesis "$genesis" --round-seconds "$round_seconds" --minimum "$minimum" --lang en >"$dir/said" 2>&1 ||
        fail "ceremony: $(cat "$dir/said")"
    cp -r "$dir/council" "$dir/circle"
    rm -rf "$dir/circle/members"
}

round_now()
{
    echo $((($(date +%s) - genesis) / round_seconds))
}

# Whether somebody answers at the daemon's place.
is_serving()
{
    curl -s -o /dev/null --max-time 2 --unix-socket "$socket" http://localhost/v1/keys
}

# start_daemon [COMMAND...]: in front of the daemon; waits until it serves.
start_daemon()
{
    "$@" "$vrijuitd" -f "$dir/conf" serve >>"$dir/log" 2>&1 &
    daemon=$!
    await_daemon
}

await_daemon()
{
    local _
    for _ in $(seq 600); do
        case "$at" in
        tcp:*) "$tool" receipts at="$at" circle="$dir/circle" >/dev/null 2>&1 && return 0 ;;
        *) is_serving && return 0 ;;
        esac
        is_running "$daemon" || fail "the daemon does not start"
        sleep 0.05
    done
    fail "the daemon does not answer"
}

# A child that was killed can stay a zombie, which kill -0 calls alive.
is_running()
{
    [ -e "/proc/$1/status" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

stop_daemon()
{
    local status
    kill -TERM "$daemon" || fail "the daemon is not there any more"
    wait "$daemon"
    status=$?
    daemon=
    [ "$status" -eq 0 ] || fail "the daemon ended with $status"
}

kill_daemon()
{
    kill -9 "$daemon" || fail "the daemon is not there any more"
    wait "$daemon" 2>/dev/null
    daemon=
}

# wait_round ROUND: until it has begun.
wait_round()
{
    local left=$((genesis + $1 * round_seconds - $(date +%s)))
    [ "$left" -le 0 ] || sleep "$left"
    while [ "$(round_now)" -lt "$1" ]; do
        sleep 0.1
    done
}

# wait_closed ROUND: until the receipts have it.
wait_closed()
{
    local _
    wait_round $(($1 + 1))
    for _ in $(seq 200); do
        receipts | grep -q "^$1 " && return 0
        sleep 0.1
    done
    fail "round $1 was not closed"
}

# early_in_round: wait until there is time in this round for some packets.
early_in_round()
{
    while [ $((($(date +%s) - genesis) % round_seconds)) -ge $((round_seconds / 2)) ]; do
        sleep 0.1
    done
}

receipts()
{
    "$tool" receipts at="$at" circle="$dir/circle" || fail "receipts are not good"
}

# export_all FILE [OPTION...]: and verify it; locators and rounds go to FILE.list.
export_all()
{
    local file=$1
    shift
    "$vrijuitd" -f "$dir/conf" export --output "$file" "$@" >"$dir/export" 2>&1 ||
        fail "export: $(cat "$dir/export")"
    "$tool" verify batch="$file" circle="$dir/circle" >"$file.list" || fail "the batch file is not good"
}

# packet KIND [WORDS...]: to $dir/packet, for the circle of $circle; the locator goes to $locator.
packet()
{
    local kind=$1
    shift
    locator=$("$tool" packet circle="${circle:-$dir/circle}" at="$at" kind="$kind" out="$dir/packet" "$@") ||
        fail "packet $kind"
}

# send [WORDS...]: $dir/packet; prints the code.
send()
{
    "$tool" send at="$at" packet="$dir/packet" "$@"
}

# same A B WHAT
same()
{
    [ "$1" = "$2" ] || fail "$3: expected $2, got $1"
}

no_sanitizer_report()
{
    if grep -qE 'Sanitizer|runtime error:|Assertion' "$dir/log"; then
        grep -E -A 25 'Sanitizer|runtime error:|Assertion' "$dir/log" >&2
        fail "a sanitizer complained"
    fi
}

# all_kept ACKED LIST: every locator that was acknowledged is in the batch, none twice.
all_kept()
{
    local lost twice
    sort "$1" >"$dir/acked.sorted"
    cut -d' ' -f1 "$2" | sort >"$dir/stored.sorted"
    lost=$(comm -23 "$dir/acked.sorted" "$dir/stored.sorted" | wc -l)
    twice=$(uniq -d "$dir/stored.sorted" | wc -l)
    [ "$lost" -eq 0 ] || fail "$lost of $(wc -l <"$1") acknowledged packets are lost"
    [ "$twice" -eq 0 ] || fail "$twice packets are stored twice"
    [ -s "$1" ] || fail "nothing was acknowledged: this proves nothing"
}

# nothing_leaks [TEXT...]: no file that a daemon wrote says when or from where something came, or
# holds one of these texts.
nothing_leaks()
{
    local folder=${state:-$dir/state} text from until
    for text in 127.83.17.42 "$@"; do
        if grep -rlaiF -- "$text" "$folder" "$dir/log" >&2; then
            fail "a daemon wrote this: $text"
        fi
    done
    # In the log: no clock, no Unix seconds, no request.
    if grep -nE '[0-9]{1,2}:[0-9]{2}|[0-9]{9,}|/v1/|HTTP/|GET|POST' "$dir/log" >&2; then
        fail "the log tells of time or requests"
    fi
    if find "$folder" -regextype posix-extended -regex '.*/([^/]*[^/0-9a-f])?([0-9]{8,15}|[0-9]{2}:[0-9]{2})([^/0-9a-f][^/]*)?' | grep . >&2; then
        fail "a file is named by time"
    fi
    # Seconds as 8 bytes, little-endian: the two highest that count are the same for months. The
    # library of the store has no such field, text files have the times of the circle only.
    from=$(printf '%08x' "$genesis")
    until=$(printf '%08x' "$(date +%s)")
    for text in "${from:0:6}" "${until:0:6}"; do
        if holds_seconds "$folder" "${text:0:6}" >&2; then
            fail "a file holds the time of day"
        fi
    done
    pool_time_is_that_of_a_round
}

# holds_seconds FOLDER HEX: names the files with these three highest bytes of seconds, little-endian. Not
# grep: now and then, once for eighteen hours, one of the bytes is a line feed.
holds_seconds()
{
    python3 - "$1" "$2" <<'SEARCH'
import pathlib, re, sys
pattern = re.compile(b"." + re.escape(bytes.fromhex(sys.argv[2])[::-1]) + re.escape(bytes(4)), re.S)
found = [str(path) for path in pathlib.Path(sys.argv[1]).rglob("*") if path.is_file() and pattern.search(path.read_bytes())]
print("\n".join(found), end="\n" if found else "")
sys.exit(0 if found else 1)
SEARCH
}

pool_time_is_that_of_a_round()
{
    local when
    when=$(stat -c %Y "${state:-$dir/state}/pool")
    [ $(((when - genesis) % round_seconds)) -eq 0 ] || fail "the pool file tells when it was written last"
}

passed()
{
    no_sanitizer_report
    echo "$story: passed: $*"
    exit 0
}
