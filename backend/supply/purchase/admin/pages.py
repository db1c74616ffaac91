"""The pages of purchases and their changes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice import deeds, reach
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.supply.purchase import actions
from backend.supply.purchase.flow import ChangeState, State
from backend.supply.purchase.models import Purchase, PurchaseChange
from backend.supply.purchase.schemas import PURCHASE, PURCHASE_CHANGE
from backend.supply.requisition.flow import TO_BUY
from backend.supply.requisition.models import Requisition, RequisitionLine
from backend.supply.rfq.flow import AwardState
from backend.supply.rfq.models import Award, AwardLine

MOST = 200


def open_needs(document: Any, actor: Actor) -> Iterable[tuple[str, str]]:
    """This will offer the approved needs this person may see that are still to be bought."""
    seen = policy.visible(Requisition, actor).filter(state__in=TO_BUY)
    rows = RequisitionLine.objects.filter(
        requisition__in=seen, quantity__gt=F("quantity_ordered") + F("quantity_merged")
    ).select_related("requisition", "product")
    for line in rows.order_by("needed_on", "pk")[:MOST]:
        said = f"{line.requisition.no} · {line.seq} · {line.product} · {line.quantity_open} t"
        yield str(line.pk), said


@admin.register(Purchase)
class PurchaseAdmin(DocumentAdmin):
    """What we buy from whom, and how far each side of it has come."""

    resource = PURCHASE
    icon = "shopping_cart"
    place = 20
    references = {"requisition_line_id": open_needs}
    labels = {
        "party_name": _("卖方"),
        "buyer_name": _("买方"),
        "product_name": _("品名"),
        "warehouse_name": _("收货仓库"),
        "instrument_code": _("计价品种"),
        "share": _("按总额计"),
        "quantity_min": _("下限（吨）"),
        "quantity_max": _("上限（吨）"),
        "quantity_open": _("待收（吨）"),
        "requisition_line_id": _("来源请购行"),
        "proposed_by": _("提出方"),
        "on": _("日期"),
        "via": _("发送方式"),
        "by": _("确认人"),
        "reason": _("原因"),
        "lines": _("明细"),
        "terms": _("付款条件"),
        "order_changes": _("变更"),
        "sent_from": _("发送日期起"),
        "sent_to": _("发送日期止"),
        "product_id": _("品名"),
    }
    columns = (
        "no",
        "party_name",
        "state",
        "amount_estimated",
        "amount_final",
        "receipt_axis",
        "pricing_axis",
        "invoice_axis",
        "payment_axis",
        "delivery_until",
    )
    filters = (
        "state",
        "party_id",
        "product_id",
        "receipt_axis",
        "pricing_axis",
        "invoice_axis",
        "payment_axis",
        "sent_from",
        "sent_to",
    )
    facts = (
        (_("交易"), ("party_id", "buyer_id", "kind", "their_no", "text_version")),
        (
            _("金额"),
            (
                "amount_estimated",
                "amount_final",
                "amount_invoiced",
                "amount_paid",
                "currency",
                "fx_rate",
                "tax_rate",
                "shortage_rule",
            ),
        ),
        (_("进度"), ("receipt_axis", "pricing_axis", "invoice_axis", "payment_axis")),
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
        (
            _("往来"),
            (
                "made_on",
                "approved_on",
                "sent_on",
                "sent_via",
                "acknowledged_on",
                "acknowledged_by",
                "signed_place",
                "ended_on",
                "copies",
            ),
        ),
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
                "pricing",
                "provisional_price",
                "premium",
                "amount_estimated",
                "quantity_priced",
                "quantity_received",
                "quantity_rejected",
                "quantity_open",
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
        ChildTable(_("变更"), "order_changes", ("no", "state", "proposed_by", "made_on", "reason")),
    )
    prints = (
        (_("采购合同 PDF"), "api:supply_purchase_document"),
        (_("中英文订单 PDF"), "api:supply_purchase_order"),
    )
    main_path = (
        State.DRAFT,
        State.IN_APPROVAL,
        State.APPROVED,
        State.SENT,
        State.ACKNOWLEDGED,
        State.IN_PROGRESS,
        State.RECEIVED,
        State.CLOSED,
    )
    asides = ("propose", "short_close", "cancel")
    party_path = "party_id"

    def get_urls(self) -> list[Any]:
        """This will add the one click from an approved award."""
        wrap = self.admin_site.admin_view
        address = path(
            "from-award/<uuid:award_id>/", wrap(self.from_award), name="supply_purchase_from_award"
        )
        return [address, *super().get_urls()]

    def from_award(self, request: HttpRequest, award_id: UUID) -> HttpResponse:
        """This will make the drafts of an approved award and lead to the first."""
        actor = reach.actor_of(request)
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied

        def work() -> str:
            made = actions.create_from_award(
                actor=actor,
                on=timezone.localdate(),
                award_id=award_id,
                buyer_id=_buyer_of(award_id),
                party_id=None,
                lines=[],
            )
            return self._at("change", made[0].pk)

        outcome = deeds.attempt(request, actor, work)
        if outcome.response is not None:
            messages.success(request, _("采购合同草稿已生成，每家中标供应商一份"))
            return outcome.response
        messages.error(request, outcome.sentence)
        return HttpResponseRedirect(reverse("admin:supply_award_change", args=[award_id]))


def _buyer_of(award_id: UUID) -> UUID:
    """The company that asked; a request that names none is ours all the same."""
    asked = Award.objects.filter(pk=award_id).values_list("rfq__buyer_id", flat=True).first()
    return asked or Party.objects.filter(is_ours=True).order_by("created_at")[:1].get().pk


@panels.offer(Award, "supply.create_purchase")
def buy(award: Award, actor: Actor) -> panels.Offer | None:
    """This will offer the purchases of an approved award with one click."""
    left = AwardLine.objects.filter(award=award, purchase_no="")
    if award.state != AwardState.APPROVED or not left.exists():
        return None
    link = reverse("admin:supply_purchase_from_award", args=[award.pk])
    return panels.Offer(_("生成采购合同"), link, icon="shopping_cart")


@admin.register(PurchaseChange)
class PurchaseChangeAdmin(DocumentAdmin):
    """What one side asks to change in a purchase that went out."""

    resource = PURCHASE_CHANGE
    icon = "edit_document"
    place = 22
    labels = {
        "purchase_no": _("采购合同"),
        "on": _("日期"),
        "by": _("同意人"),
        "reason": _("原因"),
        "path": _("条款"),
        "old": _("原值"),
        "new": _("新值"),
    }
    columns = ("no", "purchase_no", "state", "proposed_by", "made_on", "reason")
    filters = ("state", "purchase_id", "party_id")
    facts = (
        (_("变更"), ("purchase_id", "party_id", "proposed_by", "reason")),
        (_("日期"), ("made_on", "agreed_on", "agreed_by", "applied_on")),
    )
    tables = (ChildTable(_("变更内容"), "changes", ("path", "old", "new")),)
    main_path = (ChangeState.PROPOSED, ChangeState.AGREED, ChangeState.APPLIED)
    party_path = "party_id"
