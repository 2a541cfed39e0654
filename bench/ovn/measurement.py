"""Measures a fabric: each method is one scenario and returns its figures."""

import time

from .fabric import Fabric
from .flowwatch import FlowWatch
from .problem import Problem
from .processes import memory
from .samples import figure, percentiles

WARM_UP = 3
ADDRESSES = 1_000
# NICs in a transaction: 1,000 NICs are written faster at once than in four parts.
BATCH = 1_000
# A chassis that takes a port back sooner than this is made to wait (binding.c, CLAIM_TIME_THRESHOLD_MS: 500).
PAUSE_BETWEEN_MOVES = 0.6
BY_HOSTS = "command to --wait=hv"
EVERYWHERE = "command to the port up, then to --wait=hv sync: until the other chassis know where it is"


class Measurement:
    def __init__(self, fabric: Fabric, repetitions, say):
        self.fabric, self.shape, self.central = fabric, fabric.shape, fabric.central
        self.repetitions, self.say = repetitions, say
        self.base = []

    def all(self):
        figures = []
        for what, scenario in [
            ("cold start", self.cold), ("memory at rest", self.memory), ("a NIC added and removed", self.one_nic),
            ("a rule added", self.one_rule), ("an address added", self.one_address),
            ("a network joined", self.one_network), ("a NIC moved", self.one_move),
            ("ovn-controller restarted", self.restart), ("the most memory", self.peak_memory),
        ]:
            self.say(f"Measuring: {what}")
            found = scenario()
            for one in found:
                self.say(f"  {one['name']} {one['value']} {one['unit']}")
            figures += found
        return figures

    # Cold start

    def cold(self):
        batches = self._configuration()
        start = time.perf_counter()
        for batch in batches:
            self.central.nbctl(*batch)
        written = _since(start)
        self.central.sync()
        synced, flows_then = _since(start), None
        if self._ports_that_are_down():
            # It was in sync with what northd knew; which port is where comes from the chassis, and only then.
            flows_then = sum(self.fabric.flows())
        self.central.wait_until_up()
        self.central.sync()
        everywhere = _since(start)
        self.base = self._settled_flows()
        flows = sum(self.base)
        note = f"{len(batches)} transactions, written after {written:.0f} ms, then --wait=hv sync"
        if flows_then is not None:
            note += f", with {flows_then} flows"
        return [
            figure("cold", synced, "ms", note),
            figure("cold-everywhere", everywhere, "ms", "the same to all ports up, then to --wait=hv sync"),
            figure("cold.flows", flows, "flows", f"in the br-int of all {self.shape.hosts} chassis"),
        ]

    def _configuration(self):
        """Transactions: the switches on their router, then the NICs."""
        fixed = [["lr-add", "router"]]
        for network in range(1, self.shape.networks + 1):
            fixed += [["ls-add", f"net{network}"]] + _joined_to_router(network)
        nics = self.shape.nics
        return [fixed] + [
            [command for nic in nics[at:at + BATCH] for command in _port(nic)] for at in range(0, len(nics), BATCH)]

    def _ports_that_are_down(self):
        rows = self.central.northbound.transact("OVN_Northbound", [{
            "op": "select", "table": "Logical_Switch_Port", "where": [["type", "==", ""], ["up", "!=", True]],
            "columns": ["name"]}])
        return len(rows[0]["rows"])

    def _settled_flows(self):
        """The flows of each switch when they have stopped changing."""
        last = self.fabric.flows()
        for _ in range(60):
            time.sleep(0.5)
            present = self.fabric.flows()
            if present == last:
                return present
            last = present
        raise Problem("the number of flows goes on changing for 30 s although nothing is asked")

    # Changes

    def one_nic(self):
        added, everywhere, removed, flows = [], [], [], []
        for repetition, counted in self._rounds():
            nic = self.shape.spares[repetition % self.shape.hosts]
            start = time.perf_counter()
            self.central.nbctl(*_port(nic), wait_for_hosts=True)
            by_hosts = _since(start)
            if repetition == 0:
                flows.append(sum(self.fabric.flows()))
            self.central.wait_until_up(nic.name)
            self.central.sync()
            by_all = _since(start)
            if repetition == 0:
                flows.append(sum(self._settled_flows()))
            without = self._timed(["lsp-del", nic.name])
            if repetition == 0:
                self._check_base("a NIC was added and removed")
            if counted:
                added.append(by_hosts)
                everywhere.append(by_all)
                removed.append(without)
        self._check_base("all NICs were added and removed")
        there, whole = (count - sum(self.base) for count in flows)
        if whole <= 0:
            raise Problem("a NIC was added and is up, but no switch has a flow more")
        return percentiles("nic-added", added, BY_HOSTS) + percentiles(
            "nic-added-everywhere", everywhere, EVERYWHERE) + percentiles("nic-removed", removed, BY_HOSTS) + [
            figure("nic-added.flows", whole, "flows", f"on all chassis; {there} of them right after --wait=hv")]

    def one_rule(self):
        # A network with a first stateful rule already, so that only the rule itself is measured.
        self.central.nbctl(_rule(900, "tcp.dst == 22"), wait_for_hosts=True)
        base, times = self._settled_flows(), []
        for repetition, counted in self._rounds():
            match = f"ip4.src == 10.200.0.{repetition % 250 + 1} && tcp.dst == {2000 + repetition % 60_000}"
            taken = self._timed(_rule(1000, match))
            if repetition == 0:
                self._check_more_than(base, "a rule")
            self._timed(["acl-del", "net1", "to-lport", "1000", match])
            if counted:
                times.append(taken)
        self.central.nbctl(["acl-del", "net1"], wait_for_hosts=True)
        return percentiles("rule-added", times, f"an allow-related ACL on net1, {BY_HOSTS}")

    def one_address(self):
        addresses = [f"10.201.{number >> 8}.{number & 255}" for number in range(1, ADDRESSES + 1)]
        self.central.nbctl(
            ["create", "Address_Set", "name=bench", "addresses=" + ",".join(f'"{text}"' for text in addresses)],
            _rule(1000, "ip4.src == $bench && tcp.dst == 443"), wait_for_hosts=True)
        base = self._settled_flows()
        times = []
        for repetition, counted in self._rounds():
            address = f'"10.202.0.{repetition % 250 + 1}"'
            taken = self._timed(["add", "Address_Set", "bench", "addresses", address])
            if repetition == 0:
                self._check_more_than(base, "an address")
            self._timed(["remove", "Address_Set", "bench", "addresses", address])
            if counted:
                times.append(taken)
        self.central.nbctl(["acl-del", "net1"], ["destroy", "Address_Set", "bench"], wait_for_hosts=True)
        return percentiles("address-added", times, f"to a set of {ADDRESSES} that an ACL of net1 uses, {BY_HOSTS}")

    def one_network(self):
        network = self.shape.networks + 1
        commands = [["ls-add", f"net{network}"]] + _joined_to_router(network)
        commands += [command for nic in self.shape.joined for command in _port(nic)]
        by_hosts, everywhere = [], []
        for _, counted in self._rounds():
            start = time.perf_counter()
            self.central.nbctl(*commands, wait_for_hosts=True)
            first = _since(start)
            self.central.wait_until_up()
            self.central.sync()
            second = _since(start)
            self._timed(["ls-del", f"net{network}"], ["lrp-del", f"router-net{network}"])
            if counted:
                by_hosts.append(first)
                everywhere.append(second)
        self._check_base("all networks were taken back")
        note = f"a switch with {len(self.shape.joined)} NICs and its router port"
        return percentiles("network-joined", by_hosts, f"{note}, {BY_HOSTS}") + percentiles(
            "network-joined-everywhere", everywhere, f"{note}, {EVERYWHERE}")

    def one_move(self):
        if self.shape.hosts < 2:
            self.say("  left out: it needs two chassis")
            return []
        mover, known, times = self.shape.mover, self.central.chassis(), []
        self.central.nbctl(*_port(mover), wait_for_hosts=True)
        self.central.wait_until_up(mover.name)
        old = self.fabric.chassis[mover.host - 1]
        for repetition, counted in self._rounds():
            new = self.fabric.chassis[(mover.host + repetition) % self.shape.hosts]
            time.sleep(PAUSE_BETWEEN_MOVES)
            start = time.perf_counter()
            old.set_interface_id(mover.name, None)
            new.set_interface_id(mover.name, mover.name)
            self.central.wait_until_bound(mover.name, known[new.name])
            self.central.sync()
            if counted:
                times.append(_since(start))
            old = new
        self.central.nbctl(["lsp-del", mover.name], wait_for_hosts=True)
        note = "iface-id written on another chassis to up there, then to --wait=hv sync"
        return percentiles("nic-moved", times, note)

    # Restart

    def restart(self):
        times, back, lowest, rewritten = [], [], [], []
        self._check_base("all changes were taken back")
        for repetition in range(min(self.repetitions, 10)):
            position = repetition % self.shape.hosts
            chassis, before = self.fabric.chassis[position], self.base[position]
            with FlowWatch(chassis) as watch:
                stopped = time.perf_counter()
                chassis.stop_controller()
                start = time.perf_counter()
                chassis.start_controller()
                self.central.sync()
                times.append(_since(start))
                self.fabric.processes.wait_until(
                    lambda: watch.last() == before, f"{chassis.name} has its {before} flows again", self.fabric.timeout)
            lowest.append(min(count for _, count in watch.counts))
            # When it had less for the last time.
            back.append(max((at - start for at, count in watch.counts if count < before), default=0) * 1e3)
            with chassis.flow_counter() as counter:
                ages, since = counter.ages(), time.perf_counter() - stopped
            rewritten.append(sum(age < since for age in ages) / len(ages) * 100)
            self.central.sync()
        note = "ovn-controller started again (exit --restart before) to --wait=hv sync"
        return percentiles("restart", times, note) + [
            figure("restart.flows-lowest", min(lowest), "flows",
                   f"in the chassis' br-int meanwhile, of {min(self.base)} or more; what lasts under 5 ms is not seen"),
            figure("restart.rewritten", sum(rewritten) / len(rewritten), "%", "of the chassis' flows, by their age"),
        ] + percentiles("restart.flows-back", back, "start to the last moment when br-int had less flows than before")

    # Memory

    def memory(self):
        return self._memory(0, "memory", "resident, at rest after the cold start") + self._memory(
            1, "memory.proportional", "the same, where pages that processes share are divided among them")

    def peak_memory(self):
        return self._memory(2, "memory-peak", "resident, the sum of the most of each at any moment")

    def _memory(self, kind, name, note):
        central = sum(memory(pid)[kind] for pid in self.fabric.central_pids())
        hosts = sum(memory(pid)[kind] for pid in self.fabric.controller_pids())
        return [
            figure(name, central + hosts, "MB", f"northd, both databases, {self.shape.hosts} ovn-controllers; {note}"),
            figure(f"{name}.central", central, "MB", f"northd and both databases; {note}"),
        ]

    # Helpers

    def _rounds(self):
        """The number of each round and whether it counts; the first warm up."""
        for repetition in range(WARM_UP + self.repetitions):
            yield repetition, repetition >= WARM_UP

    def _timed(self, *commands):
        start = time.perf_counter()
        self.central.nbctl(*commands, wait_for_hosts=True)
        return _since(start)

    def _check_more_than(self, base, what):
        """A confirmation must be true."""
        if sum(self.fabric.flows()) <= sum(base):
            raise Problem(f"ovn-nbctl says that all chassis have {what} more, but no switch has a flow more")

    def _check_base(self, after):
        """Figures of a fabric that is not what it was would be worth nothing."""
        present = self._settled_flows()
        if present != self.base:
            raise Problem(f"after {after}, the chassis have {present} flows; they had {self.base}")


def _since(start):
    return (time.perf_counter() - start) * 1e3


def _port(nic):
    return [
        ["lsp-add", f"net{nic.network}", nic.name], ["lsp-set-addresses", nic.name, nic.addresses],
        ["lsp-set-port-security", nic.name, nic.addresses]]


def _joined_to_router(network):
    port, inner = f"router-net{network}", f"net{network}-router"
    return [
        ["lrp-add", "router", port, f"52:54:ff:00:00:{network:02x}", f"10.{network}.0.1/16",
         f"2001:db8:0:{network:x}::1/64"],
        ["lsp-add", f"net{network}", inner], ["lsp-set-type", inner, "router"],
        ["lsp-set-addresses", inner, "router"], ["lsp-set-options", inner, f"router-port={port}"]]


def _rule(priority, match):
    return ["acl-add", "net1", "to-lport", str(priority), match, "allow-related"]
