"""The error that the benchmark reports as one sentence."""


class Problem(Exception):
    """Something that a user can read: what was done, what was expected, what was found."""
