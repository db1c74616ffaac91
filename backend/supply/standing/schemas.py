"""Score cards and their rules as machines see them."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.supply.standing import actions
from backend.supply.standing.flow import State
from backend.supply.standing.models import Criterion, ScoreCard, ScoreScheme
from backend.supply.supplier.models import Supplier
from backend.supply.supplier.schemas.bodies import Points, Score, SupplyBecause, SupplyOn

Weight = types.number(7, 2, minimum="0")
Value = types.number(12, 6)
Effect = types.one_of(Supplier.Effect)
NONE = Supplier.Effect.NONE.value


class ScoreCriterionBody(types.In):
    """One measure: a hundred points at its best, none at its worst."""

    kind: types.one_of(Criterion)
    weight: Weight
    best: Value
    worst: Value
    least_samples: types.count(1, 1000) = 1


class ScoreBandBody(types.In):
    """What follows from so many points on."""

    code: types.text(8, minimum=1)
    least: Score
    rfq_effect: Effect = NONE
    order_effect: Effect = NONE
    inspects_more: types.Flag = False


Criteria = Annotated[list[ScoreCriterionBody], Field(min_length=1, max_length=6)]
Bands = Annotated[list[ScoreBandBody], Field(min_length=1, max_length=10)]


class ScoreSchemeIn(types.In):
    """How suppliers are scored."""

    id: types.Id | None = None
    name: types.text(120, minimum=1)
    market: types.text(16, minimum=1) = "SHFE"
    criteria: Criteria
    bands: Bands


class ScoreSchemePatch(types.In):
    """What may be changed; criteria and bands sent stand for all of them."""

    name: types.text(120, minimum=1) = ""
    market: types.text(16, minimum=1) = "SHFE"
    criteria: Criteria = []
    bands: Bands = []


class ScoreCriterionOut(types.Out):
    """One measure."""

    kind: str
    weight: Weight
    best: Value
    worst: Value
    least_samples: int


class ScoreBandOut(types.Out):
    """What follows from so many points on."""

    code: str
    least: Points
    rfq_effect: str
    order_effect: str
    inspects_more: bool


class ScoreSchemeRow(types.Out):
    """Rules in a list."""

    id: UUID
    name: str
    market: str
    is_active: bool
    version: int
    created_at: types.Moment


class ScoreSchemeOut(ScoreSchemeRow):
    """Rules in full."""

    criteria: list[ScoreCriterionOut]
    bands: list[ScoreBandOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_criteria(scheme: Any) -> Any:
        """This will read the measures."""
        return sorted(scheme.criteria.all(), key=lambda c: Criterion.values.index(c.kind))

    @staticmethod
    def resolve_bands(scheme: Any) -> Any:
        """This will read the bands, the best first."""
        return sorted(scheme.bands.all(), key=lambda band: -band.least)


class ScoreSchemeFilters(Filters):
    """What rules can be filtered by."""

    is_active: types.Flag | None = None


class ScoreCardIn(types.In):
    """Whose papers of which days are counted."""

    id: types.Id | None = None
    on: types.Day
    supplier_id: types.Id
    period_from: types.Day
    period_to: types.Day
    note: types.text(500) = ""


class ScoreCardLineOut(types.Out):
    """One measure: a sum over a sum, the value, the points."""

    kind: str
    weight: Weight
    best: Value
    worst: Value
    samples: int
    top: types.number(24, 6) | None
    bottom: types.number(24, 6) | None
    value: types.number(18, 6) | None
    score: Points | None


class ScoreCardRow(types.Out):
    """A score card in a list."""

    id: UUID
    no: str
    supplier_id: UUID
    supplier_name: str
    state: str
    period_from: types.Day
    period_to: types.Day
    score: Points | None
    band: str
    rfq_effect: str
    order_effect: str
    published_on: types.Day | None
    version: int
    created_at: types.Moment


class ScoreCardOut(ScoreCardRow):
    """A score card in full."""

    scheme_id: UUID
    inspects_more: bool
    counted_on: types.Day
    note: str
    lines: list[ScoreCardLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_supplier_name(card: Any) -> str:
        """This will give the supplier's name."""
        return str(card.supplier.party.name)

    @staticmethod
    def resolve_lines(card: Any) -> Any:
        """This will read the measures."""
        return sorted(card.lines.all(), key=lambda line: Criterion.values.index(line.kind))


class ScoreCardFilters(Filters):
    """What score cards can be filtered by."""

    state: types.one_of(State) | None = None
    supplier_id: types.Id | None = None
    band: types.text(8) | None = None
    period_until: types.Day | None = None


def load_schemes(rows: QuerySet[ScoreScheme]) -> QuerySet[ScoreScheme]:
    """This will fetch what the detail shows."""
    return rows.prefetch_related("criteria", "bands")


def load(rows: QuerySet[ScoreCard]) -> QuerySet[ScoreCard]:
    """This will fetch what the detail shows."""
    return rows.select_related("supplier__party").prefetch_related("lines")


SCORE_SCHEME = declare(
    Resource(
        model=ScoreScheme,
        room="supply",
        name="score_scheme",
        plural="score-schemes",
        label=_("供应商评分规则"),
        out=ScoreSchemeOut,
        row=ScoreSchemeRow,
        create=Verb(actions.create_scheme, _("新建"), ScoreSchemeIn),
        change=Verb(actions.change_scheme, _("修改"), ScoreSchemePatch),
        verbs={
            "retire": Verb(
                actions.retire_scheme,
                _("停用"),
                states=ALWAYS,
                when=lambda row: row.is_active,
                danger=True,
            ),
        },
        filters=ScoreSchemeFilters,
        load=load_schemes,
        scoped=False,
    )
)

SCORE_CARD = declare(
    Resource(
        model=ScoreCard,
        room="supply",
        name="score_card",
        plural="score-cards",
        label=_("供应商评分"),
        out=ScoreCardOut,
        row=ScoreCardRow,
        create=Verb(actions.count, _("计算"), ScoreCardIn),
        verbs={
            "recount": Verb(
                actions.recount,
                _("重新计算"),
                SupplyOn,
                states=frozenset({State.DRAFT.value}),
            ),
            "publish": Verb(actions.publish, _("发布"), SupplyOn),
            "void": Verb(actions.void, _("作废"), SupplyBecause, danger=True),
        },
        filters=ScoreCardFilters,
        filter_paths={"period_until": "period_to__lte"},
        columns={"supplier_name": "supplier__party__name"},
        ordering=("created_at", "period_to"),
        sensitive={"lines.top": policy.mask_all, "lines.bottom": policy.mask_all},
        load=load,
    )
)

overview.papers("score_cards", SCORE_CARD, path="supplier__party_id", tab=overview.Tab.SUPPLY)
