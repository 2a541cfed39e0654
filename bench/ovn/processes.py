"""The processes of a run: every one is a descendant of this one, and is ended by its id whatever happens."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time

from .guard import Guard
from .problem import Problem

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
_libc = ctypes.CDLL(None, use_errno=True)


class Processes:
    """Starts daemons, watches that they live, and ends them."""

    def __init__(self, environment, directory):
        """`directory` has the files of all; it goes when this process is killed."""
        self.environment = environment
        self.running, self.objects = {}, {}
        # A daemon that detaches becomes a child of this process, not of init, and so is found at the end.
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        self.guard = Guard(directory)

    def start(self, name, command, environment, output):
        """Starts a program in the foreground and returns its process id. What it prints is added to a file."""
        with _signals_wait():
            try:
                with open(output, "ab") as file:
                    process = subprocess.Popen(
                        command, env=dict(self.environment, **environment), stdin=subprocess.DEVNULL, stdout=file,
                        stderr=file, preexec_fn=_in_child, start_new_session=True)
            except OSError as error:
                raise Problem(f"{command[0]} cannot be started: {error.strerror}") from error
            # The object too: the module would take the status of a process whose object is gone.
            self.running[process.pid] = name
            self.objects[process.pid] = process
        return process.pid

    def start_detached(self, name, command, environment, pidfile):
        """Starts a program that goes to the background itself, as it is a daemon only then."""
        with _signals_wait():
            done = subprocess.run(
                command, env=dict(self.environment, **environment), stdin=subprocess.DEVNULL, capture_output=True,
                text=True)
            if done.returncode != 0:
                raise Problem(f"{name} does not start: {done.stderr.strip()[-500:]}")
            with open(pidfile, encoding="ascii") as file:
                pid = int(file.read())
            self.guard.add(pid)
            self.running[pid] = name
        return pid

    def check(self):
        """Raises when one has ended by itself."""
        for pid, name in self.running.items():
            if status := os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                how = "status" if status.si_code == os.CLD_EXITED else "signal"
                raise Problem(f"{name} (process {pid}) has ended by itself with {how} {status.si_status}")

    def wait_until(self, condition, what, timeout):
        """Asks again and again, for what happens before anything is measured."""
        deadline = time.monotonic() + timeout
        while not condition():
            self.check()
            if time.monotonic() > deadline:
                raise Problem(f"it did not come to it within {timeout} s that {what}")
            time.sleep(0.02)

    def wait_for_end(self, pid, timeout=60):
        """Waits for one that was told to end."""
        deadline = time.monotonic() + timeout
        while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            if time.monotonic() > deadline:
                raise Problem(f"{self.running[pid]} (process {pid}) did not end within {timeout} s")
            time.sleep(0.001)
        self.objects.pop(pid).wait()
        del self.running[pid]

    def end(self):
        """Ends all, with whatever they started. Their files are in a directory that goes too, so they need no time."""
        while children := _children():
            for pid in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            for pid in children:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(pid, 0)
        self.running.clear()
        self.objects.clear()


def private_places(directory):
    """The environment in which programs look nowhere under /etc, /run and /var."""
    kinds = ("RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR")
    return {f"{of}_{kind}": directory for of in ("OVN", "OVS") for kind in kinds}


def memory(pid):
    """Megabytes of a process: resident, its share when shared pages are divided, and the most it ever had resident."""
    status, shares = _fields(f"/proc/{pid}/status"), _fields(f"/proc/{pid}/smaps_rollup")
    return tuple(int(text.split()[0]) / 1024 for text in (status["VmRSS"], shares["Pss"], status["VmHWM"]))


def _fields(path):
    try:
        with open(path, encoding="utf-8") as file:
            return dict(line.strip().split(":", 1) for line in file if ":" in line)
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}") from error


def _children():
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def _in_child():
    # Not even a SIGKILL of this process leaves it behind.
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


@contextlib.contextmanager
def _signals_wait():
    """Lets no signal come between the start of a process and the note of its id."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
