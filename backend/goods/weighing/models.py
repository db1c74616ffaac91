"""Weigh tickets and what stands on them; readings are kilograms, results tonnes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing import calc
from backend.goods.weighing.flow import UNDER_WAY, State, TicketFlow


def kilograms(label: object, *, is_known: bool = True) -> "models.DecimalField[object, object]":
    """This will give a column for a reading of a scale."""
    return models.DecimalField(
        label, max_digits=11, decimal_places=3, null=not is_known, blank=not is_known
    )


class Scale(Document):
    """A weighbridge or bundle scale and the certificate that lets it be believed."""

    SEARCH: ClassVar = ("no", "name", "serial")

    name = models.CharField(_("名称"), max_length=64)
    serial = models.CharField(_("出厂编号"), max_length=64)
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="scales", verbose_name=_("仓库")
    )
    minimum_kg = kilograms(_("最小称量（kg）"))
    maximum_kg = kilograms(_("最大称量（kg）"))
    division_kg = kilograms(_("分度值（kg）"))
    certificate = models.CharField(_("检定证书号"), max_length=64, blank=True)
    certified_until = models.DateField(_("检定有效期至"), null=True, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("磅秤")
        verbose_name_plural = _("磅秤")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["serial"], name="goods_scale_serial_once"),
            models.CheckConstraint(
                condition=Q(division_kg__gt=0, minimum_kg__gte=0)
                & Q(maximum_kg__gt=models.F("minimum_kg")),
                name="goods_scale_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


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


class Reading(models.Model):
    """One weighing, as the scale or a person gave it; never edited."""

    class Kind(models.TextChoices):
        """Loaded or empty."""

        GROSS = "gross", _("毛重")
        TARE = "tare", _("皮重")

    class Device(models.TextChoices):
        """Where the number comes from."""

        SCALE = "scale", _("磅秤")
        PHOTO = "photo", _("照片识读")
        MANUAL = "manual", _("手工")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        WeighTicket, models.PROTECT, related_name="readings", verbose_name=_("磅单")
    )
    kind = models.CharField(_("类别"), max_length=6, choices=Kind.choices)
    kg = kilograms(_("读数（kg）"))
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("司磅员"),
    )
    by_label = models.CharField(_("司磅员"), max_length=128)
    device = models.CharField(_("来源"), max_length=8, choices=Device.choices)
    reason = models.CharField(_("手工原因"), max_length=500, blank=True)
    display = models.CharField(_("仪表显示"), max_length=64, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)

    class Meta:
        verbose_name = _("过磅读数")
        verbose_name_plural = _("过磅读数")
        constraints: ClassVar = [
            AppendOnly(name="goods_reading_append_only"),
            models.UniqueConstraint(fields=["ticket", "kind"], name="goods_reading_once"),
            models.CheckConstraint(condition=Q(kg__gt=0), name="goods_reading_above_zero"),
            models.CheckConstraint(
                condition=Q(device="scale") | ~Q(reason=""), name="goods_reading_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kg} kg"


class ReadingConfirmation(models.Model):
    """A second person vouches for a reading that no scale sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    reading = models.OneToOneField(
        Reading, models.PROTECT, related_name="confirmation", verbose_name=_("读数")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("复核人")
    )
    by_label = models.CharField(_("复核人"), max_length=128)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("读数复核")
        verbose_name_plural = _("读数复核")
        constraints: ClassVar = [AppendOnly(name="goods_readingconfirmation_append_only")]

    def __str__(self) -> str:
        return self.by_label


