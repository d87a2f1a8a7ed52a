#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A ceremony at a terminal: dice, a stick, papers that are typed back, a mistake that is found.
# VRIJUIT_PICTURES: a folder that gets what was on the screen, for the handbooks (optional).
council=$1
maker=$2
. "$(dirname "$0")/council_lib.sh"
command -v expect >/dev/null 2>&1 || { echo "council_terminal: skipped: expect is not installed"; exit 77; }
"$maker" identity seed >identity
mkdir usb

cat >talk.exp <<'X'
set timeout 60
match_max 100000
proc said {text} {
    expect {
        -exact $text {}
        timeout { puts "not said: $text"; exit 9 }
        eof { puts "ended before: $text"; exit 8 }
    }
}
proc leave {} {
    expect { eof {} timeout { exit 9 } }
    lassign [wait] pid spawned error code
    exit $code
}
# The lines of words of the sheet that is shown or was written, from number 1.
proc sheet_lines {path want} {
    set found {}
    set sheet 0
    foreach line [split [read [open $path]] "\n"] {
        if {[regexp {^  1   } $line]} { incr sheet }
        if {$sheet == $want && [regexp {^  [1-6]   (.*)$} $line all words]} { lappend found $words }
    }
    return $found
}
X
cat >init.exp <<'X'
source talk.exp
log_file -noappend ceremonie.raw
spawn -noecho {*}$argv
said "0 van 50"
send "1 2 3 4 7\r"
said "alleen de cijfers 1 tot en met 6"
for {set i 0} {$i < 5} {incr i} {
    said "van 50"
    send "1 4 2 6 3 5 1 3 5 2\r"
}
said "50 van 50"
send "\r"
said "129 bits"
said "steek je stick in"
send "nergens\r"
said "is geen map"
said "steek je stick in"
send "usb\r"
said "kies een wachtzin"
send "geheime zin drie\r"
said "Nog een keer:"
send "geheime zin drie\r"
for {set sheet 1} {$sheet <= 3} {incr sheet} {
    said "typ nu blad $sheet"
    set lines [sheet_lines raad.partial/members/1/paper.txt $sheet]
    for {set n 1} {$n <= 6} {incr n} {
        said "Regel $n"
        set line [lindex $lines [expr {$n - 1}]]
        if {$sheet == 1 && $n == 2} {
            # One letter of the third word is wrong.
            set words [split $line " "]
            set right [lindex $words 2]
            set wrong "[string range $right 0 end-1]q"
            send "[join [lreplace $words 2 2 $wrong] { }]\r"
            said "regel 2: woord 3 staat niet in de lijst; bedoel je '$right'"
            said "Regel 2"
        }
        if {$sheet == 1 && $n == 3} {
            send "[lindex $lines 3]\r"
            said "dit is regel 4, en regel 3 is nodig"
            said "Regel 3"
        }
        if {$sheet == 2 && $n == 1} {
            # The text of the QR code, as a scanner types it.
            set qr [lindex [regexp -all -inline {VRIJUIT-SHARE-1:[0-9A-F]+} \
                [read [open raad.partial/members/1/paper.txt]]] 1]
            send "$qr\r"
            break
        }
        send "$line\r"
    }
}
said "Klaar"
leave
X
expect 0 'Klaar: raad' command expect init.exp "$council" init --output raad --dice --sticks --paper \
    --type-back --members 1 --threshold 1 --periods 1 --genesis 2020-01-01 \
    --form "$here/council_form.json" --council or-proef --name 'Ondernemingsraad/Works council' \
    --circle-name 'Voorbeeld/Example' --hop "Alfa,http://alfa.example,@identity"
holds 'the passphrase was not on the screen' sh -c '! grep -qa "geheime zin" ceremonie.raw'
holds 'nor the throws' sh -c '! grep -qa "1 4 2 6 3 5" ceremonie.raw'
holds 'the screen was wiped' grep -qF "$(printf '\033[3J')" ceremonie.raw
holds 'the stick holds the shares' test -s usb/shares.key

cat >close.exp <<'X'
source talk.exp
log_file -noappend sluiten.raw
spawn -noecho {*}$argv
said "Wachtzin van usb/shares.key:"
send "geheime zin drie\r"
said "Typ de periode nog een keer:"
send "0-91\r"
said "verbrand het blad"
leave
X
"$maker" cheap-share usb/shares.key cheap 'geheime zin drie' && mv cheap usb/shares.key
expect 0 'verbrand het blad' command expect close.exp "$council" close 0-91 --circle raad/circle.json \
    --share usb/shares.key

# What a person saw: without what wipes the screen, and without the words of the share.
if [ -n "${VRIJUIT_PICTURES:-}" ]; then
    for name in ceremonie sluiten; do
        sed -e 's/\r//g' -e 's/\x1b\[[0-9;]*[A-Za-z]//g' $name.raw >"$VRIJUIT_PICTURES/$name.txt"
    done
fi
finish
