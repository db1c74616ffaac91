"""What is done with a netting: drawn up, confirmed by a second person, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import capitals, money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.receivable.actions import allocation, receipts, taking_back
from backend.crm.receivable.flow import PlanState, ReceiptState
from backend.crm.receivable.models import PlanLine, Receipt
from backend.supply.netting import calc, queries
from backend.supply.netting.flow import State
from backend.supply.netting.models import Netting, NettingLine
from backend.supply.payable import actions as payables
from backend.supply.payable.flow import PayableState, PaymentState
from backend.supply.payable.models import Payable, Payment

log.declare(
    "supply.netting.drawn_up",
    "supply.netting.confirmed",
    "supply.netting.reversed",
    "supply.netting.voided",
)
Side = NettingLine.Side
Direction = Payment.Direction


class NothingToNet(Refusal):
    """One of the sides owes nothing."""

    sentence = _("与“{party}”没有可以互抵的{currency}款项：我方应付 {ours}，对方应付 {theirs}。")


class NotEven(Refusal):
    """Both sides fall by the same amount."""

    status = 422
    sentence = _("两边金额不等：抵减我方欠款 {ours}，抵减对方欠款 {theirs}，请调整到分文不差。")


class SecondPerson(Refusal):
    """Nobody confirms what they drew up themselves."""

    status = 403
    sentence = _("抵账须由制单人以外的另一人复核。")


class DebtMoved(Refusal):
    """Less is open than was written down."""

    sentence = _("“{no}”现未结 {open}，不足抵账 {asked}，请作废后重新制单。")


documents.explains("supply_netting_confirmed_by_another", SecondPerson())


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    party_id: UUID,
    currency: str,
    rows: Sequence[Any],
    note: str,
) -> Netting:
    """This will draw up a netting of the rows given, else of all that both sides owe.

    Raises NotEven or NothingToNet with both sums.
    """
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    assert party is not None
    paper = Netting(party=party, currency=currency, netted_on=on, note=note)
    if id is not None:
        paper.id = id
    lines = _named(paper, rows, actor=actor) if rows else _oldest_first(paper, actor=actor)
    ours, theirs = (_sum(lines, side) for side in (Side.OURS, Side.THEIRS))
    if ours != theirs:
        raise NotEven(ours=ours, theirs=theirs)
    paper.amount = ours
    paper.amount_words = capitals.rmb(ours) if currency == "CNY" else ""
    paper.no = numbering.next_number("DZ", on=on)
    documents.add(
        paper, actor=actor, event="supply.netting.drawn_up", permission="supply.create_netting"
    )
    NettingLine.objects.bulk_create(lines)
    return paper


@documents.verb
def confirm(netting_id: UUID, *, actor: Actor, at: datetime, agreed_by: str) -> Netting:
    """This will let both accounts move; who drew it up may not. Raises DebtMoved."""
    paper = _lock(netting_id, actor=actor, verb="confirm")
    paper.confirm()
    if actor.user_id is None or actor.user_id == paper.created_by_id:
        raise SecondPerson
    paper.agreed_by, paper.confirmed_at = agreed_by, at
    paper.confirmed_by_id, paper.netted_on = actor.user_id, timezone.localdate(at)
    lines = list(paper.lines.select_related("payable", "plan_line"))
    _require_open(lines)
    by = _for(actor)
    paper.payment = _pay(paper, lines, Side.OURS, Direction.OUT, actor=by, at=at)
    paper.refund = _pay(paper, lines, Side.THEIRS, Direction.BACK, actor=by, at=at)
    paper.receipt = _receive(paper, lines, actor=by, at=at)
    facts = {"party_id": paper.party_id, "amount": paper.amount, "currency": paper.currency}
    return documents.save(paper, actor=actor, event="supply.netting.confirmed", payload=facts)


@documents.verb
def reverse(netting_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Netting:
    """This will take a netting back on both accounts; what it settled is open again."""
    paper = _lock(netting_id, actor=actor, verb="reverse")
    paper.reverse()
    by = _for(actor)
    for payment in (paper.payment, paper.refund):
        if payment is not None and payment.state == PaymentState.PAID:
            payables.void_payment(payment.pk, actor=by, at=at, reason=reason, netting=paper.no)
    receipt = paper.receipt
    if receipt is not None and receipt.state != ReceiptState.REVERSED:
        taking_back.reverse(receipt.pk, actor=by, at=at, reason=reason)
    paper.void_reason = reason
    return documents.save(paper, actor=actor, event="supply.netting.reversed", reason=reason)


@documents.verb
def void(netting_id: UUID, *, actor: Actor, reason: str) -> Netting:
    """This will drop a netting that did not count yet."""
    paper = _lock(netting_id, actor=actor, verb="void")
    paper.void()
    paper.void_reason = reason
    return documents.save(paper, actor=actor, event="supply.netting.voided", reason=reason)


def of_receipt(receipt_id: UUID) -> Netting | None:
    """This will find the confirmed netting that a customer's receipt belongs to."""
    rows = Netting.objects.filter(receipt_id=receipt_id, state=State.CONFIRMED)
    return rows.select_related("receipt").first()


