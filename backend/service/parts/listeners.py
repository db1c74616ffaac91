"""News that concerns spare parts: a part came out of a machine and is to come back."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from backend.core.access.actor import system
from backend.core.events import log
from backend.core.events.models import Event
from backend.core.merging import rules
from backend.service.parts import actions
from backend.service.parts.models import SupplierWarranty

SELF = system("service.parts")


@log.on("service.work_order.completed")
def parts_came_out(event: Event) -> None:
    """This will announce the parts that an order says are to come back, once each."""
    day = timezone.localdate(datetime.fromisoformat(event.payload["at"]))
    for part in event.payload["parts"]:
        actions.back.open_for(UUID(part["part_id"]), actor=SELF, on=day)


@rules.unite(SupplierWarranty)
def one_promise(kept: SupplierWarranty, gone: SupplierWarranty) -> None:
    """This will keep the longer of two promises of suppliers that are one."""
    kept.months = max(kept.months, gone.months)
    kept.covers_labour = kept.covers_labour or gone.covers_labour
    kept.basis_no = kept.basis_no or gone.basis_no
