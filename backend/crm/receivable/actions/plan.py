"""The plan of a contract: opened, triggered, restated, made final, dropped."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.crm.contract import queries as contract_queries
from backend.crm.contract.calc import Claim
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, PaymentTerm
from backend.crm.receivable import calc, queries
from backend.crm.receivable.actions import held
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine

Trigger = PaymentTerm.Trigger


class StillPaid(Refusal):
    """The last instalment carries money, so its final amount cannot be taken back."""

    sentence = _("应收“{no}”已核销 {paid}、已退款 {refunded}，请先取消后再撤销结算。")


@documents.verb
def open_plan(contract_id: UUID, *, actor: Actor) -> list[PlanLine]:
    """This will open one plan line for each payment term of a signed contract.

    A contract that has a plan is left alone, so it may be repeated. Shares are taken of the
    estimated amount. What is due at signing is payable from that day. What must be paid
    before release can be paid from signing too and falls due on the last delivery day (else
    on the day of signing), because goods do not leave without it.
    """
    contract = held.deals([contract_id])[contract_id]
    if PlanLine.objects.filter(contract=contract).exists():
        return []
    return _open_all(contract, actor=actor)


def _open_all(contract: Contract, *, actor: Actor) -> list[PlanLine]:
    if contract.signed_on is None or not contract.terms.exists():
        return []
    return [
        _open(contract, share.term, amount=share.amount, actor=actor)
        for share in contract_queries.shares(contract)
    ]


def _open(contract: Contract, term: PaymentTerm, *, amount: Decimal, actor: Actor) -> PlanLine:
    line = PlanLine(
        no=f"{contract.no}-{term.seq}",
        contract=contract,
        term=term,
        party_id=contract.party_id,
        currency=contract.currency,
        amount=amount,
        open=amount,
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
    )
    assert contract.signed_on is not None
    if term.trigger in queries.BEFORE_GOODS:
        _activate(line, term, on=contract.signed_on, contract=contract)
    return documents.add(line, actor=actor, event="crm.receivable.opened")


def _activate(line: PlanLine, term: PaymentTerm, *, on: date, contract: Contract) -> None:
    start = on
    if term.trigger == Trigger.BEFORE_RELEASE:
        start = contract.delivery_until or on
    line.triggered_on, line.due_on = on, start + timedelta(days=term.offset_days)
    line.trigger()
    held.reckon(line)


def _claim(term: PaymentTerm) -> Claim:
    return Claim(percent=term.percent, amount=term.amount)


def _plan(contract: Contract, *, actor: Actor) -> list[PlanLine]:
    """Lock the plan of a held contract, in the order of its terms.

    News of the signature may come later than other news, so the plan is opened when it is not.
    """
    rows = PlanLine.objects.filter(contract=contract)
    lines = held.lines(rows) or _open_all(contract, actor=actor)
    terms = {term.pk: term for term in contract.terms.all()}
    for line in lines:
        line.term = terms[line.term_id]
    return sorted(lines, key=lambda line: line.term.seq)


@documents.verb
def trigger(contract_id: UUID, *, trigger: str, on: date, actor: Actor) -> list[PlanLine]:
    """This will make the waiting lines of one trigger payable, due after their days of grace.

    Lines that were triggered before keep their day, so it may be repeated.
    """
    contract = held.deals([contract_id])[contract_id]
    waiting = [
        line
        for line in _plan(contract, actor=actor)
        if line.state == PlanState.NOT_TRIGGERED and line.term.trigger == trigger
    ]
    for line in waiting:
        _activate(line, line.term, on=on, contract=contract)
        documents.save(line, actor=actor, event="crm.receivable.triggered")
    held.tell_contract(contract, actor=actor)
    return waiting


@documents.verb
def restate(contract_id: UUID, *, actor: Actor) -> list[PlanLine]:
    """This will share an amended estimate over the plan; terms that are new get a line.

    A line that money has moved on keeps its amount and the balancing line takes the difference;
    a plan whose final amount is known is left alone.
    """
    contract = held.deals([contract_id])[contract_id]
    lines = {line.term_id: line for line in _plan(contract, actor=actor)}
    if any(line.basis == PlanLine.Basis.ACTUAL for line in lines.values()) or not lines:
        return []
    terms = list(contract.terms.all())
    shares = [calc.Share(_claim(term), _kept(lines.get(term.pk))) for term in terms]
    amounts = calc.restate(contract.amount_estimated, shares=shares)
    changed = []
    for term, amount in zip(terms, amounts, strict=True):
        line = lines.get(term.pk)
        if line is None:
            changed.append(_open(contract, term, amount=amount, actor=actor))
        elif _restated(line, amount=amount, contract=contract):
            changed.append(documents.save(line, actor=actor, event="crm.receivable.restated"))
    held.tell_contract(contract, actor=actor)
    return changed


def _restated(line: PlanLine, *, amount: Decimal, contract: Contract) -> bool:
    """Give a line its new amount; one that an amendment moved before the goods is due now."""
    waits = line.state == PlanState.NOT_TRIGGERED
    moved = waits and line.term.trigger in queries.BEFORE_GOODS
    if line.state == PlanState.VOID or (line.amount == amount and not moved):
        return False
    line.amount = amount
    held.reckon(line)
    if moved and contract.signed_on is not None:
        _activate(line, line.term, on=contract.signed_on, contract=contract)
    return True


def _kept(line: PlanLine | None) -> Decimal | None:
    if line is None:
        return None
    if line.state == PlanState.VOID:
        return money.ZERO
    return line.amount if line.paid or line.refunded else None


@documents.verb
def finalise(contract_id: UUID, *, actor: Actor, total: Decimal, on: date) -> PlanLine | None:
    """This will make the balancing line what the final amount leaves after the other lines.

    Below zero it is a refund due (多退少补). Lines that wait for the final settlement become
    payable. It returns the balancing line, None when the contract has no plan.
    """
    contract = held.deals([contract_id])[contract_id]
    lines = _plan(contract, actor=actor)
    if not lines:
        return None
    last = _balancing(lines)
    others = [x.amount for x in lines if x is not last and x.state != PlanState.VOID]
    last.amount = money.cents(total) - money.total(others)
    last.basis = PlanLine.Basis.ACTUAL
    if last.state == PlanState.VOID:
        last.triggered_on, last.due_on = on, on + timedelta(days=last.term.offset_days)
        last.revive()
    held.reckon(last)
    for line in lines:
        waits = line.state == PlanState.NOT_TRIGGERED
        if waits and line.term.trigger == Trigger.FINAL_SETTLEMENT:
            _activate(line, line.term, on=on, contract=contract)
            if line is not last:
                documents.save(line, actor=actor, event="crm.receivable.triggered")
    documents.save(last, actor=actor, event="crm.receivable.finalised")
    held.tell_contract(contract, actor=actor)
    return last


@documents.verb
def undo_finalise(contract_id: UUID, *, actor: Actor) -> PlanLine | None:
    """This will take a final amount back: the balancing line is estimated and waits again.

    Raises StillPaid when money was taken or paid back on a line that has to wait again.
    """
    contract = held.deals([contract_id])[contract_id]
    lines = _plan(contract, actor=actor)
    if not lines or _balancing(lines).basis != PlanLine.Basis.ACTUAL:
        return None
    last = _balancing(lines)
    for line in lines:
        if line.term.trigger == Trigger.FINAL_SETTLEMENT:
            _wait_again(line)
            if line is not last:
                documents.save(line, actor=actor, event="crm.receivable.unfinalised")
    others = [x.amount for x in lines if x is not last and x.state != PlanState.VOID]
    last.amount = contract.amount_estimated - money.total(others)
    last.basis = PlanLine.Basis.ESTIMATED
    held.reckon(last)
    if contract.state == ContractState.TERMINATED and last.state == PlanState.NOT_TRIGGERED:
        last.void()
    documents.save(last, actor=actor, event="crm.receivable.unfinalised")
    held.tell_contract(contract, actor=actor)
    return last


def _wait_again(line: PlanLine) -> None:
    if line.paid or line.refunded:
        raise StillPaid(no=line.no, paid=line.paid, refunded=line.refunded)
    if line.state in (PlanState.ACTIVE, PlanState.SETTLED):
        line.untrigger()
        line.triggered_on = line.due_on = None


def _balancing(lines: Sequence[PlanLine]) -> PlanLine:
    return lines[calc.balancing([_claim(line.term) for line in lines])]


@documents.verb
def close_plan(contract_id: UUID, *, actor: Actor, reason: str) -> list[PlanLine]:
    """This will drop what is still open when a contract ends early.

    A line that money has moved on is cut to that money and settled; the final settlement of
    the ended contract asks for the rest or gives back what was too much.
    """
    contract = held.deals([contract_id])[contract_id]
    dropped = []
    for line in _plan(contract, actor=actor):
        if line.state not in (PlanState.NOT_TRIGGERED, PlanState.ACTIVE):
            continue
        if line.paid or line.refunded:
            line.amount = line.paid - line.refunded
            held.reckon(line)
        else:
            line.void()
        event = "crm.receivable.voided"
        dropped.append(documents.save(line, actor=actor, event=event, reason=reason))
    held.tell_contract(contract, actor=actor)
    return dropped
