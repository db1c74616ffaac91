"""Counting a card, letting its band count, taking it back; and the rules it is counted by."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed, Refusal
from backend.core.events import log
from backend.core.numbering import actions as numbering
from backend.supply.standing import calc, queries
from backend.supply.standing.models import (
    Criterion,
    ScoreBand,
    ScoreCard,
    ScoreCardLine,
    ScoreCriterion,
    ScoreScheme,
)
from backend.supply.supplier.actions import profile
from backend.supply.supplier.models import Supplier

log.declare(
    "supply.score_scheme.created",
    "supply.score_scheme.changed",
    "supply.score_scheme.retired",
    "supply.score_card.counted",
    "supply.score_card.recounted",
    "supply.score_card.published",
    "supply.score_card.voided",
)


class NoScheme(Refusal):
    """Nobody has said how suppliers are scored."""

    sentence = _("还没有启用的评分规则，请先建立评分规则。")


class OneScheme(Duplicate):
    """One set of rules counts."""

    sentence = _("已有启用的评分规则，请修改它，或先停用。")


class CountedAlready(Duplicate):
    """The period has its card."""

    sentence = _("该供应商这一期间已有评分，请重新计算或先作废。")


class NotOver(Malformed):
    """A period is scored when it is over."""

    sentence = _("评分期末不能早于期初，也不能晚于计算日期。")


class NothingMeasured(Refusal):
    """A card without a score says nothing."""

    sentence = _("这一期间没有可评分的业务，不能发布。")


class RulesWrong(Malformed):
    """The rules would not give a band to every score."""

    sentence = _("评级须含分数下限为 0 的一档，且指标、评级代码和下限不得重复。")


class NoSpread(Malformed):
    """Best and worst must differ."""

    sentence = _("满分值与零分值不能相同。")


documents.explains("supply_scorescheme_one_in_use", OneScheme())
documents.explains("supply_scorecard_once", CountedAlready())


@documents.verb
def create_scheme(
    *,
    actor: Actor,
    id: UUID | None,
    criteria: Sequence[Any],
    bands: Sequence[Any],
    **facts: Any,
) -> ScoreScheme:
    """This will say how suppliers are scored from now on."""
    _check(criteria, bands)
    scheme = ScoreScheme(is_active=True, **facts)
    if id is not None:
        scheme.id = id
    documents.add(
        scheme,
        actor=actor,
        event="supply.score_scheme.created",
        permission="supply.create_score_scheme",
    )
    _put(scheme, criteria, bands)
    return scheme


@documents.verb
def change_scheme(scheme_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> ScoreScheme:
    """This will change the rules; cards counted before keep what they were counted by."""
    scheme = documents.lock(
        ScoreScheme, scheme_id, actor=actor, permission="supply.change_score_scheme"
    )
    criteria = changes.pop("criteria", None)
    bands = changes.pop("bands", None)
    for name, value in changes.items():
        setattr(scheme, name, value)
    rows = list(scheme.criteria.all()) if criteria is None else criteria
    steps = list(scheme.bands.all()) if bands is None else bands
    _check(rows, steps)
    if criteria is not None:
        scheme.criteria.all().delete()
    if bands is not None:
        scheme.bands.all().delete()
    _put(scheme, criteria or (), bands or ())
    return documents.save(scheme, actor=actor, event="supply.score_scheme.changed")


@documents.verb
def retire_scheme(scheme_id: UUID, *, actor: Actor) -> ScoreScheme:
    """This will let no more cards be counted by these rules."""
    scheme = documents.lock(
        ScoreScheme, scheme_id, actor=actor, permission="supply.retire_score_scheme"
    )
    scheme.is_active = False
    return documents.save(scheme, actor=actor, event="supply.score_scheme.retired")


def _check(criteria: Sequence[Any], bands: Sequence[Any]) -> None:
    for place, row in enumerate(criteria):
        if row.best == row.worst:
            raise NoSpread(errors={f"criteria.{place}.worst": NoSpread.sentence})
    kinds = [row.kind for row in criteria]
    codes, leasts = [row.code for row in bands], [row.least for row in bands]
    is_unique = all(len(set(values)) == len(values) for values in (kinds, codes, leasts))
    if not is_unique or 0 not in leasts or not any(row.weight > 0 for row in criteria):
        raise RulesWrong(errors={"bands": RulesWrong.sentence})


def _put(scheme: ScoreScheme, criteria: Sequence[Any], bands: Sequence[Any]) -> None:
    ScoreCriterion.objects.bulk_create(ScoreCriterion(scheme=scheme, **dict(c)) for c in criteria)
    ScoreBand.objects.bulk_create(ScoreBand(scheme=scheme, **dict(b)) for b in bands)


@documents.verb
def count(
    *,
    actor: Actor,
    id: UUID | None,
    on: date,
    supplier_id: UUID,
    period_from: date,
    period_to: date,
    note: str = "",
) -> ScoreCard:
    """This will count a supplier's papers of a period by the rules in use, as a draft."""
    supplier = documents.refer(Supplier, supplier_id, actor=actor, field="supplier_id")
    assert supplier is not None
    if not period_from <= period_to <= on:
        raise NotOver(errors={"period_to": NotOver.sentence})
    scheme = queries.scheme_in_use()
    if scheme is None:
        raise NoScheme
    card = ScoreCard(
        no=numbering.next_number("PF", on=on),
        supplier=supplier,
        scheme=scheme,
        period_from=period_from,
        period_to=period_to,
        counted_on=on,
        note=note,
        owner_id=supplier.owner_id,
        unit_id=supplier.unit_id,
    )
    if id is not None:
        card.id = id
    lines = _fill(card)
    documents.add(card, actor=actor, event="supply.score_card.counted")
    ScoreCardLine.objects.bulk_create(lines)
    return card


