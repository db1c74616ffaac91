"""Being away, so that leads pass by."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed
from backend.core.events import log
from backend.core.people import queries as people
from backend.crm.intake.models import Absence

log.declare("crm.absence.created", "crm.absence.cancelled")


class DaysTurned(Malformed):
    """The last day is before the first."""

    sentence = _("结束日期不能早于开始日期。")


class WhoIsAway(Malformed):
    """A key of another system is never away."""

    sentence = _("请选择休假的人员。")


@documents.verb
def create_absence(
    *,
    actor: Actor,
    id: UUID | None,
    person_id: int | None,
    first_on: date,
    last_on: date,
    reason: str,
) -> Absence:
    """This will note that somebody is away, so that leads pass them by."""
    if last_on < first_on:
        raise DaysTurned(errors={"last_on": DaysTurned.sentence})
    who = actor.user_id if person_id is None else person_id
    if who is None:
        raise WhoIsAway(errors={"person_id": WhoIsAway.sentence})
    absence = Absence(first_on=first_on, last_on=last_on, reason=reason)
    if id is not None:
        absence.id = id
    absence.owner_id, absence.unit_id = people.seat(who, unit_id=None)
    return documents.add(
        absence, actor=actor, event="crm.absence.created", permission="crm.create_absence"
    )


@documents.verb
def cancel_absence(absence_id: UUID, *, actor: Actor) -> Absence:
    """This will be at work after all."""
    absence = documents.lock(Absence, absence_id, actor=actor, permission="crm.cancel_absence")
    absence.cancel()
    return documents.save(absence, actor=actor, event="crm.absence.cancelled")
