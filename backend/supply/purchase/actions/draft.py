"""Writing a purchase: by hand, for approved needs, or from an award."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.contract.actions.draft import Blacklisted
from backend.market.fx import queries as fx
from backend.supply.purchase.actions import lines as rules
from backend.supply.purchase.flow import State
from backend.supply.purchase.models import Purchase, PurchaseLine, PurchaseTerm
from backend.supply.requisition import actions as requisitions
from backend.supply.supplier.models import Supplier

log.declare("supply.purchase.created", "supply.purchase.changed")

HOME = "CNY"


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    buyer_id: UUID,
    lines: Sequence[Any],
    terms: Sequence[Any],
    fx_rate: Decimal | None,
    **facts: Any,
) -> Purchase:
    """This will write a draft with its lines, instalments and estimate, and give it a number.

    Lines that name an approved need count on it at once, so that nobody else buys it again.
    """
    purchase = Purchase(party_id=party_id, buyer_id=buyer_id, made_on=on, **facts)
    if id is not None:
        purchase.id = id
    return write(purchase, lines, terms, actor=actor, fx_rate=fx_rate)


def write(
    purchase: Purchase,
    lines: Sequence[Any],
    terms: Sequence[Any],
    *,
    actor: Actor,
    fx_rate: Decimal | None,
) -> Purchase:
    """This will check and save a new purchase with its rows."""
    _check_parties(purchase, actor)
    _strike_rate(purchase, given=fx_rate)
    rows = rules.build(purchase, lines, actor=actor)
    instalments = rules.terms(purchase, terms)
    rules.estimate(purchase, rows)
    _check_sum(purchase, instalments)
    purchase.no = numbering.next_number("CG", on=purchase.made_on)
    documents.add(
        purchase, actor=actor, event="supply.purchase.created", permission="supply.create_purchase"
    )
    PurchaseLine.objects.bulk_create(rows)
    PurchaseTerm.objects.bulk_create(instalments)
    note_needs({}, needs_of(rows), actor=actor, no=purchase.no)
    return purchase


@documents.verb
def change(purchase_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Purchase:
    """This will correct a draft; lines and instalments given replace the old ones."""
    purchase = documents.lock(
        Purchase, purchase_id, actor=actor, permission="supply.change_purchase"
    )
    if purchase.state != State.DRAFT:
        raise NotNow(
            verbs=documents.verbs_now(purchase, actor), state=documents.state_label(purchase)
        )
    lines, terms = changes.pop("lines", None), changes.pop("terms", None)
    if changes.keys() & {"currency", "fx_rate"}:
        purchase.currency = changes.pop("currency", purchase.currency)
        _strike_rate(purchase, given=changes.pop("fx_rate", None))
    for name, value in changes.items():
        setattr(purchase, name, value)
    _check_parties(purchase, actor)
    if lines is not None:
        _replace_lines(purchase, lines, actor=actor)
    if terms is not None:
        purchase.terms.all().delete()
        PurchaseTerm.objects.bulk_create(rules.terms(purchase, terms))
    rules.estimate(purchase, list(purchase.lines.all()))
    _check_sum(purchase, list(purchase.terms.all()))
    return documents.save(
        purchase,
        actor=actor,
        event="supply.purchase.changed",
        permission="supply.change_purchase",
        payload={"lines": lines is not None, "terms": terms is not None},
    )


def note_needs(
    before: Mapping[UUID, Decimal], after: Mapping[UUID, Decimal], *, actor: Actor, no: str
) -> None:
    """This will count on needs what is ordered more, and give back what is ordered less."""
    for line_id in sorted(before.keys() | after.keys()):
        more = after.get(line_id, Decimal(0)) - before.get(line_id, Decimal(0))
        if more:
            requisitions.note_ordered(line_id, actor=actor, quantity=more, event_no=no)


def give_back_needs(purchase: Purchase, *, actor: Actor) -> None:
    """This will give back to the needs what was ordered for them and has not come."""
    rows = list(purchase.lines.exclude(requisition_line=None))
    came: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in rows:
        if line.requisition_line_id is not None:
            came[line.requisition_line_id] += min(line.quantity_received, line.quantity)
    note_needs(needs_of(rows), came, actor=actor, no=purchase.no)


def needs_of(rows: Sequence[PurchaseLine]) -> dict[UUID, Decimal]:
    found: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.requisition_line_id is not None:
            found[row.requisition_line_id] += row.quantity
    return dict(found)


def _replace_lines(purchase: Purchase, bodies: Sequence[Any], *, actor: Actor) -> None:
    old = list(purchase.lines.all())
    if any(line.award_line_id for line in old):
        raise Malformed(errors={"lines": _("由定标生成的明细不能替换，请用变更或取消后另行采购")})
    rows = rules.build(purchase, bodies, actor=actor)
    purchase.lines.all().delete()
    PurchaseLine.objects.bulk_create(rows)
    note_needs(needs_of(old), needs_of(rows), actor=actor, no=purchase.no)


def _check_sum(purchase: Purchase, rows: Sequence[PurchaseTerm]) -> None:
    if rows:
        rules.require_sum(rows, total=purchase.amount_estimated)


def _check_parties(purchase: Purchase, actor: Actor) -> None:
    party = documents.refer(Party, purchase.party_id, actor=actor, field="party_id")
    buyer = documents.refer(Party, purchase.buyer_id, actor=actor, field="buyer_id")
    if buyer is None or not buyer.is_ours:
        raise Malformed(errors={"buyer_id": _("买方必须是本公司主体")})
    if party is None or party.pk == buyer.pk:
        raise Malformed(errors={"party_id": _("卖方不能是买方自己")})
    if party.is_blacklisted:
        raise Blacklisted(party=str(party), reason=party.blacklist_reason)
    purchase.supplier = Supplier.objects.filter(party=party).first()


def _strike_rate(purchase: Purchase, *, given: Decimal | None) -> None:
    """Yuan are yuan; another currency has the agreed rate, or the newest one on file."""
    if purchase.currency == HOME:
        purchase.fx_rate = Decimal(1)
    elif given is not None:
        purchase.fx_rate = given
    else:
        pair = f"{purchase.currency}/{HOME}"
        purchase.fx_rate = fx.rate(pair, purchase.made_on, latest=True).value
