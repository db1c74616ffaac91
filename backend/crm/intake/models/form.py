"""A form on a web site, and the receipts it gave."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.crm.intake.flow import FormFlow, FormState
from backend.crm.lead.models import Lead


class LeadForm(FormFlow, Document):
    """What strangers are asked, from which sites, and where their answers go."""

    SEARCH: ClassVar = ("no", "title", "campaign", "key")

    class Field(models.TextChoices):
        """What a form may ask for."""

        COMPANY = "company", _("公司")
        CONTACT_NAME = "contact_name", _("联系人")
        PHONE = "phone", _("电话")
        EMAIL = "email", _("邮箱")
        PROVINCE = "province", _("省份")
        CITY = "city", _("城市")
        PRODUCT = "product", _("品名规格")
        QUANTITY = "quantity", _("数量（吨）")
        CONTENT = "content", _("需求说明")

    state = StateField(FormState)
    key = models.CharField(_("公开标识"), max_length=32, unique=True, editable=False)
    title = models.CharField(_("标题"), max_length=100)
    title_en = models.CharField(_("英文标题"), max_length=100, blank=True)
    asks = ArrayField(
        models.CharField(max_length=16, choices=Field.choices), verbose_name=_("询问内容")
    )
    required = ArrayField(
        models.CharField(max_length=16, choices=Field.choices),
        default=list,
        blank=True,
        verbose_name=_("必填内容"),
    )
    origins = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name=_("允许的网站")
    )
    source = models.CharField(_("来源"), max_length=12, choices=Lead.Source.choices)
    campaign = models.CharField(_("活动"), max_length=64, blank=True)
    default_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("默认负责人"),
    )
    consent = models.CharField(_("同意声明"), max_length=500, blank=True)
    consent_en = models.CharField(_("英文同意声明"), max_length=500, blank=True)
    per_minute = models.PositiveSmallIntegerField(_("每分钟上限"), default=60)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("线索表单")
        verbose_name_plural = _("线索表单")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(asks__len__gt=0, required__contained_by=models.F("asks")),
                name="crm_leadform_required_is_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FormReceipt(models.Model):
    """One filled-in form: sent again it is the same receipt."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    form = models.ForeignKey(
        LeadForm, models.CASCADE, related_name="receipts", verbose_name=_("表单")
    )
    client_id = models.CharField(_("提交标识"), max_length=64)
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="+", verbose_name=_("线索"))
    code = models.CharField(_("回执号"), max_length=16)
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("表单回执")
        verbose_name_plural = _("表单回执")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "client_id"], name="crm_formreceipt_once"),
        ]

    def __str__(self) -> str:
        return self.code
