"""One row for a company whatever it is to us: customer, supplier, processor, owner of stock."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7


class Party(Document):
    """A company or person we deal with."""

    SEARCH: ClassVar = ("name", "short_name", "former_names", "uscc", "no")

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
    is_ours = models.BooleanField(_("本公司主体"), default=False)
    is_blacklisted = models.BooleanField(_("黑名单"), default=False)
    blacklist_reason = models.CharField(_("拉黑原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("往来单位")
        verbose_name_plural = _("往来单位")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["uscc"], condition=~models.Q(uscc=""), name="core_party_uscc_once"
            ),
            models.CheckConstraint(
                condition=models.Q(is_blacklisted=False) | ~models.Q(blacklist_reason=""),
                name="core_party_blacklisted_with_reason",
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