class TicketDeduction(models.Model):
    """Something taken off the net: pallets, packaging, dirt, moisture."""

    class Kind(models.TextChoices):
        """What is taken off."""

        PACKAGING = "packaging", _("包装")
        PALLET = "pallet", _("托盘")
        IMPURITY = "impurity", _("扣杂")
        MOISTURE = "moisture", _("扣水")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        WeighTicket, models.PROTECT, related_name="deductions", verbose_name=_("磅单")
    )
    position = models.PositiveSmallIntegerField(_("次序"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    basis = models.CharField(
        _("计算方式"),
        max_length=10,
        choices=[("fixed", _("固定重量")), ("percent", _("百分比")), ("per_piece", _("每件"))],
    )
    value = models.DecimalField(_("数值"), max_digits=11, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    kg = kilograms(_("扣重（kg）"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("扣重")
        verbose_name_plural = _("扣重")
        constraints: ClassVar = [
            AppendOnly(name="goods_ticketdeduction_append_only"),
            models.UniqueConstraint(
                fields=["ticket", "position"], name="goods_ticketdeduction_once"
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0, kg__gte=0), name="goods_ticketdeduction_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.kg} kg"


class CounterWeight(models.Model):
    """The other side's ticket for the same load; a later one takes an earlier one's place."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        WeighTicket, models.PROTECT, related_name="counters", verbose_name=_("磅单")
    )
    document_no = models.CharField(_("对方磅单号"), max_length=64, blank=True)
    gross_kg = kilograms(_("毛重（kg）"), is_known=False)
    tare_kg = kilograms(_("皮重（kg）"), is_known=False)
    net_kg = kilograms(_("净重（kg）"))
    at = models.DateTimeField(_("时间"))
    photos = models.JSONField(_("照片"), default=list, blank=True)
    by_label = models.CharField(_("录入人"), max_length=128)

    class Meta:
        verbose_name = _("对方磅单")
        verbose_name_plural = _("对方磅单")
        constraints: ClassVar = [
            AppendOnly(name="goods_counterweight_append_only"),
            models.CheckConstraint(condition=Q(net_kg__gt=0), name="goods_counterweight_net"),
        ]

    def __str__(self) -> str:
        return f"{self.document_no} {self.net_kg} kg"


class ScaleDifference(models.Model):
    """Both weights compared under a clause, and the weight that came of it (磅差)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    ticket = models.ForeignKey(
        WeighTicket, models.PROTECT, related_name="differences", verbose_name=_("磅单")
    )
    ours = models.DecimalField(_("我方（吨）"), max_digits=14, decimal_places=3)
    theirs = models.DecimalField(_("对方（吨）"), max_digits=14, decimal_places=3)
    difference = models.DecimalField(_("磅差（吨）"), max_digits=14, decimal_places=3)
    permille = models.DecimalField(_("磅差率（‰）"), max_digits=9, decimal_places=3)
    tolerance = models.DecimalField(_("允差"), max_digits=9, decimal_places=4)
    unit = models.CharField(
        _("允差单位"),
        max_length=10,
        choices=[
            (calc.Unit.PERMILLE.value, "‰"),
            (calc.Unit.PERCENT.value, "%"),
            (calc.Unit.KILOGRAMS.value, "kg"),
        ],
    )
    reference = models.CharField(
        _("允差基数"),
        max_length=8,
        choices=[("ours", _("我方")), ("theirs", _("对方")), ("mean", _("平均"))],
    )
    basis = models.CharField(
        _("允差内以谁为准"),
        max_length=8,
        choices=[("ours", _("我方")), ("theirs", _("对方")), ("mean", _("平均"))],
    )
    policy = models.CharField(
        _("超差处理"),
        max_length=8,
        choices=[
            ("other", _("以对方为准")),
            ("excess", _("只扣超出部分")),
            ("half", _("各半")),
            ("hold", _("暂停待复磅")),
        ],
    )
    is_within = models.BooleanField(_("在允差内"))
    settle_weight = models.DecimalField(
        _("结算重量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    at = models.DateTimeField(_("时间"))
    by_label = models.CharField(_("核对人"), max_length=128)
    decision = models.CharField(_("处理说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("磅差")
        verbose_name_plural = _("磅差")
        constraints: ClassVar = [
            AppendOnly(name="goods_scaledifference_append_only"),
            models.CheckConstraint(
                condition=Q(settle_weight__isnull=False) | Q(policy="hold", is_within=False),
                name="goods_scaledifference_settles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.difference} t"


class VehicleTare(Document):
    """The empty weight of a truck, good for a while."""

    SEARCH: ClassVar = ("plate",)

    plate = models.CharField(_("车牌"), max_length=16)
    kg = kilograms(_("皮重（kg）"))
    weighed_at = models.DateTimeField(_("称重时间"))
    valid_until = models.DateField(_("有效期至"))

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("车辆皮重")
        verbose_name_plural = _("车辆皮重")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["plate", "-weighed_at"], name="goods_vehicletare_plate"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(kg__gt=0), name="goods_vehicletare_above_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.plate} {self.kg} kg"
