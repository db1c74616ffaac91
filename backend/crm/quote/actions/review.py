"""Another pair of eyes: what asks for it, who may give it, and the rules themselves."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.registry import permit
from backend.crm.quote import queries
from backend.crm.quote.actions import guards
from backend.crm.quote.calc import review
from backend.crm.quote.models import Quote, QuoteRule

log.declare(
    "crm.quote.submitted",
    "crm.quote.returned",
    "crm.quote.passed_on",
    "crm.quote.approved",
    "crm.quote_rule.created",
    "crm.quote_rule.changed",
)

COUNTERSIGN = permit("crm.countersign_quotes")
"""The general manager's: agree to what goes beyond an approver's limit."""
STANDARD: tuple[dict[str, Any], ...] = (
    {"kind": "second_person", "name": "提交人不得批准自己的报价"},
    {"kind": "below_floor", "name": "单价低于底价", "level": "manager"},
    {"kind": "margin_below", "name": "毛利率低于 0.5%", "threshold": "0.005"},
    {"kind": "discount_above", "name": "折扣超过 2%", "threshold": "0.02"},
    {
        "kind": "discount_above",
        "name": "主管折扣超过 5%",
        "threshold": "0.05",
        "role": "sales_lead",
    },
    {"kind": "amount_above", "name": "金额超过 10 万元", "threshold": "100000", "level": "manager"},
    {"kind": "term_longer", "name": "账期长于 30 天", "threshold": "30"},
    {"kind": "counterparty_option", "name": "客户有点价权"},
    {"kind": "validity_longer", "name": "固定价有效期超过 3 个交易日", "threshold": "3"},
)


class QuoteEmpty(Refusal):
    """A quote without a line offers nothing."""

    sentence = _("报价单还没有明细，不能提交。")


class OwnQuote(Refusal):
    """Who submitted it, or agreed first, may not be the other pair of eyes."""

    sentence = _("提交人或初审人不能批准同一份报价，请由另一位有权限的同事批准。")


class WaitsForManager(Refusal):
    """It went on to the general manager already."""

    sentence = _("该报价已初审，正等待总经理批准：{names}。")


class SameRule(Duplicate):
    """Two rules of one kind, role and limit."""

    sentence = _("同一触发条件、角色和限值的规则已存在。")


documents.explains("crm_quoterule_once", SameRule())


@documents.verb
def submit(quote_id: UUID, *, actor: Actor) -> Quote:
    """This will hand a draft to its reviewer, with the rules it meets and the lines they name."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.submit_quote")
    # The rules met are told in the news by kind; their table is no change of the offer.
    quote.triggers = review.triggered(queries.rules(), queries.review_facts(quote, actor.user_id))
    documents.remember(quote)
    quote.submit()
    if not quote.lines.exists():
        raise QuoteEmpty
    quote.submitted_by_id, quote.passed_by_id = actor.user_id, None
    return documents.save(
        quote,
        actor=actor,
        event="crm.quote.submitted",
        payload={"triggers": [row["kind"] for row in quote.triggers]},
    )


@documents.verb
def return_to_draft(quote_id: UUID, *, actor: Actor, reason: str) -> Quote:
    """This will send a quote back to be changed, with the reason."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.approve_quote")
    quote.return_to_draft()
    quote.passed_by_id = None
    return documents.save(quote, actor=actor, event="crm.quote.returned", reason=reason)


@documents.verb
def approve(quote_id: UUID, *, actor: Actor, on: date) -> Quote:
    """This will let a quote go out, or hand it on to the general manager where a rule says so."""
    quote = documents.lock(Quote, quote_id, actor=actor, permission="crm.approve_quote")
    _require_other_person(quote, actor)
    if review.needs_manager(quote.triggers) and not actor.may(COUNTERSIGN):
        return _pass_on(quote, actor)
    quote.approve()
    guards.still_binds(quote, on)
    quote.approved_on = on
    return documents.save(quote, actor=actor, event="crm.quote.approved")


def _pass_on(quote: Quote, actor: Actor) -> Quote:
    quote.pass_on()
    names = [row["name"] for row in quote.triggers if row["level"] == "manager"]
    if quote.passed_by_id is not None:
        raise WaitsForManager(names="、".join(names))
    quote.passed_by_id = actor.user_id
    return documents.save(quote, actor=actor, event="crm.quote.passed_on", payload={"rules": names})


def _require_other_person(quote: Quote, actor: Actor) -> None:
    mine = {quote.submitted_by_id, quote.passed_by_id} - {None}
    if actor.user_id in mine and queries.needs_second_person(actor.user_id):
        raise OwnQuote


# -- the rules -------------------------------------------------------------------------------


@documents.verb
def create_rule(*, actor: Actor, id: UUID | None, **facts: Any) -> QuoteRule:
    """This will add a rule that asks for another pair of eyes."""
    rule = QuoteRule(**facts)
    if id is not None:
        rule.id = id
    _check_rule(rule)
    return documents.add(
        rule, actor=actor, event="crm.quote_rule.created", permission="crm.create_quote_rule"
    )


@documents.verb
def change_rule(quote_rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> QuoteRule:
    """This will move a rule's limit, or switch it off."""
    rule = documents.lock(QuoteRule, quote_rule_id, actor=actor, permission="crm.change_quote_rule")
    for name, value in changes.items():
        setattr(rule, name, value)
    _check_rule(rule)
    return documents.save(rule, actor=actor, event="crm.quote_rule.changed")


def seed_rules(*, actor: Actor) -> int:
    """This will write the rules a new house begins with, when it has none."""
    if QuoteRule.objects.exists():
        return 0
    for row in STANDARD:
        facts = {**row, "threshold": Decimal(row.get("threshold", 0))}
        create_rule(actor=actor, id=None, **facts)
    return len(STANDARD)


def _check_rule(rule: QuoteRule) -> None:
    is_share = rule.kind in (QuoteRule.Kind.MARGIN_BELOW, QuoteRule.Kind.DISCOUNT_ABOVE)
    if is_share and rule.threshold >= 1:
        raise Malformed(errors={"threshold": _("比例应小于 1，例如 0.02")})
