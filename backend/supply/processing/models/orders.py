"""The processing order, what it is to give, and the ledger of its material."""

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
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.supply.processing.flow import ProcessFlow, State
from backend.supply.processing.models.setup import (
    Bom,
    FeeBasis,
    Processor,
    ScrapPolicy,
    in_money,
    in_tonnes,
    per_tonne,
    share_of,
)


class ProcessOrder(ProcessFlow, Document):
    """Metal of one owner processed by one bill at one place, for a fee."""

    SEARCH: ClassVar = ("no", "their_no", "party__name", "party__short_name", "bom__product__name")

    class Kind(models.TextChoices):
        """Whose metal it is and who pays the fee."""

        SEND = "send", _("委外加工（我方来料）")
        FOR_OTHERS = "for_others", _("受托加工（客户来料）")

    class Mode(models.TextChoices):
        """Whether title stays or metal is exchanged for metal."""

        TOLL = "toll", _("委托加工")
        SWAP = "swap", _("购销兑换")

    class ExcessBasis(models.TextChoices):
        """Against what over-use is measured."""

        YIELD = "yield", _("成材率不足")
        LOSS = "loss", _("损耗超标")
        INPUT = "input", _("投料超标")

    class Bearer(models.TextChoices):
        """Who pays for metal used beyond what is allowed."""

        PROCESSOR = "processor", _("加工方承担")
        OWNER = "owner", _("货主承担")

    class Split(models.TextChoices):
        """How cost is shared over several outputs."""

        WEIGHT = "weight", _("按重量（系数）")
        VALUE = "value", _("按售价")

    kind = models.CharField(_("业务类型"), max_length=12, choices=Kind.choices)
    mode = models.CharField(_("加工方式"), max_length=6, choices=Mode.choices, default=Mode.TOLL)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("对方单位"))
    """Who owes or is owed the fee: the mill, or the customer whose metal it is."""
    shown_to = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("对外可见方"),
    )
    """Whose people from outside may read it: the other side, once it was placed."""
    company = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("我方公司"))
    owner_party = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("材料货主")
    )
    processor = models.ForeignKey(
        Processor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("加工厂"),
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("加工地点")
    )
    bom = models.ForeignKey(Bom, models.PROTECT, related_name="orders", verbose_name=_("加工清单"))
    state = StateField(State)
    held_from = models.CharField(_("暂停前状态"), max_length=24, blank=True, editable=False)
    made_on = models.DateField(_("下单日期"))
    due_on = models.DateField(_("交货日期"), null=True, blank=True)
    their_no = models.CharField(_("对方单号"), max_length=64, blank=True)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    line_id = models.UUIDField(_("来源行"), null=True, blank=True)

    tax_rate = share_of(_("税率"), default=Decimal("0.13"))
    fee_basis = models.CharField(_("计费方式"), max_length=8, choices=FeeBasis.choices)
    fee_price = per_tonne(_("加工费单价（含税）"))
    fee_minimum = in_money(_("最低加工费（含税）"))
    std_yield = share_of(_("标准成材率"))
    std_loss = share_of(_("标准损耗率"), default=Decimal(0))
    allowed_extra = share_of(_("允许超耗率"), default=Decimal(0))
    excess_basis = models.CharField(
        _("超耗口径"), max_length=8, choices=ExcessBasis.choices, default=ExcessBasis.YIELD
    )
    excess_borne_by = models.CharField(
        _("超耗承担方"), max_length=10, choices=Bearer.choices, default=Bearer.PROCESSOR
    )
    excess_price = per_tonne(_("超耗单价（含税）"))
    scrap_policy = models.CharField(_("废料归属"), max_length=10, choices=ScrapPolicy.choices)
    scrap_price = per_tonne(_("废料收购价（含税）"))
    swap_price = per_tonne(_("兑换结算价（含税）"))
    cost_split = models.CharField(
        _("成本分摊"), max_length=8, choices=Split.choices, default=Split.WEIGHT
    )
    resolution = in_tonnes(_("磅秤分度（吨）"), default=Decimal("0.020"))

    progress = models.PositiveSmallIntegerField(_("进度（%）"), default=0)
    issued = in_tonnes(_("已发料"))
    returned = in_tonnes(_("已退料"))
    consumed = in_tonnes(_("已消耗"))
    accepted = in_tonnes(_("合格成品"))
    byproducts = in_tonnes(_("副产品"))
    lost = in_tonnes(_("已记损耗"))
    counted = models.DecimalField(
        _("厂内盘点"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("加工单")
        verbose_name_plural = _("加工单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(issued__gte=F("returned") + F("consumed"), returned__gte=0),
                name="supply_processorder_at_mill_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(consumed__gte=0, accepted__gte=0, byproducts__gte=0, lost__gte=0),
                name="supply_processorder_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(kind="for_others") | Q(processor__isnull=False),
                name="supply_processorder_has_mill",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(issued=F("returned"), consumed=0),
                name="supply_processorder_cancelled_empty",
            ),
            models.CheckConstraint(
                condition=Q(std_yield__gt=0, std_yield__lte=1, allowed_extra__lt=F("std_yield")),
                name="supply_processorder_yield",
            ),
        ]

    @property
    def at_mill(self) -> Decimal:
        """Material that lies at the mill by the books."""
        return self.issued - self.returned - self.consumed

    @property
    def is_ours(self) -> bool:
        """Whether the metal has a value in our books."""
        return self.kind == self.Kind.SEND


class ProcessOutput(models.Model):
    """One product the order is to give."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        ProcessOrder, models.CASCADE, related_name="outputs", verbose_name=_("加工单")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产出"))
    spec = models.CharField(_("规格要求"), max_length=120, blank=True)
    quantity = in_tonnes(_("计划产量（吨）"))
    coefficient = models.DecimalField(
        _("当量系数"), max_digits=9, decimal_places=4, default=Decimal(1)
    )
    unit_value = per_tonne(_("售价（元/吨）"))
    accepted = in_tonnes(_("已合格收货"))

    class Meta:
        verbose_name = _("产出")
        verbose_name_plural = _("产出")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "seq"], name="supply_processoutput_seq"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, coefficient__gt=0, accepted__gte=0, unit_value__gte=0),
                name="supply_processoutput_sane",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.product}"


class MaterialEntry(models.Model):
    """One change of the material an order has at the mill: tonnes of a lot, never edited."""

    class Kind(models.TextChoices):
        """What happened to it."""

        ISSUE = "issue", _("发料")
        RETURN = "return", _("退料")
        CONSUME = "consume", _("消耗")
        SWAP_OUT = "swap_out", _("换出")
        SWAP_IN = "swap_in", _("换入")
        RESTORE = "restore", _("盘盈退回")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        ProcessOrder, models.PROTECT, related_name="entries", verbose_name=_("加工单")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("时间"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    weight = in_tonnes(_("重量（吨）"))
    """Signed: what adds to the mill's stock is above zero."""
    pieces = models.IntegerField(_("件数"), default=0)
    theoretical = in_tonnes(_("理论重量"))
    value = in_money(_("金额（不含税）"))
    paper_id = models.UUIDField(_("单据"))

    class Meta:
        verbose_name = _("在厂材料流水")
        verbose_name_plural = _("在厂材料流水")
        indexes: ClassVar = [
            models.Index(fields=["order", "at", "id"], name="supply_materialentry_order"),
            models.Index(fields=["lot"], name="supply_materialentry_lot"),
        ]
        constraints: ClassVar = [
            AppendOnly(name="supply_materialentry_append_only"),
            models.CheckConstraint(
                condition=Q(kind__in=["issue", "swap_in", "restore"], weight__gt=0)
                | Q(kind__in=["return", "consume", "swap_out"], weight__lt=0),
                name="supply_materialentry_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.weight} t"
