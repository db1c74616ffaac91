"""Writing an application for an invoice, and checking that it asks for no more than is due."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow, Refusal
from backend.core.numbering import actions as numbering
from backend.crm.contract import actions as contracts
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.invoice import calc, queries
from backend.crm.invoice.calc import Figures, Room
from backend.crm.invoice.flow import State
from backend.crm.invoice.models import Invoice, InvoiceLine
from backend.crm.settlement.flow import State as SettlementState
from backend.crm.settlement.models import Settlement

BOUND = frozenset(
    {
        ContractState.EFFECTIVE,
        ContractState.SUSPENDED,
        ContractState.AMENDING,
        ContractState.FULFILLED,
        ContractState.TERMINATED,
    }
)


class NotSettled(Refusal):
    """A final invoice needs an issued settlement statement."""

    sentence = _("结算单 {no} 当前为“{state}”，出具后才能开票。")


class NothingToInvoice(Refusal):
    """No line has anything left to invoice."""

    sentence = _("没有可开票金额：应开 {limit}，已申请或已开 {invoiced}。")


class MoreThanDue(Refusal):
    """A line asks for more than it was settled or shipped for, less what was invoiced."""

    sentence = _(
        "第 {seq} 行申请 {quantity} {unit}、{amount} 元，超出可开票范围："
        "应开 {limit} 元，已申请或已开 {invoiced} 元，剩余 {left_quantity} {unit}、{left} 元。"
    )


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    made_on: date,
    settlement_id: UUID | None,
    contract_id: UUID | None,
    title: str,
    tax_no: str,
    lines: list[Any],
) -> Invoice:
    """This will draw up an invoice: final from a settlement, provisional from a contract.

    Without lines it asks for all that is left: the final amount less what was invoiced before
    (the difference only, blue or negative), or the tonnes shipped at the provisional price.
    Raises NotSettled, NothingToInvoice, MoreThanDue.
    """
    settlement = documents.refer(Settlement, settlement_id, actor=actor, field="settlement_id")
    contract = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    if (settlement is None) == (contract is None):
        raise Malformed(errors={"settlement_id": _("请填写结算单或合同之一")})
    known = settlement.contract_id if settlement is not None else contract_id
    assert known is not None
    bound = contracts.lock_for(known, actor=actor, states=BOUND)
    invoice = Invoice(
        contract=bound,
        settlement=settlement,
        party=bound.party,
        made_on=made_on,
        title=title or bound.party.name,
        tax_no=tax_no or bound.party.uscc,
        owner_id=bound.owner_id,
        unit_id=bound.unit_id,
    )
    if id is not None:
        invoice.id = id
    rooms = rooms_of(invoice)
    wanted = asked(lines, rooms=rooms)
    invoice.kind = _kind(invoice, wanted, rooms)
    invoice.no = numbering.next_number("FP", on=made_on)
    rows = _fill(invoice, wanted)
    documents.add(
        invoice, actor=actor, event="crm.invoice.created", permission="crm.create_invoice"
    )
    InvoiceLine.objects.bulk_create(rows)
    return invoice


@documents.verb
def change(invoice_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> Invoice:
    """This will correct an application that was not handed in, or was sent back."""
    contracts.lock_for(
        documents.get(Invoice, invoice_id, actor=actor).contract_id, actor=actor, states=BOUND
    )
    invoice = documents.lock(Invoice, invoice_id, actor=actor, permission="crm.change_invoice")
    if invoice.state != State.DRAFT:
        raise NotNow(
            verbs=documents.verbs_now(invoice, actor), state=documents.state_label(invoice)
        )
    lines = changes.pop("lines", None)
    for name, value in changes.items():
        setattr(invoice, name, value)
    if lines is not None:
        wanted = asked(lines, rooms=rooms_of(invoice))
        rows = _fill(invoice, wanted)
        invoice.lines.all().delete()
        InvoiceLine.objects.bulk_create(rows)
    return documents.save(invoice, actor=actor, event="crm.invoice.changed")


def rooms_of(invoice: Invoice) -> dict[UUID, Room]:
    """This will give what is left for this invoice, its contract being locked."""
    settlement = invoice.settlement
    if settlement is not None and settlement.state != SettlementState.ISSUED:
        raise NotSettled(no=settlement.no, state=documents.state_label(settlement))
    return queries.rooms(invoice.contract, settlement=settlement, besides=invoice.pk)


def asked(lines: Sequence[Any], *, rooms: Mapping[UUID, Room]) -> dict[UUID, Figures]:
    """This will read which lines are asked for; all that is left when none is named."""
    if not lines:
        wanted = {pk: room.left for pk, room in rooms.items() if not room.is_used}
        if not wanted:
            raise NothingToInvoice(
                limit=money.total(room.limit.amount for room in rooms.values()),
                invoiced=money.total(room.invoiced.amount for room in rooms.values()),
            )
        return wanted
    found: dict[UUID, Figures] = {}
    for i, line in enumerate(lines):
        if line.line_id not in rooms or line.line_id in found:
            raise Malformed(errors={f"lines.{i}.line_id": _("不是该合同的明细行，或重复")})
        found[line.line_id] = Figures(line.quantity, line.amount)
    require_room(found, rooms=rooms)
    return found


def require_room(wanted: Mapping[UUID, Figures], *, rooms: Mapping[UUID, Room]) -> None:
    """This will raise MoreThanDue for a line that asks for more than is left, with the figures."""
    for pk, figures in wanted.items():
        room = rooms[pk]
        if not calc.fits(figures, room=room):
            line = ContractLine.objects.select_related("product").get(pk=pk)
            raise MoreThanDue(
                seq=line.seq,
                unit=line.product.measured_in,
                quantity=figures.quantity,
                amount=figures.amount,
                limit=room.limit.amount,
                invoiced=room.invoiced.amount,
                left_quantity=room.left.quantity,
                left=room.left.amount,
            )


def _kind(
    invoice: Invoice, wanted: Mapping[UUID, Figures], rooms: Mapping[UUID, Room]
) -> Invoice.Kind:
    if invoice.settlement_id is None:
        return Invoice.Kind.PROVISIONAL
    corrects = any(rooms[pk].invoiced.amount != 0 for pk in wanted)
    return Invoice.Kind.ADJUSTMENT if corrects else Invoice.Kind.FINAL


def _fill(invoice: Invoice, wanted: Mapping[UUID, Figures]) -> list[InvoiceLine]:
    """Make the lines and set the invoice's sums to theirs."""
    rate = invoice.contract.tax_rate
    rows = []
    for pk, figures in wanted.items():
        split = calc.line(figures, rate=rate)
        rows.append(InvoiceLine(invoice=invoice, line_id=pk, tax_rate=rate, **split._asdict()))
    invoice.amount = money.total(row.amount for row in rows)
    invoice.amount_excl = money.total(row.amount_excl for row in rows)
    invoice.tax = money.total(row.tax for row in rows)
    return rows
