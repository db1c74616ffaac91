"""Whatever door a move comes through, the gate is the same one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backend.core import context
from backend.core.access.actor import Actor, of_user, system
from backend.core.errors import Refusal
from backend.crm.opportunity import actions, queries
from backend.crm.opportunity.models import Opportunity, StageHistory
from tests.crm.customer.kit import a_customer
from tests.crm.opportunity.kit import body, check, pipeline, stage
from tests.house_kit import Door

CODES = ("a", "b", "c", "hold")
START = datetime.fromisoformat("2026-07-01T09:00:00+08:00")
FIXED = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
STEP = st.sampled_from(
    [
        *((door, code) for door in ("api", "board", "rule") for code in CODES),
        *(("amount", value) for value in ("0", "100.00", "900.00")),
        *(("content", value) for value in ("", "说明")),
        *(("items", count) for count in (0, 1)),
        *((end, "") for end in ("win", "paper", "lose", "void", "migrate")),
        *(("reopen", code) for code in CODES),
        *(("import", code) for code in CODES),
    ]
)


class Item:
    """A row of an opportunity as a body gives it."""

    product_id = None
    text = "阴极铜"

    def model_dump(self, **_: Any) -> dict[str, Any]:
        """Give the columns."""
        return {"text": self.text, "quantity": 1}


@contextmanager
def undone() -> Iterator[None]:
    """Take back everything that happened inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Walk:
    """One opportunity taken through random doors; after each step the rule is looked at."""

    def __init__(self, pk: Any, actor: Actor, boss: Door) -> None:
        self.pk, self.actor, self.boss, self.at = pk, actor, boss, START

    def row(self) -> Opportunity:
        """Read it again."""
        return Opportunity.objects.select_related("stage", "pipeline").get(pk=self.pk)

    def take(self, door: str, value: Any) -> None:
        """Do one step; a refusal changes nothing, anything else keeps the rule."""
        self.at += timedelta(hours=1)
        before, rows = self.row(), StageHistory.objects.count()
        leaves = _exit_failures(before, self.at)
        token = context.clock.set(self.at)
        try:
            with transaction.atomic():
                done = self.through(door, value)
        except Refusal:
            done = False
        finally:
            context.clock.reset(token)
        now = self.row()
        if not done:
            assert (now.stage_id, now.version) == (before.stage_id, before.version)
            assert StageHistory.objects.count() == rows
            return
        if now.stage_id != before.stage_id:
            gave_up = now.stage.kind in ("lost", "void") or door == "migrate"
            assert gave_up or leaves == []
        self.stands()

    def stands(self) -> None:
        """It is in no stage whose entry checks fail."""
        now = self.row()
        assert queries.breaches(now, now.stage, on=timezone.localdate(self.at)) == []

    def through(self, door: str, value: Any) -> bool:
        """Go through a door; false when it answered that it would not."""
        if door in ("api", "board"):
            return self.http(door, value)
        return bool(getattr(self, f"_{door}")(value)) or True

    def http(self, door: str, value: str) -> bool:
        """Move over the API, or as the board does, with the version it showed."""
        headers = {} if door == "api" else {"if_match": f'"{self.row().version}"'}
        move = {"at": self.at.isoformat(), "stage": value}
        answer = self.boss.post(f"/crm/opportunities/{self.pk}/move", move, **headers)
        assert answer.status_code in (200, 409), answer.body
        return bool(answer.status_code == 200)

    def _rule(self, stage: str) -> Any:
        return actions.move(
            self.pk, actor=system("rule"), at=self.at, stage=stage, probability=None
        )

    def _amount(self, value: str) -> Any:
        return actions.change(self.pk, actor=self.actor, changes={"amount": Decimal(value)})

    def _content(self, value: str) -> Any:
        return actions.change(self.pk, actor=self.actor, changes={"content": value})

    def _items(self, count: int) -> Any:
        items = [Item() for _ in range(count)]
        return actions.change(self.pk, actor=self.actor, changes={"items": items})

    def _win(self, _: str) -> Any:
        return actions.win(self.pk, actor=self.actor, at=self.at, reason="口头确认")

    def _paper(self, _: str) -> Any:
        return actions.win_by_paper(self.pk, actor=self.actor, at=self.at, paper="HT-1")

    def _lose(self, _: str) -> Any:
        return actions.lose(
            self.pk, actor=self.actor, at=self.at, lost_reason="price", reason="价格", lost_to=""
        )

    def _void(self, _: str) -> Any:
        return actions.void(self.pk, actor=self.actor, at=self.at, reason="重复")

    def _reopen(self, stage: str) -> Any:
        return actions.reopen(self.pk, actor=self.actor, at=self.at, stage=stage, reason="又来询价")

    def _import(self, stage: str) -> Any:
        """An imported row is a new opportunity that names its stage."""
        known = self.row()
        made = actions.create(
            actor=self.actor,
            id=None,
            at=self.at,
            party_id=known.party_id,
            lead_id=None,
            pipeline_id=known.pipeline_id,
            stage=stage,
            probability=None,
            amount=known.amount,
            name="导入",
            expected_close_on=known.expected_close_on,
        )
        on = timezone.localdate(self.at)
        assert queries.breaches(made, made.stage, on=on) == []
        return made

    def _migrate(self, _: str) -> Any:
        known = self.row()
        return actions.migrate(
            known.pipeline_id,
            actor=self.actor,
            at=self.at,
            to_pipeline_id=None,
            mapping=(),
            leave_behind=True,
            reason="",
        )


def _exit_failures(opportunity: Opportunity, at: datetime) -> list[str]:
    """Name, without the gate's own route, the exit checks that fail now."""
    from backend.crm.opportunity.queries.gate import _checked

    on = timezone.localdate(at)
    rows = opportunity.stage.exit_checks
    return [failure.place for failure in _checked("exit_checks", rows, opportunity, on)]


@pytest.fixture
def ways(boss: Door) -> Callable[[], Walk]:
    """Lay down two editions of a strict pipeline; give fresh opportunities on the older one."""
    actions.seed(actor=system("test"))
    some = check("items", "above", "0")
    stages = [
        stage("a", exit_checks=[check("content", "filled")]),
        stage("b", entry_checks=[check("amount", "at_least", "100")], exit_checks=[some]),
        stage("c", required_fields=["content"], entry_checks=[some], allowed_from=["b", "hold"]),
    ]
    made = pipeline(boss, *stages, rollback_policy="one_step")
    party = a_customer(boss)["party_id"]
    assert boss.user is not None
    actor = of_user(boss.user)

    def fresh() -> Walk:
        new = boss.do("/crm/opportunities", body(party, pipeline_id=made["id"], content="说明"))
        return Walk(new["id"], actor, boss)

    return fresh


@FIXED
@given(steps=st.lists(STEP, min_size=10, max_size=25))
def test_no_way_leads_into_a_stage_whose_checks_fail(
    ways: Callable[[], Walk], steps: list[tuple[str, Any]]
) -> None:
    with undone():
        walk = ways()
        for door, value in steps:
            walk.take(door, value)


def test_the_way_through_is_open_when_everything_is_there(ways: Callable[[], Walk]) -> None:
    walk = ways()

    for door, value in [
        ("content", "说明"),
        ("amount", "900.00"),
        ("api", "b"),
        ("items", 1),
        ("rule", "c"),
        ("paper", ""),
    ]:
        walk.take(door, value)

    assert walk.row().state == "won"
