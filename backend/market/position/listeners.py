"""What those who answer for the risk are told: a limit comes near, is passed, holds a trade up."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core import notices
from backend.core.events.models import Event
from backend.market.position import queries
from backend.market.position.models import LimitBreach, PositionLimit

APPROVE = "market.approve_limit_breach"


@notices.on("market.limit_breach.opened", urgent=True)
def tell_breach(event: Event) -> list[notices.Notice]:
    """Those who may approve read of a breach or of a trade that was refused."""
    breach = LimitBreach.objects.select_related("limit").get(pk=event.document_id)
    said = _("{metal} {measure}限额 {limit} 吨，{level}：{after} 吨")
    title = str(said).format(
        metal=breach.metal.upper(),
        measure=breach.limit.get_measure_display(),
        limit=f"{breach.tonnes:f}",
        level=breach.get_level_display(),
        after=f"{breach.after:f}",
    )
    return _to_all(title, key=f"market.limit_breach:{breach.pk}:opened",
                   link=f"market.limit_breach:{breach.pk}")  # fmt: skip


@notices.on("market.position_limit.neared")
def tell_near(event: Event) -> list[notices.Notice]:
    """Those who may approve read that a limit comes near, once a day."""
    limit = PositionLimit.objects.get(pk=event.document_id)
    title = str(_("{limit}：已用 {tonnes} 吨，达到预警线")).format(
        limit=limit, tonnes=event.payload["tonnes"]
    )
    day = event.at.date().isoformat()
    return _to_all(title, key=f"market.position_limit:{limit.pk}:{day}",
                   link=f"market.position_limit:{limit.pk}")  # fmt: skip


def _to_all(title: StrOrPromise, *, key: str, link: str) -> list[notices.Notice]:
    return [
        notices.Notice(user_id=user_id, key=key, title=title, link=link)
        for user_id in queries.answerable(APPROVE)
    ]
