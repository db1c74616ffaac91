"""Using a receipt on instalments."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.crm.receivable import queries
from backend.crm.receivable.actions import credit, held
from backend.crm.receivable.flow import OPEN, PlanState
from backend.crm.receivable.models import Allocation, PlanLine, Receipt


class NothingToPay(Refusal):
    """The payer owes nothing that is open: the money stays on account."""

    sentence = _("该客户没有可核销的应收款，余额 {left} 保留为预收。")


class MoreThanReceived(Refusal):
    """More was asked of a receipt than is left of it."""

    sentence = _("核销合计 {asked} 超过回款余额 {left}（到账 {amount}，已核销 {used}）。")


class MoreThanOpen(Refusal):
    """More was to be paid on an instalment than is open."""

    sentence = _("应收“{no}”未收 {open}，不能核销 {asked}。")


class NotPayable(Refusal):
    """The instalment waits, is settled or was dropped."""

    sentence = _("应收“{no}”当前为“{state}”，不能核销。")


@documents.verb
def allocate(receipt_id: UUID, *, actor: Actor, at: datetime, rows: list[Any]) -> Receipt:
    """This will use a receipt on instalments: the rows given, or the oldest due first.

    Without rows the named contract's instalments come first, then the payer's others; what is
    not used stays on account. Raises NothingToPay, MoreThanReceived, MoreThanOpen, NotPayable.
    """
    seen = documents.get(Receipt, receipt_id, actor=actor)
    policy.require(actor, "crm.allocate_receipt")
    asked = {row.receivable_id: row.amount for row in rows}
    wanted = _wanted(seen, rows, actor=actor)
    # The contracts are held first; a line that turns up afterwards has to wait for its turn.
    deals = held.deals(wanted.values_list("contract_id", flat=True))
    receipt = documents.lock(Receipt, receipt_id, actor=actor, permission="crm.allocate_receipt")
    usable(receipt, actor=actor)
    lines = held.lines(wanted.filter(contract_id__in=deals))
    shares = _asked(receipt, lines, asked) if asked else _oldest_first(receipt, lines)
    for line, amount in shares:
        _pay(receipt, line, amount, actor=actor, at=at)
    total = money.total(amount for _line, amount in shares)
    receipt.allocated += total
    show(receipt)
    touched = sorted({line.contract_id for line, _amount in shares})
    facts = {"total": total, "contract_ids": touched}
    documents.save(receipt, actor=actor, event="crm.receipt.allocated", payload=facts)
    for contract_id in touched:
        held.tell_contract(deals[contract_id], actor=actor)
    return receipt


def usable(receipt: Receipt, *, actor: Actor) -> None:
    """This will refuse a receipt that is in suspense or was taken back."""
    if receipt.state not in OPEN:
        verbs = documents.verbs_now(receipt, actor)
        raise NotNow(verbs=verbs, state=documents.state_label(receipt))


def show(receipt: Receipt) -> None:
    """This will bring the receipt's state in line with how much of it is used."""
    if receipt.allocated == 0:
        receipt.empty()
    elif receipt.allocated < receipt.amount:
        receipt.use_partly()
    else:
        receipt.use_fully()


def _wanted(receipt: Receipt, rows: list[Any], *, actor: Actor) -> Any:
    """The instalments this may be used on, as a queryset that is read again under lock."""
    if not rows:
        return queries.payable(receipt, actor=actor)
    seen = Counter(row.receivable_id for row in rows)
    errors = {}
    for i, row in enumerate(rows):
        field = f"rows.{i}.receivable_id"
        line = documents.refer(PlanLine, row.receivable_id, actor=actor, field=field)
        assert line is not None
        if seen[row.receivable_id] > 1:
            errors[field] = _("同一应收请只填一行")
        elif line.party_id != receipt.party_id:
            errors[field] = _("该应收不属于付款客户")
        elif line.currency != receipt.currency:
            errors[field] = _("应收币种与回款币种不一致")
    if errors:
        raise Malformed(errors=errors)
    return PlanLine.objects.filter(pk__in=seen)


def _asked(
    receipt: Receipt, lines: list[PlanLine], asked: dict[UUID, Decimal]
) -> list[tuple[PlanLine, Decimal]]:
    left, total = receipt.amount - receipt.allocated, money.total(asked.values())
    if total > left:
        raise MoreThanReceived(
            asked=total, left=left, amount=receipt.amount, used=receipt.allocated
        )
    for line in lines:
        if line.state != PlanState.ACTIVE or line.open <= 0:
            raise NotPayable(no=line.no, state=documents.state_label(line))
        if asked[line.pk] > line.open:
            raise MoreThanOpen(no=line.no, open=line.open, asked=asked[line.pk])
    return [(line, asked[line.pk]) for line in lines]


def _oldest_first(receipt: Receipt, lines: list[PlanLine]) -> list[tuple[PlanLine, Decimal]]:
    found = queries.suggest(receipt, lines=lines)
    if not found:
        raise NothingToPay(left=receipt.amount - receipt.allocated)
    return [(suggestion.line, suggestion.amount) for suggestion in found]


def _pay(receipt: Receipt, line: PlanLine, amount: Decimal, *, actor: Actor, at: datetime) -> None:
    freed = credit.give_back(line, amount, actor=actor, at=at)
    Allocation.objects.create(
        receipt=receipt,
        plan_line=line,
        amount=amount,
        credit=freed,
        on=timezone.localdate(at),
        at=at,
    )
    line.paid += amount
    held.reckon(line)
    facts = {"receipt_id": receipt.pk, "receipt_no": receipt.no, "amount": amount}
    documents.save(line, actor=actor, event="crm.receivable.paid", payload=facts)
