#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# Packets on a stick are handed in as if they came over the network: a bad file is named with its
# reason and stops no other. The web form for handing out has the circle and keys of now in it.
# Argument: build folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"

# import FILE...: what is said goes to $dir/said.
import()
{
    "$vrijuitd" -f "$dir/conf" import "$@" >"$dir/said" 2>&1
}

says()
{
    grep -qF -- "$1" "$dir/said" || fail "not said: $1: $(cat "$dir/said")"
}

# handout: writes $dir/handout.html.
handout()
{
    "$vrijuitd" -f "$dir/conf" webform --output "$dir/handout.html" >"$dir/said" 2>&1
}

page='<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src %s">%s<p>Melden'
block='<script type="application/json" id="handout"></script>'
# shellcheck disable=SC2059
printf "$page" "'none'" "$block" >"$dir/page.html"
new_hop 10 answer_tick_milliseconds=50 "web=$dir/page.html"
head -c 32768 /dev/urandom >"$dir/noise"
import "$dir/noise"
same "$?" 1 "import without a daemon"
says "$dir/noise: the daemon does not answer: does it run?"
handout
same "$?" 3 "a handout without a daemon"
start_daemon

# A stick full of packets, and of other things.
early_in_round
mkdir -p "$dir/stick/folder.packet"
good=()
for name in a b 'with a blank' "$(printf 'bell\aand\nline')"; do
    packet cover
    cp "$dir/packet" "$dir/stick/$name"
    good+=("$dir/stick/$name")
    echo "$locator" >>"$dir/acked"
done
head -c 32767 "$dir/packet" >"$dir/stick/short"
(cat "$dir/packet"; echo) >"$dir/stick/long"
: >"$dir/stick/empty"
mkfifo "$dir/stick/pipe"
packet mac
cp "$dir/packet" "$dir/stick/damaged"
import "$dir/noise" "$dir/stick/short" "${good[0]}" "$dir/stick/long" "$dir/stick/empty" "$dir/stick/pipe" \
    "$dir/stick/folder.packet" "$dir/stick/none" "${good[@]:1}" "$dir/stick/damaged"
same "$?" 1 "import with bad files among good ones"
same "$(grep -c ': taken$' "$dir/said")" 4 "packets that were taken"
says "$dir/stick/a: taken"
says "$dir/stick/with a blank: taken"
says "$dir/stick/bell?and?line: taken"
for name in short long empty pipe folder.packet; do
    says "$dir/stick/$name: not a packet: a file of exactly 32768 bytes is due"
done
says "$dir/stick/none: cannot be read: No such file or directory"
says "$dir/noise: refused: "
says "$dir/stick/damaged: refused: "
if grep -nE '[0-9]{1,2}:[0-9]{2}|[0-9]{9,}' "$dir/said"; then
    fail "import tells a time"
fi
import --socket "$socket" "$dir/stick/a"
same "$?" 0 "the same packet again, by its socket"

# The page for handing out; its keys are those of the round.
early_in_round
handout || fail "webform: $(cat "$dir/said")"
for name in circle circle.minisig keys; do
    curl -sf --unix-socket "$socket" "http://localhost/v1/$name" | base64 -w 0 >"$dir/$name.b64"
done
{
    printf '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src %s">' "'none'"
    printf '%s' "${block%</script>}"
    printf '{"circle":"%s","minisig":"%s","keys":"%s"}</script><p>Melden' "$(cat "$dir/circle.b64")" \
        "$(cat "$dir/circle.minisig.b64")" "$(cat "$dir/keys.b64")"
} >"$dir/expected.html"
cmp "$dir/handout.html" "$dir/expected.html" || fail "the page for handing out is another"
curl -s --unix-socket "$socket" http://localhost/ | cmp - "$dir/page.html" || fail "the page that is served changed"
# shellcheck disable=SC2059
printf "$page" "'none'" "$block$block" >"$dir/page.html"
cp "$dir/handout.html" "$dir/before.html"
handout
same "$?" 1 "a page with two blocks"
says "$dir/page.html: one empty block"
cmp "$dir/handout.html" "$dir/before.html" || fail "a page that is refused changed the handout"
sed -i '/^web = /d' "$dir/conf"
handout
same "$?" 1 "a handout without a page"
says "web = FILE"
# Under systemd the configuration does not say where the socket is.
sed -i '/^listen = /d' "$dir/conf"
import "$dir/stick/a"
same "$?" 1 "import without a place"
says "say --socket PATH"
import --socket "$socket" "$dir/stick/a" || fail "import: $(cat "$dir/said")"

wait_closed "$(round_now)"
"$vrijuitd" -f "$dir/conf" export --output "$dir/batch" >/dev/null 2>&1 || fail "export"
"$tool" verify batch="$dir/batch" circle="$dir/circle" >"$dir/batch.list" || fail "the batch file is not good"
all_kept "$dir/acked" "$dir/batch.list"
stop_daemon
nothing_leaks
passed "$(wc -l <"$dir/acked") packets by hand"
