"""The statement of a processing order: worked out, checked, agreed, booked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import capitals, money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.errors import Duplicate, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.goods.cost import actions as cost
from backend.supply.processing import queries
from backend.supply.processing.actions import kit
from backend.supply.processing.actions.balancing import require_balance
from backend.supply.processing.flow import SettlementState, State
from backend.supply.processing.models import (
    ProcessingReceipt,
    ProcessOrder,
    ProcessSettlement,
    ProcessSettlementLine,
)
from backend.supply.processing.queries import Balance, Statement

log.declare(
    "supply.processing_settlement.created",
    "supply.processing_settlement.recomputed",
    "supply.processing_settlement.matched",
    "supply.processing_settlement.agreed",
    "supply.processing_settlement.settled",
    "supply.processing_settlement.voided",
)
Direction = ProcessSettlement.Direction


class AlreadySettling(Duplicate):
    """An order has one live statement."""

    sentence = _("该加工单已有结算单，请先作废。")


class NotReconciled(Refusal):
    """Every tonne is explained first."""

    sentence = _("加工单当前为“{state}”，请先完成收货对账再结算。")


class FiguresChanged(Refusal):
    """The order is not what it was when the statement was worked out."""

    sentence = _("结算后数据有变化（原净额 {before} 元，现 {now} 元），请重新计算。")


documents.explains("supply_processsettlement_one_live", AlreadySettling())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    order_id: UUID,
    claims: Sequence[Any],
    note: str,
) -> ProcessSettlement:
    """This will work out what is owed for a reconciled order; claims are taken off."""
    seen = documents.refer(ProcessOrder, order_id, actor=actor, field="order_id")
    assert seen is not None
    order = _order(seen.pk)
    if order.state != State.RECONCILING:
        raise NotReconciled(state=documents.state_label(order))
    paper = ProcessSettlement(
        order=order,
        party_id=order.party_id,
        direction=Direction.PAYABLE if order.is_ours else Direction.RECEIVABLE,
        settled_on=on,
        note=note,
        owner_id=order.owner_id,
        unit_id=order.unit_id,
    )
    if id is not None:
        paper.id = id
    statement = queries.work_out(order, claims=claims)
    _fill(paper, statement, queries.balance_of(order))
    paper.no = numbering.next_number("JGJS", on=on)
    documents.add(
        paper,
        actor=actor,
        event="supply.processing_settlement.created",
        permission="supply.create_processing_settlement",
        payload={"processing_id": order.pk},
    )
    _write_lines(paper, statement)
    return paper


@documents.verb
def recompute(
    settlement_id: UUID, *, actor: Actor, on: date, claims: Sequence[Any]
) -> ProcessSettlement:
    """This will work a draft out anew; the claims given replace those it had."""
    paper, order = _lock(settlement_id, actor=actor, verb="recompute")
    if paper.state != SettlementState.DRAFT:
        raise NotNow(verbs=documents.verbs_now(paper, actor), state=documents.state_label(paper))
    statement = queries.work_out(order, claims=claims)
    paper.settled_on = on
    _fill(paper, statement, queries.balance_of(order))
    paper.lines.all().delete()
    _write_lines(paper, statement)
    return documents.save(paper, actor=actor, event="supply.processing_settlement.recomputed")


@documents.verb
def match(settlement_id: UUID, *, actor: Actor) -> ProcessSettlement:
    """This will check that the metal balances. Raises DoesNotBalance with the figures."""
    paper, order = _lock(settlement_id, actor=actor, verb="match")
    paper.match()
    require_balance(queries.balance_of(order))
    _require_same(paper, order)
    paper.shown_to_id = paper.party_id
    return documents.save(paper, actor=actor, event="supply.processing_settlement.matched")


@documents.verb
def agree(settlement_id: UUID, *, actor: Actor, on: date, agreed_by: str) -> ProcessSettlement:
    """This will record who of the other side agreed, and when."""
    paper = _lock(settlement_id, actor=actor, verb="agree")[0]
    paper.agree()
    paper.agreed_by, paper.agreed_on = agreed_by, on
    return documents.save(paper, actor=actor, event="supply.processing_settlement.agreed")


@documents.verb
def settle(settlement_id: UUID, *, actor: Actor, at: datetime, on: date) -> ProcessSettlement:
    """This will book a statement: the cost of the goods closes and what is owed is told.

    Raises DoesNotBalance or FiguresChanged when the order is not what was agreed on.
    """
    paper, order = _lock(settlement_id, actor=actor, verb="settle")
    paper.settle()
    balance = queries.balance_of(order)
    require_balance(balance)
    statement = _require_same(paper, order)
    paper.settled_on, paper.balance = on, balance.table()
    _close_cost(paper, order, statement, actor=actor, at=at)
    order.settle()
    kit.save(
        order,
        actor=actor,
        event="settled",
        processing_id=order.pk,
        settlement_id=paper.pk,
        settlement_no=paper.no,
        party_id=paper.party_id,
        company_id=order.company_id,
        direction=paper.direction,
        fee_amount=paper.fee_amount,
        tax=paper.tax,
        deductions=paper.deductions,
        net_payable=paper.net_payable,
        on=on,
    )
    payload = {"processing_id": order.pk, "net_payable": paper.net_payable}
    return documents.save(
        paper, actor=actor, event="supply.processing_settlement.settled", payload=payload
    )


@documents.verb
def void(settlement_id: UUID, *, actor: Actor, reason: str) -> ProcessSettlement:
    """This will drop a statement before it was booked."""
    paper = _lock(settlement_id, actor=actor, verb="void")[0]
    paper.void()
    return documents.save(
        paper, actor=actor, event="supply.processing_settlement.voided", reason=reason
    )


def _order(order_id: UUID) -> ProcessOrder:
    order = ProcessOrder.objects.select_for_update(of=("self",), no_key=True).get(pk=order_id)
    documents.remember(order)
    return order


def _lock(
    settlement_id: UUID, *, actor: Actor, verb: str
) -> tuple[ProcessSettlement, ProcessOrder]:
    """Lock the order, then its statement: always in this order."""
    seen = documents.get(ProcessSettlement, settlement_id, actor=actor)
    order = _order(seen.order_id)
    paper = documents.lock(
        ProcessSettlement,
        settlement_id,
        actor=actor,
        permission=f"supply.{verb}_processing_settlement",
    )
    return paper, order


def _fill(paper: ProcessSettlement, statement: Statement, balance: Balance) -> None:
    paper.fee_amount, paper.fee_excl = statement.fee, statement.fee_excl
    paper.tax = statement.fee - statement.fee_excl
    paper.deductions, paper.net_payable = statement.deductions, statement.net
    paper.amount_words = capitals.rmb(abs(statement.net))
    paper.balance = balance.table()


def _write_lines(paper: ProcessSettlement, statement: Statement) -> None:
    ProcessSettlementLine.objects.bulk_create(
        ProcessSettlementLine(
            settlement=paper,
            seq=seq,
            kind=row.kind,
            text=str(row.text)[:200],
            quantity=row.quantity,
            price=row.price,
            amount=row.amount,
            amount_excl=row.split.excl,
            tax=row.split.tax,
        )
        for seq, row in enumerate(statement.lines, start=1)
    )


def _require_same(paper: ProcessSettlement, order: ProcessOrder) -> Statement:
    """The figures follow from the order again, with the claims that were written down."""
    claims = [
        SimpleNamespace(text=row.text, amount=-row.amount)
        for row in paper.lines.filter(kind=ProcessSettlementLine.Kind.CLAIM).order_by("seq")
    ]
    statement = queries.work_out(order, claims=claims)
    if (statement.net, statement.fee) != (paper.net_payable, paper.fee_amount):
        raise FiguresChanged(before=paper.net_payable, now=statement.net)
    return statement


def _close_cost(
    paper: ProcessSettlement,
    order: ProcessOrder,
    statement: Statement,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Put on the goods what they do not bear yet: late fees, less what the mill is charged."""
    if not order.is_ours:
        return
    accrued = money.total(
        ProcessingReceipt.objects.filter(order=order).values_list("fee_excl", flat=True)
    )
    left = queries.pending(order) + statement.fee_excl - accrued - statement.charged_excl
    lots = queries.output_lots(order)
    if not left:
        return
    if not lots:
        paper.written_off = left
        return
    parts = money.allocate(left, [key for _lot, key in lots])
    cost.charge(_joined(lots, parts), actor=actor, at=at, source=Source.of(paper))
    paper.adjustment = left


def _joined(
    lots: Sequence[tuple[UUID, Decimal]], parts: Sequence[Decimal]
) -> Mapping[UUID, Decimal]:
    return {lot: part for (lot, _key), part in zip(lots, parts, strict=True) if part}
