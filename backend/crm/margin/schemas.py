"""A margin as machines see it. Every figure of it is a closed field."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.crm.margin import actions
from backend.crm.margin.models import MarginSnapshot, Stage

CLOSED = (
    "margin_fx",
    "margin_price",
    "margin_premium",
    "margin_revenue",
    "cost_source",
    "cost_unit",
    "cost_material",
    "cost_freight",
    "cost_claims",
    "cost_other",
    "cost_finance",
    "margin_rounding",
    "margin_amount",
    "margin_percent",
)
Fine = types.number(24, 10)
Percent = types.number(12, 3)


class MarginRetake(types.In):
    """Working it out anew, by the costs of now."""

    at: types.Moment


class MarginRow(types.Out):
    """What one contract line earned at one stage, in a list."""

    id: UUID
    contract_id: UUID
    contract_no: str
    party_id: UUID
    party_name: str
    line_id: UUID
    line_seq: int
    product_name: str
    stage: str
    seq: int
    weight: types.Weight
    issued_weight: types.Weight
    currency: str
    is_marked: bool
    margin_revenue: types.Money | None
    cost_source: str | None
    cost_material: types.Money | None
    cost_freight: types.Money | None
    cost_claims: types.Money | None
    cost_other: types.Money | None
    cost_finance: types.Money | None
    margin_amount: types.Money | None
    margin_percent: Percent | None
    created_at: types.Moment


class MarginOut(MarginRow):
    """What one contract line earned at one stage, with the figures behind it."""

    cause: str
    cause_no: str
    margin_fx: types.Rate | None
    margin_price: Fine | None
    margin_premium: Fine | None
    cost_unit: Fine | None
    margin_rounding: types.Money | None

    @staticmethod
    def resolve_contract_no(row: MarginSnapshot) -> str:
        """This will give the contract's number."""
        return row.contract.no

    @staticmethod
    def resolve_party_id(row: MarginSnapshot) -> UUID:
        """This will give the customer."""
        return row.contract.party_id

    @staticmethod
    def resolve_party_name(row: MarginSnapshot) -> str:
        """This will give the customer's name."""
        return row.contract.party.name

    @staticmethod
    def resolve_line_seq(row: MarginSnapshot) -> int:
        """This will give the number of the line."""
        return row.line.seq

    @staticmethod
    def resolve_product_name(row: MarginSnapshot) -> str:
        """This will give the name of the goods."""
        return row.line.product.name


class MarginFilters(Filters):
    """What margins can be filtered by."""

    contract_id: types.Id | None = None
    line_id: types.Id | None = None
    stage: types.one_of(Stage) | None = None
    is_marked: types.Flag | None = None


class BridgePart(types.Out):
    """One reason why a margin changed, and by how much."""

    name: str
    label: str
    amount: types.Money


class BridgeLine(types.Out):
    """The bridge of one line."""

    line_id: UUID
    line_seq: int
    product_name: str
    before_id: UUID | None
    after_id: UUID
    before: types.Money
    after: types.Money
    before_source: str
    after_source: str
    parts: list[BridgePart]


class MarginBridge(types.Out):
    """Why the margin of an order changed between two stages; the parts add up to the change."""

    contract_id: UUID
    contract_no: str
    before_stage: str
    after_stage: str
    before: types.Money
    after: types.Money
    change: types.Money
    parts: list[BridgePart]
    lines: list[BridgeLine]


class BridgeQuery(types.In):
    """Which order, from which stage to which; without an end to what is known now."""

    contract_id: types.Id
    before: types.one_of(Stage) = Stage.ORDER.value
    after: types.one_of(Stage) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract__party", "line__product")


MARGIN = declare(
    Resource(
        model=MarginSnapshot,
        room="crm",
        name="margin",
        plural="margins",
        label=_("毛利快照"),
        out=MarginOut,
        row=MarginRow,
        verbs={"retake": Verb(actions.retake, _("重新计算"), MarginRetake, states=ALWAYS)},
        filters=MarginFilters,
        columns={
            "contract_no": "contract__no",
            "party_id": "contract__party_id",
            "party_name": "contract__party__name",
            "line_seq": "line__seq",
            "product_name": "line__product__name",
        },
        ordering=("created_at",),
        sensitive=dict.fromkeys(CLOSED, policy.mask_all),
        scope_path="contract__",
        searchable=False,
        load=load,
    )
)
