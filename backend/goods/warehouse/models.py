"""A place where goods lie, who runs it, and the bins in it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Costing


class Warehouse(Document):
    """A warehouse; whoever runs it, the goods in it belong to the owner in the ledger."""

    SEARCH: ClassVar = ("code", "name", "address", "operator__name")

    class Kind(models.TextChoices):
        """What sort of place it is."""

        OWN = "own", _("自有仓")
        THIRD_PARTY = "third_party", _("第三方仓")
        EXCHANGE = "exchange", _("交割仓")
        BONDED = "bonded", _("保税仓")
        PROCESSOR = "processor", _("加工厂")
        CONSIGNMENT = "consignment", _("寄售仓")
        TRANSIT = "transit", _("在途")
        VAN = "van", _("服务车")
        SCRAP = "scrap", _("废品仓")

    code = models.CharField(_("仓库编码"), max_length=64)
    name = models.CharField(_("名称"), max_length=120)
    name_pinyin = models.CharField(max_length=200, editable=False)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices, default=Kind.OWN)
    operator = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("经营单位"),
    )
    province = models.CharField(_("省份"), max_length=32, blank=True)
    city = models.CharField(_("城市"), max_length=32, blank=True)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=64, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    costing = models.CharField(
        _("计价方法（空为随产品或公司）"), max_length=8, choices=Costing.choices, blank=True
    )
    is_active = models.BooleanField(_("在用"), default=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("仓库")
        verbose_name_plural = _("仓库")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["code"], name="goods_warehouse_code_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["own", "transit", "van", "scrap"])
                | Q(operator__isnull=False),
                name="goods_warehouse_has_operator",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bin(models.Model):
    """A marked spot of a warehouse; it goes out of use, it is never taken away."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="bins", verbose_name=_("仓库")
    )
    code = models.CharField(_("库位编码"), max_length=32)
    name = models.CharField(_("名称"), max_length=64, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("库位")
        verbose_name_plural = _("库位")
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="goods_bin_code_once"),
        ]

    def __str__(self) -> str:
        return self.code
