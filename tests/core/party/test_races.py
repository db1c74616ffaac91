"""Twenty people put the same company on file at the same moment: one row."""

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from backend.core.events.models import Event
from backend.core.party import actions, calc, queries
from backend.core.party.actions import keys
from backend.core.party.models import Party, PartyKey
from backend.crm.customer.models import Customer
from tests.house_kit import Door, door_for, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CROWD, CLIENTS = 12_000, 20
PHONE = "13812345678"
HARD = "core_partykey_hard_once"


@pytest.fixture
def crowd(transactional_db: None) -> None:
    """12,000 customers with phones of their own."""
    now = timezone.now()
    parties = [
        Party(
            name=f"第{number}号金属有限公司",
            phone=f"139{number:08d}",
            created_at=now,
            updated_at=now,
        )
        for number in range(CROWD)
    ]
    Party.objects.bulk_create(parties, batch_size=2_000)
    actions.rekey_all(batch=2_000)
    Customer.objects.bulk_create(
        [Customer(party=party, created_at=now, updated_at=now) for party in parties],
        batch_size=2_000,
    )


@pytest.fixture
def boss(transactional_db: None) -> Door:
    return door_for(person("boss", superuser=True))


@pytest.fixture
def without_the_constraint(transactional_db: None) -> Iterator[None]:
    """The table of keys as it would be without its promise."""
    rule = next(c for c in PartyKey._meta.constraints if c.name == HARD)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX "{HARD}"')
    yield
    PartyKey.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(PartyKey, rule)


def names() -> list[str]:
    """Twenty ways to call a company of which none looks like another."""
    brands = "远东 华泰 恒远 金鼎 宝来 鑫源 中联 瑞丰 天成 广汇 海德 卓越 永盛 博翔 凯瑞 立信"
    return [f"{brand}电缆" for brand in brands.split()] + ["正大铜", "长虹铝", "百川钢", "宏图锌"]


def rush(work: Callable[[int], Any]) -> list[Any]:
    """Let everybody begin at the same moment, each on a connection of their own."""
    gate, answers = threading.Barrier(CLIENTS), []

    def run(number: int) -> None:
        try:
            gate.wait(60)
            answers.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(answers) == CLIENTS
    return answers


def body(number: int, *, is_verified: bool) -> dict[str, Any]:
    phones = [{"kind": "mobile", "number": PHONE, "is_verified": is_verified}]
    return {"on": "2026-07-01", "party": {"name": names()[number], "phones": phones}}


def create(boss: Door, *, is_verified: bool) -> list[Any]:
    assert boss.user is not None
    doors = [door_for(boss.user) for _ in range(CLIENTS)]
    return rush(
        lambda n: doors[n].post(
            "/crm/customers", body(n, is_verified=is_verified), key=str(uuid.uuid4())
        )
    )


def with_the_phone() -> int:
    return PartyKey.objects.filter(kind="phone", value=f"+86{PHONE}").count()


def all_look_before_anybody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: everybody has asked, and found nobody, before the first one writes."""
    gate, ask = threading.Barrier(CLIENTS), queries.lookalikes

    def and_wait(*args: Any, **kwargs: Any) -> Any:
        found = ask(*args, **kwargs)
        gate.wait(60)
        return found

    monkeypatch.setattr(keys, "take_turns", lambda facts: None)
    monkeypatch.setattr(queries, "lookalikes", and_wait)


def test_without_the_constraint_twenty_have_it(
    crowd: None, boss: Door, without_the_constraint: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_look_before_anybody_writes(monkeypatch)

    answers = create(boss, is_verified=True)

    assert Counter(answer.status_code for answer in answers) == {201: CLIENTS}
    assert with_the_phone() == CLIENTS


def test_the_constraint_alone_lets_one_have_it(
    crowd: None, boss: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_look_before_anybody_writes(monkeypatch)

    answers = create(boss, is_verified=True)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: CLIENTS - 1}
    assert with_the_phone() == 1
    assert Party.objects.count() == CROWD + 1
    assert Customer.objects.count() == CROWD + 1


def test_a_phone_that_nobody_verified_is_asked_about_one_after_the_other(
    crowd: None, boss: Door
) -> None:
    answers = create(boss, is_verified=False)

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: CLIENTS - 1}
    assert with_the_phone() == 1
    assert Party.objects.count() == CROWD + 1
    assert Event.objects.filter(name="crm.customer.created").count() == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "手机号相同 +60" in refused.body["errors"]["lookalikes.0"]
    facts = queries.read_facts(name="新公司", phone=PHONE)
    assert [m.verdict for m in queries.lookalikes(facts)] == [calc.Verdict.CONFIRM]
