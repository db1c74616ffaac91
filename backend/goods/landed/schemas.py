"""An allocation of landed cost as machines see it."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.goods.landed import actions
from backend.goods.landed.flow import State
from backend.goods.landed.models import LandedCharge, LandedCost


class LandedChargeIn(types.In):
    """One charge, excluding VAT, and what it is shared by; a credit carries a minus sign."""

    kind: types.one_of(LandedCharge.Kind)
    key: types.one_of(LandedCharge.Key)
    amount: types.Money
    invoice_no: types.text(64) = ""


Charges = Annotated[list[LandedChargeIn], Field(min_length=1, max_length=50)]
Lots = Annotated[list[types.Id], Field(max_length=500)]


class LandedCostIn(types.In):
    """Charges, and the lots or the papers of receipt whose lots bear them."""

    id: types.Id | None = None
    made_on: types.Day
    party_id: types.Id | None = None
    charges: Charges
    lot_ids: Lots = []
    source_ids: Annotated[list[types.Id], Field(max_length=50)] = []
    note: types.text(500) = ""


class LandedCostPatch(types.In):
    """What may be corrected in a draft; absent fields stay."""

    made_on: types.Day = date(1970, 1, 1)
    party_id: types.Id | None = None
    charges: Charges = []
    lot_ids: Lots = []
    note: types.text(500) = ""


class LandedAt(types.In):
    """The moment of a step."""

    at: types.Moment


class LandedAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason


class LandedBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class LandedChargeOut(types.Out):
    """One charge."""

    seq: int
    kind: str
    key: str
    amount: types.Money | None
    invoice_no: str


class LandedShareOut(types.Out):
    """One lot's share and where it went."""

    lot_id: UUID
    lot_no: str
    product_name: str
    weight: types.Weight
    pieces: int
    amount: types.Money | None
    to_stock: types.Money | None
    to_cost_of_sales: types.Money | None

    @staticmethod
    def resolve_lot_no(share: Any) -> Any:
        """This will give the lot's number."""
        return share.lot.no

    @staticmethod
    def resolve_product_name(share: Any) -> Any:
        """This will name the product."""
        return share.lot.product.name

    @staticmethod
    def resolve_weight(share: Any) -> Any:
        """This will give the tonnes received."""
        return share.lot.actual

    @staticmethod
    def resolve_pieces(share: Any) -> Any:
        """This will give the pieces received."""
        return share.lot.pieces


class LandedCostRow(types.Out):
    """An allocation in a list."""

    id: UUID
    no: str
    state: str
    made_on: types.Day
    party_id: UUID | None
    party_name: str | None
    amount: types.Money | None
    to_stock: types.Money | None
    to_cost_of_sales: types.Money | None
    posted_at: types.Moment | None
    version: int
    created_at: types.Moment


class LandedCostOut(LandedCostRow):
    """An allocation in full."""

    note: str
    charges: list[LandedChargeOut]
    shares: list[LandedShareOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_party_name(landed: Any) -> Any:
        """This will name who charges."""
        return landed.party.name if landed.party else None

    @staticmethod
    def resolve_charges(landed: Any) -> Any:
        """This will read the charges in order."""
        return sorted(landed.charges.all(), key=lambda charge: charge.seq)

    @staticmethod
    def resolve_shares(landed: Any) -> Any:
        """This will read the shares by lot number."""
        return sorted(landed.shares.all(), key=lambda share: share.lot.no)


class LandedCostFilters(Filters):
    """What allocations can be filtered by."""

    state: types.one_of(State) | None = None
    party_id: types.Id | None = None
    lot_id: types.Id | None = None
    made_from: types.Day | None = None
    made_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party").prefetch_related("charges", "shares__lot__product")


FIGURES = ("amount", "to_stock", "to_cost_of_sales")

LANDED = declare(
    Resource(
        model=LandedCost,
        room="goods",
        name="landed_cost",
        plural="landed-costs",
        label=_("到岸费用分摊"),
        out=LandedCostOut,
        row=LandedCostRow,
        create=Verb(actions.create, _("新建"), LandedCostIn),
        change=Verb(actions.change, _("修改"), LandedCostPatch),
        verbs={
            "post": Verb(actions.post, _("过账"), LandedAt),
            "reverse": Verb(actions.reverse, _("冲回"), LandedAtBecause, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), LandedBecause, danger=True),
        },
        filters=LandedCostFilters,
        filter_paths={
            "lot_id": "shares__lot_id",
            "made_from": "made_on__gte",
            "made_until": "made_on__lte",
        },
        columns={"party_name": "party__name"},
        ordering=("created_at", "made_on"),
        sensitive={
            **dict.fromkeys(FIGURES, policy.mask_all),
            **{f"shares.{name}": policy.mask_all for name in FIGURES},
            "charges.amount": policy.mask_all,
        },
        load=load,
    )
)
