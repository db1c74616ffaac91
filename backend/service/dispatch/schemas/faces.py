"""The bodies and answers of dispatch."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters

Weight = types.count(0, 100)
Points = types.number(5, 1)
Km = types.number(8, 1)
Factor = types.number(4, 2, minimum="0")


class DispatchRuleIn(types.In):
    """What each part of a suggestion counts, and how travel is reckoned."""

    id: types.Id | None = None
    name: types.text(120, minimum=1)
    travel: Weight = 30
    slot: Weight = 25
    skill: Weight = 10
    load: Weight = 10
    part: Weight = 10
    known: Weight = 5
    territory: Weight = 5
    cost: Weight = 5
    speed_kmh: types.count(5, 200) = 40
    detour: Factor = Decimal("1.30")
    furthest_km: types.count(1, 5000) = 300
    horizon_days: types.count(1, 60) = 7


class DispatchRulePatch(types.In):
    """What may be changed; absent fields stay."""

    name: types.text(120, minimum=1) = ""
    travel: Weight = 30
    slot: Weight = 25
    skill: Weight = 10
    load: Weight = 10
    part: Weight = 10
    known: Weight = 5
    territory: Weight = 5
    cost: Weight = 5
    speed_kmh: types.count(5, 200) = 40
    detour: Factor = Decimal("1.30")
    furthest_km: types.count(1, 5000) = 300
    horizon_days: types.count(1, 60) = 7


class DispatchRuleRow(types.Out):
    """Weights in a list."""

    id: UUID
    name: str
    is_active: bool
    travel: int
    slot: int
    skill: int
    load: int
    part: int
    known: int
    territory: int
    cost: int
    speed_kmh: int
    owner_id: int | None
    unit_id: UUID | None
    version: int
    created_at: types.Moment


class DispatchRuleOut(DispatchRuleRow):
    """Weights in full."""

    detour: Factor
    furthest_km: int
    horizon_days: int
    updated_at: types.Moment


class DispatchRuleFilters(Filters):
    """What rules can be filtered by."""

    is_active: types.Flag | None = None


class DispatchPartOut(types.Out):
    """One part of a score: its weight, its points of 100, what it adds, and why in words."""

    name: str
    label: str
    weight: int
    points: Points
    share: Points
    words: str


class DispatchOfferOut(types.Out):
    """An engineer who can be sent, from when to when, and how the score comes about."""

    engineer_id: UUID
    engineer_name: str
    score: Points
    starts_at: types.Moment
    ends_at: types.Moment
    km: Km | None
    travel_minutes: int | None
    is_late: bool
    parts: list[DispatchPartOut]


class DispatchExcludedOut(types.Out):
    """An engineer who cannot be sent, and why."""

    engineer_id: UUID
    engineer_name: str
    why: str
    words: str


class DispatchSuggestionOut(types.Out):
    """What is suggested for one order."""

    work_order_id: UUID
    no: str
    summary: str
    deadline_at: types.Moment | None
    rule: str
    offers: list[DispatchOfferOut]
    excluded: list[DispatchExcludedOut]
    excluded_count: int


class DispatchPlanOut(types.Out):
    """Suggestions for every order that waits, the most pressing first."""

    items: list[DispatchSuggestionOut]
    unserved: int


class DispatchAsk(Filters):
    """From which moment on somebody is wanted."""

    at: types.Moment


class DispatchPlanAsk(Filters):
    """From which moment on, and how many engineers to name for each order."""

    at: types.Moment
    best: types.count(1, 10) = 3


class DispatchMove(types.In):
    """Which order goes to whom and when; nobody means back among those that wait."""

    work_order_id: types.Id
    at: types.Moment
    engineer_id: types.Id | None = None
    starts_at: types.Moment | None = None
    ends_at: types.Moment | None = None


class DispatchUndo(types.In):
    """When the last move is taken back."""

    at: types.Moment


class DispatchPlacedOut(types.Out):
    """Where an order stands after a move."""

    work_order_id: UUID
    no: str
    state: str
    engineer_id: UUID | None
    scheduled_from: types.Moment | None
    scheduled_until: types.Moment | None
    version: int


class BoardAsk(Filters):
    """From which day on, one day or a week."""

    first: types.Day
    days: types.count(1, 7) = 1
    at: types.Moment


class BoardBlockOut(types.Out):
    """A booked time; of an order out of sight only that the time is taken."""

    work_order_id: UUID | None
    no: str
    summary: str
    starts_at: types.Moment
    ends_at: types.Moment
    warnings: list[str]


class BoardRowOut(types.Out):
    """One engineer on the board."""

    engineer_id: UUID
    engineer_name: str
    blocks: list[BoardBlockOut]


class BoardCardOut(types.Out):
    """An order that waits."""

    work_order_id: UUID
    no: str
    summary: str
    deadline_at: types.Moment | None


class DispatchBoardOut(types.Out):
    """Who is booked when, and what waits."""

    first: date
    days: int
    rows: list[BoardRowOut]
    waiting: list[BoardCardOut]
    warnings: list[str]
