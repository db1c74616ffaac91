"""An opportunity as machines see it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.files import queries as files
from backend.core.http.doors import Filters
from backend.core.party.schemas import AssignTo
from backend.core.registry import Resource, Verb, declare
from backend.crm.lead.models import Lead
from backend.crm.opportunity import actions
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Business, Forecast, Opportunity
from backend.crm.opportunity.schemas.bodies import (
    Currency,
    OpportunityIn,
    OpportunityLose,
    OpportunityMove,
    OpportunityPatch,
    OpportunityReopen,
    OpportunityVoid,
    OpportunityWin,
)

__all__ = ["OPPORTUNITY", "Currency"]


class OpportunityRow(types.Out):
    """An opportunity in a list."""

    id: UUID
    no: str
    name: str
    party_id: UUID
    party_name: str
    state: str
    pipeline_id: UUID
    stage_code: str
    stage_name: str
    stage_since: types.Moment
    amount: types.Money
    currency: str
    amount_cny: types.Money | None
    probability: types.Ratio
    forecast: str
    business: str
    source: str
    expected_close_on: date
    last_contact_at: types.Moment | None
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class StageHistoryOut(types.Out):
    """One move or one changed figure."""

    at: types.Moment
    by: str | None
    about: str
    from_stage: str | None
    to_stage: str
    seconds_in_from: int
    amount_before: types.Money | None
    amount_after: types.Money
    probability_before: types.Ratio | None
    probability_after: types.Ratio
    close_before: date | None
    close_after: date

    @staticmethod
    def resolve_by(row: Any) -> str | None:
        """This will name who did it."""
        return str(row.by) if row.by else None

    @staticmethod
    def resolve_from_stage(row: Any) -> str | None:
        """This will give the code of the stage before."""
        return row.from_stage.code if row.from_stage else None

    @staticmethod
    def resolve_to_stage(row: Any) -> str:
        """This will give the code of the stage after."""
        return str(row.to_stage.code)


class OpportunityItemOut(types.Out):
    """Something the customer may buy."""

    product_id: UUID | None
    product_name: str | None
    text: str
    quantity: types.Weight
    measure: str
    unit_price: types.Price | None
    formula: str

    @staticmethod
    def resolve_product_name(row: Any) -> str | None:
        """This will name the product."""
        return row.product.name if row.product else None


class RivalOut(types.Out):
    """A competitor for this sale."""

    name: str
    price: types.Price | None
    strength: str
    weakness: str
    status: str


class OpportunityOut(OpportunityRow):
    """An opportunity in full, with its history."""

    lead_id: UUID | None
    content: str
    competitors: str
    closed_on: date | None
    closed_reason: str
    lost_reason: str | None
    lost_to: str
    items: list[OpportunityItemOut]
    rivals: list[RivalOut]
    history: list[StageHistoryOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(opportunity: Any) -> str:
        """This will name the customer."""
        return str(opportunity.party.name)

    @staticmethod
    def resolve_stage_code(opportunity: Any) -> str:
        """This will give the code of the stage."""
        return str(opportunity.stage.code)

    @staticmethod
    def resolve_stage_name(opportunity: Any) -> str:
        """This will give what the stage is called."""
        return str(opportunity.stage.name)

    @staticmethod
    def resolve_owner_name(opportunity: Any) -> str | None:
        """This will name the owner."""
        return str(opportunity.owner) if opportunity.owner else None

    @staticmethod
    def resolve_lost_reason(opportunity: Any) -> str | None:
        """This will give the code of the reason it was lost for."""
        return opportunity.lost_reason.code if opportunity.lost_reason else None

    @staticmethod
    def resolve_items(opportunity: Any) -> Any:
        """This will read what it is for."""
        return list(opportunity.items.all())

    @staticmethod
    def resolve_rivals(opportunity: Any) -> Any:
        """This will read who else wants it."""
        return list(opportunity.rivals.all())

    @staticmethod
    def resolve_history(opportunity: Any) -> Any:
        """This will read every move."""
        return list(opportunity.history.all())


class OpportunityFilters(Filters):
    """What opportunities can be filtered by."""

    state: types.one_of(State) | None = None
    stage_code: types.text(32) | None = None
    pipeline_id: types.Id | None = None
    party_id: types.Id | None = None
    lead_id: types.Id | None = None
    forecast: types.one_of(Forecast) | None = None
    business: types.one_of(Business) | None = None
    source: types.one_of(Lead.Source) | None = None
    lost_reason: types.text(32) | None = None
    owner_id: types.count(1, 2_147_483_647) | None = None
    close_from: types.Day | None = None
    close_until: types.Day | None = None
    amount_from: types.MoneyNotNegative | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "stage", "owner", "lost_reason").prefetch_related(
        "history__by", "history__from_stage", "history__to_stage", "items__product", "rivals"
    )


OPPORTUNITY = declare(
    Resource(
        model=Opportunity,
        room="crm",
        name="opportunity",
        plural="opportunities",
        label=_("商机"),
        out=OpportunityOut,
        row=OpportunityRow,
        create=Verb(actions.create, _("新建"), OpportunityIn),
        change=Verb(actions.change, _("修改"), OpportunityPatch),
        verbs={
            "move": Verb(actions.move, _("推进阶段"), OpportunityMove),
            "win": Verb(actions.win, _("赢单"), OpportunityWin),
            "lose": Verb(actions.lose, _("输单"), OpportunityLose, danger=True),
            "void": Verb(actions.void, _("作废"), OpportunityVoid, danger=True),
            "reopen": Verb(actions.reopen, _("重新打开"), OpportunityReopen),
            "assign": Verb(actions.assign, _("分配"), AssignTo, states=frozenset(State.values)),
        },
        filters=OpportunityFilters,
        columns={
            "party_name": "party__name",
            "stage_code": "stage__code",
            "stage_name": "stage__name",
            "owner_name": "owner__name",
        },
        filter_paths={
            "stage_code": "stage__code",
            "lost_reason": "lost_reason__code",
            "close_from": "expected_close_on__gte",
            "close_until": "expected_close_on__lte",
            "amount_from": "amount__gte",
        },
        ordering=("created_at", "expected_close_on", "amount"),
        load=load,
    )
)


@files.carries("crm.opportunity")
def of_its_lead(opportunity: Opportunity) -> list[tuple[str, UUID]]:
    """The files of the lead it came from."""
    return [] if opportunity.lead_id is None else [("crm.lead", opportunity.lead_id)]


overview.papers("opportunities", OPPORTUNITY, tab=overview.Tab.SALES)
