"""How an opportunity enters a stage, and the record of every figure that changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.core import money
from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Malformed, Refusal
from backend.crm.opportunity import queries
from backend.crm.opportunity.models import Forecast, Opportunity, Stage, StageHistory
from backend.crm.opportunity.queries.pipelines import RUNNING
from backend.market.fx import queries as fx

TICK = timedelta(microseconds=1)
HOME = "CNY"


class WrongStage(Malformed):
    """The stage belongs to another pipeline, or closes the opportunity."""

    sentence = _("请选择本流程中进行中的阶段；赢单、输单和作废请使用对应的操作。")


class GateClosed(Refusal):
    """A stage asks for something the opportunity does not have; every failing check is named."""

    sentence = _("不能进入“{stage}”：{why}。")


class WouldBreak(Refusal):
    """A change would take away what the present stage asks for."""

    sentence = _("这样修改后不再满足当前阶段“{stage}”的要求：{why}。")


@dataclass(frozen=True)
class Figures:
    """What a stage history compares: where it stood, how much, how likely, by when, whose."""

    stage_id: UUID
    amount: Decimal
    probability: Decimal
    expected_close_on: date
    forecast: str
    owner_id: int | None
    unit_id: UUID | None

    @classmethod
    def of(cls, opportunity: Opportunity) -> "Figures":
        """This will read the figures of an opportunity."""
        return cls(
            opportunity.stage_id,
            opportunity.amount,
            opportunity.probability,
            opportunity.expected_close_on,
            opportunity.forecast,
            opportunity.owner_id,
            opportunity.unit_id,
        )


def in_cny(amount: Decimal, currency: str, *, on: date) -> Decimal | None:
    """This will give an amount in CNY at the newest rate of a day; None when there is no rate."""
    if currency == HOME:
        return amount
    rate = fx.find(f"{currency}/{HOME}", on, latest=True)
    return None if rate is None else money.cents(amount * rate.value)


def require(failures: list[queries.Failure], refusal: type[Refusal], *, stage: Stage) -> None:
    """This will refuse when checks fail, naming each."""
    if failures:
        raise refusal(
            errors={failure.place: failure.sentence for failure in failures},
            stage=stage.name,
            why="；".join(failure.sentence for failure in failures),
        )


def enter(
    opportunity: Opportunity,
    stage: Stage,
    *,
    probability: Decimal | None,
    actor: Actor,
    at: datetime,
    event: str,
    reason: str = "",
) -> None:
    """This will put a locked opportunity into a stage and save it, if its gate is open.

    The stage's own probability counts unless somebody knows better.
    """
    before, since = Figures.of(opportunity), opportunity.stage_since
    left = opportunity.stage
    if at < since:
        raise Malformed(errors={"at": _("不能早于进入当前阶段的时间")})
    on = timezone.localdate(at)
    if stage.pk != left.pk:
        require(queries.failing(opportunity, stage, on=on, actor=actor), GateClosed, stage=stage)
        opportunity.stage_since = at
        opportunity.forecast = category(opportunity.forecast, left, stage)
    opportunity.stage = stage
    opportunity.probability = stage.probability if probability is None else probability
    documents.save(
        opportunity,
        actor=actor,
        event=f"crm.opportunity.{event}",
        reason=reason,
        payload={"from": left.code, "to": stage.code},
    )
    write(opportunity, before, actor=actor, at=at, since=since)


def category(known: str, left: Stage, stage: Stage) -> str:
    """This will give the forecast category in a stage: what ends leaves it, what reopens returns.

    A category somebody chose stays while the sale runs.
    """
    if stage.kind == Stage.Kind.WON:
        return Forecast.CLOSED.value
    if stage.kind not in RUNNING:
        return Forecast.OMITTED.value
    return known if left.kind in RUNNING else Forecast.PIPELINE.value


def write(
    opportunity: Opportunity,
    before: Figures | None,
    *,
    actor: Actor,
    at: datetime,
    since: datetime,
    about: str = "",
) -> None:
    """This will add a row to the ledger of moves when something changed.

    Rows of one opportunity stand strictly one after the other, as they were written: a move
    told late does not slip in before what is known already.
    """
    now = Figures.of(opportunity)
    if before == now and not about:
        return
    last = StageHistory.objects.filter(opportunity=opportunity).aggregate(at=Max("at"))["at"]
    StageHistory.objects.create(
        opportunity=opportunity,
        at=at if last is None else max(at, last + TICK),
        by_id=actor.user_id,
        about=about or _about(before, now),
        from_stage_id=before.stage_id if before else None,
        to_stage_id=now.stage_id,
        seconds_in_from=max(0, int((at - since).total_seconds())),
        amount_before=before.amount if before else None,
        amount_after=now.amount,
        amount_cny=opportunity.amount_cny,
        probability_before=before.probability if before else None,
        probability_after=now.probability,
        close_before=before.expected_close_on if before else None,
        close_after=opportunity.closed_on or now.expected_close_on,
        forecast=now.forecast,
        owner_id=now.owner_id,
        unit_id=now.unit_id,
        source=opportunity.source,
    )


def note_owner(opportunity_id: UUID, *, at: datetime, by_id: int | None) -> None:
    """This will add to the ledger whose an opportunity is, unless that is known already.

    What is handed over in bulk is moved past the verbs of an opportunity; funnel and forecast
    know its owner from the ledger alone.
    """
    opportunity = Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity_id)
    last = StageHistory.objects.filter(opportunity=opportunity).order_by("-at").first()
    seat = {"owner_id": opportunity.owner_id, "unit_id": opportunity.unit_id}
    if last is None or {name: getattr(last, name) for name in seat} == seat:
        return
    StageHistory.objects.create(
        opportunity=opportunity,
        at=max(at, last.at + TICK),
        by_id=by_id,
        about=StageHistory.About.ASSIGNED,
        from_stage_id=last.to_stage_id,
        to_stage_id=last.to_stage_id,
        seconds_in_from=max(0, int((at - opportunity.stage_since).total_seconds())),
        amount_before=last.amount_after,
        amount_after=last.amount_after,
        amount_cny=last.amount_cny,
        probability_before=last.probability_after,
        probability_after=last.probability_after,
        close_before=last.close_after,
        close_after=last.close_after,
        forecast=last.forecast,
        source=last.source,
        **seat,
    )


def _about(before: Figures | None, now: Figures) -> str:
    if before is None:
        return StageHistory.About.OPENED.value
    if before.stage_id != now.stage_id:
        return StageHistory.About.MOVED.value
    if (before.owner_id, before.unit_id) != (now.owner_id, now.unit_id):
        return StageHistory.About.ASSIGNED.value
    figures = (before.amount, before.probability, before.expected_close_on)
    if figures != (now.amount, now.probability, now.expected_close_on):
        return StageHistory.About.FIGURES.value
    return StageHistory.About.CATEGORY.value


def open_stage(pipeline_id: UUID, code: str) -> Stage:
    """This will find a running stage of a pipeline by its code, or raise WrongStage."""
    found = Stage.objects.filter(pipeline_id=pipeline_id, code=code, kind__in=RUNNING).first()
    if found is None:
        raise WrongStage(errors={"stage": WrongStage.sentence})
    return found