def _lock(netting_id: UUID, *, actor: Actor, verb: str) -> Netting:
    return documents.lock(Netting, netting_id, actor=actor, permission=f"supply.{verb}_netting")


def _for(actor: Actor) -> Actor:
    """The same person, whose right to net was checked: the money papers follow from it."""
    return replace(actor, everything=True, allowed=None)


def _sum(lines: Sequence[NettingLine], side: str) -> Decimal:
    total: Decimal = money.total(line.amount for line in lines if line.side == side)
    return total


def _line(paper: Netting, seq: int, row: Payable | PlanLine, amount: Decimal) -> NettingLine:
    if isinstance(row, Payable):
        side = Side.OURS if row.open > 0 else Side.THEIRS
        return NettingLine(netting=paper, seq=seq, side=side, payable=row, amount=amount)
    return NettingLine(netting=paper, seq=seq, side=Side.THEIRS, plan_line=row, amount=amount)


def _named(paper: Netting, rows: Sequence[Any], *, actor: Actor) -> list[NettingLine]:
    keys = [row.payable_id or row.receivable_id for row in rows]
    if len(set(keys)) != len(keys):
        raise Malformed(errors={"rows": _("同一款项请只填一行")})
    found = []
    for at, body in enumerate(rows):
        row = _debt(body, f"rows.{at}", actor=actor)
        if row.party_id != paper.party_id or row.currency != paper.currency:
            raise Malformed(errors={f"rows.{at}": _("该款项不属于这个单位或币种不一致")})
        line = _line(paper, at + 1, row, body.amount)
        _require_open([line])
        found.append(line)
    return found


def _debt(body: Any, field: str, *, actor: Actor) -> Payable | PlanLine:
    if (body.payable_id is None) == (body.receivable_id is None):
        raise Malformed(errors={field: _("请填写应付款或应收计划之一")})
    row: Payable | PlanLine | None = documents.refer(
        Payable, body.payable_id, actor=actor, field=f"{field}.payable_id"
    )
    row = row or documents.refer(
        PlanLine, body.receivable_id, actor=actor, field=f"{field}.receivable_id"
    )
    assert row is not None
    return row


def _oldest_first(paper: Netting, *, actor: Actor) -> list[NettingLine]:
    debts = queries.open_debts(paper.party_id, actor, currency=paper.currency)
    sides = [[d for d in debts if d.side == side] for side in (Side.OURS, Side.THEIRS)]
    ours, theirs = ([debt.open for debt in side] for side in sides)
    total = calc.common(ours, theirs)
    if not total:
        raise NothingToNet(
            party=paper.party,
            currency=paper.currency,
            ours=money.total(ours),
            theirs=money.total(theirs),
        )
    chosen = [
        (debt.row, part)
        for side in sides
        for debt, part in zip(side, calc.parts(total, [d.open for d in side]), strict=True)
        if part
    ]
    return [_line(paper, seq, row, part) for seq, (row, part) in enumerate(chosen, start=1)]


def _require_open(lines: Sequence[NettingLine]) -> None:
    """What moved since is seen here first; the money papers look again under lock."""
    for line in lines:
        debt = line.debt
        is_live = debt.state in (PayableState.ACTIVE.value, PlanState.ACTIVE.value)
        is_ours = line.payable is not None and line.side == Side.OURS
        left = debt.open if is_ours or line.plan_line is not None else -debt.open
        if not is_live or line.amount > left:
            raise DebtMoved(no=debt.no, open=max(left, money.ZERO), asked=line.amount)


def _pay(
    paper: Netting, lines: Sequence[NettingLine], side: str, way: str, *, actor: Actor, at: datetime
) -> Payment | None:
    parts = {
        line.payable_id: line.amount
        for line in lines
        if line.side == side and line.payable_id is not None
    }
    if not parts:
        return None
    return payables.offset(
        paper.party_id,
        actor=actor,
        at=at,
        direction=way,
        currency=paper.currency,
        parts=parts,
        netting=paper.no,
    )


def _receive(
    paper: Netting, lines: Sequence[NettingLine], *, actor: Actor, at: datetime
) -> Receipt | None:
    rows = [
        SimpleNamespace(receivable_id=line.plan_line_id, amount=line.amount)
        for line in lines
        if line.plan_line_id is not None
    ]
    if not rows:
        return None
    receipt = receipts.register(
        actor=actor,
        id=None,
        received_on=timezone.localdate(at),
        amount=money.total(row.amount for row in rows),
        party_id=paper.party_id,
        contract_id=None,
        currency=paper.currency,
        method=Receipt.Method.OFFSET,
        payer_name=paper.party.name[:200],
        bank_reference=paper.no,
        remark=str(_("抵账单 {no}")).format(no=paper.no),
    )
    return allocation.allocate(receipt.pk, actor=actor, at=at, rows=rows)
