"""What the quality gate let through, as receiving takes it."""

from uuid import UUID

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.documents.source import Source
from backend.core.events import log
from backend.goods.quality import queries as quality
from backend.goods.quality.flow import WAITING
from backend.supply.receiving import calc
from backend.supply.receiving.flow import ReceiptState
from backend.supply.receiving.models import GoodsReceipt, GoodsReceiptLine

log.declare("supply.receipt.judged")


@documents.verb
def note_verdict(receipt_id: UUID, *, actor: Actor) -> GoodsReceipt:
    """This will take what the gate decided; once nothing waits there the receipt is judged.

    Heard twice, or for a receipt that is further on, it changes nothing.
    """
    receipt = GoodsReceipt.objects.select_for_update(no_key=True).get(pk=receipt_id)
    documents.remember(receipt)
    if receipt.state == ReceiptState.INSPECTING and take_verdicts(receipt):
        documents.save(receipt, actor=actor, event="supply.receipt.judged")
    return receipt


def take_verdicts(receipt: GoodsReceipt) -> bool:
    """This will read what the gate decided of a locked receipt; True once it is judged."""
    found = {row.line_id: row for row in quality.of_source(Source.of(receipt))}
    for line in receipt.lines.filter(accepted=None).order_by("pk"):
        verdict = found.get(line.pk)
        if verdict is None or verdict.state in WAITING:
            continue
        line.rejected, line.rejected_pieces = verdict.rejected, verdict.rejected_pieces
        let_through(line)
    return judge(receipt)


def let_through(line: GoodsReceiptLine) -> None:
    """This will write what of a line passed, and what of it is paid for."""
    assert line.net is not None
    assert line.settle_weight is not None
    found = calc.passed(line.net, settle=line.settle_weight, rejected=line.rejected)
    line.accepted, line.payable_weight = found
    line.save()


def judge(receipt: GoodsReceipt) -> bool:
    """This will name the outcome of the gate once nothing waits there any more."""
    lines = list(receipt.lines.all())
    if receipt.state != ReceiptState.INSPECTING or any(line.accepted is None for line in lines):
        return False
    if not any(line.rejected for line in lines):
        receipt.pass_all()
    elif any(line.accepted for line in lines):
        receipt.pass_part()
    else:
        receipt.pass_none()
    return True
