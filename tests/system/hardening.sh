#!/usr/bin/env bash
# SPDX-License-Identifier: EUPL-1.2
# What the linker made of the hardening flags, seen in the programs themselves. Arguments: programs
# of the release build.
set -u
command -v readelf >/dev/null || { echo "readelf (binutils) is not here"; exit 77; }
failed=0

# holds PROGRAM WHAT READELF_OPTION PATTERN
holds()
{
    if ! LC_ALL=C readelf -W "$3" "$1" | grep -qE -- "$4"; then
        echo "hardening: $1: no $2" >&2
        failed=1
    fi
}

[ $# -gt 0 ] || { echo "hardening: no programs named" >&2; exit 2; }
for program in "$@"; do
    [ -x "$program" ] || { echo "hardening: $program is not there" >&2; exit 1; }
    holds "$program" "position independence" -h 'Type: +DYN'
    holds "$program" "PIE flag" -d 'FLAGS_1.*PIE'
    holds "$program" "RELRO" -l 'GNU_RELRO'
    holds "$program" "immediate binding" -d 'BIND_NOW|FLAGS_1.*NOW'
    holds "$program" "stack that is not executable" -l 'GNU_STACK +0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ 0x[0-9a-f]+ RW '
    holds "$program" "stack protector" --dyn-syms '__stack_chk_fail'
    holds "$program" "fortified functions" --dyn-syms '__[a-z_]+_chk(@|$)'
    if LC_ALL=C readelf -W -d "$program" | grep -qE '\((RPATH|RUNPATH|TEXTREL)\)'; then
        echo "hardening: $program: has a run path or text relocations" >&2
        failed=1
    fi
    if LC_ALL=C readelf -W -l "$program" | grep -qE 'LOAD.* (RWE|WE) '; then
        echo "hardening: $program: memory that is written and executed" >&2
        failed=1
    fi
done
[ "$failed" -eq 0 ] && echo "hardening: $# programs hold"
exit "$failed"
