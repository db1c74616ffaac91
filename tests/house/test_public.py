"""What strangers may open: two doors, each with one key that cannot be guessed."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from backend.crm.intake.api import public as forms
from backend.crm.quote.api import knocking
from tests.crm.intake.kit import a_form, answers, send
from tests.crm.quote.test_link import path, shared  # noqa: F401 - the fixture of a sent quote
from tests.house.crawl import SCHEMA
from tests.house.test_operations import OPEN
from tests.house_kit import API, Door

WRONG = "A" * 46
NO_FORM = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def doors(boss: Door, path: str) -> dict[str, str]:  # noqa: F811 - the fixture above
    """Every address a stranger may open, with a key that fits."""
    token, key = shared(boss, path), a_form(boss)["key"]
    return {
        "page": f"/q/{token}",
        "quote": f"{API}/public/quotes/{token}",
        "pdf": f"{API}/public/quotes/{token}/document.pdf",
        "form": f"{API}/public/lead-forms/{key}",
        "form_page": f"/forms/{key}",
    }


def test_these_are_all_the_doors_without_a_log_in() -> None:
    """An operation without a log-in is a decision: it is named here or it is a fault."""
    unlocked = {
        operation["operationId"]
        for methods in SCHEMA["paths"].values()
        for operation in methods.values()
        if not operation.get("security")
    }

    assert unlocked == OPEN


def test_every_public_answer_is_kept_by_nobody_and_framed_by_nobody(doors: dict[str, str]) -> None:
    faults = []
    for name, address in doors.items():
        answer = Client().get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        said = {key.lower(): value for key, value in answer.headers.items()}
        if said.get("x-content-type-options") != "nosniff":
            faults.append(f"{name}: sniffed")
        if "no-store" not in said.get("cache-control", ""):
            faults.append(f"{name}: kept: {said.get('cache-control')}")
        if said.get("x-frame-options") != "DENY" and "frame-ancestors" not in said.get(
            "content-security-policy", ""
        ):
            faults.append(f"{name}: framed")
        if said.get("referrer-policy") not in ("no-referrer", "same-origin", "strict-origin"):
            faults.append(f"{name}: tells its address on")
        if "sessionid" in answer.cookies:
            faults.append(f"{name}: sets a session")

    assert not faults, "\n".join(faults)


def test_a_key_is_never_told_to_be_nearly_right(boss: Door, doors: dict[str, str]) -> None:
    """A forged token, one of a changed letter and one that is no token at all answer alike."""
    token = doors["page"].rsplit("/", 1)[1]
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")

    said = set()
    for guess in (WRONG, changed, "x"):
        answer = Client().get(f"{API}/public/quotes/{guess}")
        body = answer.json()
        said.add((answer.status_code, body["type"], body["detail"]))

    assert len(said) == 1
    assert said.pop()[0] == 404


@pytest.mark.parametrize("address", [f"{API}/public/lead-forms/{NO_FORM}", f"/forms/{NO_FORM}"])
def test_who_guesses_forms_is_slowed(
    boss: Door, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setattr(forms, "GUESSES", 3)

    found = [Client().get(address).status_code for _ in range(5)]

    assert found == [404, 404, 404, 429, 429]


def test_who_guesses_quotes_is_slowed_at_every_door(
    boss: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knocking, "GUESSES", 3)
    client = Client()
    base = f"{API}/public/quotes/{WRONG}"
    yes = {"name": "x", "phone": "12345", "consent": True}

    found = [
        client.get(base).status_code,
        client.get(f"/q/{WRONG}").status_code,
        client.get(f"{base}/document.pdf").status_code,
        client.post(f"{base}/accept", yes, content_type="application/json").status_code,
        client.get(f"/q/{WRONG}/document.pdf").status_code,
    ]

    assert found == [404, 404, 404, 429, 429]


def test_a_link_taken_back_tells_nothing_more(boss: Door, path: str) -> None:  # noqa: F811
    token = shared(boss, path)
    words = (boss.see(path)["no"], boss.see(path)["seller_name"])
    for link in boss.see(f"{path}/links")["items"]:
        boss.do(f"{path}/unshare", {"at": link["made_at"], "reason": "发错了"})

    for address in (f"/q/{token}", f"{API}/public/quotes/{token}", f"/q/{token}/document.pdf"):
        answer = Client().get(address)
        assert answer.status_code == 410
        assert not any(word in answer.content.decode() for word in words)


def test_a_form_answers_alike_to_the_known_and_the_unknown(boss: Door, hear: Any) -> None:
    """Whether a phone is on file cannot be asked by filling in a form."""
    boss.do(
        "/crm/customers", {"on": "2026-07-01", "party": {"name": "远东", "phone": "13812345678"}}
    )
    key = a_form(boss)["key"]

    known = send(key, answers(1, phone="13812345678")).json()
    new = send(key, answers(2, phone="13912345678")).json()

    assert known.keys() == new.keys()
    differ = {name for name in known if known[name] != new[name]}
    assert differ <= {"receipt"}
