"""What is left to do when this process is killed without notice (SIGKILL, no memory)."""

import contextlib
import os
import shutil
import signal


class Guard:
    """A process that sleeps until this one is gone, then ends daemons that it was told of and removes a directory.

    It is a child like others: an orderly end takes it along before it does anything."""

    def __init__(self, directory):
        reading, self.writing = os.pipe()
        signals = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
        if os.fork() == 0:
            os.close(self.writing)
            os.setsid()
            _watch(reading, directory)
        os.close(reading)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def add(self, pid):
        """Names a daemon that the kernel would not end with this process."""
        os.write(self.writing, f"{pid}\n".encode())


def _watch(reading, directory):
    try:
        # Ends when the last writer is gone.
        with open(reading, encoding="ascii") as told:
            pids = [int(line) for line in told]
        for pid in pids:
            # The number may be another process's by now.
            with contextlib.suppress(OSError), open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
                if directory in file.read():
                    os.kill(pid, signal.SIGKILL)
        shutil.rmtree(directory, ignore_errors=True)
    finally:
        os._exit(0)
