"""Announcing a truck, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.purchase.models import Purchase
from backend.supply.receiving.actions import held
from backend.supply.receiving.flow import NoticeState
from backend.supply.receiving.models import ArrivalNotice, NoticeLine

log.declare(
    "supply.notice.announced",
    "supply.notice.changed",
    "supply.notice.arrived",
    "supply.notice.received",
    "supply.notice.reopened",
    "supply.notice.closed",
    "supply.notice.cancelled",
)


class NotOnOrder(Refusal):
    """Nothing of this purchase may come in."""

    sentence = _("采购合同 {no} 当前为“{state}”，不能收货。")


@documents.verb
def create_notice(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    purchase_id: UUID,
    lines: Sequence[Any],
    **facts: Any,
) -> ArrivalNotice:
    """This will announce a truck of a purchase that was sent; the supplier may do so itself."""
    purchase = documents.refer(Purchase, purchase_id, actor=actor, field="purchase_id")
    assert purchase is not None
    require_open(purchase)
    notice = ArrivalNotice(
        purchase=purchase,
        party_id=purchase.party_id,
        announced_on=on,
        owner_id=purchase.owner_id,
        unit_id=purchase.unit_id,
        **facts,
    )
    if id is not None:
        notice.id = id
    notice.no = numbering.next_number("DH", on=on)
    documents.add(
        notice, actor=actor, event="supply.notice.announced", permission="supply.create_notice"
    )
    _write_lines(notice, lines)
    return notice


def require_open(purchase: Purchase) -> None:
    """This will refuse a purchase whose goods may not come in."""
    if purchase.state not in held.COMES:
        raise NotOnOrder(no=purchase.no, state=documents.state_label(purchase))


@documents.verb
def change_notice(notice_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> ArrivalNotice:
    """This will correct a notice before the truck is there; lines given replace all lines."""
    notice = _lock(notice_id, actor=actor, verb="change")
    if notice.state != NoticeState.ANNOUNCED:
        raise NotNow(verbs=documents.verbs_now(notice, actor), state=documents.state_label(notice))
    lines = changes.pop("lines", None)
    for name, value in changes.items():
        setattr(notice, name, value)
    if lines is not None:
        notice.lines.all().delete()
        _write_lines(notice, lines)
    return documents.save(notice, actor=actor, event="supply.notice.changed")


@documents.verb
def arrive_notice(notice_id: UUID, *, actor: Actor, at: datetime) -> ArrivalNotice:
    """This will record that the truck is at the gate."""
    notice = _lock(notice_id, actor=actor, verb="arrive")
    notice.arrive()
    notice.arrived_at = at
    return documents.save(notice, actor=actor, event="supply.notice.arrived")


@documents.verb
def close_notice(notice_id: UUID, *, actor: Actor, reason: str) -> ArrivalNotice:
    """This will end a notice of which nothing more comes."""
    notice = _lock(notice_id, actor=actor, verb="close")
    notice.close()
    return documents.save(notice, actor=actor, event="supply.notice.closed", reason=reason)


@documents.verb
def cancel_notice(notice_id: UUID, *, actor: Actor, reason: str) -> ArrivalNotice:
    """This will drop a truck that does not come."""
    notice = _lock(notice_id, actor=actor, verb="cancel")
    notice.cancel()
    return documents.save(notice, actor=actor, event="supply.notice.cancelled", reason=reason)


def note_received(notice_id: UUID, *, actor: Actor, is_back: bool) -> None:
    """This will tell a notice that its goods are in stock, or were taken back."""
    rows = ArrivalNotice.objects.select_for_update(of=("self",), no_key=True)
    notice = rows.get(pk=notice_id)
    documents.remember(notice)
    if is_back and notice.state == NoticeState.RECEIVED:
        notice.unreceive()
        documents.save(notice, actor=actor, event="supply.notice.reopened")
    elif not is_back and notice.state in (NoticeState.ANNOUNCED, NoticeState.ARRIVED):
        notice.receive()
        documents.save(notice, actor=actor, event="supply.notice.received")


def _lock(notice_id: UUID, *, actor: Actor, verb: str) -> ArrivalNotice:
    permission = f"supply.{verb}_notice"
    return documents.lock(ArrivalNotice, notice_id, actor=actor, permission=permission)


def _write_lines(notice: ArrivalNotice, lines: Sequence[Any]) -> None:
    known = held.purchase_lines(notice.purchase)
    made = []
    for position, row in enumerate(lines):
        field = f"lines.{position}.purchase_line_id"
        bought = held.bought(known, row.purchase_line_id, field=field)
        facts = {name: value for name, value in dict(row).items() if name in FACTS}
        bundles = [_bundle(bundle) for bundle in row.bundles]
        made.append(
            NoticeLine(
                notice=notice, seq=position + 1, purchase_line=bought, bundles=bundles, **facts
            )
        )
        _check_bundles(row, position)
    NoticeLine.objects.bulk_create(made)


FACTS = ("weight", "pieces", "brand", "heat", "their_no", "certificate")


def _bundle(bundle: Any) -> dict[str, Any]:
    return {
        "bundle_no": bundle.bundle_no,
        "pieces": bundle.pieces,
        "weight": types.plain(bundle.weight),
    }


def _check_bundles(row: Any, position: int) -> None:
    """A list of bundles tells the lot's weight; two figures that differ are a slip."""
    if not row.bundles:
        return
    total = sum((bundle.weight for bundle in row.bundles), Decimal(0))
    if total != row.weight:
        said = _("捆包合计 {total} 吨与批次重量 {weight} 吨不一致")
        sentence = said.format(total=total, weight=row.weight)
        raise Malformed(errors={f"lines.{position}.bundles": sentence})
