"""Every figure by its name: what it is called, what it is measured in, what lies behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.access import policy
from backend.core.access.actor import Actor
from backend.core.registry import permit
from backend.service.figures.models import FigureGoal
from backend.service.figures.queries import failing, serving
from backend.service.figures.queries.cut import Cut
from backend.service.figures.queries.shape import Figure, Group
from backend.service.ticket.models import Ticket
from backend.service.workorder.models import WorkOrder

VIEW = permit("service.view_figure")
SET_GOAL = permit("service.set_figure_goal")
LEAST = 5
MOST = 200

__all__ = ["FIGURES", "SET_GOAL", "VIEW", "Cut", "Figure", "Group", "Spec", "goals", "rows"]


@dataclass(frozen=True)
class Spec:
    """A figure as people meet it. `rows` gives the papers that speak against it, or behind it."""

    label: StrOrPromise
    unit: StrOrPromise
    formula: StrOrPromise
    ask: Callable[[Cut], Figure]
    rows: Callable[[Cut], QuerySet[Any]] | None = None
    groups: Mapping[str, tuple[StrOrPromise, Callable[[Cut], list[Group]]]] = field(
        default_factory=dict
    )
    is_better_high: bool = True


def _parts_orders(cut: Cut) -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(pk__in=failing.parts_used(cut).values("order_id"))


def _unhappy_tickets(cut: Cut) -> QuerySet[Ticket]:
    return Ticket.objects.filter(pk__in=serving.unhappy(cut).values("ticket_id"))


FIGURES: dict[str, Spec] = {
    "failure_rate": Spec(
        _("故障率"),
        _("次/百台月"),
        _("期内故障单数 × 100 ÷（在役台天 ÷ 30）"),
        failing.failure_rate,
        failing.failures,
        {
            "model": (_("按机型"), lambda cut: failing.failure_rate_by(cut, "model")),
            "batch": (_("按批次"), lambda cut: failing.failure_rate_by(cut, "batch")),
            "supplier_lot": (
                _("按零部件供应批次（更换率）"),
                lambda cut: failing.failure_rate_by(cut, "supplier_lot"),
            ),
        },
        is_better_high=False,
    ),
    "mtbf": Spec(
        _("平均无故障时间"),
        _("小时"),
        _("（在役台天 × 24 − 停机小时）÷ 期内故障单数"),
        failing.mtbf,
        failing.failures,
    ),
    "mttr": Spec(
        _("平均修复时间"),
        _("小时"),
        _("恢复时刻 − 报修时刻之和 ÷ 期内恢复的故障单数"),
        failing.mttr,
        failing.mended,
        is_better_high=False,
    ),
    "first_time_fix": Spec(
        _("一次修复率"),
        "%",
        _("一次上门即解决且未重开的故障单 × 100 ÷ 期内解决且有上门的故障单"),
        serving.first_time_fix,
        serving.visited,
    ),
    "repeat": Spec(
        _("30 天内重复故障"),
        "%",
        _("同一设备 30 天内再次报修的故障单 × 100 ÷ 期内故障单数"),
        failing.repeat,
        failing.repeats,
        is_better_high=False,
    ),
    "parts": Spec(
        _("台年备件用量"),
        _("件/台年"),
        _("期内用料数量 × 365 ÷ 在役台天"),
        failing.parts,
        _parts_orders,
        is_better_high=False,
    ),
    "sla": Spec(
        _("承诺达成率"),
        "%",
        _("按时停止的时钟 × 100 ÷ 期内已见分晓的时钟"),
        serving.sla,
        serving.broken,
        {"clock": (_("按承诺事项"), serving.sla_by_clock)},
    ),
    "on_time": Spec(
        _("上门准时率"),
        "%",
        _("不晚于约定到达的上门 × 100 ÷ 期内有约定的上门"),
        serving.on_time,
        serving.late_arrivals,
    ),
    "csat": Spec(
        _("客户满意度"),
        "%",
        _("4 分及以上的评价 × 100 ÷ 期内收到的评价"),
        serving.csat,
        _unhappy_tickets,
    ),
    "utilisation": Spec(
        _("工程师利用率"),
        "%",
        _("期内作业工时 × 100 ÷ 期内上班与值班时长"),
        serving.utilisation,
        None,
        {"engineer": (_("按工程师"), serving.utilisation_by_engineer)},
    ),
}


def goals() -> dict[str, FigureGoal]:
    """This will give the goal of every figure; one without says how many cases it takes."""
    known = FigureGoal.objects.in_bulk()
    return {name: known.get(name) or FigureGoal(figure=name, least=LEAST) for name in FIGURES}


def rows(name: str, cut: Cut, *, actor: Actor) -> list[Any]:
    """This will give those papers behind a figure that the actor may see, newest first."""
    ask = FIGURES[name].rows
    if ask is None:
        return []
    found = ask(cut)
    seen = policy.visible(found.model, actor).filter(pk__in=found.values("pk"))
    return list(seen.select_related("customer", "asset").order_by("-created_at", "-id")[:MOST])
