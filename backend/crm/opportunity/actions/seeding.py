"""The pipelines and lost reasons a new house begins with."""

from decimal import Decimal

from django.utils.translation import gettext as say

from backend.core.access.actor import Actor
from backend.crm.opportunity import queries
from backend.crm.opportunity.actions.laying import StageFacts
from backend.crm.opportunity.actions.pipelines import create_pipeline
from backend.crm.opportunity.actions.reasons import create_lost_reason
from backend.crm.opportunity.calc import Check, Operator
from backend.crm.opportunity.models import Business, LostReason, Pipeline, Stage

OPEN, WAITING = Stage.Kind.OPEN.value, Stage.Kind.WAITING.value
CONTACT = Check("has_contact", Operator.IS, "true")
SOME_AMOUNT = Check("amount", Operator.ABOVE, "0")
SOME_ITEMS = Check("items", Operator.ABOVE, "0")
QUOTED = Check("has_quote", Operator.IS, "true")


def seed(*, actor: Actor) -> Pipeline:
    """This will lay down the usual stages of a metals sale as the default, once, and reasons."""
    _reasons(actor)
    known = queries.default_pipeline()
    if known is not None:
        return known
    stages = [
        _stage("need", say("需求确认"), "0.1", (7, 14, 30)),
        _stage("offer", say("方案报价"), "0.3", (5, 10, 30)),
        _stage("negotiation", say("商务谈判"), "0.6", (7, 14, 45)),
        _stage("signing", say("待签合同"), "0.9", (3, 7, 14), entry_checks=(SOME_AMOUNT,)),
        *_ends(),
    ]
    return create_pipeline(
        actor=actor,
        id=None,
        name=say("标准销售流程"),
        is_default=True,
        stages=stages,
        code="standard",
    )


def seed_all(*, actor: Actor) -> None:
    """This will lay down the default pipeline and those of each kind of business, once."""
    seed(actor=actor)
    for code, name, business, stages in (
        ("spot", say("现货贸易流程"), Business.SPOT, _spot()),
        ("long-term", say("长期协议流程"), Business.LONG_TERM, _long_term()),
        ("project", say("项目销售流程"), Business.PROJECT, _project()),
        ("export", say("出口销售流程"), Business.EXPORT, _export()),
    ):
        if not Pipeline.objects.filter(code=code).exists():
            create_pipeline(
                actor=actor,
                id=None,
                name=name,
                is_default=False,
                stages=stages,
                code=code,
                business=business.value,
                rollback_policy=Pipeline.Rollback.ONE_STEP.value,
                reopen_policy=Pipeline.Reopening.ANYONE.value,
            )


def _stage(
    code: str, name: str, likely: str, days: tuple[int, int, int], **asks: tuple[object, ...]
) -> StageFacts:
    expected, warn, most = days
    return StageFacts(code, name, OPEN, Decimal(likely), expected, warn, most, **asks)  # type: ignore[arg-type]


def _ends(won_from: tuple[str, ...] = ()) -> list[StageFacts]:
    return [
        StageFacts("on_hold", say("暂时搁置"), WAITING, Decimal("0.05")),
        StageFacts("won", say("赢单"), Stage.Kind.WON, Decimal(1), allowed_from=won_from),
        StageFacts("lost", say("输单"), Stage.Kind.LOST, Decimal(0)),
        StageFacts("void", say("作废"), Stage.Kind.VOID, Decimal(0)),
    ]


def _spot() -> list[StageFacts]:
    """A spot sale is decided within days: who asks, what, at which price."""
    return [
        _stage("inquiry", say("询价登记"), "0.1", (1, 2, 5)),
        _stage("quoted", say("已报价"), "0.4", (1, 3, 7), entry_checks=(CONTACT, SOME_ITEMS)),
        _stage("closing", say("议价确认"), "0.8", (1, 2, 5), entry_checks=(QUOTED, SOME_AMOUNT)),
        *_ends(),
    ]


def _long_term() -> list[StageFacts]:
    """A frame for a year: volume and formula first, samples, then the terms."""
    return [
        _stage("need", say("年度需求"), "0.1", (14, 30, 60)),
        _stage(
            "scheme",
            say("作价方案"),
            "0.3",
            (14, 30, 60),
            required_fields=("content",),
            entry_checks=(CONTACT, SOME_ITEMS),
        ),
        _stage("trial", say("试单验证"), "0.5", (30, 45, 90), entry_checks=(QUOTED,)),
        _stage("terms", say("条款谈判"), "0.7", (21, 30, 60), entry_checks=(SOME_AMOUNT,)),
        _stage("signing", say("待签合同"), "0.9", (7, 14, 30), allowed_from=("terms", "on_hold")),
        *_ends(),
    ]


def _project() -> list[StageFacts]:
    """A project is won over months, against named competitors, with drawings and a tender."""
    rivals = Check("rivals", Operator.ABOVE, "0")
    return [
        _stage("lead", say("项目立项"), "0.1", (30, 60, 120), exit_checks=(CONTACT,)),
        _stage(
            "solution",
            say("技术方案"),
            "0.25",
            (30, 45, 90),
            required_fields=("content",),
            entry_checks=(SOME_AMOUNT,),
        ),
        _stage(
            "tender",
            say("投标报价"),
            "0.4",
            (21, 30, 60),
            required_files=("other",),
            entry_checks=(SOME_ITEMS, rivals),
        ),
        _stage("talks", say("商务谈判"), "0.7", (14, 21, 45), entry_checks=(QUOTED,)),
        _stage("signing", say("待签合同"), "0.9", (7, 14, 30), allowed_from=("talks", "on_hold")),
        *_ends(),
    ]


def _export() -> list[StageFacts]:
    """An export sale: the term and freight in the quote, a licence before anybody signs."""
    converted = Check("amount_cny", Operator.FILLED)
    return [
        _stage("inquiry", say("海外询盘"), "0.1", (3, 5, 14)),
        _stage(
            "offer", say("贸易术语报价"), "0.3", (5, 10, 21), entry_checks=(CONTACT, SOME_ITEMS)
        ),
        _stage("sample", say("样品与认证"), "0.5", (21, 30, 60), entry_checks=(QUOTED, converted)),
        _stage("signing", say("待签合同"), "0.9", (7, 14, 30), required_files=("licence",)),
        *_ends(),
    ]


def _reasons(actor: Actor) -> None:
    known = set(LostReason.objects.values_list("code", flat=True))
    for code, name, needs in (
        ("price", say("价格偏高"), False),
        ("competitor", say("竞争对手中标"), True),
        ("delivery", say("交期不满足"), False),
        ("quality", say("质量或规格不符"), False),
        ("payment", say("付款条件谈不拢"), False),
        ("credit", say("客户信用不足"), False),
        ("budget", say("客户预算取消"), False),
        ("postponed", say("采购推迟"), False),
        ("no_reply", say("客户失去联系"), False),
        ("other", say("其他"), False),
    ):
        if code not in known:
            create_lost_reason(actor=actor, id=None, code=code, name=name, needs_competitor=needs)
