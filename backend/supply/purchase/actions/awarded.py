"""Buying what was awarded: one purchase a supplier, one line a share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.supply.purchase.actions.draft import write
from backend.supply.purchase.models import Purchase, PurchaseLine, PurchaseTerm
from backend.supply.rfq import actions as rfqs
from backend.supply.rfq import queries as awards
from backend.supply.rfq.models import Award
from backend.supply.rfq.queries import Awarded

EXCLUSIVE = "excl"
PRICE, PREMIUM = "price", "premium"


class NothingToBuy(Refusal):
    """The award is not approved, or all of it is bought."""

    sentence = _("该定标单没有待采购的明细：尚未批准，或已全部生成采购合同。")


class RuleMissing(Refusal):
    """A premium needs to know what it is a premium to."""

    status = 422

    sentence = _("第 {seq} 行按升贴水或公式中标，请为该行填写计价品种、计价期和暂定价。")


@documents.verb
def create_from_award(
    *,
    actor: Actor,
    on: date,
    award_id: UUID,
    buyer_id: UUID,
    party_id: UUID | None,
    lines: Sequence[Any],
) -> list[Purchase]:
    """This will write one draft for each awarded supplier (or the one named) at the won terms.

    `lines` may add, by share, what a quote does not say: warehouse, weight and price rules.
    """
    policy.require(actor, "supply.create_purchase")
    documents.refer(Award, award_id, actor=actor, field="award_id")
    rows = [row for row in awards.awarded(award_id) if not row.purchase_no]
    if party_id is not None:
        rows = [row for row in rows if row.party_id == party_id]
    if not rows:
        raise NothingToBuy
    more = {body.award_line_id: _said(body) for body in lines}
    made = []
    for key in dict.fromkeys(_together(row) for row in rows):
        mine = [row for row in rows if _together(row) == key]
        made.append(_purchase(mine, more, actor=actor, on=on, buyer_id=buyer_id))
    return made


def _together(row: Awarded) -> tuple[Any, ...]:
    """Shares of one supplier go on one paper when money and terms are the same."""
    return (row.party_id, row.currency, row.tax_rate, row.incoterm, row.payment_days)


def _purchase(
    rows: Sequence[Awarded],
    more: Mapping[UUID, dict[str, Any]],
    *,
    actor: Actor,
    on: date,
    buyer_id: UUID,
) -> Purchase:
    first = rows[0]
    purchase = Purchase(
        party_id=first.party_id,
        buyer_id=buyer_id,
        made_on=on,
        currency=first.currency,
        tax_rate=first.tax_rate,
        incoterm=first.incoterm,
        delivery_until=min((row.needed_on for row in rows if row.needed_on), default=None),
    )
    instalment = SimpleBody(
        portion=PurchaseTerm.Portion.REST.value,
        percent=None,
        amount=None,
        trigger=PurchaseTerm.Trigger.INVOICE.value,
        offset_days=first.payment_days,
        method="",
    )
    bodies = [_body(row, more.get(row.award_line_id, {})) for row in rows]
    write(purchase, bodies, [instalment], actor=actor, fx_rate=None)
    for row in rows:
        rfqs.note_bought(row.award_line_id, purchase.no, actor=actor)
    return purchase


def _body(row: Awarded, own: dict[str, Any]) -> SimpleBody:
    price = row.price
    if row.tax_mode == EXCLUSIVE:
        price = money.price(price * (1 + row.tax_rate))
    values: dict[str, Any] = {
        "product_id": row.product_id,
        "quantity": row.quantity,
        "requisition_line_id": row.requisition_line_id,
        "award_line_id": row.award_line_id,
        "warehouse_id": None,
        "instrument_id": None,
        "provisional_price": None,
    }
    if row.pricing == PRICE:
        own = {name: value for name, value in own.items() if name != "pricing"}
        values |= {"pricing": PurchaseLine.Pricing.FIXED.value, "fixed_price": price}
        return SimpleBody(**(values | own))
    if own.get("pricing") is None or own.get("instrument_id") is None:
        raise RuleMissing(seq=row.seq)
    if row.pricing == PREMIUM:
        values["premium"] = price
    return SimpleBody(**(values | own))


def _said(body: Any) -> dict[str, Any]:
    """Only what was sent: what is left out is not said."""
    return {name: getattr(body, name) for name in body.model_fields_set if name != "award_line_id"}


class SimpleBody(SimpleNamespace):
    """Values under the names of a line's or instalment's schema, as `dict(body)` reads them."""

    def __iter__(self) -> Any:
        return iter(vars(self).items())
