"""What was awarded is bought, and bought again when a purchase falls away."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Invisible, Refusal
from backend.core.events import log
from backend.supply.rfq.flow import AwardState, State
from backend.supply.rfq.models import AwardLine, Rfq

log.declare("supply.rfq.bought", "supply.rfq.finished", "supply.rfq.unbought")


class BoughtAlready(Refusal):
    """A share is bought once."""

    sentence = _("第 {seq} 行已生成采购合同 {no}，不能重复采购。")


class NotAwarded(Refusal):
    """Only an approved award is bought."""

    sentence = _("定标单尚未批准，不能生成采购合同。")


@documents.verb
def note_bought(award_line_id: UUID, purchase_no: str, *, actor: Actor) -> AwardLine:
    """This will note which purchase buys a share; the last one finishes the request.

    The caller's verb was checked. Raises NotAwarded or BoughtAlready.
    """
    line, rfq = _lock(award_line_id)
    if line.award.state != AwardState.APPROVED:
        raise NotAwarded
    if line.purchase_no:
        raise BoughtAlready(seq=line.rfq_line.seq, no=line.purchase_no)
    line.purchase_no = purchase_no
    line.save(update_fields=["purchase_no"])
    told = {"award_line_id": line.pk, "purchase_no": purchase_no}
    documents.save(rfq, actor=actor, event="supply.rfq.bought", payload=told)
    left = AwardLine.objects.filter(award_id=line.award_id, purchase_no="")
    if rfq.state == State.AWARDED and not left.exists():
        rfq.finish()
        documents.save(rfq, actor=actor, event="supply.rfq.finished")
    return line


@documents.verb
def note_unbought(award_line_id: UUID, purchase_no: str, *, actor: Actor) -> AwardLine:
    """This will let a share be bought again because its purchase was dropped; it may be repeated.

    The caller's verb was checked.
    """
    line, rfq = _lock(award_line_id)
    if line.purchase_no != purchase_no:
        return line
    line.purchase_no = ""
    line.save(update_fields=["purchase_no"])
    if rfq.state == State.DONE:
        rfq.unfinish()
    told = {"award_line_id": line.pk, "purchase_no": purchase_no}
    documents.save(rfq, actor=actor, event="supply.rfq.unbought", payload=told)
    return line


def _lock(award_line_id: UUID) -> tuple[AwardLine, Rfq]:
    """The request is locked, then its share is read."""
    line = AwardLine.objects.filter(pk=award_line_id).select_related("award").first()
    if line is None:
        raise Invisible
    rfq = Rfq.objects.select_for_update(no_key=True).get(pk=line.award.rfq_id)
    documents.remember(rfq)
    line.refresh_from_db(fields=["purchase_no"])
    return line, rfq
