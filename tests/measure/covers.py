#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A5: whether anything tells a visit with a report from a visit with cover. One line a measure, its
parts divided by tabs.

covers.py BUILD FORM WORK SOCKETS SIZE

The real program makes the visits, in an order of chance, one process each, past a proxy that takes
everything down. What is known of each visit is one row of numbers; each number alone, and all of
them together, are asked which visits were reports. Some reports more are changed on purpose, by one
byte or by some milliseconds: who does not see those proves nothing.
"""

import math
import os
import pathlib
import random
import shutil
import subprocess
import sys
import time

from anonymity import Truth, say
from cascade import PACKET, Cascade, Proxy, Stop

# Visits of each kind; of those that are changed on purpose; their delay in seconds, which must
# stand out of few visits on any machine; seconds of a round.
SIZES = {"short": (60, 40, 0.025, 6), "normal": (1000, 100, 0.005, 8),
         "long": (10000, 100, 0.005, 8)}
SLOTS = 1024        # of the entry: visits of a round stay below it
SIGMAS = 4.5        # some thirty numbers, two sides each: once in 5,000 runs by chance


class Watch(Proxy):
    """What a visit is from outside; kind says what is changed on purpose."""

    def __init__(self, path, target, delay):
        self.delay = delay
        self.begin("cover")
        super().__init__(path, target)

    def begin(self, kind):
        self.kind, self.seen, self.packet = kind, [], None

    def on_request(self, line, head, body):
        size, now = len(head) + len(body), time.perf_counter()
        if line.startswith("POST "):
            self.packet = body
            if self.kind == "byte":
                size += 1
            if self.kind == "delay":
                time.sleep(self.delay)
        self.seen.append([line, size, now])

    def on_answer(self, request, line, head, body):
        self.seen[-1] += [len(head) + len(body), time.perf_counter()]

    def row(self):
        """The numbers of the visit, by name."""
        row = {"bytes-up": sum(one[1] for one in self.seen),
               "bytes-down": sum(one[3] for one in self.seen),
               "requests": len(self.seen),
               "time-on-wire": self.seen[-1][4] - self.seen[0][2]}
        for i, one in enumerate(self.seen):
            row[f"line-{i}"] = sum(one[0].encode())
            row[f"up-{i}"], row[f"down-{i}"] = one[1], one[3]
            row[f"answer-time-{i}"] = one[4] - one[2]
            if i > 0:
                row[f"gap-{i}"] = one[2] - self.seen[i - 1][4]
        row["packet-bits"] = bits(self.packet)
        return row


def bits(packet):
    """How many bits are set: one way in which ciphertext of different things could differ."""
    return bin(int.from_bytes(packet[8:], "little")).count("1")


class Visits:
    """rows: of each kind, one dictionary a visit."""

    def __init__(self, build, form, work, sockets, delay, seconds):
        self.work = pathlib.Path(work)
        self.cascade = Cascade(self.work / "visits", f"{sockets}/c", build, form, seconds, SLOTS)
        self.watch = Watch(f"{sockets}/w", self.cascade.sockets / "entry", delay)
        self.keep = self.work / "keep"
        circle = self.cascade.work / "circle"
        self.words = [str(word) for word in (
            self.cascade.build / "client/vrijuit", "--pin", circle / "vrijuit.pub",
            "--unix-socket", f"{sockets}/w", "--entry", "http://localhost", "--state", self.keep,
            "--allow-unlocked", "cover")]
        self.turns = subprocess.Popen(
            [self.cascade.build / "tests/measure/measure_turns", "--circle",
             circle / "circle.json", "--pin", circle / "vrijuit.pub", "--state", self.keep],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.rows = []      # (kind, row)
        self.rounds = {}    # round: what is not looked up yet

    def visit(self, kind, number):
        """One packet of this kind, sent by the program in this round."""
        self.turns.stdin.write("cover\n" if kind == "cover" else "report\n")
        self.turns.stdin.flush()
        if len(self.turns.stdout.readline()) != 33:
            raise Stop("no record was put in front of the queue")
        self.watch.begin(kind)
        begin = time.perf_counter()
        pid = os.posix_spawn(self.words[0], self.words, {"LC_ALL": "C.UTF-8"}, file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
        _, status, usage = os.wait4(pid, 0)
        if status != 0 or self.watch.packet is None:
            raise Stop(f"vrijuit cover: {status}")
        row = self.watch.row()
        row["time-of-process"] = time.perf_counter() - begin
        row["processor"] = usage.ru_utime + usage.ru_stime
        row["page-faults"] = usage.ru_minflt
        row["memory"] = usage.ru_maxrss
        row["blocks-written"] = usage.ru_oublock
        # A visit that took so long that the round turned is left out.
        if number == int.from_bytes(self.watch.packet[4:8], "little"):
            self.rounds.setdefault(number, []).append((kind, row, self.watch.packet))

    def run(self, kinds):
        kinds = iter(kinds)
        left = True
        while left:
            number = self.begin_round()
            left = self.fill_round(number, kinds)
            if number in self.rounds:
                self.cascade.copy("entry", self.work / f"pool-{number}")
                self.peel(number)
            for earlier in [one for one in self.rounds if one < number]:
                self.look_up(earlier)
        for number in sorted(self.rounds):
            self.look_up(number)

    def begin_round(self):
        """This round, when at least half of it is left, or the next one."""
        number, gone = divmod(time.time() - self.cascade.genesis, self.cascade.seconds)
        return int(number) if gone < self.cascade.seconds / 2 else self.cascade.next_round()

    def fill_round(self, number, kinds):
        """Visits until the round is nearly over; False when there are no more."""
        end = self.cascade.start_of(number + 1) - 1.5
        while time.time() < end and len(self.rounds.get(number, ())) < SLOTS // 2:
            kind = next(kinds, None)
            if kind is None:
                return False
            self.visit(kind, number)
        return True

    def peel(self, number):
        """What the packets are at each hop, while the keys are there."""
        packets = self.work / "packets"
        packets.write_bytes(b"".join(packet for _, _, packet in self.rounds[number]))
        self.cascade.truth(packets, number, self.work / f"truth-{number}")

    def look_up(self, number):
        """Where the packets of a round are at each hop, when the store has them."""
        receipts = self.cascade.await_receipts(number)
        visits = self.rounds.pop(number)
        pool = self.work / f"pool-{number}"
        truth = Truth(self.work / f"truth-{number}")
        found = {"entry": self.places(truth, pool),
                 "mix": self.on_wire(truth, number, 1), "store": self.on_wire(truth, number, 2),
                 "receipts": {truth.locators[one]: (place / len(receipts),)
                              for place, one in enumerate(receipts) if one in truth.locators}}
        for i, (kind, row, _) in enumerate(visits):
            for name, places in found.items():
                if i not in places:
                    raise Stop(f"{name} does not have a packet of round {number}")
                for part, value in enumerate(places[i]):
                    row[f"{name}-{part}"] = value
            self.rows.append((kind, row))
        shutil.rmtree(pool)

    def places(self, truth, state):
        """{packet: place in the slot file of a seized disk}; keys are those that are there."""
        done = subprocess.run([self.cascade.build / "tests/measure/measure_seized", "--truth",
                               truth.path, "--state", state, "--keys", state],
                              capture_output=True, text=True, check=True)
        lines = [line.split(" ") for line in done.stdout.splitlines()]
        return {int(packet): (int(place),) for _, path, place, packet, found in lines
                if path == "pool" and found == "B1"}

    def on_wire(self, truth, number, link):
        """{packet: place in the batch, bits} as it came to a hop behind the entry."""
        proxy, places = self.cascade.proxies[link], {}
        packets = [part[at:at + PACKET] for part in proxy.whole(number)
                   for at in range(part.index(b"\n\n") + 2, len(part), PACKET)]
        for place, packet in enumerate(packets):
            one = truth.orders[link].get(packet[40:72])
            if one is not None:
                places[one] = (place / len(packets), bits(packet))
        return places

    def close(self):
        self.turns.stdin.close()
        self.turns.wait()
        self.watch.server.shutdown()
        self.watch.server.server_close()
        self.cascade.close()


def ranks(values):
    """Ranks from -1 to 1; equal values share theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result, at = [0.0] * len(values), 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for i in order[at:end]:
            result[i] = (at + end) / len(order) - 1
        at = end
    return result


