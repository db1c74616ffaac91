"""Logging in and out, who am I, in whose language."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from backend.core.access.models import Mode, Scope
from backend.core.http import throttle
from tests.house_kit import API, Door, door_for, person, unit


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def log_in(client: Client, password: str = "right-horse", **headers: str) -> Any:
    body = json.dumps({"username": "ann", "password": password})
    return client.post(f"{API}/session", body, content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_a_person_logs_in_reads_writes_and_logs_out() -> None:
    person("ann", grants={"core.view_party": Scope.TEAM}, team=unit("华东"))
    client = Client(enforce_csrf_checks=True)

    answer = log_in(client)
    me = client.get(f"{API}/me")
    without = client.delete(f"{API}/session")
    out = client.delete(f"{API}/session", headers={"X-CSRFToken": me.json()["csrf"]})

    assert answer.status_code == 200, answer.content
    assert (me.json()["username"], me.json()["units"]) == ("ann", ["华东"])
    assert me.json()["permissions"] == [{"permission": "core.view_party", "scope": "team"}]
    assert without.status_code == 403
    assert out.status_code == 204
    assert client.get(f"{API}/me").status_code == 401


@pytest.mark.django_db
def test_a_wrong_password_is_refused_and_too_many_close_the_door() -> None:
    person("ann")
    client = Client()

    first = log_in(client, "wrong")
    statuses = [log_in(client, "wrong").status_code for _ in range(8)]
    right = log_in(client)

    assert first.status_code == 401
    assert first.json()["type"] == "/problems/wrong-login"
    assert statuses[-1] == 429
    assert right.status_code == 429
    assert right["Content-Type"] == "application/problem+json"
    assert right["Retry-After"] == "900"


@pytest.mark.django_db
def test_one_address_may_not_try_log_in_after_log_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "LOGINS", 3)

    statuses = [log_in(Client(), f"wrong{i}").status_code for i in range(5)]

    assert statuses == [401, 401, 401, 429, 429]


@pytest.mark.django_db
def test_nobody_may_not_knock_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "ANONYMOUS", 2)

    statuses = [Client().get(f"{API}/me").status_code for _ in range(4)]

    assert statuses == [401, 401, 429, 429]


@pytest.mark.django_db
def test_another_site_cannot_log_a_person_in() -> None:
    person("ann")

    from_afar = log_in(Client(), origin="https://evil.example")
    from_here = log_in(Client(), origin="http://testserver")
    as_form = Client().post(f"{API}/session", {"username": "ann", "password": "right-horse"})

    assert [from_afar.status_code, from_here.status_code] == [403, 200]
    assert as_form.status_code == 415


@pytest.mark.django_db
def test_a_closed_log_in_stays_out() -> None:
    user = person("ann")
    user.is_active = False
    user.save()

    assert log_in(Client()).status_code == 401


def test_the_callers_language_or_else_the_persons_own(boss: Door) -> None:
    client = boss.client
    assert client is not None
    language = f"{API}/meta"

    chosen = client.put(
        f"{API}/me/language", json.dumps({"language": "en"}), content_type="application/json"
    )

    assert chosen.json()["language"] == "en"
    assert client.get(language).json()["language"] == "en"
    asked = client.get(language, headers={"Accept-Language": "zh-hans"})
    assert asked.json()["language"] == "zh-hans"


def test_who_am_i_tells_the_modes_of_closed_fields(boss: Door, nobody: Door) -> None:
    ann = door_for(person("ann", fields={("core.party", "phone"): Mode.MASKED}))

    modes = {(row["document"], row["field"]): row["mode"] for row in ann.see("/me")["fields"]}

    assert modes["core.party", "phone"] == "masked"
    assert modes["core.party", "banks.account"] == "hidden"
    assert nobody.get("/me").status_code == 401
    assert boss.see("/me")["is_superuser"]


def test_labels_and_lists_are_told_for_what_may_be_seen(boss: Door, stranger: Door) -> None:
    found = {row["code"]: row for row in boss.see("/meta")["documents"]}

    assert stranger.see("/meta")["documents"] == []
    party = found["core.party"]
    assert party["label"] == "往来单位"
    kinds = next(row["values"] for row in party["enums"] if row["field"] == "kind")
    assert kinds[0] == {"value": "company", "label": "公司"}
    assert "addresses.kind" in [row["field"] for row in party["enums"]]
    blacklist = next(verb for verb in party["verbs"] if verb["name"] == "blacklist")
    assert blacklist["path"] == "/api/v1/core/parties/{party_id}/blacklist"
    assert found["core.job"]["states"][0] == {"value": "waiting", "label": "等待"}
