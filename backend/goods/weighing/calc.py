"""Weighing: from scale readings to the weight two parties settle on.

Readings are kilograms as the scale shows them, contract weights are tonnes. Comparisons use
unrounded numbers and include the limit itself; only the settled weight is rounded, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from backend.core import money, weight

ZERO = Decimal(0)


class NotAWeighing(ValueError):
    """Readings that cannot belong to one truck, such as a tare above the gross."""


class Unsettled(ValueError):
    """A scale difference is outside its tolerance and the clause holds until a reweigh."""


class OverDelivery(ValueError):
    """A load would take the delivery beyond the upper end of its band."""


class Basis(StrEnum):
    """How a deduction is counted."""

    FIXED = "fixed"
    PERCENT = "percent"
    PER_PIECE = "per_piece"


class Reference(StrEnum):
    """Which weight a tolerance is a share of."""

    OURS = "ours"
    THEIRS = "theirs"
    MEAN = "mean"


class Unit(StrEnum):
    """What a tolerance is written in."""

    RATIO = "ratio"
    PERCENT = "percent"
    PERMILLE = "permille"
    KILOGRAMS = "kilograms"


class Policy(StrEnum):
    """What a clause does with a scale difference beyond its tolerance."""

    OTHER = "other"
    EXCESS = "excess"
    HALF = "half"
    HOLD = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Something to take off: kilograms, percent of what is left, or kilograms per piece."""

    basis: Basis
    value: Decimal
    pieces: int = 0


class Deducted(NamedTuple):
    """A net weight after its deductions; `parts` are unrounded, in the order applied."""

    settled: Decimal
    unrounded: Decimal
    parts: tuple[Decimal, ...]


class Dry(NamedTuple):
    """A wet weight taken apart; both parts add up to it."""

    dry: Decimal
    moisture: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDifference:
    """Two weights of one load compared (磅差); differences are ours minus theirs."""

    ours: Decimal
    theirs: Decimal
    difference: Decimal
    ratio: Decimal
    limit: Decimal
    inside: bool

    @property
    def permille(self) -> Decimal:
        """The difference in per mille of the reference, for print."""
        return weight.measured(self.ratio * 1000, places=3)


class Band(NamedTuple):
    """The tonnes that fulfil a contract, both ends included."""

    low: Decimal
    high: Decimal

    def holds(self, delivered: Decimal) -> bool:
        """This will test whether a delivered weight fulfils the contract."""
        return self.low <= delivered <= self.high


class Fulfilment(NamedTuple):
    """A delivery so far; `closed` once it has reached the band."""

    delivered: Decimal
    remaining: Decimal
    closed: bool


def net(gross: Decimal, *, tare: Decimal) -> Decimal:
    """This will return gross minus tare in kilograms, whichever was weighed first.

    Raises NotAWeighing unless something is left.
    """
    return _positive(money.exact(gross) - money.exact(tare))


def net_of_two(first: Decimal, second: Decimal) -> Decimal:
    """This will return the net of two readings without being told which was loaded."""
    return _positive(abs(money.exact(first) - money.exact(second)))


def successive(readings: Sequence[Decimal]) -> list[Decimal]:
    """This will return the kilograms of each lot loaded, or unloaded, between readings."""
    steps = [second - first for first, second in pairwise(readings)]
    if not steps or not (min(steps) > 0 or max(steps) < 0):
        raise NotAWeighing("readings must all rise or all fall")
    return [abs(step) for step in steps]


def on_division(reading: Decimal, *, division: Decimal) -> bool:
    """This will test whether a scale with that division can have shown the reading."""
    return money.exact(reading) % division == 0


def tare_stands(
    stored: Decimal, *, measured: Decimal, limit: Decimal, on: date, expires_on: date
) -> bool:
    """This will test whether a stored tare may still be used; otherwise weigh the truck empty."""
    return abs(money.exact(measured) - stored) <= limit and on <= expires_on


def deduct(net: Decimal, *, deductions: Iterable[Deduction]) -> Deducted:
    """This will take deductions off a net in kilograms: fixed ones first, then percents in turn.

    A percent applies to what the steps before it left. The result is rounded once to the
    kilogram, half up. Raises NotAWeighing when nothing is left.
    """
    steps = sorted(deductions, key=lambda step: step.basis is Basis.PERCENT)
    left = money.exact(net)
    parts: list[Decimal] = []
    for step in steps:
        parts.append(_part(left, step))
        left -= parts[-1]
    return Deducted(weight.kilograms(_positive(left)), left, tuple(parts))


