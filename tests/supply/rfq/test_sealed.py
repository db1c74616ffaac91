"""A sealed request: nobody reads a price before the deadline; then every figure by hand."""

import io
import re
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import connection

from backend.core.events.models import Event
from backend.market.pricing.calc import trace
from tests.house_kit import Door
from tests.supply.kit import refused
from tests.supply.rfq import kit

FIGURES = ("81360.0", "22600.0", "22374.0", "9800.0", "2650.0", "LOWEST", "单捆净重", "150.0000")


def rows_of(*names: str) -> str:
    """Everything the tables hold, as the role of the application reads it, hex opened."""
    found = []
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{name}" t')
            found += [row for (row,) in cursor.fetchall()]
    text = "\n".join(found)
    opened = [
        bytes.fromhex(run).decode("latin-1") for run in re.findall(r"\\x((?:[0-9a-f]{2})+)", text)
    ]
    return text + "\n".join(opened)


def tables() -> list[str]:
    """Every table of the database."""
    return connection.introspection.table_names()


def tries(rfq: dict[str, Any]) -> list[tuple[str, str]]:
    """Who asked for what under seal."""
    found = Event.objects.filter(name="supply.rfq.seal_tried", document_id=rfq["id"])
    return [(event.actor_label, event.payload["asked"]) for event in found.order_by("id")]


def clean(text: str) -> None:
    """Assert that no figure shows."""
    found = [figure for figure in FIGURES if figure in text]
    assert not found, found


@pytest.fixture
def here(boss: Door) -> kit.World:
    with time_machine.travel(kit.BEFORE, tick=False):
        return kit.world(boss)


def test_before_the_deadline_nobody_reads_a_price_and_every_try_is_written_down(
    here: kit.World,
) -> None:
    with time_machine.travel(kit.BEFORE, tick=False):
        rfq = kit.rfq(here)
        quotes = kit.put_in(here, rfq)

        assert quotes["b"]["state"] == "submitted"
        assert (quotes["b"]["is_sealed"], quotes["b"]["lines"]) == (True, [])
        assert len(quotes["b"]["digest"]) == 64
        at = f"/supply/rfqs/{rfq['id']}"
        mine = f"/supply/supplier-quotes/{quotes['b']['id']}"
        for path in (at, mine, "/supply/supplier-quotes", "/supply/rfqs"):
            clean(here.boss.get(path).content.decode())
        found = here.boss.see("/supply/supplier-quotes", q="9800")
        assert found["items"] == []

        for path in ("comparison", "comparison.pdf", "comparison.xlsx"):
            answer = here.boss.get(f"{at}/{path}")
            assert answer.status_code == 409, (path, answer.body)
            assert answer.body["type"] == "/problems/still-sealed"
            assert "2026-07-05 17:00 (Asia/Shanghai)" in answer.body["detail"]
        assert here.boss.get(f"{mine}/prices").status_code == 409
        early = here.openers["ann"].post(f"{at}/open-seal", {"passphrase": kit.PHRASES["ann"]})
        assert (early.status_code, early.body["type"]) == (409, "/problems/still-sealed")
        asked = [what for _who, what in tries(rfq)]
        assert asked == [
            "comparison",
            "pdf",
            "xlsx",
            f"prices {quotes['b']['no']}",
            "open_seal",
        ]

        pages = here.boss.client
        assert pages is not None
        assert here.boss.user is not None
        here.boss.user.is_staff = True
        here.boss.user.save()
        for url in (
            f"/admin/supply/rfq/{rfq['id']}/change/",
            f"/admin/supply/supplierquote/{quotes['b']['id']}/change/",
            "/admin/supply/supplierquote/",
            "/admin/supply/supplierquote/export.csv",
            f"/admin/supply/rfq/{rfq['id']}/comparison/",
        ):
            page = pages.get(url)
            assert page.status_code in (200, 409), url
            body = b"".join(page.streaming_content) if page.streaming else page.content  # type: ignore[arg-type]
            clean(body.decode())
        assert len(tries(rfq)) == 6
        clean(rows_of(*tables()))
        assert "supply_sealedbid" in tables()

        # The fingerprint of a request would tell a price to whoever guesses it.
        wrong = here.boss.get(f"/core/events?document_id={rfq['id']}")
        clean(wrong.content.decode())


