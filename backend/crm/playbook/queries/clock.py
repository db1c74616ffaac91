"""What the clock calls for, as occasions for a task: the same whenever one looks.

Every occasion carries the key of its period and the moment the period began, not the moment it
was found: a look after a day and a half finds what hourly looks would have found.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case as Choice
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.crm.contract.models import Contract
from backend.crm.customer.models import Customer
from backend.crm.opportunity.models import Opportunity, StageHistory
from backend.crm.playbook import calc
from backend.crm.playbook.calc import Case
from backend.crm.playbook.models import PlaybookRule
from backend.crm.playbook.queries import papers

Trigger = PlaybookRule.Trigger
RUNNING = ("effective", "amending", "suspended")
CHUNK = 500


def cases_at(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    """This will give what a rule of the clock calls for at a moment, and since it last looked."""
    yield from _EYES[Trigger(rule.trigger)](rule, now)


def _weekly(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    """Every week since the last look in which a sale stood before Friday.

    A week whose deadline had passed when the rule began is left alone.
    """
    for monday in calc.weeks(_day(rule.scanned_until or rule.active_from), _day(now)):
        due_at = _start(monday + timedelta(days=(rule.due_weekday or 5) - 1), rule.due_time)
        if due_at > rule.active_from:
            yield from _week(monday, until=min(now, due_at))


def _week(monday: date, *, until: datetime) -> Iterator[Case]:
    past = StageHistory.objects.filter(opportunity=OuterRef("pk"))
    stood = past.filter(at__lte=until).order_by("-at")
    plain: Any = Choice(When(opportunity__currency="CNY", then="amount_after"))
    rows = _open_sales().annotate(
        began=Subquery(past.values("opportunity").annotate(at=Min("at")).values("at")),
        stood=Subquery(stood.annotate(cny=Coalesce("amount_cny", plain)).values("cny")[:1]),
    )
    rows = rows.filter(began__lt=_start(monday + timedelta(days=calc.FRIDAY)), began__lte=until)
    week, start = calc.week_of(monday), _start(monday)
    for batch in _batches(rows):
        levels = papers.levels_of(row.party_id for row in batch)
        for row in batch:
            yield papers.of_opportunity(
                row, at=start, key=week, levels=levels, since=start, counts_from=start,
                amount=row.stood if row.stood is not None else Decimal(0), week=week,
            )  # fmt: skip


def _stage_warn(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    rows = _open_sales().filter(stage__warn_days__isnull=False)
    for row, levels in _rows(rows):
        reached = row.stage_since + timedelta(days=row.stage.warn_days or 0)
        limit = row.stage.max_days
        over = limit is not None and row.stage_since + timedelta(days=limit) <= rule.active_from
        if reached <= now and not over:
            yield _stayed(row, rule, reached, now=now, levels=levels)


def _stage_max(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    rows = _open_sales().filter(stage__max_days__isnull=False)
    for row, levels in _rows(rows):
        reached = row.stage_since + timedelta(days=row.stage.max_days or 0)
        if reached <= now:
            yield _stayed(row, rule, reached, now=now, levels=levels)


def _stayed(
    row: Opportunity,
    rule: PlaybookRule,
    reached: datetime,
    *,
    now: datetime,
    levels: papers.Levels,
) -> Case:
    key = f"{row.stage.code}@{row.stage_since:%Y%m%d%H%M%S}"
    days = str((now - row.stage_since).days)
    at = max(reached, rule.active_from)
    return papers.of_opportunity(row, at=at, key=key, levels=levels, days=days)


def _close_passed(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    today = _day(now)
    for row, levels in _rows(_open_sales().filter(expected_close_on__lt=today)):
        day = row.expected_close_on
        at, days = max(_start(day), rule.active_from), str((today - day).days)
        yield papers.of_opportunity(
            row, at=at, key=day.isoformat(), levels=levels, days=days,
            since=_start(day + timedelta(days=1)),
        )  # fmt: skip


def _contract_ending(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    """A contract already past a nearer mark when the rule began gets only the nearer task."""
    days, today = rule.trigger_days or 0, _day(now)
    nearer = PlaybookRule.objects.filter(
        trigger=rule.trigger, is_active=True, trigger_days__lt=days
    ).values_list("trigger_days", flat=True)
    passed = max((mark for mark in nearer if mark is not None), default=-1)
    rows = Contract.objects.filter(
        state__in=RUNNING,
        kind=Contract.Kind.LONG_TERM,
        delivery_until__gte=today,
        delivery_until__lte=today + timedelta(days=days),
        signed_on__lte=F("delivery_until") - timedelta(days=days),
    )
    for batch in _batches(rows.select_related("party").order_by("pk")):
        levels = papers.levels_of(row.party_id for row in batch)
        for row in batch:
            assert row.delivery_until is not None
            reached = _start(row.delivery_until - timedelta(days=days))
            left = (row.delivery_until - today).days
            if left <= passed and reached < rule.active_from:
                continue
            at, key = max(reached, rule.active_from), row.delivery_until.isoformat()
            yield papers.of_contract(row, at=at, key=key, levels=levels, days=left)


def _no_deal(rule: PlaybookRule, now: datetime) -> Iterator[Case]:
    every, today = rule.trigger_days or 1, _day(now)
    long_ago = today - timedelta(days=every)
    stale = Q(last_deal_on__lte=long_ago) | Q(
        last_deal_on=None, created_at__lt=_start(long_ago + timedelta(days=1))
    )
    rows = Customer.objects.filter(stale, party__is_blacklisted=False).exclude(state="lost")
    if rule.levels:
        rows = rows.filter(level__in=rule.levels)
    for batch in _batches(rows.select_related("party").order_by("pk")):
        for row in batch:
            anchor = row.last_deal_on or _day(row.created_at)
            number = calc.round_of(anchor, today, every=every)
            if rule.repeat_times is not None and number > rule.repeat_times:
                continue
            reached = _start(anchor + timedelta(days=every * number))
            yield papers.of_customer(
                row,
                at=max(reached, rule.active_from),
                key=f"{anchor}#{number}",
                days=(today - anchor).days,
            )


def _open_sales() -> QuerySet[Opportunity]:
    rows = Opportunity.objects.filter(state="open").order_by("pk")
    return rows.select_related("party", "stage", "pipeline")


def _rows(rows: QuerySet[Opportunity]) -> Iterator[tuple[Opportunity, papers.Levels]]:
    for batch in _batches(rows):
        levels = papers.levels_of(row.party_id for row in batch)
        for row in batch:
            yield row, levels


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """Read by key, a few hundred at a time: the answer may be long and the work slow."""
    last = None
    while True:
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:CHUNK])
        if not batch:
            return
        yield batch
        last = batch[-1].pk


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _start(day: date, at: time | None = None) -> datetime:
    return timezone.make_aware(datetime.combine(day, at or time.min))


_EYES: dict[str, Callable[[PlaybookRule, datetime], Iterator[Case]]] = {
    Trigger.WEEKLY: _weekly,
    Trigger.STAGE_WARN: _stage_warn,
    Trigger.STAGE_MAX: _stage_max,
    Trigger.CLOSE_PASSED: _close_passed,
    Trigger.CONTRACT_ENDING: _contract_ending,
    Trigger.NO_DEAL: _no_deal,
}
