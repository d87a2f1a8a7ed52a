#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Tell real cells of a board from filling ones, by everything that their bytes show without a key.

Reads lines "real HEX" and "fill HEX" on standard input. Each classifier gives a number for a cell;
two samples of it are compared. It must not find a difference, and it must find the fillings that
protocol section 7 forbids: random bytes, and a KEM's key with an unnatural high bit.
"""
import math
import os
import sys

PRIME = 2**255 - 19
LIMIT = 5.5  # standard deviations: once in 26 million comparisons by chance


def on_curve(cell):
    u = int.from_bytes(cell[32:64], "little") & (2**255 - 1)
    square = (u * u * u + 486662 * u * u + u) % PRIME
    return 1.0 if pow(square, (PRIME - 1) // 2, PRIME) <= 1 else 0.0


def high_bit(cell):
    return float(cell[63] >> 7)


def below_prime(cell):
    return float(int.from_bytes(cell[32:64], "little") < PRIME)


def mean_of(start, end):
    return lambda cell: sum(cell[start:end]) / (end - start)


def pairs_of(start, end):
    return lambda cell: float(sum(a == b for a, b in zip(cell[start:end], cell[start + 1:end])))


CLASSIFIERS = {
    "enc lies on the curve": on_curve,
    "high bit of enc": high_bit,
    "enc below the prime": below_prime,
    "mean of the commitment": mean_of(0, 32),
    "mean of enc": mean_of(32, 64),
    "mean of the ciphertext": mean_of(64, 4096),
    "mean of the tag": mean_of(4080, 4096),
    "equal neighbours": pairs_of(64, 4096),
    "zero bytes": lambda cell: float(cell.count(0)),
    "distinct bytes": lambda cell: float(len(set(cell))),
    "length": lambda cell: float(len(cell)),
}


def distance(left, right):
    """Difference of the means, in standard deviations."""
    n, m = len(left), len(right)
    mean_l, mean_r = sum(left) / n, sum(right) / m
    spread = sum((x - mean_l) ** 2 for x in left) / n / n + sum((x - mean_r) ** 2 for x in right) / m / m
    if spread == 0:
        return 0.0 if mean_l == mean_r else math.inf
    return abs(mean_l - mean_r) / math.sqrt(spread)


def found(real, other):
    """The classifiers that tell the two apart."""
    return [name for name, score in CLASSIFIERS.items()
            if distance([score(c) for c in real], [score(c) for c in other]) > LIMIT]


def main():
    cells = {"real": [], "fill": []}
    for line in sys.stdin:
        kind, text = line.split()
        cells[kind].append(bytes.fromhex(text))
    real, fill = cells["real"], cells["fill"]
    if len(real) < 200 or len(real) != len(fill):
        sys.exit("too few cells")
    if len(set(real + fill)) != len(real + fill):
        sys.exit("two cells are the same")
    random_bytes = [os.urandom(4096) for _ in fill]
    marked = [c[:63] + bytes([c[63] | 0x80]) + c[64:] for c in fill]
    if "enc lies on the curve" not in found(real, random_bytes):
        sys.exit("random bytes are not told apart: the test sees nothing")
    if "high bit of enc" not in found(real, marked):
        sys.exit("a high bit is not told apart: the test sees nothing")
    told = found(real, fill)
    if told:
        sys.exit("filling cells are told from real ones by: " + ", ".join(told))
    print(f"{len(real)} real and {len(fill)} filling cells: {len(CLASSIFIERS)} classifiers, none tells them apart")


if __name__ == "__main__":
    main()
