"""Mills and bills of processing in the back office."""

from datetime import date, timedelta
from typing import IO, Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Refusal
from backend.core.spreadsheet import books
from backend.goods.product.models import Product
from backend.supply.processing import paper, queries
from backend.supply.processing.flow import BomState
from backend.supply.processing.models import Bom, Processor
from backend.supply.processing.schemas import BOM, PROCESSING, PROCESSOR


@admin.register(Processor)
class ProcessorAdmin(DocumentAdmin):
    """A mill and its terms."""

    resource = PROCESSOR
    icon = "factory"
    place = 60
    labels = {
        "party_name": _("加工厂"),
        "warehouse_name": _("加工厂仓库"),
        "capability": _("加工方式"),
        "rates": _("费率"),
        "product_id": _("产出产品"),
        "product_name": _("产出产品"),
        "on": _("日期"),
        "std_yield": _("标准成材率"),
        "std_loss": _("标准损耗率"),
        "allowed_extra": _("允许超耗率"),
        "fee_basis": _("计费方式"),
        "fee_price": _("加工费单价（含税）"),
        "fee_minimum": _("最低加工费（含税）"),
    }
    columns = (
        "no", "party_name", "warehouse_name", "capabilities", "scrap_policy", "allows_swap",
        "is_active",
    )  # fmt: skip
    filters = ("capability", "is_active")
    facts = (
        (_("加工厂"), ("party_id", "warehouse_id", "capabilities", "monthly_capacity")),
        (_("约定"), ("scrap_policy", "allows_swap", "max_at_risk", "guarantee", "note")),
    )
    tables = (
        ChildTable(
            _("费率"),
            "rates",
            ("capability", "product_name", "std_yield", "std_loss", "allowed_extra", "fee_basis",
             "fee_price", "fee_minimum"),
        ),
    )  # fmt: skip
    references = {"product_id": Product}
    party_path = "party_id"
    prints = ((_("往来与成材率"), "admin:supply_processor_account"),)

    def get_urls(self) -> list[Any]:
        """This will add a mill's account and control charts, to look at and to take along."""
        wrap = self.admin_site.admin_view
        return [
            path("<uuid:pk>/account/", wrap(self.account_view), name="supply_processor_account"),
            path(
                "<uuid:pk>/account.xlsx",
                wrap(self.account_sheet),
                name="supply_processor_account_sheet",
            ),
            *super().get_urls(),
        ]

    def account_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will show what lay at a mill, came, went and was lost, and draw its yields."""
        mill, actor = self._mill(request, pk)
        since, until = self._months(request)
        sentence, rows = "", list[queries.MillMonth]()
        try:
            rows = queries.mill_account(actor, since=since, until=until, processor_id=mill.pk)
        except Refusal as refused:
            sentence = "；".join(str(said) for said in refused.errors.values()) or str(refused)
        return self._page(
            request,
            "supply/processing/account.html",
            mill=mill,
            back=panels.page(mill),
            since=since,
            until=until,
            sentence=sentence,
            heads=paper.HEADS,
            rows=rows,
            charts=paper.charts(queries.yields(actor, processor_id=mill.pk)),
            picture=paper,
            sheet_link=reverse("admin:supply_processor_account_sheet", args=[mill.pk]),
        )

    def account_sheet(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will write a mill's account to a workbook."""
        mill, actor = self._mill(request, pk)
        if not actor.may(PROCESSING.permission("export")):
            raise PermissionDenied
        since, until = self._months(request)
        try:
            rows = queries.mill_account(actor, since=since, until=until, processor_id=mill.pk)
        except Refusal as refused:
            raise Http404(str(refused)) from refused
        response = HttpResponse(content_type=books.XLSX)
        title = f"{mill.no}"
        books.write_xlsx(paper.sheet(rows), cast(IO[bytes], response), title=title, marks=[])
        response["Content-Disposition"] = f'attachment; filename="mill-{mill.no}.xlsx"'
        return response

    def _mill(self, request: HttpRequest, pk: UUID) -> tuple[Processor, Actor]:
        actor = reach.actor_of(request)
        if not actor.may(PROCESSING.permission("view")):
            raise PermissionDenied
        try:
            return documents.get(Processor, pk, actor=actor), actor
        except Invisible as unseen:
            raise Http404(str(unseen)) from unseen

    def _months(self, request: HttpRequest) -> tuple[date, date]:
        """The months asked for; the last twelve without a word."""
        today = timezone.localdate()
        months = (parse_date(f"{request.GET.get(name, '')}-01") for name in ("since", "until"))
        since, until = months
        until = until or today.replace(day=1)
        since = since or until.replace(year=until.year - 1)
        return since, months_end(until)


def months_end(month: date) -> date:
    """The last day of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


@admin.register(Bom)
class BomAdmin(DocumentAdmin):
    """What one product is made of."""

    resource = BOM
    icon = "account_tree"
    place = 61
    labels = {
        "product_name": _("产品"),
        "product_id": _("产品"),
        "inputs": _("投料"),
        "byproducts": _("副产品"),
        "elements": _("元素含量"),
        "share": _("配料比例"),
        "per_output": _("每吨产出需要（吨）"),
        "per_input": _("每吨投料产生"),
        "policy": _("归属"),
        "unit_value": _("计价（元/吨）"),
        "element": _("元素"),
        "content": _("含量"),
        "allowance": _("允许损失率"),
        "on": _("日期"),
        "reason": _("原因"),
    }
    columns = (
        "no", "product_name", "processor_id", "revision", "state", "capability", "std_yield",
        "allowed_extra",
    )  # fmt: skip
    filters = ("state", "product_id", "processor_id", "capability")
    facts = (
        (_("加工清单"), ("product_id", "processor_id", "capability", "revision", "note")),
        (_("标准"), ("std_yield", "std_loss", "allowed_extra", "metal_share")),
    )
    tables = (
        ChildTable(_("投料"), "inputs", ("product_name", "share", "per_output")),
        ChildTable(
            _("副产品"), "byproducts", ("product_name", "per_input", "policy", "unit_value")
        ),
        ChildTable(_("元素含量"), "elements", ("product_name", "element", "content", "allowance")),
    )
    main_path = (BomState.DRAFT, BomState.ACTIVE, BomState.RETIRED)

    def _edit_link(self, document: Any, actor: Any) -> str:
        """A bill in use is revised, not corrected."""
        return super()._edit_link(document, actor) if document.state == BomState.DRAFT else ""
