"""A change of the account we pay a supplier to, by two people."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.supply.supplier.flow import BankFlow, BankState
from backend.supply.supplier.models.supplier import Supplier


class BankChange(BankFlow, Document):
    """Asked for by one person with the record of a call back, decided by another."""

    SEARCH: ClassVar = ("no", "supplier__no", "supplier__party__name")

    class Kind(models.TextChoices):
        """What is done to the accounts on file."""

        ADD = "add", _("新增账户")
        REPLACE = "replace", _("更换账户")
        REMOVE = "remove", _("停用账户")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="bank_changes", verbose_name=_("供应商")
    )
    state = StateField(BankState)
    kind = models.CharField(_("变更类型"), max_length=8, choices=Kind.choices)
    bank = models.CharField(_("开户行"), max_length=120, blank=True)
    account = models.CharField(_("账号"), max_length=40, blank=True)
    old_account = models.CharField(_("原账号"), max_length=40, blank=True)
    reason = models.CharField(_("变更原因"), max_length=500)
    called_at = models.DateTimeField(_("回拨时间"))
    called_phone = models.CharField(_("回拨号码"), max_length=32)
    spoke_with = models.CharField(_("对方确认人"), max_length=64)
    call_note = models.CharField(_("通话记录"), max_length=500)
    is_elsewhere = models.BooleanField(_("账号也登记在其他单位"), default=False, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("复核人"),
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True, blank=True)
    decision_note = models.CharField(_("复核说明"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商账户变更")
        verbose_name_plural = _("供应商账户变更")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "rejected"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("created_by"))),
                name="supply_bankchange_two_people",
            ),
            models.CheckConstraint(
                condition=Q(kind="remove") | (~Q(account="") & ~Q(bank="")),
                name="supply_bankchange_says_which",
            ),
            models.CheckConstraint(
                condition=Q(kind="add") | ~Q(old_account=""),
                name="supply_bankchange_says_the_old",
            ),
            models.UniqueConstraint(
                fields=["supplier"],
                condition=Q(state="requested"),
                name="supply_bankchange_one_at_a_time",
            ),
        ]
