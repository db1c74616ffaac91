"""Objections to goods, of customers and to suppliers, and the days within which they count."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.quality.flow import ClaimFlow, ClaimState
from backend.goods.stock.models import Lot


class ObjectionRule(Document):
    """The three clocks of a contract, of a product, or of everything else."""

    SEARCH: ClassVar = ("no", "contract_no", "product__code", "product__name")

    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产品")
    )
    contract_code = models.CharField(_("合同类型"), max_length=64, blank=True)
    contract_id = models.UUIDField(_("合同"), null=True, blank=True)
    contract_no = models.CharField(_("合同号"), max_length=64, blank=True)
    quantity_days = models.PositiveSmallIntegerField(_("数量异议期（天）"))
    visible_days = models.PositiveSmallIntegerField(_("外观异议期（天）"))
    hidden_days = models.PositiveSmallIntegerField(_("内在质量异议期（天）"))
    tolerance_permille = models.DecimalField(
        _("磅差允许（‰）"), max_digits=6, decimal_places=3, default=0
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("质量异议期规则")
        verbose_name_plural = _("质量异议期规则")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["product", "contract_id"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="goods_objectionrule_once",
            ),
        ]


class QualityClaim(ClaimFlow, Document):
    """An objection 质量异议 to goods delivered, in either direction."""

    SEARCH: ClassVar = ("no", "source_no", "party__name", "party__short_name", "product__name")

    class Side(models.TextChoices):
        """Who objects."""

        CUSTOMER = "customer", _("客户提出")
        SUPPLIER = "supplier", _("向供应商提出")

    class Kind(models.TextChoices):
        """What it is about."""

        QUANTITY = "quantity", _("数量")
        VISIBLE = "visible", _("外观")
        HIDDEN = "hidden", _("内在质量")

    class Outcome(models.TextChoices):
        """What both sides settled on."""

        PRICE_CUT = "price_cut", _("降价")
        REPLACE = "replace", _("换货")
        RETURN = "return", _("退货")
        MAKE_UP = "make_up", _("补货")

    side = models.CharField(_("方向"), max_length=8, choices=Side.choices)
    kind = models.CharField(_("异议类型"), max_length=8, choices=Kind.choices)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("往来单位"))
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("批次")
    )
    rule = models.ForeignKey(
        ObjectionRule,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("异议期规则"),
    )
    state = StateField(ClaimState)
    signed_on = models.DateField(_("签收日期"))
    notified_on = models.DateField(_("提出日期"))
    last_on = models.DateField(_("异议期截止"))
    is_late = models.BooleanField(_("已逾期"))
    late_reason = models.CharField(_("逾期受理理由"), max_length=500, blank=True)
    delivered = models.DecimalField(_("交货数量"), max_digits=14, decimal_places=3)
    quantity = models.DecimalField(_("异议数量"), max_digits=14, decimal_places=3)
    amount_claimed = models.DecimalField(
        _("索赔金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    description = models.CharField(_("异议内容"), max_length=500)
    answer = models.CharField(_("处理说明"), max_length=500, blank=True)
    sampled_on = models.DateField(_("取样日期"), null=True, blank=True)
    umpire = models.CharField(_("仲裁机构"), max_length=120, blank=True)
    outcome = models.CharField(_("处理结果"), max_length=10, choices=Outcome.choices, blank=True)
    amount_agreed = models.DecimalField(
        _("赔付金额"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    quantity_agreed = models.DecimalField(
        _("认可数量"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    settled_on = models.DateField(_("了结日期"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("质量异议")
        verbose_name_plural = _("质量异议")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(quantity__gt=0, delivered__gt=0), name="goods_qualityclaim_some"
            ),
            models.CheckConstraint(
                condition=Q(is_late=False)
                | Q(state__in=["notified", "rejected", "lapsed"])
                | ~Q(late_reason=""),
                name="goods_qualityclaim_late_why",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "settled"]) | ~Q(outcome=""),
                name="goods_qualityclaim_agreed_on",
            ),
        ]
