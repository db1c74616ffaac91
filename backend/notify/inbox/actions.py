"""What becomes of messages: they are put in, and read."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.core import notices as telling
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible
from backend.core.notices import Notice
from backend.core.people.models import User
from backend.notify.inbox import queries
from backend.notify.inbox.models import Message


@documents.verb
def put(notices: Sequence[Notice], *, kind: str, at: datetime) -> int:
    """This will put notices into the inboxes of people who still work here; twice is once.

    It returns how many were due.
    """
    people = {
        user.pk: user
        for user in User.objects.filter(pk__in={one.user_id for one in notices}, is_active=True)
    }
    due = [one for one in notices if one.user_id in people]
    Message.objects.bulk_create(
        [_message(one, people[one.user_id], kind=kind, at=at) for one in due],
        ignore_conflicts=True,
    )
    return len(due)


def _message(notice: Notice, user: User, *, kind: str, at: datetime) -> Message:
    with translation.override(user.language):
        return Message(
            user=user,
            key=notice.key[:200],
            kind=kind,
            title=str(notice.title)[:200],
            body=str(notice.body),
            link=notice.link[:200],
            created_at=at,
        )


@documents.verb
def read(message_id: UUID, *, actor: Actor, at: datetime) -> Message:
    """This will mark one of the actor's own messages as read; the first reading counts."""
    message = queries.mine(actor).select_for_update().filter(pk=message_id).first()
    if message is None:
        raise Invisible
    if message.read_at is None:
        message.read_at = at
        message.save(update_fields=["read_at"])
    return message


@documents.verb
def read_all(*, actor: Actor, at: datetime) -> int:
    """This will mark everything in the actor's inbox as read; it returns how many were not."""
    return queries.mine(actor).filter(read_at=None, created_at__lte=at).update(read_at=at)


telling.channel(
    telling.Channel(
        code="inbox",
        label=_("收件箱"),
        send=lambda due, kind, at: put(due, kind=kind, at=at),
        at_once=True,
        is_usual=True,
    )
)
