"""A weigh ticket on paper."""

import os

import pypdfium2
import pytest

from backend.core import printing
from tests.goods.kit import world
from tests.goods.weighing.test_truck import DAY, truck
from tests.house_kit import Door


def test_a_ticket_is_printed_with_every_weight(boss: Door) -> None:
    here = world(boss)
    deductions = [{"kind": "pallet", "basis": "per_piece", "value": "12.5", "pieces": 8}]
    done = truck(here, "15240", "40376", deductions=deductions)
    path = f"/goods/weighings/{done['id']}"
    at = DAY.format("18:00")
    boss.do(f"{path}/counter", {"at": at, "net_kg": "25020", "document_no": "YD-0710-3"})
    boss.do(f"{path}/compare", {"at": at, "tolerance": "2", "unit": "permille"})

    answer = boss.get(f"{path}/pdf")

    assert answer["Content-Type"] == "application/pdf"
    if "HENG_KEEP_PDF" in os.environ:
        with open(os.environ["HENG_KEEP_PDF"], "wb") as kept:
            kept.write(answer.content)
    page = pypdfium2.PdfDocument(answer.content)[0]
    text = page.get_textpage().get_text_range().replace(" ", "")
    for part in ("称重计量单", "BD-2026-0001", "苏B12345", "40,376", "15,240", "25.036", "25,020"):
        assert part in text, part
    assert "在允差内" in text
    assert "共1页" in text


def test_a_paper_fetches_nothing(tmp_path: object) -> None:
    html = (
        "<html><body>衡<img src='file:///etc/passwd'>"
        "<link rel=attachment href='file:///etc/passwd'></body></html>"
    )

    printed = printing.pdf_of(html)

    assert printed.startswith(b"%PDF")
    assert not pypdfium2.PdfDocument(printed).count_attachments()


def test_without_the_press_it_says_what_is_missing(
    boss: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = world(boss)
    done = truck(here, "15240", "40376")

    def missing() -> object:
        raise printing.NoPrinter

    monkeypatch.setattr(printing, "_press", missing)
    answer = boss.get(f"/goods/weighings/{done['id']}/pdf")

    assert answer.status_code == 503
    assert "libpango" in answer.body["detail"]
