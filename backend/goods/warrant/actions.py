"""What people do with a warehouse receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.goods.stock import actions as stock
from backend.goods.stock.actions import ReceiptChange
from backend.goods.stock.models import Balance, Lot
from backend.goods.warehouse import calc as places
from backend.goods.warehouse import queries as warehouses
from backend.goods.warrant.flow import State
from backend.goods.warrant.models import Warrant, WarrantLine

ZERO = Decimal("0.000")

log.declare(
    "goods.warrant.registered",
    "goods.warrant.pledged",
    "goods.warrant.unpledged",
    "goods.warrant.blocked",
    "goods.warrant.unblocked",
    "goods.warrant.withdrawn",
    "goods.warrant.cancelled",
)


class NumberTaken(Duplicate):
    """A warehouse gives each number once."""

    sentence = _("该仓库已登记过这个仓单号，请核对是否重复质押或重复登记。")


documents.explains("goods_warrant_number_once", NumberTaken())


class WholeOnly(Refusal):
    """An exchange's receipt stands for whole lots."""

    sentence = _("批次“{lot}”在交割仓，标准仓单必须登记整批 {there} 吨。")


class NoReceiptsHere(Refusal):
    """Nobody makes out receipts for goods on the road or at a mill."""

    sentence = _("“{warehouse}”不是可以签发仓单的仓库。")


class LessLeft(Refusal):
    """More is to be withdrawn than the receipt still stands for."""

    sentence = _("仓单在批次“{lot}”上只剩 {left} 吨，不能提货 {wanted} 吨。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    warehouse_id: UUID,
    holder_id: UUID,
    issued_on: date,
    lines: Sequence[Any],
    **facts: Any,
) -> Warrant:
    """This will register a receipt; raises NumberTaken, OnReceipts, NoReceiptsHere, WholeOnly."""
    warehouse = warehouses.in_use(warehouse_id, actor=actor)
    if not places.rules(warehouse.kind).receipted:
        raise NoReceiptsHere(warehouse=warehouse)
    warrant = Warrant(
        warehouse=warehouse,
        holder=documents.refer(Party, holder_id, actor=actor, field="holder_id"),
        issued_on=issued_on,
        weight=sum((line.weight for line in lines), ZERO),
        **facts,
    )
    if id is not None:
        warrant.id = id
    balances = _balances(warrant, lines, actor)
    warrant.no = numbering.next_number("CD", on=issued_on)
    documents.add(
        warrant,
        actor=actor,
        event="goods.warrant.registered",
        permission="goods.create_warrant",
    )
    locked = stock.put_receipts(
        {
            balance.pk: ReceiptChange(receipted=line.weight)
            for balance, line in zip(balances, lines, strict=True)
        },
        actor=actor,
    )
    rows = [
        WarrantLine(warrant=warrant, balance=balance, weight=line.weight, pieces=line.pieces)
        for balance, line in zip(balances, lines, strict=True)
    ]
    if not places.rules(warehouse.kind).divisible:
        _check_whole(locked, {row.balance_id: row.weight for row in rows})
    WarrantLine.objects.bulk_create(rows)
    return warrant


@documents.verb
def pledge(warrant_id: UUID, *, actor: Actor, pledgee_id: UUID, reason: str) -> Warrant:
    """This will give the receipt to a lender; its goods may not leave. Raises NotEnough."""
    warrant = _lock(warrant_id, actor, "pledge")
    warrant.pledge()
    pledgee = documents.refer(Party, pledgee_id, actor=actor, field="pledgee_id")
    if pledgee is not None and pledgee.pk == warrant.holder_id:
        raise Malformed(errors={"pledgee_id": _("质权人不能是持有人自己")})
    warrant.pledgee = pledgee
    _hold(warrant, actor, "pledged", 1)
    return documents.save(warrant, actor=actor, event="goods.warrant.pledged", reason=reason)


@documents.verb
def unpledge(warrant_id: UUID, *, actor: Actor, reason: str) -> Warrant:
    """This will take the receipt back from its lender."""
    warrant = _lock(warrant_id, actor, "pledge")
    warrant.unpledge()
    warrant.pledgee = None
    _hold(warrant, actor, "pledged", -1)
    return documents.save(warrant, actor=actor, event="goods.warrant.unpledged", reason=reason)