def auc(scores, labels):
    """How often a report has a higher score than cover; half for equal ones."""
    ones = sum(labels)
    zeros = len(labels) - ones
    mean = sum(rank for rank, label in zip(ranks(scores), labels) if label) / ones
    return 0.5 + mean * len(labels) / (2 * zeros)


def bound(labels):
    ones = sum(labels)
    zeros = len(labels) - ones
    return max(0.01, SIGMAS * math.sqrt((len(labels) + 1) / (12 * ones * zeros)))


def score(weights, row):
    return sum(weight * value for weight, value in zip(weights, row))


def train(rows, labels, turns=60):
    """Logistic regression, by the slope over all rows."""
    weights = [0.0] * len(rows[0])
    share = sum(labels) / len(labels)
    for _ in range(turns):
        slope = [0.0] * len(weights)
        for row, label in zip(rows, labels):
            miss = (1 if label else 0) - 1 / (1 + (1 / share - 1) * math.exp(-score(weights, row)))
            for i, value in enumerate(row):
                slope[i] += miss * value
        weights = [weight + 4 * one / len(rows) for weight, one in zip(weights, slope)]
    return weights


class Question:
    """Visits of two kinds, and what could tell them apart."""

    def __init__(self, rows, kind):
        rows = [(one, row) for one, row in rows if one in ("cover", kind)]
        self.labels = [one == kind for one, _ in rows]
        names = sorted({name for _, row in rows for name in row})
        # A request more or fewer is a difference too: what a visit lacks is lower than all.
        self.columns = {name: ranks([row.get(name, -math.inf) for _, row in rows])
                        for name in names}

    def alone(self):
        """The worst number: how far from one half, its name, the bound."""
        aucs = {name: auc(column, self.labels) for name, column in self.columns.items()}
        for name, value in sorted(aucs.items(), key=lambda item: abs(item[1] - 0.5)):
            print(f"{name} {value:.4f}", file=sys.stderr)
        return max((abs(value - 0.5), name) for name, value in aucs.items())

    def together(self):
        """All numbers, learned on half of the visits, asked on the others."""
        columns = [column for column in self.columns.values() if min(column) != max(column)]
        # In the middle or at both ends: a straight line does not see that.
        columns += [[abs(value) - 0.5 for value in column] for column in columns]
        rows = list(zip(*columns))
        weights = train(rows[::2], self.labels[::2])
        labels = self.labels[1::2]
        return auc([score(weights, row) for row in rows[1::2]], labels) - 0.5, bound(labels)


