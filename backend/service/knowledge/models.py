"""Articles about what goes wrong and how it is mended, and the tickets they helped."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.service.knowledge.flow import ArticleFlow, State
from backend.service.ticket.models import Ticket


class KnowledgeArticle(ArticleFlow, Document):
    """A symptom of a model, its cause, the fix and the parts it takes."""

    SEARCH: ClassVar = ("no", "title", "cause", "product__code", "product__name")

    state = StateField(State)
    title = models.CharField(_("标题"), max_length=200)
    symptom_code = models.CharField(_("故障现象"), max_length=32)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("机型")
    )
    cause = models.TextField(_("原因"))
    fix = models.TextField(_("处理方法"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("作者"),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("审核人"),
    )
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, blank=True, editable=False)
    used = models.PositiveIntegerField(_("使用次数"), default=0, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("知识条目")
        verbose_name_plural = _("知识条目")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["symptom_code", "state"], name="service_article_symptom"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(reviewed_by=None)
                | ~models.Q(reviewed_by=models.F("written_by")),
                name="service_article_two_people",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ArticlePart(models.Model):
    """A part the fix takes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(
        KnowledgeArticle, models.CASCADE, related_name="parts", verbose_name=_("知识条目")
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("备件"))
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)

    class Meta:
        verbose_name = _("所需备件")
        verbose_name_plural = _("所需备件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "product"], name="service_articlepart_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="service_articlepart_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"


class ArticleUse(models.Model):
    """One ticket an article helped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    article = models.ForeignKey(
        KnowledgeArticle, models.CASCADE, related_name="uses", verbose_name=_("知识条目")
    )
    ticket = models.ForeignKey(
        Ticket, models.CASCADE, related_name="articles", verbose_name=_("服务单")
    )
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("引用")
        verbose_name_plural = _("引用")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "ticket"], name="service_articleuse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.ticket}"
