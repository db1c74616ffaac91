"""A price book: for whom, in which money, on which days."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.pricebook.flow import PriceBookFlow, State


class Scope(models.TextChoices):
    """For whom a price book is, most specific first."""

    CONTRACT = "contract", _("合同价")
    CUSTOMER = "customer", _("客户价")
    TIER = "tier", _("等级价")
    REGION = "region", _("区域价")
    CHANNEL = "channel", _("渠道价")
    LIST = "list", _("目录价")
    COST = "cost", _("成本加成")


class Unit(models.TextChoices):
    """What a price is for one of."""

    TONNE = "t", _("吨")
    KILOGRAM = "kg", _("千克")
    POUND = "lb", _("磅（lb）")
    PIECE = "piece", _("件")


class WeightBasis(models.TextChoices):
    """Which weight a price per weight is for."""

    WEIGHED = "weighed", _("过磅")
    THEORETICAL = "theoretical", _("理计")


class PriceBook(PriceBookFlow, Document):
    """A set of prices with one scope; an approved one is followed by a new revision."""

    SEARCH: ClassVar = ("no", "name", "tier", "region", "channel", "party_names")

    name = models.CharField(_("名称"), max_length=120)
    scope = models.CharField(
        _("适用范围"), max_length=12, choices=Scope.choices, default=Scope.LIST
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("客户")
    )
    contract_id = models.UUIDField(_("合同"), null=True, blank=True)
    contract_no = models.CharField(_("合同编号"), max_length=64, blank=True)
    tier = models.CharField(_("价格等级"), max_length=64, blank=True)
    region = models.CharField(_("区域"), max_length=32, blank=True)
    channel = models.CharField(_("渠道"), max_length=32, blank=True)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    tax_included = models.BooleanField(_("含税"), default=True)
    tax_rate = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    unit_of_measure = models.CharField(
        _("计价单位"), max_length=8, choices=Unit.choices, default=Unit.TONNE
    )
    weight_basis = models.CharField(
        _("计重方式"), max_length=12, choices=WeightBasis.choices, default=WeightBasis.WEIGHED
    )
    places = models.PositiveSmallIntegerField(_("单价小数位"), default=2)
    valid_from = models.DateField(_("生效日"))
    valid_until = models.DateField(_("失效日"), null=True, blank=True)
    priority = models.SmallIntegerField(_("优先级"), default=0)
    state = StateField(State)
    revision = models.PositiveSmallIntegerField(_("版次"), default=1)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("上一版"),
    )
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True, editable=False)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("价格表")
        verbose_name_plural = _("价格表")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(scope="contract", contract_id__isnull=False)
                | Q(scope="customer", party__isnull=False)
                | (Q(scope="tier") & ~Q(tier=""))
                | (Q(scope="region") & ~Q(region=""))
                | (Q(scope="channel") & ~Q(channel=""))
                | Q(scope__in=["list", "cost"]),
                name="crm_pricebook_for_whom",
            ),
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lt=1), name="crm_pricebook_tax_rate"
            ),
            models.CheckConstraint(condition=Q(places__lte=4), name="crm_pricebook_places"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="crm_pricebook_valid_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_on__isnull=False),
                name="crm_pricebook_approved_when",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=~Q(state="retired"),
                name="crm_pricebook_one_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def party_names(self) -> list[str]:
        """This will give the names of its customer, for the search box."""
        return [] if self.party is None else [self.party.name, self.party.short_name]

    @property
    def scope_key(self) -> str:
        """This will name where its entries compete: one scope, one money, one priority."""
        subject = {
            Scope.CONTRACT: self.contract_id,
            Scope.CUSTOMER: self.party_id,
            Scope.TIER: self.tier,
            Scope.REGION: self.region,
            Scope.CHANNEL: self.channel,
        }.get(Scope(self.scope), "")
        kind = "piece" if self.unit_of_measure == Unit.PIECE else "weight"
        return f"{self.scope}:{subject}|{self.currency}|{kind}|{self.priority}"
