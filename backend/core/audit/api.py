"""The HTTP door of the auditor."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from backend.core import invariants
from backend.core.access import policy
from backend.core.audit import calc, queries
from backend.core.audit.models import Check, Link
from backend.core.audit.schemas import AuditOut
from backend.core.events.models import Seal
from backend.core.http.doors import actor_of, as_json

router = Router(tags=["core"])


@router.get("", response=AuditOut, operation_id="core_audit_read", summary="Read the audit")
def audit(request: HttpRequest) -> HttpResponse:
    """Tell how far the event log is sealed and what the invariants said last."""
    policy.require(actor_of(request), queries.VIEW_AUDIT)
    last = Seal.objects.order_by("-id").first()
    known = {check.name: check for check in Check.objects.all()}
    return as_json(
        {
            "sealed": Link.objects.count(),
            "waiting": queries.waiting(),
            "head": last.digest if last else calc.GENESIS,
            "sealed_at": last.sealed_at if last else None,
            "invariants": [_verdict(name, known.get(name)) for name in invariants.names()],
        }
    )


def _verdict(name: str, check: Check | None) -> dict[str, object]:
    if check is None:
        return {"name": name, "checked_at": None, "fault_count": 0, "faults": []}
    return {
        "name": name,
        "checked_at": check.checked_at,
        "fault_count": check.fault_count,
        "faults": check.faults,
    }


ROUTERS = {"audit": router}
