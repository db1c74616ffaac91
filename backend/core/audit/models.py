"""One digest an event, chained to the one before; and what the invariants said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.events.models import Seal
from backend.core.guards import AppendOnly


class Link(models.Model):
    """The digest of one event together with the digest before it."""

    event = models.BigIntegerField(primary_key=True)
    transaction = models.BigIntegerField()
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [AppendOnly(name="core_link_append_only")]
        indexes = [models.Index(fields=["transaction", "event"], name="core_link_order")]

    def __str__(self) -> str:
        return self.digest[:12]


class Check(models.Model):
    """The last verdict on one invariant."""

    name = models.CharField(_("不变式"), max_length=120, primary_key=True)
    checked_at = models.DateTimeField(_("检查时间"))
    fault_count = models.PositiveIntegerField(_("问题数"), default=0)
    faults = models.JSONField(_("问题"), default=list)

    class Meta:
        verbose_name = _("一致性检查")
        verbose_name_plural = _("一致性检查")

    def __str__(self) -> str:
        return self.name
