"""The plan of a purchase follows the purchase: opened, shared, triggered, made final, dropped.

Every news of a purchase brings the whole plan in line with how the purchase stands, so news may
come twice and in any order.
"""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.events import log
from backend.crm.receivable import calc as shares
from backend.supply.payable import queries
from backend.supply.payable.actions import accounts, held
from backend.supply.payable.flow import PayableState
from backend.supply.payable.models import Payable
from backend.supply.purchase import queries as purchase_queries
from backend.supply.purchase.flow import OWED, State
from backend.supply.purchase.models import Purchase, PurchaseTerm

log.declare("supply.payable.opened", "supply.payable.changed", "supply.payable.paid")

LIVE = (*OWED, State.CHANGE_PENDING, State.CLOSED)


@documents.verb
def refresh(purchase_id: UUID, *, actor: Actor) -> list[Payable]:
    """This will bring what is owed for a purchase in line with it.

    One payable for each payment term; amounts are estimated until the final amount is known and
    the balancing one takes what the others leave, below zero when too much was paid (多退少补).
    A paid one keeps its amount. A cancelled purchase owes nothing: what was paid is due back.
    """
    purchase = held.purchase(purchase_id, actor=actor)
    if purchase.state == State.CANCELLED:
        return _cancel(purchase, actor=actor)
    terms = list(purchase.terms.all())
    if purchase.state not in LIVE or not terms:
        return []
    known = {row.seq: row for row in held.payables(Payable.objects.filter(purchase=purchase))}
    claims = purchase_queries.claims(terms)
    kept = [shares.Share(c, _kept(known.get(t.seq))) for c, t in zip(claims, terms, strict=True)]
    amounts = shares.restate(queries.total_of(purchase), shares=kept)
    rows = []
    for term, amount in zip(terms, amounts, strict=True):
        row = known.pop(term.seq, None)
        if row is None:
            row = _open(purchase, term, amount=amount, actor=actor)
        _bring(row, purchase, term, amount=amount)
        rows.append(_keep(row, actor=actor))
    for row in known.values():
        _drop(row, actor=actor)
    return rows


def _kept(row: Payable | None) -> Decimal | None:
    return row.amount if row is not None and row.paid else None


def _open(purchase: Purchase, term: PurchaseTerm, *, amount: Decimal, actor: Actor) -> Payable:
    row = Payable(
        no=f"{purchase.no}-{term.seq}",
        party_id=purchase.party_id,
        purchase=purchase,
        seq=term.seq,
        trigger=term.trigger,
        offset_days=term.offset_days,
        currency=purchase.currency,
        amount=amount,
        open=amount,
        owner_id=purchase.owner_id,
        unit_id=purchase.unit_id,
        **_source(Source.of(purchase)),
    )
    return documents.add(row, actor=actor, event="supply.payable.opened")


def _source(source: Source) -> dict[str, object]:
    return {"source_code": source.code, "source_id": source.id, "source_no": source.no}


def _bring(row: Payable, purchase: Purchase, term: PurchaseTerm, *, amount: Decimal) -> None:
    is_final = purchase.amount_final is not None
    row.amount = amount
    row.basis = Payable.Basis.ACTUAL if is_final else Payable.Basis.ESTIMATED
    row.trigger, row.offset_days = term.trigger, term.offset_days
    _trigger(row, queries.is_triggered(purchase, term.trigger))
    held.reckon(row)


def _trigger(row: Payable, on: date | None) -> None:
    """Make it due when its event happened; let it wait again when that was taken back unpaid."""
    if on is None:
        if not row.paid and row.state in (PayableState.ACTIVE, PayableState.SETTLED):
            row.untrigger()
            row.triggered_on = row.due_on = None
        return
    if row.state == PayableState.NOT_TRIGGERED:
        row.activate()
        row.triggered_on, row.due_on = on, on + timedelta(days=row.offset_days)


def _keep(row: Payable, *, actor: Actor) -> Payable:
    if documents.changes(row):
        documents.save(row, actor=actor, event="supply.payable.changed")
    return row


def _cancel(purchase: Purchase, *, actor: Actor) -> list[Payable]:
    rows = held.payables(Payable.objects.filter(purchase=purchase))
    for row in rows:
        _drop(row, actor=actor)
    return rows


def _drop(row: Payable, *, actor: Actor) -> None:
    """Nothing is owed any more; money that went out is to come back."""
    if row.paid:
        row.amount, row.basis = money.ZERO, Payable.Basis.ACTUAL
        held.reckon(row)
    elif row.state in (PayableState.NOT_TRIGGERED, PayableState.ACTIVE):
        row.void()
    _keep(row, actor=actor)


@documents.verb
def open_processing(
    *,
    actor: Actor,
    source: Source,
    party_id: UUID,
    currency: str,
    amount: Decimal,
    on: date,
    due_on: date,
    owner_id: int | None,
    unit_id: UUID | None,
) -> Payable | None:
    """This will open what a settled processing order owes the mill, once; negative: it owes us.

    An order that comes out even opens nothing.
    """
    accounts.book_processing(
        source=source, party_id=party_id, currency=currency, amount=amount, on=on
    )
    known = Payable.objects.filter(source_code=source.code, source_id=source.id).first()
    if known is not None or not amount:
        return known
    row = Payable(
        no=f"{source.no}-F",
        party_id=party_id,
        currency=currency,
        amount=amount,
        open=amount,
        basis=Payable.Basis.ACTUAL,
        triggered_on=on,
        due_on=due_on,
        owner_id=owner_id,
        unit_id=unit_id,
        **_source(source),
    )
    row.activate()
    return documents.add(row, actor=actor, event="supply.payable.opened")
