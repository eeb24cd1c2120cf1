"""A row of the table: one figure, what it was measured against, and whether it reaches its target."""

from dataclasses import dataclass, field
from typing import NamedTuple

import ratios


class Target(NamedTuple):
    sign: str
    value: float

    def holds_for(self, figure):
        return figure >= self.value if self.sign == ">=" else figure <= self.value

    def __str__(self):
        return f"{self.sign} {self.value:g}"


def at_least(value):
    return Target(">=", value)


def at_most(value):
    return Target("<=", value)


@dataclass
class Row:
    id: str                # study.case, by which reasons.txt speaks of it
    what: str              # what was measured
    figure_is: str         # what the figure is, such as t(pwrite)/t(squares)
    values: list = field(default_factory=list)  # the figure of each round
    unit: str = ""         # none: a ratio
    target: Target | None = None
    own_s: float | None = None   # median of the seconds of squares
    base_s: float | None = None  # and of the base case
    note: str = ""         # what a reader has to know: sizes, expectations, why it was not measured

    @property
    def figure(self):
        return ratios.median(self.values) if self.values else None

    @property
    def interval(self):
        return ratios.interval(self.values) if self.values else None

    @property
    def verdict(self):
        """The median decides; a question mark where the interval has both sides of the target in it."""
        if not self.values:
            return "not measured"
        if self.target is None:
            return ""
        word = "met" if self.target.holds_for(self.figure) else "not met"
        low, high, _ = self.interval
        return word if self.target.holds_for(low) == self.target.holds_for(high) else word + "?"

    def json(self, reason):
        low, high, coverage = self.interval or (None, None, None)
        return {"id": self.id, "what": self.what, "figure_is": self.figure_is, "unit": self.unit, "figure": self.figure,
                "interval_low": low, "interval_high": high, "interval_coverage": coverage, "rounds": len(self.values),
                "values": self.values, "squares_median_s": self.own_s, "base_median_s": self.base_s,
                "target": str(self.target) if self.target else None, "verdict": self.verdict, "reason": reason,
                "note": self.note}


def compare(id, what, rounds, base, own="squares", *, slower=False, target=None, note="", base_name=None,
            per_number=None):
    """The row of two contenders that ran in the same rounds.

    The figure is how many times as fast as the base case squares is, or with `slower` how many times as long it takes.
    `per_number`, (numbers of base, numbers of own), makes the times those of one number.
    """
    base_numbers, own_numbers = per_number or (1, 1)
    pairs = [(each[own]["seconds"] / own_numbers, each[base]["seconds"] / base_numbers) for each in rounds]
    values = [own_s / base_s if slower else base_s / own_s for own_s, base_s in pairs]
    name = base_name or base
    return Row(id, what, f"t({own})/t({name})" if slower else f"t({name})/t({own})", values, target=target, note=note,
               own_s=ratios.median([each[own]["seconds"] for each in rounds]),
               base_s=ratios.median([each[base]["seconds"] for each in rounds]))


def not_measured(id, what, figure_is, target, why):
    return Row(id, what, figure_is, target=target, note=why)
