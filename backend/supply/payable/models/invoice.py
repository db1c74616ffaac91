"""What a supplier charges, and how it ties with order and receipt."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.supply.payable.flow import InvoiceFlow, InvoiceState
from backend.supply.purchase.models import Purchase, PurchaseLine


class SupplierInvoice(InvoiceFlow, Document):
    """A VAT invoice a supplier sent us; a red one takes a blue one back."""

    SEARCH: ClassVar = ("no", "invoice_no", "purchase__no", "party__name", "party__short_name")

    class Kind(models.TextChoices):
        """Blue charges, red takes back."""

        BLUE = "blue", _("蓝字")
        RED = "red", _("红字")

    purchase = models.ForeignKey(
        Purchase, models.PROTECT, related_name="invoices", verbose_name=_("采购合同")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("开票单位"))
    state = StateField(InvoiceState)
    kind = models.CharField(_("类型"), max_length=4, choices=Kind.choices, default=Kind.BLUE)
    reverses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="red_invoices",
        verbose_name=_("红冲原票"),
    )
    invoice_no = models.CharField(_("发票号码"), max_length=32)
    invoiced_on = models.DateField(_("开票日期"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("接受差异人"),
    )
    accepted_reason = models.CharField(_("接受差异原因"), max_length=500, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=500, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商发票")
        verbose_name_plural = _("供应商发票")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["party", "invoice_no"],
                condition=~Q(state="void"),
                name="supply_supplierinvoice_number_once",
            ),
            models.CheckConstraint(
                condition=Q(amount=F("amount_excl") + F("tax")),
                name="supply_supplierinvoice_ties",
            ),
            models.CheckConstraint(
                condition=Q(kind="blue", amount__gt=0, reverses__isnull=True)
                | Q(kind="red", amount__lt=0, reverses__isnull=False),
                name="supply_supplierinvoice_sign",
            ),
        ]


class SupplierInvoiceLine(models.Model):
    """One line of a supplier invoice; `differences` says in sentences what does not tie."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    invoice = models.ForeignKey(
        SupplierInvoice, models.PROTECT, related_name="lines", verbose_name=_("供应商发票")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    purchase_line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="invoice_lines", verbose_name=_("采购行")
    )
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    price = models.DecimalField(_("含税单价"), max_digits=18, decimal_places=4)
    tax_rate = models.DecimalField(_("税率"), max_digits=9, decimal_places=6)
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    differences = models.JSONField(_("差异"), default=list, blank=True)

    class Meta:
        verbose_name = _("发票明细")
        verbose_name_plural = _("发票明细")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["invoice", "seq"], name="supply_supplierinvoiceline_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(amount=F("amount_excl") + F("tax")),
                name="supply_supplierinvoiceline_ties",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.amount}"
