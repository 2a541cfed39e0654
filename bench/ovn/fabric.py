"""OVN's central parts and all chassis, ready to be configured."""

import os
import subprocess

from .central import Central
from .chassis import Chassis
from .problem import Problem

# A unix socket's path has 107 bytes at most, and some are named like this: /kvm100/ovn-controller.1234567.ctl
LONGEST_DIRECTORY = 107 - 40
LEVELS = ("WARN", "ERR", "EMER")


class Fabric:
    """Everything that runs."""

    def __init__(self, shape, packages, processes, directory, timeout, monitor_all):
        self.shape, self.packages, self.processes, self.directory = shape, packages, processes, directory
        self.timeout, self.monitor_all = timeout, monitor_all
        if len(directory) > LONGEST_DIRECTORY:
            raise Problem(f"{directory} is too long a path for sockets in it; TMPDIR can name a shorter one")
        self.central = Central(packages, processes, directory, timeout)
        self.chassis = [
            Chassis(number, packages, processes, directory, timeout) for number in range(1, shape.hosts + 1)]

    def start(self):
        """Returns when every chassis has its interfaces and its tunnels, and is in sync with an empty configuration."""
        self.central.start(self._run)
        empty = os.path.join(self.directory, "empty.db")
        self._run([
            self.packages.program("ovsdb-tool"), "create", empty, "/usr/share/openvswitch/vswitch.ovsschema"])
        options = {"ovn-remote": f"unix:{self.central.southbound.path}"}
        if self.monitor_all:
            options["ovn-monitor-all"] = "true"
        interfaces = self._interfaces()
        for chassis in self.chassis:
            chassis.start_database(empty)
            chassis.start_switch(interfaces[chassis.number], options)
        for chassis in self.chassis:
            chassis.wait_for_switch()
            chassis.start_controller()
        self.processes.wait_until(
            lambda: len(self.central.chassis()) == self.shape.hosts, "all chassis are known", self.timeout)
        self.central.sync()

    def flows(self):
        """How many flows each br-int holds."""
        counts = []
        for chassis in self.chassis:
            with chassis.flow_counter() as counter:
                counts.append(counter.count())
        return counts

    def central_pids(self):
        return list(self.central.pids.values())

    def controller_pids(self):
        return [chassis.controller_pid for chassis in self.chassis]

    def complaints(self, most=12):
        """The last things that the daemons printed, or logged as errors or warnings."""
        logged, printed = [], []
        for place, _, files in os.walk(self.directory):
            for name in files:
                kind = os.path.splitext(name)[1]
                if kind not in (".log", ".out"):
                    continue
                with open(os.path.join(place, name), encoding="utf-8", errors="replace") as file:
                    lines = [(line.strip(), f"{os.path.basename(place)}/{name}: ") for line in file]
                if kind == ".out":
                    printed += [line for line in lines if "|INFO|" not in line[0]]
                else:
                    logged += [line for line in lines if any(f"|{level}|" in line[0] for level in LEVELS)]
        return [place + line for line, place in printed[-most:] + sorted(logged)[-most:]]

    def _interfaces(self):
        interfaces = {chassis.number: {} for chassis in self.chassis}
        for nic in self.shape.nics + self.shape.spares + self.shape.joined:
            interfaces[nic.host][nic.name] = nic.name
        mover = self.shape.mover
        for number, names in interfaces.items():
            names[mover.name] = mover.name if number == mover.host else None
        return interfaces

    def _run(self, command):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise Problem(f"{' '.join(command)} failed: {done.stderr.strip()[-500:]}")
