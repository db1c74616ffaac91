"""What one side asks to change in a purchase that went out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.contract.models import ContractLine
from backend.supply.purchase.flow import ChangeState, PurchaseChangeFlow
from backend.supply.purchase.models.purchase import Purchase


class PurchaseChange(PurchaseChangeFlow, Document):
    """A version of a purchase to be: `changes` lists each term as path, old and new value."""

    SEARCH: ClassVar = ("no", "purchase__no", "party__name", "party__short_name", "reason")

    purchase = models.ForeignKey(
        Purchase, models.PROTECT, related_name="order_changes", verbose_name=_("采购合同")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("卖方"))
    state = StateField(ChangeState)
    seq = models.PositiveSmallIntegerField(_("序号"))
    proposed_by = models.CharField(_("提出方"), max_length=6, choices=ContractLine.Side.choices)
    made_on = models.DateField(_("提出日期"))
    reason = models.CharField(_("变更原因"), max_length=500)
    changes = models.JSONField(_("变更内容"))
    agreed_on = models.DateField(_("同意日期"), null=True, blank=True)
    agreed_by = models.CharField(_("同意人"), max_length=64, blank=True)
    applied_on = models.DateField(_("生效日期"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("采购变更")
        verbose_name_plural = _("采购变更")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["purchase", "seq"], name="supply_purchasechange_seq_once"
            ),
            models.UniqueConstraint(
                fields=["purchase"],
                condition=Q(state__in=["proposed", "agreed"]),
                name="supply_purchasechange_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied")
                | Q(applied_on__isnull=False, agreed_on__isnull=False),
                name="supply_purchasechange_applied_on",
            ),
        ]
