"""Two sides' assays of the same goods, and what settles them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.goods.quality.flow import AssayFlow, AssayState
from backend.goods.stock.models import Lot


class Assay(AssayFlow, Document):
    """An exchange of assays 化验交换; neither side sees the other's before both are in."""

    SEARCH: ClassVar = ("no", "source_no", "lot__no", "seller__name", "buyer__name", "umpire_lab")

    class Rule(models.TextChoices):
        """How the umpire's value is used."""

        MEAN_NEARER = "mean_nearer", _("仲裁值与较近一方的平均值")
        NEAREST = "nearest", _("较近一方的值")
        MIDDLE = "middle", _("三者居中的值")
        UMPIRE = "umpire", _("以仲裁值为准")

    seller = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("卖方"))
    buyer = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("买方"))
    lot = models.ForeignKey(
        Lot, models.PROTECT, null=True, blank=True, related_name="assays", verbose_name=_("批次")
    )
    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    state = StateField(AssayState)
    rule = models.CharField(
        _("仲裁规则"), max_length=12, choices=Rule.choices, default=Rule.MEAN_NEARER
    )
    umpire_lab = models.CharField(_("仲裁机构"), max_length=120, blank=True)
    sampled_on = models.DateField(_("取样日期"))
    seal_no = models.CharField(_("仲裁样封号"), max_length=64, blank=True)
    seller_at = models.DateTimeField(_("卖方提交时间"), null=True, blank=True)
    buyer_at = models.DateTimeField(_("买方提交时间"), null=True, blank=True)
    umpire_on = models.DateField(_("仲裁日期"), null=True, blank=True)
    umpire_cost = models.DecimalField(
        _("仲裁费"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    seller_pays = models.DecimalField(
        _("卖方承担"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    buyer_pays = models.DecimalField(
        _("买方承担"), max_digits=18, decimal_places=2, null=True, blank=True
    )

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("化验交换")
        verbose_name_plural = _("化验交换")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=~Q(seller=F("buyer")), name="goods_assay_two_sides"),
            models.CheckConstraint(
                condition=Q(umpire_cost__isnull=True)
                | Q(umpire_cost=F("seller_pays") + F("buyer_pays")),
                name="goods_assay_cost_shared",
            ),
        ]


class AssayElement(models.Model):
    """One element: both sides, the umpire, and what counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assay = models.ForeignKey(
        Assay, models.PROTECT, related_name="elements", verbose_name=_("化验交换")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    element = models.CharField(_("元素"), max_length=32)
    unit_name = models.CharField(_("单位"), max_length=16, default="%")
    places = models.PositiveSmallIntegerField(_("修约位数"), default=2)
    limit = models.DecimalField(_("分样误差限"), max_digits=18, decimal_places=6)
    seller_value = models.DecimalField(
        _("卖方值"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    buyer_value = models.DecimalField(
        _("买方值"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    umpire_value = models.DecimalField(
        _("仲裁值"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    result = models.DecimalField(
        _("结算值"), max_digits=18, decimal_places=6, null=True, blank=True
    )
    how = models.CharField(_("定值方式"), max_length=16, blank=True)
    loser = models.CharField(_("仲裁费承担方"), max_length=8, blank=True)

    class Meta:
        verbose_name = _("化验元素")
        verbose_name_plural = _("化验元素")
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assay", "element"], name="goods_assayelement_once"),
            models.CheckConstraint(condition=Q(limit__gte=0), name="goods_assayelement_limit"),
        ]

    def __str__(self) -> str:
        return self.element
