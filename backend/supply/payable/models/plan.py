"""What is due to whom, what was paid, and what paid for what."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.supply.payable.flow import PayableFlow, PayableState, PaymentFlow, PaymentState
from backend.supply.purchase.models import Purchase, PurchaseTerm

ZERO = Decimal(0)


class Payable(PayableFlow, Document):
    """One amount we owe; below zero it is owed to us."""

    SEARCH: ClassVar = ("no", "source_no", "party__name", "party__short_name")

    class Basis(models.TextChoices):
        """Whether the amount can still move."""

        ESTIMATED = "estimated", _("暂估")
        ACTUAL = "actual", _("实际")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("收款单位"))
    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payables",
        verbose_name=_("采购合同"),
    )
    seq = models.PositiveSmallIntegerField(_("付款条件序号"), null=True, blank=True)
    trigger = models.CharField(
        _("触发事件"), max_length=20, choices=PurchaseTerm.Trigger.choices, blank=True
    )
    offset_days = models.PositiveSmallIntegerField(_("宽限天数"), default=0)
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    state = StateField(PayableState)
    basis = models.CharField(
        _("依据"), max_length=10, choices=Basis.choices, default=Basis.ESTIMATED
    )
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount = models.DecimalField(_("应付金额"), max_digits=18, decimal_places=2)
    paid = models.DecimalField(_("已付金额"), max_digits=18, decimal_places=2, default=ZERO)
    open = models.DecimalField(_("未付金额"), max_digits=18, decimal_places=2)
    triggered_on = models.DateField(_("触发日期"), null=True, blank=True)
    due_on = models.DateField(_("到期日"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("应付款")
        verbose_name_plural = _("应付款")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "due_on"], name="supply_payable_party_due"),
            models.Index(
                fields=["due_on", "party"],
                condition=Q(state="active"),
                name="supply_payable_ageing",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["purchase", "seq"],
                condition=Q(purchase__isnull=False),
                name="supply_payable_term_once",
            ),
            models.UniqueConstraint(
                fields=["source_code", "source_id"],
                condition=Q(purchase__isnull=True),
                name="supply_payable_source_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["not_triggered", "void"])
                | Q(due_on__isnull=False, triggered_on__isnull=False),
                name="supply_payable_active_has_due_day",
            ),
            models.CheckConstraint(
                condition=Q(open=F("amount") - F("paid")), name="supply_payable_open_ties"
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(open=0), name="supply_payable_settled_is_even"
            ),
        ]


class Payment(PaymentFlow, Document):
    """Money to a supplier, or back from one; what no payable takes stays on account."""

    SEARCH: ClassVar = ("no", "purchase__no", "party__name", "party__short_name", "bank_reference")

    class Direction(models.TextChoices):
        """Which way the money goes."""

        OUT = "out", _("付款")
        BACK = "back", _("供应商退款")

    class Method(models.TextChoices):
        """How it is paid."""

        BANK = "bank", _("银行转账")
        BILL = "bill", _("银行承兑汇票")
        OFFSET = "offset", _("抵账")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    payee = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("收款单位"))
    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("采购合同"),
    )
    state = StateField(PaymentState)
    direction = models.CharField(
        _("方向"), max_length=4, choices=Direction.choices, default=Direction.OUT
    )
    requested_on = models.DateField(_("申请日期"))
    paid_on = models.DateField(_("付款日期"), null=True, blank=True)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)
    allocated = models.DecimalField(_("已核销"), max_digits=18, decimal_places=2, default=ZERO)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    method = models.CharField(_("方式"), max_length=8, choices=Method.choices, default=Method.BANK)
    bank = models.CharField(_("开户行"), max_length=120, blank=True)
    account = models.CharField(_("收款账号"), max_length=40, blank=True)
    bank_reference = models.CharField(_("银行流水号"), max_length=64, blank=True)
    wanted = models.JSONField(_("指定核销"), default=list, blank=True)
    netting_no = models.CharField(_("抵账单"), max_length=64, blank=True, editable=False)
    """The netting it belongs to: it is taken back with that paper only."""
    hold_reason = models.CharField(_("待核原因"), max_length=500, blank=True)
    release_reason = models.CharField(_("放行说明"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("批准人"),
    )
    void_on = models.DateField(_("作废日期"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=500, blank=True)
    note = models.CharField(_("用途"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("付款单")
        verbose_name_plural = _("付款单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference="") & ~Q(state="void"),
                name="supply_payment_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount")),
                name="supply_payment_not_overspent",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid") | Q(paid_on__isnull=False),
                name="supply_payment_paid_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("created_by")),
                name="supply_payment_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["void", "rejected"]) | Q(allocated=0),
                name="supply_payment_void_is_empty",
            ),
        ]


class PaymentAllocation(models.Model):
    """Some of a payment paid some of a payable; taken back only by its negative.

    `amount` has the sign of the payable's side: money that came back on a negative payable
    is negative here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="allocations", verbose_name=_("付款单")
    )
    payable = models.ForeignKey(
        Payable, models.PROTECT, related_name="allocations", verbose_name=_("应付款")
    )
    amount = models.DecimalField(_("核销金额"), max_digits=18, decimal_places=2)
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
        verbose_name = _("付款核销记录")
        verbose_name_plural = _("付款核销记录")
        constraints: ClassVar = [
            AppendOnly(name="supply_paymentallocation_append_only"),
            models.CheckConstraint(
                condition=~Q(amount=0), name="supply_paymentallocation_not_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
