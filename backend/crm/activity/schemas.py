"""A follow-up as machines see it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from backend.core import overview, types
from backend.core.access.actor import Actor
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.activity import actions, queries
from backend.crm.activity.models import FollowUp

Somebody: Any = types.text(64, minimum=1)
Names = Annotated[list[Somebody], Field(max_length=30)]


def _within(limit: int) -> AfterValidator:
    def check(value: Decimal) -> Decimal:
        if abs(value) > limit:
            raise PydanticCustomError("range", "超出范围（±{limit}）", {"limit": limit})
        return value

    return AfterValidator(check)


class FollowUpPlace(types.In):
    """Where it was, as the device that checked in says."""

    lat: Annotated[types.number(9, 6), _within(90)]
    lon: Annotated[types.number(9, 6), _within(180)]
    accuracy: types.count(0, 100_000) | None = None
    address: types.text(200) = ""
    checked_in_at: types.Moment | None = None


class FollowUpIn(types.In):
    """What was said and done, about which paper, and what comes next."""

    id: types.Id | None = None
    document: types.text(64, minimum=1)
    document_id: types.Id
    kind: types.one_of(FollowUp.Kind)
    at: types.Moment
    content: types.text(2000, minimum=1)
    result: types.text(500) = ""
    counts_as_contact: types.Flag = True
    participants: Names = []
    location: FollowUpPlace | None = None
    next_action: types.Line = ""
    next_on: types.Day | None = None


class FollowUpPatch(types.In):
    """What of a follow-up may be corrected; absent fields stay."""

    content: types.text(2000, minimum=1) = ""
    result: types.text(500) = ""
    participants: Names = []
    next_action: types.Line = ""
    next_on: types.Day | None = None


class FollowUpComplete(types.In):
    """When the next step was done and what came of it."""

    on: types.Day
    result: types.text(500) = ""


class FollowUpRow(types.Out):
    """A follow-up in a list."""

    id: UUID
    document: str
    document_id: UUID
    party_id: UUID | None
    party_name: str | None
    kind: str
    at: types.Moment
    content: str
    result: str
    counts_as_contact: bool
    next_action: str
    next_on: date | None
    next_done_on: date | None
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class FollowUpPlaceOut(types.Out):
    """Where it was."""

    lat: types.number(9, 6)
    lon: types.number(9, 6)
    accuracy: int | None
    address: str
    checked_in_at: types.Moment | None


class FollowUpOut(FollowUpRow):
    """A follow-up in full."""

    participants: list[str]
    location: FollowUpPlaceOut | None
    updated_at: types.Moment

    @staticmethod
    def resolve_location(follow_up: Any) -> Any:
        """This will tell where it was, when somebody checked in."""
        return None if follow_up.lat is None else follow_up

    @staticmethod
    def resolve_party_name(follow_up: Any) -> str | None:
        """This will name the company."""
        return str(follow_up.party.name) if follow_up.party else None

    @staticmethod
    def resolve_owner_name(follow_up: Any) -> str | None:
        """This will name who had the contact."""
        return str(follow_up.owner) if follow_up.owner else None


class FollowUpFilters(Filters):
    """What follow-ups can be filtered by; a party or an opportunity includes those of its leads."""

    document: types.text(64) | None = None
    document_id: types.Id | None = None
    party_id: types.Id | None = None
    kind: types.one_of(FollowUp.Kind) | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    at_from: types.Moment | None = None
    at_until: types.Moment | None = None
    due_until: types.Day | None = None
    opportunity_id: types.Id | None = None


def _due(on: date) -> Q:
    return Q(next_on__lte=on, next_done_on=None)


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "owner")


FOLLOW_UP = declare(
    Resource(
        model=FollowUp,
        room="crm",
        name="followup",
        plural="followups",
        label=_("跟进"),
        out=FollowUpOut,
        row=FollowUpRow,
        create=Verb(actions.create, _("新建"), FollowUpIn),
        change=Verb(actions.change, _("修改"), FollowUpPatch),
        verbs={
            "complete": Verb(
                actions.complete,
                _("完成下一步"),
                FollowUpComplete,
                states=ALWAYS,
                when=lambda row: row.next_on is not None and row.next_done_on is None,
            ),
        },
        filters=FollowUpFilters,
        columns={"party_name": "party__name", "owner_name": "owner__name"},
        filter_paths={
            "party_id": queries.of_party,
            "at_from": "at__gte",
            "at_until": "at__lte",
            "due_until": _due,
            "opportunity_id": queries.of_opportunity,
        },
        ordering=("created_at", "at"),
        load=load,
    )
)


@overview.section(
    "followups",
    label=FOLLOW_UP.label,
    permission="crm.view_followup",
    row=overview.shape(FOLLOW_UP),
    tab=overview.Tab.PEOPLE,
)
def follow_ups_of(party_id: UUID, actor: Actor) -> overview.Rows:
    """This will read the latest contacts with a company, also while it was only a lead."""
    return overview.latest(FOLLOW_UP, actor, queries.of_party, party_id)


overview.also("crm.followup")(queries.before_it_was_known)
