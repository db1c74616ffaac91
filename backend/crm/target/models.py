"""Targets and how far they are attained."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.people.models import Unit
from backend.goods.product.models import Product

ZERO = Decimal(0)


class SalesTarget(Document):
    """How much of what somebody is to bring in a period; attainment is worked out, not typed.

    A margin is kept apart from the other figures: who may not see margins sees no attainment.
    """

    SEARCH: ClassVar = ("no", "person_name", "for_unit", "product")

    class Subject(models.TextChoices):
        """Whose target it is."""

        USER = "user", _("个人")
        UNIT = "unit", _("组织单元")
        PRODUCT = "product", _("产品")

    class Metric(models.TextChoices):
        """What is counted."""

        CONTRACT_AMOUNT = "contract_amount", _("签约金额")
        RECEIPTS = "receipts", _("回款")
        MARGIN = "margin", _("毛利")
        TONNES = "tonnes", _("签约吨数")

    class Period(models.TextChoices):
        """For how long."""

        MONTH = "month", _("月度")
        QUARTER = "quarter", _("季度")
        YEAR = "year", _("年度")

    subject = models.CharField(_("目标对象"), max_length=8, choices=Subject.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("人员"),
    )
    for_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("组织单元")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产品")
    )
    metric = models.CharField(_("指标"), max_length=16, choices=Metric.choices)
    period = models.CharField(_("周期"), max_length=8, choices=Period.choices)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    value = models.DecimalField(_("目标值"), max_digits=18, decimal_places=3)
    attained = models.DecimalField(_("已完成"), max_digits=18, decimal_places=3, default=ZERO)
    milestone = models.PositiveSmallIntegerField(_("已达节点（%）"), default=0)
    margin_attained = models.DecimalField(
        _("已完成毛利"), max_digits=18, decimal_places=3, null=True, blank=True
    )
    margin_milestone = models.PositiveSmallIntegerField(_("毛利已达节点（%）"), default=0)
    measured_at = models.DateTimeField(_("计算时间"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("销售目标")
        verbose_name_plural = _("销售目标")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["ends_on", "starts_on"], name="crm_salestarget_running"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(value__gt=0), name="crm_salestarget_value"),
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="crm_salestarget_period"
            ),
            models.CheckConstraint(
                condition=Q(
                    subject="user",
                    person__isnull=False,
                    for_unit__isnull=True,
                    product__isnull=True,
                )
                | Q(
                    subject="unit",
                    person__isnull=True,
                    for_unit__isnull=False,
                    product__isnull=True,
                )
                | Q(
                    subject="product",
                    person__isnull=True,
                    for_unit__isnull=True,
                    product__isnull=False,
                ),
                name="crm_salestarget_one_subject",
            ),
            models.CheckConstraint(
                condition=~Q(subject="product") | Q(metric__in=["contract_amount", "tonnes"]),
                name="crm_salestarget_product_counts",
            ),
            *[
                models.UniqueConstraint(
                    fields=[name, "metric", "period", "starts_on"],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"crm_salestarget_once_{name}",
                )
                for name in ("person", "for_unit", "product")
            ],
        ]

    @property
    def person_name(self) -> str:
        """This will name the person, for the search box."""
        return str(self.person or "")

    def __str__(self) -> str:
        return f"{self.person or self.for_unit or self.product} {self.get_metric_display()}"
