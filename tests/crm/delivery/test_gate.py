"""At our gate: money, code, truck and scale."""

from collections.abc import Callable

from backend.config.demo.deal import at
from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.crm.delivery.models import Delivery
from tests.crm.delivery.conftest import DAY
from tests.house_kit import Door, door_for, person, unit
from tests.journeys.told import Deal

Sold = Callable[..., Deal]
Loaded = Callable[[Deal, str, str], str]


def test_goods_wait_for_the_money_that_must_come_first(sold: Sold) -> None:
    deal = sold(paid=False)
    deal.plan("line1", "苏B10001", "25.000", DAY)

    refused = deal.refused("/crm/deliveries/{delivery}/release", {"at": at(DAY)})

    assert refused["type"] == "/problems/not-paid-yet"
    assert "11000000.00" in refused["detail"]
    assert deal.read("/crm/deliveries/{delivery}")["state"] == "planned"
    assert not Event.objects.filter(name="crm.delivery.released").exists()


def test_only_the_released_truck_with_its_code_is_loaded(sold: Sold) -> None:
    deal = sold()
    deal.plan("line1", "苏B10001", "25.000", DAY)
    deal.do("/crm/deliveries/{delivery}/release", {"at": at(DAY), "valid_hours": 2})
    code = deal.read("/crm/deliveries/{delivery}/handover")["handover_code"]
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    body = {"at": at(DAY, "11:00"), "plate": "苏B10001", "handover_code": code, "pieces": 10}
    load = "/crm/deliveries/{delivery}/load"

    assert deal.refused(load, {**body, "plate": "苏B99999"})["type"] == "/problems/wrong-truck"
    assert deal.refused(load, {**body, "at": at(DAY, "12:01")})["type"] == "/problems/code-expired"
    for _ in range(5):
        assert deal.refused(load, {**body, "handover_code": wrong})["errors"].keys() == {
            "handover_code"
        }
    assert deal.refused(load, body)["status"] == 429
    assert deal.read("/crm/deliveries/{delivery}")["state"] == "picking"


def test_two_kilograms_over_a_contract_without_tolerance_are_refused(
    sold: Sold, loaded: Loaded
) -> None:
    deal = sold()
    for plate in ("苏B10001", "苏B10002", "苏B10003"):
        ticket = loaded(deal, plate, "25.000")
        deal.do("/crm/deliveries/{delivery}/weigh-out", {"at": at(DAY), "ticket_id": ticket})
    deal.plan("line1", "苏B10004", "25.000", DAY)
    deal.do("/crm/deliveries/{delivery}/release", {"at": at(DAY, "08:00")})
    code = deal.read("/crm/deliveries/{delivery}/handover")["handover_code"]
    body = {"at": at(DAY, "08:40"), "plate": "苏B10004", "handover_code": code, "pieces": 10}
    deal.do("/crm/deliveries/{delivery}/load", body)
    ticket = deal.weigh("苏B10004", "25.002", DAY)

    refused = deal.refused(
        "/crm/deliveries/{delivery}/weigh-out", {"at": at(DAY), "ticket_id": ticket}
    )

    assert refused["type"] == "/problems/over-delivered"
    contract = deal.read("/crm/contracts/{contract}")
    assert contract["lines"][0]["quantity_shipped"] == "75.000"
    assert deal.read("/crm/deliveries/{delivery}")["state"] == "loaded"


def test_a_truck_planned_beyond_the_contract_is_refused(sold: Sold) -> None:
    deal = sold()
    deal.plan("line1", "苏B10001", "60.000", DAY)

    refused = deal.refused(
        "/crm/deliveries",
        {
            "on": DAY, "contract_id": deal.ids["contract"], "line_id": deal.ids["line1"],
            "planned_on": DAY, "planned_weight": "40.001", "plate": "苏B10002",
            "driver_name": "李师傅",
        },
    )  # fmt: skip

    assert refused["type"] == "/problems/over-delivered"
    assert Delivery.objects.count() == 1


