"""One paper on which both sides' debts fall by the same amount."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.receivable.models import PlanLine, Receipt
from backend.supply.netting.flow import NettingFlow, State
from backend.supply.payable.models import Payable, Payment


class Netting(NettingFlow, Document):
    """What we owe a party against what it owes us, in one currency, to the cent."""

    SEARCH: ClassVar = ("no", "party__name", "party__short_name")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("对方单位"))
    state = StateField(State)
    netted_on = models.DateField(_("抵账日期"))
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount = models.DecimalField(_("抵账金额"), max_digits=18, decimal_places=2)
    amount_words = models.CharField(_("大写金额"), max_length=120, blank=True)
    agreed_by = models.CharField(_("对方确认人"), max_length=64, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("复核人"),
    )
    confirmed_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    payment = models.OneToOneField(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("抵账付款"),
    )
    """What took our debts off the supplier's account."""
    refund = models.OneToOneField(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("抵账退款"),
    )
    """What took off the supplier's account what it owes us there."""
    receipt = models.OneToOneField(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("抵账回款"),
    )
    """What took off the customer's account what it owes us there."""
    void_reason = models.CharField(_("作废原因"), max_length=500, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("抵账单")
        verbose_name_plural = _("抵账单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gt=0), name="supply_netting_positive"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("created_by")),
                name="supply_netting_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(payment__isnull=False),
                name="supply_netting_confirmed_moved",
            ),
        ]


class NettingLine(models.Model):
    """Some of one debt; `amount` is a size, the side says whose debt it is."""

    class Side(models.TextChoices):
        """Who owes it."""

        OURS = "ours", _("我方欠对方")
        THEIRS = "theirs", _("对方欠我方")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    netting = models.ForeignKey(
        Netting, models.CASCADE, related_name="lines", verbose_name=_("抵账单")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    side = models.CharField(_("方向"), max_length=6, choices=Side.choices)
    payable = models.ForeignKey(
        Payable,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="netting_lines",
        verbose_name=_("应付款"),
    )
    plan_line = models.ForeignKey(
        PlanLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="netting_lines",
        verbose_name=_("应收计划"),
    )
    amount = models.DecimalField(_("抵账金额"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("抵账明细")
        verbose_name_plural = _("抵账明细")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["netting", "seq"], name="supply_nettingline_seq_once"),
            models.UniqueConstraint(
                fields=["netting", "payable"],
                condition=Q(payable__isnull=False),
                name="supply_nettingline_payable_once",
            ),
            models.UniqueConstraint(
                fields=["netting", "plan_line"],
                condition=Q(plan_line__isnull=False),
                name="supply_nettingline_receivable_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="supply_nettingline_positive"),
            models.CheckConstraint(
                condition=Q(payable__isnull=False, plan_line__isnull=True)
                | Q(payable__isnull=True, plan_line__isnull=False, side="theirs"),
                name="supply_nettingline_one_debt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.amount}"

    @property
    def debt(self) -> Payable | PlanLine:
        """The debt it takes from."""
        found = self.payable or self.plan_line
        assert found is not None  # held by a constraint
        return found


ZERO = Decimal("0.00")
