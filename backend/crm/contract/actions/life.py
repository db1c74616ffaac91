"""After the signature: stop and go, fulfil, close, end early; and dropping what never bound."""

from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.core.events import log
from backend.crm.contract.actions import exposure
from backend.crm.contract.actions.progress import measure
from backend.crm.contract.actions.reservations import release_all, release_line
from backend.crm.contract.models import Axis, Contract, ContractLine
from backend.crm.credit import actions as credit

log.declare(
    "crm.contract.suspended",
    "crm.contract.resumed",
    "crm.contract.short_closed",
    "crm.contract.fulfilled",
    "crm.contract.closed",
    "crm.contract.terminated",
    "crm.contract.voided",
)

CODE = "crm.contract"
AXES = {
    "delivery_axis": _("交货"),
    "pricing_axis": _("定价"),
    "invoicing_axis": _("开票"),
    "payment_axis": _("收款"),
}


class NotComplete(Refusal):
    """Something is still to be delivered, priced, invoiced or paid."""

    sentence = _("合同尚未履行完毕：{axes}未完成。")


@documents.verb
def suspend(contract_id: UUID, *, actor: Actor, reason: str) -> Contract:
    """This will stop everything until the contract is resumed."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.suspend_contract")
    contract.suspend()
    return documents.save(contract, actor=actor, event="crm.contract.suspended", reason=reason)


@documents.verb
def resume(contract_id: UUID, *, actor: Actor, reason: str) -> Contract:
    """This will let a suspended contract go on."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.resume_contract")
    contract.resume()
    return documents.save(contract, actor=actor, event="crm.contract.resumed", reason=reason)


@documents.verb
def short_close(contract_id: UUID, *, actor: Actor, line_id: UUID, reason: str) -> Contract:
    """This will end a line's delivery with what was shipped and free the stock it still holds."""
    contract = documents.lock(
        Contract, contract_id, actor=actor, permission="crm.short_close_contract"
    )
    rows = ContractLine.objects.select_for_update(of=("self",), no_key=True)
    line = rows.filter(contract=contract, pk=line_id).first()
    if line is None:
        raise Malformed(errors={"line_id": _("合同中没有这一行")})
    line.is_delivered = True
    line.save(update_fields=["is_delivered"])
    release_line(line, actor=actor)
    measure(contract)
    exposure.end(contract, [line], actor=actor, on=timezone.localdate(context.now()))
    return documents.save(
        contract,
        actor=actor,
        event="crm.contract.short_closed",
        reason=reason,
        payload={"line_id": line.pk, "shipped": line.quantity_shipped},
    )


@documents.verb
def fulfil(contract_id: UUID, *, actor: Actor, on: date) -> Contract:
    """This will record that everything is delivered, priced, invoiced and paid, or raise why not.

    What the contract still held of the customer's credit and of our stock is given back.
    """
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.fulfil_contract")
    contract.fulfil()
    measure(contract)
    missing = [
        str(label) for name, label in AXES.items() if getattr(contract, name) != Axis.COMPLETE
    ]
    if missing:
        raise NotComplete(axes="、".join(missing))
    _give_back(contract, actor=actor, on=on)
    return documents.save(contract, actor=actor, event="crm.contract.fulfilled", payload={"on": on})


@documents.verb
def close(contract_id: UUID, *, actor: Actor, on: date) -> Contract:
    """This will put a fulfilled contract away."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.close_contract")
    contract.close()
    contract.ended_on = on
    return documents.save(contract, actor=actor, event="crm.contract.closed")


@documents.verb
def terminate(contract_id: UUID, *, actor: Actor, on: date, reason: str) -> Contract:
    """This will end a contract early: reservations and unused credit are given back."""
    contract = documents.lock(
        Contract, contract_id, actor=actor, permission="crm.terminate_contract"
    )
    contract.terminate()
    contract.ended_on = on
    _drop_open_amendment(contract, actor=actor, reason=reason)
    _give_back(contract, actor=actor, on=on)
    exposure.end(contract, contract.lines.all(), actor=actor, on=on)
    return documents.save(contract, actor=actor, event="crm.contract.terminated", reason=reason)


@documents.verb
def void(contract_id: UUID, *, actor: Actor, on: date, reason: str) -> Contract:
    """This will drop a contract that never bound anybody and give its credit back."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.void_contract")
    contract.void()
    contract.ended_on = on
    _give_back(contract, actor=actor, on=on)
    return documents.save(contract, actor=actor, event="crm.contract.voided", reason=reason)


def _give_back(contract: Contract, *, actor: Actor, on: date) -> None:
    release_all(contract, actor=actor)
    credit.restore(CODE, contract.pk, actor=actor, at=moment(on))


def moment(on: date) -> datetime:
    """This will give the beginning of a day where the company is."""
    return timezone.make_aware(datetime.combine(on, time.min))


def _drop_open_amendment(contract: Contract, *, actor: Actor, reason: str) -> None:
    for row in contract.amendments.select_for_update(no_key=True).filter(
        state__in=["draft", "approved"]
    ):
        documents.remember(row)
        row.void()
        documents.save(row, actor=actor, event="crm.amendment.voided", reason=reason)
