"""The trace of a price: every step that made it, so that it can be worked again years later.

A chain starts with a `set` and goes on with `add`, `multiply`, `divide` and `round`; nothing is
rounded on the way unless a step says so. `replay` works the chain again from nothing and refuses
it when one figure does not follow from those before. Labels are codes, put into words at the edge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal
from enum import StrEnum
from typing import Any

from backend.core import money, weight

ZERO = Decimal(0)
# Wider than any product of stored figures, so that only a division can leave digits out.
_WIDE = Context(prec=50, rounding=ROUND_HALF_EVEN)


class Op(StrEnum):
    """What a step does to the figure before it."""

    SET = "set"
    ADD = "add"
    MULTIPLY = "multiply"
    DIVIDE = "divide"
    ROUND = "round"


class Mode(StrEnum):
    """How a rounding step rounds: as money does, as measured values do, or always up."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    UP = "up"


class BrokenTrace(ValueError):
    """A figure of a trace does not follow from the figures before it; `at` counts from 1."""

    def __init__(self, why: str, *, at: int) -> None:
        super().__init__(f"step {at}: {why}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was done, with which figure, and where that figure comes from.

    `source` holds the ids and versions of the rule, quote, rate or card; of a rounding the mode,
    and the operand is the places. `parts` may explain the operand by a chain of its own.
    """

    kind: str
    label: str
    op: str
    operand: Decimal
    before: Decimal
    after: Decimal
    source: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Step, ...] = ()


class Chain:
    """Builds a trace step by step; every step works on the figure the last one left."""

    def __init__(self, steps: Iterable[Step] = ()) -> None:
        self._steps = list(steps)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps so far."""
        return tuple(self._steps)

    @property
    def value(self) -> Decimal:
        """The figure the steps have come to, 0 before the first."""
        return self._steps[-1].after if self._steps else ZERO

    def set(self, operand: Decimal | int, **words: Any) -> Chain:
        """This will start from a figure, or put one in place of what there was."""
        return self._go(Op.SET, operand, **words)

    def add(self, operand: Decimal | int, **words: Any) -> Chain:
        """This will add a figure, below zero to take it off."""
        return self._go(Op.ADD, operand, **words)

    def multiply(self, operand: Decimal | int, **words: Any) -> Chain:
        """This will multiply by a figure."""
        return self._go(Op.MULTIPLY, operand, **words)

    def divide(self, operand: Decimal | int, **words: Any) -> Chain:
        """This will divide by a figure that is not zero."""
        return self._go(Op.DIVIDE, operand, **words)

    def round(
        self, places: int, *, mode: str = Mode.HALF_UP, label: str = "round", **source: Any
    ) -> Chain:
        """This will round to places, half up unless the mode says otherwise."""
        source["mode"] = str(mode)
        return self._go(Op.ROUND, places, kind="round", label=label, source=source)

    def _go(
        self,
        op: Op,
        operand: Decimal | int,
        *,
        kind: str,
        label: str,
        source: Mapping[str, Any] | None = None,
        parts: Sequence[Step] = (),
    ) -> Chain:
        figure, before, told = money.exact(operand), self.value, dict(source or {})
        if op is not Op.SET and not self._steps:
            raise BrokenTrace("a chain starts with a figure", at=1)
        after = _work(op, before, figure, told, at=len(self._steps) + 1)
        step = Step(kind, label, str(op), figure, before, after, told, tuple(parts))
        self._steps.append(step)
        return self


def chain(steps: Iterable[Step] = ()) -> Chain:
    """This will begin a trace, or go on with one."""
    return Chain(steps)


def replay(steps: Iterable[Step]) -> Decimal:
    """This will work a trace again from nothing and return its last figure.

    Raises BrokenTrace when there is no step, the first does not set a figure, a step does not
    begin where the one before ended, a figure does not follow to the last digit, or the parts of
    a step do not come to its operand.
    """
    value, at = ZERO, 0
    for at, step in enumerate(steps, start=1):
        if at == 1 and step.op != Op.SET:
            raise BrokenTrace("a chain starts with a figure", at=at)
        if step.before != value:
            raise BrokenTrace(f"begins at {step.before}, {value} came before", at=at)
        if step.parts and replay(step.parts) != step.operand:
            raise BrokenTrace(f"its parts do not come to {step.operand}", at=at)
        value = _work(step.op, step.before, step.operand, step.source, at=at)
        if step.after != value:
            raise BrokenTrace(f"says {step.after}, it is {value}", at=at)
    if at == 0:
        raise BrokenTrace("there is no step", at=0)
    return value


def rows(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """This will write a trace as plain rows, figures as text, to be stored or sent."""
    return [
        {
            "kind": step.kind,
            "label": step.label,
            "op": step.op,
            "operand": _text(step.operand),
            "before": _text(step.before),
            "after": _text(step.after),
            "source": dict(step.source),
            "parts": rows(step.parts),
        }
        for step in steps
    ]


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """This will read a trace back from its rows; nothing is worked again, `replay` does that."""
    return tuple(
        Step(
            kind=row["kind"],
            label=row["label"],
            op=row["op"],
            operand=Decimal(row["operand"]),
            before=Decimal(row["before"]),
            after=Decimal(row["after"]),
            source=dict(row.get("source", {})),
            parts=read(row.get("parts", ())),
        )
        for row in stored
    )


_SUMS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    Op.SET: lambda _before, operand: operand,
    Op.ADD: _WIDE.add,
    Op.MULTIPLY: _WIDE.multiply,
    Op.DIVIDE: _WIDE.divide,
}


def _work(
    op: str, before: Decimal, operand: Decimal, source: Mapping[str, Any], *, at: int
) -> Decimal:
    """Do one step; never rounds but in a step that says so, and in the 50th digit of a quotient."""
    if op == Op.ROUND:
        return _rounded(before, operand, str(source.get("mode", Mode.HALF_UP)), at=at)
    if op == Op.DIVIDE and operand == 0:
        raise BrokenTrace("divides by zero", at=at)
    if op not in _SUMS:
        raise BrokenTrace(f"{op!r} is no step", at=at)
    return _SUMS[op](before, operand)


def _rounded(value: Decimal, places: Decimal, mode: str, *, at: int) -> Decimal:
    if places != int(places) or not -6 <= places <= 12:
        raise BrokenTrace(f"{places} are no places", at=at)
    digits = int(places)
    if mode == Mode.HALF_UP:
        return money.price(value, places=digits)
    if mode == Mode.HALF_EVEN:
        return weight.measured(value, places=digits)
    if mode == Mode.UP:
        return money.round_up(value, step=Decimal(1).scaleb(-digits))
    raise BrokenTrace(f"{mode!r} is no way to round", at=at)


def _text(value: Decimal) -> str:
    return format(value, "f")
