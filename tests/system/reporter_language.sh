#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Every text of the reporter's program exists in Dutch, and the program speaks the language that it
# is asked for, whatever locales this machine has.
# usage: reporter_language.sh PROGRAM CLIENT_FOLDER
set -eu
program=$1
client=$2
command -v xgettext >/dev/null && command -v msgcmp >/dev/null || {
    echo "gettext is not installed"
    exit 77
}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

xgettext -k -kgettext:1 --from-code=UTF-8 -o "$folder/texts.pot" "$client"/*.c
msgcmp "$client/po/nl.po" "$folder/texts.pot"
count=$(grep -c '^msgid ' "$folder/texts.pot")

# speaks WORD VARIABLE... : the help begins with WORD in that environment.
speaks() {
    word=$1
    shift
    env -i ${ASAN_OPTIONS:+ASAN_OPTIONS="$ASAN_OPTIONS"} "$@" >"$folder/help"
    head -n 1 "$folder/help" | grep -q "^$word" || {
        echo "no $word with: $*" >&2
        exit 1
    }
}

speaks Gebruik: "$program" --help
speaks Gebruik: LANG=C "$program" --help
speaks Gebruik: LC_ALL=POSIX "$program" --help
speaks Gebruik: LC_ALL=xx_YY.UTF-8 "$program" --help
speaks Gebruik: LANG=nl_BE.UTF-8 "$program" --help
speaks Gebruik: LANGUAGE=nl LC_ALL=en_GB.UTF-8 "$program" --help
speaks Gebruik: LANG=en_GB.UTF-8 "$program" --lang nl --help
speaks Usage: LANG=en_GB.UTF-8 "$program" --help
speaks Usage: LC_ALL=en_US LANG=nl_NL.UTF-8 "$program" --help
speaks Usage: "$program" --lang en --help
speaks Usage: "$program" --help --lang=en
echo "$count texts, 11 environments"
