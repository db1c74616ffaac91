"""A delivery as machines see it."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from backend.core import overview, types
from backend.core.access import policy
from backend.core.http.doors import Filters
from backend.core.registry import Resource, Verb, declare
from backend.crm.delivery import actions
from backend.crm.delivery.flow import State
from backend.crm.delivery.models import Delivery
from backend.goods.serial import queries as serials

Plate = types.text(16, minimum=5)


class DeliveryIn(types.In):
    """What is needed to plan a truck."""

    id: types.Id | None = None
    on: types.Day
    contract_id: types.Id
    line_id: types.Id
    warehouse_id: types.Id | None = None
    planned_on: types.Day
    planned_weight: types.PositiveWeight
    plate: Plate
    trailer: types.text(16) = ""
    driver_name: types.text(64, minimum=1)
    driver_phone: types.text(32) = ""
    driver_identity: types.text(32) = ""
    carrier: types.text(120) = ""
    destination: types.text(300) = ""


class DeliveryPatch(types.In):
    """What may be corrected while a truck is only planned; absent fields stay."""

    warehouse_id: types.Id = UUID(int=0)
    planned_on: types.Day = date.min
    planned_weight: types.PositiveWeight = Decimal(0)
    plate: Plate = ""
    trailer: types.text(16) = ""
    driver_name: types.text(64, minimum=1) = ""
    driver_phone: types.text(32) = ""
    driver_identity: types.text(32) = ""
    carrier: types.text(120) = ""
    destination: types.text(300) = ""


class DeliveryAt(types.In):
    """A step and its moment."""

    at: types.Moment


class DeliveryRelease(types.In):
    """Letting the warehouse load; the driver's code is good for so many hours."""

    at: types.Moment
    valid_hours: types.count(1, 240) = 48


class DeliveryLoad(types.In):
    """What stands at the gate and what is on the truck."""

    at: types.Moment
    plate: Plate
    handover_code: types.matching(r"^[0-9]{6}$")
    pieces: types.count(0, 1_000_000) = 0
    theoretical_weight: types.PositiveWeight | None = None


class DeliveryWeighOut(types.In):
    """Our completed weigh ticket."""

    at: types.Moment
    ticket_id: types.Id


SerialNo = types.text(64, minimum=1)
Serials = Annotated[list[SerialNo], Field(max_length=1_000)]


class DeliveryCountOut(types.In):
    """How many pieces left, and which; without a number all that was planned."""

    at: types.Moment
    quantity: types.PositiveWeight | None = None
    serials: Serials = []


class DeliveryWeighIn(types.In):
    """The customer's ticket: net in tonnes."""

    at: types.Moment
    net: types.PositiveWeight
    document_no: types.text(64) = ""


class DeliverySign(types.In):
    """Who accepted it."""

    at: types.Moment
    signed_by: types.text(64, minimum=1)


class DeliveryResolve(types.In):
    """What both sides agreed on about a disputed weight."""

    at: types.Moment
    signed_by: types.text(64, minimum=1)
    settle_weight: types.PositiveWeight
    reason: types.Reason


class DeliveryBecause(types.In):
    """A step that needs a reason."""

    reason: types.Reason


class DeliveryAtBecause(types.In):
    """A step with its moment and reason."""

    at: types.Moment
    reason: types.Reason


class DeliveryRow(types.Out):
    """A delivery in a list."""

    id: UUID
    no: str
    state: str
    contract_id: UUID
    contract_no: str
    line_id: UUID
    party_id: UUID
    party_name: str
    warehouse_id: UUID
    planned_on: types.Day
    planned_weight: types.Weight
    plate: str
    driver_name: str
    our_weight: types.Weight | None
    their_weight: types.Weight | None
    settle_weight: types.Weight | None
    is_within: bool | None
    version: int
    created_at: types.Moment


