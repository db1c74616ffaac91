"""Price books come as rows, one a price; what went out changes nothing when it comes in."""

from decimal import Decimal
from typing import Any

import pytest

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.spreadsheet import running
from backend.crm.pricebook.models import PriceBook, PriceEntry
from tests.core.spreadsheet.kit import book, brought, checked, mapped, opened, ran, reasons, tally
from tests.core.spreadsheet.test_export import out
from tests.crm.pricebook import kit
from tests.crm.pricebook.kit import World, fixed
from tests.house_kit import Door, door_for, person

HEADS = [
    "编号", "价格表名称", "适用范围", "客户", "价格表生效日", "产品编码", "分档", "起始量",
    "价格类型", "单价", "底价",
]  # fmt: skip
FIRST_DAY = "2026-07-01"


@pytest.fixture(scope="module")
def world(keeper: Door) -> World:
    return kit.world(keeper)


def row(name: str, product: str, price: object, **facts: Any) -> list[Any]:
    """A fixed price of a list book."""
    said = {
        "编号": "", "价格表名称": name, "适用范围": "目录价", "客户": "", "价格表生效日": FIRST_DAY,
        "产品编码": product, "分档": "", "起始量": "", "价格类型": "固定价", "单价": price,
        "底价": "",
    } | facts  # fmt: skip
    return [said[head] for head in HEADS]


def two_books() -> bytes:
    return book(
        HEADS,
        row("下半年目录价", "CU-ROD-8", "71,250.00", 底价="70000"),
        row("远东专价", "CU-ROD-8", 70900, 适用范围="客户价", 客户="江苏远东电缆有限公司"),
        row("下半年目录价", "CU-ROD-8", 71000, 分档="按数量", 起始量="10"),
        row("下半年目录价", "CU-ROD-20", 71500),
    )


def prices(name: str) -> list[tuple[str, str, Decimal | None]]:
    rows = PriceEntry.objects.filter(book__name=name).order_by("seq")
    return [(e.product.code, str(e.break_from), e.price) for e in rows if e.product]


def test_rows_of_one_name_become_one_book(boss: Door, world: World) -> None:
    batch = brought(boss, "crm.pricebook", two_books())

    assert (batch["state"], tally(batch)) == ("done", (4, 0, 0, 0, 0))
    assert prices("下半年目录价") == [
        ("CU-ROD-8", "0.000", Decimal("71250.0000")),
        ("CU-ROD-8", "10.000", Decimal("71000.0000")),
        ("CU-ROD-20", "0.000", Decimal("71500.0000")),
    ]
    special = PriceBook.objects.get(name="远东专价")
    assert (str(special.party_id), special.state, special.scope) == (
        world.buyer, "draft", "customer",
    )  # fmt: skip
    names = Event.objects.filter(document="crm.pricebook").values_list("name", flat=True)
    assert list(names) == ["crm.pricebook.created"] * 2
    rows = boss.see(f"/core/imports/{batch['id']}/rows")["items"]
    assert [one["line"] for one in rows] == [2, 3, 4, 5]
    assert rows[0]["id"] == rows[2]["id"] == rows[3]["id"] != rows[1]["id"]


def test_a_trial_of_books_writes_nothing(boss: Door, world: World) -> None:
    batch = checked(boss, mapped(boss, "crm.pricebook", two_books()))

    assert (batch["state"], tally(batch)) == ("validated", (4, 0, 0, 0, 0))
    assert PriceBook.objects.count() == PriceEntry.objects.count() == 0


def test_an_overlap_names_both_prices_and_both_rows(boss: Door, world: World) -> None:
    content = book(
        HEADS,
        row("目录", "CU-ROD-8", 71250),
        row("另一本", "CU-ROD-8", 70000),
        row("目录", "CU-ROD-20", 71500),
        row("目录", "CU-ROD-8", 71300),
    )

    tried = checked(boss, pk := mapped(boss, "crm.pricebook", content))
    why = reasons(boss, tried)
    done = ran(boss, pk)

    assert tally(tried) == tally(done) == (1, 0, 0, 0, 3)
    assert why == reasons(boss, done)
    assert why[2] == why[5]
    assert why[5].startswith("第 2 行与第 5 行重叠。价格表“目录")
    assert "第 3 行（CU-ROD-8，不分档，2026-07-01 —）" in why[5]
    assert "第 1 行（CU-ROD-8，不分档，2026-07-01 —）" in why[5]
    assert why[4] == "同一价格表的第 2 行未通过，整份未写入"
    assert [b.name for b in PriceBook.objects.all()] == ["另一本"]


