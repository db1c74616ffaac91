"""What a purchase finally costs, line by line and lot by lot."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.stock.models import Lot
from backend.supply.pricesettlement.flow import PriceSettlementFlow, State
from backend.supply.purchase.models import Purchase, PurchaseLine


class PriceSettlement(PriceSettlementFlow, Document):
    """The statement of a purchase's final prices, and what is still to be paid."""

    SEARCH: ClassVar = ("no", "purchase__no", "party__name", "party__short_name")

    purchase = models.ForeignKey(
        Purchase, models.PROTECT, related_name="settlements", verbose_name=_("采购合同")
    )
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
    """Whose people from outside may read it: the supplier, once it was confirmed."""
    state = StateField(State)
    settled_on = models.DateField(_("结算日期"))
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    provisional = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2)
    difference = models.DecimalField(_("调整金额"), max_digits=18, decimal_places=2)
    paid = models.DecimalField(_("已付款"), max_digits=18, decimal_places=2)
    due = models.DecimalField(_("应补/应退"), max_digits=18, decimal_places=2)
    amount_words = models.CharField(_("大写金额"), max_length=120)
    confirmed_by = models.CharField(_("对方确认人"), max_length=64, blank=True)
    confirmed_on = models.DateField(_("确认日期"), null=True, blank=True)
    cost_to_stock = models.DecimalField(
        _("调整库存成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    cost_to_sales = models.DecimalField(
        _("调整销售成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("采购结算单")
        verbose_name_plural = _("采购结算单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["purchase"],
                condition=Q(state__in=["draft", "confirmed"]),
                name="supply_pricesettlement_one_live",
            ),
        ]


class PriceSettlementLine(models.Model):
    """One purchase line's final figures with the steps that led there, frozen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    settlement = models.ForeignKey(
        PriceSettlement, models.CASCADE, related_name="lines", verbose_name=_("采购结算单")
    )
    line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="settlement_lines", verbose_name=_("采购行")
    )
    quantity = models.DecimalField(_("结算重量"), max_digits=14, decimal_places=3)
    price = models.DecimalField(_("平均单价"), max_digits=24, decimal_places=10)
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    provisional = models.DecimalField(_("暂估金额"), max_digits=18, decimal_places=2)
    trace = models.JSONField(_("计算过程"), default=list)

    class Meta:
        verbose_name = _("采购结算明细")
        verbose_name_plural = _("采购结算明细")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["settlement", "line"], name="supply_pricesettlementline_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"


class SettledLot(models.Model):
    """What a settlement did to one lot: its weight, its value before and after, and where."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(
        PriceSettlementLine, models.CASCADE, related_name="lots", verbose_name=_("采购结算明细")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    weight = models.DecimalField(_("结算重量"), max_digits=14, decimal_places=3)
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    value = models.DecimalField(_("不含税成本"), max_digits=18, decimal_places=2)
    difference = models.DecimalField(
        _("成本调整"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    to_stock = models.DecimalField(
        _("调整库存成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    to_sales = models.DecimalField(
        _("调整销售成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("结算批次")
        verbose_name_plural = _("结算批次")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "lot"], name="supply_settledlot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}"
