"""A price alert: which series, which level, who is told."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.market.alert.flow import AlertFlow, State
from backend.market.instrument.models import Instrument
from backend.market.quote.models import Quote


class Alert(AlertFlow, Document):
    """Watch one series for one level. `last_day` and `last_value` say what it has seen."""

    SEARCH: ClassVar = ("no", "name", "instrument__code")

    class Direction(models.TextChoices):
        """From which side the level is reached."""

        ABOVE = "above", _("涨到或高于")
        BELOW = "below", _("跌到或低于")

    state = StateField(State)
    name = models.CharField(_("名称"), max_length=100, blank=True)
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, related_name="alerts", verbose_name=_("品种")
    )
    kind = models.CharField(_("报价类型"), max_length=12, choices=Quote.Kind.choices)
    direction = models.CharField(_("方向"), max_length=6, choices=Direction.choices)
    level = models.DecimalField(_("价位"), max_digits=18, decimal_places=4)
    band = models.DecimalField(_("回撤比例"), max_digits=9, decimal_places=6)
    receivers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("接收人")
    )
    last_day = models.DateField(_("已看到"), null=True, blank=True, editable=False)
    last_value = models.DecimalField(
        _("最近价格"), max_digits=18, decimal_places=4, null=True, blank=True, editable=False
    )
    fired_on = models.DateField(_("最近触发日"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("价格预警")
        verbose_name_plural = _("价格预警")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(level__gt=0), name="market_alert_level_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(band__gte=0, band__lt=1), name="market_alert_band_ratio"
            ),
        ]
