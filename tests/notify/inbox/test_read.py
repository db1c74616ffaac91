"""Everybody reads their own inbox."""

from collections.abc import Callable

from django.utils import timezone

from backend.core.notices import Notice
from backend.notify.inbox import actions
from backend.notify.inbox.models import Message
from tests.house_kit import Door, door_for, person


def put(door: Door, *keys: str) -> None:
    assert door.user is not None
    for key in keys:
        notice = Notice(user_id=door.user.pk, key=key, title=f"消息 {key}", link="core.party:1")
        actions.put([notice], kind="test.news", at=timezone.now())


def test_messages_are_listed_newest_first_and_counted(stranger: Door) -> None:
    put(stranger, "a", "b", "c")

    page = stranger.see("/notify/messages", limit=2)
    rest = stranger.see("/notify/messages", limit=2, after=page["next"])

    assert [row["title"] for row in page["items"]] == ["消息 c", "消息 b"]
    assert [row["title"] for row in rest["items"]] == ["消息 a"]
    assert (rest["next"], rest["unread"]) == (None, 3)
    assert stranger.see("/notify/unread") == {"unread": 3}


def test_a_message_is_read_once_and_everything_at_once(stranger: Door) -> None:
    put(stranger, "a", "b", "c")
    first = stranger.see("/notify/messages")["items"][0]

    read = stranger.do(f"/notify/messages/{first['id']}/read")
    again = stranger.do(f"/notify/messages/{first['id']}/read")

    assert read["read_at"] == again["read_at"] is not None
    assert stranger.see("/notify/messages", is_unread="true")["unread"] == 2
    assert stranger.do("/notify/readings") == {"marked": 2}
    assert stranger.see("/notify/unread") == {"unread": 0}


def test_nobody_reads_another_persons_inbox(stranger: Door, nobody: Door) -> None:
    put(stranger, "a")
    other = door_for(person("other", superuser=True))
    message = Message.objects.get()

    assert nobody.get("/notify/messages").status_code == 401
    assert other.see("/notify/messages") == {"items": [], "next": None, "unread": 0}
    assert other.post(f"/notify/messages/{message.pk}/read").status_code == 404
    other.do("/notify/readings")
    message.refresh_from_db()
    assert message.read_at is None


def test_the_same_notice_is_one_message_and_leavers_get_none(
    stranger: Door, hear: Callable[[], int]
) -> None:
    put(stranger, "a", "a")
    assert Message.objects.count() == 1
    assert stranger.user is not None
    stranger.user.is_active = False
    stranger.user.save()

    put(stranger, "b")

    assert Message.objects.count() == 1
