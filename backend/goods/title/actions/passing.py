"""Three say yes, one after the other; with the last the title passes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, Refusal
from backend.core.files.models import Attachment
from backend.goods.stock import actions as stock
from backend.goods.title.models import TitleLine, TitleTransfer


class NoEvidence(Refusal):
    """The warehouse's word needs a paper."""

    sentence = _("请先上传仓库确认的凭证（盖章的货权转移单、确认函或截图），再登记仓库确认。")


@documents.verb
def issue(titletransfer_id: UUID, *, actor: Actor, at: datetime, signed_by: str) -> TitleTransfer:
    """This will put the owner's name under it and hold the tonnes; raises NotEnough."""
    transfer = _lock(titletransfer_id, actor, "issue")
    transfer.issue()
    transfer.issued_at, transfer.from_signed_by = at, signed_by
    for line in _lines(transfer):
        stock.reserve_lots(
            actor=actor, source=Source.of(transfer), line_id=line.pk, takes=[_take(transfer, line)]
        )
    return documents.save(transfer, actor=actor, event="goods.titletransfer.issued")


@documents.verb
def confirm(titletransfer_id: UUID, *, actor: Actor, at: datetime, signed_by: str) -> TitleTransfer:
    """This will record the warehouse's word; raises NoEvidence without its paper."""
    transfer = _lock(titletransfer_id, actor, "confirm")
    transfer.confirm()
    _not_before(at, transfer.issued_at)
    papers = Attachment.objects.filter(document="goods.titletransfer", document_id=transfer.pk)
    if not papers.exists():
        raise NoEvidence
    transfer.confirmed_at, transfer.warehouse_signed_by = at, signed_by
    return documents.save(transfer, actor=actor, event="goods.titletransfer.confirmed")


@documents.verb
def take_effect(
    titletransfer_id: UUID, *, actor: Actor, at: datetime, signed_by: str
) -> TitleTransfer:
    """This will pass the title at this one moment: the new owner has accepted."""
    transfer = _lock(titletransfer_id, actor, "take_effect")
    transfer.take_effect()
    _not_before(at, transfer.confirmed_at)
    transfer.effective_at, transfer.to_signed_by = at, signed_by
    lines = {line.pk: line for line in _lines(transfer)}
    passed = stock.pass_title(
        [stock.Passing(line.pk, _take(transfer, line), line.unit_cost) for line in lines.values()],
        actor=actor,
        at=at,
        source=Source.of(transfer),
        to_party=transfer.to_party,
        sold_by=_paper(transfer),
        reason=transfer.note,
    )
    for one in passed:
        lines[one.line_id].new_lot = one.lot
    TitleLine.objects.bulk_update(lines.values(), ["new_lot"])
    if transfer.from_party.is_ours:
        transfer.cost = money.total(one.cost or Decimal(0) for one in passed)
    payload = {
        "from_party_id": transfer.from_party_id,
        "to_party_id": transfer.to_party_id,
        "lots": [
            {
                "lot_id": one.lot.pk,
                "from_lot_id": lines[one.line_id].lot_id,
                "weight": lines[one.line_id].weight,
            }
            for one in passed
        ],
    }
    return documents.save(
        transfer, actor=actor, event="goods.titletransfer.took_effect", payload=payload
    )


@documents.verb
def reject(titletransfer_id: UUID, *, actor: Actor, at: datetime, reason: str) -> TitleTransfer:
    """This will free the tonnes: the warehouse or the new owner did not agree."""
    transfer = _lock(titletransfer_id, actor, "reject")
    transfer.reject()
    _not_before(at, transfer.issued_at)
    stock.release(actor=actor, source=Source.of(transfer))
    return documents.save(
        transfer, actor=actor, event="goods.titletransfer.rejected", reason=reason
    )


@documents.verb
def reverse(titletransfer_id: UUID, *, actor: Actor, at: datetime, reason: str) -> TitleTransfer:
    """This will give the goods back; raises NotEnough when the new owner's are gone."""
    transfer = _lock(titletransfer_id, actor, "reverse")
    transfer.reverse()
    _not_before(at, transfer.effective_at)
    stock.return_title(
        actor=actor,
        at=at,
        source=Source.of(transfer),
        reason=reason,
        sold_by=_paper(transfer),
    )
    return documents.save(
        transfer, actor=actor, event="goods.titletransfer.reversed", reason=reason
    )


def _lock(pk: UUID, actor: Actor, verb: str) -> TitleTransfer:
    return documents.lock(TitleTransfer, pk, actor=actor, permission=f"goods.{verb}_titletransfer")


def _lines(transfer: TitleTransfer) -> list[TitleLine]:
    """In the order in which lots are locked everywhere."""
    return list(
        transfer.lines.select_related("lot").order_by(
            "lot__product_id", "lot__received_at", "lot_id"
        )
    )


def _take(transfer: TitleTransfer, line: TitleLine) -> stock.Take:
    return stock.Take(line.lot_id, transfer.warehouse_id, line.weight, line.pieces)


def _paper(transfer: TitleTransfer) -> Source | None:
    if transfer.paper_id is None:
        return None
    return Source(transfer.paper_code, transfer.paper_id, transfer.basis_no)


def _not_before(at: datetime, earlier: Any) -> None:
    if earlier is not None and at < earlier:
        raise Malformed(errors={"at": _("不能早于上一步的时间")})
