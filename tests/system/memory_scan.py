#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""How often a text stands in the memory of a running process: memory_scan.py PID TEXT.

Also as 32-bit characters, which is how a screen library keeps it. Exit code 77: it may not look."""
import re
import sys


def main():
    pid, text = int(sys.argv[1]), sys.argv[2]
    wanted = [text.encode(), text.encode("utf-32-le")]
    # ncurses keeps each character in a cell of its own, with attributes between them.
    cells = re.compile(b".{4,36}?".join(re.escape(c.encode("utf-32-le")) for c in text), re.DOTALL)
    count = 0
    try:
        maps = open(f"/proc/{pid}/maps").read().splitlines()
        memory = open(f"/proc/{pid}/mem", "rb", 0)
    except PermissionError:
        sys.exit(77)
    for line in maps:
        span, rights = line.split()[:2]
        start, end = (int(x, 16) for x in span.split("-"))
        if not rights.startswith("rw") or end - start > 1 << 30:
            continue
        try:
            memory.seek(start)
            data = memory.read(end - start)
        except (OSError, OverflowError, ValueError):
            continue  # guard pages
        count += sum(data.count(w) for w in wanted) + len(cells.findall(data))
    print(count)


if __name__ == "__main__":
    main()
