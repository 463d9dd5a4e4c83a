"""A log-linear choice among rows of named features, and the weights that fit it best.

A :class:`Choice` offers rows; besides them one may always choose none, which scores nought.
A row's chance is in proportion to ``exp`` of the sum of its features' weights. With one row
this is logistic regression.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, fsum, log
from operator import mul

from articles.quotes.training.optimise import Valued, minimise

#: Decimals of a weight; what is nearer to nought than that is left out.
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of features, and which of them are right; none of them is where ``right`` is empty."""

    rows: tuple[dict[str, float], ...]
    right: frozenset[int]


def fit(
    choices: Iterable[Choice],
    *,
    strength: float,
    free: Iterable[str] = (),
    start: dict[str, float] | None = None,
) -> dict[str, float]:
    """Return the rounded weights under which the right rows are likeliest.

    ``strength`` pulls each weight towards nought (half of it times the weight's square
    counts against the fit), but not those of ``free`` features. ``start`` are weights to set
    out from, for speed.
    """
    problem = _Problem(list(choices), strength, frozenset(free))
    before = start or {}
    found = minimise(problem.value, [before.get(name, 0.0) for name in problem.names])
    rounded = {
        name: round(weight, DECIMALS) for name, weight in zip(problem.names, found, strict=True)
    }
    return {name: weight for name, weight in rounded.items() if weight}


class _Problem:
    """What there is to be made small: minus the log of the right rows' chances, and the pull."""

    def __init__(self, choices: list[Choice], strength: float, free: frozenset[str]) -> None:
        self.names = sorted({name for choice in choices for row in choice.rows for name in row})
        number = {name: at for at, name in enumerate(self.names)}
        self._pull = [strength * (1e-3 if name in free else 1.0) for name in self.names]
        self._rows: list[tuple[tuple[int, ...], tuple[float, ...]]] = []
        self._choices: list[tuple[int, int, tuple[int, ...]]] = []
        columns: list[tuple[list[int], list[float]]] = [([], []) for _ in self.names]
        for choice in choices:
            first = len(self._rows)
            for row in choice.rows:
                for name, value in row.items():
                    columns[number[name]][0].append(len(self._rows))
                    columns[number[name]][1].append(value)
                self._rows.append((tuple(map(number.__getitem__, row)), tuple(row.values())))
            right = tuple(sorted(first + at for at in choice.right))
            self._choices.append((first, len(self._rows), right))
        self._columns = columns

    def value(self, weights: list[float]) -> Valued:
        """The value and its gradient at a point."""
        weigh = weights.__getitem__
        scores = [fsum(map(mul, map(weigh, numbers), values)) for numbers, values in self._rows]
        off: list[float] = []
        losses = []
        for first, last, right in self._choices:
            top = max(0.0, max(scores[first:last], default=0.0))
            powers = [exp(score - top) for score in scores[first:last]]
            whole = fsum(powers) + exp(-top)
            part = fsum(powers[at - first] for at in right) if right else exp(-top)
            losses.append(log(whole) - log(max(part, 1e-300)))
            chances = [power / whole for power in powers]
            for at in right:
                chances[at - first] -= powers[at - first] / max(part, 1e-300)
            off += chances
        weigh = off.__getitem__
        slope = [
            fsum(map(mul, map(weigh, rows), values)) + pull * weight
            for (rows, values), pull, weight in zip(self._columns, self._pull, weights, strict=True)
        ]
        losses += [
            pull * weight * weight / 2 for pull, weight in zip(self._pull, weights, strict=True)
        ]
        return fsum(losses), slope
