"""A fixed tranche of a purchase 采购点价单, tied to the version of the quote that priced it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.market.quote.models import Quote as MarketQuote
from backend.supply.callprice.flow import PurchaseFixingFlow, State
from backend.supply.purchase.models import Purchase, PurchaseLine


class PurchaseFixing(PurchaseFixingFlow, Document):
    """Some tonnes of a purchase line priced on one trade date."""

    SEARCH: ClassVar = ("no", "purchase__no", "party__name", "party__short_name")

    class Kind(models.TextChoices):
        """How the tonnes came to be priced."""

        CALL = "call", _("点价")
        DEFAULT = "default", _("到期自动定价")

    purchase = models.ForeignKey(
        Purchase, models.PROTECT, related_name="fixings", verbose_name=_("采购合同")
    )
    line = models.ForeignKey(
        PurchaseLine, models.PROTECT, related_name="fixings", verbose_name=_("采购行")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("供应商"))
    state = StateField(State)
    kind = models.CharField(_("方式"), max_length=8, choices=Kind.choices, default=Kind.CALL)
    quantity = models.DecimalField(_("数量（吨）"), max_digits=14, decimal_places=3)
    trade_date = models.DateField(_("计价日"))
    requested_at = models.DateTimeField(_("申请时间"))
    requested_by = models.CharField(_("申请人"), max_length=64)
    channel = models.CharField(_("渠道"), max_length=32, blank=True)
    quote = models.ForeignKey(
        MarketQuote,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("行情版本"),
    )
    base = models.DecimalField(_("基价"), max_digits=18, decimal_places=4, null=True, blank=True)
    premium = models.DecimalField(_("升贴水"), max_digits=18, decimal_places=4)
    price = models.DecimalField(
        _("点价价格"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=2, null=True, blank=True)
    booked_at = models.DateTimeField(_("成交时间"), null=True, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name=_("冲回"),
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("采购点价单")
        verbose_name_plural = _("采购点价单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, quantity__gt=0)
                | Q(reverses__isnull=False, quantity__lt=0),
                name="supply_purchasefixing_sign",
            ),
            models.CheckConstraint(
                condition=~Q(state="booked") | Q(price__isnull=False, amount__isnull=False),
                name="supply_purchasefixing_booked_with_price",
            ),
        ]
