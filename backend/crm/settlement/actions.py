"""What people do with a settlement statement."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import capitals
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, NotNow, Refusal
from backend.core.events import log
from backend.core.events.log import plain
from backend.core.numbering import actions as numbering
from backend.crm.contract import actions as contracts
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract
from backend.crm.delivery import actions as deliveries
from backend.crm.delivery.flow import State as DeliveryState
from backend.crm.delivery.models import Delivery
from backend.crm.receivable import actions as receivables
from backend.crm.receivable import queries as receivable_queries
from backend.crm.settlement import queries
from backend.crm.settlement.flow import State
from backend.crm.settlement.models import Settlement, SettlementLine

log.declare(
    "crm.settlement.created",
    "crm.settlement.recomputed",
    "crm.settlement.confirmed",
    "crm.settlement.issued",
    "crm.settlement.reversed",
    "crm.settlement.voided",
)

STATES = (ContractState.EFFECTIVE,)


class AlreadySettling(Duplicate):
    """A contract has one live statement."""

    sentence = _("该合同已有进行中的结算单，请先作废或冲回。")


class FiguresMoved(Refusal):
    """Weights, fixings or prices changed since the statement was worked out."""

    sentence = _(
        "自上次计算以来重量或价格有变化（原 {before} 元，现 {now} 元），请重新计算并确认。"
    )


class Invoiced(Refusal):
    """Invoices stand on this statement."""

    sentence = _("已按本结算单开票 {amount} 元，请先红冲发票再冲回结算。")


documents.explains("crm_settlement_one_live", AlreadySettling())


@documents.verb
def create(*, actor: Actor, id: UUID | None, on: date, contract_id: UUID) -> Settlement:
    """This will work out what a delivered contract finally comes to."""
    seen = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    assert seen is not None
    contract = contracts.lock_for(seen.pk, actor=actor, states=STATES)
    settlement = Settlement(
        contract=contract,
        party_id=contract.party_id,
        settled_on=on,
        owner_id=contract.owner_id,
        unit_id=contract.unit_id,
    )
    if id is not None:
        settlement.id = id
    found = queries.work_out(contract)
    _fill(settlement, found)
    settlement.no = numbering.next_number("JS", on=on)
    documents.add(
        settlement,
        actor=actor,
        event="crm.settlement.created",
        permission="crm.create_settlement",
        payload={"contract_id": contract.pk},
    )
    _write_lines(settlement, found)
    return settlement


@documents.verb
def recompute(settlement_id: UUID, *, actor: Actor, on: date) -> Settlement:
    """This will work a draft out anew from the weights and prices of now."""
    settlement, contract = _lock(settlement_id, actor=actor, verb="recompute")
    if settlement.state != State.DRAFT:
        raise NotNow(
            verbs=documents.verbs_now(settlement, actor), state=documents.state_label(settlement)
        )
    found = queries.work_out(contract)
    settlement.settled_on = on
    _fill(settlement, found)
    settlement.lines.all().delete()
    _write_lines(settlement, found)
    return documents.save(settlement, actor=actor, event="crm.settlement.recomputed")


@documents.verb
def confirm(settlement_id: UUID, *, actor: Actor, confirmed_by: str, on: date) -> Settlement:
    """This will record who of the customer agreed to the statement, and when."""
    settlement, _contract = _lock(settlement_id, actor=actor, verb="confirm")
    settlement.confirm()
    settlement.confirmed_by, settlement.confirmed_on = confirmed_by, on
    return documents.save(settlement, actor=actor, event="crm.settlement.confirmed")


@documents.verb
def issue(settlement_id: UUID, *, actor: Actor, on: date) -> Settlement:
    """This will book the final amounts: contract, trucks and what is still due follow.

    Raises FiguresMoved when a weight or price is not what it was when it was worked out.
    """
    settlement, contract = _lock(settlement_id, actor=actor, verb="issue")
    settlement.issue()
    found = queries.work_out(contract)
    if found.amount != settlement.amount:
        raise FiguresMoved(before=settlement.amount, now=found.amount)
    settlement.settled_on = on
    _fill(settlement, found)
    figures = {row.line.pk: (row.price, row.amount) for row in found.lines}
    contracts.note_settled(contract.pk, actor=actor, lines=figures, event_no=settlement.no)
    deliveries.mark_settled([truck.pk for truck in found.trucks], actor=actor)
    receivables.finalise(contract.pk, actor=actor, total=settlement.amount, on=on)
    return documents.save(
        settlement,
        actor=actor,
        event="crm.settlement.issued",
        payload={"contract_id": contract.pk, "amount": settlement.amount, "on": on},
    )


@documents.verb
def reverse(settlement_id: UUID, *, actor: Actor, reason: str) -> Settlement:
    """This will take an issued statement back, so that another can be made."""
    settlement, contract = _lock(settlement_id, actor=actor, verb="reverse")
    settlement.reverse()
    invoiced = sum(line.amount_invoiced for line in contract.lines.all())
    if invoiced:
        raise Invoiced(amount=invoiced)
    receivables.undo_finalise(contract.pk, actor=actor)
    contracts.note_settled(contract.pk, actor=actor, lines=None, event_no=settlement.no)
    trucks = Delivery.objects.filter(contract=contract, state=DeliveryState.SETTLED)
    deliveries.unmark_settled(trucks.values_list("pk", flat=True), actor=actor)
    return documents.save(settlement, actor=actor, event="crm.settlement.reversed", reason=reason)


@documents.verb
def void(settlement_id: UUID, *, actor: Actor, reason: str) -> Settlement:
    """This will drop a statement before it was booked."""
    settlement, _contract = _lock(settlement_id, actor=actor, verb="void")
    settlement.void()
    return documents.save(settlement, actor=actor, event="crm.settlement.voided", reason=reason)


def _lock(settlement_id: UUID, *, actor: Actor, verb: str) -> tuple[Settlement, Contract]:
    """Lock the contract, then its statement: always in this order."""
    contract_id = documents.get(Settlement, settlement_id, actor=actor).contract_id
    contract = contracts.lock_for(contract_id, actor=actor, states=STATES)
    settlement = documents.lock(
        Settlement, settlement_id, actor=actor, permission=f"crm.{verb}_settlement"
    )
    return settlement, contract


def _fill(settlement: Settlement, found: queries.Sum) -> None:
    settlement.amount = found.amount
    settlement.amount_excl = found.excl
    settlement.tax = found.amount - found.excl
    settlement.received = receivable_queries.received(settlement.contract_id)
    settlement.due = found.amount - settlement.received
    settlement.amount_words = capitals.rmb(found.amount)
    settlement.cost = found.cost
    settlement.margin = found.excl - found.cost


def _write_lines(settlement: Settlement, found: queries.Sum) -> None:
    SettlementLine.objects.bulk_create(
        SettlementLine(
            settlement=settlement,
            line=row.line,
            quantity=row.quantity,
            own_weight=row.own_weight,
            price=row.price,
            amount=row.amount,
            amount_excl=row.split.excl,
            tax=row.split.tax,
            cost=row.cost,
            trace=plain(row.trace),
        )
        for row in found.lines
    )
