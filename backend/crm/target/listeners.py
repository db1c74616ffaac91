"""A signed contract counts at once; a milestone is told once."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from backend.core import notices, panels
from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.contract.models import Contract
from backend.crm.target import actions, queries
from backend.crm.target.models import SalesTarget

SELF = system("crm.target")


@log.on("crm.contract.signed")
def count_it(event: Event) -> None:
    """This will measure the targets that run on the day a contract was signed."""
    signed = (
        Contract.objects.filter(pk=event.document_id).values_list("signed_on", flat=True).first()
    )
    if signed is None:
        return
    for pk in queries.running(since=signed, until=signed).values_list("pk", flat=True):
        actions.measure(pk, actor=SELF, at=event.at)


@notices.on("crm.target.reached")
def tell(event: Event) -> list[notices.Notice]:
    """This will tell whose target it is, and who set it, that a milestone is reached."""
    target = SalesTarget.objects.filter(pk=event.document_id).first()
    if target is None:
        return []
    milestone = int(event.payload["milestone"])
    return [
        notices.Notice(
            user_id=user_id,
            key=f"crm.target.{target.pk}.{milestone}.{user_id}",
            title=format_lazy(
                _("{target}：已达成 {milestone}%"), target=target, milestone=milestone
            ),
            link=panels.page(target),
        )
        for user_id in sorted(queries.told(target))
    ]
