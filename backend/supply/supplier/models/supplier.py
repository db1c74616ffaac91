"""A supplier: the profile of a party we buy from, or that works metal for us."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.supply.supplier.flow import State, SupplierFlow


class Supplier(SupplierFlow, Document):
    """What a party is to us as a seller: categories, terms, standing, score.

    `band` and the effects beside it are written down from the score card above.
    """

    SEARCH: ClassVar = ("no", "party__name", "party__short_name", "party__uscc")

    class Grade(models.TextChoices):
        """How much they matter to us."""

        STRATEGIC = "a", _("A 战略")
        PREFERRED = "b", _("B 优选")
        NORMAL = "c", _("C 一般")
        OCCASIONAL = "d", _("D 零星")

    class Effect(models.TextChoices):
        """What the band of the score does."""

        NONE = "none", _("不限制")
        WARN = "warn", _("提醒")
        BLOCK = "block", _("禁止")

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="+", verbose_name=_("往来单位")
    )
    state = StateField(State)
    suspended_from = models.CharField(
        _("暂停前状态"), max_length=24, blank=True, default="", editable=False
    )
    categories = ArrayField(
        models.CharField(max_length=12, choices=Product.Category.choices),
        verbose_name=_("可供品类"),
        default=list,
        blank=True,
    )
    grade = models.CharField(_("等级"), max_length=1, choices=Grade.choices, default=Grade.NORMAL)
    does_processing = models.BooleanField(_("可委外加工"), default=False)
    payment_days = models.PositiveSmallIntegerField(_("账期（天）"), default=0)
    tax_rate = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    incoterm = models.CharField(_("交货条件"), max_length=16, blank=True)
    lead_days = models.PositiveSmallIntegerField(_("常规交期（天）"), default=0)
    qualified_on = models.DateField(_("准入日期"), null=True, blank=True)
    qualified_until = models.DateField(_("准入有效期至"), null=True, blank=True)
    conditions = models.CharField(_("准入条件"), max_length=500, blank=True)
    risk_note = models.CharField(_("风险/涉诉"), max_length=2000, blank=True)
    note = models.CharField(_("备注"), max_length=2000, blank=True)
    score = models.DecimalField(
        _("评分"), max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    band = models.CharField(_("评级"), max_length=8, blank=True, default="", editable=False)
    scored_until = models.DateField(_("评分期末"), null=True, blank=True, editable=False)
    rfq_effect = models.CharField(
        _("对询价的影响"),
        max_length=5,
        choices=Effect.choices,
        default=Effect.NONE,
        editable=False,
    )
    order_effect = models.CharField(
        _("对下单的影响"),
        max_length=5,
        choices=Effect.choices,
        default=Effect.NONE,
        editable=False,
    )
    inspects_more = models.BooleanField(_("加严检验"), default=False, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("供应商")
        verbose_name_plural = _("供应商")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(tax_rate__gte=0, tax_rate__lt=1), name="supply_supplier_tax_rate"
            ),
            models.CheckConstraint(
                condition=~Q(state="conditional") | ~Q(conditions=""),
                name="supply_supplier_conditional_says_how",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)


class SupplierContact(models.Model):
    """Somebody we talk to at a supplier."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="contacts", verbose_name=_("供应商")
    )
    name = models.CharField(_("姓名"), max_length=64)
    title = models.CharField(_("职务"), max_length=64, blank=True)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    email = models.CharField(_("邮箱"), max_length=128, blank=True)

    class Meta:
        verbose_name = _("供应商联系人")
        verbose_name_plural = _("供应商联系人")

    def __str__(self) -> str:
        return self.name


class QualifiedCategory(models.Model):
    """What a supplier is qualified for, and until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="qualified", verbose_name=_("供应商")
    )
    category = models.CharField(_("品类"), max_length=12, choices=Product.Category.choices)
    since = models.DateField(_("准入日期"))
    until = models.DateField(_("有效期至"))

    class Meta:
        verbose_name = _("准入品类")
        verbose_name_plural = _("准入品类")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "category"], name="supply_qualifiedcategory_once"
            ),
        ]

    def __str__(self) -> str:
        return self.category


class CapacityStatement(models.Model):
    """What a supplier says it can deliver of a category; the latest statement counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="capacities", verbose_name=_("供应商")
    )
    category = models.CharField(_("品类"), max_length=12, choices=Product.Category.choices)
    per_month = models.DecimalField(_("月产能（吨）"), max_digits=14, decimal_places=3)
    spare = models.DecimalField(_("当前可供（吨）"), max_digits=14, decimal_places=3)
    lead_days = models.PositiveSmallIntegerField(_("交期（天）"))
    reported_on = models.DateField(_("申报日期"))
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("产能申报")
        verbose_name_plural = _("产能申报")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplier", "category", "reported_on"],
                name="supply_capacitystatement_once",
            ),
            models.CheckConstraint(
                condition=Q(per_month__gte=0, spare__gte=0), name="supply_capacitystatement_real"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.per_month}"
