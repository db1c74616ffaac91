"""What later papers report on a contract: priced, shipped, signed, settled, invoiced, paid."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow, Refusal
from backend.core.events import log
from backend.crm.contract import calc, queries
from backend.crm.contract.models import Axis, Contract, ContractLine
from backend.market.pricing.queries import OverPriced

log.declare("crm.contract.progressed")


class OverDelivered(Refusal):
    """More would be delivered than the line's upper band allows."""

    sentence = _(
        "超出可交货数量：已发 {shipped} {unit}，本次 {adding} {unit}，上限 {ceiling} {unit}。"
    )


def lock_for(contract_id: UUID, *, actor: Actor, states: Collection[str]) -> Contract:
    """This will lock a contract for a later paper; NotNow when it is in none of the states."""
    contract = lock(contract_id)
    if contract.state not in states:
        raise NotNow(
            verbs=documents.verbs_now(contract, actor), state=documents.state_label(contract)
        )
    return contract


@documents.verb
def note_priced(
    line_id: UUID, *, actor: Actor, quantity: Decimal, event_no: str = ""
) -> ContractLine:
    """This will count tonnes as priced (negative takes back) or raise OverPriced."""
    contract, line = _locked(line_id)
    ceiling = queries.priced_ceiling(line)
    if quantity > 0 and line.quantity_priced + quantity > ceiling:
        raise OverPriced(priced=line.quantity_priced, adding=quantity, ceiling=ceiling.normalize())
    line.quantity_priced += quantity
    return _progress(contract, line, actor=actor, step="priced", figure=quantity, no=event_no)


@documents.verb
def note_shipped(
    line_id: UUID, *, actor: Actor, quantity: Decimal, event_no: str = ""
) -> ContractLine:
    """This will count tonnes as shipped (negative takes back) or raise OverDelivered."""
    contract, line = _locked(line_id)
    require_room(line, adding=quantity)
    line.quantity_shipped += quantity
    return _progress(contract, line, actor=actor, step="shipped", figure=quantity, no=event_no)


def require_room(line: ContractLine, *, adding: Decimal) -> None:
    """This will raise OverDelivered when so many tonnes more would pass the upper band."""
    ceiling = queries.delivery_band(line).max
    if adding > 0 and line.quantity_shipped + adding > ceiling:
        raise OverDelivered(
            shipped=line.quantity_shipped,
            adding=adding,
            ceiling=ceiling.normalize(),
            unit=line.product.measured_in,
        )


@documents.verb
def note_signed(
    line_id: UUID, *, actor: Actor, quantity: Decimal, event_no: str = ""
) -> ContractLine:
    """This will count settlement tonnes as accepted by the customer (negative takes back)."""
    contract, line = _locked(line_id)
    line.quantity_signed += quantity
    return _progress(contract, line, actor=actor, step="signed", figure=quantity, no=event_no)


@documents.verb
def note_settled(
    contract_id: UUID,
    *,
    actor: Actor,
    lines: Mapping[UUID, tuple[Decimal, Decimal]] | None,
    event_no: str = "",
) -> Contract:
    """This will fix each line's final price and amount; None opens them all again."""
    contract = lock(contract_id)
    rows = list(
        ContractLine.objects.select_for_update(no_key=True).filter(contract=contract).order_by("pk")
    )
    for line in rows:
        settled = None if lines is None else lines[line.pk]
        line.final_price, line.amount_final = settled or (None, None)
        line.save(update_fields=["final_price", "amount_final"])
    total = None if lines is None else money.total(line.amount_final or money.ZERO for line in rows)
    contract.amount_final = total
    return _tell(contract, actor=actor, step="settled", figure=total, no=event_no)


@documents.verb
def note_invoiced(
    line_id: UUID, *, actor: Actor, amount: Decimal, event_no: str = ""
) -> ContractLine:
    """This will count money as invoiced (a red invoice is negative)."""
    contract, line = _locked(line_id)
    line.amount_invoiced += amount
    return _progress(contract, line, actor=actor, step="invoiced", figure=amount, no=event_no)


@documents.verb
def note_paid(contract_id: UUID, *, actor: Actor, axis: str, event_no: str = "") -> Contract:
    """This will record how far a contract is paid; saying the same again changes nothing."""
    contract = lock(contract_id)
    if contract.payment_axis == axis:
        return contract
    contract.payment_axis = Axis(axis)
    return _tell(contract, actor=actor, step="paid", figure=axis, no=event_no)


def measure(contract: Contract) -> None:
    """This will bring the delivery, pricing and invoicing axes in line with the lines."""
    lines = [queries.counters(line) for line in contract.lines.all()]
    contract.delivery_axis = Axis(calc.overall([calc.delivery(line) for line in lines]))
    contract.pricing_axis = Axis(calc.overall([calc.pricing(line) for line in lines]))
    contract.invoicing_axis = Axis(calc.overall([calc.invoicing(line) for line in lines]))


def lock(contract_id: UUID) -> Contract:
    contract = Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract_id)
    documents.remember(contract)
    return contract


def _locked(line_id: UUID) -> tuple[Contract, ContractLine]:
    """Lock the contract, then its line: always in this order."""
    contract = lock(ContractLine.objects.values_list("contract_id", flat=True).get(pk=line_id))
    return contract, ContractLine.objects.select_for_update(of=("self",), no_key=True).get(
        pk=line_id
    )


def _progress(
    contract: Contract, line: ContractLine, *, actor: Actor, step: str, figure: Any, no: str
) -> ContractLine:
    line.save()
    _tell(contract, actor=actor, step=step, figure=figure, no=no, line=line.pk)
    return line


def _tell(
    contract: Contract,
    *,
    actor: Actor,
    step: str,
    figure: Any,
    no: str,
    line: UUID | None = None,
) -> Contract:
    measure(contract)
    payload = {"step": step, "figure": figure, "by": no, "line_id": line}
    return documents.save(contract, actor=actor, event="crm.contract.progressed", payload=payload)