class DeliveryOut(DeliveryRow):
    """A delivery in full."""

    trailer: str
    driver_phone: str | None
    driver_identity: str | None
    carrier: str
    destination: str
    pieces: int
    handover_until: types.Moment | None
    released_at: types.Moment | None
    loaded_at: types.Moment | None
    departed_at: types.Moment | None
    arrived_at: types.Moment | None
    signed_at: types.Moment | None
    signed_by: str
    ticket_id: UUID | None
    theoretical_weight: types.Weight | None
    decision: str
    refused_reason: str
    amount_provisional: types.Money | None
    cost: types.Money | None
    measured_in: str
    serials: list[str]
    owner_id: int | None
    unit_id: UUID | None
    updated_at: types.Moment

    @staticmethod
    def resolve_measured_in(delivery: Delivery) -> str:
        """This will name the unit of every weight of this truck: 吨, or what is counted."""
        return delivery.line.product.measured_in

    @staticmethod
    def resolve_serials(delivery: Delivery) -> list[str]:
        """This will list the serials that left with it."""
        return [serial.no for serial in serials.given_out_by(delivery.pk)]

    @staticmethod
    def resolve_contract_no(delivery: Delivery) -> str:
        """This will give the contract's number."""
        return delivery.contract.no

    @staticmethod
    def resolve_party_name(delivery: Delivery) -> str:
        """This will give the customer's name."""
        return delivery.party.name


class HandoverOut(types.Out):
    """What the driver must show at the gate."""

    delivery_id: UUID
    no: str
    plate: str
    handover_code: str
    handover_until: types.Moment | None


class DeliveryFilters(Filters):
    """What deliveries can be filtered by."""

    state: types.one_of(State) | None = None
    contract_id: types.Id | None = None
    line_id: types.Id | None = None
    party_id: types.Id | None = None
    warehouse_id: types.Id | None = None
    plate: types.text(16) | None = None
    planned_from: types.Day | None = None
    planned_until: types.Day | None = None


def load(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """This will fetch what the detail shows."""
    return rows.select_related("contract", "party", "line__product")


def is_weighed(delivery: Delivery) -> bool:
    """Test whether the goods of a truck go over a scale."""
    return not delivery.line.product.is_counted


DELIVERY = declare(
    Resource(
        model=Delivery,
        room="crm",
        name="delivery",
        plural="deliveries",
        label=_("发货单"),
        out=DeliveryOut,
        row=DeliveryRow,
        create=Verb(actions.create, _("新建"), DeliveryIn),
        change=Verb(actions.change, _("修改"), DeliveryPatch),
        verbs={
            "release": Verb(actions.release, _("放行"), DeliveryRelease),
            "load": Verb(actions.load, _("装车"), DeliveryLoad),
            "weigh_out": Verb(actions.weigh_out, _("出库过磅"), DeliveryWeighOut, when=is_weighed),
            "count_out": Verb(
                actions.count_out,
                _("清点出库"),
                DeliveryCountOut,
                transition="weigh_out",
                when=lambda delivery: not is_weighed(delivery),
            ),
            "depart": Verb(actions.depart, _("发车"), DeliveryAt),
            "arrive": Verb(actions.arrive, _("到达"), DeliveryAt),
            "weigh_in": Verb(actions.weigh_in, _("对方过磅"), DeliveryWeighIn, when=is_weighed),
            "sign": Verb(actions.sign, _("签收"), DeliverySign),
            "dispute": Verb(actions.dispute, _("磅差争议"), DeliveryBecause),
            "resolve": Verb(actions.resolve, _("解决争议"), DeliveryResolve),
            "refuse": Verb(actions.refuse, _("拒收"), DeliveryAtBecause, danger=True),
            "take_back": Verb(actions.take_back, _("退回入库"), DeliveryAtBecause, danger=True),
            "cancel": Verb(actions.cancel, _("取消"), DeliveryAtBecause, danger=True),
        },
        filters=DeliveryFilters,
        filter_paths={"planned_from": "planned_on__gte", "planned_until": "planned_on__lte"},
        columns={"contract_no": "contract__no", "party_name": "party__name"},
        ordering=("created_at", "planned_on"),
        sensitive={
            "cost": policy.mask_all,
            "driver_phone": policy.mask_phone,
            "driver_identity": policy.mask_account,
        },
        search_private=("driver_phone",),
        load=load,
    )
)

overview.papers("deliveries", DELIVERY, tab=overview.Tab.CONTRACTS)
