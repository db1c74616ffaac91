"""Who wants to be told of what by which channel, and who sleeps."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from backend.core import notices
from backend.core.access.actor import Actor
from backend.core.access.models import Assignment
from backend.core.backoffice import words
from backend.notify.preference import calc
from backend.notify.preference.models import Preference, QuietHours, RolePreference

Choice = tuple[str, str]
"""A kind and a channel."""


@dataclass(frozen=True)
class Kind:
    """A kind of notice with its words."""

    kind: str
    label: str
    is_urgent: bool


def label(kind: str) -> str:
    """This will say in words what a kind of notice tells: the paper and what happened to it."""
    own = notices.label_of(kind)
    if own:
        return str(own)
    room, document, _past = kind.split(".")
    return f"{words.document(f'{room}.{document}')} · {words.event(kind)}"


def kinds(actor: Actor | None = None) -> list[Kind]:
    """This will list the kinds of notices, for an actor those about papers they may see."""
    found = []
    for name in notices.kinds():
        room, document, _past = name.split(".")
        if actor is None or actor.may(f"{room}.view_{document}"):
            found.append(Kind(name, label(name), notices.is_urgent(name)))
    return sorted(found, key=lambda one: (one.kind.split(".")[:2], one.label))


def usual() -> dict[Choice, bool]:
    """This will give what holds where nobody chose anything."""
    return {
        (kind, channel.code): channel.is_usual
        for kind in notices.kinds()
        for channel in notices.channels()
    }


def of_role(role_id: int) -> dict[Choice, bool]:
    """This will give what holds for a role."""
    rows = RolePreference.objects.filter(role_id=role_id)
    return {**usual(), **{(row.kind, row.channel): row.is_on for row in rows}}


def of_user(user_id: int) -> dict[Choice, bool]:
    """This will give what holds for a person: their own word, else their roles', else usual.

    Where two roles differ, whoever is to be told is told.
    """
    found = usual()
    roles = Assignment.objects.filter(user_id=user_id).values("role_id")
    for row in RolePreference.objects.filter(role_id__in=roles).order_by("is_on"):
        found[row.kind, row.channel] = row.is_on
    for own in Preference.objects.filter(user_id=user_id):
        found[own.kind, own.channel] = own.is_on
    return found


def who_wants(kind: str, channel: notices.Channel, user_ids: Collection[int]) -> set[int]:
    """This will give those of some people who want a kind of notice by a channel."""
    wants = set(user_ids) if channel.is_usual else set()
    of_roles: dict[int, bool] = {}
    by_role = RolePreference.objects.filter(kind=kind, channel=channel.code)
    chosen = dict(by_role.values_list("role_id", "is_on"))
    if chosen:
        held = Assignment.objects.filter(user_id__in=user_ids, role_id__in=chosen)
        for user_id, role_id in held.values_list("user_id", "role_id"):
            of_roles[user_id] = of_roles.get(user_id, False) or chosen[role_id]
    own = Preference.objects.filter(kind=kind, channel=channel.code, user_id__in=user_ids)
    said = {**of_roles, **dict(own.values_list("user_id", "is_on"))}
    return (wants - {who for who, is_on in said.items() if not is_on}) | {
        who for who, is_on in said.items() if is_on
    }


def asleep(user_ids: Collection[int], *, at: datetime) -> dict[int, datetime]:
    """This will give when those who must not be disturbed at a moment may be told."""
    local = timezone.localtime(at)
    found = {}
    for row in QuietHours.objects.filter(user_id__in=user_ids):
        morning = calc.wakes_at(local, starts=row.starts, ends=row.ends)
        if morning is not None:
            found[row.user_id] = morning
    return found
