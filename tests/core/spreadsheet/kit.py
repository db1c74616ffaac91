"""Files for the stories of import, and the way from a file to its rows."""

import csv
import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from backend.core.spreadsheet import running
from tests.house_kit import API, Door

DAY = "2026-07-01"
Line = list[Any]


def book(*lines: Line) -> bytes:
    """A workbook with these rows."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def text(*lines: Line, encoding: str = "utf-8", sign: str = ",") -> bytes:
    """A text table with these rows."""
    target = io.StringIO()
    csv.writer(target, delimiter=sign).writerows(lines)
    return target.getvalue().encode(encoding)


def opened(content: bytes) -> list[Line]:
    """The rows of a workbook's first sheet."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def send(door: Door, document: str, content: bytes, *, name: str = "rows.xlsx") -> Any:
    """Upload a file; the raw answer."""
    form = {"document": document, "on": DAY, "file": SimpleUploadedFile(name, content)}
    assert door.client is not None
    answer = door.client.post(
        f"{API}/core/imports", form, headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    answer.body = answer.json()
    return answer


def uploaded(door: Door, document: str, content: bytes, *, name: str = "rows.xlsx") -> Any:
    """Upload a file that is taken; the import."""
    answer = send(door, document, content, name=name)
    assert answer.status_code == 201, answer.content.decode()
    return answer.body


def mapped(door: Door, document: str, content: bytes, **choices: Any) -> str:
    """Upload and take the mapping as proposed; the id of the import."""
    batch = uploaded(door, document, content)
    pk = str(batch["id"])
    door.do(f"/core/imports/{pk}/map", {"mapping": batch["mapping"], **choices})
    return pk


def checked(door: Door, pk: str, *, similar: bool = False) -> Any:
    """Try every row; the import as it stands then."""
    door.do(f"/core/imports/{pk}/validate", {"accepts_similar": similar})
    running.work(pk)
    return door.see(f"/core/imports/{pk}")


def ran(door: Door, pk: str) -> Any:
    """Write the rows; the import as it stands then."""
    door.do(f"/core/imports/{pk}/run")
    running.work(pk)
    return door.see(f"/core/imports/{pk}")


def brought(
    door: Door, document: str, content: bytes, *, similar: bool = False, **choices: Any
) -> Any:
    """All the way from a file to its rows."""
    pk = mapped(door, document, content, **choices)
    checked(door, pk, similar=similar)
    return ran(door, pk)


def reasons(door: Door, batch: Any) -> dict[int, str]:
    """Why rows were not taken, by line."""
    rows = door.see(f"/core/imports/{batch['id']}/rows")["items"]
    return {row["line"]: row["why"] for row in rows if row["why"]}


def tally(batch: Any) -> tuple[int, ...]:
    """Created, updated, unchanged, skipped, refused."""
    words = ("created", "updated", "unchanged", "skipped", "refused")
    return tuple(batch[word] for word in words)
