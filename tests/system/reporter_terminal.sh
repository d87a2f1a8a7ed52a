#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# A person types a report at a terminal and later looks whether it was stored; nothing that must
# stay unseen shows on the screen, and the terminal is left as it was.
#
#   reporter_terminal.sh report    type a report; the codename goes to standard output
#   reporter_terminal.sh check     the codename comes from standard input; exit status of check
#   reporter_terminal.sh interrupt ^C while the codename is asked: the echo comes back
#   reporter_terminal.sh all       all of them; check is tried until the report is stored
#
# VRIJUIT        the program
# VRIJUIT_PIN    pinned key file
# VRIJUIT_CIRCLE circle at hand, and/or
# VRIJUIT_URL    address of the entry, and/or
# VRIJUIT_SOCKET its Unix socket
# VRIJUIT_STATE  state folder, or none (default)
# VRIJUIT_LANG   nl (default) or en
# VRIJUIT_TEXT   what is typed at questions for text
# VRIJUIT_TRIES  how often `all` looks, a second apart (default 60)
# VRIJUIT_SCREEN file that gets everything that was on the screen (optional)
set -eu

: "${VRIJUIT:?the program}" "${VRIJUIT_PIN:?the pinned key file}"
export VRIJUIT VRIJUIT_LANG="${VRIJUIT_LANG:-nl}"
export VRIJUIT_TEXT="${VRIJUIT_TEXT:-In ons team durft bijna niemand iets te zeggen.}"

# The command line common to all, one word a line for expect.
VRIJUIT_ARGS=$(printf '%s\n' --pin "$VRIJUIT_PIN" --state "${VRIJUIT_STATE:-none}" \
    --lang "$VRIJUIT_LANG" ${VRIJUIT_CIRCLE:+--circle "$VRIJUIT_CIRCLE"} \
    ${VRIJUIT_URL:+--entry "$VRIJUIT_URL"} ${VRIJUIT_SOCKET:+--unix-socket "$VRIJUIT_SOCKET"})
export VRIJUIT_ARGS

common='
log_user 0
set timeout 60
match_max 200000
set screen ""
set args [split $env(VRIJUIT_ARGS) "\n"]
proc keep {} {
    global screen expect_out
    append screen $expect_out(buffer)
}
proc give_up {what} {
    global screen
    puts stderr "reporter_terminal: $what; the screen was:\n$screen"
    exit 9
}
proc leave {code} {
    global screen env
    if {[info exists env(VRIJUIT_SCREEN)]} {
        set file [open $env(VRIJUIT_SCREEN) w]
        puts -nonewline $file $screen
        close $file
    }
    exit $code
}
'

report='
spawn -noecho $env(VRIJUIT) {*}$args report
set codename ""
set asked 0
set typed 0
expect {
    -re {(For which council|Voor welke medezeggenschap)[^>]*> $} {
        keep; send "1\r"; exp_continue
    }
    -re {(one number and press|n nummer en druk|one or more numbers|een of meer nummers)[^>]*> $} {
        keep
        incr asked
        # The first question is shown again, and a wrong number is explained, before the answer.
        if {$asked == 1} { send "?\r" } elseif {$asked == 2} { send "0\r" } else { send "1\r" }
        exp_continue
    }
    -re {(numbers from 1 to|nummers van 1 tot)[^>]*> $} { keep; send "1\r"; exp_continue }
    -re {(Type your text|Typ je tekst)[^>]*> $} {
        keep; send "$env(VRIJUIT_TEXT)\r.\r"; exp_continue
    }
    -re {(Send it\?|Versturen\?)[^>]*> $} {
        keep
        if {[string first "| $env(VRIJUIT_TEXT)" $screen] < 0 && [string length $env(VRIJUIT_TEXT)] < 60} {
            give_up "the preview does not show the text"
        }
        send [expr {$env(VRIJUIT_LANG) eq "nl" ? "ja\r" : "yes\r"}]
        exp_continue
    }
    -re {(Your codename|Je codenaam):\s+([a-z]+( [a-z]+){7})\s} {
        set codename $expect_out(2,string)
        # What came before it, and not the name, is for the screen.
        append screen [string range $expect_out(buffer) 0 [expr {[string last $expect_out(1,string): $expect_out(buffer)] - 1}]]
        exp_continue
    }
    -re {(from your paper|van je papier)[^>]*: $} {
        keep
        # First a word that is wrong, then the right codename.
        incr typed
        if {$typed == 1} {
            send "[string map {a x e x} $codename]\r"
        } else {
            send "$codename\r"
        }
        exp_continue
    }
    timeout { keep; give_up "no answer in time" }
    eof { keep }
}
set code [lindex [wait] 3]
if {$code != 0 || $codename eq ""} { give_up "report ended with $code" }
if {![regexp {(your paper is good|je papier is goed)} $screen]} { give_up "the codename was not typed back" }
puts $codename
leave 0
'

check='
gets stdin codename
spawn -noecho sh -c {"$@"; code=$?; stty -a; exit $code} sh $env(VRIJUIT) {*}$args check
expect {
    -re {(Your codename|Je codenaam)[^\n]*: $} { keep; send "$codename\r"; exp_continue }
    timeout { keep; give_up "no answer in time" }
    eof { keep }
}
set code [lindex [wait] 3]
foreach word [split $codename] {
    if {[regexp "\\m$word\\M.*\\m[lindex [split $codename] end]\\M" $screen]} {
        give_up "the codename was on the screen"
    }
}
if {[regexp {[ ;]-echo[ ;]} $screen]} { give_up "the terminal was left without echo" }
leave $code
'

interrupt='
spawn -noecho sh -c {trap : INT; "$@"; stty -a} sh $env(VRIJUIT) {*}$args check
expect {
    -re {(Your codename|Je codenaam)[^\n]*: $} { keep; send "half a name\003"; exp_continue }
    timeout { keep; give_up "no answer in time" }
    eof { keep }
}
wait
if {[string first "half" $screen] >= 0} { give_up "what was typed was on the screen" }
if {![regexp {[ ;]echo[ ;]} $screen]} { give_up "the terminal was left without echo" }
leave 0
'

play() {
    expect -c "$common $1"
}

case "${1:-all}" in
report) play "$report" ;;
check) play "$check" ;;
interrupt) play "$interrupt" ;;
all)
    codename=$(play "$report")
    play "$interrupt"
    tries=${VRIJUIT_TRIES:-60}
    while ! printf '%s\n' "$codename" | play "$check"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || {
            echo "reporter_terminal: the report was not stored in time" >&2
            exit 1
        }
        sleep 1
    done
    echo "reporter_terminal: reported, and found stored"
    ;;
*)
    echo "usage: reporter_terminal.sh report|check|interrupt|all" >&2
    exit 2
    ;;
esac
