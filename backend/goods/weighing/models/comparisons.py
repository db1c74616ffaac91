"""The other side's weight and what came of comparing both."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.goods.weighing import calc
from backend.goods.weighing.models.scales import kilograms
from backend.goods.weighing.models.tickets import WeighTicket


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
