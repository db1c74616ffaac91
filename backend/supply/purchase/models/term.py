"""How a purchase is paid."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.contract.models import PaymentTerm
from backend.supply.purchase.models.purchase import Purchase


class PurchaseTerm(models.Model):
    """One instalment we owe: how much, when it becomes due, how it is paid."""

    Portion = PaymentTerm.Portion

    class Trigger(models.TextChoices):
        """What makes it due."""

        SIGNING = "signing", _("合同签订")
        RECEIVED = "received", _("收货后")
        INVOICE = "invoice", _("收票后")
        FINAL_SETTLEMENT = "final_settlement", _("最终结算")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purchase = models.ForeignKey(
        Purchase, models.CASCADE, related_name="terms", verbose_name=_("采购合同")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    portion = models.CharField(_("计算方式"), max_length=8, choices=PaymentTerm.Portion.choices)
    percent = models.DecimalField(_("比例"), max_digits=9, decimal_places=6, null=True, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    trigger = models.CharField(_("触发事件"), max_length=20, choices=Trigger.choices)
    offset_days = models.PositiveSmallIntegerField(_("宽限天数"), default=0)
    method = models.CharField(_("付款方式"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("采购付款条件")
        verbose_name_plural = _("采购付款条件")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purchase", "seq"], name="supply_purchaseterm_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(portion="percent", percent__gt=0, percent__lte=1, amount__isnull=True)
                | Q(portion="amount", amount__gt=0, percent__isnull=True)
                | Q(portion="rest", amount__isnull=True, percent__isnull=True),
                name="supply_purchaseterm_portion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
