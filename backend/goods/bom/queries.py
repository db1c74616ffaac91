"""Questions about bills of materials."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.goods.bom import calc
from backend.goods.bom.calc import Need
from backend.goods.bom.flow import State
from backend.goods.bom.models import BillOfMaterials, BomLine
from backend.goods.product.models import Product

COUNTS = (State.RELEASED, State.SUPERSEDED)
Kind = BillOfMaterials.Kind
BUILT = (Kind.PRODUCTION, Kind.ENGINEERING)


def valid(on: date) -> Q:
    """This will find the versions that count on a day."""
    return Q(state__in=COUNTS, valid_from__lte=on) & (
        Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    )


def current(product_id: UUID, on: date, *, kinds: Sequence[str] = BUILT) -> BillOfMaterials | None:
    """This will give the version that counts on a day, of the first kind that has one."""
    rows = BillOfMaterials.objects.filter(valid(on), product_id=product_id, kind__in=list(kinds))
    found = {row.kind: row for row in rows.order_by("valid_from", "revision")}
    return next((found[kind] for kind in kinds if kind in found), None)


def where_used(product_id: UUID) -> QuerySet[BomLine]:
    """This will give the lines of counting versions that name a product, by whole."""
    rows = BomLine.objects.filter(product_id=product_id, bom__state__in=COUNTS)
    return rows.select_related("bom__product", "product").order_by(
        "bom__product__code", "bom__kind", "-bom__revision", "seq"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part in the explosion of a bill; `is_made` says that a bill of its own counts that day."""

    product: Product
    position: str
    level: int
    quantity: Decimal
    total: Decimal
    is_made: bool


def explosion(bom: BillOfMaterials, *, on: date, quantity: Decimal) -> list[Part]:
    """This will take so many units of a bill's product apart, by the bills that count on a day."""
    lines = _lines_below(bom, on)
    nodes = calc.flat(calc.explode(bom.product_id, lines, quantity=quantity))
    products = Product.objects.in_bulk({node.part for node in nodes})
    return [
        Part(
            product=products[node.part],
            position=node.position,
            level=node.level,
            quantity=node.quantity,
            total=node.total,
            is_made=bool(node.below),
        )
        for node in nodes
    ]


def _lines_below(bom: BillOfMaterials, on: date) -> dict[UUID, list[Need[UUID]]]:
    """The lines of a bill and, level by level, of what it names; one question a level."""
    found = {bom.product_id: needs_of(bom)}
    wanted = {need.part for need in found[bom.product_id]}
    while wanted:
        made = _of_products(wanted - found.keys(), on, kind=bom.kind)
        found |= made
        wanted = {need.part for needs in made.values() for need in needs} - found.keys()
    return found


def _of_products(
    product_ids: Iterable[UUID], on: date, *, kind: str
) -> dict[UUID, list[Need[UUID]]]:
    """The lines of the bills that count for some products, of the same kind before another."""
    rows = BillOfMaterials.objects.filter(valid(on), product_id__in=list(product_ids))
    chosen: dict[UUID, BillOfMaterials] = {}
    for row in rows.filter(kind__in={kind, *BUILT}).prefetch_related("lines"):
        rival = chosen.get(row.product_id)
        if rival is None or _rank(row, kind) < _rank(rival, kind):
            chosen[row.product_id] = row
    return {product_id: needs_of(row) for product_id, row in chosen.items()}


def _rank(row: BillOfMaterials, kind: str) -> tuple[bool, int]:
    return row.kind != kind, [*BUILT, kind].index(row.kind)


def needs_of(bom: BillOfMaterials) -> list[Need[UUID]]:
    """This will give the lines of a version as plain values, in order."""
    return [
        Need(part=line.product_id, quantity=line.quantity, position=line.position)
        for line in bom.lines.all()
    ]


def way_round(bom: BillOfMaterials) -> list[UUID] | None:
    """This will find a circle that a version would close with what is released; None is well."""
    lines: dict[UUID, list[UUID]] = {}
    rows = BomLine.objects.filter(bom__state=State.RELEASED).exclude(
        bom__product_id=bom.product_id, bom__kind=bom.kind
    )
    for whole, part in rows.values_list("bom__product_id", "product_id"):
        lines.setdefault(whole, []).append(part)
    lines.setdefault(bom.product_id, []).extend(need.part for need in needs_of(bom))
    return calc.circle(bom.product_id, lines)


def changed(before: BillOfMaterials, after: BillOfMaterials) -> list[dict[str, object]]:
    """This will tell line by line what differs between two versions."""
    rows = calc.difference(needs_of(before), needs_of(after))
    products = Product.objects.in_bulk({row.part for row in rows})
    return [
        {
            "product_id": row.part,
            "product_code": products[row.part].code,
            "product_name": products[row.part].name,
            "position": row.position,
            "before": row.before,
            "after": row.after,
        }
        for row in rows
    ]
