"""Margins in the back office, beside their contract, and the bridge of an order."""

from typing import IO, Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import DocumentAdmin
from backend.core.documents import actions as documents
from backend.core.errors import FieldForbidden, Forbidden, Invisible, Refusal
from backend.core.spreadsheet import books
from backend.crm.contract.models import Contract
from backend.crm.margin import paper, queries
from backend.crm.margin.models import MarginSnapshot, Stage
from backend.crm.margin.schemas import CLOSED, MARGIN


@admin.register(MarginSnapshot)
class MarginAdmin(DocumentAdmin):
    """What every order line earned, stage by stage."""

    resource = MARGIN
    icon = "waterfall_chart"
    place = 34
    labels = {
        "contract_no": _("合同"),
        "party_id": _("客户"),
        "party_name": _("客户"),
        "line_seq": _("行号"),
        "product_name": _("品名"),
        "at": _("时间"),
    }
    columns = (
        "contract_no",
        "party_name",
        "line_seq",
        "product_name",
        "stage",
        "weight",
        "margin_revenue",
        "cost_material",
        "margin_amount",
        "margin_percent",
        "created_at",
    )
    filters = ("stage", "is_marked", "contract_id")
    facts = (
        (_("订单"), ("contract_id", "party_id", "line_seq", "product_name", "stage", "seq")),
        (
            _("收入"),
            (
                "weight",
                "currency",
                "margin_fx",
                "margin_price",
                "margin_premium",
                "is_marked",
                "margin_revenue",
            ),
        ),
        (
            _("成本"),
            (
                "cost_source",
                "issued_weight",
                "cost_unit",
                "cost_material",
                "cost_freight",
                "cost_claims",
                "cost_other",
                "cost_finance",
            ),
        ),
        (_("毛利"), ("margin_amount", "margin_percent", "margin_rounding")),
        (_("起因"), ("cause", "cause_no", "created_at")),
    )
    empty = _("还没有毛利快照。合同签署后会自动记录。")

    def get_urls(self) -> list[Any]:
        """This will add the bridge of an order, to look at and to take along."""
        wrap = self.admin_site.admin_view
        return [
            path("bridge/<uuid:contract>/", wrap(self.bridge_view), name="crm_margin_bridge"),
            path(
                "bridge/<uuid:contract>/export.xlsx",
                wrap(self.bridge_sheet),
                name="crm_margin_bridge_sheet",
            ),
            *super().get_urls(),
        ]

    def bridge_view(self, request: HttpRequest, contract: UUID) -> HttpResponse:
        """This will draw why the margin of an order changed between two stages."""
        seen, before, after = self._asked(request, contract)
        sentence, found = "", None
        try:
            found = queries.bridge(seen, before=before, after=after)
        except Refusal as refused:
            sentence = str(refused)
        return self._page(
            request,
            "crm/margin/bridge.html",
            contract=seen,
            back=panels.page(seen),
            stages=Stage.choices,
            before=before,
            after=after or "",
            sentence=sentence,
            bridge=None if found is None else paper.told(found),
            bars=[] if found is None else paper.waterfall(found),
            width=paper.WIDTH,
            height=paper.HEIGHT,
            floor=paper.HEIGHT - paper.FOOT + 18,
            sheet_link=reverse("admin:crm_margin_bridge_sheet", args=[seen.pk]),
        )

    def bridge_sheet(self, request: HttpRequest, contract: UUID) -> HttpResponse:
        """This will write the bridge of an order to a workbook, line by line."""
        if not reach.actor_of(request).may(MARGIN.permission("export")):
            raise PermissionDenied
        seen, before, after = self._asked(request, contract)
        try:
            found = queries.bridge(seen, before=before, after=after)
        except Refusal as refused:
            raise Http404(str(refused)) from refused
        response = HttpResponse(content_type=books.XLSX)
        books.write_xlsx(paper.sheet(found), cast(IO[bytes], response), title=seen.no, marks=[])
        response["Content-Disposition"] = f'attachment; filename="margin-{seen.no}.xlsx"'
        return response

    def _asked(self, request: HttpRequest, pk: UUID) -> tuple[Contract, str, str | None]:
        """The order and the stages asked for, for somebody who may read every figure."""
        actor = reach.actor_of(request)
        try:
            policy.require(actor, MARGIN.permission("view"))
            contract = documents.get(Contract, pk, actor=actor)
            policy.require_readable(actor, MARGIN, CLOSED)
        except Invisible as unseen:
            raise Http404(str(unseen)) from unseen
        except (FieldForbidden, Forbidden) as refused:
            raise PermissionDenied(str(refused)) from refused
        before, after = request.GET.get("before", ""), request.GET.get("after", "")
        known = set(Stage.values)
        return (
            contract,
            before if before in known else Stage.ORDER.value,
            after if after in known else None,
        )


@panels.related(Contract, "crm.view_margin", order=60)
def margins_of(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put what a contract earned at each stage beside it, for those who may know."""
    if not policy.readable(actor, MARGIN, CLOSED):
        return None
    latest = {(row.line_id, row.stage): row for row in queries.snapshots(contract.pk)}
    if not latest:
        return None
    columns = [_("行号"), _("阶段"), _("数量（吨）"), _("收入"), _("材料成本"), _("直接费用"),
               _("毛利"), _("毛利率（%）"), _("成本来源")]  # fmt: skip
    rows = list(latest.values())
    cells = [
        [
            row.line.seq,
            row.get_stage_display(),
            row.weight,
            row.margin_revenue,
            row.cost_material,
            row.cost_freight + row.cost_claims + row.cost_other + row.cost_finance,
            row.margin_amount,
            row.margin_percent,
            paper.SOURCE_LABELS[row.cost_source],
        ]
        for row in rows
    ]
    return panels.Table(
        _("毛利"),
        columns,
        cells,
        links=[panels.page(row) for row in rows],
        link=reverse("admin:crm_margin_bridge", args=[contract.pk]),
    )


@panels.offer(Contract, "crm.view_margin", order=60)
def explain(contract: Contract, actor: Actor) -> panels.Offer | None:
    """This will lead to the bridge of an order that has a margin."""
    known = MarginSnapshot.objects.filter(contract=contract, stage=Stage.ORDER)
    if not policy.readable(actor, MARGIN, CLOSED) or not known.exists():
        return None
    link = reverse("admin:crm_margin_bridge", args=[contract.pk])
    return panels.Offer(_("毛利分析"), link, icon="waterfall_chart", is_page=True)
