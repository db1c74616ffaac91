"""Two fixings at once under one limit: without the lock both pass, with it one is blocked."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from backend.market.position import actions
from backend.market.position.actions import checking, posting
from backend.market.position.models import PositionBucket, PositionLimit
from tests.house_kit import door_for, person
from tests.market.position import kit

pytestmark = pytest.mark.django_db(transaction=True)


def both(meet: Any) -> list[str]:
    """Two people sell 70 t each at the same moment; what each was told."""
    said: list[str] = []

    def sell() -> None:
        try:
            with transaction.atomic():
                kit.require("70.000", side="sell")
                meet()
                kit.post("70.000", "100000", kind="sale", side="sell")
            said.append("sold")
        except actions.LimitBlocked:
            said.append("blocked")
        finally:
            connection.close()

    people = [threading.Thread(target=sell) for _ in range(2)]
    for one in people:
        one.start()
    for one in people:
        one.join(20)
    return sorted(said)


def test_one_limit_is_not_used_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    boss = door_for(person("boss", superuser=True))
    kit.limit(boss, "100.000")
    kit.post("0.001", "100000")  # so that the book is there
    gate = threading.Barrier(2)
    with monkeypatch.context() as unlocked:
        for module in (checking, posting):
            unlocked.setattr(module, "lock_books", lambda metals: None)
        assert both(lambda: gate.wait(10)) == ["sold", "sold"]
    sold = PositionBucket.objects.get(kind="sale").quantity
    assert abs(sold) > PositionLimit.objects.get().tonnes * Decimal("1.2")

    kit.post("-140.000", "100000", kind="sale", side="sell")
    slow = threading.Event()
    assert both(lambda: slow.wait(0.3)) == ["blocked", "sold"]
    assert PositionBucket.objects.get(kind="sale").quantity == Decimal("-70.000")
