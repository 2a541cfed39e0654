#!/usr/bin/env python3
"""Measures OVN on this machine, to compare Weft with it: figures as JSON on the standard output, progress on stderr.

Debian's packages of OVN are downloaded and unpacked under .build/ovn; nothing is installed. See bench/README.md.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time

from ovn.fabric import Fabric
from ovn.measurement import Measurement
from ovn.packages import Packages
from ovn.problem import Problem
from ovn.processes import Processes
from ovn.shape import Shape

ROOT = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main():
    options = parse()
    started = time.monotonic()

    def say(text):
        print(f"[{time.monotonic() - started:6.1f} s] {text}", file=sys.stderr, flush=True)

    for number in SIGNALS:
        signal.signal(number, interrupted)
    try:
        shape = Shape(options.hosts, options.nics, options.networks)
        packages = Packages(options.packages)
        packages.prepare(say)
        if options.prepare_only:
            return 0
        json.dump(measure(options, shape, packages, say), sys.stdout, indent=2)
        print()
        return 0
    except Problem as problem:
        print(f"error: ovn: {problem}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: ovn: {error.filename or 'a system call'}: {error.strerror}", file=sys.stderr)
        return 1
    except Interrupted as interruption:
        print(f"error: ovn: ended by {interruption}; every process that it started has ended too", file=sys.stderr)
        return 128 + interruption.number


def measure(options, shape, packages, say):
    """The report, as it is printed. Whatever happens, all processes are ended and their directory is removed."""
    directory = tempfile.mkdtemp(prefix="weft-ovn-")
    processes = None
    try:
        processes = Processes(packages.environment, directory)
        version, switch_version = packages.versions()
        say(f"Starting OVN {version} with {shape.hosts} chassis (Open vSwitch {switch_version})")
        fabric = Fabric(shape, packages, processes, directory, options.timeout, options.monitor_all)
        figures = figures_of(fabric, options.repetitions, say)
        return {
            "peer": "ovn", "version": version, "open-vswitch": switch_version,
            "shape": {
                "hosts": shape.hosts, "nics-per-host": shape.nics_per_host, "networks": shape.networks,
                "repetitions": options.repetitions, "monitor-all": options.monitor_all, "tunnels": "geneve",
                "datapath": "dummy", "cores": len(os.sched_getaffinity(0))},
            "figures": figures,
        }
    finally:
        # A second signal must not interrupt this.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        if processes:
            processes.end()
        shutil.rmtree(directory, ignore_errors=True)


def figures_of(fabric, repetitions, say):
    """All figures; before a failure is reported, what the daemons complained of."""
    try:
        fabric.start()
        return Measurement(fabric, repetitions, say).all()
    except Problem:
        for line in fabric.complaints():
            print(line, file=sys.stderr)
        raise


class Interrupted(BaseException):
    """One of the signals that end a program came."""

    def __init__(self, number):
        super().__init__(signal.Signals(number).name)
        self.number = number


def interrupted(number, _):
    raise Interrupted(number)


def parse():
    parser = argparse.ArgumentParser(description="Measures OVN, to compare Weft with it.")
    parser.add_argument("--hosts", type=int, default=10, help="chassis (default 10)")
    parser.add_argument("--nics", type=int, default=100, help="NICs on each chassis (default 100)")
    parser.add_argument("--networks", type=int, default=5, help="logical switches (default 5)")
    parser.add_argument("--repetitions", type=int, default=30, help="of each change (default 30)")
    parser.add_argument("--monitor-all", action="store_true", help="each chassis reads the whole southbound database")
    parser.add_argument("--timeout", type=int, default=600, help="seconds for any one step (default 600)")
    parser.add_argument(
        "--packages", default=os.path.join(ROOT, ".build/ovn"), help="where the packages are (default .build/ovn)")
    parser.add_argument("--prepare-only", action="store_true", help="only download and unpack what is missing")
    options = parser.parse_args()
    for name in ("repetitions", "timeout"):
        if getattr(options, name) < 1:
            parser.error(f"--{name} must be 1 or more")
    return options


if __name__ == "__main__":
    sys.exit(main())
