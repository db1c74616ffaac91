"""One truck of one contract line, with both weights and the one that is settled."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.contract.models import Contract, ContractLine
from backend.crm.delivery.flow import DeliveryFlow, State
from backend.goods.warehouse.models import Warehouse
from backend.goods.weighing.models import WeighTicket


class Delivery(DeliveryFlow, Document):
    """A truck from the plan to the signature."""

    SEARCH: ClassVar = ("no", "contract__no", "party__name", "party__short_name", "plate")
    SEARCH_PRIVATE: ClassVar = ("driver_phone",)

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="deliveries", verbose_name=_("合同")
    )
    line = models.ForeignKey(
        ContractLine, models.PROTECT, related_name="deliveries", verbose_name=_("合同行")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, related_name="+", verbose_name=_("发货仓库")
    )
    state = StateField(State)
    planned_on = models.DateField(_("计划日期"))
    planned_weight = models.DecimalField(_("计划重量（吨）"), max_digits=14, decimal_places=3)
    pieces = models.PositiveIntegerField(_("件数"), default=0)
    plate = models.CharField(_("车牌"), max_length=16)
    trailer = models.CharField(_("挂车"), max_length=16, blank=True)
    driver_name = models.CharField(_("司机"), max_length=64)
    driver_phone = models.CharField(_("司机电话"), max_length=32, blank=True)
    driver_identity = models.CharField(_("司机身份证"), max_length=32, blank=True)
    carrier = models.CharField(_("承运商"), max_length=120, blank=True)
    destination = models.CharField(_("收货地址"), max_length=300, blank=True)
    handover_until = models.DateTimeField(_("提货码有效至"), null=True, blank=True)
    released_at = models.DateTimeField(_("放行时间"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("装车时间"), null=True, blank=True)
    departed_at = models.DateTimeField(_("发车时间"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("到达时间"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    refused_reason = models.CharField(_("拒收原因"), max_length=500, blank=True)
    signed_by = models.CharField(_("签收人"), max_length=64, blank=True)
    ticket = models.OneToOneField(
        WeighTicket,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("出库磅单"),
    )
    our_weight = models.DecimalField(
        _("我方净重"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    their_weight = models.DecimalField(
        _("对方净重"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    settle_weight = models.DecimalField(
        _("结算重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    theoretical_weight = models.DecimalField(
        _("理计重量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    is_within = models.BooleanField(_("磅差在允许范围内"), null=True, blank=True)
    decision = models.CharField(_("处理说明"), max_length=500, blank=True)
    cost = models.DecimalField(
        _("出库成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount_provisional = models.DecimalField(
        _("暂估货值"), max_digits=18, decimal_places=2, default=Decimal(0)
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("发货单")
        verbose_name_plural = _("发货单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(planned_weight__gt=0), name="crm_delivery_planned"),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "settled"])
                | Q(settle_weight__isnull=False, our_weight__isnull=False),
                name="crm_delivery_signed_with_weight",
            ),
        ]
