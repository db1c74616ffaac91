"""The words a customer signs: what was done, hour by hour and part by part, as plain text."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from backend.service.workorder import calc
from backend.service.workorder.models import Check, WorkOrder
from backend.service.workorder.queries.goods import parts_of


def shown_text(order: WorkOrder) -> str:
    """This will write what the customer is shown before signing; the same facts, the same text."""
    return "\n".join(_lines(order))


def document_digest(order: WorkOrder) -> str:
    """This will give the SHA-256 of what the customer is shown now."""
    return calc.digest(shown_text(order))


def answer_text(row: Check) -> str:
    """This will say in words what was answered to a row."""
    if row.answered_at is None:
        return "—"
    if row.kind in calc.PICTURED:
        return f"照片 {len(row.photos)} 张"
    if row.number is not None:
        return f"{row.number.normalize():f} {row.unit_name}".strip()
    return {"yes": "是", "no": "否"}.get(row.text, row.text)


def _lines(order: WorkOrder) -> Iterator[str]:
    yield f"服务报告 {order.no}"
    yield f"客户：{order.customer.name}"
    if order.asset is not None:
        yield f"设备：{order.asset.product} {order.asset.serial}"
    yield f"工程师：{order.engineer}"
    for label, at in (("到场", order.arrived_at), ("完成", order.finished_at)):
        if at is not None:
            yield f"{label}：{_clock(at)}"
    yield f"现场发现：{order.findings}"
    yield f"处理措施：{order.solution}"
    yield from _rows(order)
    yield f"结算方式：{order.get_billing_display()}"


def _rows(order: WorkOrder) -> Iterator[str]:
    for row in order.checks.all():
        yield f"检查 {row.seq} {row.label}：{answer_text(row)}"
    for work in order.labour.select_related("engineer"):
        yield f"工时 {work.engineer}：{work.minutes} 分钟"
    for way in order.travel.all():
        yield f"行程：{way.minutes} 分钟 {way.km:f} 公里"
    for part in parts_of(order):
        old = f"换下 {part.serial_out}" if part.serial_out else ""
        yield " ".join(word for word in (f"备件：{part}", part.serial_in, old) if word)
    for cost in order.expenses.all():
        yield f"费用：{cost.get_kind_display()} {cost.amount}"


def _clock(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
