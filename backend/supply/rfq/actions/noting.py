"""What buyers note beside a cell of the comparison, and that a supplier has looked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Malformed
from backend.core.events import log
from backend.supply.rfq.actions.keys import require_open
from backend.supply.rfq.models import CellNote, Invitation, Rfq, SupplierQuoteLine

log.declare("supply.rfq.noted")


@documents.verb
def note_cell(
    rfq_id: UUID, *, actor: Actor, quote_line_id: UUID, text: str, qualities: Sequence[str]
) -> Rfq:
    """This will note what was found about a cell; its qualities change what the cell costs."""
    rfq = documents.lock(Rfq, rfq_id, actor=actor, permission="supply.note_cell_rfq")
    require_open(rfq, actor=actor, asked="note_cell")
    line = SupplierQuoteLine.objects.filter(
        pk=quote_line_id, quote__rfq=rfq, quote__is_sealed=False
    ).first()
    if line is None:
        raise Malformed(errors={"quote_line_id": Invisible.sentence})
    unknown = set(qualities) - set(rfq.penalties.values_list("code", flat=True))
    if unknown:
        shown = "、".join(sorted(unknown))
        raise Malformed(errors={"qualities": _("询价单没有这些质量代码：") + shown})
    CellNote.objects.update_or_create(
        quote_line=line, defaults={"text": text, "qualities": sorted(set(qualities))}
    )
    told = {"quote_line_id": line.pk, "qualities": sorted(set(qualities))}
    return documents.save(rfq, actor=actor, event="supply.rfq.noted", payload=told)


def note_seen(rfq: Any, actor: Any) -> None:
    """This will note when a supplier first looked at the request."""
    if actor.party_id is None:
        return
    Invitation.objects.filter(rfq=rfq, party_id=actor.party_id, seen_at__isnull=True).update(
        seen_at=context.now()
    )
