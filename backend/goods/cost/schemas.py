"""Value, estimates and policies as machines see them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.access import policy as access
from backend.core.http.doors import Filters
from backend.core.registry import ALWAYS, Resource, Verb, declare
from backend.goods.cost.actions import policy
from backend.goods.cost.models import CostingPolicy
from backend.goods.product.models import Costing

Unit = types.number(18, 4)


class ValuationRow(types.Out):
    """Tonnes and value of one pool, excluding VAT."""

    product_id: UUID
    product_code: str
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    owner_party_id: UUID
    owner_party_name: str
    costing: str
    quantity: types.Weight
    value: types.Money
    unit_cost: Unit


class Valuation(types.Out):
    """Our stock by pool and what all of it is worth."""

    items: list[ValuationRow]
    value: types.Money


class ValuationQuery(Filters):
    """What the valuation can be narrowed to."""

    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None


class EstimateQuery(Filters):
    """Which goods, how many tonnes, perhaps from where and for which line."""

    product_id: types.Id
    weight: types.PositiveWeight
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    line_id: types.Id | None = None


class EstimateOut(types.Out):
    """What goods would cost now, on which basis, for how many of the tonnes asked for."""

    unit: Unit | None
    value: types.Money | None
    basis: str
    covered: types.Weight


class CostingPolicyIn(types.In):
    """By which method a company of ours values its goods, and since when."""

    id: types.Id | None = None
    party_id: types.Id
    method: types.one_of(Costing)
    since: types.Day
    note: types.text(500) = ""


class CostingPolicyPatch(types.In):
    """What may be corrected; the method is switched, not corrected."""

    note: types.text(500) = ""


class CostingSwitch(types.In):
    """Another method from the first day of a month on, and why."""

    at: types.Moment
    on: types.Day
    method: types.one_of(Costing)
    reason: types.Reason


class RevaluationOut(types.Out):
    """What one product was worth before and after a switch."""

    on: types.Day
    product_id: UUID
    product_name: str
    before_method: str
    after_method: str
    quantity: types.Weight
    cost_before: types.Money | None
    cost_after: types.Money | None
    cost_difference: types.Money | None
    reason: str
    by: str | None

    @staticmethod
    def resolve_product_name(row: Any) -> Any:
        """This will give the product's name."""
        return row.product.name

    @staticmethod
    def resolve_by(row: Any) -> Any:
        """This will name who switched."""
        return str(row.by) if row.by else None


class CostingPolicyRow(types.Out):
    """A policy in a list."""

    id: UUID
    no: str
    party_id: UUID
    party_name: str
    method: str
    since: types.Day
    note: str
    version: int
    created_at: types.Moment


class CostingPolicyOut(CostingPolicyRow):
    """A policy in full, with what every switch did."""

    revaluations: list[RevaluationOut]
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(row: Any) -> Any:
        """This will name the company."""
        return row.party.name

    @staticmethod
    def resolve_revaluations(row: Any) -> Any:
        """This will read the newest switch first."""
        rows = row.revaluations.select_related("product", "by")
        return list(rows.order_by("-on", "product__code", "id"))


class CostingPolicyFilters(Filters):
    """What policies can be filtered by."""

    party_id: types.Id | None = None
    method: types.one_of(Costing) | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party")


POLICY = declare(
    Resource(
        model=CostingPolicy,
        room="goods",
        name="costingpolicy",
        plural="costing-policies",
        label=_("公司计价政策"),
        out=CostingPolicyOut,
        row=CostingPolicyRow,
        create=Verb(policy.create, _("新建"), CostingPolicyIn),
        change=Verb(policy.change, _("修改"), CostingPolicyPatch),
        verbs={
            "switch": Verb(
                policy.switch, _("变更计价方法"), CostingSwitch, states=ALWAYS, danger=True
            )
        },
        filters=CostingPolicyFilters,
        columns={"party_name": "party__name"},
        ordering=("created_at", "since"),
        sensitive={
            f"revaluations.{name}": access.mask_all
            for name in ("cost_before", "cost_after", "cost_difference")
        },
        scoped=False,
        load=load,
    )
)
