"""Eight dispatchers want one engineer for the same morning."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from backend.core.errors import Refusal
from backend.service.workorder import actions
from backend.service.workorder.models import WorkOrder
from tests.house_kit import door_for, person
from tests.service.workorder import kit
from tests.service.workorder.kit import clock

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
START, UNTIL = (datetime.fromisoformat(clock(text)) for text in ("09:00", "12:00"))
RULE = "service_workorder_engineer_once"


def rush(work: Callable[[UUID], str], orders: list[UUID]) -> list[str]:
    """Let them all start together; what each was told, nothing for who succeeded."""
    gate = Barrier(len(orders))

    def client(order: UUID) -> str:
        try:
            connection.ensure_connection()
            gate.wait(timeout=60)
            return work(order)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(client, orders))


def booked() -> int:
    return WorkOrder.objects.filter(state="scheduled").count()


def test_one_engineer_is_booked_once_and_the_others_hear_by_whom() -> None:
    here = kit.world(door_for(person("boss", superuser=True)))
    orders = [UUID(here.order()["id"]) for _ in range(8)]
    engineer = UUID(here.engineer)

    def naive(order: UUID) -> str:
        """Look, then write: everybody looks before anybody has written."""
        rows = WorkOrder.objects.filter(engineer_id=engineer, scheduled_from__lt=UNTIL)
        if rows.filter(scheduled_until__gt=START).exists():
            return "taken"
        WorkOrder.objects.filter(pk=order).update(
            engineer_id=engineer, scheduled_from=START, scheduled_until=UNTIL, state="scheduled"
        )
        return ""

    def careful(order: UUID) -> str:
        facts = {"engineer_id": engineer, "starts_at": START, "ends_at": UNTIL}
        try:
            actions.schedule(order, actor=kit.SELF, **facts)
        except Refusal as refused:
            return str(refused)
        return ""

    rule = next(one for one in WorkOrder._meta.constraints if one.name == RULE)
    with connection.schema_editor() as editor:
        editor.remove_constraint(WorkOrder, rule)
    rush(naive, orders)
    assert booked() > 1

    WorkOrder.objects.update(
        state="draft", engineer=None, scheduled_from=None, scheduled_until=None
    )
    with connection.schema_editor() as editor:
        editor.add_constraint(WorkOrder, rule)
    told = rush(careful, orders)

    winner = WorkOrder.objects.get(state="scheduled")
    said = f"工程师“刘工”在 07-06 09:00 至 07-06 12:00 已有工单 {winner.no}，请换时间或换人。"
    assert sorted(told) == ["", *[said] * 7]
