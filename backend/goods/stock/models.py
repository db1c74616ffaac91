"""Lots, the ledger of their movements, the balances it adds up to, and who has first claim.

`owner_party` is whose goods they are; `owner` (of every document) is the responsible person.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.documents.source import Source
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock.flow import LotFlow, State
from backend.goods.warehouse.models import Warehouse

__all__ = ["Balance", "Lot", "LotLink", "Reservation", "Source", "StockMove"]


class Lot(LotFlow, Document):
    """Goods of one product that came together: one brand, heat, owner and price."""

    SEARCH: ClassVar = ("no", "brand", "heat", "their_no", "product__code", "product__name")

    class PriceState(models.TextChoices):
        """Whether the purchase price is known."""

        PRICED = "priced", _("已定价")
        PROVISIONAL = "provisional", _("暂估")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="lots", verbose_name=_("产品")
    )
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    state = StateField(State)
    brand = models.CharField(_("品牌"), max_length=64, blank=True)
    grade = models.CharField(_("牌号"), max_length=64, blank=True)
    spec = models.CharField(_("规格"), max_length=120, blank=True)
    heat = models.CharField(_("炉号/批号"), max_length=64, blank=True)
    origin = models.CharField(_("产地"), max_length=64, blank=True)
    mill = models.CharField(_("生产厂"), max_length=120, blank=True)
    their_no = models.CharField(_("对方批号"), max_length=64, blank=True)
    certificate = models.CharField(_("质保书号"), max_length=64, blank=True)
    received_at = models.DateTimeField(_("入库时间"))
    produced_on = models.DateField(_("生产日期"), null=True, blank=True)
    pieces = models.PositiveIntegerField(_("入库件数"), default=0)
    theoretical = models.DecimalField(_("入库理论重量"), max_digits=14, decimal_places=3, default=0)
    actual = models.DecimalField(_("入库实际重量"), max_digits=14, decimal_places=3)
    price_state = models.CharField(
        _("价格状态"), max_length=12, choices=PriceState.choices, default=PriceState.PRICED
    )
    unit_cost = models.DecimalField(
        _("单位成本（不含税）"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    landed_cost = models.DecimalField(
        _("到岸费用（不含税）"), max_digits=18, decimal_places=2, default=0
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("批次")
        verbose_name_plural = _("批次")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["product", "state"], name="goods_lot_product"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(actual__gt=0, theoretical__gte=0), name="goods_lot_weighs_something"
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__isnull=True) | Q(unit_cost__gte=0),
                name="goods_lot_cost_not_negative",
            ),
        ]


class LotLink(models.Model):
    """Where a lot came from: the part of a parent that went into a child."""

    class Kind(models.TextChoices):
        """How it came."""

        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")
        PROCESS = "process", _("加工")
        TITLE = "title", _("过户")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey(
        Lot, models.PROTECT, related_name="children", verbose_name=_("来源批次")
    )
    child = models.ForeignKey(Lot, models.PROTECT, related_name="parents", verbose_name=_("新批次"))
    kind = models.CharField(_("方式"), max_length=8, choices=Kind.choices)
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("批次沿革")
        verbose_name_plural = _("批次沿革")
        constraints: ClassVar = [
            AppendOnly(name="goods_lotlink_append_only"),
            models.UniqueConstraint(fields=["parent", "child"], name="goods_lotlink_once"),
        ]

    def __str__(self) -> str:
        return f"{self.parent} → {self.child}"


class Balance(models.Model):
    """What is left of a lot of one owner in one warehouse; the sum of its movements."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="balances", verbose_name=_("仓库")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances", verbose_name=_("批次"))
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="balances", verbose_name=_("产品")
    )
    received_at = models.DateTimeField(_("入库时间"))
    pieces = models.IntegerField(_("件数"), default=0)
    theoretical = models.DecimalField(_("理论重量"), max_digits=14, decimal_places=3, default=0)
    actual = models.DecimalField(_("实际重量"), max_digits=14, decimal_places=3, default=0)
    reserved = models.DecimalField(_("已预留"), max_digits=14, decimal_places=3, default=0)
    pledged = models.DecimalField(_("已质押"), max_digits=14, decimal_places=3, default=0)
    frozen = models.DecimalField(_("已冻结"), max_digits=14, decimal_places=3, default=0)
    receipted = models.DecimalField(_("仓单登记"), max_digits=14, decimal_places=3, default=0)
    """Tonnes that a warehouse receipt stands for: they cannot leave under it."""
    receipt_pledged = models.DecimalField(_("仓单质押"), max_digits=14, decimal_places=3, default=0)
    receipt_frozen = models.DecimalField(_("仓单冻结"), max_digits=14, decimal_places=3, default=0)

    class Meta:
        verbose_name = _("库存余额")
        verbose_name_plural = _("库存余额")
        indexes: ClassVar = [
            models.Index(
                fields=["product", "warehouse", "received_at", "id"],
                condition=Q(actual__gt=0),
                name="goods_balance_there",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["warehouse", "lot", "owner_party"], name="goods_balance_once"
            ),
            models.CheckConstraint(
                condition=Q(pieces__gte=0, theoretical__gte=0, actual__gte=0),
                name="goods_balance_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0, pledged__gte=0, frozen__gte=0),
                name="goods_balance_claims_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(actual__gte=F("reserved") + F("pledged") + F("frozen")),
                name="goods_balance_claims_within",
            ),
            models.CheckConstraint(
                condition=Q(receipted__gte=0, receipt_pledged__gte=0, receipt_frozen__gte=0),
                name="goods_balance_receipts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(actual__gte=F("receipted")), name="goods_balance_receipted_within"
            ),
            models.CheckConstraint(
                condition=Q(pledged__gte=F("receipt_pledged"), frozen__gte=F("receipt_frozen")),
                name="goods_balance_receipt_claims",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} · {self.warehouse}"


class StockMove(models.Model):
    """One movement of a lot: pieces, theoretical and actual weight, signed; never edited."""

    class Kind(models.TextChoices):
        """What moved the goods."""

        RECEIPT = "receipt", _("入库")
        ISSUE = "issue", _("出库")
        TRANSFER = "transfer", _("调拨")
        TITLE = "title", _("货权转移")
        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")
        COUNT = "count", _("盘点")
        RETURN = "return", _("冲回")
        PROCESS = "process", _("加工领用")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="moves", verbose_name=_("批次"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="moves", verbose_name=_("仓库")
    )
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="moves", verbose_name=_("产品")
    )
    pieces = models.IntegerField(_("件数"), default=0)
    theoretical = models.DecimalField(_("理论重量"), max_digits=14, decimal_places=3, default=0)
    actual = models.DecimalField(_("实际重量"), max_digits=14, decimal_places=3)
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    line_id = models.UUIDField(_("来源行"), null=True)
    reversal_of = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reversed_by", verbose_name=_("冲回")
    )
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("经办人"),
    )
    created_at = models.DateTimeField(_("记录时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("库存流水")
        verbose_name_plural = _("库存流水")
        indexes: ClassVar = [
            models.Index(fields=["lot", "at", "id"], name="goods_stockmove_lot"),
            models.Index(fields=["product", "at", "id"], name="goods_stockmove_product"),
            models.Index(fields=["source_code", "source_id"], name="goods_stockmove_source"),
            models.Index(fields=["-at", "-id"], name="goods_stockmove_new"),
        ]
        constraints: ClassVar = [AppendOnly(name="goods_stockmove_append_only")]

    def __str__(self) -> str:
        return f"{self.lot} {self.actual} t"


class Reservation(models.Model):
    """Tonnes of one balance held for a line of a paper above."""

    class State(models.TextChoices):
        """Whether it still holds anything."""

        OPEN = "open", _("有效")
        CONSUMED = "consumed", _("已出库")
        RELEASED = "released", _("已释放")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    balance = models.ForeignKey(
        Balance, models.PROTECT, related_name="reservations", verbose_name=_("库存余额")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("仓库")
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, related_name="reservations", verbose_name=_("批次")
    )
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    line_id = models.UUIDField(_("来源行"))
    weight = models.DecimalField(_("预留重量"), max_digits=14, decimal_places=3)
    consumed = models.DecimalField(_("已出库"), max_digits=14, decimal_places=3, default=0)
    released = models.DecimalField(_("已释放"), max_digits=14, decimal_places=3, default=0)
    state = models.CharField(
        _("状态"), max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("预留")
        verbose_name_plural = _("预留")
        indexes: ClassVar = [
            models.Index(fields=["line_id"], name="goods_reservation_line"),
            models.Index(fields=["source_code", "source_id"], name="goods_reservation_source"),
            models.Index(fields=["-created_at", "-id"], name="goods_reservation_new"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weight__gt=0, consumed__gte=0, released__gte=0),
                name="goods_reservation_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(weight__gte=F("consumed") + F("released")),
                name="goods_reservation_within",
            ),
            models.CheckConstraint(
                condition=Q(state="open", weight__gt=F("consumed") + F("released"))
                | (~Q(state="open") & Q(weight=F("consumed") + F("released"))),
                name="goods_reservation_open_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_no} {self.weight} t"
