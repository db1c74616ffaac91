"""The gate: everything that stands between an opportunity and a stage, named one by one.

Every door asks here: the verbs of the API, the board, an import and a rule all call the same
actions, and those call `failing`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access.actor import Actor
from backend.core.files.models import Attachment
from backend.core.registry import permit
from backend.crm.opportunity.calc import Check, Kind, Operator, holds
from backend.crm.opportunity.models import Opportunity, Pipeline, Stage
from backend.crm.opportunity.queries.facts import FACTS, Fact

OVERSEE = permit("crm.oversee_opportunity")
"""Whoever holds it may take an opportunity back, or up again, where only a manager may."""

NEW = "+new"
"""How a stage names, among those it may be entered from, an opportunity that is new."""

GIVEN_UP = (Stage.Kind.LOST, Stage.Kind.VOID)

SENTENCES: dict[str, StrOrPromise] = {
    Operator.IS: _("{fact}须为 {value}，现为 {known}"),
    Operator.IS_NOT: _("{fact}不能为 {value}"),
    Operator.AT_LEAST: _("{fact}不能低于 {value}，现为 {known}"),
    Operator.AT_MOST: _("{fact}不能高于 {value}，现为 {known}"),
    Operator.ABOVE: _("{fact}须大于 {value}，现为 {known}"),
    Operator.BELOW: _("{fact}须小于 {value}，现为 {known}"),
    Operator.ONE_OF: _("{fact}只能是 {value}，现为 {known}"),
    Operator.FILLED: _("请填写{fact}"),
    Operator.EMPTY: _("{fact}须为空"),
}


SIGNS: dict[str, StrOrPromise] = {
    Operator.IS: "=",
    Operator.IS_NOT: "≠",
    Operator.AT_LEAST: "≥",
    Operator.AT_MOST: "≤",
    Operator.ABOVE: ">",
    Operator.BELOW: "<",
    Operator.ONE_OF: "∈",
    Operator.FILLED: _("已填写"),
    Operator.EMPTY: _("为空"),
}


@dataclass(frozen=True)
class Failure:
    """A check that does not hold: where it stands and what to do about it."""

    place: str
    sentence: str


def failing(
    opportunity: Opportunity, target: Stage, *, on: date, actor: Actor, is_new: bool = False
) -> list[Failure]:
    """This will name everything that keeps an opportunity from entering a stage.

    What a stage asks before it is left binds on every way on, never on giving up: a sale can
    always be lost or voided, with its reason. A new opportunity leaves nothing.
    """
    here = opportunity.stage
    found: list[Failure] = []
    if is_new or target.pk != here.pk:
        found += _route(opportunity, target, actor=actor, is_new=is_new)
        if not is_new and target.kind not in GIVEN_UP:
            found += _checked("exit_checks", here.exit_checks, opportunity, on)
    return [*found, *breaches(opportunity, target, on=on)]


def breaches(opportunity: Opportunity, stage: Stage, *, on: date) -> list[Failure]:
    """This will name what a stage asks for at its entry and the opportunity does not have."""
    found = []
    for name in stage.required_fields:
        check = Check(name, Operator.FILLED)
        if not _passes(check, opportunity, on):
            found.append(Failure(f"required_fields.{name}", _said(check, opportunity, on)))
    for kind in stage.required_files:
        if not _passes(Check("files", Operator.ABOVE, "0", kind), opportunity, on):
            label = dict(Attachment.Kind.choices).get(kind, kind)
            sentence = say("请上传附件：{kind}").format(kind=label)
            found.append(Failure(f"required_files.{kind}", sentence))
    return [*found, *_checked("entry_checks", stage.entry_checks, opportunity, on)]


# -- the way there ---------------------------------------------------------------------------


def _route(
    opportunity: Opportunity, target: Stage, *, actor: Actor, is_new: bool
) -> Iterator[Failure]:
    here = opportunity.stage
    if here.kind in GIVEN_UP and not is_new:
        yield from _reopening(opportunity, actor)
        return
    came = NEW if is_new else here.code
    if target.allowed_from and came not in target.allowed_from:
        names = _names(opportunity.pipeline_id, target.allowed_from)
        sentence = say("只能从这些阶段进入：{stages}").format(stages="、".join(names))
        yield Failure("allowed_from", sentence)
    if is_new or not _is_back(here, target):
        return
    rule = opportunity.pipeline.rollback_policy
    if rule == Pipeline.Rollback.NONE:
        yield Failure("rollback_policy", say("本流程不允许退回"))
    elif rule == Pipeline.Rollback.MANAGER and not oversees(actor):
        yield Failure("rollback_policy", say("退回须由主管操作"))
    elif rule == Pipeline.Rollback.ONE_STEP and _steps_back(opportunity, target) > 1:
        yield Failure("rollback_policy", say("本流程一次只能退回一个阶段"))


def _reopening(opportunity: Opportunity, actor: Actor) -> Iterator[Failure]:
    rule = opportunity.pipeline.reopen_policy
    if rule == Pipeline.Reopening.NEVER:
        yield Failure("reopen_policy", say("本流程不允许重新打开"))
    elif rule == Pipeline.Reopening.MANAGER and not oversees(actor):
        yield Failure("reopen_policy", say("重新打开须由主管操作"))


def oversees(actor: Actor) -> bool:
    """This will tell whether a person answers for others; a rule or a clock never does."""
    return actor.user_id is not None and actor.may(OVERSEE)


def _is_back(here: Stage, target: Stage) -> bool:
    """Going to wait and coming back from it is no way back."""
    return here.kind == target.kind == Stage.Kind.OPEN and target.seq < here.seq


def _steps_back(opportunity: Opportunity, target: Stage) -> int:
    rows = Stage.objects.filter(pipeline_id=opportunity.pipeline_id, kind=Stage.Kind.OPEN)
    return rows.filter(seq__gte=target.seq, seq__lt=opportunity.stage.seq).count()


def _names(pipeline_id: Any, codes: Iterable[str]) -> list[str]:
    rows = Stage.objects.filter(pipeline_id=pipeline_id, code__in=list(codes)).order_by("seq")
    return [*([say("新建")] if NEW in codes else []), *rows.values_list("name", flat=True)]


# -- what is asked ---------------------------------------------------------------------------


def _checked(
    place: str, rows: Iterable[dict[str, str]], opportunity: Opportunity, on: date
) -> Iterator[Failure]:
    for number, row in enumerate(rows):
        check = Check(**row)
        if not _passes(check, opportunity, on):
            yield Failure(f"{place}.{number}", _said(check, opportunity, on))


def _passes(check: Check, opportunity: Opportunity, on: date) -> bool:
    """A fact nobody knows any more fails: a gate is never open by accident."""
    known = FACTS.get(check.fact)
    if known is None:
        return False
    value = _filled(known, check, known.read(opportunity, on, check.argument))
    return holds(check.operator, known.kind, value, check.value)


def _filled(known: Fact, check: Check, value: Any) -> Any:
    """A required number is one that is not nothing; a required flag one that is set."""
    if check.operator in (Operator.FILLED, Operator.EMPTY):
        return value if value or known.kind in (Kind.TEXT, Kind.DAY) else None
    return value


def _said(check: Check, opportunity: Opportunity, on: date) -> str:
    own = check.message
    if check.message_en and (get_language() or "").startswith("en"):
        own = check.message_en
    if own:
        return own
    known = FACTS.get(check.fact)
    if known is None:
        return say("条件“{fact}”已不可用，请联系管理员修改销售流程").format(fact=check.fact)
    if known.kind == Kind.FLAG:
        wanted = say("须有：{fact}") if check.value != "false" else say("不能有：{fact}")
        return wanted.format(fact=known.label)
    value = known.read(opportunity, on, check.argument)
    seen = say("空") if value is None or value == "" else value
    label = _label(known, check.argument)
    template = str(SENTENCES[check.operator])
    return template.format(fact=label, value=check.value, known=seen)


def _label(known: Fact, argument: str) -> str:
    if known.argument == "file" and argument:
        return f"{known.label}（{dict(Attachment.Kind.choices).get(argument, argument)}）"
    if known.argument == "days" and argument:
        return say("近 {days} 天{fact}").format(days=argument, fact=known.label)
    return str(known.label)


def conditions(stage: Stage) -> Iterator[tuple[str, str]]:
    """This will say in words what a stage asks for, and when."""
    entering, leaving = say("进入"), say("离开")
    if stage.allowed_from:
        names = "、".join(_names(stage.pipeline_id, stage.allowed_from))
        yield entering, say("只能从这些阶段进入：{stages}").format(stages=names)
    for name in stage.required_fields:
        known = FACTS.get(name)
        yield entering, say("请填写{fact}").format(fact=known.label if known else name)
    for kind in stage.required_files:
        label = dict(Attachment.Kind.choices).get(kind, kind)
        yield entering, say("请上传附件：{kind}").format(kind=label)
    for when, rows in ((entering, stage.entry_checks), (leaving, stage.exit_checks)):
        for row in rows:
            yield when, _worded(Check(**row))


def _worded(check: Check) -> str:
    known = FACTS.get(check.fact)
    label = _label(known, check.argument) if known else check.fact
    sign = SIGNS.get(check.operator, check.operator)
    return " ".join(part for part in (label, str(sign), check.value) if part)
