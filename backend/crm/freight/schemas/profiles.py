"""Cost profiles as machines see them."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.party.schemas import Because
from backend.core.registry import Resource, Verb, declare
from backend.crm.freight import actions
from backend.crm.freight.flow import State
from backend.crm.freight.models import Container, CostElement, CostProfile, Mode
from backend.crm.freight.schemas.cards import Amount, Place


class CostElementBody(types.In):
    """One cost; of the basis percent the amount is a ratio below 1."""

    kind: types.one_of(CostElement.Kind)
    basis: types.one_of(CostElement.Basis)
    amount: Amount
    currency: Annotated[str, types.Clean, Field(pattern=r"^([A-Z]{3})?$")] = ""
    only: Annotated[list[types.one_of(CostElement.Term)], Field(max_length=11)] = []


Elements = Annotated[list[CostElementBody], Field(min_length=1, max_length=60)]


class CostProfileIn(types.In):
    """The costs of a way from the works to the buyer."""

    id: types.Id | None = None
    name: types.text(100, minimum=1)
    mode: types.one_of(Mode)
    origin: Place
    destination: Place
    container: types.one_of(Container) | None = None
    valid_from: types.Day
    valid_until: types.Day
    note: types.text(500) = ""
    elements: Elements


class CostProfilePatch(types.In):
    """What of a profile may be corrected; absent fields stay."""

    name: types.text(100, minimum=1) = ""
    mode: types.one_of(Mode) = Mode.SEA.value
    origin: Place = ""
    destination: Place = ""
    valid_from: types.Day = date.min
    valid_until: types.Day = date.min
    note: types.text(500) = ""
    elements: Elements = []


class CostElementOut(types.Out):
    """One cost."""

    kind: str
    basis: str
    amount: Amount
    currency: str
    only: list[str]


class CostProfileRow(types.Out):
    """A cost profile in a list."""

    id: UUID
    no: str
    name: str
    state: str
    mode: str
    origin: str
    destination: str
    container: str
    valid_from: date
    valid_until: date
    owner_id: int | None
    version: int
    created_at: types.Moment


class CostProfileOut(CostProfileRow):
    """A cost profile in full."""

    note: str
    elements: list[CostElementOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_elements(profile: Any) -> Any:
        """This will read the costs in their order."""
        return list(profile.elements.all())


class CostProfileFilters(Filters):
    """What cost profiles can be filtered by."""

    state: types.one_of(State) | None = None
    mode: types.one_of(Mode) | None = None
    origin: types.text(64) | None = None
    destination: types.text(64) | None = None
    valid_on: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("elements")


COST_PROFILE = declare(
    Resource(
        model=CostProfile,
        room="crm",
        name="cost_profile",
        plural="cost-profiles",
        label=_("费用方案"),
        out=CostProfileOut,
        row=CostProfileRow,
        create=Verb(actions.create_profile, _("新建"), CostProfileIn),
        change=Verb(actions.change_profile, _("修改"), CostProfilePatch),
        verbs={
            "retire": Verb(actions.retire_profile, _("停用"), Because, danger=True),
            "resume": Verb(actions.resume_profile, _("启用"), permission="crm.retire_cost_profile"),
        },
        filters=CostProfileFilters,
        filter_paths={
            "origin": "origin__iexact",
            "destination": "destination__iexact",
            "valid_on": lambda day: Q(valid_from__lte=day, valid_until__gte=day),
        },
        ordering=("created_at", "valid_from"),
        scoped=False,
        load=load,
    )
)
