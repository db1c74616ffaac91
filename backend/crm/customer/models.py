"""A customer of ours, the people in it, and what it asks of every delivery."""

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
from backend.crm.customer.flow import CustomerFlow, State
from backend.goods.product.models import Product


class Customer(CustomerFlow, Document):
    """What makes a company a customer: one row beside its party."""

    SEARCH: ClassVar = (
        "no",
        "party__name",
        "party__short_name",
        "party__former_names",
        "party__uscc",
        "contact_names",
    )
    SEARCH_PRIVATE: ClassVar = ("party__phone", "invoice_phone", "contact_phones")

    class Level(models.TextChoices):
        """How much it matters to us."""

        A = "A", _("A 级")
        B = "B", _("B 级")
        C = "C", _("C 级")
        D = "D", _("D 级")

    class Part(models.TextChoices):
        """What a complete file says; the higher the level, the more of it."""

        NAME = "name", _("名称")
        USCC = "uscc", _("统一社会信用代码")
        PROVINCE = "province", _("省份")
        CITY = "city", _("城市")
        PHONE = "phone", _("电话")
        CONTACT = "contact", _("联系人")
        CONTACT_PHONE = "contact_phone", _("联系人电话")
        DECIDER = "decider", _("决策人")
        SOURCE = "source", _("来源")
        INDUSTRY = "industry", _("行业")
        SEGMENT = "segment", _("客户类型")
        ADDRESS = "address", _("地址")
        PAYMENT_TERMS = "payment_terms", _("常用付款方式")
        PRICE_TIER = "price_tier", _("价格等级")
        LEGAL_REPRESENTATIVE = "legal_representative", _("法定代表人")
        INVOICE_TITLE = "invoice_title", _("发票抬头")
        INVOICE_TAX_NO = "invoice_tax_no", _("税号")
        INVOICE_BANK = "invoice_bank", _("开户行")
        INVOICE_ACCOUNT = "invoice_account", _("银行账号")

    class Value(models.TextChoices):
        """What recency, frequency and amount of its deals say together."""

        CHAMPION = "champion", _("重要价值客户")
        GROWING = "growing", _("重要发展客户")
        KEEP = "keep", _("重要保持客户")
        WIN_BACK = "win_back", _("重要挽留客户")
        LOYAL = "loyal", _("一般价值客户")
        NEW = "new", _("一般发展客户")
        ORDINARY = "ordinary", _("一般保持客户")
        FADING = "fading", _("一般挽留客户")
        NONE = "none", _("一年内未成交")

    party = models.OneToOneField(
        Party, models.PROTECT, related_name="+", verbose_name=_("往来单位")
    )
    state = StateField(State, verbose_name=_("阶段"))
    level = models.CharField(_("等级"), max_length=1, choices=Level.choices, default=Level.C)
    segment = models.CharField(_("客户类型"), max_length=64, blank=True)
    source = models.CharField(_("来源"), max_length=64, blank=True)
    price_tier = models.CharField(_("价格等级"), max_length=64, blank=True)
    payment_terms = models.CharField(_("常用付款方式"), max_length=200, blank=True)
    invoice_title = models.CharField(_("发票抬头"), max_length=200, blank=True)
    invoice_tax_no = models.CharField(_("税号"), max_length=20, blank=True)
    invoice_bank = models.CharField(_("开户行"), max_length=120, blank=True)
    invoice_account = models.CharField(_("银行账号"), max_length=40, blank=True)
    invoice_address = models.CharField(_("开票地址"), max_length=300, blank=True)
    invoice_phone = models.CharField(_("开票电话"), max_length=32, blank=True)
    note = models.TextField(_("备注"), blank=True)
    lost_reason = models.CharField(_("流失原因"), max_length=500, blank=True)
    first_deal_on = models.DateField(_("首次成交"), null=True, blank=True, editable=False)
    last_deal_on = models.DateField(_("最近成交"), null=True, blank=True, editable=False)
    last_contact_at = models.DateTimeField(_("最近联系"), null=True, blank=True, editable=False)
    collected_at = models.DateTimeField(_("归属时间"), null=True, blank=True, editable=False)
    locked_until = models.DateField(_("锁定至"), null=True, blank=True, editable=False)
    lock_reason = models.CharField(_("锁定原因"), max_length=500, blank=True, editable=False)
    level_is_pinned = models.BooleanField(_("等级由人确定"), default=False)
    completeness = models.DecimalField(
        _("资料完整度"), max_digits=5, decimal_places=4, default=Decimal(0), editable=False
    )
    missing = ArrayField(
        models.CharField(max_length=24, choices=Part.choices),
        verbose_name=_("待补资料"),
        default=list,
        editable=False,
    )
    rfm = models.CharField(_("RFM 评分"), max_length=3, blank=True, editable=False)
    value_group = models.CharField(
        _("价值分群"), max_length=12, choices=Value.choices, blank=True, editable=False
    )
    deals_year = models.PositiveIntegerField(_("近一年成交笔数"), default=0, editable=False)
    amount_year = models.DecimalField(
        _("近一年成交额"), max_digits=18, decimal_places=2, default=Decimal(0), editable=False
    )
    valued_on = models.DateField(_("评估日期"), null=True, editable=False)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("客户")
        verbose_name_plural = _("客户")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "-created_at", "-id"], name="crm_customer_state_new"),
            models.Index(fields=["state", "last_deal_on"], name="crm_customer_last_deal"),
            models.Index(
                fields=["value_group", "-created_at", "-id"], name="crm_customer_value_new"
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="lost") | ~Q(lost_reason=""), name="crm_customer_lost_why"
            ),
            models.CheckConstraint(
                condition=Q(completeness__gte=0, completeness__lte=1),
                name="crm_customer_completeness",
            ),
            models.CheckConstraint(
                condition=Q(first_deal_on=None, last_deal_on=None)
                | Q(first_deal_on__lte=models.F("last_deal_on")),
                name="crm_customer_deals_in_order",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    def contact_names(self) -> list[str]:
        """This will give the names of its people, for the search box."""
        return [contact.name for contact in self.contacts.all()]

    def contact_phones(self) -> list[str]:
        """This will give the phones of its people, for the search box."""
        return [contact.phone for contact in self.contacts.all()]


class Requirement(models.Model):
    """Something a customer asks for every time, and the papers it must be printed on."""

    class Kind(models.TextChoices):
        """What it is about."""

        PACKAGING = "packaging", _("包装")
        LABEL = "label", _("标签")
        QUALITY = "quality", _("质量")
        DELIVERY = "delivery", _("交货")
        DOCUMENT = "document", _("单证")

    class Paper(models.TextChoices):
        """Where people must read it."""

        QUOTE = "quote", _("报价单")
        CONTRACT = "contract", _("合同")
        PICK = "pick", _("拣货单")
        SHIP = "ship", _("发货单")
        WORK_ORDER = "work_order", _("工单")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="requirements", verbose_name=_("客户")
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("要求"), max_length=500)
    product = models.ForeignKey(
        Product,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("只适用于产品"),
    )
    prints_on = ArrayField(
        models.CharField(max_length=12, choices=Paper.choices),
        verbose_name=_("必须打印在"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("特殊要求")
        verbose_name_plural = _("特殊要求")
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "seq"], name="crm_requirement_seq_once"),
        ]

    def __str__(self) -> str:
        return self.text


