#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Stands between two hops: passes every request on, and writes down what parts of batches went by.

record_parts.py LISTEN TO NAME [socks]: sockets, and where it writes. NAME.parts: "ROUND PART HASH" for
each body of POST /v1/batches. While NAME.swallow exists, packets for the entry are answered 202 and go
nowhere. While NAME.cut exists, connections are cut somewhere inside a part. socks: it is spoken to as
Tor is, by SOCKS5; whatever name is asked for is TO, and stands in NAME.asked.
"""

import hashlib
import json
import os
import random
import socket
import sys
import threading

LOCK = threading.Lock()


def read_message(stream):
    """Head and body of one request or answer; None at the end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            return None
        head += line
    length = 0
    expect = False
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
        if name.lower() == b"expect":
            expect = True
    return head, length, expect


def note(name, body):
    payload = json.loads(body.split(b"\n", 1)[0])
    digest = hashlib.sha256(body).hexdigest()
    with LOCK, open(name + ".parts", "a", encoding="ascii") as out:
        out.write(f"{payload['round']} {payload['part']} {digest}\n")


def read_exactly(stream, length):
    content = stream.read(length)
    if len(content) < length:
        raise OSError("closed")
    return content


def greet_socks(client, stream, name):
    methods = read_exactly(stream, 2)[1]
    read_exactly(stream, methods)
    client.sendall(b"\x05\x00")
    head = read_exactly(stream, 5)
    if head[:4] != b"\x05\x01\x00\x03":
        raise OSError("nothing is asked for by its name")
    host = read_exactly(stream, head[4]).decode("ascii")
    port = int.from_bytes(read_exactly(stream, 2), "big")
    with LOCK, open(name + ".asked", "a", encoding="ascii") as out:
        out.write(f"{host}:{port}\n")
    client.sendall(b"\x05\x00\x00\x01" + bytes(6))


def serve(client, target, name, socks):
    stream = client.makefile("rb")
    onward = None
    answers = None
    try:
        if socks:
            greet_socks(client, stream, name)
        while True:
            message = read_message(stream)
            if message is None:
                return
            head, length, expect = message
            if expect:
                client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                head = b"\r\n".join(
                    line for line in head.split(b"\r\n") if not line.lower().startswith(b"expect:")
                )
            body = stream.read(length)
            if len(body) < length:
                return
            if head.startswith(b"POST /v1/packets ") and os.path.exists(name + ".swallow"):
                client.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
                continue
            if head.startswith(b"POST /v1/batches "):
                note(name, body)
                if os.path.exists(name + ".cut") and random.random() < 0.5:
                    body = body[: random.randrange(len(body))]
            if onward is None:
                onward = socket.socket(socket.AF_UNIX)
                onward.connect(target)
                answers = onward.makefile("rb")
            onward.sendall(head + body)
            if len(body) < length:
                return
            answer = read_message(answers)
            if answer is None:
                return
            content = answers.read(answer[1])
            client.sendall(answer[0] + content)
            if b"connection: close" in answer[0].lower():
                return
    except OSError:
        pass
    finally:
        client.close()
        if onward is not None:
            onward.close()


def main():
    listen, target, name = sys.argv[1:4]
    socks = sys.argv[4:] == ["socks"]
    front = socket.socket(socket.AF_UNIX)
    front.bind(listen)
    front.listen(64)
    while True:
        client, _ = front.accept()
        threading.Thread(target=serve, args=(client, target, name, socks), daemon=True).start()


main()
