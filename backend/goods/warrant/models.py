"""A warehouse receipt and the lots it stands for."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.stock.models import Balance
from backend.goods.warehouse.models import Warehouse
from backend.goods.warrant.flow import State, WarrantFlow


class Warrant(WarrantFlow, Document):
    """A paper of a warehouse that says whose goods lie there."""

    SEARCH: ClassVar = ("no", "number", "warehouse__name", "holder__name")

    class Kind(models.TextChoices):
        """What sort of paper it is."""

        EXCHANGE = "exchange", _("标准仓单")
        WAREHOUSE = "warehouse", _("仓库仓单")
        TALLY = "tally", _("入库码单")

    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="warrants", verbose_name=_("仓库")
    )
    holder = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("持有人"))
    number = models.CharField(_("仓单号"), max_length=64)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices, default=Kind.WAREHOUSE)
    state = StateField(State)
    issued_on = models.DateField(_("签发日期"))
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)
    weight = models.DecimalField(_("登记重量（吨）"), max_digits=14, decimal_places=3)
    pledgee = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("质权人"),
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("仓单")
        verbose_name_plural = _("仓单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["warehouse", "number"], name="goods_warrant_number_once"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="goods_warrant_weighs"),
            models.CheckConstraint(
                condition=~Q(state="pledged") | Q(pledgee__isnull=False),
                name="goods_warrant_pledgee",
            ),
        ]


class WarrantLine(models.Model):
    """Tonnes of one lot that a warehouse receipt stands for, and how many were withdrawn."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    warrant = models.ForeignKey(
        Warrant, models.CASCADE, related_name="lines", verbose_name=_("仓单")
    )
    balance = models.ForeignKey(
        Balance, models.PROTECT, related_name="warrant_lines", verbose_name=_("库存余额")
    )
    weight = models.DecimalField(_("登记重量"), max_digits=14, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    withdrawn = models.DecimalField(_("已提货"), max_digits=14, decimal_places=3, default=0)

    class Meta:
        verbose_name = _("仓单明细")
        verbose_name_plural = _("仓单明细")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warrant", "balance"], name="goods_warrantline_once"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, withdrawn__gte=0, withdrawn__lte=F("weight")),
                name="goods_warrantline_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.balance} {self.weight} t"
