"""Charges, the lots that bear them, and how much of each went where."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.landed.flow import LandedFlow, State
from backend.goods.stock.models import Lot


class LandedCost(LandedFlow, Document):
    """An allocation of charges over lots."""

    SEARCH: ClassVar = ("no", "party__name", "note")

    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("收费方")
    )
    state = StateField(State)
    made_on = models.DateField(_("单据日期"))
    posted_at = models.DateTimeField(_("过账时间"), null=True, blank=True)
    amount = models.DecimalField(_("费用合计（不含税）"), max_digits=18, decimal_places=2)
    to_stock = models.DecimalField(
        _("计入库存"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    to_cost_of_sales = models.DecimalField(
        _("计入销售成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("到岸费用分摊")
        verbose_name_plural = _("到岸费用分摊")


class LandedCharge(models.Model):
    """One charge and what it is shared by."""

    class Kind(models.TextChoices):
        """What was paid for."""

        FREIGHT = "freight", _("运费")
        INSURANCE = "insurance", _("保险费")
        HANDLING = "handling", _("装卸费")
        STORAGE = "storage", _("仓储费")
        DUTY = "duty", _("关税")
        INSPECTION = "inspection", _("检验费")
        PROCESSING = "processing", _("加工费")
        OTHER = "other", _("其他")

    class Key(models.TextChoices):
        """What it is shared by."""

        WEIGHT = "weight", _("按重量")
        VALUE = "value", _("按金额")
        PIECES = "pieces", _("按件数")
        EQUAL = "equal", _("平均")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    landed = models.ForeignKey(
        LandedCost, models.CASCADE, related_name="charges", verbose_name=_("分摊单")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    kind = models.CharField(_("费用"), max_length=12, choices=Kind.choices)
    key = models.CharField(_("分摊方式"), max_length=8, choices=Key.choices)
    amount = models.DecimalField(_("金额（不含税）"), max_digits=18, decimal_places=2)
    invoice_no = models.CharField(_("发票号码"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("分摊费用")
        verbose_name_plural = _("分摊费用")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(amount=0), name="goods_landedcharge_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class LandedShare(models.Model):
    """One lot's share of all charges, and where it went."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    landed = models.ForeignKey(
        LandedCost, models.CASCADE, related_name="shares", verbose_name=_("分摊单")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    amount = models.DecimalField(_("分摊金额"), max_digits=18, decimal_places=2)
    to_stock = models.DecimalField(
        _("计入库存"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    to_cost_of_sales = models.DecimalField(
        _("计入销售成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("分摊明细")
        verbose_name_plural = _("分摊明细")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["landed", "lot"], name="goods_landedshare_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.amount}"
