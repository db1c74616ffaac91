"""What is done with log-ins and keys: a language chosen, a key issued or revoked, a person left."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access import policy
from backend.core.access.actor import ALL_RIGHTS, Actor
from backend.core.documents import actions as documents
from backend.core.errors import Forbidden, Malformed, NotNow
from backend.core.events import log
from backend.core.http import auth
from backend.core.numbering import actions as numbering
from backend.core.people import handover, queries
from backend.core.people.models import ApiKey, Departure, User
from backend.core.registry import permissions as known_permissions
from backend.core.registry import permit

log.declare("core.api_key.issued", "core.api_key.revoked", "core.departure.done")
MANAGE_ACCESS = permit("core.manage_access")


@documents.verb
def issue_key(
    *,
    actor: Actor,
    now: datetime,
    user_id: int,
    name: str,
    permissions: Sequence[str],
    addresses: Sequence[str],
    expires_at: datetime,
) -> tuple[ApiKey, str]:
    """This will make a key for a log-in and return it with its secret, which is shown once.

    The key may what its list names and its log-in may. It raises Forbidden for a caller that
    is a key itself and for a superuser's log-in when the caller is none.
    """
    policy.require(actor, MANAGE_ACCESS)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Malformed(errors={"user_id": _("没有这个用户")})
    if actor.key_id is not None or (user.is_superuser and not actor.everything):
        raise Forbidden(permission=MANAGE_ACCESS)
    unknown = set(permissions) - {*known_permissions(), ALL_RIGHTS}
    if unknown:
        raise Malformed(errors={"permissions": "、".join(sorted(unknown))})
    if expires_at <= now:
        raise Malformed(errors={"expires_at": _("到期时间必须晚于现在")})
    key, secret = auth.issue(
        user, name=name, permissions=permissions, expires_at=expires_at, addresses=addresses
    )
    told = {"user_id": user.pk, "name": name, "permissions": permissions, "expires_at": expires_at}
    changes = {field: [None, value] for field, value in told.items()}
    log.emit("core.api_key.issued", key, actor=actor, changes=changes)
    return key, secret


@documents.verb
def revoke_key(api_key_id: UUID, *, actor: Actor, at: datetime, reason: str) -> ApiKey:
    """This will end a key at once."""
    key = documents.lock(ApiKey, api_key_id, actor=actor, permission=MANAGE_ACCESS)
    if key.revoked_at is not None:
        raise NotNow(state=str(_("已撤销")), verbs=[])
    key.revoked_at = at
    key.version += 1
    return documents.save(key, actor=actor, event="core.api_key.revoked", reason=reason)


class NotToOneself(Malformed):
    """Whoever leaves cannot go on with the work."""

    sentence = _("接手人不能是离职人本人。")


class LeftBefore(NotNow):
    """The log-in is closed already."""

    sentence = _("该用户已停用。")


class StillNeeded(NotNow):
    """Nobody takes away the log-in they work with."""

    sentence = _("不能为自己办理离职，请由另一位管理员办理。")


@documents.verb
def leave(
    user_id: int,
    *,
    actor: Actor,
    to_id: int,
    reason: str,
    on: date,
    by_unit: Sequence[tuple[UUID, int]] = (),
) -> Departure:
    """This will let a person leave: every paper goes to others, the log-in and its keys end.

    `by_unit` names another successor for the papers of a unit. All of it happens at once, with
    one event for each paper, or not at all.
    """
    policy.require(actor, "core.create_departure")
    leaver = _leaver(user_id, actor=actor)
    successors = [to_id, *(successor for _unit, successor in by_unit)]
    if user_id in successors:
        raise NotToOneself(errors={"to_id": NotToOneself.sentence})
    list(User.objects.select_for_update(no_key=True).filter(pk__in=successors).order_by("pk"))
    moved: Counter[str] = Counter()
    for unit_id, successor in by_unit:
        seat = _seat_near(successor, unit_id)
        moved.update(handover.hand_over(handover.Going(user_id, seat, actor, reason, unit_id)))
    going = handover.Going(user_id, queries.seat(to_id, unit_id=None), actor, reason)
    moved.update(handover.hand_over(going))
    handover.rest(going)
    keys = _close(leaver, actor=actor, reason=reason)
    return documents.add(
        Departure(
            no=numbering.next_number("LZ", on=on),
            user=leaver,
            successor_id=to_id,
            left_on=on,
            reason=reason,
            moved=[{"document": code, "count": moved[code]} for code in sorted(moved)],
            keys_revoked=keys,
        ),
        actor=actor,
        event="core.departure.done",
        payload={"user_id": user_id, "to_id": to_id, "count": moved.total()},
        reason=reason,
    )


def _leaver(user_id: int, *, actor: Actor) -> User:
    if user_id == actor.user_id:
        raise StillNeeded
    leaver = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if leaver is None:
        raise Malformed(errors={"user_id": _("没有这个用户")})
    if leaver.is_superuser and not actor.everything:
        raise Forbidden(permission=MANAGE_ACCESS)
    if not leaver.is_active:
        raise LeftBefore
    return leaver


def _seat_near(user_id: int, unit_id: UUID) -> queries.Seat:
    """The papers stay in their unit when the successor belongs to it."""
    try:
        return queries.seat(user_id, unit_id=unit_id)
    except Malformed:
        return queries.seat(user_id, unit_id=None)


def _close(leaver: User, *, actor: Actor, reason: str) -> int:
    """A new password nobody knows ends every session at once, and for good."""
    leaver.set_unusable_password()
    User.objects.filter(pk=leaver.pk).update(
        password=leaver.password, is_active=False, access_version=F("access_version") + 1
    )
    keys = list(ApiKey.objects.select_for_update().filter(user=leaver, revoked_at=None))
    for key in keys:
        documents.remember(key)
        key.revoked_at = context.now()
        key.version += 1
        documents.save(key, actor=actor, event="core.api_key.revoked", reason=reason)
    return len(keys)


@documents.verb
def depart(
    *,
    actor: Actor,
    user_id: int,
    to_id: int,
    on: date,
    reason: str,
    by_unit: Sequence[Any],
) -> Departure:
    """This will write down that a person leaves, and do what follows from it."""
    split = [(row.unit_id, row.to_id) for row in by_unit]
    return leave(user_id, actor=actor, to_id=to_id, reason=reason, on=on, by_unit=split)


def choose_language(*, actor: Actor, language: str) -> None:
    """This will remember the language in which a person wants to be spoken to."""
    User.objects.filter(pk=actor.user_id or 0).update(language=language)
