"""The declaration of shipments."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.freight.models import Mode
from backend.supply.shipment import actions
from backend.supply.shipment.flow import COSTED, LIVE, State
from backend.supply.shipment.models import Direction, Shipment
from backend.supply.shipment.schemas import bodies
from backend.supply.shipment.schemas.faces import ShipmentOut, ShipmentRow
from backend.supply.shipment.schemas.words import PAPER_LABELS

__all__ = ["PAPER_LABELS", "SHIPMENT"]

RUNNING = frozenset(state.value for state in LIVE)
BILLED = frozenset(state.value for state in COSTED)
MONEY = ("cost_amount", "cost_tax", "cost_base")
SHARES = ("cost_amount", "cost_to_stock", "cost_of_sales")


class ShipmentFilters(Filters):
    """What shipments can be filtered by."""

    state: types.one_of(State) | None = None
    direction: types.one_of(Direction) | None = None
    mode: types.one_of(Mode) | None = None
    party_id: types.Id | None = None
    carrier_id: types.Id | None = None
    purchase_id: types.Id | None = None
    delivery_id: types.Id | None = None
    plate: types.text(16) | None = None
    is_late: types.Flag | None = None
    eta_until: types.Moment | None = None


def is_late(wanted: bool) -> Q:
    """This will keep those that should have come, or with false the others."""
    return Q(late_since__isnull=not wanted)


def load(rows: QuerySet[Any]) -> QuerySet[Any]:
    """This will fetch what the detail shows."""
    return rows.select_related("party", "carrier__party", "proof").prefetch_related(
        "lines__product",
        "lines__purchase_line__purchase",
        "containers",
        "customs",
        "papers",
        "tracking",
        "claims",
        "bills__shares",
        "received__lot",
    )


SHIPMENT = declare(
    Resource(
        model=Shipment,
        room="supply",
        name="shipment",
        plural="shipments",
        label=_("运输单"),
        out=ShipmentOut,
        row=ShipmentRow,
        create=Verb(actions.create, _("新建"), bodies.ShipmentIn),
        change=Verb(actions.change, _("修改"), bodies.ShipmentPatch),
        verbs={
            "book": Verb(actions.book, _("订舱/派车"), bodies.ShipmentBook),
            "load": Verb(actions.load, _("装运"), bodies.ShipmentLoad),
            "depart": Verb(actions.depart, _("发运"), bodies.ShipmentGo),
            "arrive": Verb(actions.arrive, _("到达"), bodies.ShipmentAt),
            "deliver": Verb(actions.deliver, _("签收"), bodies.ShipmentDeliver),
            "go_on": Verb(actions.go_on, _("改道后继续"), bodies.ShipmentGo),
            "send_back": Verb(actions.send_back, _("退回发运"), bodies.ShipmentGo),
            "take_back": Verb(actions.take_back, _("退回收讫"), bodies.ShipmentAt),
            "close": Verb(actions.close, _("关闭"), bodies.ShipmentOn),
            "track": Verb(actions.track, _("在途登记"), bodies.ShipmentTrack, states=BILLED),
            "hand_in": Verb(actions.hand_in, _("收到单证"), bodies.ShipmentPaperIn, states=BILLED),
            "add_paper": Verb(
                actions.add_paper, _("增加单证"), bodies.ShipmentPaperAdd, states=BILLED
            ),
            "waive_paper": Verb(
                actions.waive_paper, _("免交单证"), bodies.ShipmentPaperWaive, states=BILLED
            ),
            "declare": Verb(
                actions.declare,
                _("登记报关单"),
                bodies.CustomsIn,
                states=BILLED,
                when=lambda shipment: shipment.crosses_border,
            ),
            "note_customs": Verb(
                actions.note_customs,
                _("海关进度"),
                bodies.CustomsMove,
                states=BILLED,
                when=lambda shipment: shipment.crosses_border,
            ),
            "bill": Verb(actions.bill, _("登记费用"), bodies.FreightBillIn, states=BILLED),
            "allocate": Verb(
                actions.allocate,
                _("分摊费用"),
                bodies.ShipmentAt,
                states=BILLED,
                when=lambda shipment: shipment.direction == Direction.INBOUND,
            ),
            "share": Verb(actions.share, _("司机链接"), bodies.ShipmentShare, states=RUNNING),
            "unshare": Verb(
                actions.unshare,
                _("撤销司机链接"),
                bodies.ShipmentAtBecause,
                states=BILLED,
                danger=True,
            ),
            "divert": Verb(actions.divert, _("改道"), bodies.ShipmentDivert, danger=True),
            "refuse": Verb(actions.refuse, _("拒收"), bodies.ShipmentAtBecause, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), bodies.ShipmentBecause, danger=True),
        },
        filters=ShipmentFilters,
        filter_paths={
            "purchase_id": "lines__purchase_line__purchase_id",
            "delivery_id": "lines__source_id",
            "is_late": is_late,
            "eta_until": "eta__lte",
        },
        columns={"party_name": "party__name", "carrier_name": "carrier__party__name"},
        ordering=("created_at", "planned_on"),
        sensitive={
            "driver_phone": policy.mask_phone,
            "proof.signer_phone": policy.mask_phone,
            **{f"customs.cost_{name}": policy.mask_all for name in ("value", "duty", "vat")},
            **{f"bills.{name}": policy.mask_all for name in MONEY},
            **{f"bills.shares.{name}": policy.mask_all for name in SHARES},
        },
        search_private=("driver_phone",),
        load=load,
        outside="party",
    )
)

overview.papers("shipments", SHIPMENT, tab=overview.Tab.CONTRACTS)
