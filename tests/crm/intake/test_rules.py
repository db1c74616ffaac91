"""Rules give a lead to somebody: by place, in turn, by load; nobody who is away is asked."""

from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections
from django.utils import timezone

from backend.core.access.actor import system
from backend.core.access.models import Scope
from backend.crm.intake import actions
from backend.crm.intake.models import AssignmentRule, RuleTurn
from backend.crm.lead.models import Lead
from tests.crm.intake.kit import a_form, answers, leader, rule_body, send, staff
from tests.house_kit import Door, door_for, grant_all, person, unit

pytestmark = pytest.mark.django_db
RULES = "/crm/assignment-rules"
WORKDAY = "2026-07-01T02:00:00+00:00"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def owners(number: int, key: str, *, start: int = 0, **more: Any) -> list[str]:
    """Send so many forms and name who got them, in order."""
    found = []
    for n in range(start, start + number):
        cache.clear()
        assert send(key, answers(n, **more)).status_code == 201
        lead = Lead.objects.get(contact_phone=f"138{n:08d}")
        found.append(str(lead.owner) if lead.owner else "")
    return found


def test_leads_go_round(boss: Door) -> None:
    ann, bob, cid = staff("ann", "bob", "cid")
    form = a_form(boss)
    boss.do(RULES, rule_body(people_ids=[bob.pk, ann.pk, cid.pk]))

    with time_machine.travel(WORKDAY, tick=False):
        found = owners(7, form["key"])

    assert found == ["bob", "ann", "cid", "bob", "ann", "cid", "bob"]
    lead = Lead.objects.earliest("created_at")
    assert (lead.state, str(lead.unit)) == ("assigned", "华东组")


def test_who_is_away_or_has_left_is_passed_by(boss: Door) -> None:
    ann, bob, cid = staff("ann", "bob", "cid")
    form = a_form(boss)
    boss.do(RULES, rule_body(people_ids=[ann.pk, bob.pk, cid.pk]))
    away = boss.do(
        "/crm/absences", {"person_id": bob.pk, "first_on": "2026-07-01", "last_on": "2026-07-03"}
    )
    cid.is_active = False
    cid.save()

    with time_machine.travel(WORKDAY, tick=False):
        first = owners(2, form["key"])
    boss.do(f"/crm/absences/{away['id']}/cancel")
    with time_machine.travel(WORKDAY, tick=False):
        then = owners(2, form["key"], start=10)

    assert first == ["ann", "ann"]
    assert then == ["bob", "ann"]


def test_the_fewest_in_hand_gets_the_next_and_of_equals_who_waits_longest(boss: Door) -> None:
    ann, bob = staff("ann", "bob")
    form = a_form(boss)
    boss.do(RULES, rule_body(method="load", people_ids=[ann.pk, bob.pk]))

    found = []
    for number in range(4):
        with time_machine.travel(f"2026-07-01T02:{number:02d}:00+00:00", tick=False):
            found += owners(1, form["key"], start=number)
    bobs = Lead.objects.filter(owner=bob)
    for lead in bobs:
        boss.do(f"/crm/leads/{lead.pk}/invalidate", {"reason": "空号"})
    with time_machine.travel("2026-07-01T03:00:00+00:00", tick=False):
        found += owners(2, form["key"], start=8)

    assert found == ["ann", "bob", "ann", "bob", "bob", "bob"]


@pytest.mark.parametrize(
    ("condition", "more", "fits"),
    [
        ({"provinces": ["江苏"]}, {"province": "江苏省"}, True),
        ({"provinces": ["江苏"]}, {"province": "浙江"}, False),
        ({"provinces": ["江苏"]}, {"province": ""}, False),
        ({"sources": ["web"]}, {}, True),
        ({"sources": ["fair"]}, {}, False),
        ({"words": ["铝", "铜杆"]}, {}, True),
        ({"words": ["铝"]}, {}, False),
        ({"amount_min": "1000.00"}, {}, False),
        ({"when": "working"}, {}, True),
        ({"when": "off"}, {}, False),
    ],
)
def test_a_rule_holds_for_what_it_names(
    boss: Door, condition: dict[str, Any], more: dict[str, Any], fits: bool
) -> None:
    ann, bob = staff("ann", "bob")
    form = a_form(boss, default_owner_id=bob.pk)
    boss.do(RULES, rule_body(method="territory", people_ids=[ann.pk], **condition))

    with time_machine.travel(WORKDAY, tick=False):
        found = owners(1, form["key"], **more)

    assert found == ["ann" if fits else "bob"]


def test_the_first_rule_in_order_counts_and_nights_have_their_own(boss: Door) -> None:
    ann, bob, cid = staff("ann", "bob", "cid")
    form = a_form(boss)
    boss.do(RULES, rule_body(position=30, people_ids=[ann.pk]))
    boss.do(RULES, rule_body(name="江苏", position=10, provinces=["江苏"], when="working",
                             method="territory", people_ids=[bob.pk]))  # fmt: skip
    boss.do(RULES, rule_body(name="夜间", position=20, when="off", people_ids=[cid.pk]))

    with time_machine.travel(WORKDAY, tick=False):
        day = owners(1, form["key"]) + owners(1, form["key"], start=1, province="广东")
    with time_machine.travel("2026-07-01T14:00:00+00:00", tick=False):  # ten at night
        night = owners(1, form["key"], start=2)
    with time_machine.travel("2026-07-04T02:00:00+00:00", tick=False):  # Saturday
        saturday = owners(1, form["key"], start=3)

    assert day == ["bob", "ann"]
    assert (night, saturday) == (["cid"], ["cid"])


