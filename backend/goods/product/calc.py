"""Theoretical weight (理计): what a shape of known density ought to weigh.

Dimensions are millimetres, lengths metres, densities g/cm³, results kilograms, unrounded;
`rounded` is called once, on the piece or on the whole bundle, never on both.
"""

from __future__ import annotations

from decimal import Decimal

from backend.core import weight

PI = Decimal("3.14159265358979323846264338328")
ROOT_THREE = Decimal(3).sqrt()

# Starting values in g/cm³. Published tables disagree in the second decimal, therefore the
# density a contract names always wins.
DENSITIES: dict[str, Decimal] = {
    "1060": Decimal("2.71"),
    "1100": Decimal("2.71"),
    "3003": Decimal("2.73"),
    "5052": Decimal("2.68"),
    "5083": Decimal("2.66"),
    "6061": Decimal("2.70"),
    "6063": Decimal("2.70"),
    "7075": Decimal("2.81"),
    "2024": Decimal("2.78"),
    "2A12": Decimal("2.78"),
    "T2": Decimal("8.9"),
    "TU1": Decimal("8.9"),
    "TP2": Decimal("8.9"),
    "H59": Decimal("8.5"),
    "H62": Decimal("8.5"),
    "H65": Decimal("8.5"),
    "H68": Decimal("8.5"),
    "H70": Decimal("8.55"),
    "H80": Decimal("8.7"),
    "H85": Decimal("8.7"),
    "H90": Decimal("8.7"),
    "H96": Decimal("8.8"),
    "HPb59-1": Decimal("8.5"),
    "HPb63-3": Decimal("8.5"),
    "QSn6.5-0.1": Decimal("8.8"),
    "QSn4-4-4": Decimal("8.9"),
    "B10": Decimal("8.9"),
    "B19": Decimal("8.9"),
    "B30": Decimal("8.9"),
    "BZn15-20": Decimal("8.6"),
}


class ImpossibleShape(ValueError):
    """Dimensions that no piece of metal can have."""


def sheet(thickness: Decimal, *, width: Decimal, length: Decimal, density: Decimal) -> Decimal:
    """This will weigh a sheet, plate, strip or flat bar."""
    _positive(thickness, width, length, density)
    return thickness * width * length * density / 1000


def round_bar(diameter: Decimal, *, length: Decimal, density: Decimal) -> Decimal:
    """This will weigh a round bar, rod or wire."""
    _positive(diameter, length, density)
    return PI / 4 * diameter**2 * length * density / 1000


def square_bar(side: Decimal, *, length: Decimal, density: Decimal) -> Decimal:
    """This will weigh a square bar."""
    _positive(side, length, density)
    return side**2 * length * density / 1000


def hexagon_bar(across_flats: Decimal, *, length: Decimal, density: Decimal) -> Decimal:
    """This will weigh a hexagonal bar by its width across flats."""
    _positive(across_flats, length, density)
    return ROOT_THREE / 2 * across_flats**2 * length * density / 1000


def tube(outer: Decimal, *, wall: Decimal, length: Decimal, density: Decimal) -> Decimal:
    """This will weigh a round tube by its outer diameter and wall."""
    _positive(outer, wall, length, density)
    _wall_fits(wall, outer)
    return PI * (outer - wall) * wall * length * density / 1000


def rectangular_tube(
    width: Decimal, *, height: Decimal, wall: Decimal, length: Decimal, density: Decimal
) -> Decimal:
    """This will weigh a rectangular or square tube."""
    _positive(width, height, wall, length, density)
    _wall_fits(wall, min(width, height))
    return 2 * wall * (width + height - 2 * wall) * length * density / 1000


def profile(per_metre: Decimal, *, length: Decimal) -> Decimal:
    """This will weigh a profile from its drawing weight in kilograms per metre."""
    _positive(per_metre, length)
    return per_metre * length


def coil(
    outer: Decimal, *, inner: Decimal, width: Decimal, density: Decimal, fill: Decimal
) -> Decimal:
    """This will weigh a coil by its diameters; `fill` is the share of metal, such as 0.98."""
    _positive(width, density)
    return _ring(outer, inner, fill) * width * density / 10**6


def coil_length(outer: Decimal, *, inner: Decimal, thickness: Decimal, fill: Decimal) -> Decimal:
    """This will return the metres of strip in a coil."""
    _positive(thickness)
    return _ring(outer, inner, fill) / thickness / 1000


def by_coefficient(size: Decimal, *, length: Decimal, coefficient: Decimal) -> Decimal:
    """This will weigh a bar by a workshop's coefficient, kg per mm² of size squared and metre."""
    _positive(size, length, coefficient)
    return coefficient * size**2 * length


def pieces(each: Decimal, *, count: int) -> Decimal:
    """This will weigh a bundle of equal pieces from the unrounded weight of one."""
    if count < 0:
        raise ImpossibleShape("pieces cannot be negative")
    return each * count


def rounded(kg: Decimal, *, places: int = 3) -> Decimal:
    """This will round a theoretical weight, once, half up."""
    return weight.rounded(kg, places=places)


def deviation(theoretical: Decimal, *, actual: Decimal) -> Decimal:
    """This will return how far a scale weight is from the theoretical one, as a ratio of it."""
    _positive(theoretical)
    return (actual - theoretical) / theoretical


def _ring(outer: Decimal, inner: Decimal, fill: Decimal) -> Decimal:
    _positive(outer, fill)
    if not 0 <= inner < outer or fill > 1:
        raise ImpossibleShape("a coil is wider outside than inside and filled at most once")
    return PI / 4 * (outer**2 - inner**2) * fill


def _wall_fits(wall: Decimal, outer: Decimal) -> None:
    if wall * 2 > outer:
        raise ImpossibleShape("a wall cannot be thicker than half the tube")


def _positive(*values: Decimal) -> None:
    if min(values) <= 0:
        raise ImpossibleShape("dimensions and densities must be above zero")
