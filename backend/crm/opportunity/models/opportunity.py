"""One possible sale, what it is for, and who else wants it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.party.models import Party
from backend.crm.lead.models import Lead
from backend.crm.opportunity.flow import OpportunityFlow, State
from backend.crm.opportunity.models.pipeline import Business, Pipeline, Stage
from backend.goods.product.models import Product


class Forecast(models.TextChoices):
    """How far the forecast counts on it."""

    PIPELINE = "pipeline", _("跟进中")
    BEST_CASE = "best_case", _("乐观")
    COMMIT = "commit", _("承诺")
    CLOSED = "closed", _("已成交")
    OMITTED = "omitted", _("不计入")


class LostReason(Document):
    """Why sales are lost: one entry of the company's list."""

    SEARCH: ClassVar = ("code", "name")

    code = models.SlugField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("名称"), max_length=64)
    needs_competitor = models.BooleanField(_("须写明竞争对手"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("输单原因")
        verbose_name_plural = _("输单原因")

    def __str__(self) -> str:
        return self.name


class Opportunity(OpportunityFlow, Document):
    """One possible sale: to whom, how much, by when, how likely."""

    SEARCH: ClassVar = ("no", "name", "party__name", "party__short_name")

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("客户"))
    lead = models.OneToOneField(
        Lead, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源线索")
    )
    name = models.CharField(_("名称"), max_length=200)
    state = StateField(State)
    pipeline = models.ForeignKey(
        Pipeline, models.PROTECT, related_name="+", verbose_name=_("销售流程")
    )
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="+", verbose_name=_("阶段"))
    stage_since = models.DateTimeField(_("进入阶段时间"))
    business = models.CharField(
        _("业务类型"), max_length=12, choices=Business.choices, blank=True, default=""
    )
    source = models.CharField(
        _("来源"), max_length=12, choices=Lead.Source.choices, blank=True, default=""
    )
    amount = models.DecimalField(_("预计金额"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("币种"), max_length=3, default="CNY")
    amount_cny = models.DecimalField(
        _("预计金额（人民币）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    probability = models.DecimalField(_("赢率"), max_digits=5, decimal_places=4)
    forecast = models.CharField(
        _("预测类别"), max_length=10, choices=Forecast.choices, default=Forecast.PIPELINE
    )
    expected_close_on = models.DateField(_("预计成交日"))
    content = models.TextField(_("需求"), blank=True)
    competitors = models.CharField(_("竞争对手"), max_length=200, blank=True)
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    closed_reason = models.CharField(_("赢单/输单原因"), max_length=500, blank=True)
    lost_reason = models.ForeignKey(
        LostReason,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("输单原因"),
    )
    lost_to = models.CharField(_("输给"), max_length=100, blank=True)
    last_contact_at = models.DateTimeField(_("最近联系"), null=True, blank=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("商机")
        verbose_name_plural = _("商机")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["party", "-created_at", "-id"], name="crm_opportunity_party_new"),
            models.Index(fields=["state", "expected_close_on"], name="crm_opportunity_close"),
            models.Index(
                fields=["pipeline", "stage", "-amount_cny"],
                condition=Q(state="open"),
                name="crm_opportunity_board",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(condition=Q(amount__gte=0), name="crm_opportunity_amount"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1),
                name="crm_opportunity_probability",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None)
                | (~Q(state="open") & Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="crm_opportunity_closed_why",
            ),
            models.CheckConstraint(
                condition=Q(state="lost") | Q(lost_reason=None),
                name="crm_opportunity_only_lost_has_lost_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpportunityItem(models.Model):
    """Something the customer may buy: a product of ours or only words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="items", verbose_name=_("商机")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("产品")
    )
    text = models.CharField(_("品名规格"), max_length=200, blank=True)
    quantity = models.DecimalField(_("数量"), max_digits=14, decimal_places=3)
    measure = models.CharField(_("计量单位"), max_length=8, default="t")
    unit_price = models.DecimalField(
        _("单价"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    formula = models.CharField(_("作价公式"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("商机明细")
        verbose_name_plural = _("商机明细")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opportunity", "seq"],
                name="crm_opportunityitem_seq_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(product__isnull=False) | ~Q(text=""),
                name="crm_opportunityitem_says_what",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="crm_opportunityitem_quantity"
            ),
        ]

    def __str__(self) -> str:
        return self.text or str(self.product)


class OpportunityCompetitor(models.Model):
    """Somebody else who wants the order: at what price, how strong, how weak."""

    class Status(models.TextChoices):
        """How the customer looks at them."""

        ACTIVE = "active", _("竞争中")
        LEADING = "leading", _("领先")
        OUT = "out", _("已出局")
        WON = "won", _("已中标")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    opportunity = models.ForeignKey(
        Opportunity, models.CASCADE, related_name="rivals", verbose_name=_("商机")
    )
    name = models.CharField(_("竞争对手"), max_length=100)
    price = models.DecimalField(
        _("对手报价"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    strength = models.CharField(_("优势"), max_length=200, blank=True)
    weakness = models.CharField(_("劣势"), max_length=200, blank=True)
    status = models.CharField(
        _("状态"), max_length=8, choices=Status.choices, default=Status.ACTIVE
    )

    class Meta:
        verbose_name = _("竞争对手")
        verbose_name_plural = _("竞争对手")
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["opportunity", "name"], name="crm_opportunitycompetitor_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
