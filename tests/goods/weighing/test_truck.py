"""A truck on the scale, from the announcement to the weight both sides settle on."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.core.access.actor import of_user
from backend.core.access.models import Mode, Scope
from backend.core.documents.source import Source
from backend.core.events.models import Event
from backend.goods.weighing import actions as weighing
from backend.goods.weighing.models import Reading, ScaleDifference, WeighTicket
from tests.goods.kit import World, world
from tests.house_kit import Door, door_for, person

DAY = "2026-07-10T{}:00+08:00"


def announce(here: World, **facts: Any) -> Any:
    return here.boss.post(
        "/goods/weighings",
        {
            "opened_at": DAY.format("08:00"),
            "direction": "out",
            "mode": "tare_first",
            "warehouse_id": here.warehouse,
            "plate": "苏B·12345",
            **facts,
        },
    )


def weigh(door: Door, ticket: str, kind: str, kg: str, at: str, **facts: Any) -> Any:
    body = {"kind": kind, "kg": kg, "at": DAY.format(at), **facts}
    return door.post(f"/goods/weighings/{ticket}/weigh", body)


def truck(here: World, tare: str, gross: str, **complete: Any) -> dict[str, Any]:
    """A finished ticket."""
    ticket = announce(here).body["id"]
    assert weigh(here.boss, ticket, "tare", tare, "08:10").status_code == 200
    assert weigh(here.boss, ticket, "gross", gross, "09:10").status_code == 200
    body = {"at": DAY.format("09:12"), **complete}
    return here.boss.do(f"/goods/weighings/{ticket}/complete", body)


def second(name: str = "second", *verbs: str) -> Door:
    grants = {f"goods.{verb}_weighing": Scope.ALL for verb in ("view", *verbs)}
    return door_for(person(name, grants=grants))


def test_two_weighings_make_a_net(boss: Door) -> None:
    here = world(boss)

    done = truck(here, "15240", "40376")

    assert (done["no"], done["state"], done["plate"]) == ("BD-2026-0001", "completed", "苏B12345")
    assert (done["net_kg"], done["net"], done["settle_weight"]) == ("25136.000", "25.136", "25.136")
    assert done["warnings"] == []
    assert Event.objects.get(name="goods.weighing.completed").payload["net"] == "25.136"


def test_deductions_go_fixed_first_and_round_once(boss: Door) -> None:
    here = world(boss)
    deductions = [
        {"kind": "moisture", "basis": "percent", "value": "1.5"},
        {"kind": "impurity", "basis": "percent", "value": "0.7"},
        {"kind": "pallet", "basis": "per_piece", "value": "12.5", "pieces": 8},
    ]

    done = truck(here, "15240", "40376", deductions=deductions)

    # (25136 - 100) * 0.985 * 0.993 = 24487.83678
    assert [row["kg"] for row in done["deductions"]] == ["100.000", "375.540", "172.623"]
    assert done["net"] == "25.136"
    assert done["settle_weight"] == "24.488"
    assert done["deducted_kg"] == "648.000"


def test_the_mode_says_which_weighing_comes_first(boss: Door) -> None:
    here = world(boss)
    ticket = announce(here).body["id"]

    early = weigh(boss, ticket, "gross", "40000", "08:10")
    weigh(boss, ticket, "tare", "15000", "08:10")
    twice = weigh(boss, ticket, "tare", "15020", "08:20")
    half = boss.post(f"/goods/weighings/{ticket}/complete", {"at": DAY.format("09:12")})

    assert [early.status_code, twice.status_code, half.status_code] == [409, 409, 409]
    assert Reading.objects.count() == 1


def test_a_stored_tare_must_still_be_good(boss: Door) -> None:
    here = world(boss)
    first = announce(here, mode="stored_tare").body["id"]
    weigh(boss, first, "gross", "40000", "08:10")
    path = f"/goods/weighings/{first}/complete"

    without = boss.post(path, {"at": DAY.format("09:12")})
    tare = {"plate": "苏B12345", "kg": "15240", "weighed_at": DAY.format("07:00")}
    boss.do("/goods/tares", {**tare, "valid_until": "2026-07-10"})
    done = boss.do(path, {"at": DAY.format("09:12")})

    assert without.status_code == 409
    assert (done["tare_kg"], done["net"]) == ("15240.000", "24.760")


def test_one_truck_has_one_unfinished_ticket_however_its_plate_is_written(boss: Door) -> None:
    here = world(boss)
    announce(here)

    again = announce(here, plate="苏b 12345")

    assert again.status_code == 409
    assert WeighTicket.objects.count() == 1


def test_a_number_typed_by_hand_counts_when_somebody_else_has_confirmed_it(boss: Door) -> None:
    here = world(boss)
    other = second("second", "confirm")
    ticket = announce(here).body["id"]
    weigh(boss, ticket, "tare", "15240", "08:10")

    silent = weigh(boss, ticket, "gross", "40376", "09:10", device="manual")
    weigh(boss, ticket, "gross", "40376", "09:10", device="manual", reason="仪表黑屏")
    early = boss.post(f"/goods/weighings/{ticket}/complete", {"at": DAY.format("09:12")})
    self_made = boss.post(f"/goods/weighings/{ticket}/confirm", {"at": DAY.format("09:12")})
    other.do(f"/goods/weighings/{ticket}/confirm", {"at": DAY.format("09:13")})
    done = boss.do(f"/goods/weighings/{ticket}/complete", {"at": DAY.format("09:14")})

    assert "reason" in silent.body["errors"]
    assert [early.status_code, self_made.status_code] == [409, 403]
    assert done["readings"][1]["confirmed_by"] == "second"
    assert done["warnings"] == ["not_by_scale"]
    assert done["net"] == "25.136"


def test_what_looks_wrong_is_said_and_does_not_stop_the_truck(boss: Door) -> None:
    here = world(boss)
    scale = boss.do(
        "/goods/scales",
        {
            "name": "一号地磅",
            "serial": "SCS-100-01",
            "warehouse_id": here.warehouse,
            "minimum_kg": "400",
            "maximum_kg": "100000",
            "division_kg": "20",
            "certified_until": "2026-06-30",
        },
    )
    truck(here, "15000", "40000")
    ticket = announce(here, scale_id=scale["id"]).body["id"]
    weigh(boss, ticket, "tare", "15210", "10:00")
    weigh(boss, ticket, "gross", "76000", "10:00")
    done = boss.do(f"/goods/weighings/{ticket}/complete", {"at": DAY.format("10:10")})

    assert done["warnings"] == [
        "certificate_expired",
        "off_division",
        "over_road_limit",
        "too_quick",
        "net_too_heavy",
        "tare_drift",
    ]


@pytest.mark.parametrize(
    ("gross", "theirs", "policy", "inside", "settled"),
    [
        ("40376", "25110", "other", True, "25.136"),
        ("39858", "24520", "other", False, "24.520"),
        ("39858", "24520", "half", False, "24.569"),
        ("39858", "24520", "excess", False, "24.569"),
        ("39858", "24520", "hold", False, None),
        ("40290", "25000", "other", True, "25.050"),  # on the limit is inside
    ],
)
def test_the_clause_decides_between_two_weights(
    boss: Door, gross: str, theirs: str, policy: str, inside: bool, settled: str | None
) -> None:
    here = world(boss)
    done = truck(here, "15240", gross)
    path = f"/goods/weighings/{done['id']}"
    at = DAY.format("18:00")
    none = boss.post(f"{path}/compare", {"at": at, "tolerance": "2", "unit": "permille"})
    boss.do(f"{path}/counter", {"at": at, "net_kg": theirs, "document_no": "YD-9"})

    after = boss.do(
        f"{path}/compare", {"at": at, "tolerance": "2", "unit": "permille", "policy": policy}
    )

    found = after["differences"][0]
    assert none.status_code == 409
    assert (found["is_within"], found["settle_weight"]) == (inside, settled)
    assert after["state"] == ("verified" if settled else "disputed")
    assert after["settle_weight"] == (settled or "24.618")


def test_a_dispute_ends_when_it_is_compared_under_another_policy(boss: Door) -> None:
    here = world(boss)
    done = truck(here, "15240", "39858")
    path, at = f"/goods/weighings/{done['id']}", DAY.format("18:00")
    clause = {"at": at, "tolerance": "2", "unit": "permille"}
    boss.do(f"{path}/counter", {"at": at, "net_kg": "24520"})
    boss.do(f"{path}/compare", {**clause, "policy": "hold"})

    after = boss.do(f"{path}/compare", {**clause, "policy": "half", "decision": "双方协商各半"})

    assert (after["state"], after["settle_weight"]) == ("verified", "24.569")
    assert ScaleDifference.objects.count() == 2


def test_a_ticket_serves_one_paper(boss: Door) -> None:
    here = world(boss)
    assert boss.user is not None
    actor = of_user(boss.user)
    done = truck(here, "15240", "40376")
    ours, theirs = Source("crm.delivery", uuid4(), "FH-1"), Source("crm.delivery", uuid4(), "FH-2")

    bound = weighing.attach(UUID(done["id"]), actor=actor, source=ours, line_id=uuid4())
    weighing.attach(UUID(done["id"]), actor=actor, source=ours, line_id=uuid4())
    with pytest.raises(weighing.TicketTaken):
        weighing.attach(UUID(done["id"]), actor=actor, source=theirs, line_id=uuid4())

    assert bound.source_no == "FH-1"


def test_only_another_person_may_void_and_no_paper_may_stand_on_it(boss: Door) -> None:
    here = world(boss)
    assert boss.user is not None
    other = second("second", "void")
    done = truck(here, "15240", "40376")
    path = f"/goods/weighings/{done['id']}/void"
    paper = Source("crm.delivery", uuid4(), "FH-1")
    weighing.attach(UUID(done["id"]), actor=of_user(boss.user), source=paper, line_id=None)

    bound = other.post(path, {"reason": "重复过磅"})
    weighing.detach(UUID(done["id"]), actor=of_user(boss.user), source=paper)
    own = boss.post(path, {"reason": "重复过磅"})
    after = other.do(path, {"reason": "重复过磅"})
    again = boss.post(
        f"/goods/weighings/{done['id']}/counter", {"at": DAY.format("18:00"), "net_kg": "1"}
    )

    assert [bound.status_code, own.status_code, again.status_code] == [409, 403, 409]
    assert (after["state"], after["void_reason"]) == ("voided", "重复过磅")


def test_a_tare_above_the_gross_is_no_net(boss: Door) -> None:
    here = world(boss)
    ticket = announce(here).body["id"]
    weigh(boss, ticket, "tare", "15240", "08:10")
    weigh(boss, ticket, "gross", "15240", "09:10")

    refused = boss.post(f"/goods/weighings/{ticket}/complete", {"at": DAY.format("09:12")})

    assert refused.status_code == 409
    assert boss.see(f"/goods/weighings/{ticket}")["state"] == "first_weighed"


VERBS = {
    "weigh": {"kind": "tare", "kg": "15240", "at": DAY.format("08:10")},
    "counter": {"at": DAY.format("18:00"), "net_kg": "25110"},
    "verify": {"reason": "以我方为准"},
    "dispute": {"reason": "差异过大"},
    "void": {"reason": "开错"},
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_may(verb: str, boss: Door, stranger: Door, nobody: Door) -> None:
    here = world(boss)
    ticket = announce(here).body["id"] if verb == "weigh" else truck(here, "15240", "40376")["id"]
    path = f"/goods/weighings/{ticket}/{verb}"
    viewer, holder = second("viewer"), second("holder", verb)
    events = Event.objects.count()

    assert nobody.post(path, VERBS[verb]).status_code == 401
    assert stranger.post(path, VERBS[verb]).status_code == 403
    assert viewer.post(path, VERBS[verb]).status_code == 403
    assert Event.objects.count() == events
    assert holder.post(path, VERBS[verb]).status_code == 200


def test_a_drivers_phone_is_masked(boss: Door) -> None:
    here = world(boss)
    ticket = announce(here, driver_phone="13812345678").body["id"]
    masked = door_for(
        person(
            "masked",
            grants={"goods.view_weighing": Scope.ALL},
            fields={("goods.weighing", "driver_phone"): Mode.MASKED},
        )
    )

    assert masked.see(f"/goods/weighings/{ticket}")["driver_phone"] == "138****5678"
    assert second().see(f"/goods/weighings/{ticket}")["driver_phone"] is None