def test_wrong_prices_are_told_at_their_own_rows(boss: Door, world: World) -> None:
    content = book(
        HEADS,
        row("甲", "CU-ROD-8", 71250),
        row("甲", "没有这个", 71250),
        row("乙", "CU-ROD-8", ""),
        row("乙", "CU-ROD-20", "便宜"),
        row("丙", "CU-ROD-8", 1),
        row("丙", "CU-ROD-20", 1, 适用范围="等级价"),
        row("", "CU-ROD-20", 1),
        row("丁", "CU-ROD-8", "", 编号="PB-2026-0099"),
        row("戊", "CU-ROD-8", ""),
    )

    batch = checked(boss, mapped(boss, "crm.pricebook", content))

    why = reasons(boss, batch)
    assert tally(batch) == (0, 0, 0, 0, 9)
    assert why[2] == "同一价格表的第 3 行未通过，整份未写入"
    assert why[3].startswith("产品编码：没有找到这条记录")
    assert why[5] == "单价：应为数字，例如 1,234.50"
    assert why[7] == "适用范围：与第 6 行不一致"
    assert why[8] == "价格表名称：必填"
    assert why[9].startswith("没有找到编号为“PB-2026-0099”")
    assert why[10] == "单价：固定价必须填写单价"
    assert PriceBook.objects.count() == 0


def rich(boss: Door, world: World) -> None:
    """Every kind of price, one book that counts and one that is written."""
    kit.book(
        boss,
        fixed("71250", product_id=world.rod, floor_price="70000"),
        fixed("71000", product_id=world.rod, break_basis="quantity", break_from="10"),
        {"kind": "formula", "formula": "max(list, 70000)", "category": "plate", "metal": "cu"}
        | {"formula": "quantity * 2 + 70000"},
        {
            "kind": "benchmark", "instrument_id": world.copper, "premium": "-120.5",
            "metal": "cu", "category": "rod", "attribute": "diameter", "attribute_from": "5",
            "attribute_to": "12.5", "valid_from": "2026-03-01", "valid_until": "2026-05-31",
            "note": "=备注",
        },
        name="目录价",
    )  # fmt: skip
    kit.draft(
        boss,
        {"kind": "discount", "discount": "0.03", "product_id": world.rod},
        {"kind": "markup", "cost_markup": "0.055", "product_id": world.thick},
        name="客户价", scope="customer", party_id=world.buyer, currency="USD", tax_rate="0",
        tax_included=False, priority=3, valid_until="2026-12-31", note="第一行",
    )  # fmt: skip
    kit.draft(boss, name="空的")


@pytest.mark.parametrize("kind", ["xlsx", "csv", "csv_gb18030"])
def test_books_that_went_out_change_nothing_when_they_come_in(
    boss: Door, world: World, kind: str
) -> None:
    rich(boss, world)
    file = out(boss, "crm.pricebook", kind=kind)
    before = Event.objects.exclude(document="core.import_batch").count()
    ids = set(PriceEntry.objects.values_list("pk", flat=True))

    batch = brought(boss, "crm.pricebook", file, manner="upsert")

    assert reasons(boss, batch) == {}
    assert tally(batch) == (0, 0, 7, 0, 0)
    assert len(batch["mapping"]) == len(batch["headers"])
    assert Event.objects.exclude(document="core.import_batch").count() == before
    assert set(PriceEntry.objects.values_list("pk", flat=True)) == ids


def test_a_sheet_sorted_otherwise_says_nothing_new(boss: Door, world: World) -> None:
    rich(boss, world)
    heads, *lines = opened(out(boss, "crm.pricebook"))

    batch = brought(boss, "crm.pricebook", book(heads, *reversed(lines)), manner="upsert")

    assert tally(batch) == (0, 0, 7, 0, 0)


def test_a_draft_takes_new_prices_and_keeps_what_the_file_does_not_say(
    boss: Door, world: World
) -> None:
    brought(boss, "crm.pricebook", two_books())
    no = PriceBook.objects.get(name="下半年目录价").no
    content = book(
        ["编号", "产品编码", "分档", "起始量", "价格类型", "单价"],
        [no, "CU-ROD-8", "", "", "固定价", 72000],
        [no, "CU-PLATE-3", "", "", "固定价", 73000],
    )

    batch = brought(boss, "crm.pricebook", content, manner="update")

    assert tally(batch) == (0, 2, 0, 0, 0)
    assert prices("下半年目录价") == [
        ("CU-ROD-8", "0.000", Decimal("72000.0000")),
        ("CU-PLATE-3", "0.000", Decimal("73000.0000")),
    ]
    kept = PriceEntry.objects.get(book__no=no, product__code="CU-ROD-8")
    assert kept.floor_price == Decimal("70000.0000")
    rows = boss.see(f"/core/imports/{batch['id']}/rows")["items"]
    assert rows[0]["warn"] == "文件中没有的 2 行将被删除"

    assert boss.do(f"/core/imports/{batch['id']}/undo")["state"] == "undone"
    assert [price for _code, _at, price in prices("下半年目录价")] == [
        Decimal("71250.0000"), Decimal("71000.0000"), Decimal("71500.0000"),
    ]  # fmt: skip
    assert PriceEntry.objects.filter(floor_price=Decimal(70000)).count() == 1


