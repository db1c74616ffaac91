"""The ledger of owners: every customer that changed hands, ever."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.guards import AppendOnly
from backend.core.ids import uuid7
from backend.core.people.models import Unit
from backend.crm.customer.models import Customer
from backend.crm.pool.models.pool import Pool
from backend.crm.pool.models.rule import RecycleRule

USER = settings.AUTH_USER_MODEL


class OwnershipEvent(models.Model):
    """A customer went from one person or pool to another; never changed."""

    class Kind(models.TextChoices):
        """What made it change hands."""

        CREATE = "create", _("新建")
        IMPORT = "import", _("导入")
        ASSIGN = "assign", _("分配")
        CLAIM = "claim", _("领取")
        RELEASE = "release", _("退回公海")
        RECYCLE = "recycle", _("自动回收")
        MOVE = "move", _("移池")
        TRANSFER = "transfer", _("转交")
        MERGE = "merge", _("合并")
        LEAVE_COMPANY = "leave_company", _("离职交接")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The ledger outlives a customer that an import brought by mistake and took back.
    customer = models.ForeignKey(
        Customer,
        models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=_("客户"),
    )
    kind = models.CharField(_("方式"), max_length=16, choices=Kind.choices)
    from_user = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("原负责人")
    )
    from_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("原单元")
    )
    to_user = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("新负责人")
    )
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("新单元")
    )
    pool_from = models.ForeignKey(
        Pool, models.PROTECT, null=True, related_name="+", verbose_name=_("来自公海")
    )
    pool_to = models.ForeignKey(
        Pool, models.PROTECT, null=True, related_name="+", verbose_name=_("进入公海")
    )
    rule = models.ForeignKey(
        RecycleRule, models.PROTECT, null=True, related_name="+", verbose_name=_("回收规则")
    )
    reason = models.CharField(_("原因"), max_length=500, blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人")
    )
    created_at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("归属记录")
        verbose_name_plural = _("归属记录")
        indexes: ClassVar = [
            models.Index(fields=["customer", "-created_at", "-id"], name="crm_ownership_customer"),
            models.Index(fields=["-created_at", "-id"], name="crm_ownership_new"),
        ]
        constraints: ClassVar = [AppendOnly(name="crm_ownership_append_only")]

    def __str__(self) -> str:
        return str(self.get_kind_display())
