"""From draft to signature: somebody else reads, margin and credit are found good, it goes out."""

from datetime import date
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Refusal
from backend.core.events import log
from backend.crm.contract import queries
from backend.crm.contract.actions import exposure
from backend.crm.contract.actions import lines as rules
from backend.crm.contract.actions.progress import measure
from backend.crm.contract.actions.reservations import reserve_all
from backend.crm.contract.models import Contract
from backend.crm.credit import actions as credit
from backend.crm.credit.models import CreditEntry
from backend.crm.customer import actions as customers

log.declare(
    "crm.contract.submitted",
    "crm.contract.returned",
    "crm.contract.approved",
    "crm.contract.sent",
    "crm.contract.signed",
)

CODE = "crm.contract"


class NothingSold(Refusal):
    """A contract without lines binds nobody to anything."""

    sentence = _("合同没有明细，不能提交。")


class LossMaking(Refusal):
    """The estimated cost is above the price."""

    sentence = _("预计毛利为负，批准时必须说明原因。")


@documents.verb
def submit(contract_id: UUID, *, actor: Actor) -> Contract:
    """This will hand a draft to its reviewer once its instalments share out the whole."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.submit_contract")
    contract.submit()
    if not contract.lines.exists():
        raise NothingSold
    rules.require_sum(list(contract.terms.all()), total=contract.amount_estimated)
    return documents.save(contract, actor=actor, event="crm.contract.submitted")


@documents.verb
def return_to_draft(contract_id: UUID, *, actor: Actor, reason: str) -> Contract:
    """This will send a contract back to be changed, saying why."""
    contract = documents.lock(
        Contract, contract_id, actor=actor, permission="crm.return_to_draft_contract"
    )
    contract.return_to_draft()
    return documents.save(contract, actor=actor, event="crm.contract.returned", reason=reason)


@documents.verb
def approve(contract_id: UUID, *, actor: Actor, on: date, loss_reason: str) -> Contract:
    """This will accept a contract's margin and take up its credit under the account's lock.

    Raises LossMaking for a negative margin without a reason and OverLimit when the part that
    is shipped before it is paid does not fit into the customer's limit.
    """
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.approve_contract")
    contract.approve()
    contract.approved_on = on
    rules.estimate(contract, list(contract.lines.all()))
    margin = queries.margin(contract)
    if margin is not None and margin < 0 and not loss_reason:
        raise LossMaking
    credit.commit(
        contract.party_id,
        actor=actor,
        amount=queries.credit_part(contract),
        kind=CreditEntry.Kind.CONTRACT,
        document=CODE,
        document_id=contract.pk,
        on=on,
        note=contract.no,
    )
    return documents.save(contract, actor=actor, event="crm.contract.approved", reason=loss_reason)


@documents.verb
def send(contract_id: UUID, *, actor: Actor, on: date, via: str) -> Contract:
    """This will record that the contract was put before the customer for signature."""
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.send_contract")
    contract.send()
    return documents.save(
        contract, actor=actor, event="crm.contract.sent", payload={"on": on, "via": via}
    )


@documents.verb
def sign(
    contract_id: UUID, *, actor: Actor, on: date, their_no: str, signed_place: str
) -> Contract:
    """This will bind both parties: stock is reserved, and everything that waits may start.

    Raises LimitBlocked when what it sells at a fixed price is beyond the metal's limit.
    """
    contract = documents.lock(Contract, contract_id, actor=actor, permission="crm.sign_contract")
    contract.sign()
    contract.signed_on = on
    contract.their_no = their_no or contract.their_no
    contract.signed_place = signed_place or contract.signed_place
    prefetch_related_objects([contract], "lines")  # read once for the stock and the axes
    reserve_all(contract, actor=actor)
    customers.note_deal(contract.party_id, actor=actor, on=on)
    measure(contract)
    exposure.begin(contract, actor=actor, on=on)
    return documents.save(contract, actor=actor, event="crm.contract.signed", payload={"on": on})
