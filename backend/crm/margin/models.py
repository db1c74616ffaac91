"""Margins as they stood at each stage, and direct costs that other papers report."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.crm.contract.models import Contract, ContractLine


class Stage(models.TextChoices):
    """How far the order had come when the margin was worked out."""

    QUOTE = "quote", _("报价")
    ORDER = "order", _("签约")
    SHIP = "ship", _("发货")
    PROVISIONAL = "provisional", _("暂估")
    FINAL = "final", _("结算")


class CostSource(models.TextChoices):
    """Where the material cost comes from."""

    QUOTED = "quoted", _("报价成本")
    RESERVED = "reserved", _("占用批次")
    LAYERS = "layers", _("先进先出预估")
    AVERAGE = "average", _("移动平均预估")
    REPLACEMENT = "replacement", _("市场重置价")
    ISSUED = "issued", _("实际出库")
    NONE = "none", _("未知")


class MarginSnapshot(models.Model):
    """The figures of one contract line at one stage; a later one never changes an earlier.

    Prices and costs exclude VAT, per tonne, `fx` turns the price's currency into ours. The
    amounts are what was booked or estimated; `margin_rounding` is what the product of the
    figures leaves to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="margins", verbose_name=_("合同")
    )
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="margins", verbose_name=_("合同行")
    )
    stage = models.CharField(_("阶段"), max_length=12, choices=Stage.choices)
    seq = models.PositiveSmallIntegerField(_("序号"))
    cause = models.CharField(_("起因"), max_length=64)
    cause_no = models.CharField(_("起因单号"), max_length=64, blank=True)
    event_id = models.BigIntegerField(_("事件"), null=True)
    created_at = models.DateTimeField(_("时间"))
    weight = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    issued_weight = models.DecimalField(_("已出库（吨）"), max_digits=14, decimal_places=3)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    margin_fx = models.DecimalField(_("折人民币汇率"), max_digits=18, decimal_places=8)
    margin_price = models.DecimalField(_("基价（不含税）"), max_digits=24, decimal_places=10)
    margin_premium = models.DecimalField(_("升贴水（不含税）"), max_digits=24, decimal_places=10)
    is_marked = models.BooleanField(_("售价含暂定"), default=False)
    margin_revenue = models.DecimalField(_("收入（不含税）"), max_digits=18, decimal_places=2)
    cost_source = models.CharField(_("成本来源"), max_length=12, choices=CostSource.choices)
    cost_unit = models.DecimalField(
        _("单位成本"), max_digits=24, decimal_places=10, null=True, blank=True
    )
    cost_material = models.DecimalField(
        _("材料成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    cost_freight = models.DecimalField(_("运费"), max_digits=18, decimal_places=2)
    cost_claims = models.DecimalField(_("索赔"), max_digits=18, decimal_places=2)
    cost_other = models.DecimalField(_("其他直接费用"), max_digits=18, decimal_places=2)
    cost_finance = models.DecimalField(_("资金成本"), max_digits=18, decimal_places=2)
    margin_rounding = models.DecimalField(_("尾差"), max_digits=18, decimal_places=2)
    margin_amount = models.DecimalField(
        _("毛利"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    margin_percent = models.DecimalField(
        _("毛利率（%）"), max_digits=12, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = _("毛利快照")
        verbose_name_plural = _("毛利快照")
        ordering = ("contract", "line__seq", "seq")
        indexes: ClassVar = [
            models.Index(fields=["-created_at", "-id"], name="crm_marginsnapshot_new"),
            models.Index(fields=["contract", "line", "seq"], name="crm_marginsnapshot_line"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "seq"], name="crm_marginsnapshot_seq_once"),
            models.UniqueConstraint(
                fields=["line", "event_id"],
                condition=Q(event_id__isnull=False),
                name="crm_marginsnapshot_event_once",
            ),
            models.CheckConstraint(
                condition=Q(cost_material__isnull=True, margin_amount__isnull=True)
                | Q(cost_material__isnull=False, margin_amount__isnull=False),
                name="crm_marginsnapshot_cost_or_none",
            ),
            AppendOnly(name="crm_marginsnapshot_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.contract} · {self.get_stage_display()}"


class MarginCost(models.Model):
    """A direct cost of selling that another paper reported; below zero takes back."""

    class Kind(models.TextChoices):
        """What it is."""

        FREIGHT = "freight", _("运费")
        CLAIM = "claim", _("索赔")
        FINANCE = "finance", _("资金成本")
        OTHER = "other", _("其他直接费用")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="margin_costs", verbose_name=_("合同行")
    )
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    cost_amount = models.DecimalField(_("金额（不含税）"), max_digits=18, decimal_places=2)
    on = models.DateField(_("日期"))
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    key = models.CharField(_("幂等键"), max_length=128)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("毛利直接费用")
        verbose_name_plural = _("毛利直接费用")
        ordering = ("on", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["line", "key"], name="crm_margincost_once"),
            models.CheckConstraint(condition=~Q(cost_amount=0), name="crm_margincost_not_zero"),
            AppendOnly(name="crm_margincost_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.cost_amount}"
