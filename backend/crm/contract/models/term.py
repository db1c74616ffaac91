"""How a contract is paid."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.contract.models.contract import Contract


class PaymentTerm(models.Model):
    """One instalment: how much, when it becomes due, how it is paid."""

    class Portion(models.TextChoices):
        """How the amount is found."""

        PERCENT = "percent", _("比例")
        AMOUNT = "amount", _("金额")
        REST = "rest", _("余款")

    class Trigger(models.TextChoices):
        """What makes it due."""

        SIGNING = "signing", _("签署")
        BEFORE_RELEASE = "before_release", _("提货前")
        DELIVERED = "delivered", _("发货后")
        SIGNED = "signed", _("签收后")
        INVOICE = "invoice", _("开票后")
        FINAL_SETTLEMENT = "final_settlement", _("最终结算")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contract = models.ForeignKey(
        Contract, models.CASCADE, related_name="terms", verbose_name=_("合同")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    portion = models.CharField(_("计算方式"), max_length=8, choices=Portion.choices)
    percent = models.DecimalField(_("比例"), max_digits=9, decimal_places=6, null=True, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    trigger = models.CharField(_("触发事件"), max_length=20, choices=Trigger.choices)
    offset_days = models.PositiveSmallIntegerField(_("宽限天数"), default=0)
    method = models.CharField(_("付款方式"), max_length=32, blank=True)

    class Meta:
        verbose_name = _("付款条件")
        verbose_name_plural = _("付款条件")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contract", "seq"], name="crm_paymentterm_seq_once"),
            models.CheckConstraint(
                condition=Q(portion="percent", percent__gt=0, percent__lte=1, amount__isnull=True)
                | Q(portion="amount", amount__gt=0, percent__isnull=True)
                | Q(portion="rest", amount__isnull=True, percent__isnull=True),
                name="crm_paymentterm_portion",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
