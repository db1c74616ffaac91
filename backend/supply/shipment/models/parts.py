"""What a shipment is made of: goods, containers, declarations at customs, papers to collect."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.files.models import Attachment
from backend.core.ids import uuid7
from backend.crm.freight.models import Container
from backend.goods.product.models import Product
from backend.supply.purchase.models import PurchaseLine
from backend.supply.shipment.models.shipment import Shipment


class ShipmentLine(models.Model):
    """Goods under way: of a purchase line, or of a paper of a room below such as a delivery."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.CASCADE, related_name="lines", verbose_name=_("运输单")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("品名"))
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    purchase_line = models.ForeignKey(
        PurchaseLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="shipment_lines",
        verbose_name=_("采购行"),
    )
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    contract_line_id = models.UUIDField(_("销售合同行"), null=True, blank=True)

    class Meta:
        verbose_name = _("运输明细")
        verbose_name_plural = _("运输明细")
        ordering = ("seq",)
        indexes: ClassVar = [
            models.Index(fields=["source_code", "source_id"], name="supply_shipmentline_source"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "seq"], name="supply_shipmentline_seq"),
            models.UniqueConstraint(
                fields=["shipment", "purchase_line"], name="supply_shipmentline_purchase_once"
            ),
            models.UniqueConstraint(
                fields=["shipment", "source_code", "source_id"],
                condition=Q(source_id__isnull=False),
                name="supply_shipmentline_source_once",
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_shipmentline_weight"),
            models.CheckConstraint(
                condition=Q(purchase_line__isnull=False, source_id__isnull=True, source_code="")
                | (Q(purchase_line__isnull=True, source_id__isnull=False) & ~Q(source_code="")),
                name="supply_shipmentline_one_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class ShipmentContainer(models.Model):
    """A container with its ISO 6346 number and its seal."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.CASCADE, related_name="containers", verbose_name=_("运输单")
    )
    number = models.CharField(_("箱号"), max_length=11)
    kind = models.CharField(_("箱型"), max_length=4, choices=Container.choices)
    seal_no = models.CharField(_("封号"), max_length=32, blank=True)
    tare = models.DecimalField(
        _("箱重（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    weight = models.DecimalField(
        _("货重（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )

    class Meta:
        verbose_name = _("集装箱")
        verbose_name_plural = _("集装箱")
        ordering = ("number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shipment", "number"], name="supply_shipmentcontainer_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class CustomsEntry(models.Model):
    """A declaration at customs: its number, how it stands and what it costs."""

    class Way(models.TextChoices):
        """Out of a country or into one."""

        EXPORT = "export", _("出口")
        IMPORT = "import", _("进口")

    class Stand(models.TextChoices):
        """How far customs is with it."""

        DECLARED = "declared", _("已申报")
        INSPECTING = "inspecting", _("查验中")
        RELEASED = "released", _("已放行")
        REJECTED = "rejected", _("已退单")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.CASCADE, related_name="customs", verbose_name=_("运输单")
    )
    way = models.CharField(_("进出口"), max_length=6, choices=Way.choices)
    number = models.CharField(_("报关单号"), max_length=32)
    declared_on = models.DateField(_("申报日期"))
    stand = models.CharField(
        _("海关状态"), max_length=10, choices=Stand.choices, default=Stand.DECLARED
    )
    released_on = models.DateField(_("放行日期"), null=True, blank=True)
    port = models.CharField(_("申报口岸"), max_length=64, blank=True)
    hs_code = models.CharField(_("HS 编码"), max_length=10)
    cost_value = models.DecimalField(_("完税价格（元）"), max_digits=18, decimal_places=2)
    cost_duty = models.DecimalField(_("关税（元）"), max_digits=18, decimal_places=2)
    cost_vat = models.DecimalField(_("进口增值税（元）"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("报关单")
        verbose_name_plural = _("报关单")
        ordering = ("declared_on", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="supply_customsentry_number_once"),
            models.CheckConstraint(
                condition=Q(cost_value__gte=0, cost_duty__gte=0, cost_vat__gte=0),
                name="supply_customsentry_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(stand="released") | Q(released_on__isnull=False),
                name="supply_customsentry_released_on",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ShipmentPaper(models.Model):
    """A paper that must be there by a day: a bill of lading, a certificate, a signed note."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.CASCADE, related_name="papers", verbose_name=_("运输单")
    )
    kind = models.CharField(_("单证"), max_length=24)
    offset_days = models.SmallIntegerField(_("期限（天）"), default=0)
    counts_from = models.CharField(_("起算"), max_length=4, default="etd")
    due_on = models.DateField(_("应交日期"), null=True, blank=True)
    received_on = models.DateField(_("收到日期"), null=True, blank=True)
    number = models.CharField(_("单证号"), max_length=64, blank=True)
    attachment = models.ForeignKey(
        Attachment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("文件"),
    )
    waived_reason = models.CharField(_("免交原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("单证")
        verbose_name_plural = _("单证")
        ordering = ("due_on", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "kind"], name="supply_shipmentpaper_once"),
        ]

    def __str__(self) -> str:
        return self.kind
