"""Calling a price: request, book, and what a call must keep to."""

from decimal import Decimal
from typing import Any

import pytest

from backend.core.events.models import Event
from backend.core.invariants import check
from backend.crm.contract.models import ContractLine
from backend.crm.fixing import queries
from backend.crm.fixing.models import Fixing
from tests.crm.contract import kit as contracts
from tests.crm.fixing import kit
from tests.house_kit import Door

D = Decimal
LATER = "2026-07-09T09:00:00+08:00"
NIGHT = "2026-07-08T21:30:00+08:00"
FRIDAY_NIGHT = "2026-07-10T22:00:00+08:00"


@pytest.fixture(scope="module")
def here(keeper: Door) -> contracts.World:
    return contracts.world(keeper)


@pytest.fixture(scope="module")
def deal(keeper: Door, here: contracts.World) -> dict[str, Any]:
    return contracts.signed(keeper, here)


def with_line(boss: Door, here: contracts.World, **facts: Any) -> dict[str, Any]:
    """A signed contract with one call line of these facts."""
    return contracts.signed(boss, here, lines=[contracts.call_line(here, **facts)])


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.body["type"].removeprefix("/problems/")


def test_the_three_calls_of_the_reference_deal(boss: Door, deal: dict[str, Any]) -> None:
    made = kit.all_three(boss, deal)

    assert [(f["state"], f["price"], f["amount"]) for f in made] == [
        ("booked", price, amount) for _quantity, _day, price, amount in kit.CALLS
    ]
    assert [f["no"] for f in made] == ["DJ-2026-0001", "DJ-2026-0002", "DJ-2026-0003"]
    assert made[0]["base"] == "103000.0000"
    assert (made[0]["instrument_code"], made[0]["quote_version"]) == ("SHFE.CU", 1)
    line = kit.line(boss, deal)
    assert line["quantity_priced"] == "100.000"
    assert contracts.see(boss, deal)["pricing_axis"] == "partial"
    assert Event.objects.filter(name="crm.fixing.booked").count() == 3
    assert check("crm.fixing.priced_is_sum_of_fixings") == []


def test_a_call_waits_for_the_price_of_its_day(boss: Door, deal: dict[str, Any]) -> None:
    asked = kit.ask(boss, deal, "40.000", "2026-07-08").body

    assert (asked["state"], asked["price"], asked["verbs"]) == (
        "requested",
        None,
        ["book", "reject", "expire"],
    )
    assert kit.line(boss, deal)["quantity_priced"] == "0.000"
    done = boss.do(f"/crm/fixings/{asked['id']}/book", {"at": "2026-07-08T15:30:00+08:00"})
    assert (done["state"], done["amount"], done["verbs"]) == ("booked", "4118000.00", ["reverse"])


def test_a_day_without_a_price_cannot_be_booked(boss: Door, here: contracts.World) -> None:
    deal = with_line(boss, here, window_end="2026-10-30")

    refused = kit.ask(boss, deal, "10.000", "2026-09-15", booked_at="2026-09-15T16:00:00+08:00")
    asked = kit.ask(boss, deal, "10.000", "2026-09-15")

    assert problem(refused) == (409, "no-quote-yet")
    assert asked.status_code == 201
    assert Fixing.objects.count() == 1


@pytest.mark.parametrize(
    ("quantity", "day", "facts", "expected"),
    [
        ("102.000", "2026-07-08", {}, (201, "")),
        ("102.001", "2026-07-08", {}, (409, "over-priced")),
        ("10.000", "2026-06-30", {}, (409, "outside-window")),
        ("10.000", "2026-08-24", {}, (409, "outside-window")),
        ("10.000", "2026-08-21", {}, (201, "")),
        ("10.000", "2026-07-11", {}, (409, "no-trading")),
        ("10.000", "2026-07-08", {"requested_at": LATER}, (409, "called-too-late")),
        ("10.000", "2026-07-08", {"requested_at": NIGHT}, (409, "called-too-late")),
        ("10.000", "2026-07-09", {"requested_at": NIGHT}, (201, "")),
        ("10.000", "2026-07-13", {"requested_at": FRIDAY_NIGHT}, (201, "")),
        ("0.000", "2026-07-08", {}, (422, "malformed")),
        ("-5.000", "2026-07-08", {}, (422, "malformed")),
        ("10.0005", "2026-07-08", {}, (422, "malformed")),
    ],
)  # fmt: skip
def test_what_may_be_called_when(
    boss: Door,
    deal: dict[str, Any],
    quantity: str,
    day: str,
    facts: dict[str, str],
    expected: tuple[int, str],
) -> None:
    answer = kit.ask(boss, deal, quantity, day, **facts)

    assert answer.status_code == expected[0], answer.body
    if expected[1]:
        assert problem(answer)[0] == expected[0]
        assert answer.body["type"].endswith(expected[1]) or expected[0] == 422
        assert Fixing.objects.count() == 0


def test_tonnes_requested_count_against_the_ceiling(boss: Door, deal: dict[str, Any]) -> None:
    kit.booked(boss, deal, "60.000", "2026-07-08")
    kit.ask(boss, deal, "40.000", "2026-07-09")

    over = kit.ask(boss, deal, "2.001", "2026-07-10")
    inside = kit.ask(boss, deal, "2.000", "2026-07-10")

    assert problem(over) == (409, "over-priced")
    assert inside.status_code == 201


