"""What carriage costs by a card: per tonne, container or distance, with surcharges explained.

Weights are tonnes, volumes cubic metres, distances kilometres, pieces millimetres and kilograms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import permutations
from math import ceil
from typing import NamedTuple

from backend.core import weight
from backend.market.pricing.calc.trace import Chain, Step, chain


class Basis(StrEnum):
    """What the carriage itself is charged by."""

    TONNE = "tonne"
    CONTAINER = "container"
    DISTANCE = "distance"


class Per(StrEnum):
    """What the rate of a distance band multiplies."""

    TONNE = "tonne"
    TONNE_KM = "tonne_km"
    TRIP = "trip"


class Extra(StrEnum):
    """What a surcharge is charged by."""

    PERCENT = "percent"
    TONNE = "tonne"
    CONTAINER = "container"
    LUMP = "lump"


class NoFit(ValueError):
    """A load cannot be carried by a card; `why` is a code of `Why`."""

    def __init__(self, why: str, *, at: str = "") -> None:
        super().__init__(f"{why} {at}".strip())
        self.why, self.at = why, at


class Why(StrEnum):
    """Why a card does not carry a load."""

    TOO_LIGHT = "too_light"
    TOO_FAR = "too_far"
    NO_DISTANCE = "no_distance"
    NO_CONTAINERS = "no_containers"
    NO_RATE = "no_rate"
    PIECE_TOO_LARGE = "piece_too_large"
    PIECE_TOO_HEAVY = "piece_too_heavy"


class Box(NamedTuple):
    """A container: inner measures in millimetres and what it may carry in kilograms."""

    length: int
    width: int
    height: int
    payload: int


BOXES: Mapping[str, Box] = {
    "20GP": Box(5898, 2352, 2393, 21700),
    "40GP": Box(12032, 2352, 2393, 26500),
    "40HQ": Box(12032, 2352, 2698, 26300),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some pieces of one kind; standing pieces may be turned but not laid on another side."""

    count: int
    length: int
    width: int
    height: int
    kilograms: Decimal
    may_tip: bool = False


class Fit(NamedTuple):
    """How many containers a load takes and what fills them first."""

    containers: int
    limit: str
    tonnes: Decimal
    volume: Decimal


class Tier(NamedTuple):
    """From which chargeable weight on a rate per tonne holds."""

    from_tonnes: Decimal
    rate: Decimal


class Band(NamedTuple):
    """Up to and including which distance a rate holds."""

    up_to_km: Decimal
    rate: Decimal
    per: Per = Per.TONNE


class Surcharge(NamedTuple):
    """What comes on top: fuel in percent of the carriage, tolls, unloading."""

    kind: str
    basis: Extra
    amount: Decimal


class Load(NamedTuple):
    """What is to be carried."""

    tonnes: Decimal
    volume: Decimal = Decimal(0)
    km: Decimal | None = None
    containers: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Tariff:
    """The figures of a freight card. `volumetric` is kilograms a cubic metre counts for."""

    basis: Basis
    tiers: Sequence[Tier] = ()
    bands: Sequence[Band] = ()
    boxes: Mapping[str, Decimal] = ()  # type: ignore[assignment]
    minimum: Decimal = Decimal(0)
    volumetric: Decimal = Decimal(0)
    surcharges: Sequence[Surcharge] = ()


class Charge(NamedTuple):
    """What carriage costs, and how the figure came about."""

    amount: Decimal
    chargeable: Decimal
    steps: tuple[Step, ...]


def charge(tariff: Tariff, load: Load) -> Charge:
    """This will price a load by a card, to the cent; raises NoFit when the card has no rate."""
    chargeable = chargeable_weight(load.tonnes, load.volume, volumetric=tariff.volumetric)
    sums = _CARRIAGE[tariff.basis](tariff, load, chargeable)
    sums.round(2)
    if sums.value < tariff.minimum:
        sums.set(tariff.minimum, kind="freight", label="minimum")
    carriage = sums.value
    for extra in tariff.surcharges:
        worked = _surcharge(extra, carriage, load, chargeable)
        sums.add(worked.value, kind="surcharge", label=extra.kind, parts=worked.steps)
    return Charge(sums.value, chargeable, sums.steps)


def chargeable_weight(tonnes: Decimal, volume: Decimal, *, volumetric: Decimal) -> Decimal:
    """This will give the weight that is charged: the real one, or the volume's when that is more.

    `volumetric` is kilograms a cubic metre counts for; 0 means volume does not count.
    """
    return max(weight.tonnes(tonnes), weight.tonnes_of(volume * volumetric))


