"""The ledger of movements, the balances it adds up to, and who has first claim."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock.models.lots import Lot
from backend.goods.warehouse.models import Bin, Warehouse


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
    bin = models.ForeignKey(
        Bin,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="balances",
        verbose_name=_("库位"),
    )
    quality = models.CharField(
        _("质量状态"),
        max_length=8,
        choices=Lot.Quality.choices,
        default=Lot.Quality.FREE,
        editable=False,
    )
    """The lot's, kept here too: whoever locks the balance reads it under that lock."""
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
        return f"{self.lot} {self.actual}"


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
        return f"{self.source_no} {self.weight}"
