"""Goods that are called back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.service.trace.flow import RecallFlow, State


class Mark(models.TextChoices):
    """The numbers that goods carry."""

    SERIAL = "serial", _("序列号")
    LOT = "lot", _("批次号")
    HEAT = "heat", _("炉号/批号")
    SUPPLIER_LOT = "supplier_lot", _("供应商批号")
    WEIGHING = "weighing", _("磅单号")


class Recall(RecallFlow, Document):
    """A call back 召回 of everything that came of goods with a number."""

    SEARCH: ClassVar = ("no", "term", "reason")

    state = StateField(State)
    mark = models.CharField(_("追溯依据"), max_length=16, choices=Mark.choices)
    term = models.CharField(_("号码"), max_length=64)
    opened_on = models.DateField(_("发起日期"))
    reason = models.CharField(_("召回原因"), max_length=500)
    held_at = models.DateTimeField(_("库存冻结时间"), null=True, blank=True)
    held_lots = models.PositiveIntegerField(_("冻结批次数"), default=0)
    outcome = models.CharField(_("召回结果"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("召回")
        verbose_name_plural = _("追溯与召回")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(outcome=""), name="service_recall_closed_why"
            ),
        ]
