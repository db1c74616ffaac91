"""Questions about people and where they sit."""

from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.errors import Malformed
from backend.core.people.models import Membership, User


class Seat(NamedTuple):
    """A person who may own papers, and the unit those papers then belong to."""

    user_id: int
    unit_id: UUID | None


def seat(user_id: int, *, unit_id: UUID | None) -> Seat:
    """This will give the seat of somebody who is to own a paper; the unit must be theirs.

    Without a unit the person's first one is taken. Raises Malformed for a person who is not
    there, has left or is from outside, and for a unit the person does not belong to.
    """
    if not User.objects.filter(pk=user_id, is_active=True, party=None).exists():
        raise Malformed(errors={"owner_id": _("没有这个人，或其账号已停用")})
    units = sorted(Membership.objects.filter(user_id=user_id).values_list("unit_id", flat=True))
    if unit_id is None:
        return Seat(user_id, units[0] if units else None)
    if unit_id not in units:
        raise Malformed(errors={"unit_id": _("此人不属于该单元")})
    return Seat(user_id, unit_id)
