"""What can be promised, as machines see it."""

from uuid import UUID

from backend.core import types
from backend.core.http.doors import Filters


class StockRow(types.Out):
    """What of a product lies in a warehouse for an owner, and what of it can be promised."""

    product_id: UUID
    product_code: str
    product_name: str
    grade: str
    spec: str
    warehouse_id: UUID
    warehouse_code: str
    warehouse_name: str
    warehouse_kind: str
    owner_party_id: UUID
    owner_party_name: str
    is_ours: bool
    pieces: int
    theoretical: types.Weight
    actual: types.Weight
    reserved: types.Weight
    pledged: types.Weight
    frozen: types.Weight
    receipted: types.Weight
    available: types.Weight
    held: types.Weight
    rejected: types.Weight
    bins: list[str]


class StockPage(types.Out):
    """A page of stock; `next` opens the one after it."""

    items: list[StockRow]
    next: str | None


class StockQuery(Filters):
    """What stock can be narrowed to."""

    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    is_ours: types.Flag | None = None
    q: types.text(100) | None = None
    limit: types.count(1, 500) = 200
    after: types.text(400) | None = None
