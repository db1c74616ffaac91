"""What can be promised, the ledger of a lot, and lists that stay cheap."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.goods.kit import receive, two_receipts, world
from tests.goods.stock.test_issue import issue
from tests.house_kit import Door


def test_stock_is_shown_by_product_warehouse_and_owner(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    receive(here, "40.000", None, owner_party_id=here.theirs)
    boss.do(
        f"/goods/lots/{old['id']}/freeze",
        {"warehouse_id": here.warehouse, "weight": "30.000", "reason": "质检"},
    )

    rows = boss.see("/goods/stock")["items"]

    found = {row["owner_party_name"]: (row["actual"], row["available"]) for row in rows}
    assert found == {
        "衡信金属有限公司": ("180.000", "150.000"),
        "江铜贸易有限公司": ("40.000", "40.000"),
    }
    assert len(boss.see("/goods/stock", is_ours="true")["items"]) == 1
    assert len(boss.see("/goods/stock", q="yjt")["items"]) == 2
    assert boss.see("/goods/stock", q="锌锭")["items"] == []


def test_stock_comes_in_pages_and_a_foreign_cursor_is_refused(boss: Door) -> None:
    here = world(boss)
    receive(here, "80.000", "88000")
    receive(here, "80.000", "88000", warehouse_id=here.other)
    receive(here, "40.000", None, owner_party_id=here.theirs)

    seen: list[Any] = []
    page = boss.see("/goods/stock", limit=1)
    seen += page["items"]
    while page["next"]:
        page = boss.see("/goods/stock", limit=1, after=page["next"])
        seen += page["items"]

    assert len({(row["warehouse_id"], row["owner_party_id"]) for row in seen}) == len(seen) == 3
    assert boss.get("/goods/stock", after="bm9uc2Vuc2U").status_code == 422
    assert boss.get("/goods/stock", after="WyJhIiwiYiJd").status_code == 422


def test_the_ledger_of_a_lot_reads_like_a_story(boss: Door) -> None:
    here = world(boss)
    old, _new = two_receipts(here)
    issue(here, "25.000")

    rows = boss.see("/goods/stockmoves", lot_id=old["id"], ordering="at")["items"]

    assert [(row["kind"], row["actual"]) for row in rows] == [
        ("receipt", "80.000"),
        ("issue", "-25.000"),
    ]
    one = boss.see(f"/goods/stockmoves/{rows[1]['id']}")
    assert one["source_no"] == "FH-1"
    assert one["verbs"] == ["reverse"]


def test_lots_are_found_by_what_is_left_and_where(boss: Door) -> None:
    here = world(boss)
    old, new = two_receipts(here)
    issue(here, "80.000")

    assert [r["id"] for r in boss.see("/goods/lots", in_stock="true")["items"]] == [new["id"]]
    assert [r["id"] for r in boss.see("/goods/lots", in_stock="false")["items"]] == [old["id"]]
    assert boss.see("/goods/lots", warehouse_id=here.other)["items"] == []
    assert [r["id"] for r in boss.see("/goods/lots", q="铁峰")["items"]] == [new["id"]]


def test_a_list_costs_the_same_queries_for_one_row_and_for_many(boss: Door) -> None:
    here = world(boss)
    receive(here, "1.000", "88000")

    def queries(read: Callable[[], Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read()
        return len(seen)

    paths = ("/goods/lots", "/goods/stock", "/goods/stockmoves", "/goods/products")
    few = [queries(lambda p=path: boss.see(p)) for path in paths]
    for _ in range(19):
        receive(here, "1.000", "88000")
    many = [queries(lambda p=path: boss.see(p)) for path in paths]

    assert few == many


def test_nobody_and_strangers_see_no_stock(nobody: Door, stranger: Door) -> None:
    for path in ("/goods/stock", "/goods/lots", "/goods/stockmoves", "/goods/reservations"):
        assert nobody.get(path).status_code == 401
        assert stranger.get(path).status_code == 403