@documents.verb
def recount(card_id: UUID, *, actor: Actor, on: date) -> ScoreCard:
    """This will count a draft anew, by the rules and papers of today."""
    card = _lock(card_id, actor, "recount")
    card.scheme = queries.scheme_in_use() or card.scheme
    card.counted_on = on
    lines = _fill(card)
    card.lines.all().delete()
    ScoreCardLine.objects.bulk_create(lines)
    return documents.save(card, actor=actor, event="supply.score_card.recounted")


def _lock(card_id: UUID, actor: Actor, verb: str) -> ScoreCard:
    return documents.lock(ScoreCard, card_id, actor=actor, permission=f"supply.{verb}_score_card")


def _fill(card: ScoreCard) -> list[ScoreCardLine]:
    measured = queries.measure(
        card.supplier,
        first=card.period_from,
        last=card.period_to,
        market=card.scheme.market,
    )
    lines = [_line(card, row, measured[row.kind]) for row in card.scheme.criteria.all()]
    lines.sort(key=lambda line: Criterion.values.index(line.kind))
    card.score = calc.total((line.weight, line.score) for line in lines)
    _place(card)
    return lines


def _line(card: ScoreCard, row: ScoreCriterion, measured: calc.Measure) -> ScoreCardLine:
    value = measured.value
    is_enough = value is not None and measured.samples >= row.least_samples
    return ScoreCardLine(
        card=card,
        kind=row.kind,
        weight=row.weight,
        best=row.best,
        worst=row.worst,
        samples=measured.samples,
        top=measured.top.quantize(calc.MILLIONTH),
        bottom=measured.bottom.quantize(calc.MILLIONTH),
        value=value,
        score=calc.points(value, best=row.best, worst=row.worst)
        if value is not None and is_enough
        else None,
    )


def _place(card: ScoreCard) -> None:
    known = {band.code: band for band in card.scheme.bands.all()}
    reached = (
        None
        if card.score is None
        else calc.band_of(card.score, [calc.Band(b.code, b.least) for b in known.values()])
    )
    if reached is None:
        card.band, card.inspects_more = "", False
        card.rfq_effect = card.order_effect = Supplier.Effect.NONE
        return
    band = known[reached.code]
    card.band, card.inspects_more = band.code, band.inspects_more
    card.rfq_effect, card.order_effect = band.rfq_effect, band.order_effect


@documents.verb
def publish(card_id: UUID, *, actor: Actor, on: date) -> ScoreCard:
    """This will let the card's band count, when no later period has its card."""
    card = _lock(card_id, actor, "publish")
    card.publish()
    if card.score is None:
        raise NothingMeasured
    card.published_on = on
    payload = {"supplier_id": card.supplier_id, "score": card.score, "band": card.band}
    documents.save(card, actor=actor, event="supply.score_card.published", payload=payload)
    _write_down(card.supplier_id, actor=actor)
    return card


@documents.verb
def void(card_id: UUID, *, actor: Actor, reason: str) -> ScoreCard:
    """This will take a card back; the one before it counts again."""
    card = _lock(card_id, actor, "void")
    card.void()
    documents.save(card, actor=actor, event="supply.score_card.voided", reason=reason)
    _write_down(card.supplier_id, actor=actor)
    return card


def _write_down(supplier_id: UUID, *, actor: Actor) -> None:
    card = queries.counting(supplier_id)
    none = Supplier.Effect.NONE.value
    profile.note_score(
        supplier_id,
        actor=actor,
        score=None if card is None else card.score,
        band="" if card is None else card.band,
        until=None if card is None else card.period_to,
        rfq_effect=none if card is None else card.rfq_effect,
        order_effect=none if card is None else card.order_effect,
        inspects_more=False if card is None else card.inspects_more,
    )
