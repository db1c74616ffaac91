"""What a warehouse charges, and what it comes to for one owner in one month."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.stock.models import Lot
from backend.goods.storage.flow import RunFlow, State
from backend.goods.warehouse.models import Warehouse


class StorageTariff(Document):
    """One rate of one warehouse for a time."""

    SEARCH: ClassVar = ("no", "warehouse__name")

    class Item(models.TextChoices):
        """What is charged."""

        RENT = "rent", _("仓租")
        INBOUND = "inbound", _("入库费")
        OUTBOUND = "outbound", _("出库费")
        TITLE = "title", _("过户费")

    class Basis(models.TextChoices):
        """By what."""

        TONNE_DAY = "tonne_day", _("吨·天")
        TONNE = "tonne", _("吨")
        DOCUMENT = "document", _("票")

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="tariffs", verbose_name=_("仓库")
    )
    item = models.CharField(_("收费项目"), max_length=12, choices=Item.choices)
    basis = models.CharField(_("计费单位"), max_length=12, choices=Basis.choices)
    rate = models.DecimalField(_("单价（元）"), max_digits=18, decimal_places=4)
    minimum = models.DecimalField(
        _("最低计费重量（吨）"), max_digits=14, decimal_places=3, default=0
    )
    free_days = models.PositiveSmallIntegerField(_("免租天数"), default=0)
    weekend_factor = models.DecimalField(_("周末倍率"), max_digits=6, decimal_places=3, default=1)
    valid_from = models.DateField(_("生效日期"))
    valid_until = models.DateField(_("失效日期"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("仓储费率")
        verbose_name_plural = _("仓储费率")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rate__gte=0, minimum__gte=0, weekend_factor__gte=0),
                name="goods_storagetariff_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="goods_storagetariff_dates",
            ),
            models.CheckConstraint(
                condition=Q(item="rent", basis="tonne_day")
                | (~Q(item="rent") & Q(basis__in=["tonne", "document"])),
                name="goods_storagetariff_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warehouse} {self.get_item_display()}"


class StorageRun(RunFlow, Document):
    """One owner's storage in one warehouse in one month."""

    SEARCH: ClassVar = ("no", "warehouse__name", "owner_party__name")

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="storageruns", verbose_name=_("仓库")
    )
    owner_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("货主"))
    month = models.DateField(_("月份（当月第一天）"))
    state = StateField(State)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2, default=0)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("仓储费账单")
        verbose_name_plural = _("仓储费账单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["warehouse", "owner_party", "month"],
                condition=~Q(state="void"),
                name="goods_storagerun_once",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="goods_storagerun_first_day"),
        ]


class StorageCharge(models.Model):
    """One line of a storage bill: a lot for some days, or what was handled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(
        StorageRun, models.CASCADE, related_name="charges", verbose_name=_("账单")
    )
    seq = models.PositiveIntegerField(_("行号"))
    tariff = models.ForeignKey(
        StorageTariff, models.PROTECT, related_name="charges", verbose_name=_("费率")
    )
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("批次")
    )
    first_on = models.DateField(_("起"))
    until_on = models.DateField(_("止（不含）"))
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)
    documents = models.PositiveIntegerField(_("票数"), default=0)
    days = models.PositiveSmallIntegerField(_("天数"), default=0)
    charged_days = models.PositiveSmallIntegerField(_("计费天数"), default=0)
    rate = models.DecimalField(_("单价"), max_digits=18, decimal_places=4)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("仓储费明细")
        verbose_name_plural = _("仓储费明细")

    def __str__(self) -> str:
        return f"{self.weight} t {self.amount}"
