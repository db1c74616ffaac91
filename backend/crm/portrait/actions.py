"""Valuing customers, and the rules of their levels."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate
from backend.core.events import log
from backend.crm.customer import actions as customers
from backend.crm.customer.models import Customer
from backend.crm.portrait import calc, queries
from backend.crm.portrait.calc import Deals, Rfm
from backend.crm.portrait.models import LevelRule

log.declare("crm.level_rule.created", "crm.level_rule.changed")

ZERO = Decimal("0.00")
DEFAULTS = {"A": "50000000", "B": "10000000", "C": "1000000", "D": "0"}


class RuleExists(Duplicate):
    """A level has one rule."""

    sentence = _("这个等级已有规则，请修改原有规则。")


documents.explains("crm_levelrule_level_key", RuleExists())


class Tally(NamedTuple):
    """How many customers were looked at, valued anew and moved to another level."""

    seen: int
    valued: int
    graded: int


class _Figures(NamedTuple):
    """The columns of one customer, as they are compared and written."""

    rfm: str
    value_group: str
    deals_year: int
    amount_year: Decimal


@documents.verb
def create(*, actor: Actor, id: UUID | None, **facts: Any) -> LevelRule:
    """This will say what a level asks for."""
    rule = LevelRule(**facts)
    if id is not None:
        rule.id = id
    return documents.add(
        rule, actor=actor, event="crm.level_rule.created", permission="crm.create_level_rule"
    )


@documents.verb
def change(rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> LevelRule:
    """This will change what a level asks for; customers follow in the coming night."""
    rule = documents.lock(LevelRule, rule_id, actor=actor, permission="crm.change_level_rule")
    for name, value in changes.items():
        setattr(rule, name, value)
    return documents.save(rule, actor=actor, event="crm.level_rule.changed")


def seed(*, actor: Actor) -> None:
    """This will lay down rules where a house has none yet."""
    if LevelRule.objects.exists():
        return
    for level, amount in DEFAULTS.items():
        create(actor=actor, id=None, level=level, amount=Decimal(amount), count=0)


def value_all(*, actor: Actor, on: date) -> Tally:
    """This will value every customer by what it signed in a year, and grade it by the rules.

    It may run twice: the second time changes nothing. Figures are kept beside the customer, as
    search words are; only a changed level is news.
    """
    deals = queries.deals(on=on)
    scores = dict(zip(deals, calc.score(list(deals.values())), strict=True))
    rows = list(
        Customer.objects.order_by("pk").values_list(
            "pk", "party_id", "level", "level_is_pinned", *_Figures._fields
        )
    )
    wanted = {pk: _figures(deals.get(party), scores.get(party)) for pk, party, *_rest in rows}
    stale = [pk for pk, *_rest, rfm, group, count, amount in rows
             if wanted[pk] != _Figures(rfm, group, count, amount)]  # fmt: skip
    _write(stale, wanted, on)
    graded = _grade(rows, deals, actor=actor)
    return Tally(len(rows), len(stale), graded)


def _figures(deals: Deals | None, score: Rfm | None) -> _Figures:
    if deals is None or score is None:
        return _Figures("", Customer.Value.NONE.value, 0, ZERO)
    return _Figures(score.code, score.group, deals.number, deals.amount)


def _write(ids: list[UUID], wanted: Mapping[UUID, _Figures], on: date) -> None:
    """One statement for all of them: a house may have a million."""
    if not ids:
        return
    figures = [wanted[pk] for pk in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE crm_customer SET rfm = new.rfm, value_group = new.value_group,
                deals_year = new.deals_year, amount_year = new.amount_year, valued_on = %s
            FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::int[], %s::numeric[])
                AS new(id, rfm, value_group, deals_year, amount_year)
            WHERE crm_customer.id = new.id
            """,
            [
                on,
                ids,
                [one.rfm for one in figures],
                [one.value_group for one in figures],
                [one.deals_year for one in figures],
                [one.amount_year for one in figures],
            ],
        )


def _grade(rows: Iterable[Any], deals: Mapping[UUID, Deals], *, actor: Actor) -> int:
    thresholds, moved = queries.thresholds(), 0
    for pk, party, level, is_pinned, *_rest in rows:
        deserved = calc.level_of(deals.get(party), thresholds=thresholds)
        if is_pinned or deserved in (None, level):
            continue
        assert deserved is not None
        reason = _now("按近一年成交额自动分级")
        customers.grade(pk, actor=actor, level=deserved, reason=reason)
        moved += 1
    return moved
