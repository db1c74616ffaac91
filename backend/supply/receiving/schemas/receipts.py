"""A goods receipt as machines see it."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.supply.receiving import actions
from backend.supply.receiving.flow import OPEN, ReceiptState
from backend.supply.receiving.models import GoodsReceipt
from backend.supply.receiving.schemas.common import Plate, ReceivingAt, ReceivingAtBecause

SerialNo = types.text(64, minimum=1)
Serials = Annotated[list[SerialNo], Field(max_length=1_000)]


class ReceiptLineBody(types.In):
    """One product on the truck: of a purchase line, or a product and a warehouse."""

    purchase_line_id: types.Id | None = None
    product_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    pieces: types.count(0, 1_000_000) = 0
    serials: Serials = []
    brand: types.text(64) = ""
    heat: types.text(64) = ""
    their_no: types.text(64) = ""
    certificate: types.text(64) = ""
    their_weight: types.PositiveWeight | None = None
    their_ticket_no: types.text(64) = ""


ReceiptLines = Annotated[list[ReceiptLineBody], Field(min_length=1, max_length=200)]


class GoodsReceiptIn(types.In):
    """A truck at our gate. Without a purchase it may only carry goods of others."""

    id: types.Id | None = None
    on: types.Day
    kind: types.one_of(GoodsReceipt.Kind)
    purchase_id: types.Id | None = None
    notice_id: types.Id | None = None
    owner_party_id: types.Id | None = None
    plate: Plate
    driver_name: types.text(64) = ""
    note: types.text(500) = ""
    lines: ReceiptLines


class GoodsReceiptPatch(types.In):
    """What may be corrected in a draft; lines given replace all lines."""

    received_on: types.Day = date(1970, 1, 1)
    plate: Plate = ""
    driver_name: types.text(64) = ""
    note: types.text(500) = ""
    lines: ReceiptLines = []


class ReceiptWeightBody(types.In):
    """The weights of one line, or how many pieces; the supplier's figure stays when none is given.

    Goods that are counted have a `count`, and serials when they are known one by one.
    """

    line_id: types.Id
    ticket_id: types.Id | None = None
    count: types.PositiveWeight | None = None
    serials: Serials = []
    their_weight: types.PositiveWeight | None = None
    their_ticket_no: types.text(64) = ""


class GoodsReceiptWeigh(types.In):
    """The weights of every line."""

    at: types.Moment
    lines: Annotated[list[ReceiptWeightBody], Field(min_length=1, max_length=200)]


class GoodsReceiptNameSerials(types.In):
    """The numbers of the pieces of a line that go into stock."""

    line_id: types.Id
    nos: Annotated[list[SerialNo], Field(min_length=1, max_length=1_000)]


class GoodsReceiptDecide(types.In):
    """How a held difference is settled: our weight, theirs, the middle, or only the excess."""

    at: types.Moment
    line_id: types.Id
    take: Literal["ours", "theirs", "half", "excess"]
    reason: types.Reason


class ReceiptLineOut(types.Out):
    """One product on the truck; `payable_weight` is what is paid for."""

    id: UUID
    seq: int
    purchase_line_id: UUID | None
    product_id: UUID
    product_name: str
    warehouse_id: UUID
    warehouse_name: str
    ticket_id: UUID | None
    ticket_no: str
    their_weight: types.Weight | None
    their_ticket_no: str
    net: types.Weight | None
    difference: types.Weight | None
    is_within: bool | None
    settle_weight: types.Weight | None
    decision: str
    accepted: types.Weight | None
    rejected: types.Weight
    payable_weight: types.Weight | None
    price: types.Price | None
    price_state: str
    amount: types.Money | None
    lot_id: UUID | None
    lot_no: str
    measured_in: str
    pieces: int
    serials: list[str]
    rejected_pieces: int
    brand: str
    heat: str
    their_no: str
    certificate: str

    @staticmethod
    def resolve_product_name(line: Any) -> Any:
        """This will give the product's name."""
        return line.product.name

    @staticmethod
    def resolve_measured_in(line: Any) -> Any:
        """This will name the unit of its weights: 吨, or what is counted."""
        return line.product.measured_in

    @staticmethod
    def resolve_warehouse_name(line: Any) -> Any:
        """This will give the warehouse's name."""
        return line.warehouse.name

    @staticmethod
    def resolve_ticket_no(line: Any) -> Any:
        """This will give the ticket's number."""
        return line.ticket.no if line.ticket is not None else ""

    @staticmethod
    def resolve_lot_no(line: Any) -> Any:
        """This will give the lot's number."""
        return line.lot.no if line.lot is not None else ""