@documents.verb
def block(warrant_id: UUID, *, actor: Actor, reason: str) -> Warrant:
    """This will stop the goods of a lost or disputed receipt; raises NotEnough."""
    warrant = _lock(warrant_id, actor, "block")
    warrant.block()
    _hold(warrant, actor, "frozen", 1)
    return documents.save(warrant, actor=actor, event="goods.warrant.blocked", reason=reason)


@documents.verb
def unblock(warrant_id: UUID, *, actor: Actor, reason: str) -> Warrant:
    """This will let the goods of a blocked receipt move again."""
    warrant = _lock(warrant_id, actor, "block")
    warrant.unblock()
    _hold(warrant, actor, "frozen", -1)
    return documents.save(warrant, actor=actor, event="goods.warrant.unblocked", reason=reason)


@documents.verb
def withdraw(warrant_id: UUID, *, actor: Actor, lot_id: UUID, weight: Decimal) -> Warrant:
    """This will take tonnes off the receipt so that they may leave; the last ends it.

    An exchange's receipt is given up as a whole. Raises LessLeft.
    """
    warrant = _lock(warrant_id, actor, "withdraw")
    if warrant.state != State.ACTIVE:
        raise NotNow(state=documents.state_label(warrant))
    line = warrant.lines.filter(balance__lot_id=lot_id).select_related("balance__lot").first()
    if line is None:
        raise Malformed(errors={"lot_id": _("该批次不在这张仓单上")})
    left = line.weight - line.withdrawn
    if weight > left:
        raise LessLeft(lot=line.balance.lot, left=left, wanted=weight)
    if weight < left and not places.rules(warrant.warehouse.kind).divisible:
        raise WholeOnly(lot=line.balance.lot, there=left)
    line.withdrawn += weight
    line.save(update_fields=["withdrawn"])
    stock.put_receipts({line.balance_id: ReceiptChange(receipted=-weight)}, actor=actor)
    payload = {"lot_id": lot_id, "weight": weight}
    if not any(row.weight - row.withdrawn for row in warrant.lines.all()):
        warrant.cancel()
    return documents.save(warrant, actor=actor, event="goods.warrant.withdrawn", payload=payload)


@documents.verb
def cancel(warrant_id: UUID, *, actor: Actor, reason: str) -> Warrant:
    """This will give the receipt up; its goods lie there without one."""
    warrant = _lock(warrant_id, actor, "cancel")
    warrant.cancel()
    lines = list(warrant.lines.all())
    changes = {row.balance_id: ReceiptChange(row.withdrawn - row.weight) for row in lines}
    stock.put_receipts(changes, actor=actor)
    for row in lines:
        row.withdrawn = row.weight
    WarrantLine.objects.bulk_update(lines, ["withdrawn"])
    return documents.save(warrant, actor=actor, event="goods.warrant.cancelled", reason=reason)


def _lock(pk: UUID, actor: Actor, verb: str) -> Warrant:
    return documents.lock(Warrant, pk, actor=actor, permission=f"goods.{verb}_warrant")


def _hold(warrant: Warrant, actor: Actor, column: str, sign: int) -> None:
    changes = {
        row.balance_id: ReceiptChange()._replace(**{column: sign * (row.weight - row.withdrawn)})
        for row in warrant.lines.all()
    }
    stock.put_receipts(changes, actor=actor)


def _balances(warrant: Warrant, lines: Sequence[Any], actor: Actor) -> list[Balance]:
    """The balance of each line's lot in the warehouse; all must be the holder's, each once."""
    lots = documents.refer_all(Lot, [line.lot_id for line in lines], actor=actor)
    rows = Balance.objects.filter(
        warehouse=warrant.warehouse, lot__in=list(lots.values()), actual__gt=0
    )
    there = {row.lot_id: row for row in rows}
    found: list[Balance] = []
    for index, line in enumerate(lines):
        field = f"lines.{index}.lot_id"
        lot = documents.named(lots, line.lot_id, field=field)
        assert lot is not None
        if lot.owner_party_id != warrant.holder_id:
            raise Malformed(errors={field: _("批次 {no} 不属于持有人").format(no=lot.no)})
        if lot.pk not in there:
            raise Malformed(errors={field: _("该批次不在这个仓库")})
        if there[lot.pk] in found:
            raise Malformed(errors={field: _("同一批次只能填写一次")})
        found.append(there[lot.pk])
    return found


def _check_whole(balances: Sequence[Balance], weights: dict[UUID, Decimal]) -> None:
    for balance in balances:
        if weights[balance.pk] != balance.actual:
            raise WholeOnly(lot=balance.lot, there=balance.actual)