def _by_weight(tariff: Tariff, load: Load, chargeable: Decimal) -> Chain:
    fitting = [tier for tier in tariff.tiers if tier.from_tonnes <= chargeable]
    if not fitting:
        raise NoFit(Why.TOO_LIGHT)
    tier = max(fitting, key=lambda tier: tier.from_tonnes)
    source = {"from_tonnes": format(tier.from_tonnes, "f")}
    sums = chain().set(tier.rate, kind="freight", label="per_tonne", source=source)
    return sums.multiply(chargeable, kind="quantity", label="chargeable")


def _by_distance(tariff: Tariff, load: Load, chargeable: Decimal) -> Chain:
    if load.km is None:
        raise NoFit(Why.NO_DISTANCE)
    km = load.km
    fitting = [band for band in tariff.bands if km <= band.up_to_km]
    if not fitting:
        raise NoFit(Why.TOO_FAR)
    band = min(fitting, key=lambda band: band.up_to_km)
    source = {"up_to_km": format(band.up_to_km, "f")}
    sums = chain().set(band.rate, kind="freight", label=f"per_{band.per}", source=source)
    if band.per != Per.TRIP:
        sums.multiply(chargeable, kind="quantity", label="chargeable")
    if band.per == Per.TONNE_KM:
        sums.multiply(km, kind="quantity", label="km")
    return sums


def _by_container(tariff: Tariff, load: Load, chargeable: Decimal) -> Chain:
    wanted = {kind: count for kind, count in load.containers.items() if count}
    if not wanted:
        raise NoFit(Why.NO_CONTAINERS)
    for kind in wanted:
        if kind not in tariff.boxes:
            raise NoFit(Why.NO_RATE, at=kind)
    sums = chain().set(0, kind="freight", label="start")
    for kind, count in sorted(wanted.items()):
        part = chain().set(
            tariff.boxes[kind], kind="freight", label="per_container", source={"container": kind}
        )
        part.multiply(count, kind="quantity", label="containers")
        sums.add(part.value, kind="freight", label=kind, parts=part.steps)
    return sums


_CARRIAGE = {
    Basis.TONNE: _by_weight,
    Basis.DISTANCE: _by_distance,
    Basis.CONTAINER: _by_container,
}


def _surcharge(extra: Surcharge, carriage: Decimal, load: Load, chargeable: Decimal) -> Chain:
    sums = chain().set(extra.amount, kind="surcharge", label=f"per_{extra.basis}")
    if extra.basis == Extra.PERCENT:
        sums.multiply(carriage, kind="freight", label="carriage")
    elif extra.basis == Extra.TONNE:
        sums.multiply(chargeable, kind="quantity", label="chargeable")
    elif extra.basis == Extra.CONTAINER:
        sums.multiply(sum(load.containers.values()), kind="quantity", label="containers")
    return sums.round(2)


# -- containers ------------------------------------------------------------------------------


def fit(pieces: Sequence[Piece], kind: str) -> Fit:
    """This will count the containers that pieces take, by weight and by volume.

    Pieces of one kind stand in a grid; a container holds no more of them than its floor, its
    height and its payload allow. Different kinds share containers by the part each fills. Raises
    NoFit for a piece that goes into none.
    """
    box = BOXES[kind]
    by_space, by_weight = Fraction(0), Fraction(0)
    for piece in pieces:
        space = _grid(piece, box)
        if space == 0:
            raise NoFit(Why.PIECE_TOO_LARGE, at=kind)
        heavy = int(box.payload // piece.kilograms)
        if heavy == 0:
            raise NoFit(Why.PIECE_TOO_HEAVY, at=kind)
        by_space += Fraction(piece.count, space)
        by_weight += Fraction(piece.count, heavy)
    kilograms = sum((piece.count * piece.kilograms for piece in pieces), Decimal(0))
    volume = sum(
        (Decimal(p.count * p.length * p.width * p.height) / 10**9 for p in pieces), Decimal(0)
    )
    return Fit(
        containers=ceil(max(by_space, by_weight)),
        limit="weight" if by_weight >= by_space else "volume",
        tonnes=weight.tonnes_of(kilograms),
        volume=weight.rounded(volume, places=3),
    )


def boxes_for(tonnes: Decimal, volume: Decimal, kind: str) -> int:
    """This will count containers for loose goods by weight and inner volume alone."""
    box = BOXES[kind]
    inner = Decimal(box.length * box.width * box.height) / 10**9
    share = max(tonnes * 1000 / box.payload, volume / inner)
    return int(share.to_integral_value(rounding=ROUND_CEILING))


def _grid(piece: Piece, box: Box) -> int:
    """How many pieces of one kind stand in a container, all turned the same way."""
    sides = (piece.length, piece.width, piece.height)
    turned = set(permutations(sides)) if piece.may_tip else {sides, (sides[1], sides[0], sides[2])}
    return max(
        (box.length // length) * (box.width // width) * (box.height // height)
        for length, width, height in turned
    )
