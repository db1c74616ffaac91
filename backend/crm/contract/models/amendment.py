"""What both parties agree to change in an effective contract."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.crm.contract.flow import AmendmentFlow, AmendmentState
from backend.crm.contract.models.contract import Contract


class Amendment(AmendmentFlow, Document):
    """A supplement: `changes` lists each term as path, old value and new value."""

    SEARCH: ClassVar = ("no", "contract__no", "party__name", "party__short_name", "reason")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="amendments", verbose_name=_("合同")
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("买方"))
    state = StateField(AmendmentState)
    seq = models.PositiveSmallIntegerField(_("序号"))
    made_on = models.DateField(_("起草日期"))
    reason = models.CharField(_("变更原因"), max_length=500)
    changes = models.JSONField(_("变更内容"))
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    applied_on = models.DateField(_("生效日期"), null=True, blank=True)
    their_no = models.CharField(_("对方编号"), max_length=64, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("合同变更")
        verbose_name_plural = _("合同变更")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["contract", "seq"], name="crm_amendment_seq_once"),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=["draft", "approved"]),
                name="crm_amendment_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_on__isnull=False),
                name="crm_amendment_applied_on",
            ),
        ]
