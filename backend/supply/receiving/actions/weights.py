"""The weights of a receipt: our ticket, the supplier's, and the one that is paid for."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import weight as tonnes
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.events import log
from backend.goods.product import queries as products
from backend.goods.weighing import actions as weighing
from backend.goods.weighing import calc as scales
from backend.goods.weighing import queries as weighing_queries
from backend.goods.weighing.models import WeighTicket
from backend.supply.receiving import calc
from backend.supply.receiving.actions import counting, held
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt, GoodsReceiptLine

log.declare("supply.receipt.weighed", "supply.receipt.decided")


class PlateDiffers(Refusal):
    """The ticket belongs to another truck."""

    sentence = _("磅单 {ticket} 的车牌 {theirs} 与收货单车牌 {ours} 不符。")


class WrongGoods(Refusal):
    """The ticket names other goods or goes the other way."""

    sentence = _("磅单 {ticket} 不是这批货的进厂磅单，请核对方向和产品。")


class NothingToDecide(Refusal):
    """The line has its weight."""

    sentence = _("第 {seq} 行的结算重量已确定，无需处理磅差。")


@documents.verb
def weigh_receipt(
    receipt_id: UUID, *, actor: Actor, at: datetime, lines: Sequence[Any]
) -> GoodsReceipt:
    """This will give every line its weights, by our ticket and the supplier's figure.

    The purchase's weight rule says which is paid for. A difference beyond tolerance under a
    rule that holds leaves the settlement weight open. Raises TicketTaken, PlateDiffers.
    """
    receipt = held.receipt(receipt_id, actor=actor, verb="weigh")
    receipt.weigh()
    given = {row.line_id: row for row in lines}
    rows = held.rows(receipt)
    if given.keys() != {line.pk for line in rows} or len(given) != len(lines):
        raise Malformed(errors={"lines": _("请为每一行各填写一次重量")})
    for position, row in enumerate(lines):
        line = next(x for x in rows if x.pk == row.line_id)
        _take(receipt, line, row, at=at, actor=actor, field=f"lines.{position}")
        line.save()
    facts = [
        {"line_id": x.pk, "net": x.net, "theirs": x.their_weight, "settle": x.settle_weight}
        for x in rows
    ]
    return documents.save(
        receipt, actor=actor, event="supply.receipt.weighed", payload={"lines": facts}
    )


def _take(
    receipt: GoodsReceipt,
    line: GoodsReceiptLine,
    row: Any,
    *,
    at: datetime,
    actor: Actor,
    field: str,
) -> None:
    if row.their_weight is not None:
        line.their_weight, line.their_ticket_no = row.their_weight, row.their_ticket_no
    if line.product.is_counted:
        counting.take_count(line, row, field=field)
        return
    counting.refuse_count(row, field=field)
    basis = line.purchase_line.weight_basis if line.purchase_line is not None else calc.OURS
    if row.ticket_id is not None:
        _attach(receipt, line, row.ticket_id, actor=actor, field=f"{field}.ticket_id")
        _counter(line, actor=actor, at=at)
    elif calc.needs_ticket(basis):
        raise Malformed(errors={f"{field}.ticket_id": _("按合同计重方式须有我方磅单")})
    _settle(line, basis, actor=actor, at=at, field=field)


def _attach(
    receipt: GoodsReceipt, line: GoodsReceiptLine, ticket_id: UUID, *, actor: Actor, field: str
) -> None:
    documents.refer(WeighTicket, ticket_id, actor=actor, field=field)
    ticket = weighing.attach(ticket_id, actor=actor, source=Source.of(receipt), line_id=line.pk)
    if ticket.plate != weighing_queries.plate(receipt.plate):
        raise PlateDiffers(ticket=ticket.no, theirs=ticket.plate, ours=receipt.plate)
    is_other = ticket.product_id not in (None, line.product_id)
    if ticket.direction != WeighTicket.Direction.IN or is_other:
        raise WrongGoods(ticket=ticket.no)
    line.ticket, line.net = ticket, ticket.settle_weight
    line.pieces = line.pieces or ticket.pieces


def _counter(line: GoodsReceiptLine, *, actor: Actor, at: datetime) -> None:
    """The supplier's figure goes beside our ticket, so that the scales can be judged."""
    if line.their_weight is None or line.ticket_id is None:
        return
    weighing.counter_for(
        line.ticket_id,
        actor=actor,
        at=at,
        net_kg=tonnes.kilograms_of(line.their_weight),
        document_no=line.their_ticket_no,
    )


