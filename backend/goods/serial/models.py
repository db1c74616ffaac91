"""One piece of goods with a number of its own."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.goods.product.models import Product
from backend.goods.serial.flow import SerialFlow, State
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse


class Serial(SerialFlow, Document):
    """A machine or part as its name plate says; `no` is unique within its product."""

    SEARCH: ClassVar = ("no", "product__code", "product__name")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="serials", verbose_name=_("产品")
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="serials", verbose_name=_("批次"))
    warehouse = models.ForeignKey(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="serials",
        verbose_name=_("仓库"),
    )
    state = StateField(State)
    source_code = models.CharField(_("来源单据类型"), max_length=64)
    source_id = models.UUIDField(_("来源单据"))
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    moved_at = models.DateTimeField(_("最近变动时间"))

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("序列号")
        verbose_name_plural = _("序列号")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["lot", "state"], name="goods_serial_lot"),
            models.Index(fields=["source_id"], name="goods_serial_source"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "no"], name="goods_serial_once"),
            models.CheckConstraint(condition=~Q(no=""), name="goods_serial_named"),
            models.CheckConstraint(
                condition=Q(state="in_stock", warehouse__isnull=False)
                | (~Q(state="in_stock") & Q(warehouse__isnull=True)),
                name="goods_serial_in_stock_somewhere",
            ),
        ]
