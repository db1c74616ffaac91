"""An import with what became of its rows, the mappings remembered, and files that went out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.core.documents.models import Document
from backend.core.flow import StateField
from backend.core.ids import uuid7
from backend.core.spreadsheet.flow import ExportFlow, FileState, ImportFlow, State


class ImportBatch(ImportFlow, Document):
    """One file on its way into the house."""

    SEARCH: ClassVar = ("no", "file_name")

    class Manner(models.TextChoices):
        """Whether rows are new, known, or either."""

        INSERT = "insert", _("只新增")
        UPDATE = "update", _("只更新")
        UPSERT = "upsert", _("新增或更新")

    class Twice(models.TextChoices):
        """What to do with a row that is there already, in the house or in the file."""

        SKIP = "skip", _("跳过")
        OVERWRITE = "overwrite", _("覆盖")

    state = StateField(State)
    document = models.CharField(_("单据"), max_length=64)
    on = models.DateField(_("导入日期"))
    file_name = models.CharField(_("文件名"), max_length=200)
    kind = models.CharField(_("格式"), max_length=8)
    encoding = models.CharField(_("编码"), max_length=16, blank=True)
    sheet = models.CharField(_("工作表"), max_length=64, blank=True)
    size = models.PositiveIntegerField(_("大小（字节）"))
    sha256 = models.CharField(_("摘要"), max_length=64)
    path = models.CharField(max_length=200, editable=False)
    headers = models.JSONField(_("标题"), default=list)
    mapping = models.JSONField(_("列对应"), default=dict)
    manner = models.CharField(
        _("方式"), max_length=8, choices=Manner.choices, default=Manner.INSERT
    )
    duplicates = models.CharField(
        _("重复时"), max_length=10, choices=Twice.choices, default=Twice.SKIP
    )
    accepts_similar = models.BooleanField(_("接受相似记录"), default=False)
    total = models.PositiveIntegerField(_("总行数"), default=0)
    handled = models.PositiveIntegerField(_("已处理"), default=0)
    created = models.PositiveIntegerField(_("新增"), default=0)
    updated = models.PositiveIntegerField(_("更新"), default=0)
    unchanged = models.PositiveIntegerField(_("无变化"), default=0)
    skipped = models.PositiveIntegerField(_("跳过"), default=0)
    refused = models.PositiveIntegerField(_("未通过"), default=0)
    warned = models.PositiveIntegerField(_("提醒"), default=0)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    beat_at = models.DateTimeField(null=True, editable=False)
    key_id = models.UUIDField(null=True, editable=False)
    began_at = models.DateTimeField(_("开始时间"), null=True, editable=False)
    ended_at = models.DateTimeField(_("结束时间"), null=True, editable=False)
    error = models.CharField(_("错误"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("导入")
        verbose_name_plural = _("导入")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(
                fields=["beat_at"],
                condition=Q(state__in=["checking", "running"]),
                name="core_importbatch_busy",
            ),
        ]
        constraints: ClassVar = [
            *Document.Meta.constraints,
            models.CheckConstraint(
                condition=Q(handled__lte=models.F("total")), name="core_importbatch_handled"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportChunk(models.Model):
    """What became of a run of rows; written in the transaction that wrote the rows."""

    class Phase(models.TextChoices):
        """Tried only, or written."""

        CHECK = "check", _("校验")
        RUN = "run", _("写入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="chunks")
    phase = models.CharField(max_length=8, choices=Phase.choices)
    start = models.PositiveIntegerField()
    rows = models.JSONField(default=list)

    class Meta:
        verbose_name = _("导入结果")
        verbose_name_plural = _("导入结果")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["batch", "phase", "start"], name="core_importchunk_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.phase} {self.start}"


class ImportMapping(models.Model):
    """Which column was which, the last time a file with these headings came."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("列对应记忆")
        verbose_name_plural = _("列对应记忆")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "fingerprint"], name="core_importmapping_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.fingerprint[:12]}"


class ExternalKey(models.Model):
    """The number by which another system knows one of our rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.CharField(_("单据"), max_length=64)
    value = models.CharField(_("外部编号"), max_length=120)
    document_id = models.UUIDField(_("单据标识"))
    batch_id = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("外部编号")
        verbose_name_plural = _("外部编号")
        indexes: ClassVar = [
            models.Index(fields=["document", "document_id"], name="core_externalkey_row"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "value"], name="core_externalkey_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.value}"


class ExportFile(ExportFlow, Document):
    """A list that went out as a file: whose, of what, how many rows, until when."""

    SEARCH: ClassVar = ("no",)

    class Kind(models.TextChoices):
        """The form of the file."""

        XLSX = "xlsx", _("Excel（.xlsx）")
        CSV = "csv", _("CSV（UTF-8）")
        CSV_GB = "csv_gb18030", _("CSV（GB18030）")

    state = StateField(FileState)
    document = models.CharField(_("单据"), max_length=64)
    kind = models.CharField(_("格式"), max_length=12, choices=Kind.choices)
    query = models.JSONField(_("筛选条件"), default=dict)
    fields = models.JSONField(_("列"), default=list)
    total = models.PositiveIntegerField(_("行数"), default=0)
    file_name = models.CharField(_("文件名"), max_length=200)
    size = models.PositiveBigIntegerField(_("大小（字节）"), default=0)
    path = models.CharField(max_length=200, blank=True, editable=False)
    key_id = models.UUIDField(null=True, editable=False)
    expires_at = models.DateTimeField(_("有效期至"))
    error = models.CharField(_("错误"), max_length=500, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("导出")
        verbose_name_plural = _("导出")
        indexes: ClassVar = [
            *Document.Meta.indexes,
            models.Index(fields=["state", "expires_at"], name="core_exportfile_expiry"),
        ]

    def __str__(self) -> str:
        return self.file_name
