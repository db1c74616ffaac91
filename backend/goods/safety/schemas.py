"""Safety stock and ageing rules as machines see them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.safety import actions, queries
from backend.goods.safety.models import AgeingRule, SafetyStock

Factor = types.number(6, 3, minimum="0")


class SafetyStockIn(types.In):
    """How much of a product should lie in a warehouse, and when to say that it is too little."""

    id: types.Id | None = None
    product_id: types.Id
    warehouse_id: types.Id
    owner_id: types.count(1, 2_147_483_647) | None = None
    method: types.one_of(SafetyStock.Method) = SafetyStock.Method.FIXED.value
    minimum: types.WeightNotNegative
    maximum: types.PositiveWeight
    lead_days: types.count(0, 365) = 0
    service_factor: Factor = Decimal(0)
    window_days: types.count(1, 730) = 90
    horizon_days: types.count(0, 365) = 7
    hysteresis: types.Ratio = Decimal(0)


class SafetyStockPatch(types.In):
    """What may be corrected; absent fields stay."""

    owner_id: types.count(1, 2_147_483_647) | None = None
    method: types.one_of(SafetyStock.Method) = SafetyStock.Method.FIXED.value
    minimum: types.WeightNotNegative = Decimal(0)
    maximum: types.PositiveWeight = Decimal(1)
    lead_days: types.count(0, 365) = 0
    service_factor: Factor = Decimal(0)
    window_days: types.count(1, 730) = 90
    horizon_days: types.count(0, 365) = 7
    hysteresis: types.Ratio = Decimal(0)
    is_active: bool = True


class SafetySplitOut(types.Out):
    """What is available now, part by part, against what should be."""

    on_hand: types.Weight
    reserved: types.Weight
    pledged: types.Weight
    frozen: types.Weight
    inbound: types.Weight
    available: types.Weight
    least: types.Weight
    wanted: types.Weight


class SafetyStockRow(types.Out):
    """A limit in a list."""

    id: UUID
    no: str
    product_id: UUID
    product_code: str
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    method: str
    minimum: types.Weight
    maximum: types.Weight
    is_active: bool
    is_short: bool
    crossed_at: types.Moment | None
    version: int
    created_at: types.Moment


class SafetyStockOut(SafetyStockRow):
    """A limit in full, with what there is now."""

    lead_days: int
    service_factor: Factor
    window_days: int
    horizon_days: int
    hysteresis: types.Ratio
    now: SafetySplitOut
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_code(row: Any) -> Any:
        """This will give the product's code."""
        return row.product.code

    @staticmethod
    def resolve_product_name(row: Any) -> Any:
        """This will name the product."""
        return row.product.name

    @staticmethod
    def resolve_warehouse_name(row: Any) -> Any:
        """This will name the warehouse."""
        return row.warehouse.name

    @staticmethod
    def resolve_now(row: Any) -> Any:
        """This will say what there is, part by part."""
        return queries.standing(row, on=timezone.localdate())


class SafetyStockFilters(Filters):
    """What limits can be filtered by."""

    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    is_short: types.Flag | None = None
    is_active: types.Flag | None = None


class AgeingRuleIn(types.In):
    """After how many days a lot is old; of one product or all, in one warehouse or all."""

    id: types.Id | None = None
    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    days: types.count(1, 3650)


class AgeingRulePatch(types.In):
    """What may be corrected; absent fields stay."""

    days: types.count(1, 3650) = 1
    is_active: bool = True


class AgeingAlertOut(types.Out):
    """A lot somebody was told about."""

    lot_id: UUID
    lot_no: str
    at: types.Moment
    days: int
    weight: types.Weight

    @staticmethod
    def resolve_lot_no(alert: Any) -> Any:
        """This will give the lot's number."""
        return alert.lot.no


class AgeingRuleRow(types.Out):
    """A rule in a list."""

    id: UUID
    no: str
    product_id: UUID | None
    product_name: str | None
    warehouse_id: UUID | None
    warehouse_name: str | None
    days: int
    is_active: bool
    version: int
    created_at: types.Moment


class AgeingRuleOut(AgeingRuleRow):
    """A rule in full, with the lots it told of last."""

    alerts: list[AgeingAlertOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_product_name(rule: Any) -> Any:
        """This will name the product."""
        return rule.product.name if rule.product else None

    @staticmethod
    def resolve_warehouse_name(rule: Any) -> Any:
        """This will name the warehouse."""
        return rule.warehouse.name if rule.warehouse else None

    @staticmethod
    def resolve_alerts(rule: Any) -> Any:
        """This will read the newest hundred."""
        return list(rule.alerts.select_related("lot").order_by("-at", "-id")[:100])


class AgeingRuleFilters(Filters):
    """What rules can be filtered by."""

    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    is_active: types.Flag | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("product", "warehouse")


SAFETY = declare(
    Resource(
        model=SafetyStock,
        room="goods",
        name="safety_stock",
        plural="safety-stocks",
        label=_("安全库存"),
        out=SafetyStockOut,
        row=SafetyStockRow,
        create=Verb(actions.create, _("新建"), SafetyStockIn),
        change=Verb(actions.change, _("修改"), SafetyStockPatch),
        filters=SafetyStockFilters,
        columns={
            "product_code": "product__code",
            "product_name": "product__name",
            "warehouse_name": "warehouse__name",
        },
        ordering=("created_at",),
        load=load,
    )
)

AGEING = declare(
    Resource(
        model=AgeingRule,
        room="goods",
        name="ageing_rule",
        plural="ageing-rules",
        label=_("库龄规则"),
        out=AgeingRuleOut,
        row=AgeingRuleRow,
        create=Verb(actions.create_rule, _("新建"), AgeingRuleIn),
        change=Verb(actions.change_rule, _("修改"), AgeingRulePatch),
        filters=AgeingRuleFilters,
        columns={"product_name": "product__name", "warehouse_name": "warehouse__name"},
        ordering=("created_at", "days"),
        load=load,
    )
)
