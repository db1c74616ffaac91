"""What comes on top of the goods until they are at the named place, and what it all costs us."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7
from backend.crm.quote.models.quote import Quote

ZERO = Decimal(0)


class QuoteCharge(models.Model):
    """One element of the way to the named place: it is in the price, and the customer may see it.

    `per_unit` is what it adds to a tonne, in the quote's currency, as last priced; what is a share
    of the price has none of its own.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PACKING = "packing", _("包装")
        LOADING = "loading", _("装车")
        PRE_CARRIAGE = "pre_carriage", _("国内运费")
        EXPORT_CUSTOMS = "export_customs", _("出口报关")
        ORIGIN_TERMINAL = "origin_terminal", _("起运港码头费")
        SHIP_LOADING = "ship_loading", _("装船费")
        MAIN_CARRIAGE = "main_carriage", _("主运费")
        INSURANCE = "insurance", _("货运保险")
        DESTINATION_TERMINAL = "destination_terminal", _("目的港码头费")
        ON_CARRIAGE = "on_carriage", _("目的地运费")
        UNLOADING = "unloading", _("卸货费")
        IMPORT_CUSTOMS = "import_customs", _("进口报关")
        DUTY = "duty", _("进口关税")
        IMPORT_TAX = "import_tax", _("进口环节税")
        COMMISSION = "commission", _("佣金")
        BANK_FEE = "bank_fee", _("银行费用")

    class Basis(models.TextChoices):
        """What it is charged by."""

        TONNE = "tonne", _("每吨")
        CONTAINER = "container", _("每箱")
        BILL = "bill", _("整票")
        PERCENT = "percent", _("按比例")

    class Source(models.TextChoices):
        """Where the amount comes from."""

        TYPED = "typed", _("手工填写")
        CARD = "card", _("运价卡")
        PROFILE = "profile", _("费用方案")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(
        Quote, models.CASCADE, related_name="charges", verbose_name=_("报价单")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("费用"), max_length=24, choices=Kind.choices)
    label = models.CharField(_("说明"), max_length=100, blank=True)
    source = models.CharField(_("来源"), max_length=8, choices=Source.choices, default=Source.TYPED)
    basis = models.CharField(_("计费方式"), max_length=10, choices=Basis.choices)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=6, default=ZERO)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    only = models.JSONField(_("仅用于术语"), default=list, blank=True, editable=False)
    per_unit = models.DecimalField(
        _("折合每单位"), max_digits=18, decimal_places=6, null=True, blank=True, editable=False
    )
    told = models.JSONField(_("依据"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("报价费用")
        verbose_name_plural = _("报价费用")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "seq"], name="crm_quotecharge_seq_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="crm_quotecharge_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"


class QuoteCost(models.Model):
    """One row of the cost sheet, of a line or of the whole quote. Closed to most people."""

    class Basis(models.TextChoices):
        """What it is charged by."""

        TONNE = "tonne", _("每吨")
        LUMP = "lump", _("整笔")
        PERCENT = "percent", _("按比例")

    class Kind(models.TextChoices):
        """What it pays for."""

        METAL = "metal", _("金属")
        PROCESSING = "processing", _("加工费")
        FREIGHT = "freight", _("运费")
        PACKAGING = "packaging", _("包装")
        FINANCE = "finance", _("资金成本")
        COMMISSION = "commission", _("佣金")
        MARKUP = "markup", _("加成")
        OTHER = "other", _("其他")

    class Source(models.TextChoices):
        """Where the figure comes from."""

        TYPED = "typed", _("手工填写")
        STOCK = "stock", _("库存成本")
        MARKET = "market", _("行情")
        CARD = "card", _("运价卡")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    quote = models.ForeignKey(Quote, models.CASCADE, related_name="costs", verbose_name=_("报价单"))
    seq = models.PositiveSmallIntegerField(_("序号"))
    line_seq = models.PositiveSmallIntegerField(_("报价行"), null=True, blank=True)
    kind = models.CharField(_("成本类别"), max_length=12, choices=Kind.choices)
    label = models.CharField(_("说明"), max_length=100, blank=True)
    source = models.CharField(_("来源"), max_length=8, choices=Source.choices, default=Source.TYPED)
    basis = models.CharField(_("计费方式"), max_length=10, choices=Basis.choices)
    amount = models.DecimalField(_("金额"), max_digits=18, decimal_places=6, default=ZERO)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    per_unit = models.DecimalField(
        _("折合每单位"), max_digits=18, decimal_places=6, null=True, blank=True, editable=False
    )
    told = models.JSONField(_("依据"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("报价成本")
        verbose_name_plural = _("报价成本")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "seq"], name="crm_quotecost_seq_once"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}"
