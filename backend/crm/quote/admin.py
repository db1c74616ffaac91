"""Quotes in the back office, and those that expire soon."""

from datetime import timedelta

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.crm.quote import queries
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote
from backend.crm.quote.schemas import QUOTE

FEW = 5
SOON = timedelta(days=2)


@admin.register(Quote)
class QuoteAdmin(DocumentAdmin):
    """A quote with its lines, instalments and revisions."""

    resource = QUOTE
    icon = "request_quote"
    place = 20
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
    filters = ("state", "owner_id", "made_from", "made_until", "valid_from", "valid_until")
    facts = (
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
        (_("金额"), ("amount_estimated", "currency", "tax_rate")),
        (
            _("条款"),
            ("delivery_place", "delivery_mode", "delivery_until", "quality_terms", "other_terms"),
        ),
        (
            _("进展"),
            (
                "approved_on",
                "sent_on",
                "sent_via",
                "accepted_on",
                "accepted_by",
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
                "tolerance_more",
                "pricing",
                "instrument_code",
                "premium",
                "provisional_price",
                "amount_estimated",
            ),
        ),
        ChildTable(
            _("付款条件"),
            "terms",
            ("seq", "portion", "percent", "amount", "trigger", "offset_days"),
        ),
    )
    references = {"superseded_by_id": Quote}
    labels = {
        "party_name": _("客户"),
        "product_name": _("品名"),
        "instrument_code": _("计价品种"),
        "superseded_by_id": _("新版本"),
    }
    prints = ((_("打印报价单"), "api:crm_quote_pdf"),)
    main_path = (
        State.DRAFT,
        State.IN_REVIEW,
        State.APPROVED,
        State.SENT,
        State.ACCEPTED,
        State.CONTRACTED,
    )
    empty = _("还没有报价单。")


@panels.today("crm.send_quote", order=20)
def expiring(actor: Actor) -> panels.Item:
    """This will show the quotes that bind us for two days more at most."""
    today = timezone.localdate()
    rows = queries.expiring(actor, on=today, until=today + SOON)
    lines = [
        panels.Line(f"{row.party} · {row.no}", panels.page(row), row.valid_until.isoformat())
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("即将到期的报价"),
        rows.count(),
        panels.listing(Quote, valid_until=(today + SOON).isoformat()),
        lines,
        tone="busy",
        icon="hourglass_top",
    )


@panels.today("crm.approve_quote", order=25)
def to_review(actor: Actor) -> panels.Item:
    """This will show the quotes that wait for a reviewer."""
    rows = queries.in_review(actor)
    lines = [
        panels.Line(f"{row.party} · {row.no}", panels.page(row), f"{row.amount_estimated:,.2f}")
        for row in rows[:FEW]
    ]
    return panels.Item(
        _("待审核的报价"),
        rows.count(),
        panels.listing(Quote, state=State.IN_REVIEW),
        lines,
        tone="busy",
        icon="rule",
    )
