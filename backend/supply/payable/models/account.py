"""A supplier's account: what was supplied and what was paid, and the statement drawn from it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.supply.payable.flow import StatementFlow, StatementState
from backend.supply.purchase.models import Purchase


class SupplierEntry(models.Model):
    """One movement of a supplier's account: above zero we owe more, below zero less."""

    class Kind(models.TextChoices):
        """What moved it."""

        RECEIPT = "receipt", _("收货")
        RECEIPT_BACK = "receipt_back", _("收货冲回")
        SETTLEMENT = "settlement", _("结算差额")
        PROCESSING = "processing", _("加工费")
        PAYMENT = "payment", _("付款")
        PAYMENT_BACK = "payment_back", _("付款退回")
        REFUND = "refund", _("供应商退款")
        OFFSET = "offset", _("抵账")
        OFFSET_BACK = "offset_back", _("抵账冲回")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supplier_entries",
        verbose_name=_("采购合同"),
    )
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    kind = models.CharField(_("类型"), max_length=16, choices=Kind.choices)
    on = models.DateField(_("日期"))
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)
    weight = models.DecimalField(
        _("重量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    part = models.CharField(_("分项"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("供应商往来明细")
        verbose_name_plural = _("供应商往来明细")
        indexes: ClassVar = [
            models.Index(fields=["party", "currency", "on"], name="supply_supplierentry_account"),
        ]
        constraints: ClassVar = [
            AppendOnly(name="supply_supplierentry_append_only"),
            models.UniqueConstraint(
                fields=["source_code", "source_id", "kind", "part"],
                name="supply_supplierentry_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.amount}"


class SupplierStatement(StatementFlow, Document):
    """A supplier's account over a period 对账单; `rows` are what stood when it was drawn up."""

    SEARCH: ClassVar = ("no", "party__name", "party__short_name")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    shown_to = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("对外可见方"),
    )
    """Whose people from outside may read it: the supplier, once it was sent."""
    state = StateField(StatementState)
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("截止日期"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    opening = models.DecimalField(_("期初余额"), max_digits=18, decimal_places=2)
    supplied = models.DecimalField(_("本期应付"), max_digits=18, decimal_places=2)
    paid = models.DecimalField(_("本期已付"), max_digits=18, decimal_places=2)
    closing = models.DecimalField(_("期末余额"), max_digits=18, decimal_places=2)
    invoiced = models.DecimalField(_("本期收票"), max_digits=18, decimal_places=2)
    rows = models.JSONField(_("明细"), default=list)
    sent_at = models.DateTimeField(_("发出时间"), null=True, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answered_by = models.CharField(_("答复人"), max_length=64, blank=True)
    answer = models.CharField(_("答复内容"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商对账单")
        verbose_name_plural = _("供应商对账单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(since__lte=F("until")), name="supply_supplierstatement_period"
            ),
            models.CheckConstraint(
                condition=Q(closing=F("opening") + F("supplied") - F("paid")),
                name="supply_supplierstatement_adds_up",
            ),
        ]
