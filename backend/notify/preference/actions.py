"""Telling people the way they chose, and choosing."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.access.models import Role
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Malformed
from backend.core.notices import Channel, Notice
from backend.core.people.models import User
from backend.notify.preference import queries
from backend.notify.preference.models import (
    Preference,
    QuietHours,
    RolePreference,
    WaitingNotice,
)

log = logging.getLogger("heng.notify")
SET_DEFAULTS = "core.manage_access"
"""Who says what a role may do says what it is told."""
MAX_ATTEMPTS = 5
BATCH = 500


@documents.verb
def tell(due: Sequence[Notice], *, kind: str, at: datetime) -> None:
    """This will tell people by every channel they want: now, in the morning, or by the clock."""
    people = {one.user_id for one in due}
    quiet = {} if notices.is_urgent(kind) else queries.asleep(people, at=at)
    for channel in notices.channels():
        wants = queries.who_wants(kind, channel, people)
        mine = [one for one in due if one.user_id in wants]
        if channel.at_once:
            now = [one for one in mine if one.user_id not in quiet]
            mine = [one for one in mine if one.user_id in quiet]
            if now:
                channel.send(now, kind, at)
        _keep(mine, channel, kind=kind, at=at, quiet=quiet)


def _keep(
    due: Sequence[Notice],
    channel: Channel,
    *,
    kind: str,
    at: datetime,
    quiet: dict[int, datetime],
) -> None:
    people = User.objects.filter(is_active=True).in_bulk({one.user_id for one in due})
    rows = []
    for one in due:
        if one.user_id not in people:
            continue
        with translation.override(people[one.user_id].language):
            rows.append(
                WaitingNotice(
                    user_id=one.user_id,
                    channel=channel.code,
                    key=one.key[:200],
                    kind=kind,
                    title=str(one.title)[:200],
                    body=str(one.body),
                    link=one.link[:200],
                    made_at=at,
                    due_at=quiet.get(one.user_id, at),
                )
            )
    WaitingNotice.objects.bulk_create(rows, ignore_conflicts=True)


def send_due(*, now: datetime) -> int:
    """This will tell what is due by now, each channel and kind in a transaction of its own.

    A channel that fails is asked again later, at most five times, and stops no other.
    """
    waiting = WaitingNotice.objects.filter(sent_at=None, due_at__lte=now, attempts__lt=MAX_ATTEMPTS)
    batches = waiting.order_by().values_list("channel", "kind").distinct()
    known = {channel.code: channel for channel in notices.channels()}
    return sum(_send(known[code], kind, now=now) for code, kind in list(batches) if code in known)


def _send(channel: Channel, kind: str, *, now: datetime) -> int:
    try:
        with transaction.atomic():
            rows = _take(channel.code, kind, now=now)
            due = [
                Notice(user_id=r.user_id, key=r.key, title=r.title, body=r.body, link=r.link)
                for r in rows
            ]
            if due:
                channel.send(due, kind, now)
            WaitingNotice.objects.filter(pk__in=[row.pk for row in rows]).update(sent_at=now)
            return len(rows)
    except Exception as error:
        log.exception("channel failed", extra={"channel": channel.code, "kind": kind})
        with transaction.atomic():
            for row in _take(channel.code, kind, now=now):
                row.attempts += 1
                row.error = repr(error)[:500]
                row.due_at = now + timedelta(minutes=5 * row.attempts)
                row.save(update_fields=["attempts", "error", "due_at"])
        return 0


def _take(channel: str, kind: str, *, now: datetime) -> list[WaitingNotice]:
    rows = WaitingNotice.objects.select_for_update(skip_locked=True).filter(
        channel=channel, kind=kind, sent_at=None, due_at__lte=now, attempts__lt=MAX_ATTEMPTS
    )
    return list(rows.order_by("pk")[:BATCH])


@documents.verb
def choose(*, actor: Actor, choices: Iterable[tuple[str, str, bool]]) -> None:
    """This will write down which notices the actor wants by which channel."""
    user_id = _self(actor)
    rows = [
        Preference(user_id=user_id, kind=kind, channel=channel, is_on=is_on)
        for kind, channel, is_on in _known(choices)
    ]
    Preference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["user", "kind", "channel"],
        update_fields=["is_on"],
    )


@documents.verb
def be_quiet(*, actor: Actor, starts: time, ends: time) -> None:
    """This will keep from when until when the actor is not to be disturbed."""
    if starts == ends:
        raise Malformed(errors={"ends": _("结束时间不能与开始时间相同")})
    QuietHours.objects.update_or_create(
        user_id=_self(actor), defaults={"starts": starts, "ends": ends}
    )


@documents.verb
def end_quiet(*, actor: Actor) -> None:
    """This will let the actor be told at any hour again."""
    QuietHours.objects.filter(user_id=_self(actor)).delete()


@documents.verb
def choose_for_role(
    role_code: str, *, actor: Actor, choices: Iterable[tuple[str, str, bool]]
) -> Role:
    """This will write down what holds for the people of a role who chose nothing themselves."""
    policy.require(actor, SET_DEFAULTS)
    role = Role.objects.filter(code=role_code).first()
    if role is None:
        raise Malformed(errors={"role": _("没有这个角色")})
    rows = [
        RolePreference(role=role, kind=kind, channel=channel, is_on=is_on)
        for kind, channel, is_on in _known(choices)
    ]
    RolePreference.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["role", "kind", "channel"],
        update_fields=["is_on"],
    )
    return role


def _self(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden
    return actor.user_id


def _known(choices: Iterable[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    kinds = set(notices.kinds())
    channels = {channel.code for channel in notices.channels()}
    wanted: dict[tuple[str, str], bool] = defaultdict(bool)
    for kind, channel, is_on in choices:
        if kind not in kinds:
            raise Malformed(errors={"kind": _("没有这种通知")})
        if channel not in channels:
            raise Malformed(errors={"channel": _("没有这种通知方式")})
        wanted[kind, channel] = is_on
    return [(kind, channel, is_on) for (kind, channel), is_on in wanted.items()]
