"""After the call: reverse, lapse, price by default, a corrected quote, the final price."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from backend.core.access.actor import system
from backend.core.events.models import Event
from backend.core.invariants import check
from backend.crm.contract import actions as contract_actions
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.fixing import jobs, queries
from backend.crm.fixing.models import Fixing
from backend.crm.fixing.queries import NotPricedYet
from tests.crm.contract import kit as contracts
from tests.crm.fixing import kit
from tests.house_kit import Door
from tests.market import kit as market

D = Decimal
WORLD = system("test")
WHY = {"at": "2026-07-22T09:00:00+08:00", "reason": "录入错误"}
AFTER = "2026-08-24T09:00:00+08:00"


@pytest.fixture(scope="module")
def here(keeper: Door) -> contracts.World:
    return contracts.world(keeper)


@pytest.fixture(scope="module")
def deal(keeper: Door, here: contracts.World) -> dict[str, Any]:
    return contracts.signed(keeper, here)


def lines(deal: dict[str, Any]) -> list[ContractLine]:
    return list(ContractLine.objects.select_related("contract").filter(contract_id=deal["id"]))


def test_a_reversal_is_a_counter_entry_and_makes_room(boss: Door, deal: dict[str, Any]) -> None:
    first = kit.booked(boss, deal, "100.000", "2026-07-08")

    taken = boss.do(f"/crm/fixings/{first['id']}/reverse", WHY)

    counter = Fixing.objects.get(reverses_id=first["id"])
    assert (taken["state"], taken["verbs"]) == ("reversed", [])
    assert (counter.state, counter.quantity, counter.price, counter.amount) == (
        "booked",
        D("-100.000"),
        D("102950"),
        D("-10295000.00"),
    )
    assert kit.line(boss, deal)["quantity_priced"] == "0.000"
    assert queries.tranches(UUID(deal["lines"][0]["id"])) == []
    assert check("crm.fixing.priced_is_sum_of_fixings") == []
    kit.booked(boss, deal, "100.000", "2026-07-21")
    assert boss.post(f"/crm/fixings/{first['id']}/reverse", WHY).status_code == 409
    assert boss.post(f"/crm/fixings/{counter.pk}/reverse", WHY).status_code == 409


def test_what_a_settlement_rests_on_is_not_reversed(boss: Door, deal: dict[str, Any]) -> None:
    fixing = kit.booked(boss, deal, "100.000", "2026-07-08")
    figures = {line.pk: (D(1), D("1.00")) for line in lines(deal)}
    contract_actions.note_settled(UUID(deal["id"]), actor=WORLD, lines=figures)

    refused = boss.post(f"/crm/fixings/{fixing['id']}/reverse", WHY)

    assert (refused.status_code, refused.body["type"]) == (409, "/problems/already-settled")
    assert Fixing.objects.count() == 1


def test_a_rejected_or_lapsed_call_never_counted(boss: Door, deal: dict[str, Any]) -> None:
    for verb, state in (("reject", "rejected"), ("expire", "expired")):
        asked = kit.ask(boss, deal, "102.000", "2026-07-08").body
        done = boss.do(f"/crm/fixings/{asked['id']}/{verb}", {"reason": "价格已变"})
        assert (done["state"], done["verbs"]) == (state, [])
    assert kit.line(boss, deal)["quantity_priced"] == "0.000"


@pytest.mark.parametrize("verb", ["reverse", "reject"])
def test_who_may(boss: Door, stranger: Door, nobody: Door, deal: dict[str, Any], verb: str) -> None:
    booked = {} if verb == "reject" else {"booked_at": "2026-07-08T15:30:00+08:00"}
    fixing = kit.ask(boss, deal, "10.000", "2026-07-08", **booked).body
    path = f"/crm/fixings/{fixing['id']}/{verb}"
    body = WHY if verb == "reverse" else {"reason": "价格已变"}
    neighbour = contracts.neighbour(f"crm.{verb}_fixing")

    answers = [d.post(path, body).status_code for d in (nobody, stranger, neighbour)]

    assert answers == [401, 403, 404]
    assert Fixing.objects.get().state == fixing["state"]
    assert contracts.holder(f"crm.{verb}_fixing").post(path, body).status_code == 200


def test_what_nobody_called_is_priced_at_the_last_settlement_of_the_window(
    boss: Door, here: contracts.World
) -> None:
    line = contracts.call_line(here, uncalled="last_settle")
    deal = contracts.signed(boss, here, lines=[line])
    kit.booked(boss, deal, "40.000", "2026-07-08")
    waiting = kit.ask(boss, deal, "10.000", "2026-08-21").body
    body = {"contract_id": deal["id"], "line_id": deal["lines"][0]["id"]}

    early = boss.post("/crm/fixings/default", {**body, "at": "2026-08-21T18:00:00+08:00"})
    made = boss.do("/crm/fixings/default", {**body, "at": AFTER})
    again = boss.post("/crm/fixings/default", {**body, "at": AFTER})

    assert (early.status_code, early.body["type"]) == (409, "/problems/no-default")
    assert (made["kind"], made["quantity"], made["trade_date"], made["base"]) == (
        "default",
        "60.000",
        "2026-08-21",
        "107010.0000",
    )
    assert Fixing.objects.get(pk=waiting["id"]).state == "expired"
    assert again.status_code == 409
    assert contracts.see(boss, deal)["pricing_axis"] == "complete"


def test_without_that_clause_nothing_is_priced_by_default(
    boss: Door, stranger: Door, nobody: Door, deal: dict[str, Any]
) -> None:
    body = {"contract_id": deal["id"], "line_id": deal["lines"][0]["id"], "at": AFTER}

    answers = [d.post("/crm/fixings/default", body) for d in (nobody, stranger, boss)]

    assert [a.status_code for a in answers] == [401, 403, 409]
    assert answers[2].body["type"] == "/problems/no-default"
    assert Fixing.objects.count() == 0


def test_the_clock_closes_windows_that_ran_out(boss: Door, here: contracts.World) -> None:
    line = contracts.call_line(here, uncalled="last_settle", quantity="50.000")
    other = contracts.call_line(here, quantity="50.000")
    deal = contracts.signed(boss, here, lines=[line, other])
    second = deal["lines"][1]["id"]
    kit.ask(boss, deal, "10.000", "2026-08-20", line_id=second)

    tally = jobs.close_windows()
    again = jobs.close_windows()

    assert (tally.seen, tally.changed, again.changed) == (2, 2, 0)
    assert sorted(Fixing.objects.values_list("kind", "state")) == [
        ("call", "expired"),
        ("default", "booked"),
    ]


def test_a_corrected_quote_is_told_and_changes_nothing(
    boss: Door, deal: dict[str, Any], hear: Callable[[], int]
) -> None:
    fixing = kit.booked(boss, deal, "40.000", "2026-07-08")
    kit.booked(boss, deal, "35.000", "2026-07-21")

    market.put("SHFE.CU", "2026-07-08", "103010.00")
    hear()
    hear()

    told = Event.objects.get(name="crm.fixing.price_corrected")
    assert str(told.document_id) == fixing["id"]
    assert (D(told.payload["old"]), D(told.payload["new"])) == (D(103000), D(103010))
    assert boss.see(f"/crm/fixings/{fixing['id']}")["amount"] == "4118000.00"
    later = kit.booked(boss, deal, "10.000", "2026-07-08")
    assert (later["base"], later["quote_version"]) == ("103010.0000", 2)


def test_a_short_delivery_shortens_the_last_tranche(boss: Door, deal: dict[str, Any]) -> None:
    kit.all_three(boss, deal)

    final = queries.final_price(lines(deal)[0], D("99.692"))

    # 4,118,000.00 + 3,667,300.00 + 24.692 x 107,120
    assert final.amount == D("10430307.04")
    assert [step["step"] for step in final.trace] == ["tranche"] * 3 + ["last_tranche"]
    assert final.trace[3]["difference"] == D("-0.308")


def test_a_short_delivery_may_spread_over_all_tranches(boss: Door, here: contracts.World) -> None:
    deal = contracts.signed(boss, here, shortage_rule="pro_rata")
    kit.all_three(boss, deal)

    # 99.692 x 10,463,300.00 / 100
    assert queries.final_price(lines(deal)[0], D("99.692")).amount == D("10431073.04")


def test_july_is_averaged_over_its_23_days(boss: Door, deal: dict[str, Any]) -> None:
    final = queries.final_price(lines(deal)[1], D("59.872"))

    assert (final.price, final.amount) == (D("104133.04"), D("6234653.37"))
    assert [step["step"] for step in final.trace].count("day") == 23
    assert (final.trace[23]["n"], final.trace[23]["value"]) == (23, D("104053.04"))


def test_too_little_priced_is_named(boss: Door, deal: dict[str, Any]) -> None:
    kit.booked(boss, deal, "40.000", "2026-07-08")

    with pytest.raises(NotPricedYet) as waiting, transaction.atomic():
        queries.final_price(lines(deal)[0], D("99.692"))

    assert "58.000" in str(waiting.value)
    assert queries.final_price(lines(deal)[0], D("40.000")).amount == D("4118000.00")


def test_an_average_waits_for_its_missing_days(boss: Door, here: contracts.World) -> None:
    line = contracts.average_line(here, window_start="2026-09-01", window_end="2026-09-30")
    deal = contracts.signed(boss, here, lines=[line])

    with pytest.raises(NotPricedYet) as waiting, transaction.atomic():
        queries.final_price(lines(deal)[0], D("60.000"))

    assert "2026-09-01" in str(waiting.value)
    assert Contract.objects.get(pk=deal["id"]).pricing_axis == "none"


def test_a_window_that_ends_within_five_trading_days_is_on_the_list(
    boss: Door, deal: dict[str, Any]
) -> None:
    kit.booked(boss, deal, "75.000", "2026-07-08")
    seen = Contract.objects.all()

    far = queries.windows_closing(seen, today=date(2026, 8, 13))
    near = queries.windows_closing(seen, today=date(2026, 8, 14))
    past = queries.windows_closing(seen, today=date(2026, 8, 22))

    assert (far, [line.seq for line in near], past) == ([], [1], [])
