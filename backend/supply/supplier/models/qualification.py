"""How a supplier becomes one: the questionnaire of a category and the case of one supplier."""

from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.goods.product.models import Product
from backend.supply.supplier.flow import CaseFlow, CaseState
from backend.supply.supplier.models.certificate import Certificate
from backend.supply.supplier.models.supplier import Supplier


def _categories() -> ArrayField:  # type: ignore[type-arg]
    return ArrayField(
        models.CharField(max_length=12, choices=Product.Category.choices),
        verbose_name=_("品类"),
        default=list,
        blank=True,
    )


class Questionnaire(Document):
    """What is asked of suppliers of some categories; of all when none is named."""

    SEARCH: ClassVar = ("no", "name")

    name = models.CharField(_("名称"), max_length=120)
    categories = _categories()
    certificates = ArrayField(
        models.CharField(max_length=12, choices=Certificate.Kind.choices),
        verbose_name=_("必备证书"),
        default=list,
        blank=True,
    )
    needs_audit = models.BooleanField(_("须现场审核"), default=False)
    needs_trial = models.BooleanField(_("须试单"), default=False)
    full_score = models.DecimalField(
        _("合格分"), max_digits=5, decimal_places=2, default=Decimal(75)
    )
    conditional_score = models.DecimalField(
        _("有条件合格分"), max_digits=5, decimal_places=2, default=Decimal(60)
    )
    valid_months = models.PositiveSmallIntegerField(_("有效期（月）"), default=12)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("准入问卷")
        verbose_name_plural = _("准入问卷")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    conditional_score__gte=0,
                    full_score__lte=100,
                    full_score__gte=models.F("conditional_score"),
                ),
                name="supply_questionnaire_scores",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuestionnaireItem(models.Model):
    """One question, how much it weighs, and whether failing it ends the matter."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="items", verbose_name=_("问卷")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    question = models.CharField(_("问题"), max_length=300)
    weight = models.DecimalField(_("权重"), max_digits=7, decimal_places=2)
    is_knock_out = models.BooleanField(_("一票否决"), default=False)
    minimum = models.DecimalField(_("最低分"), max_digits=5, decimal_places=2, default=Decimal(0))

    class Meta:
        verbose_name = _("问卷项目")
        verbose_name_plural = _("问卷项目")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["questionnaire", "seq"], name="supply_questionnaireitem_seq_once"
            ),
        ]

    def __str__(self) -> str:
        return self.question


class QualificationCase(CaseFlow, Document):
    """One supplier on the way to being qualified for some categories."""

    SEARCH: ClassVar = ("no", "supplier__no", "supplier__party__name")

    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="cases", verbose_name=_("供应商")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="+", verbose_name=_("问卷")
    )
    state = StateField(CaseState)
    categories = _categories()
    opened_on = models.DateField(_("立项日期"))
    score = models.DecimalField(
        _("问卷得分"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    audited_on = models.DateField(_("现场审核日期"), null=True, blank=True)
    auditors = models.CharField(_("审核人员"), max_length=120, blank=True)
    audit_score = models.DecimalField(
        _("现场审核得分"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    audit_findings = models.CharField(_("审核发现"), max_length=2000, blank=True)
    audit_passed = models.BooleanField(_("现场审核通过"), null=True, blank=True)
    trial_limit = models.DecimalField(
        _("试单限量（吨）"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    trial_until = models.DateField(_("试单截止"), null=True, blank=True)
    trial_passed = models.BooleanField(_("试单通过"), null=True, blank=True)
    trial_note = models.CharField(_("试单结果"), max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("评定人"),
    )
    decided_on = models.DateField(_("评定日期"), null=True, blank=True)
    decision_note = models.CharField(_("评定说明"), max_length=500, blank=True)
    valid_until = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商准入")
        verbose_name_plural = _("供应商准入")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["supplier"],
                condition=Q(state__in=["open", "submitted"]),
                name="supply_qualificationcase_one_open",
            ),
        ]


class QualificationAnswer(models.Model):
    """One question of a case as it was asked, and the answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(
        QualificationCase, models.CASCADE, related_name="answers", verbose_name=_("准入")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    question = models.CharField(_("问题"), max_length=300)
    weight = models.DecimalField(_("权重"), max_digits=7, decimal_places=2)
    is_knock_out = models.BooleanField(_("一票否决"), default=False)
    minimum = models.DecimalField(_("最低分"), max_digits=5, decimal_places=2)
    score = models.DecimalField(_("得分"), max_digits=5, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("问卷答案")
        verbose_name_plural = _("问卷答案")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "seq"], name="supply_qualificationanswer_seq_once"
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100),
                name="supply_qualificationanswer_score",
            ),
        ]

    def __str__(self) -> str:
        return self.question
