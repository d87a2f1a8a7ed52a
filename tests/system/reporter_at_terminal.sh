#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# A person at a terminal, in English and in Dutch: the whole form, an editor on a file in memory, the
# codename typed back, the interrupt that leaves the echo on, and the report found stored.
# Arguments: build folder, source folder.
# shellcheck source=tests/system/lib.sh disable=SC2119
. "$(dirname "$0")/lib.sh"
command -v expect >/dev/null || skip "expect is not installed"
text='De brandgang staat vol met fietsen van iedereen.'

new_hop 4
start_daemon
export VRIJUIT=$vrijuit VRIJUIT_PIN=$dir/circle/vrijuit.pub VRIJUIT_SOCKET=$socket VRIJUIT_STATE=$dir/kept
export VRIJUIT_SCREEN=$dir/screen XDG_CONFIG_HOME=$dir/config
terminal=$(dirname "$0")/reporter_terminal.sh

# screen_says WORDS
screen_says()
{
    tr -s ' \r\n' ' ' <"$dir/screen" | grep -qF -- "$1" || fail "the screen lacks \"$1\": $(cat "$dir/screen")"
}

# The report in English is sent before the one in Dutch, which is looked for until it is stored.
name=$(VRIJUIT_LANG=en VRIJUIT_TEXT='Nobody empties the bins behind the hall.' "$terminal" report) ||
    fail "a report in English"
screen_says "The entry has accepted it."
"$terminal" all || fail "the story at the terminal"
echo "$name" | VRIJUIT_LANG=en "$terminal" check || fail "the report in English is not found: $(cat "$dir/screen")"
screen_says "Stored for the council in round"

# An editor that notes with what it is started, and writes to the last of its arguments.
mkdir "$dir/bin"
cat >"$dir/bin/vim" <<EDITOR
#!/bin/sh
printf '%s\n' "\$@" >"$dir/asked"
for last in "\$@"; do :; done
readlink "\$last" >>"$dir/asked"
printf '%s\n' "$text" >"\$last"
EDITOR
chmod 755 "$dir/bin/vim"

# edits EDITOR: open it at the first question for text, look at the preview, and say no.
edits()
{
    EDITOR=$1 VISUAL='' expect -c '
        log_user 0
        set timeout 60
        match_max 200000
        set screen ""
        spawn -noecho '"$vrijuit --pin $VRIJUIT_PIN --state none --lang en --unix-socket $socket"' report
        expect {
            -re {one number and press[^>]*> $} { append screen $expect_out(buffer); send "1\r"; exp_continue }
            -re {one or more numbers[^>]*> $} { append screen $expect_out(buffer); send "1\r"; exp_continue }
            -re {Type your text[^>]*> $} { append screen $expect_out(buffer); send "!\r"; exp_continue }
            -re {needs an answer[^>]*> $} { append screen $expect_out(buffer); send "+\rx\r.\r"; exp_continue }
            -re {Only Enter when it is good\.\s+> $} { append screen $expect_out(buffer); send "\r"; exp_continue }
            -re {Send it\?[^>]*> $} { append screen $expect_out(buffer); send "no\r"; exp_continue }
            timeout { puts "timeout:$screen"; exit 9 }
            eof { append screen $expect_out(buffer) }
        }
        puts $screen
    ' >"$dir/screen" 2>&1 || fail "editor $1: $(cat "$dir/screen")"
}

edits "$dir/bin/vim"
grep -qF "| $text" "$dir/screen" || fail "the preview lacks what was edited: $(cat "$dir/screen")"
for words in -n 'set nobackup nowritebackup noundofile nomodeline' '/memfd:vrijuit (deleted)'; do
    grep -qxF -- "$words" "$dir/asked" || fail "the editor was started without: $words"
done
cp "$dir/bin/vim" "$dir/bin/emacs"
edits "$dir/bin/emacs"
tr -s ' \r\n' ' ' <"$dir/screen" | grep -q "may leave copies of your text" || fail "another editor: $(cat "$dir/screen")"
grep -qF "$text" "$dir/screen" && fail "another editor was used"
rm "$dir/screen"
grep -rlF "$text" "$dir/state" "$dir/kept" "$dir/log" && fail "the text is in a file"
stop_daemon
passed "a report typed, its codename typed back, a text edited in memory"
