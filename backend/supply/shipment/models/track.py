"""What happened on the way, told by us, by machines or by the driver, and the proof at its end."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.supply.shipment.models.shipment import Shipment


class TrackingEvent(models.Model):
    """One thing seen on the way, with its place and moment; never edited."""

    class Kind(models.TextChoices):
        """What was seen."""

        PICKED_UP = "picked_up", _("已提货")
        POSITION = "position", _("在途位置")
        PORT_IN = "port_in", _("进港")
        PORT_OUT = "port_out", _("离港")
        CUSTOMS = "customs", _("清关")
        DELAY = "delay", _("延误")
        ACCIDENT = "accident", _("异常/事故")
        ARRIVED = "arrived", _("到达")
        NOTE = "note", _("说明")

    class Via(models.TextChoices):
        """Who told it."""

        MANUAL = "manual", _("人工录入")
        API = "api", _("接口")
        DRIVER = "driver", _("司机")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="tracking", verbose_name=_("运输单")
    )
    kind = models.CharField(_("事件"), max_length=12, choices=Kind.choices)
    via = models.CharField(_("来源"), max_length=8, choices=Via.choices)
    at = models.DateTimeField(_("发生时间"))
    place = models.CharField(_("地点"), max_length=200, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    note = models.CharField(_("说明"), max_length=500, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    client_id = models.UUIDField(_("客户端编号"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("入库时间"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("录入人"),
    )

    class Meta:
        verbose_name = _("在途事件")
        verbose_name_plural = _("在途事件")
        ordering = ("at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shipment", "client_id"],
                condition=Q(client_id__isnull=False),
                name="supply_trackingevent_client_once",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="supply_trackingevent_on_earth",
            ),
            AppendOnly(name="supply_trackingevent_append_only"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}"


class DriverLink(models.Model):
    """A door to one shipment for its driver. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="links", verbose_name=_("运输单")
    )
    digest = models.CharField(_("令牌摘要"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("创建时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("创建人"),
    )
    days_after = models.PositiveSmallIntegerField(_("交付后保留（天）"))
    ends_at = models.DateTimeField(_("最晚到期"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    last_seen_at = models.DateTimeField(_("最近打开"), null=True, blank=True)

    class Meta:
        verbose_name = _("司机链接")
        verbose_name_plural = _("司机链接")
        ordering = ("-made_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("made_at")), name="supply_driverlink_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DeliveryProof(models.Model):
    """Who took the goods, where and when, with pictures; the digest covers all of it."""

    class Relation(models.TextChoices):
        """What the signer is to the receiver."""

        RECEIVER = "receiver", _("收货人本人")
        STAFF = "staff", _("单位员工")
        WAREHOUSE = "warehouse", _("仓库人员")
        AGENT = "agent", _("代收人")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shipment = models.OneToOneField(
        Shipment, models.PROTECT, related_name="proof", verbose_name=_("运输单")
    )
    signer = models.CharField(_("签收人"), max_length=64)
    signer_phone = models.CharField(_("签收人电话"), max_length=32, blank=True)
    relation = models.CharField(_("与收货方关系"), max_length=10, choices=Relation.choices)
    at = models.DateTimeField(_("签收时间"))
    via = models.CharField(_("来源"), max_length=8, choices=TrackingEvent.Via.choices)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    device = models.CharField(_("设备"), max_length=200, blank=True)
    signature = models.JSONField(_("签名图片"), default=dict)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    exceptions = models.JSONField(_("异常"), default=list, blank=True)
    sha256 = models.CharField(_("签收包摘要"), max_length=64)

    class Meta:
        verbose_name = _("签收凭证")
        verbose_name_plural = _("签收凭证")
        constraints: ClassVar = [AppendOnly(name="supply_deliveryproof_append_only")]

    def __str__(self) -> str:
        return f"{self.signer} {self.at}"
