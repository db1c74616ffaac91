"""A target is set, attained by papers and told about once."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from backend.core.access.models import Mode, Scope
from backend.core.events.models import Event
from backend.core.people.models import Membership, User
from backend.crm.target import calc, queries
from backend.crm.target.jobs import measure_running
from backend.crm.target.models import SalesTarget
from backend.notify.inbox.models import Message
from tests.crm.contract import kit as contracts
from tests.crm.customer.kit import seller
from tests.crm.receivable import kit as receivable
from tests.house_kit import Door, door_for, person, unit

AT = "2026-07-01T09:00:00+08:00"
HEARD = ("crm.target.created", "crm.target.reached")


def body(**changes: Any) -> dict[str, Any]:
    """Give the body of a target of July."""
    return {
        "at": AT,
        "subject": "user",
        "metric": "contract_amount",
        "period": "month",
        "starts_on": "2026-07-01",
        "value": "20000000",
        **changes,
    }


def me(door: Door) -> int:
    """Give a person's key."""
    assert door.user is not None
    return int(door.user.pk)


@pytest.fixture(scope="module")
def here(keeper: Door) -> contracts.World:
    """Fill the world."""
    return contracts.world(keeper)


def signed(boss: Door, here: contracts.World, tonnes: str = "100.000") -> dict[str, Any]:
    """Sign a contract over tonnes at 102,440."""
    terms = [{"portion": "rest", "trigger": "signing", "offset_days": 30}]
    return contracts.signed(boss, here, lines=[contracts.fixed_line(here, tonnes)], terms=terms)


def test_a_signed_contract_counts_and_each_milestone_is_told_once(
    boss: Door, here: contracts.World, hear: Callable[[], int]
) -> None:
    target = boss.do("/crm/targets", body(person_id=me(boss)))
    path = f"/crm/targets/{target['id']}"

    signed(boss, here)
    hear()
    half = boss.see(path)
    boss.do(f"{path}/measure", {"at": AT})
    signed(boss, here, "80.000")
    hear()
    most = boss.see(path)

    assert (target["no"], target["ends_on"], target["attained"]) == (
        "MB-2026-0001",
        "2026-07-31",
        "0.000",
    )
    assert (half["attained"], half["share"], half["milestone"]) == ("10244000.000", "0.5122", 50)
    assert (most["attained"], most["share"], most["milestone"]) == ("18439200.000", "0.9220", 90)
    told = Event.objects.filter(name="crm.target.reached").order_by("id")
    assert [event.payload["milestone"] for event in told] == [50, 90]
    titles = list(Message.objects.filter(user_id=me(boss)).values_list("title", flat=True))
    assert sorted(t for t in titles if "签约金额" in t) == [
        "boss 签约金额：已达成 50%",
        "boss 签约金额：已达成 90%",
    ]


def test_tonnes_of_a_product_and_of_a_unit_with_those_below(
    boss: Door, here: contracts.World
) -> None:
    east = unit("华东大区", kind="region")
    team = unit("华东一组", parent=east)
    Membership.objects.create(user_id=me(boss), unit=team)
    User.objects.filter(pk=me(boss)).update(access_version=2)
    contract = signed(boss, here)
    assert contract["unit_id"] == str(team.pk)

    product = boss.do(
        "/crm/targets",
        body(subject="product", product_id=here.product, metric="tonnes", value="90"),
    )
    region = boss.do(
        "/crm/targets",
        body(subject="unit", for_unit_id=str(east.pk), period="quarter", value="40000000"),
    )
    later = boss.do(
        "/crm/targets",
        body(subject="product", product_id=here.product, metric="tonnes", starts_on="2026-08-01"),
    )

    assert (product["attained"], product["milestone"]) == ("100.000", 100)
    assert (region["attained"], region["ends_on"]) == ("10244000.000", "2026-09-30")
    assert later["attained"] == "0.000"


def test_receipts_count_by_the_day_they_were_matched(
    boss: Door, here: contracts.World, hear: Callable[[], int]
) -> None:
    july = boss.do("/crm/targets", body(person_id=me(boss), metric="receipts", value="1000000"))
    june = boss.do("/crm/targets", body(person_id=me(boss), metric="receipts",
                                        starts_on="2026-06-01"))  # fmt: skip
    contract = signed(boss, here)
    hear()
    receipt = receivable.receive(boss, "600000.00", party_id=here.buyer)
    receivable.allocate(boss, receipt)

    seen = [
        boss.do(f"/crm/targets/{one['id']}/measure", {"at": AT})["attained"] for one in (july, june)
    ]

    assert contract["owner_id"] == me(boss)
    assert seen == ["600000.000", "0.000"]


