"""What people do with follow-ups."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.core import registry
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, NotNow
from backend.core.events import log
from backend.core.party.models import Party
from backend.crm.activity.models import FollowUp
from backend.crm.customer import actions as customers
from backend.crm.lead import actions as leads
from backend.crm.opportunity import actions as opportunities

log.declare("crm.followup.created", "crm.followup.changed", "crm.followup.completed")


class NothingToFollowUp(Malformed):
    """The kind of paper is unknown, or has no customer to talk to."""

    sentence = _("这种单据不能写跟进。")


class NothingToDo(NotNow):
    """There is no next step, or it was ticked off."""

    sentence = _("没有待办的下一步。")


class NextStepIncomplete(Malformed):
    """A next step without a day, or a day without a step."""

    sentence = _("下一步和日期要么都填，要么都不填。")


@documents.verb
def create(
    *,
    actor: Actor,
    id: UUID | None,
    document: str,
    document_id: UUID,
    at: datetime,
    next_action: str,
    next_on: date | None,
    counts_as_contact: bool,
    location: Any,
    **facts: Any,
) -> FollowUp:
    """This will record a contact about a paper, and what comes next."""
    subject = _subject(document, document_id, actor=actor)
    _whole(next_action, next_on)
    follow_up = FollowUp(
        document=document,
        document_id=document_id,
        party_id=_party_of(subject),
        at=at,
        next_action=next_action,
        next_on=next_on,
        counts_as_contact=counts_as_contact,
        **({} if location is None else dict(location)),
        **facts,
    )
    if id is not None:
        follow_up.id = id
    documents.add(
        follow_up, actor=actor, event="crm.followup.created", permission="crm.create_followup"
    )
    if counts_as_contact:
        _tell(follow_up, actor=actor)
    return follow_up


@documents.verb
def change(followup_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> FollowUp:
    """This will correct what was written, or plan another next step."""
    follow_up = documents.lock(FollowUp, followup_id, actor=actor, permission="crm.change_followup")
    if {"next_action", "next_on"} & changes.keys():
        follow_up.next_done_on = None
    for name, value in changes.items():
        setattr(follow_up, name, value)
    _whole(follow_up.next_action, follow_up.next_on)
    return documents.save(follow_up, actor=actor, event="crm.followup.changed")


@documents.verb
def complete(followup_id: UUID, *, actor: Actor, on: date, result: str) -> FollowUp:
    """This will tick off the next step, with what came of it."""
    follow_up = documents.lock(
        FollowUp, followup_id, actor=actor, permission="crm.complete_followup"
    )
    if follow_up.next_on is None or follow_up.next_done_on is not None:
        raise NothingToDo
    follow_up.next_done_on = on
    if result:
        follow_up.result = result
    return documents.save(follow_up, actor=actor, event="crm.followup.completed")


def note_step_done(followup_id: UUID, *, actor: Actor, on: date, result: str) -> None:
    """This will tick off the next step whose task was done; the task's own verb was checked."""
    follow_up = FollowUp.objects.select_for_update(of=("self",), no_key=True).get(pk=followup_id)
    if follow_up.next_on is None or follow_up.next_done_on is not None:
        return
    documents.remember(follow_up)
    follow_up.next_done_on = on
    if result:
        follow_up.result = result
    documents.save(follow_up, actor=actor, event="crm.followup.completed")


def _subject(document: str, document_id: UUID, *, actor: Actor) -> Model:
    """Any paper may be followed up that is about a company, and that the actor sees."""
    resource = registry.find(document)
    if resource is None or not (resource.model is Party or hasattr(resource.model, "party_id")):
        raise NothingToFollowUp(errors={"document": NothingToFollowUp.sentence})
    found = documents.refer(resource.model, document_id, actor=actor, field="document_id")
    assert found is not None
    return found


def _party_of(subject: Model) -> UUID | None:
    party_id: UUID | None = subject.pk if isinstance(subject, Party) else subject.party_id  # type: ignore[attr-defined]
    return party_id


def _tell(follow_up: FollowUp, *, actor: Actor) -> None:
    """A contact is remembered by the paper it was about and by its customer."""
    if follow_up.document == "crm.lead":
        leads.note_contact(follow_up.document_id, actor=actor, at=follow_up.at)
    elif follow_up.document == "crm.opportunity":
        opportunities.note_contact(follow_up.document_id, at=follow_up.at)
    elif follow_up.party_id is not None:
        customers.note_contact(follow_up.party_id, at=follow_up.at)


def _whole(action: str, on: date | None) -> None:
    if bool(action) != (on is not None):
        raise NextStepIncomplete(errors={"next_on": NextStepIncomplete.sentence})
