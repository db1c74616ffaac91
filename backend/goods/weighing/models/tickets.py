"""One truck on one scale."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.flow import UNDER_WAY, State, TicketFlow
from backend.goods.weighing.models.scales import Scale, kilograms


class WeighTicket(TicketFlow, Document):
    """One truck on one scale, loaded and empty."""

    SEARCH: ClassVar = ("no", "plate", "driver_name", "source_no", "party__name", "product__name")
    SEARCH_PRIVATE: ClassVar = ("driver_phone",)

    class Direction(models.TextChoices):
        """Which way the goods go."""

        IN = "in", _("进厂")
        OUT = "out", _("出厂")
        TRANSFER = "transfer", _("调拨")

    class Mode(models.TextChoices):
        """Which weighing comes first, or whether the tare is known."""

        GROSS_FIRST = "gross_first", _("先重后空")
        TARE_FIRST = "tare_first", _("先空后重")
        STORED_TARE = "stored_tare", _("预置皮重")

    state = StateField(State)
    direction = models.CharField(_("方向"), max_length=8, choices=Direction.choices)
    mode = models.CharField(_("过磅方式"), max_length=12, choices=Mode.choices)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="tickets", verbose_name=_("仓库")
    )
    scale = models.ForeignKey(
        Scale, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("磅秤")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("往来单位")
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产品")
    )
    plate = models.CharField(_("车牌"), max_length=16)
    trailer = models.CharField(_("挂车"), max_length=16, blank=True)
    driver_name = models.CharField(_("司机"), max_length=64, blank=True)
    driver_phone = models.CharField(_("司机电话"), max_length=32, blank=True)
    carrier = models.CharField(_("承运商"), max_length=120, blank=True)
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    line_id = models.UUIDField(_("来源行"), null=True, blank=True)
    is_bound = models.BooleanField(_("已被单据占用"), default=False, editable=False)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    opened_at = models.DateTimeField(_("开单时间"))
    completed_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    gross_kg = kilograms(_("毛重（kg）"), is_known=False)
    tare_kg = kilograms(_("皮重（kg）"), is_known=False)
    net_kg = kilograms(_("净重（kg）"), is_known=False)
    deducted_kg = kilograms(_("扣重（kg）"), is_known=False)
    net = models.DecimalField(
        _("净重（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    settle_weight = models.DecimalField(
        _("结算重量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    warnings = models.JSONField(_("提示"), default=list, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=500, blank=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("磅单")
        verbose_name_plural = _("磅单")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["source_code", "source_id"], name="goods_weighticket_source"),
            models.Index(fields=["plate", "-opened_at"], name="goods_weighticket_plate"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["plate"],
                condition=Q(state__in=[str(s) for s in UNDER_WAY]),
                name="goods_weighticket_one_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "first_weighed", "voided"])
                | Q(net__gt=0, settle_weight__gt=0, gross_kg__isnull=False, tare_kg__gte=0),
                name="goods_weighticket_done_weighs",
            ),
            models.CheckConstraint(
                condition=~Q(state="voided") | ~Q(void_reason=""),
                name="goods_weighticket_void_reason",
            ),
        ]
