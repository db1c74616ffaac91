"""Credit accounts in the back office, and who is over the limit."""

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.core.party.models import Party
from backend.crm.credit.models import CreditAccount
from backend.crm.credit.schemas import CREDIT

FIRST = 5
MOST = 10


@admin.register(CreditAccount)
class CreditAdmin(DocumentAdmin):
    """How much a customer may owe and what counts against it."""

    resource = CREDIT
    icon = "credit_score"
    place = 38
    labels = {
        "party_name": _("客户"),
        "room": _("可用额度"),
        "reason": _("原因"),
        "is_over": _("已超额度"),
        "expires_before": _("到期早于"),
        "document": _("单据"),
    }
    columns = ("party_name", "limit", "exposure", "currency", "valid_until")
    filters = ("party_id", "is_over", "expires_before")
    facts = ((_("额度"), ("party_id", "limit", "exposure", "room", "currency", "valid_until")),)
    tables = (ChildTable(_("信用流水"), "entries", ("at", "kind", "amount", "document", "note")),)
    party_path = "party_id"


@panels.today("crm.set_credit", order=45)
def over_limit(actor: Actor) -> panels.Item:
    """This will count the customers whose exposure is above their limit."""
    rows = policy.scope(CreditAccount.objects.all(), actor, "crm.set_credit")
    over = rows.filter(exposure__gt=F("limit")).select_related("party").order_by("-exposure")
    lines = [
        panels.Line(str(row.party), panels.page(row), f"{row.exposure:,.2f} / {row.limit:,.2f}")
        for row in over[:FIRST]
    ]
    link = panels.listing(CreditAccount, is_over="true")
    return panels.Item(_("超信用额度客户"), over.count(), link, lines, "bad", "credit_score")


@panels.chart("crm.view_credit", order=35)
def exposure(actor: Actor) -> panels.Chart | None:
    """This will draw the largest exposures against their limits."""
    rows = policy.visible(CreditAccount, actor).select_related("party").order_by("-exposure")
    top = list(rows.filter(exposure__gt=0)[:MOST])
    if not top:
        return None
    return panels.Chart(
        _("信用敞口"),
        [str(row.party) for row in top],
        {
            _("已用敞口"): [row.exposure / 10000 for row in top],
            _("信用额度"): [row.limit / 10000 for row in top],
        },
        unit=_("万元"),
        link=panels.listing(CreditAccount),
    )


@panels.related(Party, "crm.view_credit", order=15)
def credit_of(party: Party, actor: Actor) -> panels.Table | None:
    """This will put a company's credit beside it."""
    row = policy.visible(CreditAccount, actor).filter(party=party).first()
    if row is None:
        return None
    columns = [_("信用额度"), _("已用敞口"), _("可用额度"), _("有效期至")]
    cells = [[row.limit, row.exposure, row.limit - row.exposure, row.valid_until]]
    return panels.Table(_("信用"), columns, cells, links=[panels.page(row)])
