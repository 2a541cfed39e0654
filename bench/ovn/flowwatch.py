"""Watches the number of flows of a chassis while something else is waited for."""

import threading
import time

from .problem import Problem

# Long against what one count takes, as the switch has other work then.
PERIOD = 0.005


class FlowWatch:
    """Counts again and again, from a thread: `counts` has moments and numbers."""

    def __init__(self, chassis):
        self.counter = chassis.flow_counter()
        self.counts = [(time.perf_counter(), self.counter.count())]
        self.failure = None
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self.counter.__exit__()

    def last(self):
        """The last count; raises Problem when counting has failed."""
        if self.failure:
            raise self.failure
        return self.counts[-1][1]

    def _watch(self):
        try:
            while not self.over.wait(PERIOD):
                count = self.counter.count()
                self.counts.append((time.perf_counter(), count))
        except Problem as problem:
            self.failure = problem
