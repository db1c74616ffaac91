"""What went wrong with a shipment and who answers for it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.supply.shipment.flow import ClaimState, FreightClaimFlow
from backend.supply.shipment.models.parts import ShipmentLine
from backend.supply.shipment.models.shipment import Shipment


class FreightClaim(FreightClaimFlow, Document):
    """One exception at delivery, from the first word to the money."""

    SEARCH: ClassVar = ("no", "shipment__no", "party__name", "party__short_name", "description")

    class Kind(models.TextChoices):
        """What was wrong."""

        SHORT = "short", _("短少")
        DAMAGED = "damaged", _("破损")
        WRONG_ITEM = "wrong_item", _("错货")
        LATE = "late", _("迟到")

    class Liable(models.TextChoices):
        """Who answers for it."""

        CARRIER = "carrier", _("承运商")
        OTHER_SIDE = "other_side", _("对方")
        INSURER = "insurer", _("保险公司")
        US = "us", _("我方")
        UNKNOWN = "unknown", _("待查明")

    shipment = models.ForeignKey(
        Shipment, models.PROTECT, related_name="claims", verbose_name=_("运输单")
    )
    line = models.ForeignKey(
        ShipmentLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("运输明细"),
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("对方单位"))
    state = StateField(ClaimState)
    kind = models.CharField(_("异常"), max_length=10, choices=Kind.choices)
    weight = models.DecimalField(
        _("涉及重量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    description = models.CharField(_("说明"), max_length=500)
    raised_at = models.DateTimeField(_("提出时间"))
    liable = models.CharField(
        _("责任方"), max_length=10, choices=Liable.choices, default=Liable.UNKNOWN
    )
    cost_claimed = models.DecimalField(
        _("索赔金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    cost_agreed = models.DecimalField(
        _("协商金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    settled_on = models.DateField(_("结清日期"), null=True, blank=True)
    outcome = models.CharField(_("处理结果"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("货运索赔")
        verbose_name_plural = _("货运索赔")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "settled"]) | Q(cost_agreed__isnull=False),
                name="supply_freightclaim_agreed_amount",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled") | Q(settled_on__isnull=False),
                name="supply_freightclaim_settled_on",
            ),
        ]