class Contact(Document):
    """A person who works for a customer. Who left stays, for the history."""

    SEARCH: ClassVar = ("name", "title", "customer__party__name", "customer__party__short_name")
    SEARCH_PRIVATE: ClassVar = ("phone", "email")

    class Role(models.TextChoices):
        """The part a person plays in a purchase."""

        DECIDER = "decider", _("决策人")
        INFLUENCER = "influencer", _("影响者")
        USER = "user", _("使用者")
        BUYER = "buyer", _("采购")
        FINANCE = "finance", _("财务")
        GATEKEEPER = "gatekeeper", _("把关人")

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contacts", verbose_name=_("客户")
    )
    name = models.CharField(_("姓名"), max_length=64)
    title = models.CharField(_("职务"), max_length=64, blank=True)
    role = models.CharField(_("采购角色"), max_length=12, choices=Role.choices, default=Role.BUYER)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    phone_is_verified = models.BooleanField(_("电话已验证"), default=False)
    email = models.CharField(_("邮箱"), max_length=128, blank=True)
    is_notice_person = models.BooleanField(_("有权点价/接收通知"), default=False)
    note = models.CharField(_("备注"), max_length=500, blank=True)
    left_on = models.DateField(_("离职日期"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("联系人")
        verbose_name_plural = _("联系人")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["customer", "name"], name="crm_contact_customer"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def party_id(self) -> object:
        """The company this person works for, so that the event finds its customer."""
        return self.customer.party_id
