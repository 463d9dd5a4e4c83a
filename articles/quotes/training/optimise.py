"""The smallest value of a smooth function: L-BFGS with a halving line search.

Deterministic: no clock, no random numbers, and sums that do not depend on the order of
addition. Vectors are plain lists of floats.
"""

from __future__ import annotations

from collections.abc import Callable
from math import fsum
from operator import mul

#: What a function tells of a point: its value there and its gradient.
Valued = tuple[float, list[float]]

#: How many past steps shape the next one.
_MEMORY = 12
#: Share of the slope's promise that a step must keep.
_KEPT = 1e-4
#: How finely a value is known, as a share of it; less than that is no rise.
_GRAIN = 1e-14
_HALVINGS = 30
#: Steps without a fall after which a point is as good as floats can tell.
_PATIENCE = 5


def minimise(
    function: Callable[[list[float]], Valued],
    start: list[float],
    *,
    tolerance: float = 1e-5,
    most: int = 500,
) -> list[float]:
    """Return the point near ``start`` where every slope of ``function`` is below ``tolerance``.

    ``most`` bounds the steps; each calls ``function`` once or a few times.
    """
    point, (value, slope) = start, function(start)
    past: list[tuple[list[float], list[float], float]] = []
    idle = 0
    for _ in range(most):
        if idle > _PATIENCE or max(map(abs, slope), default=0.0) < tolerance:
            break
        step = _direction(slope, past)
        promise = _dot(step, slope)
        if promise >= 0.0:
            past, step = [], [-each for each in slope]
            promise = _dot(step, slope)
        length = 1.0 if past else min(1.0, 1.0 / max(map(abs, slope)))
        for _halving in range(_HALVINGS):
            tried = [at + length * by for at, by in zip(point, step, strict=True)]
            there, slope_there = function(tried)
            if there <= value + _KEPT * length * promise + _GRAIN * abs(value):
                break
            length /= 2
        else:
            break
        moved = [new - old for new, old in zip(tried, point, strict=True)]
        turned = [new - old for new, old in zip(slope_there, slope, strict=True)]
        curve = _dot(moved, turned)
        if curve > 1e-12:
            past = [*past[1 - _MEMORY :], (moved, turned, curve)]
        idle = idle + 1 if there >= value - _GRAIN * abs(value) else 0
        point, value, slope = tried, there, slope_there
    return point


def _dot(one: list[float], other: list[float]) -> float:
    return fsum(map(mul, one, other))


def _direction(
    slope: list[float], past: list[tuple[list[float], list[float], float]]
) -> list[float]:
    """Minus the slope, turned by what past steps told of the curvature."""
    step = [-each for each in slope]
    shares = []
    for moved, turned, curve in reversed(past):
        share = _dot(moved, step) / curve
        shares.append(share)
        step = [at - share * by for at, by in zip(step, turned, strict=True)]
    if past:
        _moved, turned, curve = past[-1]
        scale = curve / _dot(turned, turned)
        step = [at * scale for at in step]
    for (moved, turned, curve), share in zip(past, reversed(shares), strict=True):
        back = _dot(turned, step) / curve
        step = [at + (share - back) * by for at, by in zip(step, moved, strict=True)]
    return step
