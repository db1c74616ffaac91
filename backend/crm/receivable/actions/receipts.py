"""Money that came in: put on file, and found whose it is."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.numbering import actions as numbering
from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.crm.receivable.models import Receipt


class SameMoneyTwice(Duplicate):
    """This line of the bank statement was registered before."""

    sentence = _("该银行流水号已登记过回款，请勿重复登记。")


documents.explains("crm_receipt_reference_once", SameMoneyTwice())


@documents.verb
def register(
    *,
    actor: Actor,
    id: UUID | None,
    received_on: date,
    amount: Decimal,
    party_id: UUID | None,
    contract_id: UUID | None,
    **facts: Any,
) -> Receipt:
    """This will put money that came in on file; without a party it waits in suspense.

    A contract named on it makes its party the payer's and lets it count for that contract
    before it is used. Raises SameMoneyTwice for a bank reference that is known.
    """
    receipt = Receipt(received_on=received_on, amount=amount, **facts)
    if id is not None:
        receipt.id = id
    if receipt.method != Receipt.Method.CASH and not receipt.bank_reference:
        raise Malformed(errors={"bank_reference": _("非现金回款必须填写银行流水号")})
    _name(receipt, actor=actor, party_id=party_id, contract_id=contract_id)
    if receipt.party_id is not None:
        receipt.identify()
    receipt.no = numbering.next_number("SK", on=received_on)
    return documents.add(
        receipt, actor=actor, event="crm.receipt.registered", permission="crm.create_receipt"
    )


@documents.verb
def identify(
    receipt_id: UUID, *, actor: Actor, party_id: UUID | None, contract_id: UUID | None
) -> Receipt:
    """This will say whose the money in suspense is, and perhaps for which contract."""
    receipt = documents.lock(Receipt, receipt_id, actor=actor, permission="crm.identify_receipt")
    _name(receipt, actor=actor, party_id=party_id, contract_id=contract_id)
    if receipt.party_id is None:
        raise Malformed(errors={"party_id": _("请选择客户或合同")})
    receipt.identify()
    return documents.save(receipt, actor=actor, event="crm.receipt.identified")


def _name(
    receipt: Receipt, *, actor: Actor, party_id: UUID | None, contract_id: UUID | None
) -> None:
    """Set party and contract; a named contract hands its owner on, so that sales sees it."""
    party = documents.refer(Party, party_id, actor=actor, field="party_id")
    contract = documents.refer(Contract, contract_id, actor=actor, field="contract_id")
    if contract is not None:
        if party is not None and contract.party_id != party.pk:
            raise Malformed(errors={"contract_id": _("该合同不属于所选客户")})
        if contract.currency != receipt.currency:
            raise Malformed(errors={"currency": _("回款币种与合同币种不一致")})
        receipt.contract = contract
        receipt.owner_id, receipt.unit_id = contract.owner_id, contract.unit_id
        party = contract.party
    receipt.party = party
