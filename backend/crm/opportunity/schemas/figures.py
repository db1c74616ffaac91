"""The board, the funnel, the forecast and what else the ledger of moves tells."""

from datetime import date
from typing import Literal
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters
from backend.crm.lead.models import Lead
from backend.crm.opportunity.schemas.pipeline import StageOut

By = Literal["pipeline", "owner", "unit", "source"]
Person = types.count(1, 2_147_483_647)
Code = types.text(64)


class SliceQuery(Filters):
    """Which part of the sales: a series of pipelines, a person, a unit, a source."""

    pipeline: Code | None = None
    owner_id: Person | None = None
    unit_id: types.Id | None = None
    source: types.one_of(Lead.Source) | None = None


class FunnelQuery(SliceQuery):
    """As of the end of which day, told apart by what."""

    as_of: types.Day
    by: By = "pipeline"


class PeriodQuery(SliceQuery):
    """From which day to which; what came of it is known as of a day, the last unless named."""

    since: types.Day
    until: types.Day
    as_of: types.Day | None = None
    by: By = "pipeline"


class WinRateQuery(SliceQuery):
    """What closed from which day to which, told apart by what."""

    since: types.Day
    until: types.Day
    as_of: types.Day | None = None
    by: Literal["pipeline", "owner", "unit", "source", "reason", "competitor"] = "pipeline"


class AccuracyQuery(SliceQuery):
    """Of which month; any of its days will do."""

    month: types.Day


class BoardQuery(Filters):
    """Which pipeline; the default one unless named."""

    on: types.Day
    pipeline_id: types.Id | None = None
    owner_id: Person | None = None
    unit_id: types.Id | None = None
    limit: types.count(1, 200) = 50


class CardOut(types.Out):
    """An opportunity on the board."""

    id: UUID
    no: str
    name: str
    party_name: str
    owner_id: int | None
    owner_name: str | None
    unit_id: UUID | None
    amount: types.Money
    amount_cny: types.Money | None
    currency: str
    probability: types.Ratio
    forecast: str
    expected_close_on: date
    is_late: bool
    stage_since: types.Moment
    age: int
    alarm: str
    version: int


class ColumnOut(types.Out):
    """A stage with how much stands in it; cards are the largest ones."""

    stage: StageOut
    count: int
    amount: types.Money
    weighted: types.Money
    cards: list[CardOut]


class BoardOut(types.Out):
    """The running stages of a pipeline."""

    pipeline_id: UUID
    pipeline_name: str
    edition: int
    columns: list[ColumnOut]


class FunnelRow(types.Out):
    """What stood in a stage, in CNY."""

    pipeline: str
    pipeline_name: str
    stage: str
    stage_name: str
    kind: str
    seq: int
    key: str
    label: str
    count: int
    amount: types.Money
    weighted: types.Money
    unconverted: int


class FunnelOut(types.Out):
    """The snapshot of a day."""

    as_of: date
    rows: list[FunnelRow]


class ConversionRow(types.Out):
    """Of those who entered one stage in the period, how many ever reached another."""

    pipeline: str
    from_stage: str
    to_stage: str
    entered: int
    reached: int
    share: types.Ratio


class ConversionOut(types.Out):
    """The cohort of a period and how far it came."""

    since: date
    until: date
    as_of: date
    rows: list[ConversionRow]


class DurationRow(types.Out):
    """How many days opportunities stayed in a stage."""

    pipeline: str
    stage: str
    stage_name: str
    key: str
    label: str
    count: int
    median: types.Money
    p90: types.Money
    expected_days: int | None
    max_days: int | None


class DurationsOut(types.Out):
    """Stages that were left in a period."""

    since: date
    until: date
    rows: list[DurationRow]


class ForecastRow(types.Out):
    """What is expected to close in a month, in CNY."""

    pipeline: str
    month: str
    category: str
    key: str
    label: str
    count: int
    amount: types.Money
    weighted: types.Money


class ForecastOut(types.Out):
    """The forecast as it stood on a day."""

    as_of: date
    rows: list[ForecastRow]


class AccuracyOut(types.Out):
    """How good the forecast of a month was, thirty days before its end."""

    month: str
    asked_on: date
    forecast: types.Money
    actual: types.Money
    accuracy: types.SignedRatio | None


class WinRateRow(types.Out):
    """Won ÷ (won + lost)."""

    key: str
    label: str
    won: int
    lost: int
    won_amount: types.Money
    lost_amount: types.Money
    rate: types.Ratio | None
    amount_rate: types.Ratio | None


class WinRateOut(types.Out):
    """What closed in a period."""

    since: date
    until: date
    rows: list[WinRateRow]