def test_a_teams_leads_go_to_its_members_and_its_territory_to_its_leader(boss: Door) -> None:
    staff("ann", "bob")
    leader("lea")
    team = str(unit("华东组").pk)
    form = a_form(boss)
    rule = boss.do(RULES, rule_body(method="territory", team_id=team))

    with time_machine.travel(WORKDAY, tick=False):
        first = owners(1, form["key"])
    boss.patch(f"{RULES}/{rule['id']}", {"method": "round_robin"}, match='"1"')
    with time_machine.travel(WORKDAY, tick=False):
        then = owners(3, form["key"], start=1)

    assert first == ["lea"]
    assert sorted(then) == ["ann", "bob", "lea"]


def test_a_lead_no_rule_fits_waits_and_its_sales_lead_is_told(boss: Door, hear: Any) -> None:
    lea = door_for(leader("lea"))
    ann = staff("ann")[0]
    form = a_form(boss, unit_id=str(unit("华东组").pk))
    boss.do(RULES, rule_body(provinces=["广东"], people_ids=[ann.pk]))

    send(form["key"], answers())
    hear()

    lead = Lead.objects.get()
    assert (lead.state, lead.owner) == ("new", None)
    titles = [row["title"] for row in lea.see("/notify/messages")["items"]]
    assert titles == [f"线索 {lead.no} 没有匹配的分配规则，等待分配"]
    boss.do(RULES, rule_body(name="江苏", provinces=["江苏"], people_ids=[ann.pk]))
    done = lea.do(f"{RULES}/run", {"at": "2026-07-01T10:00:00+08:00", "lead_id": str(lead.pk)})
    assert (done["state"], done["owner_id"]) == ("assigned", ann.pk)
    again = lea.post(f"{RULES}/run", {"at": "2026-07-01T10:00:00+08:00", "lead_id": str(lead.pk)})
    assert again.status_code == 409
    hear()
    anns = door_for(ann).see("/notify/messages")["items"]
    assert [row["title"] for row in anns] == [f"新线索 {lead.no} 已分配给您，请及时联系"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people_ids": []}, "people_ids"),
        ({"people_ids": [2_000_000_000]}, "owner_id"),
        ({"amount_min": "5.00", "amount_max": "5.00"}, "amount_max"),
        ({"position": 0}, "position"),
        ({"method": "dice"}, "method"),
        ({"team_id": "01890000-0000-7000-8000-000000000000"}, "team_id"),
    ],
)
def test_what_is_no_rule_is_refused(boss: Door, change: dict[str, Any], field: str) -> None:
    ann = staff("ann")[0]

    refused = boss.post(RULES, rule_body(**{"people_ids": [ann.pk], **change}))

    assert refused.status_code == 422
    assert field in refused.body["errors"]
    assert AssignmentRule.objects.count() == 0


def test_who_may(boss: Door, stranger: Door, nobody: Door) -> None:
    ann = staff("ann")[0]
    made = boss.do(RULES, rule_body(people_ids=[ann.pk]))
    reader = door_for(person("reader", grants=grant_all("crm.view_assignment_rule")))
    body = rule_body(people_ids=[ann.pk], name="乙")

    for door, status in ((nobody, 401), (stranger, 403), (reader, 403)):
        assert door.post(RULES, body).status_code == status
        path = f"{RULES}/{made['id']}"
        assert door.patch(path, {"is_active": False}, match='"1"').status_code == status

    assert AssignmentRule.objects.get().is_active


def test_own_absence_is_noted_by_oneself_and_not_for_neighbours(boss: Door) -> None:
    own = {"crm.view_absence": Scope.OWN, "crm.create_absence": Scope.OWN,
           "crm.cancel_absence": Scope.OWN}  # fmt: skip
    ann = door_for(person("ann", team=unit("华东组"), grants=own))
    bob = door_for(person("bob", team=unit("华东组"), grants=own))
    days = {"first_on": "2026-07-01", "last_on": "2026-07-02"}

    made = ann.do("/crm/absences", days)

    assert made["owner_name"] == "ann"
    assert bob.get(f"/crm/absences/{made['id']}").status_code == 404
    assert bob.post(f"/crm/absences/{made['id']}/cancel").status_code == 404
    assert bob.post("/crm/absences", {**days, "person_id": ann.user.pk}).status_code == 403
    assert ann.post("/crm/absences", {**days, "last_on": "2026-06-30"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_twenty_leads_at_once_are_shared_out_evenly(boss: Door) -> None:
    """Every chooser holds the rule's turn; without that two would take the same turn."""
    people = staff("ann", "bob", "cid", "dan")
    rule = boss.do(RULES, rule_body(people_ids=[user.pk for user in people]))
    body = {"on": "2026-07-01", "source": "web", "company": "甲"}
    leads = [
        boss.do("/crm/leads", {**body, "title": f"询价{number}"})["id"] for number in range(20)
    ]
    Lead.objects.update(owner=None)
    start = Barrier(20)

    def give(lead_id: str) -> None:
        start.wait()
        try:
            actions.run(lead_id, actor=system("test"), at=timezone.now())  # type: ignore[arg-type]
        finally:
            connections.close_all()

    hands = [Thread(target=give, args=(lead_id,)) for lead_id in leads]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    counts = [Lead.objects.filter(owner=user).count() for user in people]
    assert counts == [5, 5, 5, 5]
    assert RuleTurn.objects.get(rule_id=rule["id"]).last == 4
    connection.close()
