"""What the clock does for suppliers: it warns before certificates run out."""

from datetime import date, time, timedelta

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.jobs import clock
from backend.core.jobs.clock import Tally
from backend.supply.supplier import calc
from backend.supply.supplier.actions import certificates
from backend.supply.supplier.flow import CertificateState
from backend.supply.supplier.models import Certificate

SELF = system("supply.supplier")


@clock.every("supply.certificate.warn", daily=time(8, 0))
def warn_daily() -> Tally:
    """This will tell of certificates that run out in 60, 30 or 7 days, or have."""
    return warn(on=timezone.localdate())


def warn(*, on: date) -> Tally:
    """This will tell each step of each certificate once, however often it runs."""
    soon = on + timedelta(days=max(calc.WARN_AT))
    rows = Certificate.objects.filter(state=CertificateState.VERIFIED, expires_on__lte=soon)
    seen = changed = 0
    for pk, until, told in rows.order_by("pk").values_list("pk", "expires_on", "warned_days"):
        seen += 1
        step = None if until is None else calc.warning_due(until, on=on, told=told)
        if step is not None:
            changed += certificates.note_expiring(pk, actor=SELF, step=step)
    return Tally(seen, changed)
