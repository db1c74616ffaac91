"""Limits: set and changed by those who answer for the risk."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core.access.actor import Actor
from backend.core.documents import actions as documents
from backend.core.errors import Duplicate, Malformed
from backend.core.events import log
from backend.market.position.models import PositionLimit

log.declare("market.position_limit.created", "market.position_limit.changed")

documents.explains(
    "market_positionlimit_once",
    Duplicate(_("该金属同一口径、月份和生效日的限额已存在，请修改原限额。")),
)
documents.explains(
    "market_positionlimit_ratios_in_order",
    Malformed(errors={"warn_at": _("三条线须依次不减：预警线、超限线、禁止线")}),
)
documents.explains(
    "market_positionlimit_valid_in_order",
    Malformed(errors={"valid_to": _("失效日不能早于生效日")}),
)
documents.explains(
    "market_positionlimit_month",
    Malformed(errors={"month": _("只有单月净头寸的限额可以指定月份")}),
)


@documents.verb
def create(*, actor: Actor, id: UUID | None, **fields: Any) -> PositionLimit:
    """This will set a limit on a metal."""
    limit = PositionLimit(**fields)
    limit.metal = limit.metal.lower()
    if id is not None:
        limit.id = id
    return documents.add(
        limit,
        actor=actor,
        event="market.position_limit.created",
        permission="market.create_position_limit",
    )


@documents.verb
def change(position_limit_id: UUID, *, actor: Actor, changes: dict[str, Any]) -> PositionLimit:
    """This will change a limit; what was decided under the old one stays as it was."""
    limit = documents.lock(
        PositionLimit,
        position_limit_id,
        actor=actor,
        permission="market.change_position_limit",
    )
    for name, value in changes.items():
        setattr(limit, name, value)
    return documents.save(limit, actor=actor, event="market.position_limit.changed")
