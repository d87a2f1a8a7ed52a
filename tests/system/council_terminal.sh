#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A ceremony at a terminal, in both languages: dice, a stick, papers that are typed back, a mistake
# that is found; and the handbooks show what is then on the screen.
# VRIJUIT_PICTURES: a folder that gets what was on the screen (optional).
# Arguments: vrijuit-council, make_batch, the folder of the handbooks.
council=$1
maker=$2
docs=$3
. "$(dirname "$0")/council_lib.sh"
command -v expect >/dev/null 2>&1 || { echo "council_terminal: skipped: expect is not installed"; exit 77; }
"$maker" identity seed >identity

cat >words.exp <<'X'
source $env(here)/talk.exp
match_max 100000
# In the language of the story.
proc in {nl en} {
    global lang
    return [expr {$lang eq "nl" ? $nl : $en}]
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
source words.exp
set argv [lassign $argv lang name]
log_file -noappend init.$lang.raw
spawn -noecho {*}$argv
set sheets $name.partial/members/1/paper.txt
said [in "0 van 50" "0 of 50"]
send "1 2 3 4 7\r"
said [in "alleen de cijfers 1 tot en met 6" "only the digits 1 to 6"]
for {set i 0} {$i < 5} {incr i} {
    said [in "van 50" "of 50"]
    send "1 4 2 6 3 5 1 3 5 2\r"
}
said [in "50 van 50" "50 of 50"]
send "\r"
said "129 bits"
said [in "steek je stick in" "put in your stick"]
send "nergens\r"
said [in "is geen map" "is no folder"]
said [in "steek je stick in" "put in your stick"]
send "usb\r"
said [in "kies een wachtzin" "choose a passphrase"]
send "geheime zin drie\r"
said [in "Nog een keer:" "Once more:"]
send "geheime zin drie\r"
for {set sheet 1} {$sheet <= 3} {incr sheet} {
    said [in "typ nu blad $sheet" "now type sheet $sheet"]
    set lines [sheet_lines $sheets $sheet]
    for {set n 1} {$n <= 6} {incr n} {
        said [in "Regel $n" "Line $n"]
        set line [lindex $lines [expr {$n - 1}]]
        if {$sheet == 1 && $n == 2} {
            # One letter of the third word is wrong.
            set words [split $line " "]
            set right [lindex $words 2]
            set wrong "[string range $right 0 end-1]q"
            send "[join [lreplace $words 2 2 $wrong] { }]\r"
            said [in "regel 2: woord 3 staat niet in de lijst; bedoel je '$right'" \
                "line 2: word 3 is not in the list; do you mean '$right'"]
            said [in "Regel 2" "Line 2"]
        }
        if {$sheet == 1 && $n == 3} {
            send "[lindex $lines 3]\r"
            said [in "dit is regel 4, en regel 3 is nodig" "this is line 4, and line 3 is due"]
            said [in "Regel 3" "Line 3"]
        }
        if {$sheet == 2 && $n == 1} {
            # The text of the QR code, as a scanner types it.
            set qr [lindex [regexp -all -inline {VRIJUIT-SHARE-1:[0-9A-F]+} \
                [read [open $sheets]]] 1]
            send "$qr\r"
            break
        }
        send "$line\r"
    }
}
said [in "Klaar" "Done"]
leave
X
# ceremony LANGUAGE FOLDER LAST
ceremony() {
    rm -rf usb
    mkdir usb
    expect 0 "$3: $2" command expect init.exp "$1" "$2" "$council" init --lang "$1" --output "$2" --dice \
        --sticks --paper --type-back --members 1 --threshold 1 --periods 1 --genesis 2020-01-01 \
        --form "$here/council_form.json" --council or-proef --name 'Ondernemingsraad/Works council' \
        --circle-name 'Voorbeeld/Example' --hop "Alfa,http://alfa.example,@identity"
    holds 'the passphrase was not on the screen' sh -c "! grep -qa 'geheime zin' init.$1.raw"
    holds 'nor the throws' sh -c "! grep -qa '1 4 2 6 3 5' init.$1.raw"
    holds 'the screen was wiped' grep -qF "$(printf '\033[3J')" "init.$1.raw"
    holds 'the stick holds the shares' test -s usb/shares.key
}

cat >close.exp <<'X'
source words.exp
set argv [lassign $argv lang]
log_file -noappend close.$lang.raw
spawn -noecho {*}$argv
said [in "Wachtzin van usb/shares.key:" "Passphrase of usb/shares.key:"]
send "geheime zin drie\r"
said [in "Typ de periode nog een keer:" "Type the period once more:"]
send "0-91\r"
said [in "verbrand het blad" "burn the sheet"]
leave
X
# close_period LANGUAGE FOLDER LAST
close_period() {
    "$maker" cheap-share usb/shares.key cheap 'geheime zin drie' && mv cheap usb/shares.key
    expect 0 "$3" command expect close.exp "$1" "$council" close 0-91 --lang "$1" \
        --circle "$2/circle.json" --share usb/shares.key
}
ceremony nl raad Klaar
close_period nl raad 'verbrand het blad'
ceremony en council Done
close_period en council 'burn the sheet'

# What a person saw: without what wipes the screen. The handbooks show it, but for words and dates.
for name in init.nl close.nl init.en close.en; do
    sed -e 's/\r//g' -e 's/\x1b\[[0-9;]*[A-Za-z]//g' $name.raw >$name.txt
    [ -z "${VRIJUIT_PICTURES:-}" ] || cp $name.txt "$VRIJUIT_PICTURES/"
done
expect 0 'as it is' "$here/picture_check.py" "$docs/raad.md" 'Gooi, en typ' init.nl.txt
expect 0 'as it is' "$here/picture_check.py" "$docs/raad.md" 'Je sluit:' close.nl.txt
expect 0 'as it is' "$here/picture_check.py" "$docs/council.md" 'Throw, and type' init.en.txt
expect 0 'as it is' "$here/picture_check.py" "$docs/council.md" 'You close:' close.en.txt
sed 's/Nog een keer:/Nogmaals:/' "$docs/raad.md" >raad.md
expect 1 'Nogmaals:' "$here/picture_check.py" raad.md 'Gooi, en typ' init.nl.txt
finish
