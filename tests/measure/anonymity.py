#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A4, A6, A7, A8 and P8 on three daemons: one line a measure, its parts divided by tabs.

anonymity.py BUILD FORM WORK SOCKETS SIZE ID...
"""

import bisect
import functools
import json
import math
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from cascade import NAMES, Cascade, Stop, TooShort, post

# Rounds of A4, A6 and A7; rounds of A8; rounds of P8; seconds of a round.
SIZES = {"short": (1, 1, 1, 3), "normal": (30, 7, 5, 5), "long": (300, 20, 5, 5)}
PACKETS = 256       # a round of A4
FOLLOWED = 3        # of its rounds at once, till their copies are searched
REPLAYED = 125      # a round of A8, four times each
P8_PACKETS = 1024
LONGEST = 24        # seconds of a round, on a slow machine


def tau(hits):
    """Kendall's tau between packets and places; of a packet that stands at more than two places
    its first and its last."""
    places = {}
    for packet, place in hits:
        places.setdefault(packet, []).append(place)
    before, balance, pairs = [], 0, 0
    for packet in sorted(places):
        here = {min(places[packet]), max(places[packet])}
        for place in here:
            smaller = bisect.bisect(before, place)
            balance += 2 * smaller - len(before)
            pairs += len(before)
        for place in here:
            bisect.insort(before, place)
    return balance / pairs


def tau_deviation(count):
    return math.sqrt(2 * (2 * count + 5) / (9 * count * (count - 1)))


class Truth:
    """What tests/measure/truth.h says of the packets of a round."""

    def __init__(self, path):
        self.path = path
        rows = path.read_bytes()
        rows = [rows[i:i + 224] for i in range(0, len(rows), 224)]
        self.orders = [{row[hop * 64:hop * 64 + 32]: i for i, row in enumerate(rows)}
                       for hop in range(3)]
        self.locators = {row[192:208]: i for i, row in enumerate(rows)}
        self.count = len(rows)


def in_order(list_, numbers):
    return [(numbers[one], place) for place, one in enumerate(list_) if one in numbers]


class Rounds:
    """The rounds of A4, A6 and A7: what was seen of each."""

    def __init__(self, arguments, seconds):
        self.arguments = arguments
        self.work = pathlib.Path(arguments.work)
        self.copies = self.work / "copies"
        self.taus = {}         # place: one for each round
        self.plain = self.keyed = 0
        self.sent = 0
        self.whole = True      # all hand-overs multiples of 64
        self.watched = set()   # rounds
        self.one_search = threading.Lock()
        self.cascade = Cascade(self.work / f"rounds-{seconds}", f"{arguments.sockets}/r{seconds}",
                               arguments.build, arguments.form, seconds, 1024, self.before_part)

    def before_part(self, link, number, part, parts):
        """The batch is committed and has not left; at its end all but one part has come."""
        if number not in self.watched:
            return
        if part == 1:
            self.cascade.copy(NAMES[link - 1], self.copies / f"{number}-outbox-{link - 1}")
        if part == parts and parts > 1:
            self.cascade.copy(NAMES[link], self.copies / f"{number}-half-{link}")

    @functools.lru_cache(16)
    def search(self, truth, state, keys):
        """Each hit: how, file, place in it, packet, what."""
        done = subprocess.run([self.cascade.build / "tests/measure/measure_seized", "--truth",
                               truth.path, "--state", state, "--keys", keys],
                              capture_output=True, text=True, check=True)
        hits = [line.split(" ") for line in done.stdout.splitlines()]
        return [(how, path, int(place), int(packet), what)
                for how, path, place, packet, what in hits]

    def note(self, name, hits, count):
        found = len({packet for packet, _ in hits})
        if found < count:
            raise Stop(f"{name}: {found} of {count} packets seen: the search does not work")
        self.taus.setdefault(name, []).append(tau(hits))

    def note_place(self, name, truth, state, folder, what):
        hits = [(packet, place) for _, path, place, packet, found in
                self.search(truth, state, state) if path.startswith(folder) and found == what]
        self.note(name, hits, truth.count)

    def look_back(self, number, path):
        """After the departure: at the copies, which go then."""
        truth = Truth(path)
        copy = {name: self.copies / f"{number}-{name}" for name in
                ("pool", "outbox-0", "outbox-1", "half-1", "half-2", "after-0", "after-1",
                 "after-2")}
        self.note_place("slot-file", truth, copy["pool"], "pool", "B1")
        for hop in (0, 1):
            self.note_place(f"outbox-{hop}", truth, copy[f"outbox-{hop}"], "outbox/",
                            f"B{hop + 1}")
            self.note_place(f"outbox-tags-{hop}", truth, copy[f"outbox-{hop}"], "outbox/",
                            f"G{hop}")
            self.note_place(f"tags-{hop}", truth, copy[f"after-{hop}"], "outbox/", f"G{hop}")
            wire = self.cascade.proxies[hop + 1].wire(number)
            self.whole = self.whole and len(wire) % 64 == 0
            self.note(f"wire-{hop + 1}", in_order(wire, truth.orders[hop + 1]), truth.count)
        self.note_place("store-tags", truth, copy["after-2"], "store/", "G2")
        self.note_place("store", truth, copy["after-2"], "store/", "R3")
        self.note("receipts", in_order(self.cascade.receipts()[number], truth.locators),
                  truth.count)
        self.recover(truth, copy)
        for path in self.copies.glob(f"{number}-*"):
            shutil.rmtree(path)

    def recover(self, truth, copy):
        """A7: what has left a hop, in its files as they are now and as they were before, with the
        keys that are there now; and whatever a hop has of a batch that comes, with all its keys."""
        gone = {0: ("T0", "B0", "T1", "B1"), 1: ("T1", "B1", "T2", "B2"), 2: ("T2", "B2")}
        plain, keyed = set(), set()
        for hop, whats in gone.items():
            after = copy[f"after-{hop}"]
            for how, _, _, packet, what in self.search(truth, after, after):
                if what in whats:
                    (plain if how == "plain" else keyed).add((hop, packet))
        keyed |= plain
        for state, keys, hop in (("pool", "after-0", 0), ("outbox-0", "after-0", 0),
                                 ("outbox-1", "after-1", 1), ("half-1", "half-1", 1),
                                 ("half-2", "half-2", 2)):
            for how, _, _, packet, what in self.search(truth, copy[state], copy[keys]):
                if what not in gone[hop]:
                    continue
                if how == "opened" or state == keys:
                    keyed.add((hop, packet))
        self.plain += len(plain)
        self.keyed += len(keyed)
        self.sent += 3 * truth.count

    def is_forgotten(self, number):
        return not any((self.cascade.state(name) / f"rounds/{number}.key").exists()
                       for name in NAMES)

    def settle(self, number):
        """Copies of what is left when all have forgotten the round: before the tags go too."""
        self.cascade.await_receipts(number)
        until = time.time() + 5
        while not self.is_forgotten(number) and time.time() < until:
            time.sleep(0.05)
        for hop, name in enumerate(NAMES):
            self.cascade.copy(name, self.copies / f"{number}-after-{hop}")

    def collect(self, ids, is_first):
        """Send the packets of a round: it, and the file of what is known of them."""
        number, packets = send_in_time(self.cascade, PACKETS)
        self.watched.add(number)
        truth = self.cascade.truth(packets, number, self.work / f"{number}.truth")
        self.cascade.copy("entry", self.copies / f"{number}-pool")
        if "A6" in ids and is_first:
            self.send_reports()
        return number, truth

    def follow(self, number, truth):
        self.settle(number)
        with self.one_search:
            self.look_back(number, truth)

    def run(self, rounds, ids):
        """While a round departs and its copies are searched, the next one is sent."""
        followed = []
        with ThreadPoolExecutor(FOLLOWED) as followers:
            for i in range(rounds):
                followed.append(followers.submit(self.follow, *self.collect(ids, i == 0)))
                if len(followed) == FOLLOWED:
                    followed.pop(0).result()
            for one in followed:
                one.result()

    def send_reports(self):
        """By the client, with answers of different lengths, over the link that probes use too."""
        form = json.loads(pathlib.Path(self.arguments.form).read_text())
        for words in ("Kort.", "Een veel langer verhaal. " * 100):
            answers = {}
            for question in form["questions"]:
                if question["type"] == "text":
                    answers[question["id"]] = words[:question.get("maximum", 2000)]
                else:
                    first = question["options"][0]["id"]
                    answers[question["id"]] = first if question["type"] == "one" else [first]
            path = self.work / "answers.json"
            path.write_text(json.dumps(answers))
            self.cascade.run(self.cascade.build / "client/vrijuit", "--pin",
                             self.cascade.work / "circle/vrijuit.pub", "--unix-socket",
                             self.cascade.sockets / "to-entry", "--entry", "http://localhost",
                             "--allow-unlocked", "report", "--answers", path, "--yes")

    def say_order(self):
        name, taus = max(self.taus.items(), key=lambda item: abs(statistics.mean(item[1])))
        mean, rounds = statistics.mean(taus), len(taus)
        error = tau_deviation(PACKETS) / math.sqrt(rounds)
        # The worst of a dozen places: with few rounds chance alone goes further than 0.015.
        bound = max(0.015, 4.5 * error)
        for place, values in self.taus.items():
            print(f"{place} {statistics.mean(values):+.4f} of {len(values)} rounds",
                  file=sys.stderr)
        print(f"worst: {name}", file=sys.stderr)
        say("A4", abs(mean), "tau", f"<={bound:.3f}", abs(mean) - 2 * error,
            abs(mean) + 2 * error, rounds)

    def say_sizes(self):
        counts = [len(proxy.requests) for proxy in self.cascade.proxies]
        counts.append(len(self.cascade.proxies[0].answers))
        counts.append(1 if self.whole else 2)
        for proxy in self.cascade.proxies:
            print(f"requests {sorted(proxy.requests)} answers {sorted(proxy.answers)}",
                  file=sys.stderr)
        if min(counts) == 0:
            raise Stop("a link without packets")
        say("A6", max(counts), "sizes", "<=1", min(counts), max(counts),
            sum(map(len, map(self.cascade.proxies[1].wire, self.cascade.proxies[1].orders))))

    def say_remains(self):
        say("A7", self.plain, "packets", "<=0", self.plain, self.plain, self.sent)
        say("A7-keys", self.keyed, "packets", "<=0", self.keyed, self.keyed, self.sent)


def say(name, value, unit, goal, low, high, sample):
    print("\t".join((name, f"{value:.4g}", unit, goal, f"{low:.4g}", f"{high:.4g}", str(sample))),
          flush=True)


def send_in_time(cascade, count):
    """Packets that all came in one round: it, and their file. A busy machine gets more tries."""
    for _ in range(5):
        keys = cascade.await_keys()
        number = cascade.round_now() + 1
        packets = cascade.make_packets("packets", keys, number, count)
        cascade.await_round(number)
        codes = cascade.send(packets)
        if codes == {"202": count} and time.time() < cascade.start_of(number + 1):
            return number, packets
    raise TooShort(f"packets are not taken in their round: {codes}")


def measure_rounds(arguments, rounds, seconds):
    run = Rounds(arguments, seconds)
    ids = arguments.ids
    try:
        run.run(rounds, ids)
    finally:
        run.cascade.close()
    if "A4" in ids:
        run.say_order()
    if "A6" in ids:
        run.say_sizes()
    if "A7" in ids:
        run.say_remains()


def replay_round(cascade):
    """Packets once, then three times again in their round: at once, after kill -9, after a clean
    stop; and once when it is over. The round, or None when it ended too soon."""
    number, packets = send_in_time(cascade, REPLAYED)
    cascade.send(packets)
    for how in (signal.SIGKILL, signal.SIGTERM):
        cascade.stop("entry", how)
        cascade.start("entry")
        cascade.send(packets)
    rest = cascade.start_of(number + 1) - time.time()
    time.sleep(max(0, rest + 0.2))
    cascade.send(packets)
    return number if rest > 0 else None


def replay_parts(cascade, number):
    """At each hop behind the entry all parts of a batch that it has taken: at once, after kill -9,
    after a clean stop. How many packets that were."""
    sent = 0
    for link, name in enumerate(NAMES[1:], 1):
        parts = cascade.proxies[link].whole(number)
        for how in (None, signal.SIGKILL, signal.SIGTERM):
            if how is not None:
                cascade.stop(name, how)
                cascade.start(name)
            for part in parts:
                if post(cascade.sockets / name, "/v1/batches", part) not in (200, 202):
                    raise Stop(f"{name} does not answer a part of a batch that it has taken")
            sent += len(cascade.proxies[link].wire(number))
    return sent


def doubles(all_):
    return len(all_) - len(set(all_))


def measure_replays(arguments, rounds, seconds):
    cascade = Cascade(f"{arguments.work}/replays-{seconds}", f"{arguments.sockets}/a{seconds}",
                      arguments.build, arguments.form, seconds)
    taken = done = tries = sent = 0
    try:
        while done < rounds:
            number = replay_round(cascade)
            tries += 1
            if number is None and tries > rounds + 5:
                raise TooShort("rounds are over before all is sent again")
            if number is not None:
                before = cascade.await_receipts(number)
                sent += REPLAYED * 4 + replay_parts(cascade, number)
                taken += cascade.await_receipts(number) != before
                done += 1
        cascade.await_receipts(cascade.next_round() - 1)
        taken += sum(proxy.changed + doubles(proxy.wire(number)) for proxy in cascade.proxies[1:]
                     for number in proxy.orders)
        taken += doubles([one for list_ in cascade.receipts().values() for one in list_])
    finally:
        cascade.close()
    say("A8", taken, "replays", "<=0", taken, taken, sent)


def measure_batch(arguments, rounds, seconds):
    cascade = Cascade(f"{arguments.work}/batch-{seconds}", f"{arguments.sockets}/p{seconds}",
                      arguments.build, arguments.form, seconds, 2048, watched=False)
    times = []
    try:
        for _ in range(rounds):
            number, _ = send_in_time(cascade, P8_PACKETS)
            time.sleep(max(0, cascade.start_of(number + 1) - 0.05 - time.time()))
            if len(cascade.await_receipts(number)) < P8_PACKETS:
                raise Stop("records are missing")
            times.append(time.time() - cascade.start_of(number + 1))
            print(f"receipts after {times[-1]:.2f} s", file=sys.stderr)
    finally:
        cascade.close()
    say("P8", statistics.median(times), "s", "<=2", min(times), max(times), rounds * P8_PACKETS)


def with_time(measure, arguments, rounds, seconds):
    """With longer rounds where the machine is too slow for those."""
    while True:
        try:
            measure(arguments, rounds, seconds)
            return
        except TooShort as stop:
            if seconds >= LONGEST:
                raise
            print(f"rounds of {seconds} s: {stop}", file=sys.stderr)
            seconds *= 2


class Arguments:
    def __init__(self, words):
        self.build, self.form, self.work, self.sockets, self.size = words[:5]
        self.ids = set(words[5:])


def main():
    arguments = Arguments(sys.argv[1:])
    rounds, replays, batches, seconds = SIZES[arguments.size]
    try:
        if arguments.ids & {"A4", "A6", "A7"}:
            with_time(measure_rounds, arguments, rounds, seconds)
        if "A8" in arguments.ids:
            with_time(measure_replays, arguments, replays, seconds)
        if "P8" in arguments.ids:
            with_time(measure_batch, arguments, batches, seconds)
    except Stop as stop:
        sys.exit(f"anonymity: {stop}")


if __name__ == "__main__":
    main()
