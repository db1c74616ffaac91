"""Writing, approving, following and ending price books."""

from datetime import date
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from backend.core.access.actor import system
from backend.core.errors import Refusal
from backend.core.events.models import Event
from backend.crm.pricebook import actions
from backend.crm.pricebook.models import PriceBook, PriceEntry
from tests.crm.pricebook import kit
from tests.crm.pricebook.kit import World, fixed
from tests.house_kit import Door, door_for, grant_all, person

pytestmark = pytest.mark.django_db
ROD: dict[str, Any] = {"product_code": "CU-ROD-8"}
THICK: dict[str, Any] = {"product_code": "CU-ROD-20"}


@pytest.fixture
def here(boss: Door) -> World:
    return kit.world(boss)


def overlap(answer: Any) -> str:
    assert answer.status_code == 409, answer.body
    assert answer.body["type"].endswith("overlap")
    return str(answer.body["detail"])


def test_a_book_is_written_with_its_prices(boss: Door, here: World) -> None:
    made = kit.draft(
        boss,
        fixed("72000", **ROD, floor_price="71000"),
        {"kind": "benchmark", "instrument_id": here.copper, "premium": "-50", "category": "rod"},
        name="2026 目录价",
        note="含运费",
    )

    assert made["no"].startswith("PB-2026-")
    assert (made["state"], made["revision"], made["currency"]) == ("draft", 1, "CNY")
    first, second = made["entries"]
    assert (first["product_code"], first["price"], first["floor_price"]) == (
        "CU-ROD-8", "72000.0000", "71000.0000",
    )  # fmt: skip
    assert (second["instrument_code"], second["premium"]) == ("SHFE.CU", "-50.0000")
    event = Event.objects.get(name="crm.pricebook.created")
    assert str(event.document_id) == made["id"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"kind": "fixed"}, "price"),
        ({"kind": "fixed", "price": "1", "discount": "0.1"}, "discount"),
        ({"kind": "fixed", "price": "1", "premium": "5"}, "premium"),
        ({"kind": "benchmark"}, "instrument_id"),
        ({"kind": "markup"}, "cost_markup"),
        ({"kind": "discount", "discount": "0.1"}, "kind"),
        ({"kind": "formula"}, "formula"),
        ({"kind": "formula", "formula": "list * 2"}, "formula"),
        ({"kind": "formula", "formula": "benchmark(SHFE.XX)"}, "formula"),
        ({"kind": "formula", "formula": "spec(colour)"}, "formula"),
        ({"kind": "formula", "formula": "fx(USD)"}, "formula"),
        ({"price": "1", "product_code": "CU-ROD-8", "metal": "cu"}, "product_id"),
        ({"price": "1", "product_code": "NONE"}, "product_code"),
        ({"price": "1", "product_id": str(uuid4())}, "product_id"),
        ({"price": "1", "attribute": "diameter", "attribute_from": "1"}, "category"),
        ({"price": "1", "category": "rod", "attribute": "diameter"}, "attribute_from"),
        ({"price": "1", "category": "rod", "attribute_from": "1"}, "attribute"),
        ({"price": "1", "category": "rod", "attribute": "diameter", "attribute_from": "9",
          "attribute_to": "8"}, "attribute_to"),
        ({"price": "1", "break_from": "5"}, "break_basis"),
        ({"price": "1", "break_basis": "quantity"}, "break_from"),
        ({"price": "1", "break_basis": "amount", "break_from": "1"}, "break_basis"),
        ({"price": "1", "valid_from": "2025-12-31"}, "valid_from"),
        ({"price": "1", "valid_until": "2027-01-01"}, "valid_until"),
        ({"price": "1", "valid_from": "2026-07-02", "valid_until": "2026-07-01"}, "valid_until"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named(boss: Door, here: World, entry: dict[str, Any], field: str) -> None:
    body = {
        "on": "2026-01-01", "name": "错", "valid_from": "2026-01-01",
        "valid_until": "2026-12-31", "entries": [fixed("5", metal="zn"), entry],
    }  # fmt: skip

    refused = boss.post(kit.PATH, body)

    assert refused.status_code == 422, refused.body
    assert list(refused.body["errors"]) == [f"entries.1.{field}"]
    assert PriceBook.objects.count() == 0


def test_a_wrong_formula_is_refused_at_its_place(boss: Door, here: World) -> None:
    body = {
        "on": "2026-01-01", "name": "错", "valid_from": "2026-01-01",
        "entries": [{"kind": "formula", "formula": "cost * 1.05 + profit", **ROD}],
    }  # fmt: skip

    refused = boss.post(kit.PATH, body)

    assert refused.body["errors"] == {
        "entries.0.formula": ("第 15 个字符处的“profit”不是可用的名称（可用 list、cost、quantity）")
    }


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"scope": "customer"}, "party_id"),
        ({"scope": "tier"}, "tier"),
        ({"scope": "region"}, "region"),
        ({"scope": "channel"}, "channel"),
        ({"scope": "contract"}, "contract_id"),
        ({"scope": "contract", "contract_id": str(uuid4())}, "contract_id"),
        ({"scope": "customer", "party_id": str(uuid4())}, "party_id"),
        ({"scope": "list", "tier": "A"}, "tier"),
        ({"valid_until": "2025-12-31"}, "valid_until"),
    ],
)
def test_a_book_says_for_whom_it_is(
    boss: Door, here: World, facts: dict[str, Any], field: str
) -> None:
    body = {"on": "2026-01-01", "name": "错", "valid_from": "2026-01-01", **facts}

    refused = boss.post(kit.PATH, body)

    assert refused.status_code == 422, refused.body
    assert list(refused.body["errors"]) == [field]


