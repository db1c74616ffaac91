"""Machines in the back office: where they stand, what is in them and what happened to them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import sayings
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.delivery.models import Delivery
from backend.goods.serial.models import Serial
from backend.service.asset import queries
from backend.service.asset.flow import State
from backend.service.asset.models import Asset
from backend.service.asset.schemas import ASSET

INDENT = "　"
SHOWN = 50


def tree(asset: Asset, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will draw the parts of a machine and the machines in it, level by level."""
    return list(_branch(queries.tree(asset), 0))


def _branch(node: Mapping[str, Any], level: int) -> Iterable[Mapping[str, Any]]:
    for part in node["parts"]:
        yield {
            "what": f"{INDENT * level}{part.product}",
            "serial": part.serial,
            "position": part.position,
            "quantity": f"{part.quantity.normalize():f}",
            "lot_no": part.lot.no if part.lot else "",
            "supplier_name": str(part.supplier) if part.supplier else "",
            "installed_at": part.installed_at,
        }
    for child in node["children"]:
        yield {
            "what": f"{INDENT * level}▸ {child['product_name']}（{child['no']}）",
            "serial": child["serial"],
            "position": child["position"],
        }
        yield from _branch(child, level + 1)


def happened(asset: Asset, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will tell what happened to a machine and to the papers about it, newest first."""
    rows = queries.history(asset.pk, actor, limit=SHOWN)
    return [
        {
            "at": row["at"],
            "document_label": row["document_label"],
            "document_no": row["document_no"],
            "event": said(row["name"], row["document"]),
            "actor": row["actor"],
            "reason": row["reason"],
        }
        for row in rows
    ]


def said(name: str, document: str) -> str:
    """This will put an event in words, as the page of its own paper does."""
    short = name.removeprefix(f"{document}.")
    return str(sayings.EVENTS.get(name) or sayings.EVENTS.get(short) or short)


def readings(asset: Asset, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will list what the counters showed, the last first."""
    return [
        {
            "name": row.meter.name,
            "value": f"{row.value.normalize():f} {row.meter.unit_name}",
            "at": row.at,
            "is_reset": row.is_reset,
            "reason": row.reason,
            "source_no": row.source_no,
        }
        for row in queries.readings(asset.pk)[:SHOWN]
    ]


@admin.register(Asset)
class AssetAdmin(DocumentAdmin):
    """Every machine that stands at a customer."""

    resource = ASSET
    icon = "precision_manufacturing"
    place = 10
    labels = {
        "product_code": _("产品编码"),
        "product_name": _("产品"),
        "customer_name": _("客户"),
        "parent_no": _("上级设备"),
        "contract_no": _("合同"),
        "supplier_name": _("供应商"),
        "lot_no": _("批次"),
        "bom_no": _("物料清单"),
        "what": _("零部件"),
        "document_label": _("单据"),
        "document_no": _("单号"),
        "event": _("事件"),
        "actor": _("经办人"),
        "replaced_by_id": _("替换它的设备"),
        "by_asset_id": _("替换为"),
        "part_id": _("零部件"),
        "meter_id": _("计数器"),
        "entitlement_id": _("服务权益"),
        "at": _("时间"),
        "on": _("日期"),
        "reason": _("原因"),
        "is_reset": _("重新起算"),
        "value": _("读数"),
        "name": _("名称"),
        "covered_on": _("质保有效于"),
        "part_lot_id": _("含零部件批次"),
        "part_serial": _("含零部件序列号"),
        "warranty_from": _("质保起算"),
        "warranty_until": _("质保截止于（止）"),
        "quantity": _("数量"),
        "parts": _("零部件"),
        "former_parts": _("已拆下的零部件"),
        "entitlements": _("服务权益"),
        "meters": _("计数器"),
        "children": _("下级设备"),
    }
    columns = (
        "no",
        "serial",
        "product_name",
        "customer_name",
        "site_name",
        "state",
        "criticality",
        "warranty_end",
        "commissioned_on",
    )
    filters = (
        "state",
        "customer_id",
        "product_id",
        "criticality",
        "covered_on",
        "warranty_until",
        "part_lot_id",
        "part_serial",
    )
    facts = (
        (
            _("设备"),
            ("product_id", "serial", "customer_id", "criticality", "firmware", "produced_on",
             "note"),
        ),
        (
            _("现场"),
            ("site_name", "address", "latitude", "longitude", "access_notes", "contact_name",
             "contact_phone", "parent_id", "position"),
        ),
        (
            _("交付与质保"),
            ("delivered_on", "commissioned_on", "warranty_start", "warranty_end",
             "warranty_months", "warranty_from", "warranty_cap_months", "down_since", "ended_on"),
        ),
        (
            _("来源"),
            ("contract_id", "delivery_no", "supplier_id", "lot_id", "bom_id", "replaces_id",
             "replaced_by_id"),
        ),
    )  # fmt: skip
    tables = (
        ChildTable(
            _("结构"),
            tree,
            ("what", "serial", "position", "quantity", "lot_no", "supplier_name", "installed_at"),
            replaces="parts",
        ),
        ChildTable(
            _("服务权益"),
            "entitlements",
            (
                "kind",
                "starts_on",
                "ends_on",
                "covers_labour",
                "covers_parts",
                "covers_travel",
                "response_hours",
                "calendar",
                "visits_left",
                "basis_no",
            ),
        ),
        ChildTable(_("计数器"), "meters", ("name", "value", "unit_name", "read_at")),
        ChildTable(_("读数"), readings, ("at", "name", "value", "is_reset", "reason", "source_no")),
        ChildTable(
            _("已拆下的零部件"),
            "former_parts",
            ("product_name", "serial", "position", "lot_no", "supplier_name", "removed_at"),
        ),
        ChildTable(
            _("历史"),
            happened,
            ("at", "document_label", "document_no", "event", "actor", "reason"),
        ),
        ChildTable("", lambda document, actor: [], replaces="children"),
    )
    prints = ((_("二维码标签"), "api:service_asset_label"),)
    references = {"replaced_by_id": Asset, "by_asset_id": Asset, "replaces_id": Asset}
    main_path = (State.PRODUCED, State.SHIPPED, State.INSTALLED, State.IN_SERVICE)
    party_path = "customer_id"
    empty = _("还没有设备。签收按序列号管理的产品时自动建立，也可以手工新建或从表格导入。")


@panels.today("service.come_up_asset", order=40)
def standing_still(actor: Actor) -> panels.Item:
    """This will count the machines that do not run."""
    rows = policy.visible(Asset, actor).filter(state=State.DOWN)
    first = rows.select_related("customer", "product").order_by("down_since", "no")[:5]
    lines = [
        panels.Line(
            f"{row.no} · {row.product} · {row.customer}",
            panels.page(row),
            f"{timezone.localtime(row.down_since):%m-%d %H:%M}" if row.down_since else "",
        )
        for row in first
    ]
    link = panels.listing(Asset, state=State.DOWN)
    return panels.Item(_("停机设备"), rows.count(), link, lines, "bad", "error")


@panels.related(Delivery, "service.view_asset", order=40)
def machines_of(delivery: Delivery, actor: Actor) -> panels.Table | None:
    """This will put the machines a truck brought beside it."""
    rows = policy.visible(Asset, actor).filter(delivery_id=delivery.pk)
    return _table(rows.select_related("product").order_by("serial"))


@panels.related(Serial, "service.view_asset", order=40)
def machine_of(serial: Serial, actor: Actor) -> panels.Table | None:
    """This will put the machine that bears a number beside it."""
    rows = policy.visible(Asset, actor).filter(product_id=serial.product_id, serial=serial.no)
    return _table(rows.select_related("product"))


def _table(rows: Any) -> panels.Table | None:
    found = list(rows[:200])
    if not found:
        return None
    columns = [_("编号"), _("产品"), _("序列号"), _("状态"), _("质保截止")]
    cells = [
        [row.no, str(row.product), row.serial, documents.state_label(row), row.warranty_end]
        for row in found
    ]
    return panels.Table(_("设备"), columns, cells, links=[panels.page(row) for row in found])
