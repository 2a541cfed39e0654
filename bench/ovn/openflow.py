"""Asks a bridge how many flows it has and how old they are: OpenFlow 1.3.5, sections 7.3.5.2 and 7.3.5.3."""

import socket
import struct

from .problem import Problem

VERSION = 4
HELLO, ERROR, ECHO_REQUEST, ECHO_REPLY, MULTIPART_REQUEST, MULTIPART_REPLY = 0, 1, 2, 3, 18, 19
FLOW, AGGREGATE, MORE, ANY = 1, 2, 1, 0xFFFFFFFF


class FlowCounter:
    """A connection with the management socket of a bridge."""

    def __init__(self, path, name):
        self.name = name
        self.stream = socket.socket(socket.AF_UNIX)
        self.stream.settimeout(60)
        try:
            self.stream.connect(path)
            self._send(HELLO, b"")
        except OSError as error:
            self.stream.close()
            raise Problem(f"br-int of {name} cannot be asked for its flows: {error}") from error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()

    def count(self):
        """How many flows all its tables hold."""
        return struct.unpack_from("!I", self._ask(AGGREGATE)[0], 16)[0]

    def ages(self):
        """The seconds since each flow was added."""
        ages = []
        for body in self._ask(FLOW):
            at = 0
            while at < len(body):
                length, seconds, nanoseconds = struct.unpack_from("!H2xII", body, at)
                ages.append(seconds + nanoseconds / 1e9)
                at += length
        return ages

    def _ask(self, what):
        """The bodies of all parts of the answer, for all flows."""
        anything = struct.pack("!B3xII4xQQHH4x", 0xFF, ANY, ANY, 0, 0, 1, 4)
        bodies = []
        try:
            self._send(MULTIPART_REQUEST, struct.pack("!HH4x", what, 0) + anything)
            while True:
                kind, xid, body = self._receive()
                if kind == MULTIPART_REPLY:
                    bodies.append(body[8:])
                    if not struct.unpack_from("!H", body, 2)[0] & MORE:
                        return bodies
                if kind == ECHO_REQUEST:
                    self._send(ECHO_REPLY, body, xid)
                if kind == ERROR:
                    raise Problem(f"br-int of {self.name} refuses to tell its flows: {body[:4].hex()}")
        except OSError as error:
            raise Problem(f"br-int of {self.name} does not tell its flows: {error}") from error

    def _send(self, kind, body, xid=1):
        self.stream.sendall(struct.pack("!BBHI", VERSION, kind, 8 + len(body), xid) + body)

    def _receive(self):
        _, kind, length, xid = struct.unpack("!BBHI", self._bytes(8))
        return kind, xid, self._bytes(length - 8)

    def _bytes(self, count):
        received = b""
        while len(received) < count:
            piece = self.stream.recv(count - len(received))
            if not piece:
                raise Problem(f"br-int of {self.name} closed the connection")
            received += piece
        return received
