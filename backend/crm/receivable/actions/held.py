"""Holding rows in one order, and keeping an instalment's figures and state in step.

Everybody locks contracts first, then a receipt, then plan lines, each in key order, and the
credit account last; so two verbs wait for each other and never for ever.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.contract import actions as contracts
from backend.crm.contract.models import Contract
from backend.crm.receivable import queries
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine


def deals(contract_ids: Iterable[UUID]) -> dict[UUID, Contract]:
    """This will lock contracts in key order."""
    rows = Contract.objects.filter(pk__in=set(contract_ids)).order_by("pk")
    return {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}


def lines(rows: QuerySet[PlanLine]) -> list[PlanLine]:
    """This will lock plan lines in key order and remember them as they were."""
    found = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    for line in found:
        documents.remember(line)
    return found


def reckon(line: PlanLine) -> None:
    """This will work out what is open and let an even line settle and an uneven one reopen."""
    line.open = line.amount - line.paid + line.refunded
    if line.state == PlanState.ACTIVE and line.open == 0:
        line.settle()
    elif line.state == PlanState.SETTLED and line.open != 0:
        line.reopen()


def tell_contract(contract: Contract, *, actor: Actor) -> None:
    """This will bring a held contract's payment axis in line with its plan."""
    axis = queries.payment_axis(contract.pk)
    if contract.payment_axis != axis:
        contracts.note_paid(contract.pk, actor=actor, axis=axis)
