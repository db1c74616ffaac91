"""The board: engineers by hours, what is booked, what waits, and what does not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.service.dispatch import calc
from backend.service.dispatch.models import BoardMove
from backend.service.dispatch.queries.facts import rule_in_force, rules_of
from backend.service.dispatch.queries.suggesting import waiting
from backend.service.engineer import queries as engineers
from backend.service.engineer.calc import Span, without
from backend.service.engineer.models import Engineer, Shift
from backend.service.ticket.models import Clock
from backend.service.workorder.flow import BOOKED
from backend.service.workorder.models import WorkOrder

QUARTER = timedelta(minutes=15)
USUAL = (7, 19)
MOST_WAITING = 100


@dataclass
class Block:
    """An order on the board; of one out of sight only that the time is taken."""

    order: WorkOrder | None
    engineer_id: UUID
    start: datetime
    end: datetime
    warnings: list[str] = field(default_factory=list)
    first: int = 0
    span: int = 1

    @property
    def minutes(self) -> int:
        """This will tell how long it takes."""
        return int((self.end - self.start).total_seconds() // 60)


@dataclass
class Lane:
    """One engineer's day."""

    day: date
    blocks: list[Block]
    present: list[tuple[int, int]]
    away: list[str]
    free_from: str


@dataclass
class Row:
    """One engineer and the days shown."""

    engineer: Engineer
    lanes: list[Lane]


@dataclass
class Card:
    """An order that waits, and until when it should be on site."""

    order: WorkOrder
    deadline: datetime | None


@dataclass
class Board:
    """All that is drawn."""

    first: date
    days: list[date]
    opens: int
    closes: int
    rows: list[Row]
    cards: list[Card]
    warnings: list[str]

    @property
    def quarters(self) -> int:
        """This will tell how many quarters of an hour a day has on this board."""
        return (self.closes - self.opens) * 4

    @property
    def hours(self) -> list[int]:
        """This will give the hours of the heading."""
        return list(range(self.opens, self.closes))


def board(actor: Actor, *, first: date, days: int, at: datetime) -> Board:
    """This will read the engineers in sight, their hours and orders, and the orders that wait."""
    dates = [first + timedelta(days=n) for n in range(days)]
    since, until = _start(first), _start(dates[-1] + timedelta(days=1))
    people = list(policy.visible(Engineer, actor).filter(is_active=True).order_by("name_pinyin"))
    ids = [person.pk for person in people]
    blocks = _blocks(actor, ids, since, until)
    shifts = engineers.shifts_of(ids, starts_at=since, ends_at=until)
    opens, closes = _hours(blocks, shifts)
    warnings = _warn(people, blocks, shifts, at=at)
    rows = [
        Row(
            person,
            [_lane(day, blocks[person.pk], shifts[person.pk], opens, closes) for day in dates],
        )
        for person in people
    ]
    return Board(first, dates, opens, closes, rows, _cards(actor), warnings)


def last_move(actor: Actor) -> BoardMove | None:
    """This will give this person's last move that was not taken back."""
    if actor.user_id is None:
        return None
    rows = BoardMove.objects.filter(moved_by_id=actor.user_id, undone_at=None)
    return rows.select_related("order", "engineer_before", "engineer_after").order_by("-id").first()


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def _blocks(
    actor: Actor, ids: Sequence[UUID], since: datetime, until: datetime
) -> dict[UUID, list[Block]]:
    rows = (
        WorkOrder.objects.filter(
            engineer_id__in=ids,
            state__in=BOOKED,
            scheduled_from__lt=until,
            scheduled_until__gt=since,
        )
        .select_related("customer", "asset")
        .order_by("scheduled_from")
    )
    seen = set(
        policy.visible(WorkOrder, actor)
        .filter(pk__in=[r.pk for r in rows])
        .values_list("pk", flat=True)
    )
    found: dict[UUID, list[Block]] = defaultdict(list)
    for row in rows:
        assert row.engineer_id
        assert row.scheduled_from
        assert row.scheduled_until
        order = row if row.pk in seen else None
        found[row.engineer_id].append(
            Block(order, row.engineer_id, row.scheduled_from, row.scheduled_until)
        )
    return found


def _hours(
    blocks: dict[UUID, list[Block]], shifts: dict[UUID, list[tuple[str, datetime, datetime]]]
) -> tuple[int, int]:
    """The usual hours, wider where somebody works earlier or later."""
    spans = [(b.start, b.end) for rows in blocks.values() for b in rows]
    spans += [(start, end) for rows in shifts.values() for _kind, start, end in rows]
    opens, closes = USUAL
    for start, end in spans:
        begins, ends = timezone.localtime(start), timezone.localtime(end)
        if begins.date() != ends.date() and ends.time() > time.min:
            return 0, 24
        opens = min(opens, begins.hour)
        last = 24 if ends.date() != begins.date() else ends.hour + bool(ends.minute)
        closes = max(closes, last)
    return opens, closes


