"""Somebody scans the code on a machine: no log-in, three taps, a number and a link."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from PIL import Image

from backend.core.files.models import Attachment
from backend.service.ticket import actions, queries
from backend.service.ticket.models import Comment, Ticket
from backend.service.ticket.queries import Purpose
from tests.house_kit import Door, person
from tests.service.ticket import kit
from tests.service.ticket.kit import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def here(keeper: Door) -> World:
    return kit.world(keeper)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


def once(page: str) -> str:
    """The hidden mark of a form, by which one sent twice is one report."""
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    out.name, _back = "machine.png", out.seek(0)
    return out


def report(path: str, **facts: Any) -> Any:
    body = {"symptom_code": "noise", "once": "abcdefghijk1", **facts}
    return Client().post(path, body)


def test_a_machine_is_reported_and_followed_without_a_log_in(
    here: World, hear: Callable[[], int], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    path, phone = here.label(here.covered), Client()
    page = phone.get(path)
    text = page.content.decode()

    assert page.status_code == 200
    assert "数控车床 CK6140" in text
    assert "••••0001" in text
    assert "在保" in text
    assert "SN2026" not in text
    assert "明达" not in text
    assert "style=" not in text
    assert "<script" not in text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    english = phone.get(path, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Report a problem" in english or "What is wrong?" in english
    assert "What is wrong?" in phone.get(f"{path}?lang=en").content.decode()
    assert "不在保" in Client().get(here.label(here.bare)).content.decode()

    facts = {"is_down": "true", "text": "开机就响", "contact_phone": "13800001111"}
    sent = report(path, once=once(text), photo=photo(), **facts)
    assert sent.status_code == 302
    ticket = Ticket.objects.get(channel="qr")
    assert (ticket.priority, ticket.symptom_code, ticket.is_covered) == ("p1", "noise", True)
    assert Attachment.objects.filter(document_id=ticket.pk, kind="photo").count() == 1
    status = phone.get(sent.headers["Location"]).content.decode()
    assert ticket.no in status
    assert "已收到您的报修" in status
    assert "已受理" in status
    assert "13800001111" not in status

    again = report(path, once=once(text), **facts)  # the same form sent twice
    assert Ticket.objects.count() == 1
    assert Comment.objects.count() == 0
    assert again.headers["Location"] == sent.headers["Location"]
    other = report(
        path, symptom_code="leak", once="another-phone", text="漏油", contact_phone="139"
    )
    assert Ticket.objects.count() == 1
    joined = phone.get(other.headers["Location"]).content.decode()
    assert "并入同一张服务单" in joined
    assert ticket.no in joined
    assert "漏油" not in joined
    assert "留言" not in joined
    said = Comment.objects.get()
    assert (said.text, said.audience, said.contact_phone) == ("泄漏：漏油", "from_customer", "139")

    robot = report(path, once="robot-robot", website="http://spam")
    assert (robot.status_code, Ticket.objects.count()) == (200, 1)
    wrong = report(path, symptom_code="", once="empty-empty")
    assert (wrong.status_code, "请选择一种现象" in wrong.content.decode()) == (422, True)


def test_a_code_nobody_knows_and_a_hammered_one_have_friendly_pages(here: World) -> None:
    path = here.label(here.bare)
    unknown = Client().get("/m/" + "A" * 24)
    here.boss.do(
        f"/service/assets/{here.promised}/retire", {"at": kit.at("07 10:00"), "reason": "报废"}
    )
    retired = Client().get(here.label(here.promised))
    assert (unknown.status_code, retired.status_code) == (404, 404)
    assert "没有找到这台设备" in unknown.content.decode()
    bare = re.sub(r"\s+", "", unknown.content.decode())
    assert bare == re.sub(r"\s+", "", retired.content.decode())

    answers = [report(path, once=f"hammering-{n}") for n in range(7)]
    assert [one.status_code for one in answers] == [302] * 6 + [429]
    assert "提交过于频繁" in answers[-1].content.decode()
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert Ticket.objects.count() == 1  # six reports about one matter

    cache.clear()
    wide = [Client().get(path, REMOTE_ADDR="10.0.0.9").status_code for _n in range(61)]
    assert (wide[59], wide[60]) == (200, 429)


def test_the_customer_writes_pays_and_objects_by_links_that_open_no_more_than_they_should(
    here: World, hear: Callable[[], int]
) -> None:
    now, worker = timezone.now(), person("sun")
    asset = {"asset_id": here.bare, "at": now.isoformat()}
    made = here.open(**asset)
    here.boss.do(
        f"{kit.TICKETS}/{made['id']}/assign", {"at": now.isoformat(), "owner_id": worker.pk}
    )
    links = here.boss.see(f"{kit.TICKETS}/{made['id']}/links")
    assert links["estimate"] is None
    pk = Ticket.objects.get(pk=made["id"]).pk
    here.boss.do(
        f"{kit.TICKETS}/{made['id']}/estimate", {"at": now.isoformat(), "amount": "1800.00"}
    )
    money = here.boss.see(f"{kit.TICKETS}/{made['id']}/links")["estimate"]
    follow = links["follow"]
    glance = f"/t/{queries.token_of(pk, Purpose.GLANCE)}"
    for body in (
        {"audience": "internal", "text": "客户难缠"},
        {"audience": "customer", "text": "明早到"},
    ):
        here.boss.do(f"{kit.TICKETS}/{made['id']}/comment", {"at": now.isoformat(), **body})

    phone = Client()
    seen = {path: phone.get(path).content.decode() for path in (money, follow, glance)}
    assert "1800.00" in seen[money]
    assert "1800.00" not in seen[follow] + seen[glance]
    assert "明早到" in seen[follow]
    assert "明早到" not in seen[glance]
    assert "客户难缠" not in "".join(seen.values())
    yes = {"deed": "yes", "name": "王主任"}
    assert [phone.post(path, yes).status_code for path in (follow, glance)] == [404] * 2
    assert phone.post(money, {"deed": "yes", "name": ""}).status_code == 422
    assert phone.post(money, yes).status_code == 302
    assert phone.post(money, yes).status_code == 409
    paid = here.see(made)
    assert (paid["agreed_by"], paid["agreed_at"] is not None) == ("王主任", True)

    soon = (timezone.now() + timedelta(seconds=1)).isoformat()
    here.boss.do(
        f"{kit.TICKETS}/{made['id']}/wait", {"at": now.isoformat(), "kind": "waiting_customer"}
    )
    assert phone.post(follow, {"deed": "say", "text": "可以停机了"}).status_code == 302
    assert here.see(made)["state"] == "in_progress"
    done = {"at": soon, "solution_code": "adjusted", "resolution": "调整"}
    here.boss.do(f"{kit.TICKETS}/{made['id']}/resolve", done)
    hear()
    assert "评价本次服务" in phone.get(follow).content.decode()
    assert "评价本次服务" not in phone.get(glance).content.decode()
    assert phone.post(follow, {"deed": "again", "reason": "还是响"}).status_code == 302
    back = here.see(made)
    assert (back["state"], back["reopened"]) == ("reopened", 1)
    forged = follow[:-1] + ("A" if follow[-1] != "A" else "B")
    assert phone.get(forged).status_code == 404


def test_a_mail_answers_the_ticket_it_names_or_opens_one(here: World) -> None:
    mail = {"at": kit.at("08 09:00"), "message_id": "<1@x>", "sender": "service@mingda-test.cn",
            "subject": "停机", "text": "主轴不转"}  # fmt: skip
    first = here.boss.do(f"{kit.TICKETS}/mail", mail)
    twice = here.boss.do(f"{kit.TICKETS}/mail", mail)
    assert first["id"] == twice["id"]
    assert (first["channel"], first["customer_id"]) == ("mail", here.customer)
    answer = {
        **mail,
        "message_id": "<2@x>",
        "subject": f"Re: [{first['no']}] 停机",
        "text": "已断电",
    }
    assert here.boss.do(f"{kit.TICKETS}/mail", answer)["id"] == first["id"]
    assert [one["text"] for one in here.see(first)["comments"]] == ["已断电"]
    unknown = here.boss.post(f"{kit.TICKETS}/mail", {**mail, "sender": "who@gmail.com"})
    assert (unknown.status_code, list(unknown.body["errors"])) == (422, ["sender"])


def test_what_other_papers_tell_is_believed_once_and_never_before_it_began(here: World) -> None:
    from datetime import datetime

    from tests.service.workorder.kit import SELF

    made, worker = here.open(asset_id=here.promised), person("wu")
    pk = Ticket.objects.get(pk=made["id"]).pk

    def when(text: str) -> datetime:
        return datetime.fromisoformat(kit.at(text))

    actions.note_assigned(pk, actor=SELF, at=when("07 10:10"), user_id=worker.pk)
    actions.note_on_site(pk, actor=SELF, at=when("07 08:30"))  # a phone two hours behind
    once_more = actions.note_on_site(pk, actor=SELF, at=when("07 12:00"))
    assert once_more.state == "in_progress"
    clock = kit.clocks(here.see(made))
    assert clock["on_site"]["gone"] == clock["response"]["gone"] == 0
    actions.note_waiting(pk, actor=SELF, at=when("07 13:00"), kind="waiting_parts")
    actions.note_waiting(pk, actor=SELF, at=when("07 15:00"), kind="")
    actions.note_restored(pk, actor=SELF, at=when("07 16:00"))
    done = actions.note_resolved(
        pk, actor=SELF, at=when("07 17:00"), solution_code="replaced", text="换驱动器"
    )
    again = actions.note_resolved(
        pk, actor=SELF, at=when("07 18:00"), solution_code="none", text="重复上报"
    )
    assert (done.state, again.resolution, again.owner_id) == ("resolved", "换驱动器", worker.pk)
    facts = {
        "customer_id": made["customer_id"], "asset_id": None, "kind": "inquiry",
        "channel": "portal", "summary": "问题", "description": "", "source": "link:1",
        "at": when("09 10:00"),
    }  # fmt: skip
    one, two = (actions.open_for(actor=SELF, **facts) for _n in range(2))
    assert one.pk == two.pk