def test_two_entries_of_one_book_that_tie_are_refused_with_both_named(
    boss: Door, here: World
) -> None:
    body = {
        "on": "2026-01-01", "name": "春季", "valid_from": "2026-01-01",
        "entries": [fixed("72000", **ROD), fixed("71000", **ROD, valid_from="2026-07-01")],
    }  # fmt: skip

    said = overlap(boss.post(kit.PATH, body))

    assert "“春季 PB-2026-" in said
    assert "第 2 行（CU-ROD-8，不分档，2026-07-01 —）" in said
    assert "第 1 行（CU-ROD-8，不分档，2026-01-01 —）" in said
    assert "有效期重叠" in said
    assert PriceBook.objects.count() == 0


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ({"category": "rod", "attribute": "diameter", "attribute_from": "2", "attribute_to": "8"},
         {"category": "rod", "attribute": "diameter", "attribute_from": "8"}, "有效期重叠"),
        ({"category": "plate", "attribute": "thickness", "attribute_from": "2"},
         {"category": "plate", "attribute": "width", "attribute_from": "2"}, "两种不同尺寸"),
    ],
)  # fmt: skip
def test_ranges_that_meet_tie(
    boss: Door, here: World, one: dict[str, Any], two: dict[str, Any], why: str
) -> None:
    body = {
        "on": "2026-01-01", "name": "尺寸", "valid_from": "2026-01-01",
        "entries": [fixed("1", **one), fixed("2", **two)],
    }  # fmt: skip

    assert why in overlap(boss.post(kit.PATH, body))


def test_breaks_by_quantity_and_by_amount_tie(boss: Door, here: World) -> None:
    body = {
        "on": "2026-01-01", "name": "分档", "valid_from": "2026-01-01",
        "entries": [
            fixed("3", **ROD),
            fixed("2", **ROD, break_basis="quantity", break_from="10"),
            fixed("1", **ROD, break_basis="amount", break_from="100000"),
        ],
    }  # fmt: skip

    assert "既按数量又按金额" in overlap(boss.post(kit.PATH, body))


def test_a_book_that_ties_with_one_that_counts_is_refused_when_saved(
    boss: Door, here: World
) -> None:
    kit.book(boss, fixed("72000", **ROD), name="目录价")
    body = {
        "on": "2026-05-01", "name": "新目录", "valid_from": "2026-06-01",
        "entries": [fixed("70000", **THICK), fixed("71000", **ROD)],
    }  # fmt: skip

    refused = boss.post(kit.PATH, body)

    said = overlap(refused)
    assert "“新目录 PB-2026-0002”第 2 行" in said
    assert "“目录价 PB-2026-0001”第 1 行" in said
    assert list(refused.body["errors"]) == ["entries.1"]
    assert boss.post(kit.PATH, {**body, "priority": 1}).status_code == 201
    assert boss.post(kit.PATH, {**body, "currency": "USD"}).status_code == 201