def test_three_currencies_two_tax_modes_two_terms_awarded_to_two_suppliers(
    here: kit.World,
) -> None:
    with time_machine.travel(kit.BEFORE, tick=False):
        rfq = kit.rfq(here)
        quotes = kit.put_in(here, rfq)
    at = f"/supply/rfqs/{rfq['id']}"
    with time_machine.travel(kit.AFTER, tick=False):
        late = here.doors["a"].post("/supply/supplier-quotes", kit.offers(rfq)["a"])
        assert (late.status_code, late.body["type"]) == (409, "/problems/too-late")
        refused(
            here.doors["b"],
            f"/supply/supplier-quotes/{quotes['b']['id']}/withdraw",
            {"reason": "看错了"},
        )
        refused(here.boss, f"{at}/open-seal", {"passphrase": "whatever I say"}, status=403)
        refused(here.openers["ann"], f"{at}/open-seal", {"passphrase": "not this one"}, status=422)
        half = here.openers["ann"].do(f"{at}/open-seal", {"passphrase": kit.PHRASES["ann"]})
        assert (half["state"], half["is_sealed_now"]) == ("closed", True)
        assert here.boss.get(f"{at}/comparison").status_code == 409
        refused(here.boss, f"{at}/evaluate")
        opened = here.openers["bea"].do(f"{at}/open-seal", {"passphrase": kit.PHRASES["bea"]})
        assert (opened["state"], opened["is_sealed_now"]) == ("closed", False)
        shown = here.boss.see(f"/supply/supplier-quotes/{quotes['c']['id']}")
        assert shown["lines"][0]["price"] == "150.0000"
        assert shown["lines"][0]["terms"] == [{"benchmark": "lme_cu", "factor": "1"}]
        here.boss.do(f"{at}/evaluate")

        matrix = here.boss.see(f"{at}/comparison", most=2)

    a, b, c = (here.suppliers[name]["id"] for name in "abc")
    copper, aluminium = matrix["lines"]
    cells = {cell["supplier_id"]: cell for cell in copper["cells"]}
    # A: 81,360 / 1.13 = 72,000 x 100 t = 7,200,000.00; DAP leaves unloading 10 x 100 = 1,000.00;
    # 30 days are the reference: no finance; score 100: no risk.
    assert (cells[a]["unit"], cells[a]["amount"]) == ("72010.0000", "7201000.00")
    # B: 9,800 x 7.10 = 69,580 x 100 = 6,958,000.00; carriage 80 x 100 x 7.10 = 56,800.00;
    # value (6,958,000 + 56,800) / (1 - 1.1 x 0.002) = 7,030,266.5865, insurance 15,466.59;
    # duty 2 % 140,605.33; terminal 6,000; on-carriage 12,000; 30 days at 3.6 % of 360: 20,874.00;
    # risk 2 % x 10 of 100 points: 13,916.00.
    assert (cells[b]["unit"], cells[b]["amount"]) == ("72236.6192", "7223661.92")
    # C: 9,700 x 7.10 + 150 x 7.80 = 70,040 x 100 = 7,004,000.00; carriage 71,000.00; terminal
    # 6,000; on-carriage 12,000; 30 days 21,012.00; a deviation 50 x 100 = 5,000.00; no score.
    assert (cells[c]["unit"], cells[c]["amount"]) == ("71190.1200", "7119012.00")
    assert [(cells[s]["rank"], cells[s]["gap"]) for s in (a, b, c)] == [
        (2, "1.15"),
        (3, "1.47"),
        (1, "0.00"),
    ]
    assert cells[c]["flags"] == ["deviation"]
    cells = {cell["supplier_id"]: cell for cell in aluminium["cells"]}
    # A from 30 t on: 22,374 / 1.13 = 19,800 x 50 = 990,000.00; unloading 500.00.
    assert (cells[a]["unit"], cells[a]["amount"]) == ("19810.0000", "990500.00")
    # B: 2,650 x 7.10 = 18,815 x 50 = 940,750.00; 28,400.00; 2,136.83; 19,425.74; 3,000; 6,000;
    # 2,822.25; 1,881.50.
    assert (cells[b]["unit"], cells[b]["amount"]) == ("20088.3264", "1004416.32")
    columns = {one["supplier_id"]: one for one in matrix["suppliers"]}
    assert columns[c]["missing"] == [2]
    assert matrix["single"]["total"] == "8191500.00"
    assert matrix["single"]["suppliers"] == [a]
    assert matrix["split"]["total"] == "8109512.00"
    assert [one["supplier_id"] for one in matrix["split"]["lines"]] == [c, a]

    with time_machine.travel(kit.AFTER, tick=False):
        for line in matrix["lines"]:
            for cell in line["cells"]:
                told = here.boss.see(f"{at}/comparison/{cell['quote_line_id']}")
                assert told["replayed"] == cell["unit"] == told["unit"]
                assert trace.replay(trace.read(told["steps"])) == trace.Decimal(cell["unit"])
        sheet = here.boss.get(f"{at}/comparison.xlsx")
        book = openpyxl.load_workbook(io.BytesIO(sheet.content))
        first = [cell.value for cell in book.worksheets[0][2]]
        assert first[:4] == [1, "电解铜 CU-1", 100, 71190.12]
        assert first[4:7] == [81360, 72010, 2]
        printed = here.boss.get(f"{at}/comparison.pdf")
        assert printed.content.startswith(b"%PDF")

        lines = [line["rfq_line_id"] for line in matrix["lines"]]
        shares = [
            {"rfq_line_id": lines[0], "supplier_id": c, "percent": "60"},
            {"rfq_line_id": lines[0], "supplier_id": a, "percent": "40"},
            {"rfq_line_id": lines[1], "supplier_id": a},
        ]
        body = {"rfq_id": rfq["id"], "on": "2026-07-10", "lines": shares}
        unsaid = refused(here.boss, "/supply/awards", body, status=422)
        assert unsaid["type"] == "/problems/reason-missing"
        shares[1] |= {"reason": "dual_source", "reason_text": "铜不依赖单一来源"}
        crooked = {**body, "lines": [{**shares[0], "percent": "59.5"}, *shares[1:]]}
        uneven = refused(here.boss, "/supply/awards", crooked, status=422)
        assert (uneven["type"], "99.5%" in uneven["detail"]) == ("/problems/shares-not-whole", True)
        short = refused(here.boss, "/supply/awards", {**body, "lines": shares[:2]}, status=422)
        assert short["type"] == "/problems/left-out"

        award = here.boss.do("/supply/awards", body)
        # A of 40 t: 72,000 x 40 + 400 = 2,880,400.00. C of 60 t: 70,040 x 60 = 4,202,400.00
        # + 42,600 + 3,600 + 7,200 + 12,607.20 + 3,000 = 4,271,407.20.
        assert [(x["quantity"], x["unit_cost"], x["amount"]) for x in award["lines"]] == [
            ("60.000", "71190.1200", "4271407.20"),
            ("40.000", "72010.0000", "2880400.00"),
            ("50.000", "19810.0000", "990500.00"),
        ]
        assert (award["amount"], award["lowest_amount"]) == ("8142307.20", "8109512.00")
        here.boss.do(f"/supply/awards/{award['id']}/submit")
        alone = refused(here.boss, f"/supply/awards/{award['id']}/approve")
        assert alone["type"] == "/problems/another-person"
        other = kit.door_for(kit.person("chief", superuser=True))
        other.do(f"/supply/awards/{award['id']}/approve")

    with time_machine.travel(kit.AFTER, tick=False):
        states = {
            name: here.doors[name].see(f"/supply/supplier-quotes/{quote['id']}")["state"]
            for name, quote in quotes.items()
        }
        assert states == {"a": "partial", "b": "lost", "c": "partial"}
        told = Event.objects.filter(name="supply.supplier_quote.lost").get()
        assert str(told.party_id) == here.suppliers["b"]["party_id"]
        assert here.boss.see(at)["state"] == "awarded"
