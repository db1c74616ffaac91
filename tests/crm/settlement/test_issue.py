"""Working out what a contract came to, and taking it back."""

from collections.abc import Callable

import pytest

from backend.config.demo.deal import at
from backend.core.access.models import Mode, Scope
from backend.crm.settlement.models import Settlement
from tests.crm.delivery.conftest import DAY, loaded, sold, stocked, yard  # noqa: F401
from tests.house_kit import Door, door_for, person
from tests.journeys.told import Deal

Sold = Callable[..., Deal]
Loaded = Callable[[Deal, str, str], str]


def deliver(deal: Deal, ticket: str) -> None:
    deal.do("/crm/deliveries/{delivery}/weigh-out", {"at": at(DAY, "09:25"), "ticket_id": ticket})
    deal.do("/crm/deliveries/{delivery}/depart", {"at": at(DAY, "09:30")})
    deal.do("/crm/deliveries/{delivery}/arrive", {"at": at(DAY, "13:00")})
    deal.do("/crm/deliveries/{delivery}/sign", {"at": at(DAY, "14:00"), "signed_by": "赵仓管"})


@pytest.fixture
def delivered(sold: Sold, loaded: Loaded) -> Deal:  # noqa: F811
    """40 t of 100 t delivered at 110,000; the rest was closed by agreement."""
    deal = sold()
    for plate in ("苏B10001", "苏B10002"):
        deliver(deal, loaded(deal, plate, "20.000"))
    deal.do(
        "/crm/contracts/{contract}/short-close",
        {"line_id": deal.ids["line1"], "reason": "买方减产，双方同意"},
    )
    return deal


def test_a_contract_short_of_its_band_is_not_settled(sold: Sold, loaded: Loaded) -> None:  # noqa: F811
    deal = sold()
    deliver(deal, loaded(deal, "苏B10001", "20.000"))

    refused = deal.refused(
        "/crm/settlements", {"on": "2026-07-20", "contract_id": deal.ids["contract"]}
    )

    assert refused["type"] == "/problems/not-delivered"
    assert Settlement.objects.count() == 0


def test_a_truck_that_is_only_planned_is_waited_for(sold: Sold) -> None:  # noqa: F811
    deal = sold()
    deal.plan("line1", "苏B10001", "20.000", DAY)

    refused = deal.refused(
        "/crm/settlements", {"on": "2026-07-20", "contract_id": deal.ids["contract"]}
    )

    assert refused["type"] == "/problems/trucks-open"
    assert "FH-2026-0001" in refused["detail"]


def test_what_was_delivered_is_priced_taxed_and_set_against_the_money(delivered: Deal) -> None:
    deal = delivered
    contract = deal.read("/crm/contracts/{contract}")
    assert contract["delivery_axis"] == "complete"

    made = deal.do("/crm/settlements", {"on": "2026-07-20", "contract_id": contract["id"]})

    assert made["amount"] == "4400000.00"
    assert (made["amount_excl"], made["tax"]) == ("3893805.31", "506194.69")
    assert made["received"] == "11000000.00"
    assert made["due"] == "-6600000.00"
    assert made["cost"] == "3520000.00"
    assert made["margin"] == "373805.31"


def test_an_overpaid_contract_is_issued_taken_back_and_issued_again(delivered: Deal) -> None:
    deal = delivered
    deal.settle("2026-07-21")
    again = deal.refused(
        "/crm/settlements", {"on": "2026-07-22", "contract_id": deal.ids["contract"]}
    )

    back = deal.do("/crm/settlements/{settlement}/reverse", {"reason": "客户要求拆分结算"})
    contract = deal.read("/crm/contracts/{contract}")
    deal.settle("2026-07-23")

    assert again["type"] == "/problems/already-settling"
    assert back["state"] == "reversed"
    assert contract["amount_final"] is None
    states = Settlement.objects.order_by("no").values_list("state", flat=True)
    assert list(states) == ["reversed", "issued"]
    assert deal.read("/crm/contracts/{contract}")["amount_final"] == "4400000.00"


def test_the_statement_prints_without_cost_and_shows_margin_to_few(delivered: Deal) -> None:
    deal = delivered
    deal.settle("2026-07-21")
    path = f"/crm/settlements/{deal.ids['settlement']}"
    seller = door_for(
        person(
            "seller",
            grants={"crm.view_settlement": Scope.ALL},
            fields={("crm.settlement", "margin"): Mode.MASKED},
        )
    )

    printed = deal.door.get(f"{path}/statement.pdf")
    seen = seller.see(path)

    assert printed.content[:5] == b"%PDF-"
    assert (seen["cost"], seen["margin"]) == (None, "****")
    assert seen["lines"][0]["cost"] is None
    assert seen["withheld"] == ["cost", "lines.cost", "margin"]


def test_who_may_settle(delivered: Deal, stranger: Door, nobody: Door) -> None:
    body = {"on": "2026-07-20", "contract_id": delivered.ids["contract"]}
    viewer = door_for(person("viewer", grants={"crm.create_settlement": Scope.ALL}))

    assert nobody.post("/crm/settlements", body).status_code == 401
    assert stranger.post("/crm/settlements", body).status_code == 403
    blind = viewer.post("/crm/settlements", body)
    assert (blind.status_code, list(blind.body["errors"])) == (422, ["contract_id"])
    assert Settlement.objects.count() == 0
