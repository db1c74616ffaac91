"""What must always be true of warehouse receipts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Q, Sum
from django.db.models.functions import Coalesce

from backend.core.invariants import invariant
from backend.goods.stock.models import Balance
from backend.goods.warrant.flow import State


def _left(state: str | None = None) -> Any:
    """Tonnes of a balance that live receipts still stand for."""
    live = ~Q(warrant_lines__warrant__state=State.CANCELLED)
    if state is not None:
        live = Q(warrant_lines__warrant__state=state)
    left = F("warrant_lines__weight") - F("warrant_lines__withdrawn")
    field: Any = DecimalField(max_digits=20, decimal_places=3)
    return Coalesce(Sum(left, filter=live), Decimal(0), output_field=field)


@invariant("goods.warrant.receipted_is_sum")
def receipts_are_receipted() -> list[str]:
    """This will find balances whose tonnes on receipts are not those of their receipts."""
    rows = Balance.objects.annotate(
        on_them=_left(), pledged_them=_left(State.PLEDGED), frozen_them=_left(State.BLOCKED)
    ).exclude(
        receipted=F("on_them"),
        receipt_pledged=F("pledged_them"),
        receipt_frozen=F("frozen_them"),
    )
    return [
        f"balance {row.pk}: {row.receipted} t on receipts, {row.on_them} t named" for row in rows
    ]
