"""What is measured: hosts, networks, and NICs spread evenly, as `weft-bench hosts` has them."""

from dataclasses import dataclass

from .problem import Problem

JOINED_NICS = 10


@dataclass(frozen=True)
class NIC:
    """A NIC: a logical port with one MAC, one IPv4 and one IPv6 address."""

    name: str
    host: int
    network: int
    number: int

    @property
    def mac(self):
        digits = f"{0x5254_0000_0000 | self.number:012x}"
        return ":".join(digits[at:at + 2] for at in range(0, 12, 2))

    @property
    def addresses(self):
        """As a port's addresses and as its port security."""
        ipv4 = f"10.{self.network}.{self.number >> 8}.{self.number & 255}"
        return f"{self.mac} {ipv4} 2001:db8:0:{self.network:x}::{self.number:x}"


@dataclass(frozen=True)
class Shape:
    hosts: int
    nics_per_host: int
    networks: int

    def __post_init__(self):
        for name, value, most in [("--hosts", self.hosts, 250), ("--networks", self.networks, 250),
                                  ("--nics", self.nics_per_host, 10_000)]:
            if not 1 <= value <= most:
                raise Problem(f"{name} is {value}; it must be 1 to {most}")
        if self.nic_count > 60_000:
            raise Problem(f"{self.nic_count} NICs are more than the 60000 that a network has addresses for")

    @property
    def nic_count(self):
        return self.hosts * self.nics_per_host

    def _network(self, ordinal, host):
        """A host's NICs take the networks in turn, and begin where the host before has ended."""
        return ((host - 1) * self.nics_per_host + ordinal) % self.networks + 1

    def _nic(self, name, ordinal, host, number):
        return NIC(name, host, self._network(ordinal, host), number)

    @property
    def nics(self):
        return [
            self._nic(f"vm{at + 1}", at // self.hosts, at % self.hosts + 1, 16 + at) for at in range(self.nic_count)]

    @property
    def spares(self):
        """One on each host that no switch names at first."""
        turn = min(self.networks, self.nics_per_host)
        return [
            self._nic(f"spare{at + 1}", at % turn, at + 1, 16 + self.nic_count + at) for at in range(self.hosts)]

    @property
    def joined(self):
        """The NICs of the network that joins."""
        first = 16 + self.nic_count + self.hosts
        return [NIC(f"join{at + 1}", at % self.hosts + 1, self.networks + 1, first + at) for at in range(JOINED_NICS)]

    @property
    def mover(self):
        """The NIC that moves from host to host."""
        return NIC("mover", 1, 1, 16 + self.nic_count + self.hosts + JOINED_NICS)
