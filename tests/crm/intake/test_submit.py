"""A stranger fills in a form: once, from a known site, not too often, and never learns anything."""

from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from backend.core.events.models import Event
from backend.core.party.models import PartyKey
from backend.crm.customer.models import Customer
from backend.crm.intake.models import FormReceipt
from backend.crm.lead.models import Lead
from tests.crm.customer.kit import CABLE
from tests.crm.intake.kit import a_form, answers, send
from tests.house_kit import API, Door, unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def test_a_filled_in_form_is_a_lead_with_a_score_and_a_promise(boss: Door) -> None:
    form = a_form(boss, unit_id=str(unit("华东组").pk))

    with time_machine.travel(
        "2026-07-01T02:30:00+00:00", tick=False
    ):  # Wednesday, 10:30 in Shanghai
        sent = send(form["key"], answers())

    assert sent.status_code == 201, sent.content
    body = sent.json()
    assert set(body) == {"receipt", "received_on", "message"}
    assert body["received_on"] == "2026-07-01"
    lead = boss.see("/crm/leads")["items"][0]
    seen = boss.see(f"/crm/leads/{lead['id']}")
    assert (seen["title"], seen["source"], seen["campaign"]) == (
        "在线询价：江苏某某电缆0厂", "web", "官网",
    )  # fmt: skip
    assert seen["items"] == [{"text": "8mm 铜杆", "quantity": "20.000", "unit": "吨"}]
    assert seen["sla_due_at"] == "2026-07-01T06:00:00Z"  # two hours, the noon rest between
    assert (seen["state"], seen["owner_id"]) == ("new", None)
    assert seen["score"] == 60
    assert {row["code"]: row["points"] for row in seen["score_reasons"]} == {
        "phone": 15, "source": 10, "company": 10, "items": 10, "quantity": 10, "contact": 5,
    }  # fmt: skip


def test_sent_twice_it_is_one_lead_and_one_receipt(boss: Door) -> None:
    form = a_form(boss)

    first, again = send(form["key"], answers()), send(form["key"], answers())

    assert first.json()["receipt"] == again.json()["receipt"]
    assert Lead.objects.count() == 1
    assert send(form["key"], answers(client_id="client-9999", phone="13900000001")).json()[
        "receipt"
    ] != first.json()["receipt"]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"phone": ""}, "phone"),
        ({"contact_name": ""}, "contact_name"),
        ({"city": "无锡"}, "city"),  # this form does not ask for it
        ({"client_id": "short"}, "client_id"),
        ({"quantity": "-3"}, "quantity"),
        ({"quantity": 20.5}, "quantity"),
        ({"content": "字" * 2001}, "content"),
        ({"phone": "1\u202e38"}, "phone"),
        ({"owner_id": 1}, "owner_id"),
        ({"source": "referral"}, "source"),
    ],
)
def test_what_is_no_answer_is_refused_by_field(
    boss: Door, change: dict[str, Any], field: str
) -> None:
    form = a_form(boss)

    refused = send(form["key"], answers(**change))

    assert refused.status_code == 422
    assert field in refused.json()["errors"]
    assert Lead.objects.count() == 0


def test_consent_is_asked_for_where_the_form_has_it(boss: Door) -> None:
    form = a_form(boss, consent="同意我们联系您")

    refused = send(form["key"], answers())
    taken = send(form["key"], answers(consent=True))

    assert (refused.status_code, taken.status_code) == (422, 201)
    assert "consent" in refused.json()["errors"]


def test_a_robot_that_fills_the_trap_gets_a_receipt_and_leaves_nothing(boss: Door) -> None:
    form = a_form(boss)
    happened = Event.objects.count()

    sent = send(form["key"], answers(website="http://spam.example"))

    assert sent.status_code == 201
    assert set(sent.json()) == {"receipt", "received_on", "message"}
    assert (Lead.objects.count(), Event.objects.count()) == (0, happened)


def test_a_closed_or_unknown_form_is_not_there(boss: Door) -> None:
    form = a_form(boss)
    boss.do(f"/crm/lead-forms/{form['id']}/close")

    assert send(form["key"], answers()).status_code == 404
    assert send("0" * 16, answers()).status_code == 404
    assert send("robots.txt", answers()).status_code in (404, 422)
    assert Client().get(f"/forms/{form['key']}").status_code == 404
    boss.do(f"/crm/lead-forms/{form['id']}/reopen")
    assert send(form["key"], answers()).status_code == 201


def test_only_named_sites_may_send_and_read_the_answer(boss: Door) -> None:
    form = a_form(boss)
    path = f"{API}/public/lead-forms/{form['key']}"
    ours = {"Origin": "https://www.example.com"}

    named = send(form["key"], answers(), **ours)
    foreign = send(form["key"], answers(1), Origin="https://evil.example")
    asked = Client().options(path, headers=ours)
    refused = Client().options(path, headers={"Origin": "https://evil.example"})

    assert named["Access-Control-Allow-Origin"] == "https://www.example.com"
    assert "Access-Control-Allow-Credentials" not in named
    assert (foreign.status_code, foreign.json()["type"]) == (403, "/problems/origin-refused")
    assert not foreign.has_header("Access-Control-Allow-Origin")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, POST")
    assert refused.status_code == 403
    assert Lead.objects.count() == 1


