"""The company's list of reasons why sales are lost."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate
from backend.core.events import log
from backend.crm.opportunity.models import LostReason

log.declare("crm.lostreason.created", "crm.lostreason.changed")


class SameReason(Duplicate):
    """The list has this code already."""

    sentence = _("输单原因代码已存在。")


documents.explains("crm_lostreason_code_key", SameReason())


@documents.verb
def create_lost_reason(
    *, actor: Actor, id: UUID | None, code: str, name: str, needs_competitor: bool
) -> LostReason:
    """This will add a reason to the list."""
    reason = LostReason(code=code, name=name, needs_competitor=needs_competitor)
    if id is not None:
        reason.id = id
    return documents.add(
        reason,
        actor=actor,
        event="crm.lostreason.created",
        permission="crm.create_lostreason",
    )


@documents.verb
def change_lost_reason(reason_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> LostReason:
    """This will rename a reason or take it out of use; what was lost for it keeps it."""
    reason = documents.lock(LostReason, reason_id, actor=actor, permission="crm.change_lostreason")
    for name, value in changes.items():
        setattr(reason, name, value)
    return documents.save(reason, actor=actor, event="crm.lostreason.changed")