def dry(wet: Decimal, *, moisture_percent: Decimal) -> Dry:
    """This will take the moisture out of a wet weight in tonnes, dry part by GB/T 8170."""
    part = weight.measured(wet * (100 - moisture_percent) / 100, places=3)
    return Dry(part, wet - part)


def limit_of(reference: Decimal, *, tolerance: Decimal, unit: Unit) -> Decimal:
    """This will return a tolerance in tonnes, unrounded, for a reference weight in tonnes."""
    if tolerance < 0:
        raise ValueError("a tolerance cannot be negative")
    if unit is Unit.KILOGRAMS:
        return tolerance / weight.PER_TONNE
    return reference * tolerance / {Unit.RATIO: 1, Unit.PERCENT: 100, Unit.PERMILLE: 1000}[unit]


def compare(
    ours: Decimal,
    *,
    theirs: Decimal,
    tolerance: Decimal,
    unit: Unit,
    reference: Reference = Reference.THEIRS,
) -> ScaleDifference:
    """This will compare two weights of one load in tonnes; on the limit counts as inside."""
    base = {
        Reference.OURS: ours,
        Reference.THEIRS: theirs,
        Reference.MEAN: (ours + theirs) / 2,
    }[reference]
    if base <= 0:
        raise NotAWeighing("a weight to compare must be above zero")
    difference = ours - theirs
    limit = limit_of(base, tolerance=tolerance, unit=unit)
    return ScaleDifference(
        ours=ours,
        theirs=theirs,
        difference=difference,
        ratio=difference / base,
        limit=limit,
        inside=abs(difference) <= limit,
    )


def settle(compared: ScaleDifference, *, basis: Reference, policy: Policy) -> Decimal:
    """This will return the tonnes to settle on, rounded once to the kilogram.

    Inside the tolerance the basis weight stands. Beyond it: OTHER takes the other party's
    weight, EXCESS charges only the part beyond, HALF meets in the middle, HOLD raises Unsettled.
    """
    pair = {
        Reference.OURS: (compared.ours, compared.theirs),
        Reference.THEIRS: (compared.theirs, compared.ours),
        Reference.MEAN: ((compared.ours + compared.theirs) / 2, compared.ours),
    }
    own, other = pair[basis]
    if compared.inside:
        return weight.tonnes(own)
    if policy is Policy.HOLD:
        raise Unsettled(f"{compared.difference} t apart, {compared.limit} t allowed")
    gap = other - own
    beyond = max(abs(gap) - compared.limit, ZERO).copy_sign(gap)
    moved = {Policy.OTHER: gap, Policy.HALF: gap / 2, Policy.EXCESS: beyond}[policy]
    return weight.tonnes(own + moved)


def band(
    agreed: Decimal,
    *,
    more_percent: Decimal | None = None,
    less_percent: Decimal | None = None,
    more: Decimal | None = None,
    less: Decimal | None = None,
) -> Band:
    """This will return the tonnes allowed around an agreed weight (溢短装), unrounded.

    Percent and tonnes may be given for each side; with both, the tighter holds, with neither
    that side allows nothing.
    """
    return Band(
        low=max(agreed - _allowed(agreed, less_percent, less), ZERO),
        high=agreed + _allowed(agreed, more_percent, more),
    )


def check_load(delivered: Decimal, *, adding: Decimal, allowed: Band) -> Decimal:
    """This will return the tonnes delivered after one more load, or raise OverDelivery.

    It compares absolute tonnes without slack: 100.002 against 100.000 is too much.
    """
    after = delivered + adding
    if after > allowed.high:
        raise OverDelivery(f"{after} t delivered, {allowed.high} t allowed")
    return after


def fulfilment(agreed: Decimal, *, loads: Iterable[Decimal], allowed: Band) -> Fulfilment:
    """This will tell how far loads have fulfilled an agreed weight and whether they close it."""
    delivered = weight.tonnes(sum(loads, ZERO))
    return Fulfilment(delivered, weight.tonnes(agreed - delivered), allowed.holds(delivered))


def _allowed(agreed: Decimal, percent: Decimal | None, tonnes: Decimal | None) -> Decimal:
    given = [] if percent is None else [agreed * percent / 100]
    if tonnes is not None:
        given.append(tonnes)
    return min(given, default=ZERO)


def _part(left: Decimal, step: Deduction) -> Decimal:
    if step.basis is Basis.PERCENT:
        return left * step.value / 100
    return step.value * step.pieces if step.basis is Basis.PER_PIECE else step.value


def _positive(kg: Decimal) -> Decimal:
    if kg <= 0:
        raise NotAWeighing(f"{kg} kg is no net weight")
    return kg
