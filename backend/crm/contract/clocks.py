"""What contracts tell the pools: when the last one ended, and that one is under way."""

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from backend.crm.contract.flow import State
from backend.crm.contract.models import Contract
from backend.crm.pool import clocks

ENDED = (State.FULFILLED, State.CLOSED, State.TERMINATED)
RUNNING = (
    State.IN_REVIEW,
    State.APPROVED,
    State.PENDING_SIGN,
    State.EFFECTIVE,
    State.SUSPENDED,
    State.AMENDING,
)


def _last_ended() -> Subquery:
    rows = Contract.objects.filter(
        party_id=OuterRef("party_id"), state__in=ENDED, ended_on__isnull=False
    )
    return Subquery(rows.order_by("-ended_on").values("ended_on")[:1])


def _has_running() -> Exists:
    return Exists(Contract.objects.filter(party_id=OuterRef("party_id"), state__in=RUNNING))


clocks.register("since_contract_end", _("合同结束以来"), _last_ended, needs_event=True)
clocks.exempt("active_contract", _("有履行中的合同"), _has_running)
