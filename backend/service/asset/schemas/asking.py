"""What is asked of machines beside their list."""

from backend.core import types
from backend.core.http.doors import Filters


class AssetHistoryQuery(Filters):
    """How far back a page of the history begins, and how much it holds."""

    before: types.count(1, 2**53) | None = None
    limit: types.count(1, 100) = 20


class AssetReadingsQuery(Filters):
    """Which counter, and how many readings."""

    meter_id: types.Id | None = None
    limit: types.count(1, 500) = 100


class AssetLabelsQuery(Filters):
    """Whose labels are printed: of a delivery, a contract, a customer, or one by one.

    `ids` are joined by commas; `skip` places of the first sheet are used up already.
    """

    ids: types.text(3_700) | None = None
    delivery_id: types.Id | None = None
    contract_id: types.Id | None = None
    customer_id: types.Id | None = None
    skip: types.count(0, 20) = 0
