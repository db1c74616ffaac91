"""The statement of a processing order 加工结算单."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.supply.processing.flow import ProcessSettlementFlow, SettlementState
from backend.supply.processing.models.orders import ProcessOrder
from backend.supply.processing.models.setup import in_money, in_tonnes, per_tonne


class ProcessSettlement(ProcessSettlementFlow, Document):
    """What is owed for an order: fee, over-use, scrap bought, claims."""

    SEARCH: ClassVar = ("no", "order__no", "party__name", "party__short_name")

    class Direction(models.TextChoices):
        """Who earns the fee."""

        PAYABLE = "payable", _("应付加工费")
        RECEIVABLE = "receivable", _("应收加工费")

    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="settlements", verbose_name=_("加工单")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("对方单位"))
    shown_to = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("对外可见方"),
    )
    """Whose people from outside may read it: the other side, once it was checked."""
    state = StateField(SettlementState)
    direction = models.CharField(_("收付方向"), max_length=10, choices=Direction.choices)
    settled_on = models.DateField(_("结算日期"))
    fee_amount = in_money(_("加工费（含税）"))
    fee_excl = in_money(_("加工费（不含税）"))
    tax = in_money(_("税额"))
    deductions = in_money(_("扣款合计（含税）"))
    net_payable = in_money(_("应结净额"))
    """Fee less deductions; below zero the other side pays."""
    amount_words = models.CharField(_("大写金额"), max_length=120)
    balance = models.JSONField(_("金属平衡"), default=dict)
    adjustment = in_money(_("成本调整（不含税）"))
    written_off = in_money(_("计入损失（不含税）"))
    agreed_by = models.CharField(_("对方确认人"), max_length=64, blank=True)
    agreed_on = models.DateField(_("对方确认日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("加工结算单")
        verbose_name_plural = _("加工结算单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["order"],
                condition=~Q(state="void"),
                name="supply_processsettlement_one_live",
            ),
        ]


class ProcessSettlementLine(models.Model):
    """One figure of a statement: what raises the fee is above zero, what is deducted below."""

    class Kind(models.TextChoices):
        """What it is for."""

        FEE = "fee", _("加工费")
        MINIMUM = "minimum", _("最低收费补差")
        OVERUSE = "overuse", _("超耗扣款")
        SCRAP = "scrap", _("废料收购")
        CLAIM = "claim", _("索赔")
        SWAP_SALE = "swap_sale", _("兑换销售")
        SWAP_PURCHASE = "swap_purchase", _("兑换采购")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    settlement = models.ForeignKey(
        ProcessSettlement, models.CASCADE, related_name="lines", verbose_name=_("加工结算单")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    kind = models.CharField(_("类别"), max_length=14, choices=Kind.choices)
    text = models.CharField(_("说明"), max_length=200)
    quantity = in_tonnes(_("数量"))
    price = per_tonne(_("单价（含税）"))
    amount = in_money(_("含税金额"))
    amount_excl = in_money(_("不含税金额"))
    tax = in_money(_("税额"))

    class Meta:
        verbose_name = _("结算行")
        verbose_name_plural = _("结算行")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["settlement", "seq"], name="supply_processsettlementline_seq"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
