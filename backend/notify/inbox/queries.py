"""Questions about an inbox. A person reads their own and nobody else's."""

from django.db.models import QuerySet

from backend.core.access.actor import Actor
from backend.notify.inbox.models import Message


def mine(actor: Actor) -> QuerySet[Message]:
    """This will give the actor's own messages."""
    if actor.user_id is None:
        return Message.objects.none()
    return Message.objects.filter(user_id=actor.user_id)


def unread_count(actor: Actor) -> int:
    """This will count what the actor has not read."""
    return mine(actor).filter(read_at=None).count()
