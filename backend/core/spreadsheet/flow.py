"""The life of an import, and of a file that was written.

uploaded: the file was read, its columns are proposed. mapped: somebody said which column is
which. checking: every row is being tried, nothing is written. validated: it is known what would
happen. running: rows are being written, a thousand at a time; a new start goes on where it was.
done: every row is in. partially: some rows were refused. failed: nothing was written. cancelled:
somebody stopped it. undoing: what it wrote is being taken back. undone: it was.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from backend.core.flow import transition


class State(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("已上传")
    MAPPED = "mapped", _("已对应列")
    CHECKING = "checking", _("校验中")
    VALIDATED = "validated", _("已校验")
    RUNNING = "running", _("导入中")
    DONE = "done", _("已完成")
    PARTIALLY = "partially", _("部分完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")
    UNDOING = "undoing", _("撤销中")
    UNDONE = "undone", _("已撤销")


OPEN = [State.UPLOADED, State.MAPPED, State.VALIDATED]
BUSY = [State.CHECKING, State.RUNNING]
TAKEN = [State.DONE, State.PARTIALLY, State.CANCELLED]
ENDED = [State.DONE, State.PARTIALLY, State.CANCELLED, State.FAILED]


class ImportFlow:
    """Who may follow whom."""

    @transition("state", source=OPEN, target=State.MAPPED)
    def map(self) -> None:
        """This will note which column is which."""

    @transition("state", source=[State.MAPPED, State.VALIDATED], target=State.CHECKING)
    def begin_check(self) -> None:
        """This will begin to try every row."""

    @transition("state", source=State.CHECKING, target=State.VALIDATED)
    def be_validated(self) -> None:
        """This will have tried every row."""

    @transition("state", source=State.VALIDATED, target=State.RUNNING)
    def run(self) -> None:
        """This will begin to write."""

    @transition("state", source=[State.RUNNING, State.UNDOING], target=State.DONE)
    def be_done(self) -> None:
        """This will have written every row; what could not be undone stays."""

    @transition("state", source=[State.RUNNING, State.UNDOING], target=State.PARTIALLY)
    def be_partial(self) -> None:
        """This will have written some rows; what could not be undone stays."""

    @transition("state", source=BUSY, target=State.FAILED)
    def fail(self) -> None:
        """This will have written nothing."""

    @transition("state", source=[*OPEN, *BUSY], target=State.CANCELLED)
    def cancel(self) -> None:
        """This will stop before the next thousand."""

    @transition("state", source=TAKEN, target=State.UNDOING)
    def undo(self) -> None:
        """This will begin to take back what was written."""

    @transition("state", source=State.UNDOING, target=State.UNDONE)
    def be_undone(self) -> None:
        """This will have taken back what was written."""


class FileState(models.TextChoices):
    """Where an export stands."""

    WAITING = "waiting", _("生成中")
    READY = "ready", _("可下载")
    FAILED = "failed", _("失败")
    EXPIRED = "expired", _("已过期")


class ExportFlow:
    """Who may follow whom."""

    @transition("state", source=FileState.WAITING, target=FileState.READY)
    def be_ready(self) -> None:
        """This will offer the file."""

    @transition("state", source=FileState.WAITING, target=FileState.FAILED)
    def fail(self) -> None:
        """This will say why there is no file."""

    @transition("state", source=FileState.FAILED, target=FileState.WAITING)
    def retry(self) -> None:
        """This will be written once more."""

    @transition("state", source=[FileState.READY, FileState.FAILED], target=FileState.EXPIRED)
    def expire(self) -> None:
        """This will take the file away."""
