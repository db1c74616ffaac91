"""A transfer of title and the lots it is about."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.stock.models import Lot
from backend.goods.title.flow import State, TitleFlow
from backend.goods.warehouse.models import Warehouse


class TitleTransfer(TitleFlow, Document):
    """Goods in one warehouse that go from one owner to another without moving."""

    SEARCH: ClassVar = ("no", "basis_no", "from_party__name", "to_party__name", "warehouse__name")

    from_party = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("转出方")
    )
    to_party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("转入方"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="titletransfers", verbose_name=_("仓库")
    )
    state = StateField(State)
    made_on = models.DateField(_("单据日期"))
    basis_no = models.CharField(_("依据合同号"), max_length=64, blank=True)
    paper_code = models.CharField(_("销售单据类型"), max_length=64, blank=True)
    paper_id = models.UUIDField(_("销售单据"), null=True, blank=True)
    """The paper whose cost of sales the goods become when they were ours."""
    paper_line_id = models.UUIDField(_("销售单据行"), null=True, blank=True)
    from_signed_by = models.CharField(_("转出方签署人"), max_length=64, blank=True)
    issued_at = models.DateTimeField(_("签发时间"), null=True, blank=True)
    warehouse_signed_by = models.CharField(_("仓库确认人"), max_length=64, blank=True)
    confirmed_at = models.DateTimeField(_("仓库确认时间"), null=True, blank=True)
    to_signed_by = models.CharField(_("转入方签署人"), max_length=64, blank=True)
    effective_at = models.DateTimeField(_("生效时间"), null=True, blank=True)
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3, default=0)
    cost = models.DecimalField(
        _("转出成本（不含税）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("货权转移单")
        verbose_name_plural = _("货权转移单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(from_party=F("to_party")), name="goods_title_two_owners"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["effective", "reversed"])
                | (
                    Q(effective_at__isnull=False)
                    & ~Q(from_signed_by="")
                    & ~Q(warehouse_signed_by="")
                    & ~Q(to_signed_by="")
                ),
                name="goods_title_three_confirm",
            ),
        ]


class TitleLine(models.Model):
    """Tonnes of one lot; the lot they become once the title has passed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    transfer = models.ForeignKey(
        TitleTransfer, models.CASCADE, related_name="lines", verbose_name=_("货权转移单")
    )
    seq = models.PositiveSmallIntegerField(_("行号"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="title_lines", verbose_name=_("批次"))
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), null=True, blank=True)
    unit_cost = models.DecimalField(
        _("转入单位成本（不含税）"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    new_lot = models.OneToOneField(
        Lot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("新批次")
    )

    class Meta:
        verbose_name = _("货权转移明细")
        verbose_name_plural = _("货权转移明细")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "lot"], name="goods_titleline_lot_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="goods_titleline_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} {self.weight} t"
