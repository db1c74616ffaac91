"""One row per calendar and day, so that a company can correct what an exchange announces."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7


class TradingDay(models.Model):
    """Whether a market, or China at large, works on a day."""

    class Kind(models.TextChoices):
        """Why the day is open or closed."""

        NORMAL = "normal", _("正常")
        MAKE_UP = "make_up", _("调休上班")
        WEEKEND = "weekend", _("周末")
        HOLIDAY = "holiday", _("节假日")

    OPEN = (Kind.NORMAL, Kind.MAKE_UP)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(_("日历"), max_length=16)
    day = models.DateField(_("日期"))
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    is_open = models.BooleanField(_("开市/工作"))
    note = models.CharField(_("说明"), max_length=100, blank=True)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        verbose_name = _("交易日历")
        verbose_name_plural = _("交易日历")
        constraints = [
            models.UniqueConstraint(fields=["code", "day"], name="market_tradingday_once"),
            models.CheckConstraint(
                condition=models.Q(is_open=True, kind__in=["normal", "make_up"])
                | models.Q(is_open=False, kind__in=["weekend", "holiday"]),
                name="market_tradingday_open_by_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.day}"
