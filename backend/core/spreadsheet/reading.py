"""From the bytes of a file to its headings and rows; what is no table is refused with a reason."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.errors import Malformed, TooLarge
from backend.core.spreadsheet.calc import guard, plain
from backend.core.spreadsheet.calc.cells import Cell, text
from backend.core.types import tidy

MAX_BYTES = 30 * 1024 * 1024
HEADING = 64
Lines = Iterable[Sequence[Cell]]
NOTE = "#"
"""Rows above the heading whose first cell begins with this are remarks, such as a watermark."""

WHY: dict[str, StrOrPromise] = {
    "empty": _("文件是空的。请选择有内容的 Excel（.xlsx）或 CSV 文件。"),
    "old": _("这是旧版 Excel（.xls）。请在 Excel 中另存为 .xlsx 后再上传。"),
    "encrypted": _("文件有密码保护。请取消密码后再上传。"),
    "macros": _("文件含有宏。请另存为不含宏的 .xlsx 后再上传。"),
    "other": _("这不是 Excel 工作簿。请上传 .xlsx 或 CSV 文件。"),
    "broken": _("文件已损坏，无法读取。请在 Excel 中打开并另存后再上传。"),
    "bomb": _(
        "文件解压后过大，已拒绝打开。每个文件最多 100,000 行；请拆分，或删除图片和多余工作表。"
    ),
    "wide": _("表格超过 100 列。请删除右侧多余的列（包括只有格式的空列）后再上传。"),
    "long": _("表格超过 100,000 行。请拆成几个文件，或删除下方多余的空行后再上传。"),
    "cell": _("有单元格的内容过长（超过 32,767 个字）。"),
    "encoding": _("无法识别文字编码。请把文件另存为 UTF-8 或 GB18030 编码的 CSV，或 .xlsx。"),
    "binary": _("这不是文本表格。请上传 .xlsx 或 CSV 文件。"),
    "heading": _("没有找到标题行。第一行应为列名，下面至少有一行数据。"),
    "twice": _("标题“{name}”出现了两次，请改名或删除其中一列。"),
}


class UnreadableFile(Malformed):
    """The file cannot be taken; the sentence says what to do about it."""


def refused(why: str, **facts: str) -> UnreadableFile:
    """This will give the refusal for a reason."""
    sentence = str(WHY[why]).format(**facts)
    return UnreadableFile(sentence, errors={"file": sentence})


@dataclass(frozen=True)
class Row:
    """A row with the number it has in the file."""

    line: int
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """A file read: what it is, its headings, and its rows without blank ones."""

    kind: str
    encoding: str
    sheet: str
    headers: list[str]
    rows: list[Row]


def read(content: bytes) -> Table:
    """This will read a workbook's first sheet or a text table; raises UnreadableFile."""
    if len(content) > MAX_BYTES:
        raise TooLarge
    try:
        kind = guard.kind_of(content)
        if kind == "xlsx":
            guard.inspect(content)
            return _workbook(content)
        return _text_table(content)
    except guard.Unreadable as found:
        raise refused(found.why) from None


def _workbook(content: bytes) -> Table:
    import python_calamine as calamine  # 10 MB a process: only whoever reads a workbook pays

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            name = next(iter(_shown(book)), "")
            if not name:
                raise guard.Unreadable("heading")
            sheet = book.get_sheet_by_name(name)
            rows = (list(row) for row in sheet.to_python(skip_empty_area=False))
            return _table("xlsx", "", name, rows)
    except calamine.PasswordError:
        raise guard.Unreadable("encrypted") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise guard.Unreadable("broken") from None


def _shown(book: object) -> Iterator[str]:
    """The sheets a person sees, in their order."""
    for found in book.sheets_metadata:  # type: ignore[attr-defined]
        if str(found.visible).endswith("Visible") and str(found.typ).endswith("WorkSheet"):
            yield str(found.name)


def _text_table(content: bytes) -> Table:
    decoded, encoding = plain.decode(content)
    sign = plain.separator(decoded)
    return _table("csv", encoding, "", plain.rows(decoded, sign))


def _table(kind: str, encoding: str, sheet: str, found: Lines) -> Table:
    numbered = enumerate(found, 1)
    headers = _heading(islice(numbered, 20))
    _once(headers)
    if len(headers) > guard.MAX_COLUMNS:
        raise guard.Unreadable("wide")
    rows = []
    for line, row in numbered:
        if not _is_blank(row):
            rows.append(Row(line, list(row[: len(headers)])))
            if len(rows) > guard.MAX_ROWS:
                raise guard.Unreadable("long")
    if not rows:
        raise guard.Unreadable("heading")
    return Table(kind, encoding, sheet, headers, rows)


def _heading(first: Iterable[tuple[int, Sequence[Cell]]]) -> list[str]:
    """The first row that says something and is no remark; raises Unreadable without one."""
    for _line, cells in first:
        headers = [tidy(text(cell), maximum=HEADING) for cell in cells]
        while headers and not headers[-1]:
            headers.pop()
        if headers and not headers[0].startswith(NOTE):
            return headers
    raise guard.Unreadable("heading")


def _is_blank(row: Sequence[Cell]) -> bool:
    return all(
        cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in row
    )


def _once(headers: list[str]) -> None:
    seen: set[str] = set()
    for name in headers:
        if name and name in seen:
            raise refused("twice", name=name)
        seen.add(name)
