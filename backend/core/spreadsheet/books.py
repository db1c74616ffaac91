"""Files that are written: tables, templates with their lists of choices, rows with reasons."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from backend.core.spreadsheet.calc.cells import text
from backend.core.spreadsheet.calc.safe import harmless
from backend.core.spreadsheet.plans import Column, Plan
from backend.core.spreadsheet.reading import NOTE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXACT = 15
LISTED = 1_000
FORMS = {
    "ratio": "0.00%",
    "day": "yyyy-mm-dd",
}
Line = Sequence[Any]


def write_xlsx(
    lines: Iterable[Line], target: IO[bytes], *, title: str, marks: Sequence[str]
) -> None:
    """This will write a workbook in which no cell is a formula, with a sheet that tells of it."""
    from openpyxl import Workbook  # 7 MB a process: only whoever writes a workbook pays

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    if marks:
        notes = book.create_sheet(_("说明"))
        for mark in marks:
            notes.append([_cell(notes, mark)])
    book.save(target)


def _sheet_name(title: str) -> str:
    return "".join("_" if sign in "[]:*?/\\'" else sign for sign in title)[:31] or "Sheet"


def _cell(sheet: Any, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, Decimal):
        digits = len(value.as_tuple().digits)
        return value if digits <= EXACT else _text(sheet, format(value, "f"))
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = FORMS["day"]
        return cell
    return value if value is None or isinstance(value, int | float) else _text(sheet, text(value))


def _text(sheet: Any, value: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=str(harmless(value)))
    cell.data_type = "s"
    return cell


def write_csv(
    lines: Iterable[Line], target: IO[bytes], *, encoding: str, marks: Sequence[str]
) -> None:
    """This will write a table as text: UTF-8 with the mark that Excel needs, or GB18030."""
    if encoding == "utf-8":
        target.write(b"\xef\xbb\xbf")
    for piece in _pieces(lines, marks):
        target.write(piece.encode(encoding))


def _pieces(lines: Iterable[Line], marks: Sequence[str]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if marks:
        writer.writerow([f"{NOTE} " + "　".join(marks)])
    for at, line in enumerate(lines):
        writer.writerow([_plain(value) for value in line])
        if at % 500 == 499:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else harmless(value)


def shown(value: Any) -> str:
    """This will give a cell of a file as the text a person sees."""
    return text(value)


# -- the template of a document ---------------------------------------------------------------


def template(plan: Plan, columns: Sequence[Column]) -> bytes:
    """This will write the workbook to be filled: headings, remarks, lists to choose from."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = _sheet_name(str(plan.resource.label))
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(row=1, column=at, value=heading(column))
        cell.font = Font(bold=True, color="B42318" if column.is_required else "162023")
        cell.fill = PatternFill("solid", fgColor="E1E8EA")
        cell.comment = Comment(_explained(column), "Heng", width=280, height=140)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = max(12, 2 * len(heading(column)) + 4)
        if column.kind == "day":
            _form(sheet, letter, FORMS["day"])
        elif column.kind in ("text", "refer"):
            _form(sheet, letter, "@")
    sheet.freeze_panes = "A2"
    _lists(book, sheet, columns)
    _explain(book, plan, columns)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def heading(column: Column) -> str:
    """This will head a column; a star says that it must be filled."""
    return f"{column.label}*" if column.is_required else str(column.label)


def _form(sheet: Any, letter: str, form: str) -> None:
    """A column of text keeps the zeros of a phone; a column of days shows days."""
    sheet.column_dimensions[letter].number_format = form
    for row in range(2, 202):
        sheet[f"{letter}{row}"].number_format = form


def _explained(column: Column) -> str:
    kinds = {
        "text": _("文字"),
        "choice": _("从列表中选择"),
        "decimal": _("数字，可带千分位"),
        "ratio": _("比例，13% 或 0.13"),
        "whole": _("整数"),
        "day": _("日期，2026-07-01 或 2026年7月1日"),
        "flag": _("是 或 否"),
        "items": _("多项用顿号或逗号分开"),
        "refer": _("填写编号、名称或外部编号"),
    }
    told = [_("必填") if column.is_required else _("选填"), kinds.get(column.kind, "")]
    if column.is_ours:
        told = [_("由系统产生：更新已有记录时填写，新增时留空")]
    if column.example:
        told.append(_("例：{example}").format(example=column.example))
    return "\n".join(part for part in told if part)


def _choices_of(column: Column) -> list[str]:
    if column.kind == "flag":
        return [_("是"), _("否")]
    return [str(label) for _code, label in column.choices]


def _lists(book: Any, sheet: Any, columns: Sequence[Column]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    name = _("选项")
    lists = None
    used = 0
    for at, column in enumerate(columns, 1):
        labels = _choices_of(column)
        if not labels:
            continue
        lists = lists or book.create_sheet(name)
        used += 1
        lists.cell(row=1, column=used, value=str(column.label))
        for row, label in enumerate(labels, 2):
            lists.cell(row=row, column=used, value=label)
        letter = lists.cell(row=1, column=used).column_letter
        source = f"'{name}'!${letter}$2:${letter}${len(labels) + 1}"
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.error = _("请从列表中选择")
        sheet.add_data_validation(rule)
        own = sheet.cell(row=1, column=at).column_letter
        rule.add(f"{own}2:{own}{LISTED}")


def _explain(book: Any, plan: Plan, columns: Sequence[Column]) -> None:
    notes = book.create_sheet(_("说明"))
    notes.append([_("列"), _("说明"), _("示例")])
    for column in columns:
        notes.append(
            [str(column.label), _explained(column).replace("\n", "；"), str(column.example)]
        )
    if plan.hint:
        notes.append([])
        notes.append([str(plan.hint)])
    for letter, width in zip("ABC", (18, 56, 24), strict=True):
        notes.column_dimensions[letter].width = width
