"""A rate as published; a corrected one is a new version."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7


class FxRate(models.Model):
    """What one unit of the first currency of a pair cost in the second."""

    class Kind(models.TextChoices):
        """Whose rate it is."""

        MARKET = "market", _("市场价")
        CENTRAL = "central", _("人民币中间价")
        BANK_BUY = "bank_buy", _("银行买入价")
        BANK_SELL = "bank_sell", _("银行卖出价")
        CUSTOMS = "customs", _("海关月度汇率")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pair = models.CharField(_("货币对"), max_length=7)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    day = models.DateField(_("日期"))
    version = models.PositiveSmallIntegerField(_("版本"), default=1)
    value = models.DecimalField(_("汇率"), max_digits=18, decimal_places=8)
    source = models.CharField(_("来源"), max_length=64)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("录入人"),
    )
    note = models.CharField(_("备注"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("入库时间"))

    class Meta:
        verbose_name = _("汇率")
        verbose_name_plural = _("汇率")
        constraints = [
            models.UniqueConstraint(
                fields=["pair", "kind", "day", "version"], name="market_fxrate_once"
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="market_fxrate_positive"),
            AppendOnly(name="market_fxrate_append_only"),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="market_fxrate_new")]

    def __str__(self) -> str:
        return f"{self.pair} {self.day}"
