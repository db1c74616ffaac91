"""Background work as machines see it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from backend.core import types
from backend.core.http.doors import Filters
from backend.core.jobs import actions
from backend.core.jobs.models import Job, JobRun
from backend.core.registry import Resource, Verb, declare


class JobRow(types.Out):
    """A one-off job in a list."""

    id: UUID
    kind: str
    key: str
    state: str
    attempts: int
    error: str
    created_at: types.Moment
    finished_at: types.Moment | None
    version: int


class JobOut(JobRow):
    """A one-off job in full."""

    arguments: dict[str, Any]
    lease_until: types.Moment


class JobFilters(Filters):
    """What one-off jobs can be filtered by."""

    kind: types.text(80) | None = None
    state: types.one_of(Job.State) | None = None


class JobRunRow(types.Out):
    """A run of the clock in a list."""

    id: UUID
    job: str
    scheduled_for: types.Moment
    attempts: int
    started_at: types.Moment
    finished_at: types.Moment | None
    is_done: bool
    rows_seen: int
    rows_changed: int
    error: str
    version: int


class JobRunOut(JobRunRow):
    """A run of the clock in full."""

    lease_until: types.Moment


class JobRunFilters(Filters):
    """What runs can be filtered by."""

    job: types.text(80) | None = None
    is_done: types.Flag | None = None


JOB = declare(
    Resource(
        model=Job,
        room="core",
        name="job",
        plural="jobs",
        label=_("后台任务"),
        out=JobOut,
        row=JobRow,
        verbs={
            "replay": Verb(actions.replay, _("重新执行"), states=frozenset({Job.State.DEAD.value}))
        },
        filters=JobFilters,
        scoped=False,
        searchable=False,
    )
)
JOB_RUN = declare(
    Resource(
        model=JobRun,
        room="core",
        name="job_run",
        plural="job-runs",
        label=_("定时运行"),
        out=JobRunOut,
        row=JobRunRow,
        filters=JobRunFilters,
        ordering=("scheduled_for",),
        scoped=False,
        searchable=False,
    )
)
