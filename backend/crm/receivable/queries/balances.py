"""What one customer owes now, by currency, as far as the reader may see."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.crm.receivable.flow import PlanState, ReceiptState
from backend.crm.receivable.models import PlanLine, Receipt

ZERO = Decimal("0.00")
PARTS = ("owed", "overdue", "refund_due", "not_triggered", "on_account")


def balances(party_id: UUID, actor: Actor, *, on: date) -> list[dict[str, Any]]:
    """This will sum what a customer owes on a day, one row a currency, largest first.

    `owed` is due or coming due, `overdue` its late part, `refund_due` what we must pay back,
    `not_triggered` what no event has made due yet, `on_account` money received that pays
    nothing yet. Money of instalments the actor may not see is not in it.
    """
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(PARTS, ZERO))
    for row in _plan(party_id, actor, on):
        found[row.pop("currency")].update(row)
    for row in _money(party_id, actor):
        found[row["currency"]]["on_account"] = row["on_account"]
    rows = [{"currency": currency, **parts} for currency, parts in found.items()]
    return sorted(rows, key=lambda row: (-row["owed"], row["currency"]))


def _plan(party_id: UUID, actor: Actor, on: date) -> list[dict[str, Any]]:
    active = Q(state=PlanState.ACTIVE)
    owed = active & Q(open__gt=0)
    lines: Any = policy.visible(PlanLine, actor).filter(party_id=party_id).order_by()
    return list(
        lines.values("currency").annotate(
            owed=_sum("open", owed),
            overdue=_sum("open", owed & Q(due_on__lt=on)),
            refund_due=-_sum("open", active & Q(open__lt=0)),
            not_triggered=_sum("amount", Q(state=PlanState.NOT_TRIGGERED)),
        )
    )


def _money(party_id: UUID, actor: Actor) -> list[dict[str, Any]]:
    receipts = policy.visible(Receipt, actor).filter(party_id=party_id)
    left = receipts.exclude(state=ReceiptState.REVERSED).filter(allocated__lt=F("amount"))
    rows: Any = left.order_by().values("currency")
    return list(rows.annotate(on_account=Sum(F("amount") - F("allocated"))))


def _sum(column: str, where: Q) -> Any:
    return Coalesce(Sum(column, filter=where), ZERO)
