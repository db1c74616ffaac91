"""What service costs a customer, and what one order comes to."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.service.workorder.models.order import WorkOrder


class ServiceRate(Document):
    """One price of the service list, VAT included, from a day on."""

    SEARCH: ClassVar = ("no", "product__code", "product__name", "note")

    class Kind(models.TextChoices):
        """What is charged."""

        LABOUR = "labour", _("工时（每小时）")
        TRAVEL = "travel", _("在途时间（每小时）")
        KM = "km", _("里程（每公里）")
        CALLOUT = "callout", _("上门费（每次）")
        PART = "part", _("备件（每件）")

    kind = models.CharField(_("项目"), max_length=8, choices=Kind.choices)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("备件")
    )
    price = models.DecimalField(_("单价（含税）"), max_digits=18, decimal_places=4)
    step_minutes = models.PositiveSmallIntegerField(_("计时单位（分钟）"), default=1)
    vat_rate = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.06")
    )
    valid_from = models.DateField(_("生效日期"))
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("服务价格")
        verbose_name_plural = _("服务价格")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "product", "valid_from"],
                nulls_distinct=False,
                name="service_servicerate_once",
            ),
            models.CheckConstraint(
                condition=Q(price__gte=0, step_minutes__gte=1), name="service_servicerate_price"
            ),
            models.CheckConstraint(
                condition=Q(kind="part", product__isnull=False)
                | (~Q(kind="part") & Q(product__isnull=True)),
                name="service_servicerate_part_has_product",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class BillLine(models.Model):
    """One figure of an order's bill: what it is worth and what the customer owes of it."""

    class Kind(models.TextChoices):
        """For what."""

        LABOUR = "labour", _("工时")
        TRAVEL = "travel", _("在途时间")
        KM = "km", _("里程")
        CALLOUT = "callout", _("上门费")
        PART = "part", _("备件")
        EXPENSE = "expense", _("代垫费用")
        QUOTE = "quote", _("固定报价")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        WorkOrder, models.CASCADE, related_name="bill_lines", verbose_name=_("工单")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("项目"), max_length=8, choices=Kind.choices)
    label = models.CharField(_("内容"), max_length=200)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)
    unit_name = models.CharField(_("单位"), max_length=8)
    price = models.DecimalField(_("单价（含税）"), max_digits=18, decimal_places=4)
    amount = models.DecimalField(_("金额（含税）"), max_digits=18, decimal_places=2)
    is_covered = models.BooleanField(_("在保"))
    due = models.DecimalField(_("应付（含税）"), max_digits=18, decimal_places=2)
    due_excl = models.DecimalField(_("应付（不含税）"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    vat_rate = models.DecimalField(_("税率"), max_digits=5, decimal_places=4)

    class Meta:
        verbose_name = _("结算明细")
        verbose_name_plural = _("结算明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "seq"], name="service_billline_seq_once"),
            models.CheckConstraint(
                condition=Q(due=F("due_excl") + F("tax")), name="service_billline_ties"
            ),
            models.CheckConstraint(
                condition=Q(is_covered=True, due=0) | Q(is_covered=False, due=F("amount")),
                name="service_billline_covered_or_due",
            ),
        ]

    def __str__(self) -> str:
        return self.label
