"""What is sent to do something with a lot."""

from typing import Annotated

from pydantic import Field

from backend.core import types
from backend.goods.stock.models import Lot


class LotIn(types.In):
    """What is needed to take goods into stock by hand."""

    id: types.Id | None = None
    at: types.Moment
    product_id: types.Id
    warehouse_id: types.Id
    owner_party_id: types.Id
    weight: types.PositiveWeight
    pieces: types.Count = 0
    theoretical: types.WeightNotNegative | None = None
    unit_cost: types.PriceNotNegative | None = None
    price_state: types.one_of(Lot.PriceState) = Lot.PriceState.PRICED.value
    brand: types.text(64) = ""
    grade: types.text(64) = ""
    spec: types.text(120) = ""
    heat: types.text(64) = ""
    origin: types.text(64) = ""
    mill: types.text(120) = ""
    their_no: types.text(64) = ""
    certificate: types.text(64) = ""
    produced_on: types.Day | None = None
    note: types.text(500) = ""


class Hold(types.In):
    """Tonnes in one warehouse to be held or let go, and why."""

    warehouse_id: types.Id
    weight: types.PositiveWeight
    reason: types.Reason


class Transfer(types.In):
    """From where to where; pieces not given follow the weight."""

    at: types.Moment
    from_warehouse_id: types.Id
    to_warehouse_id: types.Id
    weight: types.PositiveWeight
    pieces: types.Count | None = None
    reason: types.Reason


class PutInBin(types.In):
    """In which bin of a warehouse the lot lies now; without one it lies in none."""

    warehouse_id: types.Id
    bin_id: types.Id | None = None
    reason: types.text(500) = ""


class Clear(types.In):
    """The entry under which customs let the lot in, and what was paid on it."""

    at: types.Moment
    to_warehouse_id: types.Id
    customs_no: types.text(32, minimum=1)
    duty: types.MoneyNotNegative
    vat: types.MoneyNotNegative
    reason: types.text(500) = ""


class Adjust(types.In):
    """What a count found more (+) or fewer (-)."""

    at: types.Moment
    warehouse_id: types.Id
    weight: types.Weight
    pieces: types.count(-1_000_000) = 0
    reason: types.Reason


class SplitPart(types.In):
    """One new lot."""

    pieces: types.Count = 0
    weight: types.PositiveWeight
    heat: types.text(64) = ""


class Split(types.In):
    """The parts; they must add up to the lot."""

    at: types.Moment
    parts: Annotated[list[SplitPart], Field(min_length=2, max_length=200)]


class Merge(types.In):
    """The lots to be poured together with this one."""

    at: types.Moment
    others: Annotated[list[types.Id], Field(min_length=1, max_length=50)]


class SetPrice(types.In):
    """The final price per tonne, excluding VAT."""

    at: types.Moment
    unit_cost: types.PriceNotNegative
    reason: types.Reason
