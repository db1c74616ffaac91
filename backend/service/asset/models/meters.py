"""Counters on a machine and what they showed."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.service.asset.models.assets import Asset


class Meter(models.Model):
    """Something a machine counts: running hours, strokes, tonnes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(Asset, models.PROTECT, related_name="meters", verbose_name=_("设备"))
    name = models.CharField(_("计数器"), max_length=64)
    unit_name = models.CharField(_("单位"), max_length=16)
    value = models.DecimalField(
        _("最新读数"), max_digits=16, decimal_places=3, null=True, blank=True, editable=False
    )
    read_at = models.DateTimeField(_("读数时间"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("计数器")
        verbose_name_plural = _("计数器")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asset", "name"], name="service_meter_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """What a meter showed at a moment; a reset starts it again below where it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meter = models.ForeignKey(
        Meter, models.PROTECT, related_name="readings", verbose_name=_("计数器")
    )
    at = models.DateTimeField(_("时间"))
    value = models.DecimalField(_("读数"), max_digits=16, decimal_places=3)
    is_reset = models.BooleanField(_("重新起算"), default=False)
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("读数人"),
    )
    created_at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("读数")
        verbose_name_plural = _("读数")
        indexes: ClassVar = [
            models.Index(fields=["meter", "-at", "-id"], name="service_reading_new"),
        ]
        constraints: ClassVar = [
            AppendOnly(name="service_reading_append_only"),
            models.CheckConstraint(condition=Q(value__gte=0), name="service_reading_positive"),
            models.CheckConstraint(
                condition=Q(is_reset=False) | ~Q(reason=""), name="service_reading_reset_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meter} {self.value}"
