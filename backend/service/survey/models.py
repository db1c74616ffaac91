"""One question to a customer about one piece of work, and the answer."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.service.survey.flow import State, SurveyFlow
from backend.service.ticket.models import Ticket
from backend.service.workorder.models import WorkOrder


class Survey(SurveyFlow, Document):
    """A link by which one piece of work is rated once; `worker` is who did it."""

    SEARCH: ClassVar = (
        "no",
        "ticket__no",
        "work_order__no",
        "customer__name",
        "customer__short_name",
    )

    class Tag(models.TextChoices):
        """What the customer names, for good or ill."""

        SPEED = "speed", _("响应速度")
        SKILL = "skill", _("技术水平")
        MANNER = "manner", _("服务态度")
        PRICE = "price", _("费用")
        PARTS = "parts", _("备件供应")
        RESULT = "result", _("处理效果")

    state = StateField(State)
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    ticket = models.ForeignKey(
        Ticket,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="surveys",
        verbose_name=_("服务单"),
    )
    work_order = models.ForeignKey(
        WorkOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="surveys",
        verbose_name=_("工单"),
    )
    worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("服务人员"),
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机型")
    )
    asked_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("截止时间"))
    answered_at = models.DateTimeField(_("评价时间"), null=True, blank=True, editable=False)
    score = models.PositiveSmallIntegerField(_("评分"), null=True, blank=True, editable=False)
    tags = ArrayField(
        models.CharField(max_length=16),
        verbose_name=_("标签"),
        default=list,
        blank=True,
        editable=False,
    )
    text = models.TextField(_("意见"), blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("满意度调查")
        verbose_name_plural = _("满意度调查")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["asked_at"], name="service_survey_asked"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["ticket", "work_order"],
                condition=~Q(state="withdrawn"),
                nulls_distinct=False,
                name="service_survey_once",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", score__range=(1, 5), answered_at__isnull=False)
                | (~Q(state="answered") & Q(score=None, answered_at=None)),
                name="service_survey_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(ticket__isnull=False) | Q(work_order__isnull=False),
                name="service_survey_about_something",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("asked_at")), name="service_survey_ahead"
            ),
        ]

    @property
    def party_id(self) -> UUID:
        """This will name the company whose timeline it belongs to."""
        return self.customer_id
