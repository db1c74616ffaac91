"""Who can process what, at which loss and fee; and what an output is made of."""

from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.supply.processing.flow import BomFlow, BomState


def in_tonnes(label: StrOrPromise, **rule: Any) -> "models.DecimalField[Decimal, Decimal]":
    """This will give a column of tonnes."""
    rule.setdefault("default", Decimal("0.000"))
    return models.DecimalField(label, max_digits=14, decimal_places=3, **rule)


def in_money(label: StrOrPromise, **rule: Any) -> "models.DecimalField[Decimal, Decimal]":
    """This will give a column of money."""
    rule.setdefault("default", Decimal("0.00"))
    return models.DecimalField(label, max_digits=18, decimal_places=2, **rule)


def per_tonne(label: StrOrPromise, **rule: Any) -> "models.DecimalField[Decimal, Decimal]":
    """This will give a column of a price per tonne."""
    rule.setdefault("default", Decimal("0.0000"))
    return models.DecimalField(label, max_digits=18, decimal_places=4, **rule)


def share_of(label: StrOrPromise, **rule: Any) -> "models.DecimalField[Decimal, Decimal]":
    """This will give a column of a share of one."""
    return models.DecimalField(label, max_digits=9, decimal_places=6, **rule)


class Capability(models.TextChoices):
    """What a mill can do."""

    CUT = "cut", _("剪切")
    SLIT = "slit", _("分条")
    DRAW = "draw", _("拉拔")
    PLATE = "plate", _("轧制")
    SMELT = "smelt", _("熔炼")
    REFINE = "refine", _("精炼")
    COAT = "coat", _("涂镀")


class ScrapPolicy(models.TextChoices):
    """What becomes of scrap and other by-products."""

    RETURNED = "returned", _("退回")
    BOUGHT = "bought", _("加工厂收购")
    KEPT = "kept", _("归加工厂")


class FeeBasis(models.TextChoices):
    """What a fee is counted on."""

    OUTPUT = "output", _("按成品吨")
    INPUT = "input", _("按投料吨")
    PIECE = "piece", _("按件")
    LUMP = "lump", _("一口价")


