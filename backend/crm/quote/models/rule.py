"""What makes a quote need another pair of eyes: rules the company edits."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document


class QuoteRule(Document):
    """One trigger: what it looks at, where its limit lies and who must agree beyond it."""

    class Kind(models.TextChoices):
        """What it looks at."""

        SECOND_PERSON = "second_person", _("提交人不得批准")
        BELOW_FLOOR = "below_floor", _("单价低于底价")
        MARGIN_BELOW = "margin_below", _("毛利率低于")
        DISCOUNT_ABOVE = "discount_above", _("折扣超过")
        AMOUNT_ABOVE = "amount_above", _("金额超过（元）")
        TERM_LONGER = "term_longer", _("账期长于（天）")
        COUNTERPARTY_OPTION = "counterparty_option", _("对方有定价选择权")
        VALIDITY_LONGER = "validity_longer", _("固定价有效期长于（交易日）")

    class Level(models.TextChoices):
        """Who must agree."""

        APPROVER = "approver", _("审批人")
        MANAGER = "manager", _("总经理")

    name = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("触发条件"), max_length=20, choices=Kind.choices)
    threshold = models.DecimalField(_("限值"), max_digits=18, decimal_places=6, default=0)
    role = models.CharField(_("适用角色"), max_length=32, blank=True)
    level = models.CharField(
        _("由谁批准"), max_length=10, choices=Level.choices, default=Level.APPROVER
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("报价审批规则")
        verbose_name_plural = _("报价审批规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["kind", "role", "threshold"], name="crm_quoterule_once"
            ),
            models.CheckConstraint(condition=Q(threshold__gte=0), name="crm_quoterule_threshold"),
        ]

    def __str__(self) -> str:
        return self.name
