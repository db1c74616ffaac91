"""What a supplier announces before a truck arrives."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.supply.purchase.models import Purchase, PurchaseLine
from backend.supply.receiving.flow import NoticeFlow, NoticeState


class ArrivalNotice(NoticeFlow, Document):
    """A truck that is on its way to us; its certificates are files of it."""

    SEARCH: ClassVar = ("no", "purchase__no", "party__name", "party__short_name", "plate")
    SEARCH_PRIVATE: ClassVar = ("driver_phone",)

    purchase = models.ForeignKey(
        Purchase, models.PROTECT, related_name="notices", verbose_name=_("采购合同")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    state = StateField(NoticeState)
    announced_on = models.DateField(_("预告日期"))
    expected_at = models.DateTimeField(_("预计到达"))
    arrived_at = models.DateTimeField(_("到厂时间"), null=True, blank=True)
    plate = models.CharField(_("车牌"), max_length=16)
    trailer = models.CharField(_("挂车"), max_length=16, blank=True)
    driver_name = models.CharField(_("司机"), max_length=64)
    driver_phone = models.CharField(_("司机电话"), max_length=32, blank=True)
    carrier = models.CharField(_("承运商"), max_length=120, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("到货预告")
        verbose_name_plural = _("到货预告")


class NoticeLine(models.Model):
    """One lot on the truck, as the supplier states it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(
        ArrivalNotice, models.CASCADE, related_name="lines", verbose_name=_("到货预告")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    purchase_line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="notice_lines", verbose_name=_("采购行")
    )
    weight = models.DecimalField(_("重量（吨）"), max_digits=14, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    brand = models.CharField(_("品牌"), max_length=64, blank=True)
    heat = models.CharField(_("炉号/批号"), max_length=64, blank=True)
    their_no = models.CharField(_("对方批号"), max_length=64, blank=True)
    certificate = models.CharField(_("质保书号"), max_length=64, blank=True)
    bundles = models.JSONField(_("捆包明细"), default=list, blank=True)

    class Meta:
        verbose_name = _("预告明细")
        verbose_name_plural = _("预告明细")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "seq"], name="supply_noticeline_seq_once"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="supply_noticeline_weighs"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.weight} t"