def test_who_may_not_see_margins_sees_no_attainment(boss: Door, here: contracts.World) -> None:
    ann = seller("ann", "华东", **{"crm.view_target": Scope.OWN})
    target = boss.do("/crm/targets", body(person_id=me(ann), metric="margin", value="1000"))
    SalesTarget.objects.filter(pk=target["id"]).update(margin_attained=600, margin_milestone=50)
    path = f"/crm/targets/{target['id']}"

    seen, whole = ann.see(path), boss.see(path)

    closed = ("margin_attained", "margin_milestone", "margin_share", "share")
    assert [seen[name] for name in closed] == [None] * 4
    assert seen["withheld"] == ["margin_attained", "margin_milestone", "margin_share"]
    assert (whole["margin_attained"], whole["margin_share"]) == ("600.000", "0.6000")
    assert ann.see("/crm/targets")["items"][0]["margin_attained"] is None
    refused = ann.get("/crm/targets", ordering="margin_attained")
    assert refused.status_code in (403, 422)
    eva = door_for(
        person(
            "eva",
            grants={"crm.view_target": Scope.ALL},
            fields={("crm.target", "margin_attained"): Mode.READONLY},
        )
    )
    assert eva.see(path)["margin_attained"] == "600.000"
    assert queries.told(SalesTarget.objects.get(pk=target["id"])) == {me(boss)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_on": "2026-07-02"}, "starts_on"),
        ({"period": "quarter", "starts_on": "2026-08-01"}, "starts_on"),
        ({"period": "year", "starts_on": "2026-07-01"}, "starts_on"),
        ({"value": "0"}, "value"),
        ({"person_id": None}, "person_id"),
        ({"person_id": 999_999}, "owner_id"),
        ({"subject": "product", "person_id": None, "metric": "receipts"}, "metric"),
        ({"subject": "unit"}, "for_unit_id"),
    ],
)
def test_a_target_that_cannot_be_is_refused(boss: Door, wrong: dict[str, Any], field: str) -> None:
    answer = boss.post("/crm/targets", body(**{"person_id": me(boss), **wrong}))

    assert (answer.status_code, list(answer.body["errors"])) == (422, [field])
    assert SalesTarget.objects.count() == 0


def test_a_subject_has_one_target_of_a_kind(boss: Door) -> None:
    first = boss.do("/crm/targets", body(person_id=me(boss)))

    again = boss.post("/crm/targets", body(person_id=me(boss)))
    changed = boss.patch(f"/crm/targets/{first['id']}", {"value": "30000000"}, match='"2"')

    assert (again.status_code, again.body["type"]) == (409, "/problems/same-target")
    assert (changed.status_code, changed.body["value"]) == (200, "30000000.000")


def test_who_may_set_and_see_it(boss: Door, stranger: Door, nobody: Door) -> None:
    verbs = ("view", "create", "change", "measure")
    lead = {f"crm.{verb}_target": Scope.TREE for verb in verbs}
    ann = seller("ann", "华东", **{"crm.view_target": Scope.OWN})
    bob = seller("bob", "华西", **dict.fromkeys(lead, Scope.TEAM))
    lea = seller("lea", "华东", **lead)
    wish = body(person_id=me(ann))

    for who, status in [(nobody, 401), (stranger, 403), (ann, 403), (bob, 403)]:
        assert who.post("/crm/targets", wish).status_code == status
    assert SalesTarget.objects.count() == 0
    path = f"/crm/targets/{lea.do('/crm/targets', wish)['id']}"
    assert ann.see(path)["person_name"] == "ann"
    for who, status in [(nobody, 401), (stranger, 403), (ann, 403), (bob, 404), (lea, 200)]:
        assert who.post(f"{path}/measure", {"at": AT}).status_code == status


def test_the_clock_measures_what_runs_and_says_what_changed(
    boss: Door, here: contracts.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.fromisoformat("2026-07-05T09:00:00+08:00")
    monkeypatch.setattr(timezone, "localtime", lambda *_: moment)
    boss.do("/crm/targets", body(person_id=me(boss)))
    boss.do("/crm/targets", body(person_id=me(boss), starts_on="2026-09-01"))
    signed(boss, here)

    first, second = measure_running(), measure_running()

    assert (first.seen, first.changed) == (1, 1)
    assert (second.seen, second.changed) == (1, 0)


def test_milestones_and_periods_are_plain_sums() -> None:
    assert calc.last_day("month", date(2028, 2, 1)) == date(2028, 2, 29)
    assert calc.last_day("year", date(2026, 1, 1)) == date(2026, 12, 31)
    assert calc.reached(Decimal("89.99"), Decimal(100)) == 50
    assert calc.reached(Decimal("100"), Decimal(100)) == 100
    assert calc.newly(50, 100) == [90, 100]
    assert calc.newly(100, 50) == []
