"""Fifty people reach for one customer at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection

from backend.core import context
from backend.core.access.actor import of_user
from backend.core.documents import actions as documents
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer
from backend.crm.pool.models import OwnershipEvent, PoolClaims, PoolEntry
from tests.crm.pool.kit import a_pool, company, put_back, rep, user_of
from tests.house_kit import Door

pytestmark = pytest.mark.slow
MANY = 50


def rush(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let everybody begin at the same moment; what each was told."""
    gate, answers = threading.Barrier(len(works)), []

    def run(work: Callable[[], Any]) -> None:
        connection.ensure_connection()
        try:
            gate.wait(60)
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(answers) == len(works)
    return answers


@pytest.fixture
def crowd(transactional_db: None, boss: Door) -> tuple[dict[str, Any], list[Door]]:
    """A customer in a pool of fifty members."""
    seller = rep("seller")
    members = [rep(f"member{n:02d}", f"第{n % 5}组") for n in range(MANY)]
    pool = a_pool(boss, seller, *members, claim_limit=1)
    return put_back(seller, company(seller), pool), members


def test_one_of_fifty_has_the_customer_and_the_others_read_who(
    crowd: tuple[dict[str, Any], list[Door]],
) -> None:
    entry, members = crowd
    path = f"/crm/pool-entries/{entry['id']}/claim"

    answers = rush([lambda door=door: door.post(path) for door in members])  # type: ignore[misc]

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: MANY - 1}
    owner = Customer.objects.get().owner
    taken = PoolEntry.objects.get()
    assert owner is not None
    assert taken.taken_by_id == owner.pk
    refused = {answer.body["detail"] for answer in answers if answer.status_code == 409}
    (sentence,) = refused
    assert sentence.startswith(f"该客户已被 {owner} 于 20")
    assert sentence.endswith(" 领取。")
    assert list(PoolClaims.objects.values_list("user_id", "count")) == [(owner.pk, 1)]
    assert OwnershipEvent.objects.filter(kind="claim").count() == 1


def test_looking_first_and_writing_then_gives_one_customer_to_many(
    crowd: tuple[dict[str, Any], list[Door]],
) -> None:
    """The naive way, to show that the race is real."""
    entry, members = crowd
    looked = threading.Barrier(8)

    @documents.verb
    def naive(door: Door) -> str:
        customer = Customer.objects.get()
        if customer.owner_id is not None or not looked.wait(60) + 1:
            return "taken"
        seat = {"owner_id": user_of(door).pk, "unit_id": None}
        customers.give(
            customer, actor=of_user(user_of(door)), event="crm.customer.claimed",
            payload={"pool_from": entry["pool_id"]}, at=context.now(), **seat,
        )  # fmt: skip
        return "mine"

    told = rush([lambda door=door: naive(door) for door in members[:8]])  # type: ignore[misc]

    assert Counter(told) == {"mine": 8}
    assert OwnershipEvent.objects.filter(kind="claim").count() == 8


def test_one_member_with_fifty_hands_stays_within_the_limit(
    transactional_db: None, boss: Door
) -> None:
    seller, greedy = rep("seller"), rep("greedy")
    pool = a_pool(boss, seller, greedy, claim_limit=3)
    entries = [put_back(seller, company(seller, n), pool) for n in range(20)]
    paths = [f"/crm/pool-entries/{entry['id']}/claim" for entry in entries]

    answers = rush([lambda path=path: greedy.post(path) for path in paths])  # type: ignore[misc]

    assert Counter(answer.status_code for answer in answers) == {200: 3, 409: 17}
    assert PoolClaims.objects.get().count == 3
    assert Customer.objects.filter(owner=user_of(greedy)).count() == 3


def test_two_givers_do_not_both_fill_the_last_place(transactional_db: None, boss: Door) -> None:
    seller = rep("seller")
    takers = [rep(f"giver{n}") for n in range(10)]
    pool = a_pool(boss, seller, *takers)
    boss.do(
        "/crm/capacity-rules",
        {"name": "最多三个", "max_owned": 3, "user_id": user_of(seller).pk},
    )
    entries = [put_back(takers[n], company(takers[n], n), pool) for n in range(10)]
    paths = [f"/crm/pool-entries/{entry['id']}/claim" for entry in entries]

    answers = rush([lambda path=path: seller.post(path) for path in paths])  # type: ignore[misc]

    assert Counter(answer.status_code for answer in answers) == {200: 3, 409: 7}
    assert Customer.objects.filter(owner=user_of(seller)).count() == 3
