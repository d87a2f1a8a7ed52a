#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# The layers of HACKING.md: who may include what. Argument: the root of the source.
set -u
cd "$1" || exit 1
failed=0

complain()
{
    echo "layers: $*" >&2
    failed=1
}

# Files of the shipped folders that include a header matching an extended regular expression.
includers()
{
    grep -lE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($1)[>\"]" \
        protocol/*.[ch] protocol/include/vrijuit/*.h daemon/*.[ch] client/*.[ch] keys/*.[ch] 2>/dev/null
}

# only HEADER PLACE...: nobody includes it but files that match one of the patterns.
only()
{
    local header=$1 file place fits
    shift
    for file in $(includers "$header"); do
        fits=no
        for place in "$@"; do
            # shellcheck disable=SC2254
            case "$file" in
            $place) fits=yes ;;
            esac
        done
        [ "$fits" = yes ] || complain "$file includes $header, which belongs to $*"
    done
}

# once HEADER FOLDER: at most one file of the folder includes it.
once()
{
    local count
    count=$(includers "$1" | grep -c "^$2/")
    [ "$count" -le 1 ] || complain "$count files of $2/ include $1, one may"
}

only 'lmdb\.h' daemon/database.c
only 'event2/.*' 'daemon/*'
only 'ini\.h' daemon/config.c
only 'systemd/.*' 'daemon/*'
only 'curl/.*' 'daemon/*' 'client/*'
only 'qrencode\.h' 'keys/*'
only 'termios\.h|ncurses\.h|curses\.h' 'keys/*' 'client/*'
only 'sys/socket\.h|sys/un\.h|netinet/.*|arpa/.*|netdb\.h' 'daemon/*' 'client/*'
once 'curl/curl\.h' daemon
once 'curl/curl\.h' client
once 'termios\.h' keys
once 'termios\.h' client
once 'ncurses\.h|curses\.h' keys
once 'qrencode\.h' keys

# protocol/ reads and writes nothing, knows no time, and never gives up on input.
for file in $(includers 'fcntl\.h|unistd\.h|time\.h|sys/.*|signal\.h|poll\.h|pthread\.h|assert\.h|syslog\.h|dirent\.h'); do
    case "$file" in
    protocol/*) complain "$file includes a header of input, output or time" ;;
    esac
done
# stdio.h is there for text in memory.
if grep -nE '\<(FILE|std(in|out|err)|v?f?printf|f?puts|f?putc|putchar|fopen|fread|fwrite|f?scanf|perror|getenv|exit|abort)\>' \
    protocol/*.[ch] protocol/include/vrijuit/*.h | grep -vE 'format\(printf|: *(/\*|\*| \*)' >&2; then
    complain "protocol/ reads, writes or gives up"
fi

# A quoted header lies in the includer's own folder; a shared one exists.
for file in protocol/*.[ch] daemon/*.[ch] client/*.[ch] keys/*.[ch] protocol/include/vrijuit/*.h; do
    [ -e "$file" ] || continue
    while read -r header; do
        [ -e "$(dirname "$file")/$header" ] && [ "$header" = "$(basename "$header")" ] ||
            complain "$file includes \"$header\", which is not its own folder's"
    done < <(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\(.*\)".*/\1/p' "$file")
    while read -r header; do
        [ -e "protocol/include/vrijuit/$header" ] || complain "$file includes <vrijuit/$header>, which is not there"
    done < <(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<vrijuit\/\(.*\)>.*/\1/p' "$file")
done

[ "$(ls protocol/*.c 2>/dev/null | wc -l)" -gt 10 ] || complain "this is not the root of the source"
[ "$failed" -eq 0 ] && echo "layers: all includes are where they belong"
exit "$failed"
