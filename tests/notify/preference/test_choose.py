"""People choose what they are told, by which ways, and when they sleep."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

import pytest
from django.utils.translation import gettext_lazy as _

from backend.core import notices
from backend.core.access.models import Assignment, Role
from backend.core.notices import Channel, Notice
from backend.notify.inbox.models import Message
from backend.notify.preference import actions, calc
from backend.notify.preference.models import WaitingNotice
from tests.house_kit import Door, door_for, person

pytestmark = pytest.mark.django_db
KIND, URGENT = "crm.lead.assigned", "market.alert.triggered"
NIGHT = datetime(2026, 7, 6, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
MORNING = datetime(2026, 7, 6, 23, 30, tzinfo=UTC)  # 07:30 of the next day


@pytest.fixture
def sent() -> Iterator[list[tuple[int, str]]]:
    """A second way of telling, which fails when it is told to."""
    told: list[tuple[int, str]] = []

    def send(due: Sequence[Notice], kind: str, at: datetime) -> None:
        if any(one.title == "坏" for one in due):
            raise ConnectionError("down")
        told.extend((one.user_id, one.key) for one in due)

    notices.channel(Channel(code="wecom", label=_("企业微信"), send=send))
    yield told
    notices._channels.pop("wecom")


def tell(
    door: Door, key: str, *, kind: str = KIND, at: datetime = NIGHT, title: str = "新"
) -> None:
    assert door.user is not None
    actions.tell([Notice(user_id=door.user.pk, key=key, title=title)], kind=kind, at=at)


def choose(door: Door, channel: str, is_on: bool, kind: str = KIND) -> None:
    choice = {"kind": kind, "channel": channel, "is_on": is_on}
    door.do("/notify/preferences/choose", {"choices": [choice]})


def test_a_kind_is_told_by_the_ways_one_chose_and_once_by_each(
    boss: Door, sent: list[tuple[int, str]]
) -> None:
    assert boss.user is not None
    page = boss.see("/notify/preferences")
    row = next(one for one in page["kinds"] if one["kind"] == KIND)
    urgent = next(one for one in page["kinds"] if one["kind"] == URGENT)
    assert [one["code"] for one in page["channels"]] == ["inbox", "wecom"]
    assert row["channels"] == {"inbox": True, "wecom": False}
    assert (row["is_urgent"], urgent["is_urgent"], page["quiet"]) == (False, True, None)
    assert row["label"].startswith("线索")

    choose(boss, "wecom", is_on=True)
    for _again in range(2):
        tell(boss, "a")
    assert actions.send_due(now=NIGHT) == 1
    assert actions.send_due(now=NIGHT) == 0

    assert sent == [(boss.user.pk, "a")]
    assert Message.objects.filter(key="a").count() == 1

    choose(boss, "inbox", is_on=False)
    tell(boss, "b")
    tell(boss, "a")
    assert actions.send_due(now=NIGHT) == 1
    assert (sent[-1][1], Message.objects.filter(key="b").count()) == ("b", 0)


def test_what_comes_at_night_waits_for_the_morning_and_what_is_urgent_does_not(
    boss: Door,
) -> None:
    quiet = boss.do("/notify/quiet-hours", {"starts": "22:00", "ends": "07:30"})["quiet"]
    assert quiet == {"starts": "22:00", "ends": "07:30"}

    tell(boss, "late")
    tell(boss, "alarm", kind=URGENT)

    assert list(Message.objects.values_list("key", flat=True)) == ["alarm"]
    assert WaitingNotice.objects.get().due_at == MORNING
    assert actions.send_due(now=datetime(2026, 7, 6, 23, 29, tzinfo=UTC)) == 0
    assert actions.send_due(now=MORNING) == 1
    tell(boss, "late", at=MORNING)
    assert actions.send_due(now=MORNING) == 0
    assert Message.objects.filter(key="late").get().created_at == MORNING

    boss.do("/notify/quiet-hours", {"starts": None, "ends": None})
    tell(boss, "then")
    assert Message.objects.filter(key="then").exists()
    same = boss.post("/notify/quiet-hours", {"starts": "08:00", "ends": "08:00"})
    half = boss.post("/notify/quiet-hours", {"starts": "08:00", "ends": None})
    odd = boss.post("/notify/quiet-hours", {"starts": "24:00", "ends": "07:00"})
    assert (same.status_code, half.status_code, odd.status_code) == (422, 422, 422)


def test_a_way_that_fails_is_asked_again_and_stops_no_other(
    boss: Door, sent: list[tuple[int, str]]
) -> None:
    choose(boss, "wecom", is_on=True)
    choose(boss, "wecom", is_on=True, kind=URGENT)
    tell(boss, "bad", title="坏")
    tell(boss, "good", kind=URGENT)

    assert actions.send_due(now=NIGHT) == 1

    row = WaitingNotice.objects.get(key="bad")
    assert (row.attempts, row.sent_at, "down" in row.error) == (1, None, True)
    assert [key for _who, key in sent] == ["good"]
    assert actions.send_due(now=NIGHT) == 0  # not before five minutes have passed
    WaitingNotice.objects.filter(pk=row.pk).update(title="好")
    assert actions.send_due(now=row.due_at) == 1


def test_a_role_chooses_for_those_who_chose_nothing(boss: Door, stranger: Door) -> None:
    assert boss.user is not None
    role = Role.objects.create(code="quiet-desk", name="安静")
    one, two = person("one"), person("two")
    for user in (one, two):
        Assignment.objects.create(user=user, role=role)
    choice = {"choices": [{"kind": KIND, "channel": "inbox", "is_on": False}]}
    choose(door_for(two), "inbox", is_on=True)

    boss.do("/notify/role-preferences/quiet-desk/choose", choice)
    due = [Notice(user_id=user.pk, key="a", title="新") for user in (one, two, boss.user)]
    actions.tell(due, kind=KIND, at=NIGHT)

    told = set(Message.objects.values_list("user__username", flat=True))
    assert told == {"two", boss.user.username}
    assert stranger.post("/notify/role-preferences/quiet-desk/choose", choice).status_code == 403
    assert boss.get("/notify/role-preferences/none").status_code == 404
    bad = {"choices": [{"kind": "no.such.thing", "channel": "inbox", "is_on": True}]}
    assert boss.post("/notify/preferences/choose", bad).status_code == 422
    assert stranger.see("/notify/preferences")["kinds"] == []


@pytest.mark.parametrize(
    ("at", "starts", "ends", "wakes"),
    [
        ("2026-07-06T21:59", "22:00", "07:30", None),
        ("2026-07-06T22:00", "22:00", "07:30", "2026-07-07T07:30"),
        ("2026-07-07T07:29", "22:00", "07:30", "2026-07-07T07:30"),
        ("2026-07-07T07:30", "22:00", "07:30", None),
        ("2026-07-07T12:10", "12:00", "13:00", "2026-07-07T13:00"),
        ("2026-07-07T13:00", "12:00", "13:00", None),
    ],
)
def test_quiet_hours_may_pass_midnight(at: str, starts: str, ends: str, wakes: str | None) -> None:
    found = calc.wakes_at(
        datetime.fromisoformat(at),
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
    )

    assert found == (None if wakes is None else datetime.fromisoformat(wakes))


def test_the_page_takes_what_was_ticked(boss: Door) -> None:
    assert boss.client is not None
    assert boss.user is not None
    boss.user.is_staff = True
    boss.user.save()
    page = boss.client.get("/admin/notify/preference/")
    assert page.status_code == 200
    assert "免打扰时段" in page.content.decode()

    saved = boss.client.post(
        "/admin/notify/preference/",
        {"shown": [f"{KIND}|inbox", f"{URGENT}|inbox"], "on": [f"{URGENT}|inbox"],
         "starts": "22:00", "ends": "07:00"},
    )  # fmt: skip

    assert saved.status_code == 302
    kinds = {one["kind"]: one for one in boss.see("/notify/preferences")["kinds"]}
    assert kinds[KIND]["channels"]["inbox"] is False
    assert kinds[URGENT]["channels"]["inbox"] is True
    assert boss.see("/notify/preferences")["quiet"] == {"starts": "22:00", "ends": "07:00"}
