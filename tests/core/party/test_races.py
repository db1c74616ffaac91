"""Twenty people put the same company on file at the same moment: one row."""

import contextlib
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from backend.core.party import actions, calc, queries
from backend.core.party.actions import keys
from backend.core.party.models import Party, PartyKey
from backend.crm.customer.models import Customer
from tests.house_kit import Door, door_for, person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CROWD, CLIENTS = 4_000, 20
HARD = "core_partykey_hard_once"


@pytest.fixture
def crowd(transactional_db: None) -> None:
    """Thousands of customers with phones of their own."""
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


@contextlib.contextmanager
def without_the_constraint() -> Iterator[None]:
    """The table of keys as it would be without its promise; what it then let in goes again."""
    rule = next(c for c in PartyKey._meta.constraints if c.name == HARD)
    with connection.cursor() as cursor:
        cursor.execute(f'DROP INDEX "{HARD}"')
    try:
        yield
    finally:
        PartyKey.objects.filter(kind="phone", value__endswith="0001").delete()
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


def create(boss: Door, phone: str, *, is_verified: bool) -> list[Any]:
    """Twenty customers of twenty names with one phone, each from a connection of its own."""
    assert boss.user is not None
    doors = [door_for(boss.user) for _ in range(CLIENTS)]
    phones = [{"kind": "mobile", "number": phone, "is_verified": is_verified}]

    def post(number: int) -> Any:
        party = {"name": f"{names()[number]}{phone[-4:]}", "phones": phones}
        body = {"on": "2026-07-01", "party": party}
        return doors[number].post("/crm/customers", body, key=str(uuid.uuid4()))

    return rush(post)


def with_the_phone(phone: str) -> int:
    return PartyKey.objects.filter(kind="phone", value=f"+86{phone}").count()


def all_look_before_anybody_writes(patch: pytest.MonkeyPatch) -> None:
    """The worst moment: everybody has asked, and found nobody, before the first one writes."""
    gate, ask = threading.Barrier(CLIENTS), queries.lookalikes

    def and_wait(*args: Any, **kwargs: Any) -> Any:
        found = ask(*args, **kwargs)
        gate.wait(60)
        return found

    patch.setattr(keys, "take_turns", lambda facts: None)
    patch.setattr(queries, "lookalikes", and_wait)


def told(answers: list[Any]) -> dict[int, int]:
    return dict(Counter(answer.status_code for answer in answers))


def test_of_twenty_creates_with_one_phone_one_is_written(crowd: None, boss: Door) -> None:
    with pytest.MonkeyPatch.context() as patch:
        all_look_before_anybody_writes(patch)
        with without_the_constraint():
            answers = create(boss, "13812340001", is_verified=True)
            wrong = with_the_phone("13812340001")
        assert (told(answers), wrong) == ({201: CLIENTS}, CLIENTS)  # the race is real

        answers = create(boss, "13812340002", is_verified=True)
        assert told(answers) == {201: 1, 409: CLIENTS - 1}  # the constraint alone stops it
        assert with_the_phone("13812340002") == 1

    answers = create(boss, "13812340003", is_verified=False)

    assert told(answers) == {201: 1, 409: CLIENTS - 1}  # evidence alone, by taking turns
    assert with_the_phone("13812340003") == 1
    assert Party.objects.count() == Customer.objects.count() == CROWD + CLIENTS + 2
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "手机号相同 +60" in refused.body["errors"]["lookalikes.0"]
    facts = queries.read_facts(name="新公司", phone="13812340003")
    assert [match.verdict for match in queries.lookalikes(facts)] == [calc.Verdict.CONFIRM]
