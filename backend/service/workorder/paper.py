"""The service report 服务报告: what was done, checked, used and signed for."""

from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from backend.core import printing
from backend.core.files.models import Attachment
from backend.service.workorder import queries
from backend.service.workorder.models import BillLine, Photo, WorkOrder

MOST_PHOTOS = 6
TIMED = (BillLine.Kind.LABOUR, BillLine.Kind.TRAVEL)


def report(order: WorkOrder, *, shows_money: bool) -> bytes:
    """This will print the report; figures only for who may see them, costs never."""
    checks = list(order.checks.all())
    signature = getattr(order, "signature", None)
    return printing.render(
        "service/workorder/report.html",
        {
            "title": _("服务报告"),
            "no": order.no,
            "on": order.finished_at or order.created_at,
            "company": queries.company_name(order),
            "order": order,
            "checks": [(row, queries.answer_text(row)) for row in checks],
            "labour": list(order.labour.select_related("engineer")),
            "travel": list(order.travel.all()),
            "parts": queries.parts_of(order),
            "photos": [
                (row, shown) for row in _photos(order) if (shown := _picture(row.file)) is not None
            ],
            "bill": _bill(order) if shows_money else [],
            "shows_money": shows_money and order.amount_due is not None,
            "signature": signature,
            "picture": None if signature is None else _picture(signature.picture),
        },
    )


def _bill(order: WorkOrder) -> list[tuple[BillLine, str]]:
    return [(row, "/小时" if row.kind in TIMED else "") for row in order.bill_lines.all()]


def _photos(order: WorkOrder) -> list[Photo]:
    return list(order.photos.select_related("file").order_by("at", "id")[:MOST_PHOTOS])


def _picture(file: Attachment) -> str | None:
    """A picture as a `data:` URL; one whose bytes are gone is left out."""
    if not default_storage.exists(file.path):
        return None
    with default_storage.open(file.path) as stored:
        return printing.image(stored.read(), mime=file.mime)
