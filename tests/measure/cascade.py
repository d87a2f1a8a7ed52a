# SPDX-License-Identifier: EUPL-1.2
"""Three daemons of a throw-away circle on Unix sockets, with a recording proxy on each link."""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import socketserver
import subprocess
import threading
import time

PACKET = 32768
PARTS_KEPT = 8      # rounds
NAMES = ("entry", "mix", "store")
HEAD = (b"POST /v1/packets HTTP/1.1\r\nHost: localhost\r\n"
        b"Content-Type: application/octet-stream\r\nContent-Length: 32768\r\n\r\n")
PASSPHRASE = "een twee drie vier vijf zes\n"


class Stop(Exception):
    """Something that makes the measure worthless."""


class TooShort(Stop):
    """What belongs in one round does not fit into it on this machine."""


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=30)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def get(path, url):
    """Body of a document, None when it is not there yet."""
    connection = UnixConnection(path)
    try:
        connection.request("GET", url)
        answer = connection.getresponse()
        body = answer.read()
        return body if answer.status == 200 else None
    except OSError:
        return None
    finally:
        connection.close()


def read_message(stream):
    """First line, head and body of one whole HTTP message; None at the end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline(65536)
        if not line:
            return None
        head += line
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    body = stream.read(int(length[1])) if length else b""
    if length and len(body) < int(length[1]):
        return None  # broken off
    return head.split(b"\r\n", 1)[0].decode(), head, body


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        proxy = self.server.proxy
        with socket.socket(socket.AF_UNIX) as out:
            try:
                out.connect(str(proxy.target))
                back = out.makefile("rb")
                while request := read_message(self.rfile):
                    proxy.on_request(*request)
                    out.sendall(request[1] + request[2])
                    answer = read_message(back)
                    if answer is None:
                        return
                    proxy.on_answer(request[0], *answer)
                    self.wfile.write(answer[1] + answer[2])
            except OSError:
                return


class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128


class Proxy:
    """Takes down the size of every message that carries packets, and the order of the packets."""

    def __init__(self, path, target, before_part=None):
        self.target = target
        self.before_part = before_part
        self.requests = set()  # whole sizes of messages with one packet
        self.answers = set()
        self.orders = {}  # round: part: its packets, by T, as they passed
        self.parts = {}  # round: part: the whole of it, of the last rounds
        self.changed = 0  # parts with other packets when they were sent again
        self.server = Server(str(path), Handler)
        self.server.proxy = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def on_request(self, line, head, body):
        if line.startswith("POST /v1/packets "):
            self.requests.add(len(head) + len(body))
        if line.startswith("POST /v1/batches "):
            self.on_part(body)

    def on_answer(self, request, line, head, body):
        if request.startswith("POST /v1/packets ") and " 202 " in line:
            self.answers.add(len(head) + len(body))

    def on_part(self, body):
        at = body.index(b"\n\n") + 2
        part = json.loads(body[:body.index(b"\n")])
        if self.before_part is not None:
            self.before_part(part["round"], part["part"], part["parts"])
        self.parts = {number: parts for number, parts in self.parts.items()
                      if number > part["round"] - PARTS_KEPT}
        self.parts.setdefault(part["round"], {})[part["part"]] = body
        orders = [body[i + 40:i + 72] for i in range(at, len(body), PACKET)]
        before = self.orders.setdefault(part["round"], {}).setdefault(part["part"], orders)
        self.changed += before != orders
        self.requests.add(PACKET if (len(body) - at) % PACKET == 0 else len(body) - at)

    def wire(self, number):
        """The packets of a round, in order: each part once, however often it was sent."""
        return [one for _, orders in sorted(self.orders[number].items()) for one in orders]

    def whole(self, number):
        """The parts of one of the last rounds, in order."""
        return [part for _, part in sorted(self.parts[number].items())]


def post(path, url, body):
    """Code of the answer to a body, 0 when there is none."""
    connection = UnixConnection(path)
    try:
        connection.request("POST", url, body)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class Cascade:
    """build: the folder of the programs."""

    def __init__(self, work, sockets, build, form, seconds=4, slots=256, before_part=None,
                 watched=True):
        self.work, self.sockets = pathlib.Path(work), pathlib.Path(sockets)
        self.build, self.seconds = pathlib.Path(build), seconds
        self.daemon = self.build / "daemon/vrijuitd"
        self.to = "to-" if watched else ""  # proxies cost time
        self.processes = {}
        self.proxies = []
        self.logs = []
        self.work.mkdir()
        self.sockets.mkdir()
        for name in NAMES:
            self.configure(name, slots)
            self.run(self.daemon, "init", "-f", self.work / f"{name}.conf")
        # The first rounds go by while the daemons agree on keys.
        self.genesis = int(time.time()) + 1 - 10 * seconds
        hops = [word for name in NAMES for word in
                ("--hop", f"{name},http://localhost,@{self.state(name)}/identity.pub")]
        self.run(self.build / "keys/vrijuit-council", "init", "--output", self.work / "circle",
                 "--members", "1", "--threshold", "1", "--form", form, "--council", "meting",
                 "--name", "Meting/Measure", "--circle-name", "Meting/Measure", *hops,
                 "--genesis", str(self.genesis), "--round-seconds", str(seconds), "--minimum", "2",
                 "--period-rounds", "1000",  # the long form takes more rounds than a year has days
                 typed=PASSPHRASE)
        for i, name in enumerate(NAMES if watched else ()):
            hook = None if i == 0 or before_part is None else \
                lambda *part, link=i: before_part(link, *part)
            self.proxies.append(Proxy(self.sockets / f"to-{name}", self.sockets / name, hook))
        for name in reversed(NAMES):
            self.start(name)
        self.await_keys()

    def run(self, *words, typed=None):
        done = subprocess.run([str(word) for word in words], input=typed, text=True,
                              capture_output=True)
        if done.returncode != 0:
            raise Stop(f"{pathlib.Path(words[0]).name}: {done.stderr[-500:]}")
        return done.stdout

    def state(self, name):
        return self.work / name

    def configure(self, name, slots):
        peers = "".join(f"[peer {other}]\nunix = {self.sockets}/{self.to}{other}\n" for other in NAMES)
        (self.work / f"{name}.conf").write_text(
            f"[vrijuitd]\nstate = {self.state(name)}\ncircle = {self.work}/circle/circle.json\n"
            f"pin = {self.work}/circle/vrijuit.pub\nlisten = unix:{self.sockets}/{name}\n"
            f"pool_slots = {slots if name == 'entry' else 64}\nanswer_tick_milliseconds = 0\n"
            f"retention_rounds = 8\n"
            f"{peers}")

    def start(self, name):
        log = open(self.work / f"{name}.log", "a")
        self.logs.append(log)
        self.processes[name] = subprocess.Popen(
            [self.daemon, "serve", "-f", self.work / f"{name}.conf"], stderr=log)
        self.await_true(lambda: get(self.sockets / name, "/v1/circle"), 30,
                        f"{name} does not start")

    def stop(self, name, how=signal.SIGTERM):
        process = self.processes.pop(name)
        process.send_signal(how)
        process.wait()

    def close(self):
        for name in list(self.processes):
            self.stop(name)
        for proxy in self.proxies:
            proxy.server.shutdown()
            proxy.server.server_close()
        for log in self.logs:
            log.close()

    def await_true(self, asked, seconds, why):
        until = time.time() + seconds
        while time.time() < until:
            if answer := asked():
                return answer
            time.sleep(0.02)
        logs = "".join((self.work / f"{name}.log").read_text()[-900:] for name in NAMES
                       if (self.work / f"{name}.log").exists())
        raise Stop(f"{why}\n{logs}")

    def start_of(self, number):
        return self.genesis + number * self.seconds

    def round_now(self):
        return int((time.time() - self.genesis) / self.seconds)

    def await_round(self, number):
        """Sleep until shortly after it begins."""
        time.sleep(max(0, self.start_of(number) + 0.1 - time.time()))

    def next_round(self):
        """Sleep until shortly after a round begins; its number."""
        number = self.round_now() + 1
        self.await_round(number)
        return number

    def await_keys(self):
        """The document, for this round and some more: a hop that was away may have to sign first."""
        return self.await_true(lambda: get(self.sockets / "entry", "/v1/keys"), 60, "no keys")

    def make_packets(self, name, keys, number, count):
        """For round number; they may be made before it begins."""
        (self.work / "keys").write_bytes(keys)
        self.run(self.build / "tests/measure/measure_packets", "--circle",
                 self.work / "circle/circle.json", "--keys", self.work / "keys", "--round", number, "--count", count,
                 "--output", self.work / name)
        return self.work / name

    def send(self, packets):
        """One after another, each answered before the next; how many of each status."""
        content, codes, stream = packets.read_bytes(), {}, None
        for at in range(0, len(content), PACKET):
            if stream is None:
                stream = socket.socket(socket.AF_UNIX)
                stream.connect(str(self.sockets / "entry"))
                answers = stream.makefile("rb")
            stream.sendall(HEAD + content[at:at + PACKET])
            line, head, _ = read_message(answers)
            codes[line.split()[1]] = codes.get(line.split()[1], 0) + 1
            if b"close" in head:
                stream.close()
                stream = None
        return codes

    def truth(self, packets, number, output):
        self.run(self.build / "tests/measure/measure_truth", "--packets", packets, "--entry",
                 self.state("entry") / f"epochs/{number}.key", "--mix",
                 self.state("mix") / f"epochs/{number + 1}.key", "--store",
                 self.state("store") / f"epochs/{number + 1}.key", "--output", output)
        return output

    def receipts_text(self):
        return get(self.sockets / "store", "/v1/receipts") or b""

    def receipts(self):
        """{round: locators} of all that the store published."""
        payloads = [json.loads(line) for line in self.receipts_text().splitlines()
                    if line.startswith(b"{")]
        return {one["round"]: [base64.b64decode(word) for word in one["locators"]]
                for one in payloads}

    def await_receipts(self, number):
        """Those of a round without records are an empty list."""
        self.await_true(lambda: b'"round":%d,' % number in self.receipts_text(), 3 * self.seconds + 20,
                        f"no receipts of round {number}")
        return self.receipts()[number]

    def copy(self, name, to):
        """A seized disk: files may go while it is taken."""
        shutil.rmtree(to, ignore_errors=True)
        try:
            shutil.copytree(self.state(name), to, ignore_dangling_symlinks=True,
                            copy_function=copy_file)
        except shutil.Error as error:
            # A whole folder of an old round may go in the meantime; nothing else may be left out.
            if any(os.path.exists(source) for source, *_ in error.args[0]):
                raise


def copy_file(source, target):
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return target
    os.chmod(target, 0o600)
    return target
