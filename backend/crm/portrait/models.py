"""What each level of customer asks for."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.crm.customer.models import Customer


class LevelRule(Document):
    """So much signed within a year makes this level; or so many deals, where a number is set."""

    SEARCH: ClassVar = ("level",)

    level = models.CharField(_("等级"), max_length=1, choices=Customer.Level.choices, unique=True)
    amount = models.DecimalField(_("近一年成交额达到（元）"), max_digits=18, decimal_places=2)
    count = models.PositiveIntegerField(_("或成交笔数达到"), default=0)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("客户分级规则")
        verbose_name_plural = _("客户分级规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="crm_levelrule_amount"),
        ]

    def __str__(self) -> str:
        return str(self.get_level_display())