def test_an_approved_book_is_changed_by_a_revision_only(boss: Door, world: World) -> None:
    made = kit.book(boss, fixed("71250", product_id=world.rod), name="目录价")
    content = book(["编号", "产品编码", "单价"], [made["no"], "CU-ROD-8", 1])

    refused = brought(boss, "crm.pricebook", content, manner="update")
    revised = kit.follow(boss, made, valid_from="2026-08-01")
    by_name = book(["价格表名称", "产品编码", "单价"], ["目录价", "CU-ROD-8", 72000])
    taken = brought(boss, "crm.pricebook", by_name, manner="update")

    assert tally(refused) == (0, 0, 0, 0, 1)
    assert "已批准" in reasons(boss, refused)[2]
    assert tally(taken) == (0, 1, 0, 0, 0)
    assert boss.see(f"{kit.PATH}/{revised['id']}")["entries"][0]["price"] == "72000.0000"
    assert boss.see(f"{kit.PATH}/{made['id']}")["entries"][0]["price"] == "71250.0000"


def test_books_nobody_touched_are_taken_back_and_an_approved_one_stops_it(
    boss: Door, world: World
) -> None:
    batch = brought(boss, "crm.pricebook", two_books())
    special = PriceBook.objects.get(name="远东专价")
    boss.do(f"{kit.PATH}/{special.pk}/approve", {"on": FIRST_DAY})

    stopped = boss.post(f"/core/imports/{batch['id']}/undo")

    assert stopped.status_code == 409
    assert f"第 3 行 {special.no}：之后有改动" in stopped.body["detail"]
    assert PriceBook.objects.count() == 2
    again = brought(boss, "crm.pricebook", book(HEADS, row("第三本", "CU-ROD-8", 5)))
    assert boss.do(f"/core/imports/{again['id']}/undo")["state"] == "undone"
    assert not PriceBook.objects.filter(name="第三本").exists()
    assert PriceEntry.objects.filter(price=5).count() == 0


def test_a_book_is_never_written_by_halves(
    boss: Door, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "ONE_BY_ONE", 2)
    pk = mapped(boss, "crm.pricebook", two_books())
    checked(boss, pk)
    boss.do(f"/core/imports/{pk}/run")

    assert running.work(pk, seconds=0) == 3
    assert [b.name for b in PriceBook.objects.all()] == ["下半年目录价"]
    assert running.work(pk) == 1
    assert boss.see(f"/core/imports/{pk}")["state"] == "done"
    assert PriceEntry.objects.count() == 4


def test_who_may_not_see_the_floor_moves_no_price_that_has_one(boss: Door, world: World) -> None:
    brought(boss, "crm.pricebook", two_books())
    book_verbs = ("view", "create", "change", "export", "import")
    grants = dict.fromkeys((f"crm.{verb}_pricebook" for verb in book_verbs), Scope.ALL)
    grants |= dict.fromkeys(("core.view_party", "goods.view_product"), Scope.ALL)
    for verb in ("create", "view", "map", "validate", "run"):
        grants[f"core.{verb}_import_batch"] = Scope.OWN
    grants |= {"core.create_export_file": Scope.OWN, "core.view_export_file": Scope.OWN}
    fields = {("crm.pricebook", "entries.floor_price"): Mode.MASKED}
    ann = door_for(person("ann", grants=grants, fields=fields))
    file = out(ann, "crm.pricebook")
    heads, *lines = opened(file)

    assert "70000" not in str(lines)
    assert "加成率" not in heads
    same = brought(ann, "crm.pricebook", file, manner="upsert")
    assert tally(same) == (0, 0, 4, 0, 0)
    at = heads.index("单价")
    dearer = [[*line[:at], 1, *line[at + 1 :]] for line in lines]
    moved = brought(ann, "crm.pricebook", book(heads, *dearer), manner="upsert")
    assert tally(moved) == (0, 0, 0, 0, 4)
    assert "底价" in reasons(ann, moved)[2]
    fresh = brought(ann, "crm.pricebook", book(HEADS, row("新的", "CU-ROD-8", 5, 底价=4)))
    assert tally(fresh) == (0, 0, 0, 0, 1)
    assert PriceEntry.objects.filter(price__lt=100).count() == 0


def test_who_may(boss: Door, world: World, stranger: Door, nobody: Door) -> None:
    from tests.core.spreadsheet.kit import send

    assert send(stranger, "crm.pricebook", two_books()).status_code == 403
    holder = kit.holder("create", "import", "change")
    assert send(holder, "crm.pricebook", two_books()).status_code == 403
    assert nobody.get("/core/import-templates/crm.pricebook").status_code == 401
    assert PriceBook.objects.count() == 0
