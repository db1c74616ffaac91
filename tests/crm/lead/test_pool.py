"""The lead pool: given back without its phone, claimed by one of many."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test import Client

from backend.core.access.actor import of_user
from backend.core.access.models import Scope
from backend.core.errors import Refusal
from backend.core.events.models import Event
from backend.crm.lead import actions
from backend.crm.lead.models import Lead
from tests.crm.customer.kit import seller
from tests.crm.lead.test_life import a_lead
from tests.house_kit import Door, door_for, person, unit

pytestmark = pytest.mark.django_db
CLAIM = {"crm.claim_lead": Scope.OWN, "crm.release_lead": Scope.OWN}


def given_back(door: Door) -> str:
    path = f"/crm/leads/{a_lead(door)['id']}"
    door.do(f"{path}/start")
    assert door.do(f"{path}/release", {"reason": "出差，无法跟进"})["state"] == "pooled"
    return path


def test_a_lead_given_back_is_seen_without_its_phone_and_claimed(boss: Door) -> None:
    path = given_back(boss)
    ann = seller("ann", "华东组", scope=Scope.OWN, **CLAIM)

    waiting = ann.see("/crm/leads/pool")["items"]
    assert ann.get(path).status_code == 404
    mine = ann.do(f"{path}/claim")

    assert [row["title"] for row in waiting] == ["展会询价：电工用铜杆"]
    assert "13812345678" not in str(waiting)
    assert "contact_name" not in waiting[0]
    assert (mine["state"], mine["owner_name"], mine["contact_phone"]) == (
        "assigned", "ann", "13812345678",
    )  # fmt: skip
    assert ann.see("/crm/leads/pool")["items"] == []


def test_who_comes_second_reads_that_it_is_taken(boss: Door) -> None:
    path = given_back(boss)
    ann = seller("ann", "华东组", scope=Scope.OWN, **CLAIM)
    bob = seller("bob", "华南组", scope=Scope.OWN, **CLAIM)
    never = f"/crm/leads/{a_lead(boss, contact_phone='13900000001')['id']}"

    ann.do(f"{path}/claim")
    late = bob.post(f"{path}/claim")

    assert (late.status_code, late.body["type"]) == (409, "/problems/taken-already")
    assert bob.post(f"{never}/claim").status_code == 404  # it never was in the pool


def test_who_may(boss: Door, stranger: Door, nobody: Door) -> None:
    path = given_back(boss)
    viewer = door_for(person("v", team=unit("甲"), grants={"crm.view_lead": Scope.ALL}))
    happened = Event.objects.count()

    for door, status in ((nobody, 401), (stranger, 403), (viewer, 403)):
        assert door.post(f"{path}/claim").status_code == status
        assert door.get("/crm/leads/pool").status_code == status
    assert Lead.objects.get().owner is None
    assert Event.objects.count() == happened


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_claim_at_once_one_has_it(boss: Door) -> None:
    path = given_back(boss)
    lead_id = Lead.objects.get(pk=path.rsplit("/", 1)[1]).pk
    people = [person(f"p{number}", team=unit("华东组"), grants=CLAIM) for number in range(20)]
    start, came = Barrier(20), []

    def claim(number: int) -> None:
        actor = of_user(people[number])
        start.wait()
        try:
            actions.claim(lead_id, actor=actor)
            came.append("mine")
        except Refusal as refused:
            came.append(refused.slug)
        finally:
            connections.close_all()

    hands = [Thread(target=claim, args=(number,)) for number in range(20)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(came) == ["mine"] + ["taken-already"] * 19
    assert Event.objects.filter(name="crm.lead.claimed").count() == 1
    connection.close()


def test_the_pool_in_the_back_office(boss: Door) -> None:
    path = given_back(boss)
    assert boss.user is not None
    boss.user.is_staff = True
    boss.user.save()
    desk = Client()
    desk.force_login(boss.user, backend="django.contrib.auth.backends.ModelBackend")
    lead_id = path.rsplit("/", 1)[1]

    page = desk.get("/admin/crm/lead/pool/").content.decode()
    done = desk.post("/admin/crm/lead/pool/", {"_key": "k-1", "lead": lead_id})
    late = desk.post("/admin/crm/lead/pool/", {"_key": "k-2", "lead": lead_id})
    wrong = desk.post("/admin/crm/lead/pool/", {"_key": "k-3", "lead": "x"})

    assert "展会询价：电工用铜杆" in page
    assert "13812345678" not in page
    assert done["Location"] == f"/admin/crm/lead/{lead_id}/change/"
    assert (late.status_code, wrong.status_code) == (409, 404)
