"""Value and estimates as machines see them."""

from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters

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
