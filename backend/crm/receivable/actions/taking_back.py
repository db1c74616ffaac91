"""Taking allocations back, and a receipt that the bank took back."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.crm.receivable.actions import allocation, credit, held
from backend.crm.receivable.models import Allocation, PlanLine, Receipt


class NothingUsed(Refusal):
    """No allocation is left that could be taken back."""

    sentence = _("该回款没有可取消的核销。")


@documents.verb
def unallocate(
    receipt_id: UUID, *, actor: Actor, at: datetime, allocation_ids: list[UUID], reason: str
) -> Receipt:
    """This will take allocations of a receipt back by their negatives; all when none is named.

    The instalments are open again and the money is on account. Raises NothingUsed.
    """
    permission = "crm.unallocate_receipt"
    receipt, taken = _take_back(
        receipt_id, actor=actor, at=at, only=allocation_ids, permission=permission, reason=reason
    )
    if not taken:
        raise NothingUsed
    allocation.show(receipt)
    facts = {"total": money.total(row.amount for row in taken)}
    documents.save(
        receipt, actor=actor, event="crm.receipt.unallocated", payload=facts, reason=reason
    )
    return receipt


@documents.verb
def reverse(receipt_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Receipt:
    """This will take a receipt back because the bank did: what it paid is open again."""
    permission = "crm.reverse_receipt"
    receipt, taken = _take_back(
        receipt_id, actor=actor, at=at, only=[], permission=permission, reason=reason
    )
    receipt.reverse()
    receipt.reversed_on = timezone.localdate(at)
    facts = {"amount": receipt.amount, "unused": money.total(row.amount for row in taken)}
    return documents.save(
        receipt, actor=actor, event="crm.receipt.reversed", payload=facts, reason=reason
    )


def _take_back(
    receipt_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    only: list[UUID],
    permission: str,
    reason: str,
) -> tuple[Receipt, list[Allocation]]:
    """Write the negatives of live allocations under the locks of everything they touched."""
    documents.get(Receipt, receipt_id, actor=actor)
    policy.require(actor, permission)
    used = Allocation.objects.filter(
        receipt_id=receipt_id, reverses__isnull=True, reversed_by__isnull=True
    )
    deals = held.deals(used.values_list("plan_line__contract_id", flat=True))
    receipt = documents.lock(Receipt, receipt_id, actor=actor, permission=permission)
    found = list(used.filter(plan_line__contract_id__in=deals).order_by("at", "pk"))
    if only:
        found = _only(found, only)
    lines = {
        line.pk: line
        for line in held.lines(PlanLine.objects.filter(pk__in=[a.plan_line_id for a in found]))
    }
    for row in found:
        line = lines[row.plan_line_id]
        line.paid -= row.amount
        _counter(row, line, actor=actor, at=at)
        receipt.allocated -= row.amount
    for line in lines.values():
        held.reckon(line)
        facts = {"receipt_id": receipt.pk, "receipt_no": receipt.no}
        documents.save(
            line, actor=actor, event="crm.receivable.unpaid", payload=facts, reason=reason
        )
    for contract_id in sorted({line.contract_id for line in lines.values()}):
        held.tell_contract(deals[contract_id], actor=actor)
    return receipt, found


def _only(found: list[Allocation], ids: Iterable[UUID]) -> list[Allocation]:
    wanted = set(ids)
    chosen = [row for row in found if row.pk in wanted]
    if len(chosen) != len(wanted):
        raise Malformed(errors={"allocation_ids": _("核销记录不属于该回款，或已取消")})
    return chosen


def _counter(row: Allocation, line: PlanLine, *, actor: Actor, at: datetime) -> None:
    credit.use_again(line, row.credit, actor=actor, at=at)
    Allocation.objects.create(
        receipt_id=row.receipt_id,
        plan_line=line,
        amount=-row.amount,
        credit=-row.credit,
        on=timezone.localdate(at),
        at=at,
        reverses=row,
    )
