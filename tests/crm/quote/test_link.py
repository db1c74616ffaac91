"""A customer reads a quote by its link and answers: signed, for a time, to be taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from backend.core.events.models import Event
from backend.crm.quote import actions, queries
from backend.crm.quote.api import knocking
from backend.crm.quote.models import Quote, QuoteAnswer, QuoteLink
from tests.crm.quote.kit import fixed_line, quoted, world
from tests.house_kit import Door, door_for, grant_all, person, unit

YES = {"name": "王建国", "phone": "13812345678", "remark": "请尽快", "consent": "true"}


@pytest.fixture(autouse=True)
def _patience() -> None:
    cache.clear()


@pytest.fixture
def path(boss: Door) -> str:
    """A sent quote at a fixed price."""
    facts = world(boss)
    found = quoted(boss, facts, valid_until="2099-01-01", lines=[fixed_line(facts)])
    boss.do(f"{found}/submit")
    boss.do(f"{found}/approve", {"on": "2026-07-01"})
    boss.do(f"{found}/send", {"on": "2026-07-01", "via": "微信"})
    return found


def shared(boss: Door, path: str, **more: Any) -> str:
    """Open a link and give its token."""
    boss.do(f"{path}/share", {"at": timezone.now().isoformat(), "days": 7, **more})
    url: str = boss.see(f"{path}/links")["items"][0]["url"]
    return url.rsplit("/", 1)[1]


def test_it_is_read_without_a_log_in_and_the_first_reading_is_news(boss: Door, path: str) -> None:
    token = shared(boss, path)

    first, second = Client().get(f"/q/{token}"), Client().get(f"/q/{token}?lang=en")

    assert (first.status_code, second.status_code) == (200, 200)
    assert "接受报价" in first.content.decode()
    assert "Accept the quotation" in second.content.decode()
    assert "<script" not in first.content.decode()
    assert first["X-Robots-Tag"] == "noindex, nofollow"
    assert first["Cache-Control"] == "no-store"
    assert boss.see(path)["viewed_at"] is not None
    assert Event.objects.filter(name="crm.quote.viewed").count() == 1
    assert boss.see(f"{path}/links")["items"][0]["views"] == 2


def test_what_was_not_sent_has_no_link(boss: Door) -> None:
    facts = world(boss)
    draft = quoted(boss, facts, valid_until="2099-01-01", lines=[fixed_line(facts)])
    body = {"at": timezone.now().isoformat(), "days": 7}

    assert boss.post(f"{draft}/share", body).status_code == 409
    boss.do(f"{draft}/submit")
    assert boss.post(f"{draft}/share", body).status_code == 409
    boss.do(f"{draft}/approve", {"on": "2026-07-01"})
    assert boss.post(f"{draft}/share", body).status_code == 409
    assert not QuoteLink.objects.exists()


def test_the_database_holds_the_hash_of_the_token_only(boss: Door, path: str) -> None:
    token = shared(boss, path)

    link = QuoteLink.objects.get()

    assert link.digest == queries.digest(token)
    assert token not in str(QuoteLink.objects.values().get())
    assert not Event.objects.filter(payload__icontains=token).exists()


def test_a_yes_is_kept_with_who_where_and_to_what(boss: Door, path: str) -> None:
    token = shared(boss, path)
    client = Client(headers={"user-agent": "MicroMessenger"})

    answer = client.post(f"/q/{token}/accept", YES)

    assert answer.status_code == 302
    seen = boss.see(path)
    names = ("state", "accepted_by", "accepted_phone", "accepted_remark")
    assert [seen[name] for name in names] == ["accepted", "王建国", "13812345678", "请尽快"]
    kept = QuoteAnswer.objects.get()
    assert (kept.kind, kept.address, kept.agent) == ("accept", "127.0.0.1", "MicroMessenger")
    assert kept.content_hash == seen["content_hash"] == queries.fingerprint(Quote.objects.get())
    page = client.get(f"/q/{token}")
    assert "您已接受本报价" in page.content.decode()
    assert "/accept" not in page.content.decode()
    again = client.post(f"/q/{token}/accept", YES)
    assert again.status_code == 409
    assert QuoteAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [({"consent": ""}, "请勾选确认"), ({"name": ""}, "name"), ({"phone": "1"}, "phone")],
)
def test_a_yes_without_name_phone_or_consent_is_asked_again(
    boss: Door, path: str, change: dict[str, str], said: str
) -> None:
    token = shared(boss, path)

    answer = Client().post(f"/q/{token}/accept", {**YES, **change})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert boss.see(path)["state"] == "sent"
    assert QuoteAnswer.objects.count() == 0


def test_a_no_needs_its_reason_and_ends_the_link(boss: Door, path: str) -> None:
    token = shared(boss, path)

    silent = Client().post(f"/q/{token}/reject", {"name": "王建国", "reason": ""})
    answer = Client().post(f"/q/{token}/reject", {"name": "王建国", "reason": "价格偏高"})

    assert (silent.status_code, answer.status_code) == (422, 200)
    seen = boss.see(path)
    assert (seen["state"], seen["closed_reason"]) == ("rejected", "价格偏高")
    assert Client().get(f"/q/{token}").status_code == 410


def test_a_wrong_token_is_nobodys(boss: Door, path: str) -> None:
    token = shared(boss, path)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")

    for wrong in (forged, "x", "A" * 46, "../admin"):
        answer = Client().get(f"/q/{wrong}")
        assert answer.status_code == 404
        assert "103,500" not in answer.content.decode()


def test_a_link_ends_by_time_by_hand_and_by_a_new_revision(boss: Door, path: str) -> None:
    token = shared(boss, path)
    link = QuoteLink.objects.get()

    link.made_at -= timedelta(days=9)
    link.expires_at -= timedelta(days=8)
    link.save()
    over = Client().get(f"/q/{token}")
    assert (over.status_code, "已过有效期" in over.content.decode()) == (410, True)
    second = shared(boss, path)
    boss.do(f"{path}/unshare", {"at": timezone.now().isoformat(), "reason": "发错客户"})
    gone = Client().get(f"/q/{second}")
    assert (gone.status_code, "撤销" in gone.content.decode()) == (410, True)
    third = shared(boss, path)
    boss.do(f"{path}/revise", {"on": "2026-07-02", "valid_until": "2099-01-01"})
    newer = Client().get(f"/q/{third}")
    assert (newer.status_code, "新的版本" in newer.content.decode()) == (410, True)
    assert Client().post(f"/q/{third}/accept", YES).status_code == 410
    assert QuoteAnswer.objects.count() == 0


def test_the_last_day_of_the_offer_ends_its_link(boss: Door) -> None:
    facts = world(boss)
    path = quoted(boss, facts, lines=[fixed_line(facts)])
    boss.do(f"{path}/submit")
    boss.do(f"{path}/approve", {"on": "2026-07-01"})
    boss.do(f"{path}/send", {"on": "2026-07-01"})
    boss.do(f"{path}/share", {"at": "2026-07-01T09:00:00+08:00", "days": 90})
    token = queries.token_of(QuoteLink.objects.get().pk)
    QuoteLink.objects.update(expires_at=timezone.now() + timedelta(days=1))

    answer = Client().get(f"/q/{token}")

    assert (answer.status_code, "已过有效期" in answer.content.decode()) == (410, True)


def test_machines_answer_by_the_same_token(boss: Door, path: str, nobody: Door) -> None:
    token = shared(boss, path)

    seen = nobody.see(f"/public/quotes/{token}")
    done = nobody.post(f"/public/quotes/{token}/accept", {**YES, "consent": True}, key="once")
    again = nobody.post(f"/public/quotes/{token}/accept", {**YES, "consent": True}, key="once")

    assert (seen["standing"], seen["amount"], seen["lines"][0]["price"]) == (
        "open", "1035000.00", "103500.0000",
    )  # fmt: skip
    assert {"costs", "cost_estimated", "margin_estimated", "floor_price", "trace"}.isdisjoint(seen)
    assert (done.status_code, done.body["standing"]) == (200, "accepted")
    assert (again.status_code, again.body) == (200, done.body)
    assert QuoteAnswer.objects.count() == 1
    wrong = nobody.get("/public/quotes/nothing")
    assert (wrong.status_code, wrong.body["type"]) == (404, "/problems/no-such-link")


def test_who_guesses_is_slowed(boss: Door, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token = shared(boss, path)
    monkeypatch.setattr(knocking, "GUESSES", 3)

    guesses = [Client().get("/q/" + "A" * 46).status_code for _ in range(5)]

    assert guesses == [404, 404, 404, 429, 429]
    assert Client().get(f"/q/{token}").status_code == 200


def test_who_may_share(boss: Door, path: str, stranger: Door, nobody: Door) -> None:
    body = {"at": timezone.now().isoformat(), "days": 7}
    neighbour = door_for(
        person("neighbour", team=unit("别组"),
               grants=grant_all("crm.view_quote", "crm.share_quote", scope=2))
    )  # fmt: skip
    reader = door_for(person("reader", grants=grant_all("crm.view_quote")))

    assert nobody.post(f"{path}/share", body).status_code == 401
    assert stranger.post(f"{path}/share", body).status_code == 403
    assert neighbour.post(f"{path}/share", body).status_code == 404
    assert reader.post(f"{path}/share", body).status_code == 403
    assert QuoteLink.objects.count() == 0
    shared(boss, path)
    assert reader.see(f"{path}/links")["items"][0]["url"] is None


def test_a_phone_is_masked_where_it_is_closed(boss: Door, path: str) -> None:
    Client().post(f"/q/{shared(boss, path)}/accept", YES)
    reader = door_for(person("reader", grants=grant_all("crm.view_quote")))

    assert reader.see(f"{path}/links")["answers"][0]["phone"] == "138****5678"
    assert reader.see(path)["accepted_phone"] is None


def test_the_customers_pdf_is_open_to_the_link_only(boss: Door, path: str) -> None:
    token = shared(boss, path)

    printed = Client().get(f"/q/{token}/document.pdf")

    assert printed.status_code in (200, 503)
    if printed.status_code == 200:
        assert printed.content.startswith(b"%PDF")
    assert Client().get("/q/" + "A" * 46 + "/document.pdf").status_code == 404


def test_a_link_that_closed_meanwhile_takes_no_answer(boss: Door, path: str) -> None:
    shared(boss, path)
    link = QuoteLink.objects.select_related("quote").get()
    boss.do(f"{path}/unshare", {"at": timezone.now().isoformat(), "reason": "发错客户"})

    with pytest.raises(actions.LinkClosed), transaction.atomic():
        actions.accept_by_link(
            link, at=timezone.now(), name="王", phone="13812345678", remark="",
            caller=actions.Caller("127.0.0.1", ""),
        )  # fmt: skip

    assert boss.see(path)["state"] == "sent"
