"""What quotes let the stages of an opportunity ask for."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from backend.crm.opportunity.calc import Kind
from backend.crm.opportunity.models import Opportunity
from backend.crm.opportunity.queries import fact
from backend.crm.quote.flow import State
from backend.crm.quote.models import Quote

OUT = (State.SENT, State.ACCEPTED, State.CONTRACTED)


@fact("has_quote", _("已发送的报价单"), Kind.FLAG)
def has_quote(opportunity: Opportunity, on: date, argument: str) -> bool:
    """This will tell whether the customer has a quote of ours that stands."""
    return Quote.objects.filter(opportunity=opportunity, state__in=OUT).exists()


@fact("has_accepted_quote", _("客户已接受的报价单"), Kind.FLAG)
def has_accepted_quote(opportunity: Opportunity, on: date, argument: str) -> bool:
    """This will tell whether the customer said yes to a quote."""
    rows = Quote.objects.filter(opportunity=opportunity)
    return rows.filter(state__in=(State.ACCEPTED, State.CONTRACTED)).exists()


@fact("quotes", _("报价单数"), Kind.NUMBER)
def quotes(opportunity: Opportunity, on: date, argument: str) -> Decimal:
    """This will count the quotes written for it, in whatever state."""
    return Decimal(Quote.objects.filter(opportunity=opportunity).count())
