"""The back office's pages of background work."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from backend.core.backoffice.pages import DocumentAdmin
from backend.core.jobs.models import Job, JobRun
from backend.core.jobs.schemas import JOB, JOB_RUN


@admin.register(Job)
class JobAdmin(DocumentAdmin):
    """One-off work: what waits, what was done, what was given up."""

    resource = JOB
    icon = "work_history"
    is_machinery = True
    empty = _("没有后台任务。")


@admin.register(JobRun)
class JobRunAdmin(DocumentAdmin):
    """The ledger of the clock."""

    resource = JOB_RUN
    icon = "schedule"
    is_machinery = True
    empty = _("定时任务还没有运行过。")
