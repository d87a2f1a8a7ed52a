#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Whether a picture in a handbook is what the program shows: picture_check.py HANDBOOK FIRST SCREEN.

The picture is the fenced block whose first line begins with FIRST. Its lines stand in SCREEN, in that
order; only at a line "..." something may be left out. Words of shares, dates and the number behind
usb are not compared: those are other ones each time."""
import re
import sys

CHANGES = [
    (r"^((?:Regel|Line) \d(?: [^(]*\([^)]*\))?:).*", r"\1 WORDS"),
    (r"(bedoel je|do you mean) '[a-z]+'", r"\1 WORD"),
    (r"^  [a-z]+(?: [a-z]+)+$", "  WORDS"),
    (r"\d{4}-\d{2}-\d{2}", "DATE"),
    (r"\busb\d?\b", "usb"),
]


def plain(lines):
    for line in lines:
        line = line.rstrip()
        for pattern, instead in CHANGES:
            line = re.sub(pattern, instead, line)
        yield line


def block(path, first):
    for text in re.findall(r"^```\n(.*?)^```", open(path, encoding="utf-8").read(), re.M | re.S):
        if text.startswith(first):
            return list(plain(text.splitlines()))
    sys.exit(f"{path}: no picture begins with: {first}")


def find(part, screen, start):
    for at in range(start, len(screen) - len(part) + 1):
        if screen[at:at + len(part)] == part:
            return at + len(part)
    return None


def main():
    path, first, shown = sys.argv[1:]
    screen = list(plain(open(shown, encoding="utf-8")))
    place, part = 0, []
    for line in block(path, first) + ["..."]:
        if line != "...":
            part.append(line)
            continue
        place = find(part, screen, place)
        if place is None:
            sys.exit(f"{path}: this is not what the program shows:\n" + "\n".join(part))
        part = []
    print("as it is")


if __name__ == "__main__":
    main()
