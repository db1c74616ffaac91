"""A stock-take of one owner's goods in one warehouse, lot by lot."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.count.flow import CountFlow, State
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse


class StockCount(CountFlow, Document):
    """What people count, and what the books said at one moment."""

    SEARCH: ClassVar = ("no", "warehouse__name", "owner_party__name")

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="stockcounts", verbose_name=_("仓库")
    )
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("产品（空为全部）"),
    )
    state = StateField(State)
    planned_on = models.DateField(_("计划日期"))
    is_blind = models.BooleanField(_("盲盘"), default=False)
    recount_permille = models.DecimalField(
        _("复盘阈值（‰）"), max_digits=9, decimal_places=3, default=3
    )
    frozen_at = models.DateTimeField(_("账面冻结时间"), null=True, blank=True)
    posted_at = models.DateTimeField(_("过账时间"), null=True, blank=True)
    counted_by = ArrayField(models.BigIntegerField(), default=list, editable=False)
    """Everybody who started it, counted, or handed it in: none of them may approve it."""
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("审核人"),
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("盘点单")
        verbose_name_plural = _("盘点单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(recount_permille__gte=0), name="goods_stockcount_threshold"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "posted"]) | Q(approved_by__isnull=False),
                name="goods_stockcount_approved",
            ),
        ]


class CountLine(models.Model):
    """One lot: what the books say, what was counted, and counted again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    count = models.ForeignKey(
        StockCount, models.CASCADE, related_name="lines", verbose_name=_("盘点单")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("批次"))
    bin_code = models.CharField(_("库位"), max_length=32, blank=True)
    book_pieces = models.IntegerField(_("账面件数"))
    book = models.DecimalField(_("账面重量"), max_digits=14, decimal_places=3)
    counted_pieces = models.PositiveIntegerField(_("实盘件数"), null=True, blank=True)
    counted = models.DecimalField(
        _("实盘重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    counted_at = models.DateTimeField(_("盘点时间"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(_("盘点次数"), default=0)
    moved_pieces = models.IntegerField(_("期间进出件数"), default=0)
    moved = models.DecimalField(_("期间进出"), max_digits=14, decimal_places=3, default=0)
    reason = models.CharField(_("差异原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("盘点明细")
        verbose_name_plural = _("盘点明细")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["count", "lot"], name="goods_countline_lot_once"),
            models.CheckConstraint(
                condition=Q(counted__isnull=True, counted_at__isnull=True)
                | Q(counted__gte=0, counted_at__isnull=False, counted_pieces__isnull=False),
                name="goods_countline_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.book} t"
