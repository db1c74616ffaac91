"""Settlement statements in the back office, and which wait for the customer or for us."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.documents import actions as documents
from backend.crm.contract.models import Contract
from backend.crm.settlement.flow import State
from backend.crm.settlement.models import Settlement
from backend.crm.settlement.schemas import SETTLEMENT

FIRST = 5


@admin.register(Settlement)
class SettlementAdmin(DocumentAdmin):
    """What a contract finally came to."""

    resource = SETTLEMENT
    icon = "balance"
    place = 30
    labels = {
        "contract_no": _("合同"),
        "party_name": _("客户"),
        "on": _("日期"),
        "reason": _("原因"),
        "seq": _("行号"),
        "product_name": _("品名"),
        "settled_from": _("结算日期起"),
        "settled_until": _("结算日期止"),
    }
    columns = (
        "no",
        "party_name",
        "contract_no",
        "state",
        "settled_on",
        "amount",
        "received",
        "due",
    )
    filters = ("state", "party_id", "contract_id", "settled_from", "settled_until")
    facts = (
        (_("结算"), ("contract_id", "party_id", "settled_on", "confirmed_by", "confirmed_on")),
        (_("金额"), ("amount", "amount_excl", "tax", "amount_words")),
        (_("收款"), ("received", "due")),
        (_("毛利"), ("cost", "margin")),
    )
    tables = (
        ChildTable(
            _("结算明细"),
            "lines",
            ("seq", "product_name", "quantity", "own_weight", "price", "amount_excl", "tax",
             "amount", "cost"),
        ),
    )  # fmt: skip
    prints = ((_("结算单 PDF"), "api:crm_settlement_statement"),)
    main_path = (State.DRAFT, State.CONFIRMED, State.ISSUED)
    party_path = "party_id"


@panels.today("crm.issue_settlement", order=28)
def to_issue(actor: Actor) -> panels.Item:
    """This will count the statements that are worked out and not booked yet."""
    rows = policy.scope(Settlement.objects.all(), actor, "crm.issue_settlement")
    waiting = rows.filter(state__in=(State.DRAFT, State.CONFIRMED)).order_by("settled_on", "no")
    lines = [
        panels.Line(f"{row.no} · {row.amount:,.2f}", panels.page(row), str(row.settled_on))
        for row in waiting[:FIRST]
    ]
    link = panels.listing(Settlement)
    return panels.Item(_("待入账结算单"), waiting.count(), link, lines, "busy", "balance")


@panels.related(Contract, "crm.view_settlement", order=38)
def statements_of(contract: Contract, actor: Actor) -> panels.Table | None:
    """This will put a contract's statements beside it."""
    rows = list(policy.visible(Settlement, actor).filter(contract=contract).order_by("no"))
    if not rows:
        return None
    columns = [_("编号"), _("状态"), _("结算日期"), _("含税金额"), _("已收款"), _("应补/应退")]
    cells = [
        [r.no, documents.state_label(r), r.settled_on, r.amount, r.received, r.due] for r in rows
    ]
    return panels.Table(_("结算单"), columns, cells, links=[panels.page(row) for row in rows])
