"""Quotes in the back office, and those that expire soon."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.backoffice import reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.quote.admin import waiting  # noqa: F401  # its panels
from backend.crm.quote.admin.writing import MANNER, suggested
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote, QuoteRule
from backend.crm.quote.paper import beside
from backend.crm.quote.paper.explained import EXPLAIN, explanation
from backend.crm.quote.schemas import QUOTE, QUOTE_RULE


def explained(quote: Quote) -> str:
    """This will lead to the page that explains every price."""
    return reverse("admin:crm_quote_trace", args=[quote.pk])


@admin.register(Quote)
class QuoteAdmin(DocumentAdmin):
    """A quote with its lines, instalments and revisions."""

    resource = QUOTE
    icon = "request_quote"
    place = 20
    manner = MANNER
    columns = (
        "no",
        "party_name",
        "state",
        "revision",
        "amount_estimated",
        "currency",
        "made_on",
        "valid_until",
        "owner_name",
    )
    filters = (
        "state",
        "price_stale",
        "owner_id",
        "made_from",
        "made_until",
        "valid_from",
        "valid_until",
    )
    facts = (
        (
            _("提醒"),
            ("stale_reason", "stale_now", "stale_since"),
        ),
        (
            _("报价"),
            (
                "party_id",
                "contact_name",
                "seller_id",
                "opportunity_id",
                "made_on",
                "valid_until",
                "revision",
                "their_no",
                "owner_id",
            ),
        ),
        (
            _("金额"),
            (
                "amount_estimated",
                "currency",
                "tax_rate",
                "priced_on",
                "fx_pair",
                "fx_rate",
                "fx_on",
                "cost_estimated",
                "margin_estimated",
                "margin_ratio",
            ),
        ),
        (
            _("条款"),
            (
                "incoterm",
                "named_place",
                "transport_mode",
                "containers",
                "cost_profile_id",
                "validity_rule",
                "validity_percent",
                "delivery_place",
                "delivery_mode",
                "delivery_until",
                "quality_terms",
                "other_terms",
                "language",
            ),
        ),
        (
            _("进展"),
            (
                "submitted_by_id",
                "passed_by_id",
                "approved_on",
                "sent_on",
                "sent_via",
                "viewed_at",
                "accepted_on",
                "accepted_by",
                "accepted_phone",
                "accepted_remark",
                "closed_reason",
                "is_expired",
                "superseded_by_id",
            ),
        ),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            (
                "seq",
                "product_name",
                "quantity",
                "pricing",
                "price_from",
                "instrument_code",
                "premium",
                "provisional_price",
                "amount_estimated",
            ),
        ),
        ChildTable(
            _("与历史价格比较"),
            beside.history,
            ("seq", "product_name", "price", "last_price", "last_on", "low_12m", "tier_average"),
        ),
        ChildTable(_("审批触发"), "triggers", ("name", "level", "lines", "value", "limit")),
        ChildTable(
            _("到指定地点的费用"),
            "charges",
            ("seq", "kind", "label", "source", "basis", "amount", "currency", "per_unit"),
        ),
        ChildTable(
            _("成本表"),
            "costs",
            (
                "seq",
                "line_seq",
                "kind",
                "label",
                "source",
                "basis",
                "amount",
                "currency",
                "per_unit",
            ),
        ),
        ChildTable(_("各行成本与毛利"), beside.costs, replaces="line_costs"),
        ChildTable("", beside.nothing, replaces="line_margins"),
        ChildTable(
            _("付款条件"),
            "terms",
            ("seq", "portion", "percent", "amount", "trigger", "offset_days"),
        ),
        ChildTable(
            _("客户答复"),
            beside.answers,
            ("answer", "at", "name", "phone", "words", "content_hash"),
        ),
    )
    references = {"superseded_by_id": Quote}
    labels = {
        "party_name": _("客户"),
        "product_name": _("品名"),
        "instrument_code": _("计价品种"),
        "superseded_by_id": _("新版本"),
        "stale_now": _("当前行情"),
        "price": _("本次价格或升贴水"),
        "last_price": _("上次成交"),
        "last_on": _("成交日期"),
        "low_12m": _("12 个月最低"),
        "tier_average": _("同级均价"),
        "name": _("名称"),
        "level": _("由谁批准"),
        "lines": _("明细"),
        "value": _("实际值"),
        "limit": _("限值"),
        "address": _("地址"),
        "made_at": _("创建时间"),
        "expires_at": _("到期时间"),
        "views": _("打开次数"),
        "first_seen_at": _("首次打开"),
        "standing": _("状态"),
        "answer": _("答复"),
        "at": _("时间"),
        "phone": _("电话"),
        "words": _("说明"),
        "days": _("有效天数"),
        "via": _("发送方式"),
        "on": _("日期"),
        "reason": _("原因"),
        "reprice": _("按当日行情重新计价"),
        "terms": _("付款条件"),
        "charges": _("到指定地点的费用"),
        "costs": _("成本表"),
        "triggers": _("审批触发"),
        "mode": _("运输方式"),
        "origin": _("起运地"),
        "destination": _("目的地"),
        "prefer": _("优先"),
        "container": _("柜型"),
        "volume": _("体积（立方米）"),
        "km": _("运距（公里）"),
    }
    prints = (
        (_("打印报价单"), "api:crm_quote_pdf"),
        (_("价格说明"), explained),
    )
    main_path = (
        State.DRAFT,
        State.IN_REVIEW,
        State.APPROVED,
        State.SENT,
        State.ACCEPTED,
        State.CONTRACTED,
    )
    empty = _("还没有报价单。")

    def suggested(self, actor: Actor, given: dict[str, str]) -> dict[str, Any]:
        """This will bind us for three days, and take over what an opportunity asks for."""
        return suggested(actor, given)

    def get_urls(self) -> list[Any]:
        """This will add the page that explains every price."""
        wrap = self.admin_site.admin_view
        page = path("<uuid:pk>/trace/", wrap(self.trace_view), name="crm_quote_trace")
        return [page, *super().get_urls()]

    def trace_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """This will explain every price step by step, as far as this person may know."""
        quote, actor = self._read(request, pk), reach.actor_of(request)
        if not documents.reaches(quote, actor, EXPLAIN, QUOTE):
            raise PermissionDenied
        return self._page(
            request,
            "crm/quote/trace.html",
            document=quote,
            quote=quote,
            facts=explanation(quote, actor=actor),
            terms=beside.terms(quote),
            back=self._at("change", quote.pk),
            pdf=reverse("api:crm_quote_explanation", args=[quote.pk]),
        )


@admin.register(QuoteRule)
class QuoteRuleAdmin(DocumentAdmin):
    """The rules that ask for another pair of eyes."""

    resource = QUOTE_RULE
    icon = "rule"
    place = 62
    columns = ("name", "kind", "threshold", "role", "level", "is_active")
    filters = ("kind", "is_active")
    labels = {"role": _("适用角色（代码，空为所有人）")}
    empty = _("还没有审批规则，报价由有审批权限的人批准。")
