#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The real nano and vim on a file in memory: what is typed in them comes back, and no copy, swap, lock
# or history file is left, also when the window is closed in the middle. And what was typed is not lost
# when it cannot be sent.
# Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
command -v expect >/dev/null || skip "expect is not installed"
text='De regenton loopt over bij het minste buitje.'
new_hop 60
start_daemon
export HOME=$dir/home TMPDIR=$dir/tmp XDG_DATA_HOME=$dir/home/.local/share XDG_CONFIG_HOME=$dir/home/.config TERM=xterm
mkdir -p "$HOME" "$TMPDIR" "$dir/here"
# Start-up files that ask for everything that must not be.
printf 'set backup\nset backupdir "%s"\nset historylog\nset positionlog\nset locking\n' "$HOME" >"$HOME/.nanorc"
printf 'set backup undofile undodir=%s directory=%s\n' "$HOME" "$HOME" >"$HOME/.vimrc"

# types EDITOR KEYS: open it at the first question for text and type KEYS; say no at the end. With
# KEYS that do not leave the editor its window is closed.
types()
{
    (cd "$dir/here" && EDITOR=$1 VISUAL='' KEYS=$2 expect -c '
        log_user 0
        set timeout 60
        match_max 200000
        set screen ""
        spawn -noecho '"$vrijuit --pin $dir/circle/vrijuit.pub --state none --lang en --unix-socket $socket"' report
        set program [exp_pid]
        expect {
            -re {one number and press[^>]*> $} { send "1\r"; exp_continue }
            -re {one or more numbers[^>]*> $} { send "1\r"; exp_continue }
            -re {Type your text[^>]*> $} {
                send "!\r"
                expect -re {fd/[0-9]+}
                after 500
                send -- [subst -nocommands -novariables $env(KEYS)]
                after 500
                if {[string match "*closed" $env(KEYS)]} {
                    set editor [exec pgrep -P $program]
                    exec kill -HUP $editor
                    expect -re {ended with an error}
                    close
                    wait
                    puts "closed"
                    exit 0
                }
                exp_continue
            }
            -re {needs an answer[^>]*> $} { send "+\rx\r.\r"; exp_continue }
            -re {Only Enter when it is good\.\s+> $} { append screen $expect_out(buffer); send "\r"; exp_continue }
            -re {Send it\?[^>]*> $} { append screen $expect_out(buffer); send "no\r"; exp_continue }
            timeout { puts "timeout:$screen"; exit 9 }
            eof { append screen $expect_out(buffer) }
        }
        puts $screen
    ') >"$dir/screen" 2>&1 || fail "$1: $(cat "$dir/screen")"
}

# nothing_left EDITOR: in any place where an editor writes of itself.
nothing_left()
{
    local left
    left=$(find "$HOME" "$TMPDIR" "$dir/here" -type f ! -name .nanorc ! -name .vimrc)
    [ -z "$left" ] || fail "$1 left: $left"
    left=$(find /tmp /var/tmp -maxdepth 2 -type f -newer "$dir/begin" -size -64k ! -path "$dir/*" -exec grep -lF 'regenton loopt' {} + 2>/dev/null)
    [ -z "$left" ] || fail "$1 left the text in: $left"
}

# tries EDITOR KEYS_BEFORE KEYS_BEHIND
tries()
{
    touch "$dir/begin"
    types "$1" "$2$text$3"
    tr -s ' \r\n' ' ' <"$dir/screen" | grep -qF "| $text" || fail "the preview lacks what was typed in $1: $(cat "$dir/screen")"
    nothing_left "$1"
    types "$1" "${2}$text closed"
    grep -q '^closed' "$dir/screen" || fail "$1 was not closed: $(cat "$dir/screen")"
    nothing_left "$1 whose window was closed"
    tried="$tried $(basename "$1")"
}

# The network is gone when all is typed, and comes back: nothing has to be typed again.
expect -c '
    log_user 0
    set timeout 60
    match_max 200000
    set times 0
    spawn -noecho '"$vrijuit --pin $dir/circle/vrijuit.pub --state none --lang en --unix-socket $socket"' report
    expect {
        -re {one number and press[^>]*> $} { send "1\r"; exp_continue }
        -re {one or more numbers[^>]*> $} { send "1\r"; exp_continue }
        -re {Type your text[^>]*> $} { send "Een tekst.\r.\r"; exp_continue }
        -re {Only Enter when it is good\.\s+> $} { send "\r"; exp_continue }
        -re {Send it\?[^>]*> $} { exec mv '"$socket $socket.gone"'; send "yes\r"; exp_continue }
        -re {Try again\?[^>]*> $} {
            incr times
            if {$times == 2} { exec mv '"$socket.gone $socket"' }
            send "yes\r"
            exp_continue
        }
        -re {Your codename:} { puts "sent after $times" }
        timeout { puts "timeout: $expect_out(buffer)" }
        eof { puts "end: $expect_out(buffer)" }
    }
' >"$dir/screen" 2>&1
grep -q '^sent after 2' "$dir/screen" || fail "what was typed was not sent: $(cat "$dir/screen")"

tried=
for editor in nano vim.tiny vim; do
    command -v "$editor" >/dev/null || continue
    case $editor in
    nano) tries "$editor" '' '\x13\x18' ;;
    *) tries "$editor" 'i' '\x1b:wq\r' ;;
    esac
done
[ -n "$tried" ] || skip "neither nano nor vim is installed"
stop_daemon
passed "typed in:$tried"
