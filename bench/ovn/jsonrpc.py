"""JSON-RPC 1.0 over unix sockets: databases (RFC 7047) and the control sockets of Open vSwitch's daemons speak it."""

import json
import socket
import time

from .problem import Problem


class JSONRPC:
    """Calls to one socket; each has a connection of its own, so that an idle one cannot be given up by the server."""

    def __init__(self, path, name, check, timeout):
        """`check` is called while an answer is waited for, and raises when none can come any more."""
        self.path, self.name, self.check, self.timeout = path, name, check, timeout

    def call(self, method, params):
        """The result of a call; raises Problem with the error that the other end named."""
        with socket.socket(socket.AF_UNIX) as stream:
            try:
                stream.connect(self.path)
                stream.settimeout(1)
                _send(stream, {"method": method, "params": params, "id": 0})
                answer = self._answer(stream, method)
            except OSError as error:
                self.check()
                raise Problem(f"{self.name} does not answer {method}: {error}") from error
        if answer.get("error") is not None:
            raise Problem(f"{self.name} refuses {method} {_short(params)}: {_short(answer['error'])}")
        return answer["result"]

    def transact(self, database, operations):
        """The results of the operations of a transaction, which was committed."""
        results = self.call("transact", [database] + operations)
        for result in results:
            if result and result.get("error") == "timed out":
                raise Problem(f"{self.name} did not come to have {_short(operations)} within {self.timeout} s")
            if result and "error" in result:
                raise Problem(f"{self.name} refuses a transaction: {_short(result)}")
        return results

    def is_there(self):
        with socket.socket(socket.AF_UNIX) as stream:
            return stream.connect_ex(self.path) == 0

    def _answer(self, stream, method):
        deadline = time.monotonic() + self.timeout
        received = bytearray()
        while True:
            try:
                piece = stream.recv(1 << 20)
            except socket.timeout:
                self.check()
                if time.monotonic() > deadline:
                    raise Problem(f"{self.name} gave no answer to {method} within {self.timeout} s") from None
                continue
            if not piece:
                self.check()
                raise Problem(f"{self.name} closed the connection instead of answering {method}")
            received += piece
            try:
                message, end = json.JSONDecoder().raw_decode(received.decode())
            except ValueError:
                continue
            if message.get("method") != "echo":
                return message
            _send(stream, {"result": message["params"], "error": None, "id": message["id"]})
            del received[:len(received.decode()[:end].encode())]


def _send(stream, message):
    stream.settimeout(60)
    stream.sendall(json.dumps(message).encode())
    stream.settimeout(1)


def _short(value):
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 300 else text[:300] + "…"


def pairs(entries):
    """A map of the database."""
    return ["map", [[key, value] for key, value in entries.items()]]


def wait(table, where, columns, rows, milliseconds, until="=="):
    """The operation that lets a transaction wait for rows to be like this."""
    return {
        "op": "wait", "timeout": milliseconds, "table": table, "where": where, "columns": columns, "until": until,
        "rows": rows,
    }
