"""What opportunities tell the pools, and that open ones follow a customer to its next owner."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from backend.crm.customer.actions import ownership
from backend.crm.opportunity.flow import State
from backend.crm.opportunity.models import Opportunity
from backend.crm.pool import clocks


def _last_opened() -> TruncDate:
    rows = Opportunity.objects.filter(party_id=OuterRef("party_id"))
    return TruncDate(Subquery(rows.order_by("-created_at").values("created_at")[:1]))


def _has_open() -> Exists:
    return Exists(Opportunity.objects.filter(party_id=OuterRef("party_id"), state=State.OPEN))


clocks.register("since_no_opportunity", _("无新商机"), _last_opened)
clocks.exempt("open_opportunity", _("有进行中的商机"), _has_open)
ownership.goes_along(Opportunity, open=Q(state=State.OPEN))
