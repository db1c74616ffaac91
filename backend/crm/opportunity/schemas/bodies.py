"""What people and machines send about an opportunity."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from backend.core import types
from backend.crm.lead.models import Lead
from backend.crm.opportunity.models import (
    OpportunityCompetitor,
)
from backend.crm.opportunity.schemas.pipeline import Kinds, Probability

Currency = Annotated[str, types.Clean, Field(pattern=r"^[A-Z]{3}$")]
Sources = Literal["", *Lead.Source.values]
Chosen = Literal["pipeline", "best_case", "commit", "omitted"]
"""Categories a person may choose; closed follows from winning."""


class OpportunityItemBody(types.In):
    """Something the customer may buy: a product or words, at a price or by a formula."""

    product_id: types.Id | None = None
    text: types.Line = ""
    quantity: types.PositiveWeight
    measure: types.text(8, minimum=1) = "t"
    unit_price: types.PriceNotNegative | None = None
    formula: types.Line = ""


class RivalBody(types.In):
    """A competitor for this sale."""

    name: types.text(100, minimum=1)
    price: types.PriceNotNegative | None = None
    strength: types.Line = ""
    weakness: types.Line = ""
    status: types.one_of(OpportunityCompetitor.Status) = OpportunityCompetitor.Status.ACTIVE.value


Items = Annotated[list[OpportunityItemBody], Field(max_length=100)]
Rivals = Annotated[list[RivalBody], Field(max_length=20)]


class OpportunityIn(types.In):
    """What is needed to open a possible sale."""

    id: types.Id | None = None
    at: types.Moment
    party_id: types.Id
    lead_id: types.Id | None = None
    name: types.Name
    pipeline_id: types.Id | None = None
    stage: types.text(32, minimum=1) | None = None
    amount: types.MoneyNotNegative
    currency: Currency = "CNY"
    probability: Probability | None = None
    expected_close_on: types.Day
    forecast: Chosen = "pipeline"
    business: Kinds = ""
    source: Sources = ""
    content: types.Note = ""
    competitors: types.Line = ""
    items: Items = []
    rivals: Rivals = []


class OpportunityPatch(types.In):
    """The facts of an opportunity that may be corrected; absent fields stay."""

    name: types.Name = ""
    amount: types.MoneyNotNegative = Decimal(0)
    probability: Probability = Decimal(0)
    expected_close_on: types.Day = date.min
    forecast: Chosen = "pipeline"
    business: Kinds = ""
    source: Sources = ""
    content: types.Note = ""
    competitors: types.Line = ""
    items: Items = []
    rivals: Rivals = []


class OpportunityMove(types.In):
    """Into which open or waiting stage."""

    at: types.Moment
    stage: types.text(32, minimum=1)
    probability: Probability | None = None


class OpportunityWin(types.In):
    """What decided it."""

    at: types.Moment
    reason: types.Reason


class OpportunityLose(types.In):
    """Why, by the company's list and in words, and from whom they bought."""

    at: types.Moment
    lost_reason: types.text(32, minimum=1)
    reason: types.Reason
    lost_to: types.text(100) = ""


class OpportunityVoid(types.In):
    """Why it never was a sale to be had."""

    at: types.Moment
    reason: types.Reason


class OpportunityReopen(types.In):
    """Into which open stage, and why."""

    at: types.Moment
    stage: types.text(32, minimum=1)
    reason: types.Reason
