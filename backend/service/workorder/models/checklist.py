"""What has to be looked at: the lists, and their rows as answered on one order."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.service.workorder.models.order import WorkOrder


class CheckKind(models.TextChoices):
    """How a row is answered."""

    YES_NO = "yes_no", _("是/否")
    NUMBER = "number", _("数值")
    TEXT = "text", _("文字")
    CHOICE = "choice", _("选择")
    PHOTO = "photo", _("照片")
    METER = "meter", _("计数表读数")
    SCAN = "scan", _("扫码")
    SIGNATURE = "signature", _("签字")


class CheckRule(models.Model):
    """What one row asks for; the same in the list and on the order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("类型"), max_length=10, choices=CheckKind.choices)
    label = models.CharField(_("检查内容"), max_length=200)
    is_mandatory = models.BooleanField(_("必填"), default=True)
    minimum = models.DecimalField(_("下限"), max_digits=18, decimal_places=4, null=True, blank=True)
    maximum = models.DecimalField(_("上限"), max_digits=18, decimal_places=4, null=True, blank=True)
    unit_name = models.CharField(_("单位"), max_length=16, blank=True)
    options = ArrayField(
        models.CharField(max_length=64), verbose_name=_("选项"), default=list, blank=True
    )
    meter_name = models.CharField(_("计数表"), max_length=64, blank=True)

    class Meta:
        abstract = True


class ChecklistTemplate(Document):
    """A list of checks for a kind of job, for any product or one."""

    SEARCH: ClassVar = ("no", "code", "name", "product__code", "product__name")

    code = models.CharField(_("编码"), max_length=64)
    name = models.CharField(_("名称"), max_length=120)
    kind = models.CharField(_("适用工单"), max_length=12, choices=WorkOrder.Kind.choices)
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("适用产品"),
    )
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("检查表")
        verbose_name_plural = _("检查表")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(fields=["code"], name="service_checklisttemplate_code_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ChecklistItem(CheckRule):
    """One row of a list."""

    template = models.ForeignKey(
        ChecklistTemplate, models.CASCADE, related_name="items", verbose_name=_("检查表")
    )

    class Meta:
        verbose_name = _("检查项")
        verbose_name_plural = _("检查项")
        ordering = ("seq", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["template", "seq"], name="service_checklistitem_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                name="service_checklistitem_limits",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Check(CheckRule):
    """One row of an order's list, with its answer."""

    order = models.ForeignKey(
        WorkOrder, models.CASCADE, related_name="checks", verbose_name=_("工单")
    )
    text = models.CharField(_("回答"), max_length=500, blank=True)
    number = models.DecimalField(_("数值"), max_digits=18, decimal_places=4, null=True, blank=True)
    photos = models.JSONField(_("照片"), default=list, blank=True)
    is_passed = models.BooleanField(_("合格"), null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    answer_id = models.UUIDField(_("客户端编号"), null=True, blank=True)
    answered_at = models.DateTimeField(_("回答时间"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("回答人"),
    )

    class Meta:
        verbose_name = _("工单检查项")
        verbose_name_plural = _("工单检查项")
        ordering = ("seq", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "seq"], name="service_check_seq_once"),
            models.UniqueConstraint(
                fields=["order", "answer_id"],
                condition=Q(answer_id__isnull=False),
                name="service_check_answer_once",
            ),
        ]

    def __str__(self) -> str:
        return self.label
