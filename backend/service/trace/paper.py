"""The recall list as a workbook: who has the goods, what lies where, and every lot."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _now

from backend.core.spreadsheet import books
from backend.service.trace.models import Mark
from backend.service.trace.queries import Found


def recall_list(found: Found, *, mark: str, term: str, at: datetime) -> bytes:
    """This will write the list of a trace; contacts are in it as far as the reader sees them."""
    target = io.BytesIO()
    said = f"{Mark(mark).label} {term}"
    marks = [
        _now("追溯依据：{said}").format(said=said),
        _now("生成时间：{at}").format(at=timezone.localtime(at).strftime("%F %R")),
    ]
    if found.hidden:
        marks.append(
            _now("另有 {count} 份单据不在您的权限范围内，名单可能不完整。").format(
                count=found.hidden
            )
        )
    books.write_xlsx(_lines(found), target, title=_now("召回名单"), marks=marks)
    return target.getvalue()


def _lines(found: Found) -> Iterator[Sequence[Any]]:
    yield [
        _now("类别"), _now("单位/仓库"), _now("电话"), _now("数量"), _now("发货单/批次"),
        _now("设备序列号/质量状态"),
    ]  # fmt: skip
    for one in found.customers:
        yield [
            _now("客户"), one.name, one.phone or "", one.weight, "、".join(one.deliveries),
            "、".join(one.assets),
        ]  # fmt: skip
    for place in found.places:
        yield [
            _now("在库"), place.warehouse_name, "", place.weight, place.lot_no, place.quality,
        ]  # fmt: skip
    for lot in found.lots:
        yield [_now("批次"), lot.product_name, "", lot.actual, lot.no, lot.heat]