def test_the_ticket_of_another_truck_does_not_count(sold: Sold, loaded: Loaded) -> None:
    deal = sold()
    loaded(deal, "苏B10001", "25.000")
    other = deal.weigh("苏B77777", "25.000", DAY)

    refused = deal.refused(
        "/crm/deliveries/{delivery}/weigh-out", {"at": at(DAY), "ticket_id": other}
    )

    assert refused["type"] == "/problems/plate-differs"
    assert deal.read("/crm/deliveries/{delivery}")["our_weight"] is None


def test_a_wrong_step_names_the_steps_that_are_open(sold: Sold) -> None:
    deal = sold()
    deal.plan("line1", "苏B10001", "25.000", DAY)

    refused = deal.refused("/crm/deliveries/{delivery}/depart", {"at": at(DAY)})

    assert refused["status"] == 409
    assert refused["verbs"] == ["release", "cancel"]


def test_who_may_release_and_who_sees_the_code(sold: Sold, stranger: Door, nobody: Door) -> None:
    deal = sold()
    deal.plan("line1", "苏B10001", "25.000", DAY)
    path = f"/crm/deliveries/{deal.ids['delivery']}"
    neighbour = door_for(
        person("neighbour", team=unit("别组"), grants={"crm.view_delivery": Scope.TEAM})
    )
    keeper = door_for(
        person(
            "keeper",
            grants={"crm.view_delivery": Scope.ALL, "crm.release_delivery": Scope.ALL},
            fields={("crm.delivery", "driver_phone"): Mode.MASKED},
        )
    )

    assert nobody.post(f"{path}/release", {"at": at(DAY)}).status_code == 401
    assert stranger.post(f"{path}/release", {"at": at(DAY)}).status_code == 403
    assert neighbour.post(f"{path}/release", {"at": at(DAY)}).status_code in (403, 404)
    assert neighbour.get(path).status_code == 404
    assert Delivery.objects.get().state == "planned"
    assert keeper.post(f"{path}/release", {"at": at(DAY)}).status_code == 200
    assert keeper.get(f"{path}/handover").status_code == 403
    seen = keeper.see(path)
    assert seen["driver_phone"] == "138****1111"
    assert seen["cost"] is None
    assert seen["withheld"] == ["cost", "driver_identity", "driver_phone"]
    assert keeper.see("/crm/deliveries", q="13800001111")["items"] == []
    assert len(deal.door.see("/crm/deliveries", q="13800001111")["items"]) == 1


LATER = [
    {"portion": "percent", "percent": "0.3", "trigger": "signing"},
    {"portion": "rest", "trigger": "signed"},
]


def test_only_goods_beyond_money_and_contract_use_more_credit(sold: Sold) -> None:
    deal = sold(paid=False, terms=LATER, limit="9000000.00", tolerance_more="0.02")
    deal.receipt("3300000.00", "2026-07-02", "R-1")
    used = []

    for plate, tonnes in (("苏B10001", "50.000"), ("苏B10002", "50.000"), ("苏B10003", "2.000")):
        deal.plan("line1", plate, tonnes, DAY)
        deal.do("/crm/deliveries/{delivery}/release", {"at": at(DAY, "08:00")})
        used.append(deal.door.see("/crm/credits")["items"][0]["exposure"])
    deal.do("/crm/deliveries/{delivery}/cancel", {"at": at(DAY), "reason": "客户不要溢装"})

    assert used == ["7700000.00", "7700000.00", "7920000.00"]
    assert deal.door.see("/crm/credits")["items"][0]["exposure"] == "7700000.00"


def test_a_release_beyond_the_limit_is_refused_with_the_figures(sold: Sold) -> None:
    deal = sold(paid=False, terms=LATER, limit="7700000.00", tolerance_more="0.02")
    deal.receipt("3300000.00", "2026-07-02", "R-1")
    deal.plan("line1", "苏B10001", "102.000", DAY)

    refused = deal.refused("/crm/deliveries/{delivery}/release", {"at": at(DAY, "08:00")})

    assert refused["type"] == "/problems/over-limit"
    assert "220000.00" in refused["detail"]
    assert deal.read("/crm/deliveries/{delivery}")["state"] == "planned"
