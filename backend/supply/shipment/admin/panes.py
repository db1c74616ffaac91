"""Shipments where other pages need them: beside purchases and deliveries, and on the first page."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.crm.delivery.models import Delivery
from backend.supply.purchase.models import Purchase
from backend.supply.shipment import queries
from backend.supply.shipment.flow import COSTED
from backend.supply.shipment.models import DriverLink, Shipment, ShipmentPaper

FIRST = 5


@panels.today("supply.change_shipment", order=44)
def late(actor: Actor) -> panels.Item:
    """This will count the shipments that should have come."""
    rows = policy.scope(Shipment.objects.all(), actor, "supply.change_shipment")
    rows = rows.filter(late_since__isnull=False, ata=None)
    lines = [
        panels.Line(
            f"{row.no} · {row.party} · {row.destination}",
            panels.page(row),
            f"{timezone.localtime(row.eta):%m-%d %H:%M}" if row.eta else "",
        )
        for row in rows.select_related("party").order_by("eta")[:FIRST]
    ]
    link = panels.listing(Shipment, is_late="true")
    return panels.Item(_("运输逾期未到"), rows.count(), link, lines, "bad", "directions_boat")


@panels.today("supply.hand_in_shipment", order=45)
def papers_due(actor: Actor) -> panels.Item:
    """This will count the papers that are overdue."""
    mine = policy.scope(Shipment.objects.all(), actor, "supply.hand_in_shipment")
    rows = ShipmentPaper.objects.filter(
        shipment__in=mine.filter(state__in=COSTED),
        due_on__lt=timezone.localdate(),
        received_on=None,
        waived_reason="",
    )
    lines = [
        panels.Line(row.shipment.no, panels.page(row.shipment), str(row.due_on))
        for row in rows.select_related("shipment").order_by("due_on")[:FIRST]
    ]
    return panels.Item(
        _("单证逾期未交"), rows.count(), panels.listing(Shipment), lines, "busy", "folder_open"
    )


@panels.related(Purchase, "supply.view_shipment", order=40)
def ways_of(purchase: Purchase, actor: Actor) -> panels.Table | None:
    """This will put the shipments of a purchase beside it."""
    rows = policy.visible(Shipment, actor).filter(lines__purchase_line__purchase=purchase)
    return _table(list(rows.select_related("carrier__party").distinct().order_by("no")))


@panels.related(Delivery, "supply.view_shipment", order=40)
def way_of(delivery: Delivery, actor: Actor) -> panels.Table | None:
    """This will put the shipment of a delivery beside it."""
    rows = policy.visible(Shipment, actor).filter(
        lines__source_code="crm.delivery", lines__source_id=delivery.pk
    )
    return _table(list(rows.select_related("carrier__party").distinct().order_by("no")))


@panels.related(Shipment, "supply.share_shipment", order=10)
def links_of(shipment: Shipment, actor: Actor) -> panels.Table | None:
    """This will show the driver's links to whoever may share them."""
    rows: list[DriverLink] = list(shipment.links.select_related("shipment"))
    if not rows:
        return None
    at = timezone.now()
    cells = [
        [
            reverse("driver_link", args=[queries.token_of(row.pk)]),
            _("可用") if queries.is_open(row, at=at) else _("已失效"),
            row.made_at,
            row.last_seen_at,
        ]
        for row in rows
    ]
    columns = [_("地址"), _("状态"), _("创建时间"), _("最近打开")]
    return panels.Table(_("司机链接"), columns, cells)


def _table(rows: list[Shipment]) -> panels.Table | None:
    if not rows:
        return None
    columns = [
        _("编号"),
        _("状态"),
        _("运输方式"),
        _("承运商"),
        _("重量"),
        _("预计到达"),
        _("实际到达"),
    ]
    cells = [
        [
            row.no,
            documents.state_label(row),
            row.get_mode_display(),
            str(row.carrier or ""),
            row.weight,
            row.eta,
            row.ata,
        ]
        for row in rows
    ]
    return panels.Table(_("运输"), columns, cells, links=[panels.page(row) for row in rows])
