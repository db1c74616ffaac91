"""Questions to price books: what does this cost this customer on this day, and why."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.crm.pricebook.calc import order
from backend.crm.pricebook.models import PriceEntry, Scope
from backend.crm.pricebook.queries.asking import Ask, NoPrice, PriceWaits, Resolved, open_steps
from backend.crm.pricebook.queries.changes import Change, changes
from backend.crm.pricebook.queries.gathering import Deal, Found, gather
from backend.crm.pricebook.queries.history import (
    NOTHING,
    History,
    Paid,
    histories,
    history,
    tier_of,
)
from backend.crm.pricebook.queries.pricing import Pricer, in_unit
from backend.market.pricing.calc.trace import chain

__all__ = [
    "NOTHING",
    "Ask",
    "Change",
    "Deal",
    "History",
    "NoPrice",
    "Paid",
    "PriceWaits",
    "Resolved",
    "changes",
    "histories",
    "history",
    "open_steps",
    "resolve",
    "resolve_many",
    "tier_of",
]


def resolve(
    *,
    party_id: UUID | None,
    product_id: UUID,
    quantity: Decimal,
    on: date,
    currency: str,
    contract_id: UUID | None = None,
    region: str = "",
    channel: str = "",
    unit: str = "t",
    as_known_at: datetime | None = None,
) -> Resolved:
    """This will find the one price of a product for a customer on a day, with its steps.

    The region is the customer's province unless named. Raises NoPrice when no book has one, and
    PriceWaits (a NoPrice) when the entry that counts rests on something that is missing.
    """
    deal = Deal(
        party_id=party_id,
        on=on,
        currency=currency,
        contract_id=contract_id,
        region=region,
        channel=channel,
        as_known_at=as_known_at,
    )
    (found,) = resolve_many([Ask(product_id, quantity, unit)], deal=deal)
    if isinstance(found, NoPrice):
        raise found
    return found


def resolve_many(asks: Sequence[Ask], *, deal: Deal) -> list[Resolved | NoPrice]:
    """This will price many lines of one deal with the questions of one; a line may have none."""
    if not asks:
        return []
    found = gather(asks, deal)
    pricer = Pricer(found)
    return [_try(pricer, ask) for ask in asks]


def _try(pricer: Pricer, ask: Ask) -> Resolved | NoPrice:
    try:
        return _resolved(pricer, ask)
    except NoPrice as none:
        return none


def _resolved(pricer: Pricer, ask: Ask) -> Resolved:
    entry = pricer.best(ask)
    if entry is None:
        raise _nothing(pricer.found, ask)
    book = entry.book
    made = in_unit(pricer.priced(entry, ask), book, ask.unit)
    return Resolved(
        price=made.value,
        currency=book.currency,
        tax_included=book.tax_included,
        tax_rate=book.tax_rate,
        unit=ask.unit,
        weight_basis=book.weight_basis,
        floor=_floor(entry, ask.unit),
        entry_id=entry.pk,
        book_id=book.pk,
        book_no=book.no,
        book_name=book.name,
        level=book.scope,
        kind=entry.kind,
        instrument_id=entry.instrument_id,
        quote_kind=entry.quote_kind if entry.instrument_id else "",
        premium=entry.premium,
        steps=made.steps,
    )


def _floor(entry: PriceEntry, unit: str) -> Decimal | None:
    if entry.floor_price is None:
        return None
    start = chain().set(entry.floor_price, kind="entry", label="floor")
    return in_unit(start, entry.book, unit).value


def _nothing(found: Found, ask: Ask) -> NoPrice:
    """Say what was looked for, level by level."""
    deal = found.deal
    words = {
        Scope.CONTRACT: _("本合同") if deal.contract_id else "",
        Scope.CUSTOMER: _("本客户") if deal.party_id else "",
        Scope.TIER: found.tier,
        Scope.REGION: found.region,
        Scope.CHANNEL: deal.channel,
    }
    looked = []
    for level in order.LEVELS:
        scope = Scope(level)
        if scope not in words:
            looked.append(str(scope.label))
        elif words[scope]:
            looked.append(f"{scope.label}（{words[scope]}）")
    goods = found.goods[ask.product_id]
    return NoPrice(
        product=f"{goods.name}（{goods.code}）",
        quantity=format(ask.quantity.normalize(), "f"),
        unit=ask.unit,
        on=deal.on.isoformat(),
        currency=deal.currency,
        looked="、".join(looked),
    )
