"""The seal: keys of openers, encrypted bids, and who has opened; see docs/decisions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.supply.rfq.models.asking import Rfq
from backend.supply.rfq.models.quoting import SupplierQuote


class OpeningKey(Document):
    """The public half of a person's opening key; the private half is made of a passphrase.

    Nothing here opens a bid: the private key is worked out from the passphrase each time.
    """

    SEARCH: ClassVar = ("user__name",)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("开标人")
    )
    salt = models.BinaryField()
    public = models.BinaryField()
    is_current = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("开标密钥")
        verbose_name_plural = _("开标密钥")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["user"], condition=Q(is_current=True), name="supply_openingkey_current"
            ),
        ]


class SealOpening(models.Model):
    """One of the two who must open a sealed request, in one round of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rfq = models.ForeignKey(Rfq, models.CASCADE, related_name="openings")
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("开标人")
    )
    key = models.ForeignKey(
        OpeningKey, models.PROTECT, null=True, related_name="+", verbose_name=_("开标密钥")
    )
    opened_at = models.DateTimeField(_("开启时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("开标人")
        verbose_name_plural = _("开标人")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rfq", "round", "user"], name="supply_sealopening_once")
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class SealedBid(models.Model):
    """A whole quote, encrypted for both openers together; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.OneToOneField(
        SupplierQuote, models.PROTECT, related_name="sealed", verbose_name=_("报价")
    )
    body = models.BinaryField()
    shares = models.JSONField(default=dict)
    digest = models.CharField(_("密封指纹"), max_length=64)
    made_at = models.DateTimeField(_("密封时间"))

    class Meta:
        verbose_name = _("密封报价")
        verbose_name_plural = _("密封报价")
        constraints: ClassVar = [AppendOnly(name="supply_sealedbid_append_only")]

    def __str__(self) -> str:
        return self.digest[:12]


class OpenedShare(models.Model):
    """One opener's half of the key of one bid, opened after the deadline."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    bid = models.ForeignKey(SealedBid, models.CASCADE, related_name="opened")
    opening = models.ForeignKey(SealOpening, models.CASCADE, related_name="shares")
    share = models.BinaryField()

    class Meta:
        verbose_name = _("已开启的密钥份额")
        verbose_name_plural = _("已开启的密钥份额")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bid", "opening"], name="supply_openedshare_once"),
            AppendOnly(name="supply_openedshare_append_only"),
        ]

    def __str__(self) -> str:
        return str(self.bid_id)
