"""What came in: the truck, its weights, what the gate let through and the lots it became."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import WeighTicket
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.receiving.flow import ReceiptFlow, ReceiptState
from backend.supply.receiving.models.notice import ArrivalNotice

ZERO = Decimal(0)


class GoodsReceipt(ReceiptFlow, Document):
    """Goods at our gate 收货单, of a purchase or belonging to somebody else."""

    SEARCH: ClassVar = ("no", "purchase__no", "party__name", "party__short_name", "plate")

    class Kind(models.TextChoices):
        """Whose goods come in, and why."""

        PURCHASE = "purchase", _("采购收货")
        CONSIGNED = "consigned", _("寄售收货")
        CUSTOMER = "customer", _("客户来料")

    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    purchase = models.ForeignKey(
        Purchase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receipts",
        verbose_name=_("采购合同"),
    )
    notice = models.ForeignKey(
        ArrivalNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receipts",
        verbose_name=_("到货预告"),
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("送货单位"))
    shown_to = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("对外可见方"),
    )
    """Whose people from outside may read it: who sent the goods, once they were taken in."""
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    state = StateField(ReceiptState)
    received_on = models.DateField(_("收货日期"))
    plate = models.CharField(_("车牌"), max_length=16)
    driver_name = models.CharField(_("司机"), max_length=64, blank=True)
    posted_at = models.DateTimeField(_("入库时间"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=500, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("收货单")
        verbose_name_plural = _("收货单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="purchase", purchase__isnull=False)
                | (~Q(kind="purchase") & Q(purchase__isnull=True)),
                name="supply_goodsreceipt_has_purchase",
            ),
            models.CheckConstraint(
                condition=~Q(state="posted") | Q(posted_at__isnull=False),
                name="supply_goodsreceipt_posted_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="void") | ~Q(void_reason=""),
                name="supply_goodsreceipt_void_why",
            ),
        ]


class GoodsReceiptLine(models.Model):
    """One product on the truck: both weights, the one settled, and what the gate let through.

    `net` is what we put into stock before the gate; `settle_weight` is what is paid for.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    receipt = models.ForeignKey(
        GoodsReceipt, models.PROTECT, related_name="lines", verbose_name=_("收货单")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    purchase_line = models.ForeignKey(
        PurchaseLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receipt_lines",
        verbose_name=_("采购行"),
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("入库仓库")
    )
    ticket = models.ForeignKey(
        WeighTicket,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("磅单"),
    )
    their_weight = models.DecimalField(
        _("对方重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    their_ticket_no = models.CharField(_("对方磅单号"), max_length=64, blank=True)
    net = models.DecimalField(_("我方净重"), max_digits=14, decimal_places=3, null=True, blank=True)
    difference = models.DecimalField(
        _("磅差"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    is_within = models.BooleanField(_("磅差在允许范围内"), null=True, blank=True)
    settle_weight = models.DecimalField(
        _("结算重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    decision = models.CharField(_("磅差处理说明"), max_length=500, blank=True)
    accepted = models.DecimalField(
        _("合格重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    rejected = models.DecimalField(_("拒收重量"), max_digits=14, decimal_places=3, default=ZERO)
    payable_weight = models.DecimalField(
        _("应付重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    price = models.DecimalField(
        _("含税单价"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    price_state = models.CharField(_("价格状态"), max_length=12, blank=True)
    amount = models.DecimalField(
        _("含税货款"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    lot = models.OneToOneField(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批次")
    )
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    rejected_pieces = models.PositiveIntegerField(_("拒收件数"), default=0)
    serials = models.JSONField(_("序列号"), default=list, blank=True)
    brand = models.CharField(_("品牌"), max_length=64, blank=True)
    heat = models.CharField(_("炉号/批号"), max_length=64, blank=True)
    their_no = models.CharField(_("对方批号"), max_length=64, blank=True)
    certificate = models.CharField(_("质保书号"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("收货明细")
        verbose_name_plural = _("收货明细")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["receipt", "seq"], name="supply_goodsreceiptline_seq_once"
            ),
            models.UniqueConstraint(
                fields=["receipt", "ticket"], name="supply_goodsreceiptline_ticket_once"
            ),
            models.CheckConstraint(
                condition=Q(net__isnull=True) | Q(net__gt=0), name="supply_goodsreceiptline_net"
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True)
                | Q(accepted__gte=0, rejected__gte=0, net=F("accepted") + F("rejected")),
                name="supply_goodsreceiptline_split_ties",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.net} t"
