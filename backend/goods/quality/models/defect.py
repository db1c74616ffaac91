"""Goods that are not as they should be, and what becomes of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.party.models import Party
from backend.goods.product.models import Product
from backend.goods.quality.flow import DefectFlow, DefectState
from backend.goods.quality.models.inspection import Inspection
from backend.goods.stock.models import Lot
from backend.goods.warehouse.models import Warehouse


class Nonconformity(DefectFlow, Document):
    """A non-conformity 不合格品 from its report to its end."""

    SEARCH: ClassVar = ("no", "source_no", "defect_code", "product__name", "lot__no", "party__name")

    class Disposition(models.TextChoices):
        """What becomes of the goods."""

        RETURN = "return", _("退货")
        REWORK = "rework", _("返工")
        SCRAP = "scrap", _("报废")
        USE_AS_IS = "use_as_is", _("让步使用")
        SORT = "sort", _("挑选")

    source_code = models.CharField(_("来源单据类型"), max_length=64, blank=True)
    source_id = models.UUIDField(_("来源单据"), null=True, blank=True)
    source_no = models.CharField(_("来源单号"), max_length=64, blank=True)
    inspection = models.ForeignKey(
        Inspection,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="defects",
        verbose_name=_("检验单"),
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("产品"))
    lot = models.ForeignKey(
        Lot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="defects",
        verbose_name=_("批次"),
    )
    warehouse = models.ForeignKey(
        Warehouse, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("仓库")
    )
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任单位")
    )
    state = StateField(DefectState)
    reported_on = models.DateField(_("发现日期"))
    quantity = models.DecimalField(_("不合格数量"), max_digits=14, decimal_places=3)
    defect_code = models.CharField(_("缺陷代码"), max_length=32)
    description = models.CharField(_("缺陷描述"), max_length=500)
    containment = models.CharField(_("隔离措施"), max_length=500, blank=True)
    cause = models.CharField(_("原因分析"), max_length=500, blank=True)
    prevention = models.CharField(_("预防措施"), max_length=500, blank=True)
    disposition = models.CharField(
        _("处置方式"), max_length=10, choices=Disposition.choices, blank=True
    )
    disposition_reason = models.CharField(_("处置理由"), max_length=500, blank=True)
    disposed_at = models.DateTimeField(_("处置时间"), null=True, blank=True)
    disposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("处置批准人"),
    )
    cost = models.DecimalField(
        _("质量损失"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    verification = models.CharField(_("验证结果"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("不合格品")
        verbose_name_plural = _("不合格品")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(quantity__gt=0), name="goods_nonconformity_some"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "contained", "analysed"]) | ~Q(disposition=""),
                name="goods_nonconformity_disposed_how",
            ),
            models.CheckConstraint(
                condition=Q(disposition="")
                | Q(disposed_by__isnull=False, created_by__isnull=True)
                | Q(disposed_by__isnull=False) & ~Q(disposed_by=F("created_by")),
                name="goods_nonconformity_disposed_by_another",
            ),
        ]
