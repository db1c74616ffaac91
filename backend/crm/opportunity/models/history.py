"""The ledger of every move and every changed figure."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.people.models import Unit
from backend.crm.opportunity.models.opportunity import Forecast, Opportunity
from backend.crm.opportunity.models.pipeline import Stage


class StageHistory(models.Model):
    """One move or one changed figure, so that the funnel of any past day can be drawn.

    A row carries everything the funnel and the forecast ask for, as it stood from then on; the
    rows of one opportunity are strictly ordered by `at`.
    """

    class About(models.TextChoices):
        """What the row tells."""

        OPENED = "opened", _("新建")
        MOVED = "moved", _("推进")
        FIGURES = "figures", _("改数")
        ASSIGNED = "assigned", _("分配")
        MIGRATED = "migrated", _("迁移流程")
        CATEGORY = "category", _("改预测类别")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, models.PROTECT, related_name="history", verbose_name=_("商机")
    )
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("操作人"),
    )
    about = models.CharField(_("事项"), max_length=8, choices=About.choices, default=About.FIGURES)
    from_stage = models.ForeignKey(
        Stage, models.PROTECT, null=True, related_name="+", verbose_name=_("原阶段")
    )
    to_stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("新阶段"))
    seconds_in_from = models.PositiveBigIntegerField(_("停留秒数"), default=0)
    amount_before = models.DecimalField(_("原金额"), max_digits=18, decimal_places=2, null=True)
    amount_after = models.DecimalField(_("新金额"), max_digits=18, decimal_places=2)
    amount_cny = models.DecimalField(
        _("新金额（人民币）"), max_digits=18, decimal_places=2, null=True
    )
    probability_before = models.DecimalField(_("原赢率"), max_digits=5, decimal_places=4, null=True)
    probability_after = models.DecimalField(_("新赢率"), max_digits=5, decimal_places=4)
    close_before = models.DateField(_("原预计成交日"), null=True)
    close_after = models.DateField(_("新预计成交日"))
    forecast = models.CharField(
        _("预测类别"), max_length=10, choices=Forecast.choices, default=Forecast.PIPELINE
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("当时负责人"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("当时单元")
    )
    source = models.CharField(_("来源"), max_length=12, blank=True, default="")

    class Meta:
        verbose_name = _("阶段历史")
        verbose_name_plural = _("阶段历史")
        ordering = ("at", "id")
        indexes: ClassVar = [
            models.Index(fields=["opportunity", "at"], name="crm_stagehistory_at"),
            # What stood on a day is read from this index alone.
            models.Index(
                fields=["opportunity", "-at"],
                include=[
                    "to_stage",
                    "amount_cny",
                    "probability_after",
                    "close_after",
                    "forecast",
                    "owner",
                    "unit",
                    "source",
                ],
                name="crm_stagehistory_as_of",
            ),
            # How long stages took in a period: only rows that left a stage.
            models.Index(
                fields=["at"],
                include=["from_stage", "to_stage", "seconds_in_from", "owner", "opportunity"],
                condition=Q(from_stage__isnull=False) & ~Q(from_stage=F("to_stage")),
                name="crm_stagehistory_left",
            ),
        ]
        constraints: ClassVar = [
            AppendOnly(name="crm_stagehistory_append_only"),
            models.CheckConstraint(
                condition=Q(from_stage=None)
                | ~Q(about="figures")
                | ~Q(from_stage=F("to_stage"))
                | ~Q(amount_before=F("amount_after"))
                | ~Q(probability_before=F("probability_after"))
                | ~Q(close_before=F("close_after")),
                name="crm_stagehistory_tells_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_stage_id}"