def _settle(line: GoodsReceiptLine, basis: str, *, actor: Actor, at: datetime, field: str) -> None:
    policy = calc.policy_of(basis)
    if policy is not None:
        _require(line.their_weight, f"{field}.their_weight", _("按合同计重方式须填写供应商重量"))
        _compare(line, policy, calc.SUPPLIER, at=at, actor=actor)
        return
    if line.their_weight is not None and line.ticket_id is not None:
        _compare(line, "other", _standing(line, basis), at=at, actor=actor)
    if basis == calc.THEORETICAL:
        theory = products.theoretical_weight(line.product, pieces=line.pieces)
        line.settle_weight = theory or line.their_weight
    else:
        line.settle_weight = line.their_weight if basis == calc.THEIRS else line.net
    _require(line.settle_weight, f"{field}.their_weight", _("按合同计重方式须填写供应商重量"))
    line.net = line.net or line.settle_weight


def _standing(line: GoodsReceiptLine, basis: str) -> str:
    """Whose weight to start from so that the scale that decides alone stands in any case."""
    assert line.net is not None
    assert line.their_weight is not None
    compared = scales.compare(
        line.net,
        theirs=line.their_weight,
        tolerance=calc.permille(_allowed(line)),
        unit=scales.Unit.PERMILLE,
    )
    is_theirs = basis == calc.THEIRS
    return calc.SUPPLIER if is_theirs == compared.inside else calc.US


def _allowed(line: GoodsReceiptLine) -> Decimal:
    bought = line.purchase_line
    return bought.scale_tolerance if bought is not None else Decimal(0)


def _require(value: Decimal | None, field: str, sentence: Any) -> None:
    if value is None:
        raise Malformed(errors={field: sentence})


def _compare(
    line: GoodsReceiptLine, policy: str, basis: str, *, at: datetime, actor: Actor, why: str = ""
) -> None:
    """Both scales under the line's clause; the row of the difference stays with the ticket."""
    assert line.ticket_id is not None
    found = weighing.compare_for(
        line.ticket_id,
        actor=actor,
        at=at,
        tolerance=calc.permille(_allowed(line)),
        unit="permille",
        reference="theirs",
        basis=basis,
        policy=policy,
        decision=why,
    )
    line.difference, line.is_within = found.difference, found.is_within
    line.settle_weight = found.settle_weight


@documents.verb
def decide_receipt(
    receipt_id: UUID, *, actor: Actor, at: datetime, line_id: UUID, take: str, reason: str
) -> GoodsReceipt:
    """This will settle a difference that was held: our weight, theirs, the middle, or the excess.

    Raises NothingToDecide for a line that has its weight.
    """
    receipt = held.receipt(receipt_id, actor=actor, verb="decide")
    if receipt.state != ReceiptState.WEIGHED:
        verbs = documents.verbs_now(receipt, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(receipt))
    line = next((x for x in held.rows(receipt) if x.pk == line_id), None)
    if line is None:
        raise Malformed(errors={"line_id": _("该行不属于这张收货单")})
    if line.settle_weight is not None:
        raise NothingToDecide(seq=line.seq)
    basis, policy = calc.DECISIONS[take]
    _compare(line, policy, basis, at=at, actor=actor, why=reason)
    line.decision = reason
    line.save()
    facts = {"line_id": line.pk, "take": take, "settle": line.settle_weight}
    return documents.save(
        receipt, actor=actor, event="supply.receipt.decided", payload=facts, reason=reason
    )
