"""The weights a company dispatches by, and what was moved on the board."""

from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.service.engineer.models import Engineer
from backend.service.workorder.models import WorkOrder

WEIGHTS = ("travel", "slot", "skill", "load", "part", "known", "territory", "cost")


def _weight(label: Any, usual: int) -> Any:
    return models.PositiveSmallIntegerField(label, default=usual)


class DispatchRule(Document):
    """How much each part of a suggestion counts, and how travel is reckoned; one is in force."""

    SEARCH: ClassVar = ("name",)

    name = models.CharField(_("名称"), max_length=120)
    travel = _weight(_("路程权重"), 30)
    slot = _weight(_("时效权重"), 25)
    skill = _weight(_("技能权重"), 10)
    load = _weight(_("负荷均衡权重"), 10)
    part = _weight(_("车载备件权重"), 10)
    known = _weight(_("熟悉客户权重"), 5)
    territory = _weight(_("服务区域权重"), 5)
    cost = _weight(_("成本权重"), 5)
    speed_kmh = models.PositiveSmallIntegerField(_("平均车速（公里/小时）"), default=40)
    detour = models.DecimalField(
        _("绕行系数"), max_digits=4, decimal_places=2, default=Decimal("1.30")
    )
    furthest_km = models.PositiveSmallIntegerField(_("最远路程（公里）"), default=300)
    horizon_days = models.PositiveSmallIntegerField(_("向前安排（天）"), default=7)
    is_active = models.BooleanField(_("使用中"), default=False, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("派工规则")
        verbose_name_plural = _("派工规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["is_active"],
                condition=Q(is_active=True),
                name="service_dispatchrule_one_in_force",
            ),
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(WEIGHTS, 0)),
                name="service_dispatchrule_some_weight",
            ),
            models.CheckConstraint(
                condition=Q(speed_kmh__gte=5, speed_kmh__lte=200),
                name="service_dispatchrule_speed",
            ),
            models.CheckConstraint(
                condition=Q(detour__gte=1, detour__lte=3), name="service_dispatchrule_detour"
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=60),
                name="service_dispatchrule_horizon",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardMove(models.Model):
    """One move on the board: where an order was before and after, so that it can be taken back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.PROTECT, related_name="moves", verbose_name=_("工单")
    )
    moved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("操作人")
    )
    engineer_before = models.ForeignKey(
        Engineer, models.PROTECT, null=True, related_name="+", verbose_name=_("原工程师")
    )
    from_before = models.DateTimeField(_("原开始"), null=True)
    until_before = models.DateTimeField(_("原结束"), null=True)
    engineer_after = models.ForeignKey(
        Engineer, models.PROTECT, null=True, related_name="+", verbose_name=_("新工程师")
    )
    from_after = models.DateTimeField(_("新开始"), null=True)
    until_after = models.DateTimeField(_("新结束"), null=True)
    at = models.DateTimeField(_("时间"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("排程移动")
        verbose_name_plural = _("排程移动")
        indexes: ClassVar = [
            models.Index(fields=["moved_by", "-id"], name="service_boardmove_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.at:%Y-%m-%d %H:%M}"