def test_one_address_may_not_knock_too_often(boss: Door) -> None:
    form = a_form(boss)

    codes = [send(form["key"], answers(number)).status_code for number in range(12)]

    assert codes == [201] * 10 + [429] * 2
    assert Lead.objects.count() == 10


def test_one_form_takes_only_so_many_from_all_addresses(boss: Door) -> None:
    form = a_form(boss, per_minute=3)

    codes = []
    for number in range(5):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        path = f"{API}/public/lead-forms/{form['key']}"
        sent = client.post(path, answers(number), content_type="application/json")
        codes.append(sent.status_code)

    assert codes == [201] * 3 + [429] * 2


def test_a_body_beyond_the_limit_is_refused(boss: Door) -> None:
    form = a_form(boss)

    sent = send(form["key"], {**answers(), "content": "x" * 1900, "padding": "y" * 20_000})

    assert sent.status_code in (413, 422)
    assert Lead.objects.count() == 0


def test_a_customers_proven_phone_is_recognized_and_its_owner_told(boss: Door, hear: Any) -> None:
    made = boss.do("/crm/customers", {"on": "2026-07-01", "party": CABLE})
    customer = Customer.objects.get(pk=made["id"])
    PartyKey.objects.create(
        party_id=customer.party_id,
        kind="phone",
        value="+8613800000000",
        is_hard=True,
        source_id=customer.party_id,
    )
    form = a_form(boss)

    sent = send(form["key"], answers(0))
    hear()

    assert set(sent.json()) == {"receipt", "received_on", "message"}
    lead = Lead.objects.get()
    assert (lead.state, lead.party_id) == ("duplicate", customer.party_id)
    titles = [row["title"] for row in boss.see("/notify/messages")["items"]]
    assert f"您的客户提交了询价：{lead.no}" in titles
    refused = boss.post(
        "/crm/leads",
        {"on": "2026-07-02", "title": "询价", "source": "phone", "company": "甲",
         "contact_phone": "138 0000 0000"},
    )  # fmt: skip
    assert (refused.status_code, refused.body["type"]) == (409, "/problems/customers-phone")
    assert "江苏远东电缆有限公司" in refused.body["detail"]


def test_asking_again_within_ninety_days_points_to_the_first_lead(boss: Door) -> None:
    form = a_form(boss)
    with time_machine.travel("2026-07-01T02:00:00+00:00", tick=False):
        send(form["key"], answers(0))
    cache.clear()
    with time_machine.travel("2026-09-29T02:00:00+00:00", tick=False):
        send(form["key"], answers(0, client_id="client-again"))
    with time_machine.travel("2026-10-01T02:00:00+00:00", tick=False):
        send(form["key"], answers(0, client_id="client-later"))

    first, again, later = Lead.objects.order_by("received_on")
    assert (again.state, again.duplicate_of_id) == ("duplicate", first.pk)
    assert (later.state, later.duplicate_of_id) == ("new", None)  # 92 days after the first


def test_the_form_is_described_without_where_its_answers_go(boss: Door) -> None:
    form = a_form(boss)

    seen = Client().get(f"{API}/public/lead-forms/{form['key']}")

    body = seen.json()
    assert set(body) == {"title", "title_en", "fields", "consent", "consent_en"}
    assert body["fields"][0] == {"name": "company", "label": "公司", "required": False}
    assert [f["name"] for f in body["fields"] if f["required"]] == ["contact_name", "phone"]


@pytest.mark.django_db(transaction=True)
def test_the_same_form_from_eight_hands_at_once_is_one_lead(boss: Door) -> None:
    form = a_form(boss)
    start, codes = Barrier(8), []

    def post() -> None:
        start.wait()
        codes.append(send(form["key"], answers()).json()["receipt"])
        connections.close_all()

    hands = [Thread(target=post) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert len(set(codes)) == 1
    assert (Lead.objects.count(), FormReceipt.objects.count()) == (1, 1)
    connection.close()


# -- the page --------------------------------------------------------------------------------


def test_the_page_works_without_a_script(boss: Door) -> None:
    form = a_form(boss, consent="同意我们联系您", consent_en="You may call me")
    client = Client(enforce_csrf_checks=True)
    path = f"/forms/{form['key']}"

    page = client.get(path).content.decode()
    refused = client.post(path, {**answers(), "phone": ""})
    done = client.post(path, {**answers(), "consent": "true"})

    assert "<script" not in page
    assert "同意我们联系您" in page
    assert refused.status_code == 422
    assert "江苏某某电缆0厂" in refused.content.decode()  # what was typed stays
    assert done.status_code == 200
    receipt = FormReceipt.objects.get()
    assert receipt.code in done.content.decode()


def test_the_page_speaks_english_to_who_asks(boss: Door) -> None:
    form = a_form(boss, consent="同意", consent_en="You may call me")

    page = Client().get(f"/forms/{form['key']}?lang=en").content.decode()

    assert '<html lang="en">' in page
    assert "Ask for a price" in page
    assert "You may call me" in page


def test_what_was_typed_is_never_run(boss: Door) -> None:
    form = a_form(boss)

    page = Client().post(
        f"/forms/{form['key']}", {**answers(), "phone": "", "company": "<script>x"}
    )

    assert "<script>x" not in page.content.decode()
    assert "&lt;script&gt;x" in page.content.decode()
