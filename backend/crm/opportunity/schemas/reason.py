"""The list of lost reasons."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.registry import Resource, Verb, declare
from backend.crm.opportunity import actions
from backend.crm.opportunity.models import LostReason

ReasonCode = types.matching(r"^[a-z0-9_-]{1,32}$", maximum=32)


class LostReasonIn(types.In):
    """A reason why sales are lost."""

    id: types.Id | None = None
    code: ReasonCode
    name: types.text(64, minimum=1)
    needs_competitor: types.Flag = False


class LostReasonPatch(types.In):
    """What of a reason may be changed; its code stays."""

    name: types.text(64, minimum=1) = ""
    needs_competitor: types.Flag = False
    is_active: types.Flag = True


class LostReasonRow(types.Out):
    """A reason in a list."""

    id: UUID
    code: str
    name: str
    needs_competitor: bool
    is_active: bool
    version: int
    created_at: types.Moment


class LostReasonOut(LostReasonRow):
    """A reason in full."""

    updated_at: types.Moment


LOST_REASON = declare(
    Resource(
        model=LostReason,
        room="crm",
        name="lostreason",
        plural="lost-reasons",
        label=_("输单原因"),
        out=LostReasonOut,
        row=LostReasonRow,
        create=Verb(actions.create_lost_reason, _("新建"), LostReasonIn),
        change=Verb(actions.change_lost_reason, _("修改"), LostReasonPatch),
        scoped=False,
    )
)
