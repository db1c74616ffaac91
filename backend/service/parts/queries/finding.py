"""Finding a part by any number, by the machine it fits, or by what helped before."""

from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.goods.product.models import Product
from backend.goods.stock.models import Balance
from backend.service.parts import calc
from backend.service.parts.models import Fitment, PartReference
from backend.service.workorder.flow import DONE
from backend.service.workorder.models import PartUsed, WorkOrder

MOST = 50


class FoundPart(NamedTuple):
    """A part, and by which number or fitment it was found."""

    product_id: UUID
    code: str
    name: str
    found_by: str


class Suggestion(NamedTuple):
    """A part that was used for the same model and symptom: in how many of how many orders."""

    product_id: UUID
    code: str
    name: str
    orders: int
    of_orders: int
    quantity: Decimal
    in_van: Decimal


def find(actor: Actor, *, text: str, machine_id: UUID | None, position: str) -> list[FoundPart]:
    """This will find parts by our code or anybody's number, signs left out, and by fitment."""
    found: dict[UUID, FoundPart] = {}
    key = calc.number_key(text)
    if key:
        rows = PartReference.objects.filter(number_key__startswith=key).select_related("product")
        for row in rows.order_by("number_key", "id")[:MOST]:
            said = f"{row.get_kind_display()} {row}"
            found.setdefault(row.product_id, _found(row.product, said))
        for product in _by_code(actor, key):
            found.setdefault(product.pk, _found(product, product.code))
    if machine_id is None:
        return list(found.values())
    fits = {row.part_id: row for row in _fitments(machine_id, position)}
    if key:
        return [part for pk, part in found.items() if pk in fits]
    return [_found(row.part, f"{row.machine} {row.position}".strip()) for row in fits.values()]


def suggest(order: WorkOrder, actor: Actor) -> list[Suggestion]:
    """This will suggest parts from history: orders done on the same model for the same symptom."""
    if order.asset is None:
        return []
    orders = policy.visible(WorkOrder, actor).filter(
        asset__product_id=order.asset.product_id,
        symptom_code=order.symptom_code,
        state__in=DONE,
    )
    total = orders.count()
    rows = (
        PartUsed.objects.filter(order__in=orders.order_by().values("pk"), taken_back_at=None)
        .values("product_id", "product__code", "product__name")
        .annotate(orders=Count("order", distinct=True), sum=Sum("quantity"))
        .order_by("-orders", "-sum", "product__code")[:MOST]
    )
    van = None if order.engineer is None else order.engineer.van_id
    there = _in_van(van, [row["product_id"] for row in rows])
    return [
        Suggestion(
            row["product_id"],
            row["product__code"],
            row["product__name"],
            row["orders"],
            total,
            row["sum"],
            there.get(row["product_id"], Decimal("0.000")),
        )
        for row in rows
    ]


def _found(product: Product, said: str) -> FoundPart:
    return FoundPart(product.pk, product.code, product.name, said)


def _by_code(actor: Actor, key: str) -> list[Product]:
    """Our own codes, signs left out; the first letters or digits narrow it in the index."""
    rows = policy.visible(Product, actor).filter(is_active=True, category=Product.Category.PART)
    near = rows.filter(Q(code__istartswith=key[:2]) | Q(code__icontains=key))
    return [one for one in near.order_by("code") if calc.number_key(one.code).startswith(key)][
        :MOST
    ]


def _fitments(machine_id: UUID, position: str) -> QuerySet[Fitment]:
    rows = Fitment.objects.filter(machine_id=machine_id).select_related("part", "machine")
    if position:
        rows = rows.filter(position__icontains=position)
    return rows.order_by("position", "part__code")


def _in_van(van_id: UUID | None, products: list[UUID]) -> dict[UUID, Decimal]:
    if van_id is None:
        return {}
    rows = Balance.objects.filter(warehouse_id=van_id, product_id__in=products, quality="free")
    return dict(rows.values_list("product").annotate(sum=Sum("actual")).order_by())
