"""Writing the stages of a pipeline, and reading what they ask for before it is stored."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.errors import Malformed
from backend.core.files.models import Attachment
from backend.crm.opportunity import calc, queries
from backend.crm.opportunity.models import Pipeline, Stage
from backend.crm.opportunity.queries.gate import NEW

MOST_DAYS = 366
PLAIN = ("code", "kind", "probability", "expected_days", "warn_days", "max_days")
LISTS = ("allowed_from", "required_fields", "required_files")
CHECKS = ("entry_checks", "exit_checks")
Problem = tuple[str, StrOrPromise]


class StageFacts(NamedTuple):
    """What a stage is made of."""

    code: str
    name: str
    kind: str
    probability: Decimal
    expected_days: int | None = None
    warn_days: int | None = None
    max_days: int | None = None
    allowed_from: Sequence[str] = ()
    required_fields: Sequence[str] = ()
    required_files: Sequence[str] = ()
    entry_checks: Sequence[Any] = ()
    exit_checks: Sequence[Any] = ()


class StagesIncomplete(Malformed):
    """A pipeline without an open stage, or without exactly one won and one lost stage."""

    sentence = _("销售流程至少要有一个进行中阶段，并且赢单、输单阶段各一个，代码不能重复。")


class StagesWrong(Malformed):
    """A stage asks for something that cannot be."""

    sentence = _("阶段设置有误，请检查标出的字段。")


def lay(pipeline: Pipeline, rows: Sequence[Any]) -> None:
    """This will write the stages of a pipeline in their order; what is gone is removed."""
    _complete(rows)
    problems = dict(_problems(rows))
    if problems:
        raise StagesWrong(errors=problems)
    Stage.objects.filter(pipeline=pipeline).exclude(code__in=[row.code for row in rows]).delete()
    for seq, row in enumerate(rows, 1):
        facts = {"seq": seq, "name": row.name, **_facts(row)}
        code = facts.pop("code")
        Stage.objects.update_or_create(pipeline=pipeline, code=code, defaults=facts)


def rules(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """This will give what stages are, names apart, to see whether a pipeline became another."""
    return [_facts(row) for row in rows]


def rules_of(pipeline: Pipeline) -> list[dict[str, Any]]:
    """This will give what the stages of a pipeline on file are."""
    return rules(pipeline.stages.order_by("seq"))


def copy(pipeline: Pipeline) -> list[Stage]:
    """This will give the stages of a pipeline as they are, for its next edition."""
    return list(pipeline.stages.order_by("seq"))


def _facts(row: Any) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in PLAIN}
    found |= {name: list(getattr(row, name)) for name in LISTS}
    return found | {name: [asdict(check(one)) for one in getattr(row, name)] for name in CHECKS}


def check(row: Any) -> calc.Check:
    """This will read a check from a body, from what is stored, or from the seed."""
    if isinstance(row, calc.Check):
        return row
    return calc.Check(**(row if isinstance(row, dict) else row.model_dump()))


# -- what cannot be --------------------------------------------------------------------------


def _complete(rows: Sequence[Any]) -> None:
    kinds = [row.kind for row in rows]
    ends = kinds.count(Stage.Kind.WON), kinds.count(Stage.Kind.LOST)
    is_whole = Stage.Kind.OPEN in kinds and ends == (1, 1) and kinds.count(Stage.Kind.VOID) < 2
    if not is_whole or len({row.code for row in rows}) != len(rows):
        raise StagesIncomplete(errors={"stages": StagesIncomplete.sentence})


def _problems(rows: Sequence[Any]) -> Iterator[Problem]:
    codes = {row.code for row in rows} | {NEW}
    first = next(place for place, row in enumerate(rows) if row.kind == Stage.Kind.OPEN)
    if rows[first].required_files or (
        rows[first].allowed_from and NEW not in rows[first].allowed_from
    ):
        yield f"stages.{first}.allowed_from", _("新商机从这里开始：不能要求附件，也不能限制进入")
    for place, row in enumerate(rows):
        at = f"stages.{place}"
        yield from ((f"{at}.{name}", why) for name, why in _of_stage(row, codes))
        for name in CHECKS:
            for number, one in enumerate(getattr(row, name)):
                why = _of_check(check(one))
                if why is not None:
                    yield f"{at}.{name}.{number}.{why[0]}", why[1]


def _of_stage(row: Any, codes: set[str]) -> Iterator[Problem]:
    if unknown := set(row.allowed_from) - codes:
        yield "allowed_from", _join(_("没有这些阶段代码"), unknown)
    plain = {name for name, fact in queries.FACTS.items() if not fact.argument}
    if unknown := set(row.required_fields) - plain:
        yield "required_fields", _join(_("不认识的必填项"), unknown)
    if unknown := set(row.required_files) - set(Attachment.Kind.values):
        yield "required_files", _join(_("不认识的附件用途"), unknown)
    if row.warn_days is not None and row.max_days is not None and row.warn_days > row.max_days:
        yield "warn_days", _("提醒天数不能大于最长天数")


def _join(sentence: StrOrPromise, names: set[str]) -> str:
    return f"{sentence}：{'、'.join(sorted(names))}"


def _of_check(one: calc.Check) -> Problem | None:
    known = queries.FACTS.get(one.fact)
    if known is None:
        return "fact", _join(_("不认识的条件，可用的有"), set(queries.FACTS))
    if one.operator not in calc.FITTING[known.kind]:
        return "operator", _join(_("这个条件可用的比较方式有"), set(calc.FITTING[known.kind]))
    return _of_argument(known, one) or _of_value(known, one)


def _of_argument(known: queries.Fact, one: calc.Check) -> Problem | None:
    if known.argument == "file" and one.argument not in ("", *Attachment.Kind.values):
        return "argument", _join(_("附件用途只能是"), set(Attachment.Kind.values))
    if known.argument == "days" and not _is_days(one.argument):
        return "argument", _("请填写天数（1 至 366）")
    if not known.argument and one.argument:
        return "argument", _("这个条件没有附加参数")
    return None


def _is_days(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_DAYS


def _of_value(known: queries.Fact, one: calc.Check) -> Problem | None:
    if one.operator in calc.BARE:
        return ("value", _("这种比较方式不需要值")) if one.value else None
    try:
        calc.read(known.kind, one.value)
    except calc.Unreadable:
        return "value", _("值的格式不正确：数字如 50000，是否用 true/false，日期如 2026-07-01")
    return None if one.value else ("value", _("请填写比较的值"))
