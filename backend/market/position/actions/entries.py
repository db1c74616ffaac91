"""Entries by hand: futures, and what was open before the first day in this house."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Refusal
from backend.core.events import log
from backend.market.position.actions.checking import require
from backend.market.position.actions.posting import Post, post_all
from backend.market.position.models import PositionEntry

log.declare("market.position_entry.entered", "market.position_entry.reversed")
CODE = "market.position_entry"


class MadeByAPaper(Refusal):
    """An entry of a contract or of stock follows its paper."""

    sentence = _("该流水由单据“{no}”产生，请在原单据上冲回。")


class ReversedBefore(Refusal):
    """It was taken back already."""

    sentence = _("该流水已冲回，不能再次冲回。")


documents.explains("market_positionentry_reverses_id_key", ReversedBefore())
documents.explains("market_positionentry.reverses_id", ReversedBefore())


@documents.verb
def enter(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    metal: str,
    month: str,
    kind: str,
    side: str,
    quantity: Decimal,
    price: Decimal,
    currency: str,
    reason: str,
) -> PositionEntry:
    """This will write a futures trade or an opening position, inside the limits.

    Raises LimitBlocked like every other trade.
    """
    entry_id = id or PositionEntry().pk
    source = Source(CODE, entry_id)
    require(
        actor=actor, metal=metal, month=month, side=side, quantity=quantity, on=on, source=source
    )
    post = Post(
        on=on, metal=metal, month=month, kind=kind, side=side, quantity=quantity, price=price,
        currency=currency, source=source, unit_id=actor.unit_id, owner_id=actor.user_id,
        id=entry_id, note=reason[:200],
    )  # fmt: skip
    return _tell(post, actor=actor, event="market.position_entry.entered", reason=reason)


@documents.verb
def reverse(position_entry_id: UUID, *, actor: Actor, on: date, reason: str) -> PositionEntry:
    """This will take an entry made by hand back by a counter-entry of the same price.

    Raises MadeByAPaper for one that follows a paper, and ReversedBefore.
    """
    entry = documents.lock(
        PositionEntry, position_entry_id, actor=actor, permission="market.reverse_position_entry"
    )
    if entry.source_code != CODE:
        raise MadeByAPaper(no=entry.source_no or entry.source_code)
    if entry.reverses_id is not None or hasattr(entry, "reversed_by"):
        raise ReversedBefore
    sign = 1 if entry.side == "buy" else -1
    post = Post(
        on=on, metal=entry.metal, month=entry.month, kind=entry.kind, side=entry.side,
        quantity=-entry.quantity * sign, price=entry.price, amount=-entry.amount * sign,
        currency=entry.currency, source=Source(CODE, entry.pk), unit_id=entry.unit_id,
        owner_id=entry.owner_id, reverses_id=entry.pk, note=reason[:200],
    )  # fmt: skip
    _tell(post, actor=actor, event="market.position_entry.reversed", reason=reason)
    return entry


def _tell(post: Post, *, actor: Actor, event: str, reason: str) -> PositionEntry:
    (entry,) = post_all([post], actor=actor)
    facts = {"metal": entry.metal, "month": entry.month, "quantity": entry.quantity,
             "price": entry.price, "at": context.now()}  # fmt: skip
    changes = {name: [None, value] for name, value in facts.items()}
    log.emit(event, entry, actor=actor, changes=changes, reason=reason)
    return entry
