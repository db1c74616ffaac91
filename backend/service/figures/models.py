"""What a figure should come to, and how many cases it takes to speak of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FigureGoal(models.Model):
    """A goal of the company for one figure."""

    figure = models.CharField(_("指标"), max_length=32, primary_key=True)
    goal = models.DecimalField(_("目标值"), max_digits=14, decimal_places=2, null=True, blank=True)
    least = models.PositiveSmallIntegerField(_("最少样本"), default=5)

    class Meta:
        verbose_name = _("售后看板")
        verbose_name_plural = _("售后看板")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(least__gte=1), name="service_figuregoal_least"),
        ]

    def __str__(self) -> str:
        return self.figure
