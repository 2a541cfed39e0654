"""OVN's central parts: both databases, ovn-northd, and an ovn-nbctl that stays and takes commands."""

import os

from .jsonrpc import JSONRPC, wait
from .problem import Problem
from .processes import private_places


class Central:
    """Northbound and southbound database, northd and the tool's daemon, on unix sockets in one directory."""

    def __init__(self, packages, processes, directory, timeout):
        self.packages, self.processes, self.timeout = packages, processes, timeout
        self.directory = os.path.join(directory, "central")
        os.mkdir(self.directory)
        self.environment = private_places(self.directory)
        self.northbound = self._client("nb.sock", "the northbound database")
        self.southbound = self._client("sb.sock", "the southbound database")
        self.tool = self._client("ovn-nbctl.ctl", "ovn-nbctl")
        self.pids = {}

    def start(self, run):
        """`run` runs a program to its end."""
        for name, client in (("nb", self.northbound), ("sb", self.southbound)):
            file = os.path.join(self.directory, f"{name}.db")
            run([self.packages.program("ovsdb-tool"), "create", file, self.packages.schema(f"ovn-{name}.ovsschema")])
            self._start(f"ovsdb-server-{name}", ["ovsdb-server", file, f"--remote=punix:{client.path}"])
            self.processes.wait_until(client.is_there, f"{client.name} answers", self.timeout)
        databases = [f"--ovnnb-db=unix:{self.northbound.path}", f"--ovnsb-db=unix:{self.southbound.path}"]
        self._start("ovn-northd", ["ovn-northd"] + databases)
        self.processes.wait_until(self._is_set_up, "ovn-northd has set up both databases", self.timeout)
        pidfile = os.path.join(self.directory, "ovn-nbctl.pid")
        # It is a daemon only when it detaches.
        self.processes.start_detached(
            "ovn-nbctl", self._command("ovn-nbctl", ["ovn-nbctl", f"--db=unix:{self.northbound.path}"])
            + ["--detach", "--no-chdir", f"--pidfile={pidfile}"], self.environment, pidfile)

    def nbctl(self, *commands, wait_for_hosts=False):
        """Runs commands, each a list of words, as one transaction."""
        words = ["--wait=hv"] if wait_for_hosts else []
        for command in commands:
            words += (["--"] if words else []) + command
        return self.tool.call("run", words)

    def sync(self):
        """Returns when every chassis has done everything that was asked of it until now."""
        self.nbctl(["sync"], wait_for_hosts=True)

    def wait_until_up(self, name=None):
        """Returns when a port, or each of them, is bound on a chassis that has its flows."""
        where = [["type", "==", ""], ["up", "!=", True]] + ([["name", "==", name]] if name else [])
        self.northbound.transact("OVN_Northbound", [self._wait("Logical_Switch_Port", where, ["up"], [])])

    def wait_until_bound(self, name, chassis):
        """Returns when a port is up on the chassis with this row identifier."""
        row = {"chassis": ["uuid", chassis], "up": True}
        self.southbound.transact(
            "OVN_Southbound", [self._wait("Port_Binding", [["logical_port", "==", name]], ["chassis", "up"], [row])])

    def chassis(self):
        """The row identifier of each chassis by its name."""
        rows = self.southbound.transact(
            "OVN_Southbound", [{"op": "select", "table": "Chassis", "where": [], "columns": ["name", "_uuid"]}])
        return {row["name"]: row["_uuid"][1] for row in rows[0]["rows"]}

    def _wait(self, table, where, columns, rows):
        return wait(table, where, columns, rows, self.timeout * 1000)

    def _is_set_up(self):
        for client, database, table in [(self.northbound, "OVN_Northbound", "NB_Global"),
                                        (self.southbound, "OVN_Southbound", "SB_Global")]:
            if not client.transact(database, [{"op": "select", "table": table, "where": []}])[0]["rows"]:
                return False
        return True

    def _start(self, name, command):
        output = os.path.join(self.directory, f"{name}.out")
        self.pids[name] = self.processes.start(name, self._command(name, command), self.environment, output)

    def _command(self, name, command):
        path = self.packages.program(command[0])
        if path is None:
            raise Problem(f"{command[0]} is not there")
        at = os.path.join(self.directory, name)
        return [path] + command[1:] + [f"--unixctl={at}.ctl", f"--log-file={at}.log", "-vconsole:off", "-vsyslog:off"]

    def _client(self, socket, name):
        return JSONRPC(os.path.join(self.directory, socket), name, self.processes.check, self.timeout)
