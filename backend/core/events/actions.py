"""What a person may do with news that a listener could not digest."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import NotNow, Refusal
from backend.core.events import log
from backend.core.events.models import DeadLetter

log.declare("core.dead_letter.replayed")


class StillFailing(Refusal):
    """The listener cannot digest it now either."""

    sentence = _("重放失败，消息仍保留：{why}")


class NoListener(Refusal):
    """The listener is gone from the code."""

    sentence = _("该监听者已不存在，无法重放。")


@documents.verb
def replay(dead_letter_id: UUID, *, actor: Actor) -> DeadLetter:
    """This will let the listener hear a dead letter again."""
    letter = documents.lock(
        DeadLetter, dead_letter_id, actor=actor, permission="core.replay_dead_letter"
    )
    if letter.state != DeadLetter.State.WAITING:
        raise NotNow(state=letter.get_state_display(), verbs=[])
    listener = log.listener_of(letter.reader)
    if listener is None:
        raise NoListener
    try:
        with transaction.atomic(), context.caused_by(letter.event_id):
            listener.hear(letter.event)
    except Exception as error:
        raise StillFailing(why=repr(error)[:200]) from error
    letter.state = DeadLetter.State.REPLAYED
    letter.version += 1
    return documents.save(letter, actor=actor, event="core.dead_letter.replayed")
