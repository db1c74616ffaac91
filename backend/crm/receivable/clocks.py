"""That money still owed keeps a customer from falling."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from backend.crm.pool import clocks
from backend.crm.receivable.flow import PlanState
from backend.crm.receivable.models import PlanLine


def _owes() -> Exists:
    owed = PlanLine.objects.filter(
        party_id=OuterRef("party_id"), state=PlanState.ACTIVE, open__gt=0
    )
    return Exists(owed)


clocks.exempt("unpaid_receivable", _("有未收款项"), _owes)
