"""Service engineers: what they can, where they are at home, when they work."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.ids import uuid7
from backend.goods.warehouse.models import Warehouse


class Engineer(Document):
    """Somebody who goes to customers; the van is a warehouse of its own kind."""

    SEARCH: ClassVar = ("name", "no", "territory_words")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="engineer", verbose_name=_("用户")
    )
    name = models.CharField(_("姓名"), max_length=64)
    name_pinyin = models.CharField(max_length=200, editable=False)
    van = models.OneToOneField(
        Warehouse,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="engineer",
        verbose_name=_("服务车"),
    )
    territory = ArrayField(
        models.CharField(max_length=32), verbose_name=_("服务区域"), default=list, blank=True
    )
    home = models.CharField(_("出发地"), max_length=300, blank=True)
    latitude = models.DecimalField(_("纬度"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        _("经度"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    hourly_cost = models.DecimalField(
        _("小时成本"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    is_active = models.BooleanField(_("在岗"), default=True)
    note = models.CharField(_("备注"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("服务工程师")
        verbose_name_plural = _("服务工程师")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
                name="service_engineer_point",
            ),
            models.CheckConstraint(
                condition=Q(hourly_cost=None) | Q(hourly_cost__gte=0),
                name="service_engineer_cost",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def territory_words(self) -> list[str]:
        """This will give the places served, for the search box."""
        return list(self.territory)


class Skill(models.Model):
    """What an engineer can do, how well, and until when it is recognised."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engineer = models.ForeignKey(
        Engineer, models.CASCADE, related_name="skills", verbose_name=_("工程师")
    )
    code = models.CharField(_("技能"), max_length=40)
    level = models.PositiveSmallIntegerField(_("等级"), default=1)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta:
        verbose_name = _("技能")
        verbose_name_plural = _("技能")
        constraints = [
            models.UniqueConstraint(fields=["engineer", "code"], name="service_skill_once"),
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="service_skill_level"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.level}"


class Certificate(models.Model):
    """A paper that somebody else gave an engineer: a licence, an examination passed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engineer = models.ForeignKey(
        Engineer, models.CASCADE, related_name="certificates", verbose_name=_("工程师")
    )
    name = models.CharField(_("证书"), max_length=120)
    number = models.CharField(_("证书编号"), max_length=64)
    issuer = models.CharField(_("发证机构"), max_length=120, blank=True)
    issued_on = models.DateField(_("发证日期"), null=True, blank=True)
    expires_on = models.DateField(_("有效期至"), null=True, blank=True)

    class Meta:
        verbose_name = _("证书")
        verbose_name_plural = _("证书")
        constraints = [
            models.UniqueConstraint(
                fields=["engineer", "name", "number"], name="service_certificate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Shift(models.Model):
    """Hours in which an engineer works or stands by, or is away."""

    class Kind(models.TextChoices):
        """What the hours are for."""

        WORK = "work", _("上班")
        STANDBY = "standby", _("值班待命")
        LEAVE = "leave", _("请假")
        SICK = "sick", _("病假")
        TRAINING = "training", _("培训")

    PRESENT: ClassVar = (Kind.WORK, Kind.STANDBY)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    engineer = models.ForeignKey(
        Engineer, models.CASCADE, related_name="shifts", verbose_name=_("工程师")
    )
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices, default=Kind.WORK)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    note = models.CharField(_("备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("班次")
        verbose_name_plural = _("班次")
        indexes = [models.Index(fields=["engineer", "ends_at"], name="service_shift_when")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="service_shift_forward"
            ),
            models.UniqueConstraint(
                fields=["engineer", "kind", "starts_at"], name="service_shift_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d %H:%M}"