class Processor(Document):
    """A mill: what it can do and on which terms our metal may lie there."""

    SEARCH: ClassVar = ("no", "party__name", "party__short_name")

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="processor", verbose_name=_("加工厂")
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("加工厂仓库")
    )
    capabilities = ArrayField(
        models.CharField(max_length=8, choices=Capability.choices),
        verbose_name=_("加工能力"),
        default=list,
        blank=True,
    )
    monthly_capacity = in_tonnes(_("月产能（吨）"), null=True, blank=True, default=None)
    scrap_policy = models.CharField(
        _("废料归属"), max_length=10, choices=ScrapPolicy.choices, default=ScrapPolicy.RETURNED
    )
    allows_swap = models.BooleanField(_("允许同牌号换料"), default=False)
    max_at_risk = in_money(_("在厂货值上限"), null=True, blank=True, default=None)
    guarantee = models.CharField(_("担保"), max_length=200, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("加工厂")
        verbose_name_plural = _("加工厂")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(max_at_risk__isnull=True) | Q(max_at_risk__gte=0),
                name="supply_processor_risk_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)


class ProcessorRate(models.Model):
    """A mill's standard yield, loss and fee for one kind of work."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    processor = models.ForeignKey(
        Processor, models.CASCADE, related_name="rates", verbose_name=_("加工厂")
    )
    capability = models.CharField(_("加工方式"), max_length=8, choices=Capability.choices)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产出产品")
    )
    std_yield = share_of(_("标准成材率"))
    std_loss = share_of(_("标准损耗率"), default=Decimal(0))
    allowed_extra = share_of(_("允许超耗率"), default=Decimal(0))
    fee_basis = models.CharField(
        _("计费方式"), max_length=8, choices=FeeBasis.choices, default=FeeBasis.OUTPUT
    )
    fee_price = per_tonne(_("加工费单价（含税）"))
    fee_minimum = in_money(_("最低加工费（含税）"))

    class Meta:
        verbose_name = _("加工费率")
        verbose_name_plural = _("加工费率")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["processor", "capability", "product"],
                nulls_distinct=False,
                name="supply_processorrate_once",
            ),
            models.CheckConstraint(
                condition=Q(std_yield__gt=0, std_yield__lte=1),
                name="supply_processorrate_yield",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_capability_display()} {self.std_yield}"


class Bom(BomFlow, Document):
    """A bill of processing 加工清单: what one product is made of, in one version."""

    SEARCH: ClassVar = ("no", "product__code", "product__name", "processor__party__name")

    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产出"))
    processor = models.ForeignKey(
        Processor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="boms",
        verbose_name=_("加工厂"),
    )
    revision = models.PositiveIntegerField(_("版次"), default=1)
    state = StateField(BomState)
    capability = models.CharField(_("加工方式"), max_length=8, choices=Capability.choices)
    std_yield = share_of(_("标准成材率"))
    std_loss = share_of(_("标准损耗率"), default=Decimal(0))
    allowed_extra = share_of(_("允许超耗率"), default=Decimal(0))
    metal_share = share_of(_("产出含投料金属比例"), default=Decimal(1))
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("加工清单")
        verbose_name_plural = _("加工清单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "processor", "capability", "revision"],
                nulls_distinct=False,
                name="supply_bom_revision_once",
            ),
            models.UniqueConstraint(
                fields=["product", "processor", "capability"],
                condition=Q(state="active"),
                nulls_distinct=False,
                name="supply_bom_one_active",
            ),
            models.CheckConstraint(
                condition=Q(std_yield__gt=0, std_yield__lte=1, metal_share__gt=0),
                name="supply_bom_yield",
            ),
            models.CheckConstraint(
                condition=Q(
                    std_loss__gte=0, allowed_extra__gte=0, allowed_extra__lt=F("std_yield")
                ),
                name="supply_bom_loss",
            ),
        ]


class BomInput(models.Model):
    """One material of a bill and its share of the charge."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bom = models.ForeignKey(Bom, models.CASCADE, related_name="inputs", verbose_name=_("加工清单"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("投料"))
    share = share_of(_("配料比例"))

    class Meta:
        verbose_name = _("投料")
        verbose_name_plural = _("投料")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bom", "product"], name="supply_bominput_once"),
            models.CheckConstraint(condition=Q(share__gt=0), name="supply_bominput_share"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.share}"


class BomByproduct(models.Model):
    """What comes beside the output, whose it is and what it counts as worth."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bom = models.ForeignKey(
        Bom, models.CASCADE, related_name="byproducts", verbose_name=_("加工清单")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("副产品"))
    per_input = share_of(_("每吨投料产生"))
    policy = models.CharField(_("归属"), max_length=10, choices=ScrapPolicy.choices)
    unit_value = per_tonne(_("计价（元/吨）"))
    """Returned: what it is worth in our books, without tax. Bought: its price, with tax."""

    class Meta:
        verbose_name = _("副产品")
        verbose_name_plural = _("副产品")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bom", "product"], name="supply_bombyproduct_once"),
            models.CheckConstraint(
                condition=Q(per_input__gte=0, unit_value__gte=0), name="supply_bombyproduct_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.policy}"


class BomElement(models.Model):
    """How much of an element a tonne of a material, output or by-product holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bom = models.ForeignKey(
        Bom, models.CASCADE, related_name="elements", verbose_name=_("加工清单")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("物料"))
    element = models.CharField(_("元素"), max_length=8)
    content = share_of(_("含量"))
    allowance = share_of(_("允许损失率"), default=Decimal(0))

    class Meta:
        verbose_name = _("元素含量")
        verbose_name_plural = _("元素含量")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bom", "product", "element"], name="supply_bomelement_once"
            ),
            models.CheckConstraint(
                condition=Q(content__gte=0, content__lte=1, allowance__gte=0, allowance__lt=1),
                name="supply_bomelement_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} {self.content}"