def judge(rows):
    question = Question(rows, "report")
    count, limit = len(question.labels), bound(question.labels)
    worst, name = question.alone()
    print(f"worst: {name}", file=sys.stderr)
    say("A5", worst, "of-one-half", f"<={limit:.4f}", worst - limit / 2.25, worst + limit / 2.25,
        count)
    value, limit = question.together()
    say("A5-together", abs(value), "of-one-half", f"<={limit:.4f}", value - limit / 2.25,
        value + limit / 2.25, count // 2)
    for kind in ("byte", "delay"):
        question = Question(rows, kind)
        limit = bound(question.labels)
        worst, name = question.alone()
        print(f"{kind} on purpose: {name}", file=sys.stderr)
        say(f"A5-{kind}", worst, "of-one-half", f">={limit:.4f}", worst, worst,
            len(question.labels))


def main():
    build, form, work, sockets, size = sys.argv[1:]
    each, changed, delay, seconds = SIZES[size]
    kinds = ["cover", "report"] * each + ["byte", "delay"] * changed
    random.SystemRandom().shuffle(kinds)
    try:
        visits = Visits(build, form, work, sockets, delay, seconds)
        try:
            visits.run(kinds)
        finally:
            visits.close()
        judge(visits.rows)
    except Stop as stop:
        sys.exit(f"covers: {stop}")


if __name__ == "__main__":
    main()