def test_a_cut_off_closes_the_day(boss: Door, here: contracts.World) -> None:
    deal = with_line(boss, here, cut_off="10:00")

    in_time = kit.ask(boss, deal, "10.000", "2026-07-08")
    late = kit.ask(boss, deal, "10.000", "2026-07-08", requested_at="2026-07-08T10:01:00+08:00")
    next_day = kit.ask(boss, deal, "10.000", "2026-07-09", requested_at="2026-07-08T10:01:00+08:00")

    assert in_time.status_code == 201
    assert problem(late) == (409, "called-too-late")
    assert next_day.status_code == 201


def test_a_small_tranche_is_allowed_only_as_the_rest(boss: Door, here: contracts.World) -> None:
    deal = with_line(boss, here, min_tranche="25.000")
    kit.booked(boss, deal, "60.000", "2026-07-08")
    kit.booked(boss, deal, "30.000", "2026-07-09")

    small = kit.ask(boss, deal, "9.000", "2026-07-10")
    rest = kit.ask(boss, deal, "10.000", "2026-07-10")

    assert problem(small) == (409, "too-small")
    assert rest.status_code == 201


def test_no_more_tranches_than_agreed(boss: Door, here: contracts.World) -> None:
    deal = with_line(boss, here, max_tranches=2)
    kit.booked(boss, deal, "40.000", "2026-07-08")
    kit.ask(boss, deal, "10.000", "2026-07-09")

    assert problem(kit.ask(boss, deal, "10.000", "2026-07-10")) == (409, "too-many-tranches")


def test_only_persons_named_in_the_contract_may_call(boss: Door, here: contracts.World) -> None:
    people = [{"side": "buyer", "name": "王采购"}, {"side": "seller", "name": "陈交易"}]
    deal = contracts.signed(boss, here, authorised=people)

    stranger = kit.ask(boss, deal, "10.000", "2026-07-08", requested_by="陈交易")
    buyer = kit.ask(boss, deal, "10.000", "2026-07-08")

    assert problem(stranger) == (409, "not-authorised")
    assert buyer.status_code == 201


def test_lines_of_another_kind_and_contracts_not_in_force_are_refused(
    boss: Door, here: contracts.World, deal: dict[str, Any]
) -> None:
    average = kit.ask(boss, deal, "10.000", "2026-07-08", line_id=deal["lines"][1]["id"])
    other = contracts.draft(boss, here)
    draft = kit.ask(boss, other, "10.000", "2026-07-08")
    mixed = kit.ask(boss, deal, "10.000", "2026-07-08", line_id=other["lines"][0]["id"])

    assert problem(average) == (409, "not-callable")
    assert draft.status_code == 409
    assert draft.body["verbs"] == ["submit", "void"]
    assert (mixed.status_code, "line_id" in mixed.body["errors"]) == (422, True)


def test_a_price_off_the_tick_is_not_booked(boss: Door, deal: dict[str, Any]) -> None:
    from tests.market import kit as market

    market.put("SHFE.CU", "2026-07-08", "103005.00")

    refused = kit.ask(boss, deal, "10.000", "2026-07-08", booked_at="2026-07-08T15:30:00+08:00")

    assert problem(refused) == (409, "off-tick")


def test_a_premium_amended_later_leaves_booked_tranches_alone(
    boss: Door, deal: dict[str, Any]
) -> None:
    first = kit.booked(boss, deal, "40.000", "2026-07-08")
    boss.do(
        f"/crm/contracts/{deal['id']}/amend",
        {"on": "2026-07-10", "reason": "品牌升水", "lines": [{"seq": 1, "premium": "0.00"}]},
    )
    key = boss.see("/crm/amendments")["items"][0]["id"]
    for verb in ("approve", "apply"):
        boss.do(f"/crm/amendments/{key}/{verb}", {"on": "2026-07-10"})

    second = kit.booked(boss, deal, "35.000", "2026-07-21")

    assert boss.see(f"/crm/fixings/{first['id']}")["amount"] == "4118000.00"
    assert second["price"] == "104830.0000"


def test_who_may_call(boss: Door, stranger: Door, nobody: Door, deal: dict[str, Any]) -> None:
    sent = kit.body(deal, "10.000", "2026-07-08")
    neighbour = contracts.neighbour("crm.create_fixing")

    answers = [d.post("/crm/fixings", sent).status_code for d in (nobody, stranger, neighbour)]

    assert answers == [401, 403, 422]
    assert Fixing.objects.count() == 0
    assert contracts.holder("crm.create_fixing").post("/crm/fixings", sent).status_code == 201


def test_who_may_book(boss: Door, stranger: Door, nobody: Door, deal: dict[str, Any]) -> None:
    asked = kit.ask(boss, deal, "10.000", "2026-07-08").body
    path, at = f"/crm/fixings/{asked['id']}/book", {"at": "2026-07-08T15:30:00+08:00"}
    neighbour = contracts.neighbour("crm.book_fixing")

    answers = [d.post(path, at).status_code for d in (nobody, stranger, neighbour)]

    assert answers == [401, 403, 404]
    assert kit.line(boss, deal)["quantity_priced"] == "0.000"
    assert contracts.holder("crm.book_fixing").do(path, at)["state"] == "booked"


def test_tranches_are_given_oldest_first(boss: Door, deal: dict[str, Any]) -> None:
    for quantity, day, _price, _amount in reversed(kit.CALLS):
        kit.booked(boss, deal, quantity, day)
    line = ContractLine.objects.get(pk=deal["lines"][0]["id"])

    assert [row.quantity for row in queries.tranches(line.pk)] == [D(40), D(35), D(25)]
