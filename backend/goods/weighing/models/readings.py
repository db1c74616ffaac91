"""Weighings, who vouches for them, and what is taken off."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.goods.weighing.models.scales import kilograms
from backend.goods.weighing.models.tickets import WeighTicket


class Reading(models.Model):
    """One weighing, as the scale or a person gave it; never edited."""

    class Kind(models.TextChoices):
        """Loaded or empty."""

        GROSS = "gross", _("毛重")
        TARE = "tare", _("皮重")

    class Device(models.TextChoices):
        """Where the number comes from."""

        SCALE = "scale", _("磅秤")
        PHOTO = "photo", _("照片识读")
        MANUAL = "manual", _("手工")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        WeighTicket, models.PROTECT, related_name="readings", verbose_name=_("磅单")
    )
    kind = models.CharField(_("类别"), max_length=6, choices=Kind.choices)
    kg = kilograms(_("读数（kg）"))
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("司磅员"),
    )
    by_label = models.CharField(_("司磅员"), max_length=128)
    device = models.CharField(_("来源"), max_length=8, choices=Device.choices)
    reason = models.CharField(_("手工原因"), max_length=500, blank=True)
    display = models.CharField(_("仪表显示"), max_length=64, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)

    class Meta:
        verbose_name = _("过磅读数")
        verbose_name_plural = _("过磅读数")
        constraints: ClassVar = [
            AppendOnly(name="goods_reading_append_only"),
            models.UniqueConstraint(fields=["ticket", "kind"], name="goods_reading_once"),
            models.CheckConstraint(condition=Q(kg__gt=0), name="goods_reading_above_zero"),
            models.CheckConstraint(
                condition=Q(device="scale") | ~Q(reason=""), name="goods_reading_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kg} kg"


class ReadingConfirmation(models.Model):
    """A second person vouches for a reading that no scale sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reading = models.OneToOneField(
        Reading, models.PROTECT, related_name="confirmation", verbose_name=_("读数")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("复核人")
    )
    by_label = models.CharField(_("复核人"), max_length=128)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("读数复核")
        verbose_name_plural = _("读数复核")
        constraints: ClassVar = [AppendOnly(name="goods_readingconfirmation_append_only")]

    def __str__(self) -> str:
        return self.by_label


class TicketDeduction(models.Model):
    """Something taken off the net: pallets, packaging, dirt, moisture."""

    class Kind(models.TextChoices):
        """What is taken off."""

        PACKAGING = "packaging", _("包装")
        PALLET = "pallet", _("托盘")
        IMPURITY = "impurity", _("扣杂")
        MOISTURE = "moisture", _("扣水")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        WeighTicket, models.PROTECT, related_name="deductions", verbose_name=_("磅单")
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    basis = models.CharField(
        _("计算方式"),
        max_length=10,
        choices=[("fixed", _("固定重量")), ("percent", _("百分比")), ("per_piece", _("每件"))],
    )
    value = models.DecimalField(_("数值"), max_digits=11, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    kg = kilograms(_("扣重（kg）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("扣重")
        verbose_name_plural = _("扣重")
        constraints: ClassVar = [
            AppendOnly(name="goods_ticketdeduction_append_only"),
            models.UniqueConstraint(
                fields=["ticket", "position"], name="goods_ticketdeduction_once"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, kg__gte=0), name="goods_ticketdeduction_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.kg} kg"
