"""A VAT invoice and its lines; a red one mirrors a blue one line by line."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.invoice.flow import InvoiceFlow, State
from backend.crm.settlement.models import Settlement


class Invoice(InvoiceFlow, Document):
    """What the tax office sees of a contract."""

    SEARCH: ClassVar = ("no", "tax_number", "contract__no", "party__name", "party__short_name")

    class Kind(models.TextChoices):
        """Which figures it may carry."""

        PROVISIONAL = "provisional", _("暂估开票")
        FINAL = "final", _("结算开票")
        ADJUSTMENT = "adjustment", _("差额开票")
        RED = "red", _("红字")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="invoices", verbose_name=_("合同")
    )
    settlement = models.ForeignKey(
        Settlement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invoices",
        verbose_name=_("结算单"),
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    state = StateField(State)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="red_invoice",
        verbose_name=_("红冲原票"),
    )
    title = models.CharField(_("发票抬头"), max_length=200)
    tax_no = models.CharField(_("税号"), max_length=32, blank=True)
    tax_number = models.CharField(_("发票号码"), max_length=32, blank=True)
    made_on = models.DateField(_("申请日期"))
    issued_on = models.DateField(_("开票日期"), null=True, blank=True)
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("发票")
        verbose_name_plural = _("发票")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["tax_number"], condition=~Q(tax_number=""), name="crm_invoice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(amount=F("amount_excl") + F("tax")), name="crm_invoice_ties"
            ),
        ]


class InvoiceLine(models.Model):
    """One line of an invoice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    invoice = models.ForeignKey(
        Invoice, models.CASCADE, related_name="lines", verbose_name=_("发票")
    )
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="invoice_lines", verbose_name=_("合同行")
    )
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    price_excl = models.DecimalField(_("不含税单价"), max_digits=24, decimal_places=10)
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax_rate = models.DecimalField(_("税率"), max_digits=5, decimal_places=4)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("发票明细")
        verbose_name_plural = _("发票明细")

    def __str__(self) -> str:
        return f"{self.amount}"
