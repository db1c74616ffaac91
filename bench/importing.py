"""A workbook of customers into the table: Heng's whole import, and calamine with COPY alone.

Each side runs in a process of its own, whose memory is told. The floor undoes what it wrote, so
that it can be visited before and after Heng.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from bench.sizes import SIZES

if TYPE_CHECKING:  # models may be imported only when a visiting process has set Django up
    from bench.drive import Figures, Row

ROOT = Path(__file__).resolve().parents[1]


def row() -> "tuple[Row, str]":
    """This will import one file by both sides and tell how long it took and what it held."""
    from backend.core.spreadsheet import bench as sheets
    from bench.drive import Row

    with TemporaryDirectory() as folder:
        path = Path(folder) / "customers.xlsx"
        path.write_bytes(sheets.workbook(SIZES.imported))
        told = [_visit(side, path) for side in ("floor", "heng", "floor")]
    ours, bare = told[1], min(told[0], told[2], key=lambda one: one["seconds"])
    name = f"import of {SIZES.imported:,} customers (process)"
    ratio = ours["seconds"] / bare["seconds"]
    words = (
        f"import: Heng {ours['memory']:.0f} MB at its most, floor {bare['memory']:.0f} MB; "
        f"{ours['stages']}"
    )
    return Row(name, _figures(ours), _figures(bare), ratio, 1 / ratio, 1.5, None), words


def _figures(told: dict[str, Any]) -> "Figures":
    from bench.drive import Figures

    milliseconds = told["seconds"] * 1000
    return Figures(milliseconds, milliseconds, 1 / told["seconds"], told["cpu"] * 1000, 0.0, 1)


def _visit(side: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.importing", side, str(path)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _import(side: str, path: str) -> None:
    """What one process does: import, and say how long, with how much memory."""
    import django

    django.setup()
    content = Path(path).read_bytes()
    work = {"heng": _heng, "floor": _floor}[side]
    begun, cpu = time.perf_counter(), time.process_time()
    stages = work(content)
    told = {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "stages": stages,
    }
    print(json.dumps(told, default=str))


def _heng(content: bytes) -> dict[str, Any]:
    from backend.core.people.models import User
    from backend.core.spreadsheet import bench as sheets

    found = sheets.run(content, user=User.objects.get(username="head"))
    if found["created"] != SIZES.imported:
        raise SystemExit(f"not every row was written: {found}")
    return {name: round(value, 2) for name, value in found.items()}


def _floor(content: bytes) -> dict[str, Any]:
    from django.db import transaction
    from python_calamine import CalamineWorkbook

    from backend.core.events.models import Event
    from backend.core.party.models import Party, PartyKey
    from backend.crm.customer.models import Contact, Customer
    from bench.copying import copy

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    papers = list(_papers(sheet.to_python()[1:]))
    with transaction.atomic():
        for place, model in enumerate((Party, Customer, Contact, Event)):
            copy(model, (paper[place] for paper in papers))
        copy(PartyKey, (key for paper in papers for key in paper[4]))
        transaction.set_rollback(True)
    return {}


def _papers(lines: list[list[Any]]) -> Iterator[tuple[Any, ...]]:
    """A company, a customer, a person, an event and the keys of each line, as columns."""
    from bench.floor_writes import found_by, uuid7
    from bench.load.rows import NOW

    head = {"created_at": NOW, "updated_at": NOW}
    for number, (name, province, city, phone, level, source, person, mobile) in enumerate(lines):
        no = f"KH-2026-{number:06d}"
        text, grams = found_by(no, name)
        found = {"search_text": text, "search_grams": grams}
        party = head | found | {"id": uuid7(), "name": name, "province": province, "city": city}
        party |= {"phone": phone, "name_key": name, "core_name": name}
        customer = head | found | {"id": uuid7(), "no": no, "party_id": party["id"]}
        customer |= {"level": level, "source": source, "state": "prospect"}
        contact = head | {"id": uuid7(), "customer_id": customer["id"]}
        contact |= {"name": person, "phone": mobile}
        event = {"at": NOW, "name": "crm.customer.created", "document": "crm.customer"}
        event |= {"document_id": customer["id"], "party_id": party["id"], "actor_label": "floor"}
        wanted = (("name", name), ("core", name), ("phone", phone), ("phone", mobile))
        keys = [
            {"id": uuid7(), "party_id": party["id"], "kind": kind, "value": value, "is_hard": False}
            | {"source_id": party["id"]}
            for kind, value in wanted
        ]
        yield party, customer, contact, event, keys


if __name__ == "__main__":
    _import(sys.argv[1], sys.argv[2])
