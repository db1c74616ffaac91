"""Questions about bills of materials."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.goods.bom.flow import State
from backend.goods.bom.models import BillOfMaterials, BomLine

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
