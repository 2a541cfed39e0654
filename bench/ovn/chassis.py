"""A chassis: a host's own database, switch with the dummy datapath, and ovn-controller."""

import os
import shutil

from .jsonrpc import JSONRPC, pairs, wait
from .openflow import FlowCounter
from .processes import private_places

DATABASE = "Open_vSwitch"


class Chassis:
    """One host. Its switch has no device of the machine: every port is a dummy, and the tunnels' address too."""

    def __init__(self, number, packages, processes, directory, timeout):
        self.number, self.packages, self.processes, self.timeout = number, packages, processes, timeout
        self.name = f"kvm{number}"
        self.directory = os.path.join(directory, self.name)
        os.mkdir(self.directory)
        self.environment = private_places(self.directory)
        self.database = self._client("db.sock", f"the database of {self.name}")
        self.controller_pid = None

    @property
    def tunnel_address(self):
        return f"172.31.{self.number >> 8}.{self.number & 255}"

    def start_database(self, empty):
        """`empty`: a file with an empty database of Open vSwitch."""
        file = os.path.join(self.directory, "conf.db")
        shutil.copyfile(empty, file)
        self._start("ovsdb-server", [file, f"--remote=punix:{self.database.path}"])
        self.processes.wait_until(self.database.is_there, f"{self.database.name} answers", self.timeout)

    def start_switch(self, interfaces, options):
        """Writes all rows first, so that the switch configures everything in its first pass.

        `interfaces`: the iface-id, or none, of each interface by name. `options`: more for ovn-controller."""
        self.database.transact(DATABASE, self._rows(interfaces, options))
        self._start("ovs-vswitchd", [
            f"unix:{self.database.path}", "--enable-dummy=override", "--disable-system", "--disable-system-route"])

    def wait_for_switch(self):
        self.database.transact(DATABASE, [
            wait("Open_vSwitch", [], ["cur_cfg"], [{"cur_cfg": 1}], self.timeout * 1000)])
        switch = self._client("ovs-vswitchd.ctl", f"the switch of {self.name}")
        switch.call("netdev-dummy/ip4addr", ["br-phy", f"{self.tunnel_address}/16"])

    def start_controller(self):
        self.controller_pid = self._start("ovn-controller", [f"unix:{self.database.path}"])

    def stop_controller(self):
        """Ends ovn-controller as for an upgrade: it leaves its flows and its rows as they are."""
        controller = self._client(f"ovn-controller.{self.controller_pid}.ctl", f"ovn-controller of {self.name}")
        controller.call("exit", ["--restart"])
        self.processes.wait_for_end(self.controller_pid)

    def set_interface_id(self, interface, identifier):
        """Names, or no longer names (None), the logical port of an interface."""
        change = ["external_ids", "delete", ["set", ["iface-id"]]]
        if identifier:
            change = ["external_ids", "insert", pairs({"iface-id": identifier})]
        self.database.transact(DATABASE, [{
            "op": "mutate", "table": "Interface", "where": [["name", "==", interface]], "mutations": [change]}])

    def flow_counter(self):
        return FlowCounter(os.path.join(self.directory, "br-int.mgmt"), self.name)

    def _rows(self, interfaces, options):
        operations, ports = [], {"br-int": [], "br-phy": []}
        everything = [("br-int", "br-int", "internal", None), ("br-phy", "br-phy", "internal", None)]
        everything += [("br-int", name, "dummy", identifier) for name, identifier in interfaces.items()]
        for at, (bridge, name, kind, identifier) in enumerate(everything):
            row = {"name": name, "type": kind}
            if identifier:
                row["external_ids"] = pairs({"iface-id": identifier})
            operations.append({"op": "insert", "table": "Interface", "row": row, "uuid-name": f"interface{at}"})
            row = {"name": name, "interfaces": ["named-uuid", f"interface{at}"]}
            operations.append({"op": "insert", "table": "Port", "row": row, "uuid-name": f"port{at}"})
            ports[bridge].append(["named-uuid", f"port{at}"])
        address = pairs({"hwaddr": f"02:00:00:00:{self.number >> 8:02x}:{self.number & 255:02x}"})
        for at, (name, more) in enumerate([("br-int", {"fail_mode": "secure"}), ("br-phy", {"other_config": address})]):
            row = {"name": name, "datapath_type": "dummy", "ports": ["set", ports[name]], **more}
            operations.append({"op": "insert", "table": "Bridge", "row": row, "uuid-name": f"bridge{at}"})
        return operations + [{"op": "insert", "table": "Open_vSwitch", "row": {
            "bridges": ["set", [["named-uuid", "bridge0"], ["named-uuid", "bridge1"]]], "next_cfg": 1,
            # One of each is plenty where no packet passes, and the default is one for every core.
            "other_config": pairs({"n-handler-threads": "1", "n-revalidator-threads": "1"}),
            "external_ids": pairs({
                "system-id": self.name, "hostname": self.name, "ovn-encap-type": "geneve",
                "ovn-encap-ip": self.tunnel_address, **options}),
        }}]

    def _start(self, name, arguments):
        at = os.path.join(self.directory, name)
        command = [self.packages.program(name)] + arguments + [
            f"--log-file={at}.log", "-vconsole:off", "-vsyslog:off"]
        # It has no such option, and names its socket after its process.
        if name != "ovn-controller":
            command.append(f"--unixctl={at}.ctl")
        return self.processes.start(f"{name} of {self.name}", command, self.environment, f"{at}.out")

    def _client(self, socket, name):
        return JSONRPC(os.path.join(self.directory, socket), name, self.processes.check, self.timeout)
