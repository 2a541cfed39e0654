"""Repeated measurements, and the figures that are made of them."""

import math


def figure(name, value, unit, note=""):
    return {"name": name, "value": round(value, 3 if value < 100 else 1), "unit": unit, "note": note}


def percentiles(name, values, note, unit="ms"):
    """p50, p95 and p99 by nearest rank, as weft-bench has them."""
    ordered = sorted(values)
    return [
        figure(f"{name}.p{rank}", ordered[max(0, math.ceil(rank / 100 * len(ordered)) - 1)], unit,
               f"{note}; {len(ordered)} times")
        for rank in (50, 95, 99)]
