#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The council's tool for a live USB system: one file that needs nothing, works in an empty folder
# without a network, and is the same wherever it is built. Arguments: the source, make_batch.
source=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
unset CMAKE_C_COMPILER_LAUNCHER
export CCACHE_DISABLE=1

# build FOLDER: a copy of the source there, built there.
build() {
    mkdir -p "$1" &&
        cp -r "$source/CMakeLists.txt" "$source/CMakePresets.json" "$source/cmake" "$source/protocol" \
            "$source/keys" "$1/" &&
        (cd "$1" && cmake --preset static && cmake --build --preset static) >build.log 2>&1 ||
        { tail -n 30 build.log; return 1; }
}
holds 'it builds' build een
(umask 077 && LC_ALL=C TZ=Pacific/Auckland build een/andere/veel/langere/plek) ||
    { echo "FAIL: it does not build elsewhere" >&2; exit 1; }
first=een/build/static/keys/vrijuit-council
second=een/andere/veel/langere/plek/build/static/keys/vrijuit-council
sha256sum "$first" "$second"
holds 'two builds are the same, byte for byte' cmp "$first" "$second"
holds 'it names no folder of the build' sh -c "! grep -qaF '$dir' '$first'"
holds 'it needs no library' sh -c "! readelf -d '$first' | grep -q NEEDED"
holds 'and no loader' sh -c "! readelf -l '$first' | grep -q INTERP"
holds 'it has no place of its own in memory' sh -c "readelf -h '$first' | grep -q 'DYN'"

# An empty folder as the whole world, and no network.
mkdir -p wereld/dev wereld/tmp
"$maker" identity seed >wereld/identity
cp "$first" "$here/council_form.json" wereld/
if unshare -rn true 2>/dev/null; then
    alone=(unshare -rn)
elif unshare -n true 2>/dev/null; then
    alone=(unshare -n)
else
    echo "not tried here: no network namespace"
    finish
fi
holds 'there is no network' test "$("${alone[@]}" sh -c 'grep -c : /proc/net/dev')" = 1
council() {
    "${alone[@]}" chroot wereld /vrijuit-council "$@"
}
expect 0 'libsodium' council --version
expect 0 'Klaar: raad' council init --output raad --members 2 --threshold 2 --periods 1 --paper \
    --minimum 1 --form council_form.json --council or-proef --name n --circle-name n \
    --hop 'A,http://x,@identity' < <(passphrases 1 2)
"$maker" batch wereld/batch wereld/raad/circle.json seed 0 - r2
expect 0 'geopend 2' council open batch --dossier dossier --circle raad/circle.json \
    --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/2/shares.key \
    < <(passphrases 1 2)
expect 0 'melding nummer 2' council read --dossier dossier --circle raad/circle.json \
    --pin raad/vrijuit.pub --share raad/members/1/shares.key --share raad/members/2/shares.key \
    < <(passphrases 1 2)

# The screen, where no file describes any terminal: a report is opened, the keys are known (an unknown
# one would begin with Escape, and leave the report), and it is left.
if ! command -v expect >/dev/null 2>&1; then
    echo "not tried here: expect is not installed"
    finish
fi
cat >screen.exp <<'X'
source $env(here)/talk.exp
set stty_init "rows 24 columns 80"
set down [lindex $argv 0]
spawn -noecho {*}[lrange $argv 1 end]
passphrases
said "q: quit"
send "$down\r"
said "In your own words"
send "${down}n"
said "Ctrl-D"
send "\033"
said "q: back"
send qq
leave
X
on_screen() {
    local term=$1 down=$2
    TERM=$term command expect screen.exp "$down" "${alone[@]}" chroot wereld /vrijuit-council read --lang en \
        --dossier dossier --circle raad/circle.json --pin raad/vrijuit.pub \
        --share raad/members/1/shares.key --share raad/members/2/shares.key
}
cheap_shares wereld/raad 2
holds 'no description of a terminal is there' sh -c '! find wereld | grep -i terminfo'
for term in linux xterm xterm-256color vt100 screen tmux-256color; do
    expect 0 'melding nummer' on_screen "$term" $'\033OB'
done
expect 0 'melding nummer' on_screen xterm $'\033[B'
expect 3 'use --plain' on_screen wyse60 x
expect 3 'use --plain' on_screen dumb x

# What the program holds is what stands in the source to be read.
if command -v tic >/dev/null 2>&1; then
    tic -o . "$source/keys/terminal.ti"
    holds 'the description is that of terminal.ti' grep -qaF \
        "$(infocmp -A . -Q2 vrijuit-ansi | grep -v '^#' | tr -d '\n')" "$first"
fi
finish
