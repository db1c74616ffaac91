"""What is promised for a machine, from which day to which."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.service.asset.models.assets import Asset


class Entitlement(models.Model):
    """Labour, parts, travel and hours somebody may count on; both days are included."""

    class Kind(models.TextChoices):
        """Where it comes from."""

        WARRANTY = "warranty", _("质保")
        CONTRACT = "contract", _("服务合同")
        GOODWILL = "goodwill", _("商誉")

    class Calendar(models.TextChoices):
        """Which hours count."""

        ALWAYS = "always", _("7×24 小时")
        BUSINESS = "business", _("工作时间")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="entitlements", verbose_name=_("设备")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("截止日期"))
    covers_labour = models.BooleanField(_("含人工"), default=True)
    covers_parts = models.BooleanField(_("含配件"), default=True)
    covers_travel = models.BooleanField(_("含差旅"), default=True)
    response_hours = models.PositiveSmallIntegerField(_("响应时限（小时）"), null=True, blank=True)
    onsite_hours = models.PositiveSmallIntegerField(_("到场时限（小时）"), null=True, blank=True)
    restore_hours = models.PositiveSmallIntegerField(_("恢复时限（小时）"), null=True, blank=True)
    resolve_hours = models.PositiveSmallIntegerField(_("解决时限（小时）"), null=True, blank=True)
    calendar = models.CharField(
        _("计时日历"), max_length=10, choices=Calendar.choices, default=Calendar.BUSINESS
    )
    visits_left = models.PositiveSmallIntegerField(_("剩余上门次数"), null=True, blank=True)
    """Empty: as many as it takes."""
    basis_no = models.CharField(_("依据"), max_length=64, blank=True)
    ended_at = models.DateTimeField(_("终止时间"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("服务权益")
        verbose_name_plural = _("服务权益")
        indexes: ClassVar = [
            models.Index(fields=["asset", "ends_on"], name="service_entitlement_asset"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="service_entitlement_days"
            ),
            models.UniqueConstraint(
                fields=["asset"],
                condition=Q(kind="warranty", basis_no="", ended_at__isnull=True),
                name="service_entitlement_one_warranty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}–{self.ends_on}"
