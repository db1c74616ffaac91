"""Score cards and their rules in the back office."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core import panels
from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.backoffice.pages import ChildTable, DocumentAdmin
from backend.supply.standing.flow import State
from backend.supply.standing.models import Criterion, ScoreCard, ScoreScheme
from backend.supply.standing.schemas import SCORE_CARD, SCORE_SCHEME
from backend.supply.supplier.models import Supplier

FIRST = 5
MONTHS = 12


@admin.register(ScoreCard)
class ScoreCardAdmin(DocumentAdmin):
    """How suppliers did, period by period."""

    resource = SCORE_CARD
    icon = "grade"
    place = 9
    labels = {
        "supplier_id": _("供应商"),
        "supplier_name": _("供应商"),
        "scheme_id": _("评分规则"),
        "on": _("日期"),
        "reason": _("原因"),
        "note": _("说明"),
        "period_until": _("期末止"),
        "lines": _("明细"),
    }
    columns = (
        "no",
        "supplier_name",
        "period_from",
        "period_to",
        "state",
        "score",
        "band",
        "rfq_effect",
        "order_effect",
    )
    filters = ("state", "supplier_id", "band", "period_until")
    facts = (
        (_("评分"), ("supplier_id", "state", "period_from", "period_to", "score", "band")),
        (_("影响"), ("rfq_effect", "order_effect", "inspects_more")),
        (_("计算"), ("scheme_id", "counted_on", "published_on", "note")),
    )
    tables = (
        ChildTable(
            _("明细"),
            "lines",
            ("kind", "weight", "samples", "top", "bottom", "value", "best", "worst", "score"),
        ),
    )
    main_path = ("draft", "published")
    empty = _("还没有供应商评分。每月自动计算上月草稿，也可以选择期间手工计算。")


@admin.register(ScoreScheme)
class ScoreSchemeAdmin(DocumentAdmin):
    """By what suppliers are scored, and what follows."""

    resource = SCORE_SCHEME
    icon = "tune"
    place = 91
    labels = {
        "criteria": _("指标"),
        "bands": _("评级"),
        "criteria.kind": _("指标"),
        "criteria.weight": _("权重"),
        "criteria.best": _("满分值"),
        "criteria.worst": _("零分值"),
        "criteria.least_samples": _("最少样本"),
        "bands.code": _("评级"),
        "bands.least": _("分数下限"),
        "bands.rfq_effect": _("对询价的影响"),
        "bands.order_effect": _("对下单的影响"),
        "bands.inspects_more": _("加严检验"),
    }
    columns = ("name", "market", "is_active", "created_at")
    facts = ((_("规则"), ("name", "market", "is_active")),)
    tables = (
        ChildTable(_("指标"), "criteria", ("kind", "weight", "best", "worst", "least_samples")),
        ChildTable(
            _("评级"), "bands", ("code", "least", "rfq_effect", "order_effect", "inspects_more")
        ),
    )
    empty = _("还没有评分规则。写下各指标的权重、满分值、零分值，以及每档评级的影响。")


@panels.related(Supplier, "supply.view_score_card", order=10)
def history(supplier: Supplier, actor: Actor) -> panels.Table | None:
    """This will show how a supplier's score went over its last periods, measure by measure."""
    rows = policy.visible(ScoreCard, actor).filter(supplier=supplier, state=State.PUBLISHED)
    cards = list(rows.prefetch_related("lines").order_by("-period_to")[:MONTHS])
    if not cards:
        return None
    kinds = dict(Criterion.choices)
    return panels.Table(
        label=_("评分历史"),
        columns=(_("期间"), _("评分"), _("评级"), *kinds.values()),
        rows=[
            (f"{card.period_from} – {card.period_to}", card.score, card.band, *_points(card))
            for card in cards
        ],
        links=[panels.page(card) for card in cards],
    )


def _points(card: ScoreCard) -> list[Any]:
    found = {line.kind: line.score for line in card.lines.all()}
    return [found.get(kind) for kind in Criterion.values]


@panels.today("supply.publish_score_card", order=39)
def to_publish(actor: Actor) -> panels.Item:
    """This will name the score cards that were counted and wait to be published."""
    rows = policy.visible(ScoreCard, actor).filter(state=State.DRAFT, score__isnull=False)
    rows = rows.select_related("supplier__party")
    return panels.Item(
        _("供应商评分待发布"),
        rows.count(),
        panels.listing(ScoreCard, state=State.DRAFT),
        [
            panels.Line(f"{row.supplier} {row.period_to:%Y-%m}", panels.page(row), row.band)
            for row in rows.order_by("-period_to", "score")[:FIRST]
        ],
        icon="grade",
    )
