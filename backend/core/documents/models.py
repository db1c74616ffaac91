"""The columns every document shares."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.ids import uuid7


class Document(models.Model):
    """A paper of the company. Written only by `documents.add` and `documents.save`.

    SEARCH and SEARCH_PRIVATE name the attributes the search box finds it by.
    """

    SEARCH: ClassVar[tuple[str, ...]] = ("no",)
    SEARCH_PRIVATE: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    no = models.CharField(_("编号"), max_length=64, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("负责人"),
    )
    unit = models.ForeignKey(
        "core.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("所属单元"),
    )
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)
    ext = models.JSONField(_("扩展字段"), default=dict, blank=True)
    created_at = models.DateTimeField(_("创建时间"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("创建人"),
    )
    updated_at = models.DateTimeField(_("更新时间"), editable=False)
    search_text = models.TextField(default="", editable=False)
    search_private = models.TextField(default="", editable=False)
    search_grams = ArrayField(models.CharField(max_length=3), default=list, editable=False)

    class Meta:
        abstract = True
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-created_at", "-id"], name="%(app_label)s_%(class)s_new"),
            models.Index(
                fields=["owner", "-created_at", "-id"], name="%(app_label)s_%(class)s_own"
            ),
            models.Index(
                fields=["unit", "-created_at", "-id"], name="%(app_label)s_%(class)s_unit"
            ),
            GinIndex(fields=["search_grams"], name="%(app_label)s_%(class)s_find"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["no"],
                condition=~models.Q(no=""),
                name="%(app_label)s_%(class)s_no",
            ),
        ]

    def __str__(self) -> str:
        return self.no or str(getattr(self, "name", "") or self.pk)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """This will load the row again, its protected state included."""
        self._reloading = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            self._reloading = False
