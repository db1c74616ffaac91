"""Which price counts: one order, most specific first, and every step of it told."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.crm.pricebook import queries
from backend.crm.pricebook.models import PriceEntry
from backend.market.pricing.calc import trace
from tests.crm.contract import kit as contracts
from tests.crm.pricebook import kit
from tests.crm.pricebook.kit import World, fixed
from tests.house_kit import Door, door_for, grant_all, person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


def scoped(here: World, scope: str) -> dict[str, Any]:
    """Whom a book of a scope is for."""
    subject = {
        "customer": {"party_id": here.buyer},
        "tier": {"tier": "A"},
        "region": {"region": "江苏"},
        "channel": {"channel": "online"},
    }
    return {"scope": scope, **subject.get(scope, {})}


ROD: dict[str, Any] = {"product_code": "CU-ROD-8"}
THIN: dict[str, Any] = {
    "category": "rod", "metal": "cu", "attribute": "diameter",
    "attribute_from": "6", "attribute_to": "10",
}  # fmt: skip
THIN_ANY = {name: value for name, value in THIN.items() if name != "metal"}
CU_ROD: dict[str, Any] = {"category": "rod", "metal": "cu"}
ANY_ROD: dict[str, Any] = {"category": "rod"}
CU: dict[str, Any] = {"metal": "cu"}
ALL: dict[str, Any] = {}


def from_tonnes(at: str) -> dict[str, Any]:
    return {"break_basis": "quantity", "break_from": at}


def from_money(at: str) -> dict[str, Any]:
    return {"break_basis": "amount", "break_from": at}


JULY = {"valid_from": "2026-07-01", "valid_until": "2026-07-31"}
JUNE = {"valid_from": "2026-06-01", "valid_until": "2026-06-30"}
Entry = tuple[str, str, dict[str, Any], dict[str, Any]]
"""Scope, price, goods with break and days, facts of the book. Entries of one scope and the same
facts are written into one book."""

CASES: list[tuple[str, list[Entry], dict[str, Any], str]] = [
    ("only a list", [("list", "100", ROD, {})], {}, "100"),
    ("region before list", [("list", "100", ROD, {}), ("region", "99", ROD, {})], {}, "99"),
    ("tier before region", [("region", "99", ROD, {}), ("tier", "98", ROD, {})], {}, "98"),
    ("customer before tier", [("tier", "98", ROD, {}), ("customer", "97", ROD, {})], {}, "97"),
    ("customer before list", [("list", "90", ROD, {}), ("customer", "97", ROD, {})], {}, "97"),
    ("a dearer customer price stands",
     [("list", "90", ROD, {}), ("customer", "120", ROD, {})], {}, "120"),
    ("channel before list", [("list", "100", ROD, {}), ("channel", "96", ROD, {})],
     {"channel": "online"}, "96"),
    ("region before channel", [("region", "99", ROD, {}), ("channel", "96", ROD, {})],
     {"channel": "online"}, "99"),
    ("no channel asked, no channel price",
     [("list", "100", ROD, {}), ("channel", "96", ROD, {})], {}, "100"),
    ("another channel", [("list", "100", ROD, {}), ("channel", "96", ROD, {})],
     {"channel": "dealer"}, "100"),
    ("the region named beats the province",
     [("list", "100", ROD, {}), ("region", "99", ROD, {})], {"region": "浙江"}, "100"),
    ("list before cost", [("cost", "80", ROD, {}), ("list", "100", ROD, {})], {}, "100"),
    ("cost is the last resort", [("cost", "80", ROD, {})], {}, "80"),
    ("a category of the customer beats a product of the list",
     [("list", "100", ROD, {}), ("customer", "95", ANY_ROD, {})], {}, "95"),
    ("product before range", [("list", "100", ROD, {}), ("list", "101", THIN, {})], {}, "100"),
    ("range before category",
     [("list", "101", THIN, {}), ("list", "102", CU_ROD, {})], {}, "101"),
    ("range of a metal before range",
     [("list", "101", THIN, {}), ("list", "103", THIN_ANY, {})], {}, "101"),
    ("range before a category of a metal",
     [("list", "103", THIN_ANY, {}), ("list", "102", CU_ROD, {})], {}, "103"),
    ("category of a metal before category",
     [("list", "102", CU_ROD, {}), ("list", "104", ANY_ROD, {})], {}, "102"),
    ("category before metal",
     [("list", "104", ANY_ROD, {}), ("list", "105", CU, {})], {}, "104"),
    ("metal before the whole book", [("list", "105", CU, {}), ("list", "106", ALL, {})], {},
     "105"),
    ("the whole book", [("list", "106", ALL, {})], {}, "106"),
    ("a range that does not fit",
     [("list", "101", {**THIN, "attribute_from": "9"}, {}), ("list", "102", CU_ROD, {})], {},
     "102"),
    ("a range begins with its first size",
     [("list", "101", {**THIN, "attribute_from": "8"}, {}), ("list", "102", CU_ROD, {})], {},
     "101"),
    ("a range ends with its last size",
     [("list", "101", {**THIN, "attribute_to": "8"}, {}), ("list", "102", CU_ROD, {})], {},
     "101"),
    ("a break that is not reached",
     [("list", "100", ROD, {}), ("list", "95", {**ROD, **from_tonnes("10")}, {})],
     {"quantity": "9.999"}, "100"),
    ("a break that is just reached",
     [("list", "100", ROD, {}), ("list", "95", {**ROD, **from_tonnes("10")}, {})],
     {"quantity": "10"}, "95"),
    ("the larger break",
     [("list", "100", ROD, {}), ("list", "95", {**ROD, **from_tonnes("10")}, {}),
      ("list", "90", {**ROD, **from_tonnes("50")}, {})], {"quantity": "60"}, "90"),
    ("a break does not beat a more specific entry",
     [("list", "100", ROD, {}), ("list", "90", {**CU_ROD, **from_tonnes("1")}, {})],
     {"quantity": "60"}, "100"),
    ("an entry whose break is not reached leaves the next level",
     [("customer", "90", {**ROD, **from_tonnes("50")}, {}), ("list", "100", ROD, {})], {},
     "100"),
    ("an amount just below the break",
     [("list", "100", ROD, {}), ("list", "95", {**ROD, **from_money("1000")}, {})],
     {"quantity": "9.999"}, "100"),
    ("an amount at the break is measured at the undivided price",
     [("list", "100", ROD, {}), ("list", "95", {**ROD, **from_money("1000")}, {})],
     {"quantity": "10"}, "95"),
    ("the higher priority",
     [("list", "100", ROD, {}), ("list", "110", ROD, {"priority": 5})], {}, "110"),
    ("priority does not beat what is more specific",
     [("list", "100", ROD, {}), ("list", "110", CU_ROD, {"priority": 5})], {}, "100"),
    ("priority goes before the break",
     [("list", "95", {**ROD, **from_tonnes("1")}, {}), ("list", "110", ROD, {"priority": 5})], {},
     "110"),
    ("only the days that count",
     [("list", "100", {**ROD, **JUNE}, {}), ("list", "101", {**ROD, **JULY}, {})], {}, "101"),
    ("the day before", [("list", "100", {**ROD, **JUNE}, {}), ("list", "101", {**ROD, **JULY}, {})],
     {"on": "2026-06-30"}, "100"),
    ("a book that has ended", [("list", "100", ROD, {}),
     ("customer", "97", ROD, {"valid_until": "2026-07-09"})], {}, "100"),
    ("the last day of a book", [("list", "100", ROD, {}),
     ("customer", "97", ROD, {"valid_until": "2026-07-10"})], {}, "97"),
    ("a book that has not begun", [("list", "100", ROD, {}),
     ("customer", "97", ROD, {"valid_from": "2026-07-11"})], {}, "100"),
    ("nobody asks: the list only", [("list", "100", ROD, {}), ("customer", "97", ROD, {})],
     {"party_id": None}, "100"),
    ("another money", [("list", "100", ROD, {}), ("customer", "13", ROD, {"currency": "USD"})],
     {"currency": "USD"}, "13"),
    ("another money does not count", [("list", "100", ROD, {}),
     ("customer", "13", ROD, {"currency": "USD"})], {}, "100"),
    ("kilograms asked of tonnes", [("list", "70123.45", ROD, {})],
     {"unit": "kg", "quantity": "500"}, "70.1235"),
    ("tonnes asked of kilograms, and its break",
     [("list", "72", ROD, {"unit_of_measure": "kg"}),
      ("list", "71", {**ROD, **from_tonnes("5000")}, {"unit_of_measure": "kg"})], {}, "71000"),
    ("a piece is not a weight", [("list", "9", ROD, {"unit_of_measure": "piece"}),
     ("list", "100", CU, {})], {}, "100"),
]  # fmt: skip


def test_there_are_forty_cases_at_least() -> None:
    assert len(CASES) >= 40
    assert len({name for name, *_ in CASES}) == len(CASES)


@pytest.mark.parametrize(
    ("entries", "asked", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_order_of_prices(
    boss: Door, here: World, entries: list[Entry], asked: dict[str, Any], expected: str
) -> None:
    books: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {}
    for scope, price, goods, facts in entries:
        books.setdefault(f"{scope}{facts}", ({**scoped(here, scope), **facts}, []))[1].append(
            fixed(price, **goods)
        )
    for head, rows in books.values():
        kit.book(boss, *rows, **head)

    found = kit.ask(boss, here.rod, **{"party_id": here.buyer, **asked})

    assert found.status_code == 200, found.body
    assert Decimal(found.body["price"]) == Decimal(expected)


def test_the_price_agreed_in_a_contract_goes_first(boss: Door, here: World) -> None:
    contract = boss.do(
        "/crm/contracts",
        {
            "on": "2026-06-30", "party_id": here.buyer, "seller_id": here.seller,
            "lines": [{"product_id": here.rod, "quantity": "10", "pricing": "fixed",
                       "fixed_price": "70000"}],
        },
    )  # fmt: skip
    kit.book(boss, fixed("97", **ROD), scope="customer", party_id=here.buyer)
    kit.book(boss, fixed("96", **ROD), scope="contract", contract_id=contract["id"])

    assert kit.price(boss, here.rod, party_id=here.buyer) == "97.00"
    assert kit.price(boss, here.rod, party_id=here.buyer, contract_id=contract["id"]) == "96.00"


def steps_of(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(step["label"], step["sum"], step["after"]) for step in answer["steps"]]


def test_a_premium_on_the_benchmark_is_explained_step_by_step(boss: Door, here: World) -> None:
    entry = {"kind": "benchmark", "instrument_code": "SHFE.CU", "premium": "850", **CU_ROD}
    kit.book(boss, entry, scope="customer", party_id=here.buyer)

    found = kit.ask(boss, here.rod, party_id=here.buyer).body

    base = found["steps"][0]
    assert base["source"]["instrument"] == "SHFE.CU"
    assert base["source"]["day"] == "2026-07-09"
    expected = Decimal(base["after"]) + 850
    assert found["price"] == f"{expected:.2f}"
    assert [step["label"] for step in found["steps"]] == ["基准价", "升贴水", "单价取整"]
    assert found["steps"][1]["sum"] == "+ 850"
    assert trace.replay(trace.read(found["steps"])) == Decimal(found["price"])
    assert (found["level"], found["kind"], found["premium"]) == (
        "customer", "benchmark", "850.0000",
    )  # fmt: skip


def test_an_export_price_leaves_the_tax_and_changes_the_money(boss: Door, here: World) -> None:
    entry = {"kind": "benchmark", "instrument_code": "SHFE.CU", "premium": "120", **CU_ROD}
    kit.book(
        boss, entry, currency="USD", tax_included=False, scope="channel", channel="export"
    )  # fmt: skip

    found = kit.ask(boss, here.rod, party_id=here.buyer, channel="export", currency="USD").body

    labels = [step["label"] for step in found["steps"]]
    assert labels == ["基准价", "换算为不含税", "汇率", "升贴水", "单价取整"]
    rate = Decimal(found["steps"][2]["operand"])
    base = Decimal(found["steps"][0]["after"])
    assert found["steps"][2]["op"] == "divide"
    assert Decimal(found["price"]) == (base / Decimal("1.13") / rate + 120).quantize(
        Decimal("0.01")
    )
    assert trace.replay(trace.read(found["steps"])) == Decimal(found["price"])


def test_a_discount_is_taken_off_the_list_price(boss: Door, here: World) -> None:
    kit.book(boss, fixed("72000", **ROD), fixed("71500", **ROD, **from_tonnes("20")))
    kit.book(boss, {"kind": "discount", "discount": "0.03", **ALL}, **scoped(here, "tier"))

    few = kit.ask(boss, here.rod, "5", party_id=here.buyer).body
    many = kit.ask(boss, here.rod, "20", party_id=here.buyer).body

    assert few["price"] == "69840.00"
    assert many["price"] == "69355.00"
    assert few["level"] == "tier"
    assert [label for label, *_ in steps_of(few)] == [
        "价格表单价", "单价取整", "折扣", "单价取整",
    ]  # fmt: skip
    assert trace.replay(trace.read(few["steps"])) == Decimal("69840")


def test_a_formula_is_worked_out_on_named_figures(boss: Door, here: World) -> None:
    text = "max(benchmark(SHFE.CU) + 500, list - 1000) + if(quantity >= 10, 0, 200)"
    kit.book(boss, fixed("200000", **ROD))
    kit.book(boss, {"kind": "formula", "formula": text, **ROD}, **scoped(here, "customer"))

    assert kit.price(boss, here.rod, "10", party_id=here.buyer) == "199000.00"
    found = kit.ask(boss, here.rod, "9", party_id=here.buyer).body
    assert found["price"] == "199200.00"
    assert trace.replay(trace.read(found["steps"])) == Decimal(found["price"])


def test_cost_plus_and_who_may_see_how_it_came_about(boss: Door, here: World) -> None:
    warehouse = boss.do("/goods/warehouses", {"code": "SH01", "name": "宝山", "address": "上海"})
    lot = contracts.World(here.seller, here.buyer, here.rod, warehouse["id"], here.copper)
    contracts.put_stock(boss, lot, "50.000", "60000.00")
    kit.book(
        boss, {"kind": "markup", "cost_markup": "0.05", "floor_price": "71000", **CU}, scope="cost"
    )
    seller = door_for(
        person("seller", grants=grant_all("crm.view_pricebook", "goods.view_product"))
    )

    whole = kit.ask(boss, here.rod).body
    trimmed = kit.ask(seller, here.rod).body

    assert whole["price"] == trimmed["price"] == "71190.00"  # 60000 x 1.13 x 1.05
    assert whole["floor"] == "71000.0000"
    assert [label for label, *_ in steps_of(whole)] == [
        "库存成本", "换算为含税", "成本加成", "单价取整",
    ]  # fmt: skip
    assert steps_of(trimmed) == [("定价规则（细节不公开）", "= 71190", "71190.00")]
    assert trimmed["floor"] is None
    assert trimmed["withheld"] == ["floor", "steps"]
    assert "60000" not in str(trimmed)


def test_no_price_says_what_was_looked_for(boss: Door, here: World) -> None:
    refused = kit.ask(boss, here.rod, "5.5", party_id=here.buyer, channel="online")

    assert refused.status_code == 409
    assert refused.body["type"].endswith("no-price")
    assert refused.body["detail"] == (
        "没有找到价格：CU-ROD-8（CU-ROD-8），5.5 t，2026-07-10，CNY。已依次查找："
        "客户价（本客户）、等级价（A）、区域价（江苏）、渠道价（online）、目录价、成本加成。"
        "请在价格表中补充，或手工定价。"
    )


@pytest.mark.parametrize(
    ("entry", "facts", "why"),
    [
        ({"kind": "benchmark", "instrument_code": "SHFE.ZN"}, {}, "SHFE.ZN 近期没有价格"),
        ({"kind": "markup", "cost_markup": "0.05"}, {"scope": "cost"}, "没有库存成本"),
        ({"kind": "discount", "discount": "0.05"}, {"scope": "tier", "tier": "A"}, "目录价"),
        ({"kind": "formula", "formula": "1 / (quantity - 5)"}, {}, "第 3 个字符处除数为零"),
        ({"kind": "formula", "formula": "spec(wall) * 2"}, {}, "第 1 个字符处的 spec(wall)"),
        ({"kind": "formula", "formula": "quantity - 5"}, {}, "不是有效的单价"),
    ],
)
def test_an_entry_that_cannot_be_worked_out_says_why_and_no_other_takes_its_place(
    boss: Door, here: World, entry: dict[str, Any], facts: dict[str, Any], why: str
) -> None:
    kit.book(boss, {**entry, **ROD}, **facts)

    refused = kit.ask(boss, here.rod, party_id=here.buyer)

    assert refused.status_code == 409
    assert refused.body["type"].endswith("price-waits")
    assert "“价格表”第 1 行" in refused.body["detail"]
    assert why in refused.body["detail"]


def test_a_price_of_a_day_stays_what_it_was(boss: Door, here: World) -> None:
    first = kit.book(boss, fixed("72000", **ROD))
    second = kit.follow(boss, first, "mass-change", valid_from="2026-07-15", percent="0.02")
    boss.do(f"{kit.PATH}/{second['id']}/approve", {"on": "2026-07-14"})
    third = kit.follow(boss, second, valid_from="2026-08-01")

    boss.do(f"{kit.PATH}/{second['id']}/retire", {"on": "2026-07-20", "reason": "停止报价"})

    assert kit.price(boss, here.rod, on="2026-07-14") == "72000.00"
    assert kit.price(boss, here.rod, on="2026-07-15") == "73440.00"
    assert kit.price(boss, here.rod, on="2026-07-19") == "73440.00"
    assert kit.ask(boss, here.rod, on="2026-07-20").status_code == 409
    assert third["no"].endswith("-R3")


def test_twelve_lines_cost_the_questions_of_one(boss: Door, here: World) -> None:
    entry = {"kind": "benchmark", "instrument_code": "SHFE.CU", "premium": "850", **CU_ROD}
    kit.book(boss, entry, fixed("75000", category="plate"), **scoped(here, "customer"))
    deal = queries.Deal(party_id=UUID(here.buyer), on=date.fromisoformat(kit.ON), currency="CNY")
    goods = [here.rod, here.thick, here.sheet] * 4
    asks = [queries.Ask(UUID(pk), Decimal(n + 1)) for n, pk in enumerate(goods)]

    with CaptureQueriesContext(connection) as one:
        (first,) = queries.resolve_many(asks[:1], deal=deal)
    with CaptureQueriesContext(connection) as many:
        found = queries.resolve_many(asks, deal=deal)

    assert len(one) == len(many) == 3  # goods with the customer, entries, quotes
    assert isinstance(first, queries.Resolved)
    prices = [line.price for line in found if isinstance(line, queries.Resolved)]
    assert prices == [first.price, first.price, Decimal("75000.00")] * 4


def test_fixed_prices_cost_two_questions(boss: Door, here: World) -> None:
    kit.book(boss, fixed("72000", **CU))
    deal = queries.Deal(party_id=UUID(here.buyer), on=date.fromisoformat(kit.ON), currency="CNY")

    with CaptureQueriesContext(connection) as asked:
        queries.resolve_many([queries.Ask(UUID(here.rod), Decimal(1))], deal=deal)

    assert len(asked) == 2


def test_a_draft_counts_for_nobody(boss: Door, here: World) -> None:
    kit.draft(boss, fixed("72000", **ROD))

    assert kit.ask(boss, here.rod).status_code == 409
    assert not PriceEntry.objects.filter(is_live=True).exists()


def test_who_may_ask(boss: Door, here: World, stranger: Door, nobody: Door) -> None:
    kit.book(boss, fixed("72000", **ROD))
    may = door_for(person("asker", grants=grant_all("crm.view_pricebook", "goods.view_product")))

    assert kit.ask(nobody, here.rod).status_code == 401
    assert kit.ask(stranger, here.rod).status_code == 403
    assert kit.ask(may, here.rod).status_code == 200
    hidden = kit.ask(may, here.rod, party_id=here.buyer)
    assert hidden.status_code == 422
    assert list(hidden.body["errors"]) == ["party_id"]
