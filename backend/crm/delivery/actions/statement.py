"""What a settlement statement does with the trucks it settles."""

from collections.abc import Iterable
from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.delivery.actions import hold
from backend.crm.delivery.models import Delivery


@documents.verb
def mark_settled(delivery_ids: Iterable[UUID], *, actor: Actor) -> None:
    """This will tie accepted trucks to an issued statement."""
    for delivery in _held(delivery_ids):
        delivery.settle()
        hold.save(delivery, actor=actor, event="settled")


@documents.verb
def unmark_settled(delivery_ids: Iterable[UUID], *, actor: Actor) -> None:
    """This will free trucks again because their statement was taken back."""
    for delivery in _held(delivery_ids):
        delivery.unsettle()
        hold.save(delivery, actor=actor, event="unsettled")


def _held(delivery_ids: Iterable[UUID]) -> list[Delivery]:
    rows = Delivery.objects.select_for_update(of=("self",)).filter(pk__in=list(delivery_ids))
    found = list(rows.order_by("pk"))
    for delivery in found:
        documents.remember(delivery)
    return found
