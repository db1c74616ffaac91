"""The statement 结算单: final weights and prices, VAT, and 多退少补."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.settlement.flow import SettlementFlow, State


class Settlement(SettlementFlow, Document):
    """What a contract finally came to."""

    SEARCH: ClassVar = ("no", "contract__no", "party__name", "party__short_name")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="settlements", verbose_name=_("合同")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    state = StateField(State)
    settled_on = models.DateField(_("结算日期"))
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    received = models.DecimalField(_("已收款"), max_digits=18, decimal_places=2)
    due = models.DecimalField(_("应补/应退"), max_digits=18, decimal_places=2)
    confirmed_by = models.CharField(_("客户确认人"), max_length=64, blank=True)
    confirmed_on = models.DateField(_("客户确认日期"), null=True, blank=True)
    amount_words = models.CharField(_("大写金额"), max_length=120)
    cost = models.DecimalField(
        _("销售成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    margin = models.DecimalField(_("毛利"), max_digits=18, decimal_places=2, null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("结算单")
        verbose_name_plural = _("结算单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=["draft", "confirmed", "issued"]),
                name="crm_settlement_one_live",
            ),
        ]


class SettlementLine(models.Model):
    """One contract line's final figures with the steps that led there, frozen."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    settlement = models.ForeignKey(
        Settlement, models.CASCADE, related_name="lines", verbose_name=_("结算单")
    )
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="settlement_lines", verbose_name=_("合同行")
    )
    quantity = models.DecimalField(_("结算重量"), max_digits=14, decimal_places=3)
    own_weight = models.DecimalField(_("我方发货重量"), max_digits=14, decimal_places=3)
    price = models.DecimalField(_("平均单价"), max_digits=24, decimal_places=10)
    amount = models.DecimalField(_("含税金额"), max_digits=18, decimal_places=2)
    amount_excl = models.DecimalField(_("不含税金额"), max_digits=18, decimal_places=2)
    tax = models.DecimalField(_("税额"), max_digits=18, decimal_places=2)
    cost = models.DecimalField(
        _("销售成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    trace = models.JSONField(_("计算过程"), default=list)

    class Meta:
        verbose_name = _("结算明细")
        verbose_name_plural = _("结算明细")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["settlement", "line"], name="crm_settlementline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"
