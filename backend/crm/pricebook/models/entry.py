"""An entry of a price book: for which goods, from how much, at what price."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import DateRangeField, DecimalRangeField, RangeOperators
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.pricebook.models.book import PriceBook
from backend.crm.pricebook.models.guards import NoOverlap
from backend.goods.product.models import Product
from backend.market.instrument.models import Instrument, QuoteKind

ZERO = Decimal(0)
OVER, SAME, OTHER = RangeOperators.OVERLAPS, RangeOperators.EQUAL, RangeOperators.NOT_EQUAL


class PriceEntry(models.Model):
    """One price. The columns from `scope_key` on are worked out, for the constraints."""

    class Kind(models.TextChoices):
        """How the price comes about."""

        FIXED = "fixed", _("固定价")
        DISCOUNT = "discount", _("目录价折扣")
        MARKUP = "markup", _("成本加成")
        FORMULA = "formula", _("公式")
        BENCHMARK = "benchmark", _("基准价加升贴水")

    class Basis(models.TextChoices):
        """What a break counts."""

        NONE = "none", _("不分档")
        QUANTITY = "quantity", _("按数量")
        AMOUNT = "amount", _("按金额")

    class Attribute(models.TextChoices):
        """Sizes of a product that a price may depend on, in millimetres."""

        THICKNESS = "thickness", _("厚度")
        WIDTH = "width", _("宽度")
        LENGTH = "length", _("长度")
        HEIGHT = "height", _("高度")
        DIAMETER = "diameter", _("直径")
        SIDE = "side", _("边长")
        FLATS = "across_flats", _("对边")
        OUTER = "outer", _("外径")
        INNER = "inner", _("内径")
        WALL = "wall", _("壁厚")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(
        PriceBook, models.CASCADE, related_name="entries", verbose_name=_("价格表")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产品")
    )
    category = models.CharField(
        _("品类"), max_length=12, choices=Product.Category.choices, blank=True, default=""
    )
    metal = models.CharField(
        _("金属"), max_length=8, choices=Product.Metal.choices, blank=True, default=""
    )
    attribute = models.CharField(
        _("尺寸"), max_length=16, choices=Attribute.choices, blank=True, default=""
    )
    attribute_from = models.DecimalField(
        _("尺寸起"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    attribute_to = models.DecimalField(
        _("尺寸止"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    break_basis = models.CharField(
        _("分档"), max_length=8, choices=Basis.choices, default=Basis.NONE
    )
    break_from = models.DecimalField(_("起始量"), max_digits=18, decimal_places=3, default=ZERO)
    kind = models.CharField(_("价格类型"), max_length=12, choices=Kind.choices, default=Kind.FIXED)
    price = models.DecimalField(_("单价"), max_digits=18, decimal_places=4, null=True, blank=True)
    discount = models.DecimalField(
        _("折扣率"), max_digits=7, decimal_places=6, null=True, blank=True
    )
    cost_markup = models.DecimalField(
        _("加成率"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    instrument = models.ForeignKey(
        Instrument,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("基准品种"),
    )
    quote_kind = models.CharField(
        _("基准价格"), max_length=12, choices=QuoteKind.choices, default=QuoteKind.SETTLE
    )
    premium = models.DecimalField(_("升贴水"), max_digits=18, decimal_places=4, default=ZERO)
    formula = models.CharField(_("公式"), max_length=500, blank=True, default="")
    floor_price = models.DecimalField(
        _("底价"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    valid_from = models.DateField(_("生效日"), null=True, blank=True)
    valid_until = models.DateField(_("失效日"), null=True, blank=True)
    note = models.CharField(_("备注"), max_length=200, blank=True, default="")

    scope_key = models.CharField(max_length=120, editable=False, default="")
    item_key = models.CharField(max_length=64, editable=False, default="")
    rank = models.PositiveSmallIntegerField(editable=False, default=0)
    break_key = models.DecimalField(max_digits=24, decimal_places=9, editable=False, default=ZERO)
    sizes = DecimalRangeField(editable=False, default=NumericRange)
    valid = DateRangeField(editable=False, default=DateRange)
    is_live = models.BooleanField(editable=False, default=False)

    class Meta:
        verbose_name = _("价格")
        verbose_name_plural = _("价格")
        ordering = ("seq",)
        indexes: ClassVar = [
            models.Index(
                fields=["product"], condition=Q(is_live=True), name="crm_priceentry_product"
            ),
            models.Index(
                fields=["category", "metal"],
                condition=Q(is_live=True, product__isnull=True),
                name="crm_priceentry_kind",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["book", "seq"], name="crm_priceentry_seq_once"),
            models.CheckConstraint(
                condition=Q(kind="fixed", price__isnull=False)
                | Q(kind="discount", discount__gt=-1, discount__lt=1)
                | Q(kind="markup", cost_markup__gt=-1)
                | (Q(kind="formula") & ~Q(formula=""))
                | Q(kind="benchmark", instrument__isnull=False),
                name="crm_priceentry_price_rule",
            ),
            models.CheckConstraint(
                condition=Q(break_basis="none", break_from=0)
                | (~Q(break_basis="none") & Q(break_from__gt=0)),
                name="crm_priceentry_break",
            ),
            models.CheckConstraint(
                condition=Q(attribute_to__isnull=True)
                | Q(attribute_from__isnull=True)
                | Q(attribute_to__gte=F("attribute_from")),
                name="crm_priceentry_sizes_in_order",
            ),
            NoOverlap(
                name="crm_priceentry_once_in_book",
                expressions=[
                    ("book", SAME),
                    ("item_key", SAME),
                    ("sizes", OVER),
                    ("break_key", SAME),
                    ("valid", OVER),
                ],
            ),
            NoOverlap(
                name="crm_priceentry_once_in_scope",
                expressions=[
                    ("scope_key", SAME),
                    ("item_key", SAME),
                    ("sizes", OVER),
                    ("break_key", SAME),
                    ("valid", OVER),
                ],
                condition=Q(is_live=True),
            ),
            NoOverlap(
                name="crm_priceentry_one_basis",
                expressions=[
                    ("scope_key", SAME),
                    ("item_key", SAME),
                    ("sizes", OVER),
                    ("break_basis", OTHER),
                    ("valid", OVER),
                ],
                condition=Q(is_live=True) & ~Q(break_basis="none"),
            ),
            NoOverlap(
                name="crm_priceentry_one_attribute",
                expressions=[
                    ("scope_key", SAME),
                    ("item_key", SAME),
                    ("attribute", OTHER),
                    ("valid", OVER),
                ],
                condition=Q(is_live=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
