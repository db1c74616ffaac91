"""Giving back the credit that released goods held, once money covers them."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.contract import actions as contracts
from backend.crm.contract import queries as contract_queries
from backend.crm.contract.flow import State as ContractState
from backend.crm.credit import actions as credit
from backend.crm.credit import queries as credits_held
from backend.crm.delivery import queries
from backend.crm.delivery.actions import hold
from backend.crm.delivery.models import Delivery
from backend.crm.receivable import queries as receivables

ZERO = Decimal(0)


@documents.verb
def give_back_covered(contract_id: UUID, *, actor: Actor, at: datetime) -> Decimal:
    """This will free what a contract's trucks hold of the credit beyond what is still uncovered.

    Goods out beyond money in and the contract's own credit stay held, the newest truck last.
    It returns how much was freed; asking again frees nothing more.
    """
    contract = contracts.lock_for(contract_id, actor=actor, states=list(ContractState))
    trucks = list(Delivery.objects.filter(contract=contract).order_by("released_at", "no"))
    held = [credits_held.used_by(hold.CODE, truck.pk) for truck in trucks]
    out, covered = queries.let_go(contract.pk), receivables.received(contract.pk)
    own = contract_queries.credit_part(contract)
    over = sum(held, ZERO) - max(out - covered - own, ZERO)
    freed = ZERO
    for truck, amount in zip(trucks, held, strict=True):
        part = min(amount, over - freed)
        if part > 0:
            freed += credit.restore(hold.CODE, truck.pk, actor=actor, at=at, up_to=part)
    return freed
