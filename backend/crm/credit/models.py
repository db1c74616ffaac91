"""A customer's credit line and everything that has used it or given it back."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party


class CreditAccount(Document):
    """The limit of one customer and the exposure that counts against it now."""

    SEARCH: ClassVar = ("party__name", "party__short_name")

    party = models.OneToOneField(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    limit = models.DecimalField(_("信用额度"), max_digits=18, decimal_places=2, default=Decimal(0))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)
    exposure = models.DecimalField(
        _("已用敞口"), max_digits=18, decimal_places=2, default=Decimal(0)
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("信用账户")
        verbose_name_plural = _("信用账户")


class CreditEntry(models.Model):
    """One use of credit (positive) or its return (negative); never changed."""

    class Kind(models.TextChoices):
        """What used it."""

        CONTRACT = "contract", _("合同未履约")
        RELEASE = "release", _("已放货")
        RECEIPT = "receipt", _("回款")
        SETTLEMENT = "settlement", _("结算调整")
        RETURN = "return", _("释放")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(
        CreditAccount, models.PROTECT, related_name="entries", verbose_name=_("信用账户")
    )
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)
    document = models.CharField(_("单据"), max_length=64)
    document_id = models.UUIDField(_("单据标识"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("信用流水")
        verbose_name_plural = _("信用流水")
        indexes: ClassVar = [
            models.Index(fields=["document", "document_id"], name="crm_creditentry_doc")
        ]
        constraints: ClassVar = [AppendOnly(name="crm_creditentry_append_only")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
