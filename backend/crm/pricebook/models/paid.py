"""What was paid: the prices of signed papers, written once and never changed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product


class PricePaid(models.Model):
    """One price of one line: a fixed price, or the premium and the estimate of one that is not."""

    class Kind(models.TextChoices):
        """What the figure is."""

        FIXED = "fixed", _("固定价")
        PREMIUM = "premium", _("升贴水")
        ESTIMATED = "estimated", _("暂估价")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    tier = models.CharField(_("当时等级"), max_length=64, blank=True)
    kind = models.CharField(_("价格类型"), max_length=12, choices=Kind.choices)
    price = models.DecimalField(_("单价"), max_digits=18, decimal_places=4)
    currency = models.CharField(_("币种"), max_length=3)
    unit_of_measure = models.CharField(_("计价单位"), max_length=8)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)
    instrument_code = models.CharField(_("基准品种"), max_length=32, blank=True)
    on = models.DateField(_("日期"))
    document = models.CharField(_("单据"), max_length=64)
    document_id = models.UUIDField(_("单据标识"))
    document_no = models.CharField(_("单据编号"), max_length=64, blank=True)
    line_id = models.UUIDField(_("行标识"))

    class Meta:
        verbose_name = _("历史成交价")
        verbose_name_plural = _("历史成交价")
        indexes: ClassVar = [
            models.Index(fields=["party", "product", "-on"], name="crm_pricepaid_party"),
            models.Index(fields=["product", "tier", "-on"], name="crm_pricepaid_tier"),
        ]
        constraints: ClassVar = [
            AppendOnly(name="crm_pricepaid_append_only"),
            models.UniqueConstraint(fields=["line_id", "kind"], name="crm_pricepaid_once"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.price}"
