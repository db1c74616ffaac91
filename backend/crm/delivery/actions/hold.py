"""Holding a truck: its contract first, as everybody does, then the truck."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.events import log
from backend.crm.contract import actions as contracts
from backend.crm.contract.flow import State as ContractState
from backend.crm.delivery.models import Delivery

log.declare(
    "crm.delivery.planned",
    "crm.delivery.changed",
    "crm.delivery.cancelled",
    "crm.delivery.released",
    "crm.delivery.loaded",
    "crm.delivery.weighed_out",
    "crm.delivery.counted_out",
    "crm.delivery.departed",
    "crm.delivery.arrived",
    "crm.delivery.weighed_in",
    "crm.delivery.disputed",
    "crm.delivery.resolved",
    "crm.delivery.signed",
    "crm.delivery.refused",
    "crm.delivery.taken_back",
    "crm.delivery.settled",
    "crm.delivery.unsettled",
)

CODE = "crm.delivery"
MOVING = (ContractState.EFFECTIVE,)
RUNNING = (ContractState.EFFECTIVE, ContractState.AMENDING, ContractState.SUSPENDED)


def lock(
    delivery_id: UUID, *, actor: Actor, verb: str, states: Collection[str] | None = None
) -> Delivery:
    """This will lock the contract in one of the states given, then the delivery, for a verb.

    Goods that are under way go on while the contract is being amended or is suspended; only
    planning, releasing, loading and weighing out need it effective.
    """
    permission = f"crm.{verb}_delivery"
    contract_id = documents.get(Delivery, delivery_id, actor=actor).contract_id
    if states is not None:
        contracts.lock_for(contract_id, actor=actor, states=states)
    return documents.lock(Delivery, delivery_id, actor=actor, permission=permission)


def save(
    delivery: Delivery, *, actor: Actor, event: str, reason: str = "", **facts: Any
) -> Delivery:
    """This will write the delivery and tell, with its contract and line for the listeners."""
    payload = {"contract_id": delivery.contract_id, "line_id": delivery.line_id, **facts}
    return documents.save(
        delivery, actor=actor, event=f"{CODE}.{event}", payload=payload, reason=reason
    )
