"""The plan of what is due, the receipts that came in, and what paid for what."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.models import Contract, PaymentTerm
from backend.crm.receivable.flow import PlanFlow, PlanState, ReceiptFlow, ReceiptState

ZERO = Decimal(0)


class PlanLine(PlanFlow, Document):
    """One instalment a customer owes: estimated until its figures are final."""

    SEARCH: ClassVar = ("no", "contract__no", "party__name", "party__short_name")

    class Basis(models.TextChoices):
        """Whether the amount can still move."""

        ESTIMATED = "estimated", _("暂估")
        ACTUAL = "actual", _("实际")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="plan_lines", verbose_name=_("合同")
    )
    term = models.ForeignKey(
        PaymentTerm, models.PROTECT, related_name="plan_lines", verbose_name=_("付款条件")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    state = StateField(PlanState)
    basis = models.CharField(
        _("依据"), max_length=10, choices=Basis.choices, default=Basis.ESTIMATED
    )
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount = models.DecimalField(_("应收金额"), max_digits=18, decimal_places=2)
    paid = models.DecimalField(_("已收金额"), max_digits=18, decimal_places=2, default=ZERO)
    refunded = models.DecimalField(_("已退金额"), max_digits=18, decimal_places=2, default=ZERO)
    open = models.DecimalField(_("未收金额"), max_digits=18, decimal_places=2)
    triggered_on = models.DateField(_("触发日期"), null=True, blank=True)
    due_on = models.DateField(_("到期日"), null=True, blank=True)
    promised_on = models.DateField(_("承诺付款日"), null=True, blank=True)
    promise_note = models.CharField(_("承诺说明"), max_length=200, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("应收计划")
        verbose_name_plural = _("应收计划")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "due_on"], name="crm_planline_party_due"),
            models.Index(
                fields=["due_on", "party"],
                condition=Q(state="active"),
                include=["open", "currency", "owner", "unit"],
                name="crm_planline_ageing",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "term"], name="crm_planline_once"),
            models.CheckConstraint(
                condition=Q(state__in=["not_triggered", "void"])
                | Q(due_on__isnull=False, triggered_on__isnull=False),
                name="crm_planline_active_has_due_day",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0) & Q(refunded__gte=0), name="crm_planline_moved"
            ),
            models.CheckConstraint(
                condition=Q(open=F("amount") - F("paid") + F("refunded")),
                name="crm_planline_open_ties",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(open=0), name="crm_planline_settled_is_even"
            ),
        ]


class Receipt(ReceiptFlow, Document):
    """Money that came in 回款."""

    SEARCH: ClassVar = ("no", "party__name", "party__short_name", "payer_name", "bank_reference")

    class Method(models.TextChoices):
        """How it came."""

        BANK = "bank", _("银行转账")
        BILL = "bill", _("银行承兑汇票")
        CASH = "cash", _("现金")
        OFFSET = "offset", _("抵账")

    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("客户")
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("指定合同"),
    )
    state = StateField(ReceiptState)
    received_on = models.DateField(_("到账日"))
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)
    allocated = models.DecimalField(_("已核销"), max_digits=18, decimal_places=2, default=ZERO)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    method = models.CharField(_("方式"), max_length=8, choices=Method.choices, default=Method.BANK)
    payer_name = models.CharField(_("付款方"), max_length=200)
    payer_account = models.CharField(_("付款账号"), max_length=40, blank=True)
    bank_reference = models.CharField(_("银行流水号"), max_length=64, blank=True)
    remark = models.CharField(_("附言"), max_length=200, blank=True)
    reversed_on = models.DateField(_("冲销日期"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("回款单")
        verbose_name_plural = _("回款单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference="") & ~Q(state="reversed"),
                name="crm_receipt_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0) & Q(allocated__lte=F("amount")),
                name="crm_receipt_not_overspent",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="crm_receipt_positive"),
            models.CheckConstraint(
                condition=Q(state__in=["suspense", "reversed"]) | Q(party__isnull=False),
                name="crm_receipt_whose",
            ),
            models.CheckConstraint(
                condition=~Q(state="reversed") | Q(reversed_on__isnull=False, allocated=0),
                name="crm_receipt_reversed_is_empty",
            ),
        ]


class Allocation(models.Model):
    """Some of a receipt paid some of a plan line; taken back only by its negative."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.ForeignKey(
        Receipt, models.PROTECT, related_name="allocations", verbose_name=_("回款单")
    )
    plan_line = models.ForeignKey(
        PlanLine, models.PROTECT, related_name="allocations", verbose_name=_("应收计划")
    )
    amount = models.DecimalField(_("核销金额"), max_digits=18, decimal_places=2)
    credit = models.DecimalField(_("释放信用"), max_digits=18, decimal_places=2, default=ZERO)
    on = models.DateField(_("核销日期"))
    at = models.DateTimeField(_("时间"))
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("冲回"),
    )

    class Meta:
        verbose_name = _("核销记录")
        verbose_name_plural = _("核销记录")
        constraints: ClassVar = [
            AppendOnly(name="crm_allocation_append_only"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False),
                name="crm_allocation_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"


class Refund(models.Model):
    """Money paid back on an instalment whose final amount is below what came in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan_line = models.ForeignKey(
        PlanLine, models.PROTECT, related_name="refunds", verbose_name=_("应收计划")
    )
    amount = models.DecimalField(_("退款金额"), max_digits=18, decimal_places=2)
    on = models.DateField(_("退款日期"))
    at = models.DateTimeField(_("时间"))
    bank_reference = models.CharField(_("银行流水号"), max_length=64)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("冲回"),
    )

    class Meta:
        verbose_name = _("退款记录")
        verbose_name_plural = _("退款记录")
        constraints: ClassVar = [
            AppendOnly(name="crm_refund_append_only"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, reverses__isnull=True)
                | Q(amount__lt=0, reverses__isnull=False),
                name="crm_refund_sign",
            ),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=Q(reverses__isnull=True),
                name="crm_refund_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
