"""What the forms of a shipment offer to choose from."""

from collections.abc import Iterable
from typing import Any

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.files.models import Attachment
from backend.crm.delivery.models import Delivery
from backend.supply.purchase.flow import OPEN
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.shipment import queries
from backend.supply.shipment.actions.plan import GONE_WRONG
from backend.supply.shipment.models import ShipmentLine
from backend.supply.shipment.schemas import PAPER_LABELS

MOST = 200
Choices = Iterable[tuple[str, str]]


def bought_lines(document: Any, actor: Actor) -> Choices:
    """This will offer the lines of purchases that take goods and that this person may see."""
    open_ones = policy.visible(Purchase, actor).filter(state__in=OPEN)
    rows = PurchaseLine.objects.filter(purchase__in=open_ones)
    rows = rows.select_related("purchase", "product").order_by("-purchase__created_at", "seq")
    for line in rows[:MOST]:
        goods = line.product
        said = f"{line.purchase.no} · {line.seq} · {goods.name} · {line.quantity}"
        yield str(line.pk), f"{said} {goods.measured_in}"


def sold_trucks(document: Any, actor: Actor) -> Choices:
    """This will offer the deliveries that are on no shipment yet."""
    taken = ShipmentLine.objects.filter(source_code="crm.delivery").values("source_id")
    rows = policy.visible(Delivery, actor).exclude(state__in=GONE_WRONG).exclude(pk__in=taken)
    for row in rows.select_related("party").order_by("-created_at")[:MOST]:
        yield str(row.pk), f"{row.no} · {row.party} · {row.plate} · {row.planned_weight} t"


def papers(document: Any, actor: Actor) -> Choices:
    """This will offer the papers that are neither there nor waived."""
    for paper in queries.missing_papers(document) if document is not None else ():
        due = f" · {paper.due_on}" if paper.due_on else ""
        yield str(paper.pk), f"{PAPER_LABELS.get(paper.kind, paper.kind)}{due}"


def entries(document: Any, actor: Actor) -> Choices:
    """This will offer the declarations customs has not decided on."""
    rows = document.customs.filter(stand__in=queries.UNSETTLED) if document is not None else ()
    for entry in rows:
        yield str(entry.pk), f"{entry.get_way_display()} {entry.number}"


def lines(document: Any, actor: Actor) -> Choices:
    """This will offer the shipment's own lines."""
    for line in document.lines.select_related("product") if document is not None else ():
        goods = line.product
        yield str(line.pk), f"{line.seq} · {goods.name} · {line.weight} {goods.measured_in}"


def files(document: Any, actor: Actor) -> Choices:
    """This will offer the files attached to the shipment."""
    yield from _files(document, "")


def pictures(document: Any, actor: Actor) -> Choices:
    """This will offer the pictures attached to the shipment."""
    yield from _files(document, "image/")


def _files(document: Any, mime: str) -> Choices:
    if document is None:
        return
    rows = Attachment.objects.filter(document=queries.CODE, document_id=document.pk)
    for row in rows.filter(mime__startswith=mime).order_by("-created_at")[:MOST]:
        yield str(row.pk), row.name
