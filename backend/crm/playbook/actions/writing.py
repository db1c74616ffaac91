"""Writing rules: only words that mean something, only news that exist."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import context
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, NotNow
from backend.core.events import log
from backend.core.people import queries as seats
from backend.crm.playbook import calc
from backend.crm.playbook.models import PlaybookRule
from backend.crm.task import calc as closing

log.declare(
    "crm.playbook_rule.created",
    "crm.playbook_rule.changed",
    "crm.playbook_rule.stopped",
    "crm.playbook_rule.resumed",
)


class TitleUnclear(Malformed):
    """A title with braces that are no plain name."""

    sentence = _("标题只能使用这些占位符：{names}。")


class ClosesOnNothing(Malformed):
    """A line that names no news, or news that never happen."""

    sentence = _("完成条件“{line}”无法识别，请填写事件名，例如 crm.quote.sent。")


class WrongDays(Malformed):
    """Days where the trigger counts none, or none where it does."""

    sentence = _("“长单到期前”和“客户久未成交”须填写触发天数，其他触发不填。")


class WhoseTask(Malformed):
    """A named person is missing, or named beside another rule."""

    sentence = _("执行人为“指定人员”时须选择人员，其他情况不选。")


class NoDeadline(Malformed):
    """A weekday only means something each week."""

    sentence = _("截止星期只用于“每周”触发。")


class AlreadySo(NotNow):
    """The rule runs already, or stands already."""

    sentence = _("规则已是该状态。")


class SameCode(Duplicate):
    """Another rule has the code."""

    sentence = _("已有相同代码的规则。")


documents.explains("crm_playbookrule_code_key", SameCode())


@documents.verb
def create(*, actor: Actor, id: UUID | None, **facts: Any) -> PlaybookRule:
    """This will write a play down; it begins at once."""
    rule = PlaybookRule(active_from=context.now(), **facts)
    if id is not None:
        rule.id = id
    _check(rule)
    return documents.add(
        rule,
        actor=actor,
        event="crm.playbook_rule.created",
        permission="crm.create_playbook_rule",
    )


@documents.verb
def change(rule_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> PlaybookRule:
    """This will change a play; what it opened stays as it was opened."""
    rule = documents.lock(PlaybookRule, rule_id, actor=actor, permission="crm.change_playbook_rule")
    for name, value in changes.items():
        setattr(rule, name, value)
    _check(rule)
    return documents.save(rule, actor=actor, event="crm.playbook_rule.changed")


@documents.verb
def stop(rule_id: UUID, *, actor: Actor, reason: str) -> PlaybookRule:
    """This will open no more tasks by this rule until it is resumed."""
    rule = documents.lock(PlaybookRule, rule_id, actor=actor, permission="crm.stop_playbook_rule")
    if not rule.is_active:
        raise AlreadySo
    rule.is_active = False
    return documents.save(rule, actor=actor, event="crm.playbook_rule.stopped", reason=reason)


@documents.verb
def resume(rule_id: UUID, *, actor: Actor, at: datetime) -> PlaybookRule:
    """This will let a rule work again from a moment on; what passed meanwhile is let be."""
    rule = documents.lock(PlaybookRule, rule_id, actor=actor, permission="crm.stop_playbook_rule")
    if rule.is_active:
        raise AlreadySo
    rule.is_active, rule.active_from, rule.scanned_until = True, at, None
    return documents.save(rule, actor=actor, event="crm.playbook_rule.resumed")


def _check(rule: PlaybookRule) -> None:
    _check_title(rule.title)
    _check_closing(rule.closes_on)
    if (rule.trigger in PlaybookRule.COUNTED) != bool(rule.trigger_days):
        raise WrongDays(errors={"trigger_days": WrongDays.sentence})
    if (rule.assignee == PlaybookRule.Assignee.PERSON) != (rule.person_id is not None):
        raise WhoseTask(errors={"person_id": WhoseTask.sentence})
    if rule.person_id is not None:
        _check_person(rule.person_id)
    if rule.due_weekday is not None and rule.trigger != PlaybookRule.Trigger.WEEKLY:
        raise NoDeadline(errors={"due_weekday": NoDeadline.sentence})


def _check_person(person_id: int) -> None:
    try:
        seats.seat(person_id, unit_id=None)
    except Malformed as wrong:
        raise Malformed(errors={"person_id": wrong.errors["owner_id"]}) from wrong


def _check_title(title: str) -> None:
    try:
        wrong = calc.unknown_names(title)
    except ValueError:
        wrong = [title]
    if wrong:
        names = "、".join(f"{{{name}}}" for name in calc.NAMES)
        refused = TitleUnclear(names=names)
        raise TitleUnclear(errors={"title": str(refused)}, names=names)


def _check_closing(lines: list[str]) -> None:
    known = set(log.names())
    for line in lines:
        try:
            is_known = closing.closing(line).event in known
        except ValueError:
            is_known = False
        if not is_known:
            refused = ClosesOnNothing(line=line)
            raise ClosesOnNothing(errors={"closes_on": str(refused)}, line=line)
