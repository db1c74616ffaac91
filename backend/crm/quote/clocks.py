"""That open quotes keep a customer from falling and follow it to its next owner."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from backend.crm.customer.actions import ownership
from backend.crm.pool import clocks
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote

OPEN = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.SENT, State.ACCEPTED)


def _has_open() -> Exists:
    return Exists(Quote.objects.filter(party_id=OuterRef("party_id"), state__in=OPEN))


clocks.exempt("open_quote", _("有未答复的报价"), _has_open)
ownership.goes_along(Quote, open=Q(state__in=OPEN))
