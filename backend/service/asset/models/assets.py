"""A machine on its site, and the parts in it."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.contract.models import Contract
from backend.goods.bom.models import BillOfMaterials
from backend.goods.product.models import Product
from backend.goods.stock.models import Lot
from backend.service.asset.flow import AssetFlow, State


class Asset(AssetFlow, Document):
    """One serial of one product, wherever it stands."""

    SEARCH: ClassVar = (
        "no",
        "serial",
        "product__code",
        "product__name",
        "customer__name",
        "customer__short_name",
        "site_name",
    )

    class Criticality(models.TextChoices):
        """How much the customer's work hangs on it."""

        LOW = "low", _("一般")
        NORMAL = "normal", _("重要")
        HIGH = "high", _("关键")

    product = models.ForeignKey(
        Product, models.PROTECT, related_name="assets", verbose_name=_("产品")
    )
    serial = models.CharField(_("序列号"), max_length=64)
    customer = models.ForeignKey(
        Party, models.PROTECT, related_name="assets", verbose_name=_("客户")
    )
    state = StateField(State)
    site_name = models.CharField(_("现场名称"), max_length=120, blank=True)
    address = models.CharField(_("现场地址"), max_length=300, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    access_notes = models.CharField(_("进场说明"), max_length=500, blank=True)
    contact_name = models.CharField(_("现场联系人"), max_length=64, blank=True)
    contact_phone = models.CharField(_("现场电话"), max_length=32, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级设备"),
    )
    position = models.CharField(_("位置"), max_length=64, blank=True)
    criticality = models.CharField(
        _("重要程度"), max_length=8, choices=Criticality.choices, default=Criticality.NORMAL
    )
    firmware = models.CharField(_("固件版本"), max_length=64, blank=True)
    produced_on = models.DateField(_("生产日期"), null=True, blank=True)
    delivered_on = models.DateField(_("签收日期"), null=True, blank=True)
    commissioned_on = models.DateField(_("调试验收日期"), null=True, blank=True)
    warranty_months = models.PositiveSmallIntegerField(_("质保期（月）"), default=0)
    warranty_from = models.CharField(
        _("质保起算"),
        max_length=16,
        choices=Product.WarrantyFrom.choices,
        default=Product.WarrantyFrom.DELIVERY,
    )
    warranty_cap_months = models.PositiveSmallIntegerField(
        _("签收后质保上限（月）"), null=True, blank=True
    )
    """The rule as it was when the machine was delivered."""
    warranty_start = models.DateField(_("质保开始"), null=True, blank=True, editable=False)
    warranty_end = models.DateField(_("质保截止"), null=True, blank=True, editable=False)
    """Both are days in Asia/Shanghai; the last day still counts."""
    down_since = models.DateTimeField(_("停机开始"), null=True, blank=True, editable=False)
    ended_on = models.DateField(_("终止日期"), null=True, blank=True, editable=False)
    delivery_code = models.CharField(_("交付单据类型"), max_length=64, blank=True)
    delivery_id = models.UUIDField(_("交付单据"), null=True, blank=True)
    delivery_no = models.CharField(_("交付单号"), max_length=64, blank=True)
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
        verbose_name=_("合同"),
    )
    contract_line_id = models.UUIDField(_("合同行"), null=True, blank=True)
    supplier = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("供应商")
    )
    """Who made it or sold it to us."""
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="assets", verbose_name=_("批次")
    )
    bom = models.ForeignKey(
        BillOfMaterials,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assets",
        verbose_name=_("物料清单"),
    )
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("替换的设备"),
    )
    qr_token = models.CharField(_("二维码令牌"), max_length=43, unique=True, editable=False)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("设备")
        verbose_name_plural = _("设备")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["customer", "state"], name="service_asset_customer"),
            models.Index(fields=["warranty_end", "id"], name="service_asset_warranty"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["product", "serial"], name="service_asset_serial_once"),
            models.CheckConstraint(condition=~Q(serial=""), name="service_asset_named"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="service_asset_not_in_itself",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="service_asset_point",
            ),
            models.CheckConstraint(
                condition=Q(warranty_start__isnull=True, warranty_end__isnull=True)
                | Q(warranty_end__gte=F("warranty_start")),
                name="service_asset_warranty_days",
            ),
        ]

    @property
    def party_id(self) -> UUID:
        """This will put its news on the page of the customer."""
        return self.customer_id

    @property
    def place(self) -> str:
        """This will say where it stands, in words."""
        return " ".join(part for part in (self.site_name, self.address) if part)


class Component(models.Model):
    """A part in a machine: from when on, until when, and whose batch it came from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    asset = models.ForeignKey(
        Asset, models.PROTECT, related_name="components", verbose_name=_("设备")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="components", verbose_name=_("零部件")
    )
    serial = models.CharField(_("序列号"), max_length=64, blank=True)
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="components",
        verbose_name=_("批次"),
    )
    supplier = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("供应商")
    )
    position = models.CharField(_("位号"), max_length=64, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=16, decimal_places=6)
    installed_at = models.DateTimeField(_("装上时间"))
    removed_at = models.DateTimeField(_("拆下时间"), null=True, blank=True)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("零部件")
        verbose_name_plural = _("零部件")
        indexes: ClassVar = [
            models.Index(fields=["asset", "installed_at"], name="service_component_asset"),
            models.Index(fields=["product", "serial"], name="service_component_serial"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product", "serial"],
                condition=Q(removed_at__isnull=True) & ~Q(serial=""),
                name="service_component_in_one_place",
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="service_component_quantity"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_at__gte=F("installed_at")),
                name="service_component_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.serial}".strip()
