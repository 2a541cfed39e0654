"""OVN's programs from Debian's packages, unpacked beside the build; nothing is installed and no service starts."""

import glob
import os
import re
import shutil
import subprocess

from .problem import Problem

PACKAGES = ["ovn-central", "ovn-host", "ovn-common"]
PROGRAMS = ["ovn-northd", "ovn-controller", "ovn-nbctl"]
# Open vSwitch's own are installed; ovn-ctl and its services are not used.
INSTALLED = ["ovsdb-server", "ovsdb-tool", "ovs-vswitchd"]
LIBRARIES = {
    "libcap-ng.so.0": "libcap-ng0", "libevent-2.1.so.7": "libevent-2.1-7", "libgmp.so.10": "libgmp10",
    "libhogweed.so.6": "libhogweed6", "libnettle.so.8": "libnettle8", "libssl.so.3": "libssl3",
    "libcrypto.so.3": "libssl3", "libudev.so.1": "libudev1", "libunbound.so.8": "libunbound8",
}


class Packages:
    """Where the programs are, and the environment that they need to find their libraries."""

    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.root = os.path.join(self.directory, "root")
        for program in INSTALLED:
            if shutil.which(program, path=_search_path()) is None:
                raise Problem(f"{program} is not installed; the package openvswitch-switch has it")

    def program(self, name):
        own = os.path.join(self.root, "usr/bin", name)
        return own if os.path.exists(own) else shutil.which(name, path=_search_path())

    def schema(self, name):
        return os.path.join(self.root, "usr/share/ovn", name)

    @property
    def environment(self):
        libraries = glob.glob(os.path.join(self.root, "usr/lib/*-linux-gnu"))
        libraries += glob.glob(os.path.join(self.root, "lib/*-linux-gnu"))
        return dict(os.environ, LD_LIBRARY_PATH=":".join(libraries)) if libraries else dict(os.environ)

    def prepare(self, say):
        """Downloads and unpacks what is missing."""
        if not all(os.path.exists(os.path.join(self.root, "usr/bin", name)) for name in PROGRAMS):
            say(f"Downloading {', '.join(PACKAGES)} into {self.directory}")
            self._unpack(PACKAGES)
        # A library may need another, which shows once it is there.
        for _ in range(4):
            missing = self._missing_libraries()
            if not missing:
                return
            unknown = sorted(name for name in missing if name not in LIBRARIES)
            if unknown:
                raise Problem(f"OVN's programs need {', '.join(unknown)}, and which package has it is not known")
            packages = sorted({LIBRARIES[name] for name in missing})
            say(f"Downloading {', '.join(packages)}, which OVN's programs need")
            self._unpack(packages)
        raise Problem(f"OVN's programs still miss {', '.join(sorted(self._missing_libraries()))}")

    def versions(self):
        """What `ovn-northd --version` and `ovs-vswitchd --version` say."""
        ovn = self._version([self.program("ovn-northd"), "--version"])
        return ovn, self._version([self.program("ovs-vswitchd"), "--version"])

    def _version(self, command):
        output = _run(command, self.environment)
        found = re.search(r"(\d+\.\d+\.\d+\S*)", output)
        if not found:
            raise Problem(f"{' '.join(command)} names no version: {output.strip()[:200]}")
        return found.group(1)

    def _missing_libraries(self):
        missing = set()
        for name in PROGRAMS:
            output = _run(["ldd", self.program(name)], self.environment)
            missing |= set(re.findall(r"^\s*(\S+) => not found", output, re.M))
        return missing

    def _unpack(self, packages):
        # In a directory of its own first: what is interrupted leaves nothing that looks whole.
        fresh = os.path.join(self.directory, "unpacking")
        shutil.rmtree(fresh, ignore_errors=True)
        os.makedirs(fresh)
        if os.path.isdir(self.root):
            shutil.copytree(self.root, os.path.join(fresh, "root"), symlinks=True)
        self._download(packages, fresh)
        for file in sorted(glob.glob(os.path.join(fresh, "*.deb"))):
            _run(["dpkg", "-x", file, os.path.join(fresh, "root")])
        shutil.rmtree(self.root, ignore_errors=True)
        os.rename(os.path.join(fresh, "root"), self.root)
        shutil.rmtree(fresh)

    def _download(self, packages, directory):
        # Apt's own user cannot write here, and says so at length.
        command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download"] + packages
        try:
            _run(command, directory=directory)
        except Problem:
            # The lists may be missing, or older than what the mirror has.
            _run(["apt-get", "-q", "update"])
            _run(command, directory=directory)


def _search_path():
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def _run(command, environment=None, directory=None):
    try:
        done = subprocess.run(
            command, env=environment, cwd=directory, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError as error:
        raise Problem(f"{command[0]} cannot be started: {error.strerror}") from error
    if done.returncode != 0:
        raise Problem(f"{' '.join(command)} failed with status {done.returncode}: {done.stderr.strip()[-500:]}")
    return done.stdout
