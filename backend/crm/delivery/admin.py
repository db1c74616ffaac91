"""Deliveries in the back office, and which trucks wait for somebody."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.contract.flow import State as ContractState
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.delivery.flow import State
from backend.crm.delivery.models import Delivery
from backend.crm.delivery.schemas import DELIVERY
from backend.goods.weighing.models import WeighTicket

FIRST = 5
MOST = 200


def open_lines(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the lines of the contracts that bind and that this person may see."""
    bound = policy.visible(Contract, actor).filter(state=ContractState.EFFECTIVE)
    rows = ContractLine.objects.filter(contract__in=bound).select_related("contract", "product")
    for line in rows.order_by("-contract__created_at", "seq")[:MOST]:
        said = f"{line.contract.no} · {line.seq} · {line.product.name} · {line.quantity}"
        yield str(line.pk), said


def note_of(delivery: Delivery) -> str:
    """This will lead to the delivery note once the truck was weighed out."""
    if delivery.our_weight is None:
        return ""
    return reverse("api:crm_delivery_note", args=[delivery.pk])


@admin.register(Delivery)
class DeliveryAdmin(DocumentAdmin):
    """One truck from the plan to the signature."""

    resource = DELIVERY
    icon = "local_shipping"
    place = 28
    labels = {
        "contract_no": _("合同"),
        "party_name": _("客户"),
        "line_id": _("合同行"),
        "at": _("时间"),
        "on": _("日期"),
        "valid_hours": _("提货码有效（小时）"),
        "handover_code": _("提货码"),
        "ticket_id": _("出库磅单"),
        "net": _("对方净重（吨）"),
        "quantity": _("数量"),
        "serials": _("序列号"),
        "measured_in": _("计量单位"),
        "planned_weight": _("计划数量"),
        "document_no": _("对方磅单号"),
        "reason": _("原因"),
        "planned_from": _("计划日期起"),
        "planned_until": _("计划日期止"),
    }
    columns = (
        "no",
        "party_name",
        "contract_no",
        "state",
        "plate",
        "planned_on",
        "planned_weight",
        "our_weight",
        "their_weight",
        "settle_weight",
    )
    filters = (
        "state",
        "party_id",
        "contract_id",
        "warehouse_id",
        "planned_from",
        "planned_until",
    )
    facts = (
        (_("发货"), ("contract_id", "line_id", "party_id", "warehouse_id", "destination")),
        (_("计划"), ("planned_on", "planned_weight", "pieces")),
        (
            _("车辆"),
            ("plate", "trailer", "driver_name", "driver_phone", "driver_identity", "carrier"),
        ),
        (
            _("数量"),
            ("measured_in", "ticket_id", "our_weight", "their_weight", "is_within",
             "theoretical_weight", "settle_weight", "decision", "serials"),
        ),
        (
            _("过程"),
            ("released_at", "handover_until", "loaded_at", "departed_at", "arrived_at",
             "signed_at", "signed_by", "refused_reason"),
        ),
        (_("金额"), ("amount_provisional", "cost")),
    )  # fmt: skip
    prints = (
        (_("拣货单"), "api:crm_delivery_pick_list"),
        (_("提货单"), "api:crm_delivery_order"),
        (_("送货单"), note_of),
    )
    references = {"ticket_id": WeighTicket, "line_id": open_lines}
    main_path = (
        State.PLANNED,
        State.PICKING,
        State.LOADED,
        State.WEIGHED_OUT,
        State.IN_TRANSIT,
        State.ARRIVED,
        State.WEIGHED_IN,
        State.SIGNED,
        State.SETTLED,
    )
    party_path = "party_id"


@panels.today("crm.release_delivery", order=24)
def to_release(actor: Actor) -> panels.Item:
    """This will count the trucks that wait for their release."""
    return _waiting(actor, "crm.release_delivery", State.PLANNED, _("待放行发货"), "busy")


@panels.today("crm.resolve_delivery", order=25)
def in_dispute(actor: Actor) -> panels.Item:
    """This will count the trucks whose weights do not agree."""
    return _waiting(actor, "crm.resolve_delivery", State.DISPUTED, _("磅差待处理"), "bad")


@panels.related(Contract, "crm.view_delivery", order=30)
def trucks_of(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put a contract's trucks beside it."""
    rows = list(policy.visible(Delivery, actor).filter(contract=contract).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("车牌"), _("我方净重"), _("对方净重"), _("结算重量")]
    cells = [
        [r.no, documents.state_label(r), r.plate, r.our_weight, r.their_weight, r.settle_weight]
        for r in rows
    ]
    return panels.Table(_("发货"), columns, cells, links=[panels.page(row) for row in rows])


def _waiting(
    actor: Actor, permission: str, state: State, label: StrOrPromise, tone: str
) -> panels.Item:
    rows = policy.scope(Delivery.objects.all(), actor, permission).filter(state=state)
    first = rows.select_related("party").order_by("planned_on", "no")[:FIRST]
    lines = [
        panels.Line(f"{r.no} · {r.party} · {r.plate}", panels.page(r), str(r.planned_on))
        for r in first
    ]
    link = panels.listing(Delivery, state=state)
    return panels.Item(label, rows.count(), link, lines, tone, "local_shipping")
