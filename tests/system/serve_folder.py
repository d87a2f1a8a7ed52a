#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A hop that means harm: answers GET /v1/NAME with the file NAME of a folder, whatever it is.

serve_folder.py LISTEN FOLDER: a Unix socket, and where the files are; without one 404.
"""

import os
import socketserver
import sys
from http.server import BaseHTTPRequestHandler


class Harm(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = os.path.join(sys.argv[2], os.path.basename(self.path))
        body = b""
        found = os.path.isfile(path)
        if found:
            with open(path, "rb") as file:
                body = file.read()
        self.send_response(200 if found else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])
socketserver.ThreadingUnixStreamServer(sys.argv[1], Harm).serve_forever()
