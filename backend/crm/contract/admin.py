"""Contracts and amendments in the back office, and which of them wait for somebody."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.core.party.models import Party
from backend.crm.contract import actions, queries
from backend.crm.contract.flow import AmendmentState, State
from backend.crm.contract.models import Amendment, Contract
from backend.crm.contract.schemas import AMENDMENT, CONTRACT
from backend.crm.quote.flow import State as QuoteState
from backend.crm.quote.models import Quote

FIRST = 5
MONTHS = 12


@admin.register(Contract)
class ContractAdmin(DocumentAdmin):
    """What we sell to whom, and how far each side of it has come."""

    resource = CONTRACT
    icon = "contract"
    place = 22
    labels = {
        "party_name": _("买方"),
        "seller_name": _("卖方"),
        "product_name": _("品名"),
        "warehouse_name": _("仓库"),
        "instrument_code": _("计价品种"),
        "share": _("按总额计（元）"),
        "quantity_min": _("下限"),
        "quantity_max": _("上限"),
        "measured_in": _("单位"),
        "margin_estimated": _("预计毛利（不含税）"),
        "on": _("日期"),
        "via": _("发送方式"),
        "reason": _("原因"),
        "loss_reason": _("亏损原因（毛利为负时必填）"),
        "line_id": _("合同行"),
        "lines": _("明细"),
        "terms": _("付款条件"),
        "amendments": _("变更"),
        "authorised": _("授权联系人"),
        "side": _("一方"),
        "name": _("姓名"),
        "contact": _("联系方式"),
        "signed_from": _("签署日期起"),
        "signed_to": _("签署日期止"),
        "product_id": _("品名"),
    }
    columns = (
        "no",
        "party_name",
        "state",
        "amount_estimated",
        "amount_final",
        "delivery_axis",
        "pricing_axis",
        "invoicing_axis",
        "payment_axis",
        "signed_on",
    )
    filters = (
        "state",
        "party_id",
        "product_id",
        "delivery_axis",
        "pricing_axis",
        "invoicing_axis",
        "payment_axis",
        "signed_from",
        "signed_to",
    )
    facts = (
        (
            _("交易"),
            ("party_id", "seller_id", "quote_id", "kind", "their_no", "text_version"),
        ),
        (
            _("金额"),
            (
                "amount_estimated",
                "amount_final",
                "tax_rate",
                "cost_estimated",
                "margin_estimated",
                "shortage_rule",
            ),
        ),
        (_("进度"), ("delivery_axis", "pricing_axis", "invoicing_axis", "payment_axis")),
        (
            _("交货"),
            (
                "delivery_place",
                "delivery_mode",
                "delivery_until",
                "incoterm",
                "named_place",
                "transport_mode",
                "shipping_terms",
            ),
        ),
        (_("签署"), ("made_on", "approved_on", "signed_on", "signed_place", "ended_on", "copies")),
        (
            _("条款"),
            (
                "quality_terms",
                "umpire",
                "objection_days",
                "title_terms",
                "invoice_terms",
                "late_fee",
                "breach_terms",
                "dispute_terms",
                "other_terms",
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
                "measured_in",
                "pricing",
                "provisional_price",
                "premium",
                "amount_estimated",
                "quantity_priced",
                "quantity_shipped",
                "quantity_signed",
                "final_price",
                "amount_final",
                "amount_invoiced",
            ),
        ),
        ChildTable(
            _("付款条件"),
            "terms",
            ("seq", "portion", "percent", "amount", "trigger", "offset_days", "method", "share"),
        ),
        ChildTable(_("授权联系人"), "authorised", ("side", "name", "contact")),
        ChildTable(_("变更"), "amendments", ("no", "state", "made_on", "reason")),
    )
    prints = ((_("合同 PDF"), "api:crm_contract_document"),)
    main_path = (
        State.DRAFT,
        State.IN_REVIEW,
        State.APPROVED,
        State.PENDING_SIGN,
        State.EFFECTIVE,
        State.FULFILLED,
        State.CLOSED,
    )
    party_path = "party_id"

    def get_urls(self) -> list[Any]:
        """This will add the one click from an accepted quote."""
        wrap = self.admin_site.admin_view
        address = path(
            "from-quote/<uuid:quote_id>/", wrap(self.from_quote), name="crm_contract_from_quote"
        )
        return [address, *super().get_urls()]

    def from_quote(self, request: HttpRequest, quote_id: UUID) -> HttpResponse:
        """This will make the draft of a contract from an accepted quote and lead there."""
        actor = reach.actor_of(request)
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied

        def work() -> str:
            made = actions.create_from_quote(
                actor=actor, id=None, on=timezone.localdate(), quote_id=quote_id, lines=[]
            )
            return self._at("change", made.pk)

        outcome = deeds.attempt(request, actor, work)
        if outcome.response is not None:
            messages.success(request, _("合同草稿已生成，请核对后提交"))
            return outcome.response
        messages.error(request, outcome.sentence)
        return HttpResponseRedirect(reverse("admin:crm_quote_change", args=[quote_id]))


@panels.offer(Quote, "crm.create_contract")
def make_contract(quote: Quote, actor: Actor) -> panels.Offer | None:
    """This will offer the contract of an accepted quote with one click."""
    if quote.state != QuoteState.ACCEPTED:
        return None
    link = reverse("admin:crm_contract_from_quote", args=[quote.pk])
    return panels.Offer(_("生成合同"), link, icon="contract")


@admin.register(Amendment)
class AmendmentAdmin(DocumentAdmin):
    """Supplements: what changes in a contract both are bound to."""

    resource = AMENDMENT
    icon = "edit_document"
    place = 24
    labels = {
        "contract_no": _("合同"),
        "on": _("日期"),
        "path": _("条款"),
        "old": _("原值"),
        "new": _("新值"),
    }
    columns = ("no", "contract_no", "state", "made_on", "reason")
    filters = ("state", "contract_id", "party_id")
    facts = (
        (_("变更"), ("contract_id", "party_id", "reason", "their_no")),
        (_("日期"), ("made_on", "approved_on", "applied_on")),
    )
    tables = (ChildTable(_("变更内容"), "changes", ("path", "old", "new")),)
    main_path = (AmendmentState.DRAFT, AmendmentState.APPROVED, AmendmentState.APPLIED)
    party_path = "party_id"


@panels.today("crm.approve_contract", order=20)
def to_approve(actor: Actor) -> panels.Item:
    """This will count the contracts that wait for approval."""
    return _waiting(actor, "crm.approve_contract", State.IN_REVIEW, _("待批准合同"))


@panels.today("crm.sign_contract", order=22)
def to_sign(actor: Actor) -> panels.Item:
    """This will count the contracts that are out for signature."""
    return _waiting(actor, "crm.sign_contract", State.PENDING_SIGN, _("待签署合同"))


@panels.chart("crm.view_contract", order=10)
def signed_by_month(actor: Actor) -> panels.Chart | None:
    """This will draw the amounts signed in each of the last months."""
    rows = queries.signed_by_month(policy.visible(Contract, actor), months=MONTHS)
    if not rows:
        return None
    total = sum((amount for _month, amount in rows), Decimal(0))
    return panels.Chart(
        _("签约金额"),
        [f"{month:%Y-%m}" for month, _amount in rows],
        {_("合同金额"): [amount / 10000 for _month, amount in rows]},
        unit=_("万元"),
        total=_("合计 {} 元").format(f"{total:,.2f}"),
        link=panels.listing(Contract),
    )


@panels.related(Party, "crm.view_contract", order=20)
def contracts_of(party: Party, actor: Actor) -> panels.Table | None:
    """This will put a company's latest contracts beside it."""
    rows = list(policy.visible(Contract, actor).filter(party=party).order_by("-created_at")[:10])
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("签署日期"), _("暂估金额"), _("结算金额")]
    cells = [
        [r.no, documents.state_label(r), r.signed_on, r.amount_estimated, r.amount_final]
        for r in rows
    ]
    return panels.Table(_("销售合同"), columns, cells, links=[panels.page(row) for row in rows])


def _waiting(actor: Actor, permission: str, state: State, label: StrOrPromise) -> panels.Item:
    rows = policy.scope(Contract.objects.all(), actor, permission).filter(state=state)
    first = rows.select_related("party").order_by("made_on", "no")[:FIRST]
    lines = [
        panels.Line(
            f"{row.no} · {row.party} · {row.amount_estimated:,.2f}",
            panels.page(row),
            str(row.made_on),
        )
        for row in first
    ]
    link = panels.listing(Contract, state=state)
    return panels.Item(label, rows.count(), link, lines, "busy", "contract")
