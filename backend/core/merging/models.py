"""What was merged, where ids went, and which parties look like one."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.merging.flow import GroupFlow, GroupState, MergeFlow, State
from backend.core.party.models import Likeness, Party


class MergeLog(MergeFlow, Document):
    """One merge: who stayed, who went, what was chosen, what moved, and how to take it back."""

    SEARCH: ClassVar = ("no", "survivor_name", "victim_names")

    state = StateField(State)
    survivor = models.ForeignKey(
        Party, models.PROTECT, related_name="+", verbose_name=_("保留单位")
    )
    survivor_name = models.CharField(_("保留单位名称"), max_length=200)
    victim_ids = ArrayField(models.UUIDField(), verbose_name=_("被合并单位"), default=list)
    victim_names = models.JSONField(_("被合并单位名称"), default=list)
    choices = models.JSONField(_("字段选择"), default=dict)
    moved = models.JSONField(_("迁移行数"), default=dict)
    steps = models.JSONField(default=list, editable=False)
    reason = models.CharField(_("合并原因"), max_length=500, blank=True)
    merged_at = models.DateTimeField(_("合并时间"))
    undo_until = models.DateTimeField(_("可撤销至"))
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    undo_reason = models.CharField(_("撤销原因"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("合并记录")
        verbose_name_plural = _("合并记录")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["survivor", "-created_at", "-id"], name="core_mergelog_survivor"),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state="done", undone_at=None)
                | Q(state="undone", undone_at__isnull=False),
                name="core_mergelog_undone_when",
            ),
            models.CheckConstraint(
                condition=Q(undo_until__gt=F("merged_at")), name="core_mergelog_undo_window"
            ),
        ]


class Alias(models.Model):
    """Where a paper went that was merged into another: its old id still answers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    log = models.ForeignKey(
        MergeLog, models.CASCADE, related_name="aliases", verbose_name=_("合并记录")
    )
    document = models.CharField(_("单据"), max_length=64)
    old_id = models.UUIDField(_("原标识"))
    new_id = models.UUIDField(_("现标识"))

    class Meta:
        verbose_name = _("旧标识")
        verbose_name_plural = _("旧标识")
        indexes: ClassVar = [
            models.Index(fields=["document", "new_id"], name="core_alias_new"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "old_id"], name="core_alias_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.old_id} → {self.new_id}"


class Scan(Document):
    """One walk over all keys in search of parties that are on file twice; it can be taken up."""

    class Phase(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("扫描中")
        DONE = "done", _("已完成")

    phase = models.CharField(
        _("进度"), max_length=8, choices=Phase.choices, default=Phase.DONE, editable=False
    )
    started_at = models.DateTimeField(_("开始时间"))
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    at_kind = models.CharField(max_length=8, blank=True, default="", editable=False)
    at_value = models.CharField(max_length=255, blank=True, default="", editable=False)
    pieces = models.PositiveIntegerField(_("批次"), default=0)
    seen = models.PositiveIntegerField(_("共用的识别键"), default=0)
    skipped = models.PositiveIntegerField(_("过于常见而略过"), default=0)
    pairs = models.PositiveIntegerField(_("疑似对数"), default=0)
    groups = models.PositiveIntegerField(_("重复组数"), default=0)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("查重扫描")
        verbose_name_plural = _("查重扫描")
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.UniqueConstraint(
                fields=["phase"], condition=Q(phase="running"), name="core_scan_one_at_a_time"
            ),
        ]


class DuplicatePair(models.Model):
    """Two parties of which a scan found much that speaks for one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scan = models.ForeignKey(Scan, models.CASCADE, related_name="found", verbose_name=_("扫描"))
    low = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("单位甲"))
    high = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("单位乙"))
    score = models.PositiveSmallIntegerField(_("得分"))
    signals = ArrayField(
        models.CharField(max_length=20, choices=Likeness.choices),
        verbose_name=_("依据"),
        default=list,
    )

    class Meta:
        verbose_name = _("疑似对")
        verbose_name_plural = _("疑似对")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scan", "low", "high"], name="core_duplicatepair_once"),
        ]

    def __str__(self) -> str:
        return f"{self.low_id} ~ {self.high_id}: {self.score}"


class DuplicateGroup(GroupFlow, Document):
    """Parties that look like one, for somebody to decide."""

    state = StateField(GroupState)
    score = models.PositiveSmallIntegerField(_("最高得分"))
    size = models.PositiveSmallIntegerField(_("单位数"))
    signals = ArrayField(
        models.CharField(max_length=20, choices=Likeness.choices),
        verbose_name=_("依据"),
        default=list,
    )
    decided_reason = models.CharField(_("处理说明"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("重复组")
        verbose_name_plural = _("重复组")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "-score", "-id"], name="core_duplicategroup_state"),
        ]


class DuplicateMember(models.Model):
    """One party of a group."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(
        DuplicateGroup, models.CASCADE, related_name="members", verbose_name=_("重复组")
    )
    party = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("单位"))

    class Meta:
        verbose_name = _("组内单位")
        verbose_name_plural = _("组内单位")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "party"], name="core_duplicatemember_once"),
        ]

    def __str__(self) -> str:
        return str(self.party_id)
