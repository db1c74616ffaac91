"""What recycle rules count by, and what keeps a customer from falling.

A document above registers here what only its papers can tell, in a module `clocks.py` of its
own: `clocks.register(...)` for the day something last happened, `clocks.exempt(...)` for what
keeps a customer. Each is one expression over customers, asked of the database as a whole.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.events.models import Event
from backend.crm.customer.flow import State

Expression = Any


@dataclass(frozen=True)
class Clock:
    """The day a rule counts from, as an expression over customers; null is never.

    A rule whose clock `needs_event` leaves customers alone to whom it never happened; with
    another clock the day they came to their owner counts.
    """

    code: str
    label: StrOrPromise
    when: Callable[[], Expression]
    needs_event: bool = False


@dataclass(frozen=True)
class Exemption:
    """What keeps a customer from falling, as a condition over customers."""

    code: str
    label: StrOrPromise
    holds: Callable[[], Q | Exists]


_clocks: dict[str, Clock] = {}
_exemptions: dict[str, Exemption] = {}


def register(
    code: str, label: StrOrPromise, when: Callable[[], Expression], *, needs_event: bool = False
) -> None:
    """This will let rules count from the day that an expression over customers gives."""
    _clocks[code] = Clock(code, label, when, needs_event)


def exempt(code: str, label: StrOrPromise, holds: Callable[[], Q | Exists]) -> None:
    """This will let rules spare the customers for whom a condition holds."""
    _exemptions[code] = Exemption(code, label, holds)


def clock(code: str) -> Clock | None:
    """This will find a clock."""
    return _clocks.get(code)


def exemption(code: str) -> Exemption | None:
    """This will find an exemption."""
    return _exemptions.get(code)


def exemptions() -> list[tuple[str, StrOrPromise]]:
    """This will list the exemptions by code, with what they are called."""
    return [(code, _exemptions[code].label) for code in sorted(_exemptions)]


def _lost() -> Expression:
    told = Event.objects.filter(
        document="crm.customer", document_id=OuterRef("pk"), name="crm.customer.lost"
    )
    return TruncDate(Subquery(told.order_by("-at").values("at")[:1]))


register("since_collected", _("归属以来"), lambda: TruncDate("collected_at"))
register("since_last_contact", _("未跟进"), lambda: TruncDate("last_contact_at"))
register("since_no_deal", _("未成交"), lambda: F("last_deal_on"))
register("since_lost", _("流失以来"), _lost, needs_event=True)
exempt("dealt", _("已成交客户"), lambda: Q(first_deal_on__isnull=False))
exempt("active", _("合作中客户"), lambda: Q(state=State.ACTIVE))
