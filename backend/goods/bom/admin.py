"""Bills of materials in the back office: lines, tree, where-used and what changed."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.goods.bom import queries
from backend.goods.bom.flow import State
from backend.goods.bom.models import BillOfMaterials
from backend.goods.bom.schemas import BILL_OF_MATERIALS
from backend.goods.product.models import Product

ONE = Decimal(1)
INDENT = "　"


def exploded(bom: BillOfMaterials, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will draw the tree of a version: every level further to the right."""
    on = max(bom.valid_from, timezone.localdate())
    for part in queries.explosion(bom, on=on, quantity=ONE):
        branch = "└ " if part.level > 1 else ""
        yield {
            "level": part.level,
            "product_name": f"{INDENT * (part.level - 1)}{branch}{part.product}",
            "product_code": part.product.code,
            "position": part.position,
            "quantity": plain(part.quantity),
            "total": plain(part.total),
            "unit_of_measure": part.product.unit_of_measure,
        }


def compared(bom: BillOfMaterials, actor: Actor) -> Iterable[Mapping[str, Any]]:
    """This will tell what differs from the version before."""
    rows = BillOfMaterials.objects.filter(product_id=bom.product_id, kind=bom.kind)
    before = rows.filter(revision__lt=bom.revision).exclude(state=State.CANCELLED)
    other = before.order_by("-revision").first()
    if other is None:
        return []
    return [
        {
            **row,
            "before": plain(row["before"]),
            "after": plain(row["after"]),
        }
        for row in queries.changed(other, bom)
    ]


def plain(value: Any) -> str:
    """This will write a quantity without needless zeros."""
    return "—" if value is None else f"{value.normalize():f}"


@admin.register(BillOfMaterials)
class BillOfMaterialsAdmin(DocumentAdmin):
    """What a product consists of, version by version."""

    resource = BILL_OF_MATERIALS
    icon = "account_tree"
    labels = {
        "product_code": _("编码"),
        "product_name": _("物料"),
        "unit_of_measure": _("单位"),
        "part_id": _("含物料"),
        "valid_on": _("有效于"),
        "on": _("日期"),
        "reason": _("原因"),
        "lines": _("明细"),
        "level": _("层级"),
        "total": _("总用量"),
        "before": _("上一版次"),
        "after": _("本版次"),
        "quantity": _("用量"),
        "position": _("位号"),
        "is_serialised": _("记录序列号"),
    }
    columns = (
        "no",
        "product_code",
        "product_name",
        "kind",
        "revision",
        "state",
        "valid_from",
        "valid_until",
    )
    filters = ("product_id", "part_id", "kind", "state", "valid_on")
    facts = (
        (_("物料清单"), ("product_id", "kind", "revision", "note")),
        (_("有效期"), ("valid_from", "valid_until")),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            (
                "seq",
                "product_code",
                "product_name",
                "quantity",
                "unit_of_measure",
                "position",
                "is_serialised",
                "note",
            ),
        ),
        ChildTable(
            _("多级展开（每一单位）"),
            exploded,
            (
                "level",
                "product_name",
                "product_code",
                "position",
                "quantity",
                "total",
                "unit_of_measure",
            ),
        ),
        ChildTable(
            _("与上一版次的差异"),
            compared,
            ("product_code", "product_name", "position", "before", "after"),
        ),
    )
    references = {"part_id": Product, "product_id": Product}
    main_path = (State.DRAFT, State.RELEASED, State.SUPERSEDED)
    empty = _("还没有物料清单。新建产品的组成，发布后设备档案会按它建立零部件。")


@panels.related(Product, "goods.view_bill_of_materials", order=30)
def used_in(product: Product, actor: Actor) -> panels.Table | None:
    """This will put beside a product what it is used in."""
    rows = list(queries.where_used(product.pk)[:50])
    if not rows:
        return None
    columns = [_("物料清单"), _("产品"), _("用途"), _("版次"), _("位号"), _("用量")]
    cells = [
        [
            line.bom.no,
            str(line.bom.product),
            line.bom.get_kind_display(),
            line.bom.revision,
            line.position,
            plain(line.quantity),
        ]
        for line in rows
    ]
    links = [panels.page(line.bom) for line in rows]
    return panels.Table(_("用在哪里"), columns, cells, links=links)
