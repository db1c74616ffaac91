"""What makes a quote need another pair of eyes, on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

ONE = Decimal(1)
SECRET = frozenset({"below_floor", "margin_below"})
"""Triggers whose figures say what goods cost; only that they were met is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A trigger: what it looks at, its limit, who must agree, and for which role it is meant."""

    id: str
    name: str
    kind: str
    threshold: Decimal
    level: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What the triggers look at in a line."""

    seq: int
    price: Decimal
    floor: Decimal | None
    margin_ratio: Decimal | None
    discount: Decimal
    is_fixed: bool
    buyer_prices: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the triggers look at in a quote; `roles` are those of the person who submits."""

    lines: Sequence[LineFacts]
    amount_cny: Decimal
    credit_days: int
    trading_days: int
    roles: frozenset[str]


def triggered(rules: Sequence[Rule], facts: Facts) -> list[dict[str, Any]]:
    """This will list which rules a quote meets, each with the lines concerned."""
    found = []
    for rule in _fitting(rules, facts.roles):
        hit, value, lines = _look(rule, facts)
        if hit:
            is_secret = rule.kind in SECRET
            found.append(
                {
                    "rule": rule.id,
                    "kind": rule.kind,
                    "name": rule.name,
                    "level": rule.level,
                    "lines": lines,
                    "value": "" if is_secret else tidy(value),
                    "limit": "" if is_secret else format(rule.threshold.normalize(), "f"),
                }
            )
    return found


def tidy(value: str) -> str:
    """This will write a figure without needless places."""
    whole, _point, places = value.partition(".")
    places = places[:6].rstrip("0")
    return f"{whole}.{places}" if places else whole


def needs_manager(found: Sequence[dict[str, Any]]) -> bool:
    """This will tell whether a trigger goes on to the general manager."""
    return any(row["level"] == "manager" for row in found)


def discount_of(list_price: Decimal | None, discounts: Sequence[Decimal]) -> Decimal:
    """This will say by how much a chain of discounts lowers a price."""
    left = ONE
    for percent in discounts:
        left *= ONE - percent
    return ONE - left if list_price is None or list_price > 0 else Decimal(0)


def moved(before: Decimal, after: Decimal) -> Decimal:
    """This will say by which part of itself a figure moved, either way."""
    return abs(after - before) / before if before else Decimal(0)


def span(made_on: date, valid_until: date) -> tuple[date, date]:
    """This will give the days an offer binds, both included."""
    return made_on, valid_until


def _fitting(rules: Sequence[Rule], roles: frozenset[str]) -> list[Rule]:
    """Rules for a role replace those for everybody; of several roles the widest limit counts."""
    kept = []
    for rule in rules:
        rivals = [r for r in rules if r.kind == rule.kind and r.level == rule.level]
        mine = [r for r in rivals if r.role and r.role in roles]
        if not mine:
            kept += [rule] if not rule.role else []
        elif rule is max(mine, key=lambda r: (r.threshold, r.id)):
            kept.append(rule)
    return kept


def _look(rule: Rule, facts: Facts) -> tuple[bool, str, list[int]]:
    by_line = _lines(rule, facts)
    if by_line is not None:
        lines = [seq for seq, _value in by_line]
        worst = max((value for _seq, value in by_line), default=Decimal(0))
        return bool(lines), format(worst, "f"), lines
    value = {
        "amount_above": facts.amount_cny,
        "term_longer": Decimal(facts.credit_days),
    }.get(rule.kind)
    if value is None:
        return False, "", []
    return value > rule.threshold, format(value, "f"), [line.seq for line in facts.lines]


def _lines(rule: Rule, facts: Facts) -> list[tuple[int, Decimal]] | None:
    """The lines that meet a rule about lines, each with its figure; None for other rules."""
    days = Decimal(facts.trading_days)
    looks: dict[str, Any] = {
        "below_floor": lambda n: n.floor is not None and n.price < n.floor and n.price,
        "margin_below": lambda n: (
            n.margin_ratio is not None and n.margin_ratio < rule.threshold and ONE
        ),
        "discount_above": lambda n: n.discount > rule.threshold and n.discount,
        "counterparty_option": lambda n: n.buyer_prices and ONE,
        "validity_longer": lambda n: n.is_fixed and days > rule.threshold and days,
    }
    if rule.kind not in looks:
        return None
    found = [(line.seq, looks[rule.kind](line)) for line in facts.lines]
    return [(seq, Decimal(value)) for seq, value in found if value]
