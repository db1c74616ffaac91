"""One row for a company whatever it is to us: customer, supplier, processor, owner of stock."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.guards import TrigramIndex
from backend.core.ids import uuid7


class PartyManager(models.Manager["Party"]):
    """Companies that are still themselves: one merged into another is in no list."""

    def get_queryset(self) -> models.QuerySet["Party"]:
        """This will leave out the merged ones."""
        return super().get_queryset().filter(merged_into=None)


class Party(Document):
    """A company or person we deal with."""

    SEARCH: ClassVar = ("name", "short_name", "former_names", "uscc", "no")

    objects: ClassVar[models.Manager["Party"]] = PartyManager()
    everyone: ClassVar[models.Manager["Party"]] = models.Manager()

    class Kind(models.TextChoices):
        """Company or natural person."""

        COMPANY = "company", _("公司")
        PERSON = "person", _("个人")

    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices, default=Kind.COMPANY)
    name = models.CharField(_("名称"), max_length=200)
    name_pinyin = models.CharField(max_length=200, editable=False)
    short_name = models.CharField(_("简称"), max_length=64, blank=True)
    former_names = models.JSONField(_("曾用名"), default=list, blank=True)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    country = models.CharField(_("国家/地区"), max_length=2, default="CN")
    province = models.CharField(_("省份"), max_length=32, blank=True)
    city = models.CharField(_("城市"), max_length=32, blank=True)
    industry = models.CharField(_("行业"), max_length=64, blank=True)
    legal_representative = models.CharField(_("法定代表人"), max_length=64, blank=True)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    website = models.CharField(_("网站"), max_length=200, blank=True, default="")
    email = models.CharField(_("邮箱"), max_length=128, blank=True, default="")
    domains = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("域名"),
        default=list,
        blank=True,
        editable=False,
    )
    name_key = models.CharField(_("名称键"), max_length=255, blank=True, default="", editable=False)
    core_name = models.CharField(
        _("核心名称"), max_length=200, blank=True, default="", editable=False
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="absorbed",
        verbose_name=_("已合并到"),
    )
    is_ours = models.BooleanField(_("本公司主体"), default=False)
    is_blacklisted = models.BooleanField(_("黑名单"), default=False)
    blacklist_reason = models.CharField(_("拉黑原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("往来单位")
        verbose_name_plural = _("往来单位")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            TrigramIndex(fields=["core_name"], name="core_party_core_like"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(uscc=""), name="core_party_uscc_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_blacklisted=False) | ~models.Q(blacklist_reason=""),
                name="core_party_blacklisted_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
                name="core_party_not_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class PartyAddress(models.Model):
    """A place of a party: where it is registered, where goods go, where paper goes."""

    class Kind(models.TextChoices):
        """What the address is for."""

        REGISTERED = "registered", _("注册地址")
        SHIP_TO = "ship_to", _("收货地址")
        INVOICE = "invoice", _("开票地址")
        SITE = "site", _("现场")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(
        Party, models.CASCADE, related_name="addresses", verbose_name=_("单位")
    )
    kind = models.CharField(_("用途"), max_length=12, choices=Kind.choices)
    text = models.CharField(_("地址"), max_length=300)

    class Meta:
        verbose_name = _("地址")
        verbose_name_plural = _("地址")

    def __str__(self) -> str:
        return self.text


class PartyBank(models.Model):
    """A bank account of a party."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="banks", verbose_name=_("单位"))
    bank = models.CharField(_("开户行"), max_length=120)
    account = models.CharField(_("账号"), max_length=40)

    class Meta:
        verbose_name = _("银行账户")
        verbose_name_plural = _("银行账户")
        constraints = [
            models.UniqueConstraint(fields=["party", "account"], name="core_party_bank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bank} {self.account}"


class PartyPhone(models.Model):
    """A phone of a party, as typed and in its international form."""

    class Kind(models.TextChoices):
        """What sort of line it is."""

        MOBILE = "mobile", _("手机")
        LANDLINE = "landline", _("座机")
        FAX = "fax", _("传真")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="phones", verbose_name=_("单位"))
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices, default=Kind.MOBILE)
    number = models.CharField(_("号码"), max_length=32)
    e164 = models.CharField(_("国际格式"), max_length=20, blank=True, editable=False)
    is_verified = models.BooleanField(_("已验证"), default=False)

    class Meta:
        verbose_name = _("电话")
        verbose_name_plural = _("电话")
        constraints = [
            models.UniqueConstraint(fields=["party", "number"], name="core_party_phone_once"),
            models.CheckConstraint(
                condition=models.Q(is_verified=False) | ~models.Q(e164=""),
                name="core_party_phone_verified_is_real",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class PartyKey(models.Model):
    """Something a party is known by. A hard one belongs to one party, by the database's word.

    `source` and `source_id` say which row it comes from: the party itself or a contact above.
    """

    class Kind(models.TextChoices):
        """What it is."""

        USCC = "uscc", _("统一社会信用代码")
        NAME = "name", _("名称")
        CORE = "core", _("核心名称")
        PHONE = "phone", _("电话")
        DOMAIN = "domain", _("域名")
        ACCOUNT = "account", _("银行账号")
        ADDRESS = "address", _("地址")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="keys", verbose_name=_("单位"))
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    value = models.CharField(_("值"), max_length=255)
    is_hard = models.BooleanField(_("唯一"), default=False)
    source = models.CharField(_("来源"), max_length=64, default="core.party")
    source_id = models.UUIDField(_("来源标识"))

    class Meta:
        verbose_name = _("识别键")
        verbose_name_plural = _("识别键")
        indexes: ClassVar = [models.Index(fields=["kind", "value"], name="core_partykey_value")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=models.Q(is_hard=True),
                name="core_partykey_hard_once",
            ),
            models.UniqueConstraint(
                fields=["source_id", "kind", "value"], name="core_partykey_source_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Likeness(models.TextChoices):
    """What speaks for two parties being one, or against it."""

    USCC = "uscc", _("统一社会信用代码相同")
    NAME = "name", _("规范化名称相同")
    CORE = "core", _("核心名称相同，地区不冲突")
    VERIFIED_PHONE = "verified_phone", _("已验证手机号相同")
    MOBILE = "mobile", _("手机号相同")
    LANDLINE = "landline", _("座机相同")
    DOMAIN = "domain", _("网站或邮箱域名相同")
    ACCOUNT = "account", _("银行账号相同")
    ADDRESS = "address", _("地址相同")
    SIMILAR = "similar", _("名称相似")
    PART = "part", _("一方名称是另一方的简称")
    SPELLED = "spelled", _("英文名与中文名拼音一致")
    PROJECT = "project", _("项目名称相同")
    OTHER_CODE = "other_code", _("统一社会信用代码不同")
    OTHER_BRANCH = "other_branch", _("分支机构不同")