class GoodsReceiptRow(types.Out):
    """A receipt in a list."""

    id: UUID
    no: str
    state: str
    kind: str
    purchase_id: UUID | None
    purchase_no: str | None
    party_id: UUID
    party_name: str
    owner_party_id: UUID
    received_on: date
    plate: str
    posted_at: types.Moment | None
    version: int
    created_at: types.Moment


class GoodsReceiptOut(GoodsReceiptRow):
    """A receipt in full."""

    notice_id: UUID | None
    driver_name: str
    void_reason: str
    note: str
    lines: list[ReceiptLineOut]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_purchase_no(receipt: GoodsReceipt) -> str | None:
        """This will give the purchase's number."""
        return receipt.purchase.no if receipt.purchase is not None else None

    @staticmethod
    def resolve_party_name(receipt: GoodsReceipt) -> str:
        """This will give the name of who delivered."""
        return receipt.party.name

    @staticmethod
    def resolve_lines(receipt: GoodsReceipt) -> Any:
        """This will give the lines in their order."""
        return list(receipt.lines.all())


class GoodsReceiptFilters(Filters):
    """What receipts can be filtered by."""

    state: types.one_of(ReceiptState) | None = None
    kind: types.one_of(GoodsReceipt.Kind) | None = None
    purchase_id: types.Id | None = None
    notice_id: types.Id | None = None
    party_id: types.Id | None = None
    plate: types.text(16) | None = None
    received_from: types.Day | None = None
    received_until: types.Day | None = None


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("purchase", "party").prefetch_related(
        "lines__product", "lines__warehouse", "lines__ticket", "lines__lot"
    )


RECEIPT = declare(
    Resource(
        model=GoodsReceipt,
        room="supply",
        name="receipt",
        plural="receipts",
        label=_("收货单"),
        out=GoodsReceiptOut,
        row=GoodsReceiptRow,
        create=Verb(actions.create_receipt, _("新建收货单"), GoodsReceiptIn),
        change=Verb(actions.change_receipt, _("修改"), GoodsReceiptPatch),
        verbs={
            "weigh": Verb(actions.weigh_receipt, _("登记重量或数量"), GoodsReceiptWeigh),
            "decide": Verb(
                actions.decide_receipt,
                _("处理磅差"),
                GoodsReceiptDecide,
                states=frozenset({ReceiptState.WEIGHED.value}),
            ),
            "name_serials": Verb(
                actions.name_serials,
                _("登记序列号"),
                GoodsReceiptNameSerials,
                states=frozenset(state.value for state in OPEN),
                when=lambda receipt: any(
                    line.product.tracking == "serial" for line in receipt.lines.all()
                ),
            ),
            "inspect": Verb(actions.inspect_receipt, _("送检")),
            "post": Verb(actions.post_receipt, _("入库"), ReceivingAt),
            "void": Verb(actions.void_receipt, _("作废"), ReceivingAtBecause, danger=True),
        },
        filters=GoodsReceiptFilters,
        columns={"purchase_no": "purchase__no", "party_name": "party__name"},
        filter_paths={
            "received_from": "received_on__gte",
            "received_until": "received_on__lte",
        },
        ordering=("created_at", "received_on"),
        sensitive={"lines.price": policy.mask_all, "lines.amount": policy.mask_all},
        load=load,
        outside="shown_to",
    )
)

overview.papers("goods_receipts", RECEIPT, tab=overview.Tab.SUPPLY)