def _lane(
    day: date,
    blocks: Iterable[Block],
    shifts: Iterable[tuple[str, datetime, datetime]],
    opens: int,
    closes: int,
) -> Lane:
    start, end = _start(day), _start(day + timedelta(days=1))
    edge = (start + timedelta(hours=opens), start + timedelta(hours=closes))
    there = [(s, e) for kind, s, e in shifts if kind in Shift.PRESENT]
    absent = [(kind, s, e) for kind, s, e in shifts if kind not in Shift.PRESENT]
    spans = without(there, [(s, e) for _kind, s, e in absent])
    placed = []
    for block in blocks:
        if block.start < end and block.end > start:
            first, span = _place((block.start, block.end), edge)
            placed.append(replace(block, first=first, span=span))
    present = [_place(span, edge) for span in spans if span[0] < end and span[1] > start]
    labels = {str(kind): str(text) for kind, text in Shift.Kind.choices}
    away = [labels[kind] for kind, s, e in absent if s < end and e > start]
    return Lane(day, placed, present, away, _free_from(spans, placed))


def _free_from(spans: Sequence[Span], placed: Sequence[Block]) -> str:
    """The first time of a day at which somebody is there and not booked."""
    left = without(spans, [(block.start, block.end) for block in placed])
    return f"{timezone.localtime(left[0][0]):%H:%M}" if left else ""


def _place(span: Span, edge: Span) -> tuple[int, int]:
    """In which quarter of the drawn hours a span begins, and how many it takes."""
    whole = int((edge[1] - edge[0]) / QUARTER)
    first = min(max(int((span[0] - edge[0]) / QUARTER), 0), whole - 1)
    last = min(max(-int((edge[0] - span[1]) // QUARTER), first + 1), whole)
    return first, last - first


def _warn(
    people: Iterable[Engineer],
    blocks: dict[UUID, list[Block]],
    shifts: dict[UUID, list[tuple[str, datetime, datetime]]],
    *,
    at: datetime,
) -> list[str]:
    rules = rules_of(rule_in_force(), at=at)
    said = []
    for person in people:
        mine = [block for block in blocks[person.pk] if block.order is not None]
        _warn_hours(mine, shifts[person.pk])
        _warn_gaps(mine, rules)
        said += [f"{person.name}：{text}" for block in mine for text in block.warnings]
    return said


def _warn_hours(blocks: Iterable[Block], shifts: Sequence[tuple[str, datetime, datetime]]) -> None:
    there = [(s, e) for kind, s, e in shifts if kind in Shift.PRESENT]
    away = [(s, e) for kind, s, e in shifts if kind not in Shift.PRESENT]
    for block in blocks:
        if without([(block.start, block.end)], without(there, away)):
            assert block.order is not None
            block.warnings.append(_("{no} 有部分时间不在班次内").format(no=block.order.no))


def _warn_gaps(blocks: Sequence[Block], rules: calc.Rules) -> None:
    stops = [(b.order.pk, b.start, b.end, _point(b.order)) for b in blocks if b.order is not None]
    by_id = {b.order.pk: b for b in blocks if b.order is not None}
    for gap in calc.gaps(stops, rules):
        first, second = by_id[gap.first].order, by_id[gap.second].order
        assert first is not None
        assert second is not None
        by_id[gap.second].warnings.append(
            _("{first} 与 {second} 之间只有 {has} 分钟，路上约需 {needs} 分钟").format(
                first=first.no, second=second.no, has=gap.has, needs=gap.needs
            )
        )


def _point(order: WorkOrder) -> calc.Point | None:
    asset: Any = order.asset
    if asset is None or asset.latitude is None or asset.longitude is None:
        return None
    return float(asset.latitude), float(asset.longitude)


def _cards(actor: Actor) -> list[Card]:
    rows = list(
        waiting(actor).select_related("customer", "asset").order_by("created_at")[:MOST_WAITING]
    )
    clocks = Clock.objects.filter(
        ticket_id__in=[r.ticket_id for r in rows if r.ticket_id is not None],
        kind=Clock.Kind.ON_SITE,
        stopped_at=None,
        is_void=False,
    )
    due = dict(clocks.values_list("ticket_id", "target_at"))
    cards = [Card(row, due.get(row.ticket_id) if row.ticket_id else None) for row in rows]
    far = _start(date(2200, 1, 1))
    return sorted(cards, key=lambda card: (card.deadline or far, card.order.created_at))
