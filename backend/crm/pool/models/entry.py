"""A customer in a pool, as its members see it, and what members did with what they saw."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.core.people.models import Unit
from backend.crm.customer.models import Customer
from backend.crm.pool.models.pool import Pool


class PoolEntry(Document):
    """A stay of a customer in a pool.

    It carries its own copy of what members may see: phones masked, hidden facts left out. What
    is not here cannot be found by search, filter, order, export or guess.
    """

    SEARCH: ClassVar = ("customer_no", "name", "short_name", "segment", "city", "industry")

    class Way(models.TextChoices):
        """How a customer came into a pool or left it."""

        RELEASE = "release", _("退回")
        RECYCLE = "recycle", _("自动回收")
        IMPORT = "import", _("导入")
        MOVE = "move", _("移入")
        CLAIM = "claim", _("领取")
        ASSIGN = "assign", _("分配")
        OTHER = "other", _("其他")

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="entries", verbose_name=_("公海池"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("客户"))
    since = models.DateTimeField(_("进入时间"))
    way = models.CharField(_("进入方式"), max_length=8, choices=Way.choices)
    reason = models.CharField(_("进入原因"), max_length=500, blank=True)
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("原负责人"),
    )
    from_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("原单元")
    )
    put_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("退回人"),
    )
    left_at = models.DateTimeField(_("离开时间"), null=True)
    left_how = models.CharField(_("离开方式"), max_length=8, choices=Way.choices, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("新负责人"),
    )
    customer_no = models.CharField(_("客户编号"), max_length=64, blank=True)
    name = models.CharField(_("客户名称"), max_length=200, blank=True)
    short_name = models.CharField(_("简称"), max_length=64, blank=True)
    level = models.CharField(_("等级"), max_length=8, blank=True)
    segment = models.CharField(_("客户类型"), max_length=64, blank=True)
    source = models.CharField(_("来源"), max_length=64, blank=True)
    province = models.CharField(_("省份"), max_length=32, blank=True)
    city = models.CharField(_("城市"), max_length=32, blank=True)
    industry = models.CharField(_("行业"), max_length=64, blank=True)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    contacts = models.JSONField(_("联系人"), default=list)
    note = models.TextField(_("备注"), blank=True)
    from_name = models.CharField(_("原负责人"), max_length=150, blank=True)
    shown_reason = models.CharField(_("进入原因"), max_length=500, blank=True)
    last_contact_at = models.DateTimeField(_("最近联系"), null=True)
    last_deal_on = models.DateField(_("最近成交"), null=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("公海客户")
        verbose_name_plural = _("公海客户")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(
                fields=["pool", "-created_at", "-id"],
                condition=Q(left_at=None),
                name="crm_poolentry_waiting",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["customer"], condition=Q(left_at=None), name="crm_poolentry_one_pool"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_how="")
                | (Q(left_at__isnull=False) & ~Q(left_how="")),
                name="crm_poolentry_left_how",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.customer_no or str(_("公海客户"))


class PoolClaims(models.Model):
    """How many customers a person took from a pool in a period."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="+", verbose_name=_("公海池"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("领取人")
    )
    period = models.CharField(_("周期"), max_length=8)
    starts_on = models.DateField(_("周期开始"))
    count = models.PositiveIntegerField(_("已领取"), default=0)

    class Meta:
        verbose_name = _("领取计数")
        verbose_name_plural = _("领取计数")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pool", "user", "period", "starts_on"], name="crm_poolclaims_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.starts_on} {self.count}"


class PoolView(models.Model):
    """A member opened a customer in a pool on a day; opening it again that day counts once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="+", verbose_name=_("公海池"))
    entry = models.ForeignKey(
        PoolEntry, models.CASCADE, related_name="+", verbose_name=_("公海客户")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("查看人")
    )
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("公海查看")
        verbose_name_plural = _("公海查看")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "on", "pool", "entry"], name="crm_poolview_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"


class PoolLoan(models.Model):
    """A former owner may go on reading a customer until a moment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("客户"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("原负责人")
    )
    until = models.DateTimeField(_("可读至"))

    class Meta:
        verbose_name = _("回收宽限")
        verbose_name_plural = _("回收宽限")
        indexes: ClassVar = [
            models.Index(fields=["user", "until"], name="crm_poolloan_user_until"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.until:%Y-%m-%d}"
