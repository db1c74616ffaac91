"""What tasks hear: the news they wait for, next steps, papers that change hands."""

from datetime import datetime, timedelta

from backend.core import notices
from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.crm.task import actions, queries
from backend.crm.task.models import Task

HOUSE = "crm.task"


@log.on("*")
def close(event: Event) -> None:
    """Whatever a task waits for closes it."""
    actions.close_by(event, actor=system(HOUSE))


@log.on("crm.followup.created")
def keep_first_step(event: Event) -> None:
    """The next step of a follow-up goes on its owner's list."""
    actions.keep_step(event.document_id, actor=system(HOUSE))


@log.on("crm.followup.changed")
def keep_other_step(event: Event) -> None:
    """Another next step, or none, changes the list."""
    actions.keep_step(event.document_id, actor=system(HOUSE))


@log.on("crm.lead.assigned")
def follow_lead(event: Event) -> None:
    """What is to be done with a lead is done by its new owner."""
    _follow(event)


@log.on("crm.opportunity.assigned")
def follow_opportunity(event: Event) -> None:
    """What is to be done for an opportunity is done by its new owner."""
    _follow(event)


@log.on("crm.customer.assigned")
def follow_customer(event: Event) -> None:
    """What is to be done for a customer is done by its new owner."""
    _follow(event)


def _follow(event: Event) -> None:
    change = event.changes.get("owner_id")
    if change is not None and change[1] is not None:
        actions.follow_owner(
            event.document, event.document_id, owner_id=change[1], actor=system(HOUSE)
        )


@notices.on("crm.task.created")
def tell_owner(event: Event) -> list[notices.Notice]:
    """Who is given something to do reads about it, unless it is far off."""
    owner = event.changes.get("owner_id", [None, None])[1]
    if owner is None or owner == event.actor_id or not _is_pressing(event):
        return []
    title = event.changes["title"][1]
    return [_notice(event, owner, title)]


@notices.on("crm.task.assigned")
def tell_new_owner(event: Event) -> list[notices.Notice]:
    """Who takes over a task reads about it."""
    owner = event.payload.get("owner_id")
    if owner is None or owner == event.actor_id:
        return []
    return [_notice(event, owner, queries.title(event.document_id))]


def _is_pressing(event: Event) -> bool:
    """A rule may put a hundred tasks on a list; only what is due within a day is told."""
    if event.changes["origin"][1] != Task.Origin.RULE:
        return True
    due_at = datetime.fromisoformat(event.changes["due_at"][1])
    return due_at - event.at < timedelta(days=1)


def _notice(event: Event, owner: int, title: str) -> notices.Notice:
    return notices.Notice(
        user_id=owner,
        key=f"crm.task:{event.pk}",
        title=title,
        link=f"crm.task:{event.document_id}",
    )
