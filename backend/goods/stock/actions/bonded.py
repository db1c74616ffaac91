"""Bonded goods: they stay under bond until duty and import VAT are settled."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Refusal
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse

UNDER_BOND = (Warehouse.Kind.BONDED, Warehouse.Kind.TRANSIT)


class StillBonded(Refusal):
    """Bonded goods would leave the bond by a mere transfer."""

    sentence = _("批次“{lot}”尚未完税，不能调入“{place}”：请先办理保税清关。")


def require_cleared(lots: Iterable[Lot], to_warehouse_id: UUID) -> None:
    """This will raise StillBonded for bonded goods that would go to a place without bond."""
    bonded = [lot for lot in lots if lot.tax_basis == Lot.TaxBasis.BONDED]
    if not bonded:
        return
    place = Warehouse.objects.get(pk=to_warehouse_id)
    if place.kind not in UNDER_BOND:
        raise StillBonded(lot=bonded[0], place=place)
