"""Questions about serials."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.goods.serial.flow import State
from backend.goods.serial.models import Serial


def of(product_id: UUID, no: str) -> Serial | None:
    """This will find one serial of a product, wherever it is."""
    rows = Serial.objects.select_related("lot", "warehouse", "product")
    return rows.filter(product_id=product_id, no=no.strip()).first()


def in_stock(
    product_id: UUID, *, warehouse_id: UUID | None = None, lot_id: UUID | None = None
) -> QuerySet[Serial]:
    """This will give the serials of a product that can leave, first in first."""
    rows = Serial.objects.filter(product_id=product_id, state=State.IN_STOCK)
    if warehouse_id is not None:
        rows = rows.filter(warehouse_id=warehouse_id)
    if lot_id is not None:
        rows = rows.filter(lot_id=lot_id)
    return rows.order_by("lot__received_at", "no")


def given_out_by(source_id: UUID) -> list[Serial]:
    """This will give the serials a paper handed over and still stands for, by number."""
    rows = Serial.objects.select_related("lot").filter(source_id=source_id)
    return list(rows.exclude(state=State.IN_STOCK).order_by("no"))


def known(product_id: UUID, nos: Iterable[str]) -> dict[str, Serial]:
    """This will find which of some serials are known already."""
    rows = Serial.objects.filter(product_id=product_id, no__in=list(nos))
    return {row.no: row for row in rows.select_related("lot", "warehouse")}