def test_two_drafts_that_tie_wait_for_the_second_approval(boss: Door, here: World) -> None:
    kit.draft(boss, fixed("1", **ROD), name="甲")
    second = kit.draft(boss, fixed("2", **ROD), name="乙")
    first = PriceBook.objects.get(name="甲")
    boss.do(f"{kit.PATH}/{first.pk}/approve", {"on": "2026-01-01"})

    refused = boss.post(f"{kit.PATH}/{second['id']}/approve", {"on": "2026-01-01"})

    said = overlap(refused)
    assert "“乙" in said
    assert "“甲" in said
    assert PriceBook.objects.get(name="乙").state == "draft"


def test_the_table_refuses_what_no_code_looked_at(boss: Door, here: World) -> None:
    kit.book(boss, fixed("1", **ROD), name="甲")
    other = kit.draft(boss, fixed("2", **THICK), name="乙")
    row = PriceEntry.objects.get(book__name="甲")

    with pytest.raises(IntegrityError, match="crm_priceentry_once_in_scope"), transaction.atomic():
        PriceEntry.objects.filter(book_id=other["id"]).update(item_key=row.item_key, is_live=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_approvals_at_the_same_moment_one_is_refused_by_name(
    boss: Door, here: World
) -> None:
    books = [kit.draft(boss, fixed("1", **ROD), name=name) for name in ("甲", "乙")]
    gate, came = Barrier(2), []

    def approve(pk: str) -> None:
        gate.wait()
        try:
            actions.approve(UUID(pk), actor=system("test"), on=date.fromisoformat("2026-01-01"))
            came.append("ok")
        except Refusal as refused:
            came.append(str(refused))
        finally:
            connection.close()

    threads = [Thread(target=approve, args=[made["id"]]) for made in books]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(text == "ok" for text in came) == [False, True]
    refusal = next(text for text in came if text != "ok")
    assert "“甲" in refusal
    assert "“乙" in refusal
    assert PriceBook.objects.filter(state="approved").count() == 1


def test_what_was_approved_is_not_changed_but_followed(boss: Door, here: World) -> None:
    first = kit.book(boss, fixed("72000", **ROD), fixed("70000", **THICK))
    path = f"{kit.PATH}/{first['id']}"
    tag = boss.get(path)["ETag"]
    refused = boss.patch(path, {"name": "改名"}, match=tag)
    assert refused.status_code == 409

    second = kit.follow(boss, first, valid_from="2026-07-15")
    again = boss.post(f"{path}/revise", {"valid_from": "2026-08-01"})
    kept = boss.patch(
        f"{kit.PATH}/{second['id']}",
        {"entries": [fixed("73000", **ROD), fixed("70000", **THICK)]},
        match=boss.get(f"{kit.PATH}/{second['id']}")["ETag"],
    )
    boss.do(f"{kit.PATH}/{second['id']}/approve", {"on": "2026-07-14"})

    assert kept.status_code == 200, kept.body
    assert again.body["type"].endswith("revised-already")
    assert (second["revision"], second["no"]) == (2, f"{first['no']}-R2")
    before = boss.see(path)
    assert (before["state"], before["valid_until"]) == ("approved", "2026-07-14")
    assert before["successor_id"] == second["id"]
    changed = boss.see(f"{kit.PATH}/{second['id']}/changes")["items"]
    assert [(row["goods"], row["before"], row["after"], row["ratio"]) for row in changed] == [
        ("CU-ROD-8", "72000.0000", "73000.0000", "0.013889")
    ]


def test_a_revision_may_not_change_the_past_or_the_customer(boss: Door, here: World) -> None:
    first = kit.book(boss, fixed("72000", **ROD))
    second = kit.follow(boss, first, valid_from="2026-07-01")
    path = f"{kit.PATH}/{second['id']}"

    late = boss.post(f"{path}/approve", {"on": "2026-07-02"})
    moved = boss.patch(path, {"scope": "tier", "tier": "A"}, match=boss.get(path)["ETag"])

    assert late.body["type"].endswith("backdated")
    assert moved.status_code == 422
    assert boss.see(path)["state"] == "draft"
    assert boss.see(f"{kit.PATH}/{first['id']}")["valid_until"] is None


def test_all_fixed_prices_change_by_a_percentage_in_a_new_revision(boss: Door, here: World) -> None:
    made = kit.book(
        boss,
        fixed("72000", **ROD, floor_price="70000"),
        fixed("70001", **THICK),
        fixed("80000", category="plate"),
        {"kind": "benchmark", "instrument_code": "SHFE.CU", "premium": "800", "metal": "cu"},
    )

    new = kit.follow(
        boss, made, "mass-change",
        valid_from="2026-08-01", percent="-0.015", category="rod", with_floor=True,
    )  # fmt: skip
    nothing = boss.post(f"{kit.PATH}/{new['id']}/approve", {"on": "2026-07-20"})

    assert nothing.status_code == 200
    figures = [(row["price"], row["floor_price"], row["premium"]) for row in new["entries"]]
    assert figures == [
        ("70920.0000", "68950.0000", "0.0000"),
        ("68950.9900", None, "0.0000"),
        ("80000.0000", None, "0.0000"),
        (None, None, "800.0000"),
    ]
    assert [row["price"] for row in boss.see(f"{kit.PATH}/{made['id']}")["entries"]][:2] == [
        "72000.0000", "70001.0000",
    ]  # fmt: skip
    event = Event.objects.get(name="crm.pricebook.revised")
    assert event.payload["percent"] == "-0.015"
    none = boss.post(
        f"{kit.PATH}/{new['id']}/mass-change",
        {"valid_from": "2026-09-01", "percent": "0.1", "metal": "zn"},
    )
    assert none.body["type"].endswith("nothing-to-change")


def test_a_book_is_copied_for_somebody_else(boss: Door, here: World) -> None:
    made = kit.book(
        boss,
        fixed("72000", **ROD),
        fixed("71000", **THICK, valid_until="2026-03-31"),
        fixed("71500", **THICK, valid_from="2026-04-01"),
    )

    new = kit.follow(
        boss, made, "copy", on="2026-06-01", name="远东专享", scope="customer",
        party_id=here.buyer, valid_from="2026-06-01",
    )  # fmt: skip

    assert (new["scope"], new["party_id"], new["state"]) == ("customer", here.buyer, "draft")
    assert new["supersedes_id"] is None
    assert [(row["product_code"], row["price"], row["valid_from"]) for row in new["entries"]] == [
        ("CU-ROD-8", "72000.0000", None), ("CU-ROD-20", "71500.0000", None),
    ]  # fmt: skip
    assert "目录价打折" in str(_copy_of_discounts(boss, here))


def _copy_of_discounts(boss: Door, here: World) -> dict[str, Any]:
    made = kit.draft(boss, {"kind": "discount", "discount": "0.02"}, scope="tier", tier="A")
    refused = boss.post(
        f"{kit.PATH}/{made['id']}/copy",
        {"on": "2026-06-01", "name": "目录", "valid_from": "2026-06-01"},
    )
    assert refused.status_code == 422
    return dict(refused.body["errors"])


def test_an_empty_book_is_not_approved_and_a_draft_may_be_dropped(boss: Door, here: World) -> None:
    made = kit.draft(boss)
    path = f"{kit.PATH}/{made['id']}"

    assert boss.post(f"{path}/approve", {"on": "2026-01-01"}).body["type"].endswith("empty-book")
    dropped = boss.do(f"{path}/retire", {"on": "2026-01-02", "reason": "写错了"})
    assert dropped["state"] == "retired"
    assert boss.post(f"{path}/approve", {"on": "2026-01-02"}).status_code == 409


VERBS: dict[str, dict[str, Any]] = {
    "approve": {"on": "2026-01-01"},
    "retire": {"on": "2026-01-01", "reason": "停用测试"},
    "copy": {"on": "2026-06-01", "name": "副本", "scope": "tier", "tier": "Z",
             "valid_from": "2026-06-01"},
    "revise": {"valid_from": "2026-12-01"},
    "mass-change": {"valid_from": "2026-12-01", "percent": "0.01"},
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(boss: Door, here: World, stranger: Door, nobody: Door, verb: str) -> None:
    is_next = verb in ("revise", "mass-change")
    make = kit.book if is_next else kit.draft
    made = make(boss, fixed("72000", **ROD), scope="customer", party_id=here.buyer)
    path = f"{kit.PATH}/{made['id']}/{verb}"
    permission = "revise" if is_next else verb
    before = Event.objects.count()

    answers = [
        door.post(path, VERBS[verb]).status_code
        for door in (nobody, stranger, kit.neighbour(permission))
    ]

    assert answers == [401, 403, 404]
    assert Event.objects.count() == before
    assert PriceBook.objects.count() == 1
    assert kit.holder(permission).post(path, VERBS[verb]).status_code == 200
    assert Event.objects.count() > before


def test_who_may_write_and_whom_the_floor_concerns(
    boss: Door, here: World, stranger: Door, nobody: Door
) -> None:
    body = {
        "on": "2026-01-01", "name": "目录", "valid_from": "2026-01-01",
        "entries": [fixed("72000", **ROD)],
    }  # fmt: skip
    with_floor = {**body, "entries": [fixed("72000", **ROD, floor_price="70000")]}
    writer = door_for(
        person(
            "writer",
            grants=grant_all("crm.view_pricebook", "crm.create_pricebook", "goods.view_product"),
        )
    )

    assert nobody.post(kit.PATH, body).status_code == 401
    assert stranger.post(kit.PATH, body).status_code == 403
    assert writer.post(kit.PATH, with_floor).status_code == 403
    assert PriceBook.objects.count() == 0
    assert writer.post(kit.PATH, body).status_code == 201
    floors = kit.draft(boss, fixed("80000", **THICK, floor_price="79999"))
    seen = writer.see(f"{kit.PATH}/{floors['id']}")
    assert seen["entries"][0]["floor_price"] is None
    assert "79999" not in str(seen)


def test_a_book_of_one_customer_is_seen_by_its_team_and_a_list_by_every_desk(
    boss: Door, here: World
) -> None:
    kit.book(boss, fixed("72000", **ROD), name="目录")
    kit.book(boss, fixed("71000", **ROD), name="专享", scope="customer", party_id=here.buyer)
    kit.draft(boss, fixed("73000", **THICK), name="未批准")
    desk = kit.neighbour()

    assert [row["name"] for row in desk.see(kit.PATH)["items"]] == ["目录"]
    assert len(boss.see(kit.PATH)["items"]) == 3
    assert [r["name"] for r in boss.see(kit.PATH, product_id=here.rod)["items"]] == [
        "专享", "目录",
    ]  # fmt: skip
    assert boss.see(kit.PATH, q="专享")["items"][0]["party_name"] == "江苏远东电缆有限公司"


def test_prices_follow_a_customer_that_was_merged(boss: Door, here: World) -> None:
    gone = kit.customer(boss, "远东电缆（老档案）")["party_id"]
    kit.book(boss, fixed("71000", **ROD), name="甲", scope="customer", party_id=gone)
    kit.book(boss, fixed("70000", **THICK), name="乙", scope="customer", party_id=gone)
    kit.book(boss, fixed("69000", **THICK), name="丙", scope="customer", party_id=here.buyer)
    PriceBook.objects.filter(party_id=gone).update(party_id=here.buyer)

    assert actions.realign() == 1
    assert actions.realign() == 0

    keys = PriceEntry.objects.filter(book__name__in=["甲", "丙"]).values_list("scope_key")
    assert len(set(keys)) == 1
    assert kit.price(boss, here.rod, party_id=here.buyer) == "71000.00"
    assert kit.price(boss, here.thick, party_id=here.buyer) == "69000.00"
